"""Reading the address of a view."""

from __future__ import annotations

from datetime import date

import pytest

from kpdata.areas import area_index
from kpdata.domain import FINLAND, AreaKey, AreaLevel, Period
from kpdata.views import data
from kpdata.views.address import Address, Selection, Values, link, read_selection
from kpdata.views.data import Source

SOURCE = Source("sqlite://", 1, 5, False, None)
TODAY = date(2026, 11, 21)
PIRKANMAA = AreaKey(AreaLevel.COUNTY, "08")


@pytest.fixture(autouse=True)
def country(monkeypatch: pytest.MonkeyPatch) -> None:
    """The areas of Finland without a database."""
    monkeypatch.setattr(data, "today", lambda: TODAY)
    monkeypatch.setattr(data, "home", lambda _: PIRKANMAA)
    monkeypatch.setattr(
        data,
        "default_area",
        lambda _source, level, _near: FINLAND if level is AreaLevel.COUNTRY else PIRKANMAA,
    )
    monkeypatch.setattr(
        data,
        "area_names",
        lambda _source, level, language: (
            {}
            if level in {AreaLevel.CENTRE, AreaLevel.PLACE, AreaLevel.GROUP}
            else {str(key): area_index().name(key, language) for key in area_index().keys(level)}
        ),
    )


def read(params: Values) -> tuple[Selection, list[str]]:
    """The selection, and the names of the parameters that were not known."""
    address = Address(params)
    return read_selection(SOURCE, address, "fi"), told(address)


def told(address: Address) -> list[str]:
    return [message.values["name"] for message in address.notices]


def test_an_empty_address_answers_by_itself() -> None:
    expected = Selection(
        "fi", AreaLevel.COUNTY, (PIRKANMAA,), "country", Period.parse("2025-11:2026-10"), TODAY
    )
    assert read({}) == (expected, [])


def test_what_is_chosen_comes_back_from_the_address() -> None:
    chosen, notices = read(
        {
            "level": "municipality",
            "area": ["municipality:837", "municipality:536"],
            "with": "similar",
            "period": "2025-01:2025-12",
        }
    )
    assert [key.area_id for key in chosen.areas] == ["837", "536"]
    assert (chosen.compare, str(chosen.period), chosen.rolling) == ("similar", "2025-01:2025-12", False)
    assert chosen.as_of == date(2025, 12, 31)
    assert read(chosen.chosen()) == read(chosen.exact()) == (chosen, [])
    assert notices == []


def test_an_area_alone_tells_its_level() -> None:
    assert read({"area": "region:06"})[0].level is AreaLevel.REGION


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("level", "galaxy"),
        ("area", "county:99"),
        ("area", "08"),
        ("area", "<script>alert(1)</script>"),
        ("area", "county:" + "0" * 5000),
        ("with", "moon"),
        ("with", "county:08"),
        ("period", "2026-13:2026-14"),
        ("period", "2026-10:2025-10"),
        ("period", "1066-10:1066-11"),
        ("period", "2030-01:2030-02"),
        ("date", "2027-01-01"),
        ("date", "yesterday"),
    ],
)
def test_a_forged_value_falls_back_with_a_quiet_notice(name: str, value: str) -> None:
    expected, _ = read({})
    address = Address({name: value})
    assert read_selection(SOURCE, address, "fi") == expected
    assert told(address) == [name]
    assert value not in "".join(message.text("en") for message in address.notices)


def test_areas_of_another_level_are_told() -> None:
    chosen, notices = read({"level": "county", "area": ["county:07", "municipality:837"]})
    assert chosen.areas == (AreaKey(AreaLevel.COUNTY, "07"),)
    assert notices == ["area"]


def test_nothing_chosen_is_a_choice_of_its_own() -> None:
    chosen, notices = read({"level": "county", "area": ""})
    assert (chosen.areas, notices) == ((), [])


@pytest.mark.parametrize(
    ("params", "language", "notices"),
    [({}, "fi", []), ({"lang": "SV"}, "sv", []), ({"lang": "xx"}, "fi", ["lang"])],
)
def test_the_language_of_the_address(params: Values, language: str, notices: list[str]) -> None:
    address = Address(params)
    assert address.language("fi") == language
    assert told(address) == notices


def test_own_choices() -> None:
    options = ("a", "b", "c")
    assert Address({}).choice("view", options, "a") == "a"
    address = Address({"view": "b", "show": ["c", "b", "c"]})
    assert address.choice("view", options, "a") == "b"
    assert address.choices("show", options, ("a",), 3) == ("c", "b")
    assert address.choices("show", options, ("a",), 1) == ("c",)
    forged = Address({"view": "z", "show": "z"})
    assert forged.choice("view", options, "a") == "a"
    assert forged.choices("show", options, ("a",), 3) == ("a",)
    assert told(forged) == ["view", "show"]
    assert Address({"show": ""}).choices("show", options, ("a",), 3) == ()


@pytest.mark.parametrize(
    ("text", "slug", "params"),
    [
        ("https://kp.example/x/vertailu?lang=SV&area=county%3A08&area=county:07", "vertailu",
         {"lang": ["SV"], "area": ["county:08", "county:07"]}),
        ("https://kp.example/?area=", "", {"area": [""]}),
        ("/vertailu?view=heat#top", "vertailu", {"view": ["heat"]}),
        ("vertailu", "vertailu", {}),
        ("?lang=FI", "", {"lang": ["FI"]}),
        ("lang=FI&area=county:08", "", {"lang": ["FI"], "area": ["county:08"]}),
        ("", "", {}),
    ],
)  # fmt: skip
def test_a_link_is_read_as_the_browser_gives_it(text: str, slug: str, params: dict[str, list[str]]) -> None:
    found, address = Address.of_link(text)
    assert (found, address.params) == (slug, params)


def test_a_link_shows_the_same_tomorrow() -> None:
    address = Address({"area": "county:07", "view": "heat", "card": "heat"})
    selection = read_selection(SOURCE, address, "sv")
    text = link("https://kp.example/", "vertailu", address, selection)
    assert text == (
        "https://kp.example/vertailu?area=county:07&view=heat&lang=SV&level=county&with=country"
        "&period=2025-11:2026-10&date=2026-11-21"
    )
    slug, again = Address.of_link(text)
    assert slug == "vertailu"
    assert read_selection(SOURCE, again, again.language("fi")).exact() == selection.exact()
