"""Figures of where the network falls short or doubles: blind spots and overlaps.

The frames come from `kpdata.indicators` (planning, overlaps) with names put beside codes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from kpdata.charts import formats
from kpdata.charts.asked import (
    Asked,
    Layers,
    first_rows,
    number_value,
    plain_table,
    points_map,
    source_part,
    words_value,
)
from kpdata.charts.chart import Chart, Kind, Series, Value
from kpdata.charts.rows import rows_of
from kpdata.i18n import texts

MOST_POINTS = 300
MOST_ROWS = 15
MOST_PAIRS = 100


def blind_spots(asked: Asked, frame: pd.DataFrame, ground: Layers) -> tuple[Chart, Chart]:
    """The map and the table of blind spots, those with most children first.

    frame: postal_code, name, town (name of the municipality), lat, lon, children, nearest_km (NaN: beyond
    10 km). ground: name, points (lat, lon) and whether they are places.
    """
    t = texts(asked.language)
    rows = rows_of(frame)
    people = float(frame["children"].sum()) if rows else 0.0
    title = t("No blind spots: every postal area with ten or more children has a place within reach")
    sentence = t(
        "Every postal area with at least ten children has a suitable place within {km} km.", km=asked.km
    )
    if rows:
        title = t.plural(
            "{count} blind spot with {people} children",
            "{count} blind spots with {people} children in all",
            len(rows),
            count=asked.number(len(rows)),
            people=asked.number(people),
        )
        largest = [f"{row['name']} ({asked.number(row['children'])})" for row in rows[:3]]
        sentence = t("The largest: {names}.", names=formats.listing(largest, asked.language))
    columns = (
        Series(
            "children",
            t("Children, ages {ages}", ages=asked.ages),
            tuple(number_value(r["children"], 0, asked) for r in rows),
        ),
        Series("town", t("Municipality"), tuple(words_value(str(r["town"])) for r in rows)),
        Series(
            "nearest", t("Nearest suitable place, km"), tuple(_nearest(r["nearest_km"], asked) for r in rows)
        ),
    )
    definition = t(
        "A blind spot is a postal area with at least ten children of the age band and no suitable active "
        "place within the distance. Distances are as the crow flies, from the point of the postal area."
    )
    chart = points_map(
        asked,
        rows,
        columns,
        [str(row["name"]) for row in rows],
        ground,
        title=title,
        sentence=sentence,
        subtitle=asked.subtitle(asked.distance),
        measure=t("Blind spot, by children"),
        slug="blind-spots",
    )
    notes: tuple[str, ...] = (t("Postal areas with fewer than ten children are not counted here."),)
    if len(rows) > MOST_POINTS:
        rest = float(frame["children"].iloc[MOST_POINTS:].sum())
        notes += (
            t(
                "The {n} largest are shown; the {rest} others have {people} children.",
                n=MOST_POINTS,
                rest=asked.number(len(rows) - MOST_POINTS),
                people=asked.number(rest),
            ),
        )
    chart = replace(first_rows(chart, MOST_POINTS), definition=definition, notes=notes)
    table = replace(
        first_rows(chart, MOST_ROWS),
        kind=Kind.TABLE,
        title=t("The largest blind spots") if rows else title,
        sentence="" if rows else sentence,
        ground=(),
        notes=(),
        slug="largest-blind-spots",
    )
    return chart, table


def overlaps(asked: Asked, frame: pd.DataFrame, of_band: int) -> Chart:
    """Pairs of places that overlap in age, time and 1 km, those with most common hours first.

    frame: name_a, name_b, town, km, hours, age_from, age_to, slots, opened, closes (texts of both, may be
    empty). of_band: how many of the pairs serve children of the band.
    """
    t = texts(asked.language)
    rows = rows_of(frame)
    title = t("No places overlap in age, time and a kilometre")
    sentence = t("No two places are open to the same ages at the same time within a kilometre.")
    if rows:
        title = t.plural(
            "{n} pair of places overlaps in age, time and a kilometre",
            "{n} pairs of places overlap in age, time and a kilometre",
            len(rows),
        )
        sentence = t(
            "Pairs that serve children aged {ages}: {n}. Most common hours: {pair}, {hours} h a week.",
            n=of_band,
            ages=asked.ages,
            pair=_pair(rows[0]),
            hours=asked.number(rows[0]["hours"], 1),
        )
    kept = rows[:MOST_PAIRS]
    notes = [t("An overlap may be intended: it is a question to the operators, not a fault.")]
    if len(rows) > MOST_PAIRS:
        notes.append(
            t("The first {n} pairs of {total} are shown.", n=MOST_PAIRS, total=asked.number(len(rows)))
        )
    columns: tuple[Series, ...] = (
        Series("town", t("Municipality"), tuple(words_value(str(r["town"])) for r in kept)),
        Series("km", t("Distance, km"), tuple(words_value(asked.number(r["km"], 1)) for r in kept)),
        Series(
            "hours", t("Common hours a week"), tuple(number_value(row["hours"], 1, asked) for row in kept)
        ),
        Series("when", t("When"), tuple(words_value(_slots(r["slots"], asked.language)) for r in kept)),
        Series("ages", t("Common ages"), tuple(words_value(_ages(r)) for r in kept)),
        Series("opened", t("Opened"), tuple(words_value(str(r["opened"])) for r in kept)),
    )
    if any(row["closes"] for row in kept):
        columns += (Series("closes", t("Closes"), tuple(words_value(str(r["closes"])) for r in kept)),)
    return plain_table(
        asked,
        [f"{row['place_a']}|{row['place_b']}" for row in kept],
        [_pair(row) for row in kept],
        columns,
        heading=t("Places"),
        title=title,
        sentence=sentence,
        subtitle=" · ".join((asked.area.name, t("all ages"), asked.day, *source_part(asked.view))),
        notes=tuple(notes) if rows else (),
        definition=t(
            "Two active places overlap when they stand at most a kilometre apart, some ages suit both, and "
            "slots of those ages are open at the same time. Slots whose ages are not known are left out."
        ),
        slug="overlaps",
    )


def _nearest(km: object, asked: Asked) -> Value:
    t = texts(asked.language)
    value = float(str(km))
    # Told in words: a bar of a distance would say that the farthest is the most.
    return words_value(t("over 10") if math.isnan(value) else asked.number(value, 1))


def _pair(row: Mapping[str, object]) -> str:
    return f"{row['name_a']} {formats.EN_DASH} {row['name_b']}"


def _ages(row: Mapping[str, object]) -> str:
    first, last = row["age_from"], row["age_to"]
    return str(first) if first == last else f"{first}{formats.EN_DASH}{last}"


def _slots(slots: object, language: str) -> str:
    """`ti 9.30–12, to 9–12`."""
    told = []
    for weekday, opens, closes in slots if isinstance(slots, tuple) else ():
        times = f"{formats.clock(opens, language)}{formats.EN_DASH}{formats.clock(closes, language)}"
        told.append(f"{formats.weekdays(language)[weekday - 1]} {times}")
    return ", ".join(told)
