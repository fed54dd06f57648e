"""Supply worked out by hand in the tiny country."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine

from kpdata.domain import AgeBand, AreaKey
from kpdata.indicators.supply import Suited, gaps, suited, supply
from tests.indicators.tiny import DAY, fill, place, slot

KYLA, LAHTI, SAARI = (AreaKey.parse(f"municipality:{code}") for code in ("100", "200", "300"))


def places() -> list[dict[str, object]]:
    return [
        place("a", age_from=0, age_to=6, operator_type="parish", place_type="family_club",
              visiting_professionals="yes"),
        place("b", age_from=7, age_to=12, operator_type="parish", place_type="youth_space",
              opened_on=date(2024, 8, 1), visiting_professionals="no"),
        place("c", age_from=7, age_to=17, operator_type="ngo", opened_on=date(2022, 1, 10)),
        place("d", age_from=0, age_to=17, status="planned"),
        place("e", "200", age_from=0, age_to=6),
    ]  # fmt: skip


HOURS = [slot("a", 1, "09:00", "11:00"), slot("b", 2, "15:00", "18:00"), slot("b", 6, "10:00", "12:00"),
         slot("c", 3, "13:00", "15:00", week_interval=2)]  # fmt: skip


def test_what_a_municipality_offers(engine: Engine) -> None:
    figures = fill(engine, meeting_places=places(), opening_hours=HOURS)
    has = supply(figures, KYLA, DAY)
    assert (has.places, has.hours) == (3, 2 + 5 + 1)
    assert list(has.operators.items()) == [("parish", 2), ("ngo", 1)]
    assert has.types == {"": 1, "family_club": 1, "youth_space": 1}
    assert has.suitable == {
        AgeBand.UNDER_SCHOOL: 1,
        AgeBand.LOWER_SCHOOL: 2,
        AgeBand.ADOLESCENT: 1,
        AgeBand.SCHOOL_AGE: 2,
    }
    assert (has.visited, has.asked) == (1, 2)


def test_hours_that_nobody_told_are_not_known(engine: Engine) -> None:
    figures = fill(engine, meeting_places=places(), opening_hours=HOURS)
    assert supply(figures, LAHTI, DAY).hours is None
    assert supply(figures, SAARI, DAY).places == 0


def test_what_suits_a_band_and_since_when(engine: Engine) -> None:
    figures = fill(engine, meeting_places=places(), opening_hours=HOURS)
    school_age, nothing = suited(figures, ["100", "200"], AgeBand.SCHOOL_AGE, DAY)
    assert school_age == Suited(
        "100", 2, {"": 1, "youth_space": 1}, {"ngo": 1, "parish": 1}, 6, 5 + 0.5, date(2022, 1, 10)
    )
    assert nothing == Suited("200", 0, {}, {}, None, None, None)


def test_gaps_name_school_age_first(engine: Engine) -> None:
    figures = fill(engine, meeting_places=places(), opening_hours=[])
    assert gaps(figures, KYLA, DAY) == ()
    assert gaps(figures, LAHTI, DAY) == (AgeBand.SCHOOL_AGE, AgeBand.ADOLESCENT, AgeBand.LOWER_SCHOOL)
    assert gaps(figures, SAARI, DAY)[-1] is AgeBand.UNDER_SCHOOL
