"""The network of an area, every figure worked out by hand, on both kinds of database."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from kpdata.domain import FINLAND, AgeBand, AreaKey, OperatorType
from kpdata.indicators import network
from kpdata.indicators.frames import Figures
from kpdata.indicators.network import UNTOLD, Filter, Leaving, Step, Turnover, Undated
from kpdata.indicators.planning import Operator, operators
from kpdata.store.db import open_database
from tests.indicators.tiny import DAY, fill, place, slot

COUNTY, TOWN, CITY, ISLAND = (
    AreaKey.parse(text) for text in ("county:08", "municipality:100", "municipality:200", "municipality:300")
)


@pytest.fixture
def both(built_database_url: str) -> Engine:
    """An empty database of either kind."""
    return open_database(built_database_url)


def filled(engine: Engine, *places: dict[str, Any], **tables: Any) -> Figures:
    return fill(engine, meeting_places=places, **tables)


PLACES = (
    place("a", operator_type="parish", operator_name="Kylän seurakunta", place_type="family_club"),
    place("b", operator_type="parish", operator_name="Kylän seurakunta", place_type="family_cafe"),
    place("c", "200", operator_type="parish", operator_name="Lahden seurakunta", place_type="family_club"),
    place("d", "200", operator_type="municipality", place_type=None),
    place("e", "300", operator_type="ngo", place_type="family_club"),
    place("f", "100", operator_type="ngo", status="planned", place_type="online"),
    place("g", "100", operator_type="ngo", status="closed", closed_on=date(2026, 6, 30)),
)
HOURS = (slot("a", 1, "09:00", "12:00"), slot("c", 2, "09:00", "11:00"), slot("e", 3, "08:00", "12:00"))


def test_the_largest_operator_by_active_places(both: Engine) -> None:
    figures = filled(both, *PLACES)
    found = network.largest(figures, COUNTY, DAY)
    assert (found.operators, found.places, found.total) == ((OperatorType.PARISH,), 3, 4)
    city = network.largest(figures, CITY, DAY)
    assert (city.operators, city.places, city.total) == (
        (OperatorType.MUNICIPALITY, OperatorType.PARISH),
        1,
        2,
    )
    # On the day it closes g no longer runs; the day before it did.
    assert network.largest(figures, TOWN, date(2026, 6, 29)).total == 3
    empty = network.largest(filled(both), COUNTY, DAY)
    assert (empty.operators, empty.places, empty.total) == ((), 0, 0)


def test_operators_of_any_age_with_their_organisations(both: Engine) -> None:
    assert operators(filled(both, *PLACES), COUNTY, None, DAY) == {
        Operator(OperatorType.PARISH): ("a", "b", "c"),
        Operator(OperatorType.MUNICIPALITY): ("d",),
        Operator(OperatorType.PARISH, "Kylän seurakunta"): ("a", "b"),
        Operator(OperatorType.PARISH, "Lahden seurakunta"): ("c",),
    }


def test_what_stops_when_an_operator_leaves(both: Engine) -> None:
    figures = filled(both, *PLACES, opening_hours=HOURS)
    # Parishes run 3 of 4 places and all 5 known hours; Kylä has nothing left, Lahti has d.
    assert network.leaving(figures, COUNTY, DAY, ("a", "b", "c")) == Leaving(3, 4, 5.0, 5.0, ("100",))
    # Of the country the hours of Saari stay.
    assert network.leaving(figures, FINLAND, DAY, ("a", "b", "c")) == Leaving(3, 5, 5.0, 9.0, ("100",))
    # No slot of d is known; a place of another area, planned or closed, takes nothing with it.
    assert network.leaving(figures, CITY, DAY, ("d", "e", "f", "g")) == Leaving(1, 2, None, 2.0, ())
    with pytest.raises(KeyError):
        network.leaving(figures, CITY, DAY, ("nobody",))


def test_types_by_area_with_what_is_not_told(both: Engine) -> None:
    frame = network.types(filled(both, *PLACES), (TOWN, CITY, ISLAND), DAY)
    assert sorted(frame.itertuples(index=False, name=None)) == [
        ("municipality:100", "family_cafe", 1),
        ("municipality:100", "family_club", 1),
        ("municipality:200", "", 1),
        ("municipality:200", "family_club", 1),
        ("municipality:300", "family_club", 1),
    ]


def test_not_known_is_not_a_no(both: Engine) -> None:
    figures = filled(
        both,
        place("a", step_free="yes", free_of_charge="yes", centre_id="k"),
        place("b", step_free="no", free_of_charge=None),
        place("c", step_free=None, free_of_charge="yes"),
        place("d", status="frozen", step_free="yes"),
        family_centres=[{"centre_id": "k", "name": "K", "municipality": "100"}],
    )
    frame = network.features(figures, TOWN, DAY)
    assert list(frame.itertuples(index=False, name=None)) == [
        ("step_free", 1, 1, 1),
        ("free_of_charge", 2, 0, 1),
        ("visiting_professionals", 0, 0, 3),
        ("tied", 1, 2, 0),
    ]
    centre = network.features(figures, AreaKey.parse("centre:k"), DAY)
    assert next(iter(centre.itertuples(index=False, name=None))) == ("step_free", 1, 0, 0)


def test_support_and_languages_tell_none_apart_from_not_known(both: Engine) -> None:
    figures = filled(
        both,
        place("a", support_forms="peer|emotional", languages="fi|sv"),
        place("b", support_forms="peer", languages="fi"),
        place("c", support_forms="none"),
        place("d"),
    )
    support = network.support(figures, TOWN, DAY)
    assert list(support.counts.items()) == [("peer", 2), ("emotional", 1)]
    assert (support.none, support.known, support.total) == (1, 3, 4)
    languages = network.languages(figures, TOWN, DAY)
    assert list(languages.counts.items()) == [("fi", 2), ("sv", 1)]
    assert (languages.none, languages.known, languages.total) == (0, 2, 4)


def test_steps_end_with_the_day() -> None:
    assert network.spans(Step.QUARTER, date(2026, 5, 10), 3) == [
        (date(2025, 10, 1), date(2025, 12, 31)),
        (date(2026, 1, 1), date(2026, 3, 31)),
        (date(2026, 4, 1), date(2026, 5, 10)),
    ]
    assert network.spans(Step.MONTH, date(2026, 2, 28), 2) == [
        (date(2026, 1, 1), date(2026, 1, 31)),
        (date(2026, 2, 1), date(2026, 2, 28)),
    ]


def test_openings_and_closings_by_quarter(both: Engine) -> None:
    figures = filled(
        both,
        place("always"),
        place("first", opened_on=date(2026, 1, 1)),
        place("last", opened_on=date(2026, 3, 31), closed_on=date(2026, 4, 1), status="closed"),
        place("goes", closed_on=date(2026, 6, 30)),
        place("later", opened_on=date(2026, 7, 1)),
        place("planned", opened_on=date(2026, 2, 1), status="planned"),
        place("undated", opened_on=date(2020, 1, 1), status="closed"),
        place("elsewhere", "300", opened_on=date(2026, 2, 1)),
    )
    spans = network.spans(Step.QUARTER, DAY, 2)
    assert network.turnover(figures, COUNTY, spans) == [
        Turnover(date(2026, 1, 1), date(2026, 3, 31), 2, 0, 4),
        Turnover(date(2026, 4, 1), date(2026, 6, 30), 0, 2, 2),
    ]
    assert network.undated(figures, COUNTY) == Undated(opened=2, closed=1)


_days = st.one_of(st.none(), st.dates(date(2024, 1, 1), date(2026, 12, 31)))
_status = st.sampled_from(["running", "closed", "planned", "frozen"])


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(_days, _days, _status), max_size=12), st.sampled_from(list(Step)))
def test_running_places_rise_by_what_opened_less_what_closed(
    engine: Engine, places: list[tuple[date | None, date | None, str]], step: Step
) -> None:
    rows = [
        place(f"p{i}", opened_on=opened, closed_on=closed, status=status)
        for i, (opened, closed, status) in enumerate(places)
    ]
    figures = filled(engine, *rows)
    spans = network.spans(step, DAY, 6)
    running = [
        int(figures.day(day).active.sum())
        for day in (date.fromordinal(spans[0][0].toordinal() - 1), *(last for _, last in spans))
    ]
    found = network.turnover(figures, TOWN, spans)
    assert [row.running for row in found] == running[1:]
    for before, after, row in zip(running[:-1], running[1:], found, strict=True):
        assert after - before == row.opened - row.closed


LISTED = (
    place(
        "a",
        name="Perhetupa Äppi",
        operator_type="parish",
        operator_name="Kylän seurakunta",
        place_type="family_house",
        address="Kirkkotie 1",
        languages="fi|sv",
        age_from=0,
        age_to=6,
        definition="thl",
        opened_on=date(2024, 5, 1),
        checked_on=date(2026, 1, 2),
    ),
    place("b", "200", name="=Nuokkari", age_from=13, age_to=17, definition="local"),
    place("c", "200", name="Tuleva", opened_on=date(2026, 8, 1)),
    place("d", name="Mennyt", closed_on=date(2026, 6, 1)),
    place("e", name="Jäissä", status="frozen"),
    place("f", "300", name="Muualla"),
)


def ids(figures: Figures, **chosen: Any) -> list[str]:
    return network.places_list(figures, COUNTY, DAY, Filter(**chosen))["place_id"].tolist()


def test_the_list_tells_what_is_known_of_each_place(both: Engine) -> None:
    figures = filled(both, *LISTED, opening_hours=(slot("a", 1, "09:00", "11:30"),))
    rows = network.places_list(figures, COUNTY, DAY, Filter()).to_dict("records")
    assert [row["status"] for row in rows] == ["running", "running", "planned", "closed", "frozen"]
    first, second = rows[0], rows[1]
    assert {name: cell for name, cell in first.items() if name not in {"name", "place_id"}} == {
        "municipality": "100",
        "status": "running",
        "operator": "parish",
        "operator_name": "Kylän seurakunta",
        "place_type": "family_house",
        "age_from": 0,
        "age_to": 6,
        "hours": 2.5,
        "languages": ("fi", "sv"),
        "definition": "thl",
        "opened": date(2024, 5, 1),
        "checked": date(2026, 1, 2),
    }
    assert second["hours"] != second["hours"], "hours that are not known are NaN"
    assert (second["opened"], second["checked"], second["languages"]) == (None, None, ())
    assert (rows[2]["age_from"], rows[2]["definition"]) == (-1, "unknown")


def test_every_filter_of_the_list(both: Engine) -> None:
    figures = filled(both, *LISTED)
    assert ids(figures) == ["a", "b", "c", "d", "e"]
    assert ids(figures, status="running") == ["a", "b"]
    assert ids(figures, status="planned") == ["c"]
    assert ids(figures, status="closed") == ["d"]
    assert ids(figures, operator="parish") == ["a"]
    assert ids(figures, place_type="family_house") == ["a"]
    assert ids(figures, place_type=UNTOLD) == ["b", "c", "d", "e"]
    assert ids(figures, definition="local") == ["b"]
    assert ids(figures, band=AgeBand.ADOLESCENT) == ["b"]
    assert ids(figures, band=AgeBand.UNDER_SCHOOL, operator="ngo") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("äppi", ["a"]),
        ("TUPA perhe", ["a"]),
        ("kylän", ["a"]),
        ("kirkkotie", ["a"]),
        ("=nuokkari", ["b"]),
        ("%", []),
        ("perhetupa nuokkari", []),
        ("  ", ["a", "b", "c", "d", "e"]),
    ],
)
def test_the_search_looks_for_every_word(engine: Engine, text: str, expected: list[str]) -> None:
    assert ids(filled(engine, *LISTED), text=text) == expected
