from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from kpdata.areas import area_index
from kpdata.domain import FINLAND, AreaKey, AreaLevel, Period
from kpdata.ui import data, state
from kpdata.ui.data import Source

SOURCE = Source("sqlite://", 1, 5, False, None)
TODAY = date(2026, 11, 21)
PIRKANMAA = AreaKey(AreaLevel.COUNTY, "08")


class Address(dict[str, list[str]]):
    """Stands for `st.query_params`."""

    def get(self, name: str, default: Any = None) -> Any:
        values = super().get(name)
        return values[-1] if values else default

    def get_all(self, name: str) -> list[str]:
        return list(super().get(name) or [])

    def from_dict(self, params: dict[str, Any]) -> None:
        self.clear()
        for name, value in params.items():
            if values := ([value] if isinstance(value, str) else list(value)):
                self[name] = values


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Address:
    params = Address()
    monkeypatch.setattr(state, "st", SimpleNamespace(query_params=params, session_state={}))
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
    return params


def read() -> state.Selection:
    return state.selection(SOURCE, "fi")


def told() -> list[str]:
    return [text.split("“")[1].split("”")[0] for text in state.notices("en")]


def test_an_empty_address_answers_by_itself(address: Address) -> None:
    assert read() == state.Selection(
        "fi", AreaLevel.COUNTY, (PIRKANMAA,), "country", Period.parse("2025-11:2026-10"), TODAY
    )
    assert told() == []


def test_what_is_chosen_comes_back_from_the_address(address: Address) -> None:
    address.update(
        {"level": ["municipality"], "area": ["municipality:837", "municipality:536"], "with": ["similar"]}
    )
    address.update({"period": ["2025-01:2025-12"]})
    chosen = read()
    assert [key.area_id for key in chosen.areas] == ["837", "536"]
    assert (chosen.compare, str(chosen.period), chosen.rolling) == ("similar", "2025-01:2025-12", False)
    assert chosen.as_of == date(2025, 12, 31)
    address.from_dict(chosen.chosen())
    assert read() == chosen
    address.from_dict(chosen.exact())
    assert read() == chosen
    assert told() == []


def test_an_area_alone_tells_its_level(address: Address) -> None:
    address["area"] = ["region:06"]
    assert read().level is AreaLevel.REGION


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
def test_a_forged_value_falls_back_with_a_quiet_notice(address: Address, name: str, value: str) -> None:
    expected = read()
    address[name] = [value]
    assert read() == expected
    assert told() == [name]
    assert value not in "".join(state.notices("en"))


def test_areas_of_another_level_are_told(address: Address) -> None:
    address.update({"level": ["county"], "area": ["county:07", "municipality:837"]})
    assert read().areas == (AreaKey(AreaLevel.COUNTY, "07"),)
    assert told() == ["area"]


def test_nothing_chosen_is_a_choice_of_its_own(address: Address) -> None:
    address.update({"level": ["county"], "area": [""]})
    assert read().areas == ()
    assert told() == []


def test_the_language_of_the_address(address: Address) -> None:
    assert state.language("fi") == "fi"
    address["lang"] = ["SV"]
    assert state.language("fi") == "sv"
    address["lang"] = ["xx"]
    assert state.language("fi") == "fi"
    assert told() == ["lang"]


def test_own_choices(address: Address) -> None:
    options = ("a", "b", "c")
    assert state.choice("view", options, "a") == "a"
    address.update({"view": ["b"], "show": ["c", "b", "c"]})
    assert state.choice("view", options, "a") == "b"
    assert state.choices("show", options, ("a",), 3) == ("c", "b")
    assert state.choices("show", options, ("a",), 1) == ("c",)
    address.update({"view": ["z"], "show": ["z"]})
    assert state.choice("view", options, "a") == "a"
    assert state.choices("show", options, ("a",), 3) == ("a",)
    address["show"] = [""]
    assert state.choices("show", options, ("a",), 3) == ()
    assert told() == ["show", "view"]


def test_writing_keeps_the_rest_of_the_address(address: Address) -> None:
    address.update({"lang": ["SV"], "view": ["heat"]})
    state.put({"area": ["county:07", "county:08"], "view": []})
    assert dict(address) == {"lang": ["SV"], "area": ["county:07", "county:08"]}
    state.reset("sv")
    assert dict(address) == {"lang": ["SV"]}
