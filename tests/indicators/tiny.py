"""A tiny country, small enough to work every figure out by hand.

Two counties: 08 with Kylä (100) and Lahti (200), 09 with Saari (300); regions 06 (100, 200) and 07
(300): county 08 and region 06 have the same municipalities, and so do 09 and 07. 100 children of each
band's basic year … see `CHILDREN`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
from sqlalchemy import Engine, delete, insert

from kpdata.domain import AreaLevel, Period
from kpdata.indicators.frames import Figures
from kpdata.store import schema, summaries
from kpdata.store.db import writing

DAY = date(2026, 6, 30)
YEAR = Period.parse("2025-07:2026-06")

MUNICIPALITIES = {"100": ("08", "06"), "200": ("08", "06"), "300": ("09", "07")}
# Children of 0–6, 7–12 and 13–17 in each municipality: 1 000, 500 and none of 7–12 in Saari.
CHILDREN = {"100": (400, 350, 250), "200": (200, 200, 100), "300": (50, 0, 50)}
BANDS = ((0, 6), (7, 12), (13, 17))

Rows = Sequence[Mapping[str, Any]]


def areas() -> list[dict[str, Any]]:
    """The area tree."""
    rows: list[dict[str, Any]] = [{"area_type": "country", "area_id": "FI", "county": None, "region": None}]
    for level, codes in (("county", ("08", "09")), ("region", ("06", "07"))):
        rows += [{"area_type": level, "area_id": code, "county": None, "region": None} for code in codes]
    rows += [
        {"area_type": "municipality", "area_id": code, "county": county, "region": region}
        for code, (county, region) in MUNICIPALITIES.items()
    ]
    names = {"100": "Kylä", "200": "Lahti", "300": "Saari"}
    for row in rows:
        name = names.get(row["area_id"], row["area_id"])
        row.update(name_fi=name, name_sv=f"{name} sv", name_en=f"{name} en")
    return rows


def population(year: int = 2025) -> list[dict[str, Any]]:
    """Children of every municipality by band."""
    return [
        {
            "municipality": code,
            "postal_code": None,
            "year": year,
            "age_from": a,
            "age_to": b,
            "people": people,
        }
        for code, counts in CHILDREN.items()
        for (a, b), people in zip(BANDS, counts, strict=True)
    ]


def place(place_id: str, municipality: str = "100", **columns: Any) -> dict[str, Any]:
    """A running place of an NGO, unless told otherwise."""
    return {
        "place_id": place_id,
        "name": place_id.upper(),
        "municipality": municipality,
        "operator_type": "ngo",
        "status": "running",
        **columns,
    }


def slot(place_id: str, weekday: int, opens: str, closes: str, **columns: Any) -> dict[str, Any]:
    """An opening slot."""
    return {"place_id": place_id, "weekday": weekday, "opens": opens, "closes": closes, **columns}


def mapped(
    *municipalities: str, as_of: date = date(2026, 1, 1), status: str = "done"
) -> list[dict[str, Any]]:
    """Rows of mapping."""
    return [{"municipality": code, "as_of": as_of, "status": status} for code in municipalities]


def survey(
    answers: Mapping[str, Sequence[int]],
    *,
    instrument: str = "visitor",
    round_id: str = "r1",
    ends_on: date = date(2026, 5, 15),
    **columns: Any,
) -> dict[str, list[dict[str, Any]]]:
    """One round with a question `q1` (common key `safe`); answers by place, or by municipality (`@100`)."""
    responses, rows = [], []
    for unit, scores in answers.items():
        for number, answer in enumerate(scores):
            response = f"{unit}-{number}"
            tied = {"municipality": unit[1:]} if unit.startswith("@") else {"place_id": unit}
            empty = {"municipality": None, "place_id": None}
            responses.append({"round_id": round_id, "response_id": response, **empty, **tied})
            rows.append(
                {"round_id": round_id, "response_id": response, "question_id": "q1", "answer": answer}
            )
    return {
        "survey_rounds": [
            {
                "round_id": round_id,
                "instrument": instrument,
                "starts_on": date(ends_on.year, ends_on.month, 1),
                "ends_on": ends_on,
                **columns,
            }
        ],
        "survey_questions": [
            {
                "instrument": instrument,
                "question_id": "q1",
                "text_fi": "Onko turvallista?",
                "text_sv": None,
                "text_en": "Is it safe?",
                "scale": "likert5",
                "common_key": "safe",
            }
        ],
        "survey_responses": responses,
        "survey_answers": rows,
    }


def fill(engine: Engine, **tables: Rows) -> Figures:
    """Put the rows in the place of whatever the tables hold, and give the figures."""
    tables = {"areas": areas(), "population": population(), "postal_areas": [], **tables}
    with writing(engine) as connection:
        for name in reversed([*schema.DATA_TABLES, "areas", "postal_areas"]):
            if name != "integration_criteria":
                connection.execute(delete(schema.metadata.tables[name]))
        for name, rows in tables.items():
            for row in rows:
                connection.execute(insert(schema.metadata.tables[name]).values(**row))
        summaries.rebuild(connection)
    return Figures(engine)


def row_of(
    figures: Figures,
    indicator: str,
    area: str,
    *,
    day: date = DAY,
    period: Period = YEAR,
) -> dict[str, Any]:
    """One row of figures; area as in links, `county:08`."""
    level, _, area_id = area.partition(":")
    frame = figures.table([indicator], AreaLevel(level), areas=[area_id], as_of=day, period=period)
    assert len(frame) == 1, f"{len(frame)} rows of {indicator} of {area}"
    row: dict[str, Any] = frame.iloc[0].to_dict()
    return row


def told(row: Mapping[str, Any]) -> tuple[str, float | None, float | None, float | None]:
    """State, value, numerator and denominator of a row; None for empty numbers."""
    numbers = [None if pd.isna(row[name]) else row[name] for name in ("value", "numerator", "denominator")]
    return (row["state"], *numbers)
