"""What changed between two days, and which municipalities need attention."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Engine

from kpdata.domain import FINLAND, AreaKey
from kpdata.indicators.changes import ChangeKind, Happening, attention, what_changed
from tests.indicators.tiny import DAY, YEAR, fill, mapped, place

SINCE = date(2026, 1, 1)


def criterion(municipality: str, criterion_id: str, expires: date) -> dict[str, Any]:
    return {
        "area_type": "municipality",
        "area_id": municipality,
        "criterion_id": criterion_id,
        "as_of": date(2025, 6, 1) if expires < DAY else date(2026, 3, 1),
        "status": "done",
        "evidence": "§ 1",
        "expires_on": expires,
    }


def role(area_type: str, area_id: str, since: date | None, named: str = "yes") -> dict[str, Any]:
    return {
        "area_type": area_type,
        "area_id": area_id,
        "role": "contact_person",
        "named": named,
        "since": since,
    }


def key(text: str) -> AreaKey:
    return AreaKey.parse(text)


def test_changes_of_an_area(engine: Engine) -> None:
    steps = [
        criterion(code, name, expires)
        for code, expires in (("100", date(2030, 1, 1)), ("200", date(2026, 2, 1)))
        for name in ("mapped", "operators_listed")
    ]
    held = {"area_type": "place", "area_id": "new", "kind": "house_meeting", "held_on": date(2026, 3, 3)}
    figures = fill(
        engine,
        meeting_places=[
            place("new", opened_on=date(2026, 2, 2)),
            place("old", "200", status="closed", closed_on=date(2026, 4, 4)),
            place("same", "200"),
            place("island", "300", opened_on=DAY),
        ],
        integration=steps,
        roles=[
            role("municipality", "100", DAY),
            role("municipality", "200", SINCE),
            role("county", "08", date(2026, 5, 5)),
            role("municipality", "300", date(2026, 5, 6)),
        ],
        events=[{"event_id": "1", **held}, {"event_id": "2", **held, "held_on": SINCE}],
    )
    expected = [
        Happening(ChangeKind.PLACE_OPENED, key("place:new"), date(2026, 2, 2)),
        Happening(ChangeKind.PLACE_CLOSED, key("place:old"), date(2026, 4, 4)),
        Happening(ChangeKind.STEP_RISEN, key("municipality:100"), before=0, after=1),
        Happening(ChangeKind.STEP_FALLEN, key("municipality:200"), before=1, after=0),
        Happening(ChangeKind.ROLE_NAMED, key("county:08"), date(2026, 5, 5), detail="contact_person"),
        Happening(ChangeKind.ROLE_NAMED, key("municipality:100"), DAY, detail="contact_person"),
        Happening(ChangeKind.EVENT_HELD, key("place:new"), date(2026, 3, 3), detail="house_meeting"),
    ]
    assert what_changed(figures, key("county:08"), SINCE, DAY) == expected
    island = what_changed(figures, key("municipality:300"), SINCE, DAY)
    assert [item.kind for item in island] == [ChangeKind.PLACE_OPENED, ChangeKind.ROLE_NAMED]
    assert len(what_changed(figures, FINLAND, SINCE, DAY)) == len(expected) + len(island)
    assert what_changed(figures, FINLAND, DAY, DAY) == []


def test_municipalities_that_need_attention(engine: Engine) -> None:
    figures = fill(
        engine,
        meeting_places=[
            place("a", age_from=0, age_to=17, checked_on=DAY),
            place("b", "200", age_from=0, age_to=6, status="running"),
        ],
        mapping_status=mapped("100", "200"),
        visits=[{"place_id": "a", "month": "2026-06", "visits": 5}],
        roles=[role("municipality", "100", DAY), role("municipality", "200", DAY, "no")],
    )
    found = attention(figures, FINLAND, DAY, YEAR)
    assert found["area_id"].tolist() == ["200", "300"]
    assert found["reasons"].tolist() == [
        ("no_school_age_place", "late", "stale", "no_contact_person"),
        ("not_mapped", "no_contact_person"),
    ]
    assert found["children"].fillna(-1).tolist() == [300, -1]
    assert attention(figures, key("municipality:100"), DAY, YEAR).empty
