"""Overlaps: active places near each other that are open to the same ages at the same time."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from kpdata.domain import AreaKey, AreaLevel
from kpdata.indicators import access
from kpdata.indicators.facts import NO_AGE
from kpdata.indicators.frames import Figures
from kpdata.indicators.hours import Slots

OVERLAP_KM = 1
PAIR_COLUMNS = ["place_a", "place_b", "km", "hours", "age_from", "age_to", "slots"]
COLUMNS = ["place_a", "place_b", "km", "weekday", "opens", "closes", "age_from", "age_to"]


def overlaps(figures: Figures, key: AreaKey, as_of: date) -> pd.DataFrame:
    """Pairs of places of an area, at most 1 km apart, whose ages and slots overlap at a day.

    One row a pair and overlapping piece of a weekday: place_a < place_b (ids), km, weekday 1–7, opens and
    closes in minutes, age_from and age_to that both serve. The other place may stand outside the area.
    Places without coordinates, or slots whose ages are not known, cannot be said to overlap.
    """
    facts, day = figures.facts, figures.day(as_of)
    places = facts.places
    active = day.active & ~places.online
    lat, lon = (np.where(active, numbers, np.nan) for numbers in (places.lat, places.lon))
    near = access.pairs_within(lat, lon, lat, lon, OVERLAP_KM)
    inside = np.zeros(active.size, dtype=bool)
    inside[[places.index[place_id] for place_id in figures.members(key, AreaLevel.PLACE)]] = True
    kept = (near.demand < near.supply) & (inside[near.demand] | inside[near.supply])
    slots = _with_ages(facts.slots, places.age_from, places.age_to)
    valid = (slots.first_day <= day.ordinal) & (day.ordinal <= slots.last_day) & (slots.age_from != NO_AGE)
    slots = slots.only(valid & active[slots.place])
    frame = pd.DataFrame(
        {
            "place": slots.place,
            "weekday": slots.weekday,
            "opens": slots.opens,
            "closes": slots.closes,
            "age_from": slots.age_from,
            "age_to": slots.age_to,
        }
    )
    pairs = pd.DataFrame({"a": near.demand[kept], "b": near.supply[kept], "km": near.km[kept]})
    both = pairs.merge(frame, left_on="a", right_on="place").merge(
        frame, left_on=["b", "weekday"], right_on=["place", "weekday"], suffixes=("_a", "_b")
    )
    ids = np.array([*places.ids, ""], dtype=object)
    result = pd.DataFrame(
        {
            "place_a": ids[both["a"].to_numpy(dtype=np.int64)],
            "place_b": ids[both["b"].to_numpy(dtype=np.int64)],
            "km": both["km"],
            "weekday": both["weekday"],
            "opens": both[["opens_a", "opens_b"]].max(axis=1),
            "closes": both[["closes_a", "closes_b"]].min(axis=1),
            "age_from": both[["age_from_a", "age_from_b"]].max(axis=1),
            "age_to": both[["age_to_a", "age_to_b"]].min(axis=1),
        },
        columns=COLUMNS,
    )
    result = result[(result["opens"] < result["closes"]) & (result["age_from"] <= result["age_to"])]
    return result.sort_values([*COLUMNS[:2], "weekday", "opens"], ignore_index=True).drop_duplicates(
        ignore_index=True
    )


def overlapping_pairs(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of `overlaps` by pair, those with most common hours first.

    Columns: `PAIR_COLUMNS`; hours: a week, common time counted once; age_from, age_to: the widest common
    ages; slots: tuple of (weekday, opens, closes), minutes, in order and joined where they touch.
    """
    pairs = []
    for (a, b), of_pair in rows.groupby(["place_a", "place_b"], sort=True):
        slots: list[tuple[int, int, int]] = []
        ordered = sorted(zip(of_pair["weekday"], of_pair["opens"], of_pair["closes"], strict=True))
        for weekday, opens, closes in ordered:
            if slots and slots[-1][0] == weekday and opens <= slots[-1][2]:
                slots[-1] = (weekday, slots[-1][1], max(slots[-1][2], closes))
            else:
                slots.append((int(weekday), int(opens), int(closes)))
        hours = sum(closes - opens for _, opens, closes in slots) / 60
        ages = int(of_pair["age_from"].min()), int(of_pair["age_to"].max())
        pairs.append((a, b, float(of_pair["km"].iloc[0]), hours, *ages, tuple(slots)))
    frame = pd.DataFrame(pairs, columns=PAIR_COLUMNS)
    return frame.sort_values(
        ["hours", "km", "place_a", "place_b"], ascending=[False, True, True, True]
    ).reset_index(drop=True)


def _with_ages(slots: Slots, age_from: np.ndarray, age_to: np.ndarray) -> Slots:
    """The slots with their own ages, else those of their place."""
    own = slots.age_from != NO_AGE
    return Slots(
        slots.place,
        slots.weekday,
        slots.opens,
        slots.closes,
        slots.first_day,
        slots.last_day,
        slots.interval,
        np.where(own, slots.age_from, age_from[slots.place]),
        np.where(own, slots.age_to, age_to[slots.place]),
    )
