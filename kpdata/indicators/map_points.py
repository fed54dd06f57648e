"""Places and family centres as points of a map: whose, what, for whom, and open at an hour or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from kpdata.domain import AgeBand, AreaKey, AreaLevel, CentreStatus, OperatorType, PlaceStatus
from kpdata.indicators import queries
from kpdata.indicators.facts import ordinals
from kpdata.indicators.frames import Figures
from kpdata.indicators.hours import ALWAYS_FROM, ALWAYS_TO

PLACE_COLUMNS = [
    *("place_id", "name", "municipality", "lat", "lon", "operator", "operator_name", "place_type"),
    *("is_planned", "age_from", "age_to", "under_school", "school_age", "is_open"),
]
CENTRE_COLUMNS = ["centre_id", "name", "kind", "municipality", "lat", "lon", "is_planned"]
_HALF_AN_HOUR = 30
_PLANNED_CENTRES = (CentreStatus.PLANNED.value, CentreStatus.PREPARING.value)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time of the week: weekday 1–7 and minutes of the day, the end exclusive."""

    weekday: int
    first_minute: int
    last_minute: int

    @classmethod
    def hour(cls, weekday: int, hour: int) -> Moment:
        """A whole hour of a weekday."""
        return cls(weekday, hour * 60, hour * 60 + 60)


def place_points(figures: Figures, key: AreaKey, day: date, moment: Moment) -> pd.DataFrame:
    """Places of an area that are active or planned at a day, with or without coordinates (`PLACE_COLUMNS`).

    operator: its type. age_from, age_to: −1 when not known. under_school, school_age: suits the band.
    is_open: True or False at the moment (an hour: for at least half of it), None without any known slot.
    """
    facts, ordinal = figures.facts, day.toordinal()
    places = facts.places
    inside = np.zeros(len(places.ids), dtype=bool)
    inside[[places.index[place_id] for place_id in figures.members(key, AreaLevel.PLACE)]] = True
    planned = places.status == PlaceStatus.PLANNED.value
    chosen = np.flatnonzero(inside & (places.active(ordinal) | planned))
    kinds = facts.keep("place_types", lambda: dict(map(tuple, facts.read(queries.place_types()))))
    codes = np.array([*facts.areas.municipalities, None], dtype=object)
    operator = np.full(len(places.ids), OperatorType.OTHER.value, dtype=object)
    for kind, own in places.run_by.items():
        operator[own] = kind.value
    open_now = _open(figures, ordinal, moment)
    return pd.DataFrame(
        {
            "place_id": [places.ids[i] for i in chosen],
            "name": [places.names[i] for i in chosen],
            "municipality": codes[places.municipality[chosen]],
            "lat": places.lat[chosen],
            "lon": places.lon[chosen],
            "operator": operator[chosen],
            "operator_name": [places.operator[i][1] for i in chosen],
            "place_type": [kinds.get(places.ids[i]) or "" for i in chosen],
            "is_planned": planned[chosen],
            "age_from": places.age_from[chosen],
            "age_to": places.age_to[chosen],
            "under_school": places.suits[AgeBand.UNDER_SCHOOL][chosen],
            "school_age": places.suits[AgeBand.SCHOOL_AGE][chosen],
            "is_open": [bool(open_now[i]) if facts.has_slots[i] else None for i in chosen],
        },
        columns=PLACE_COLUMNS,
    )


def _open(figures: Figures, day: int, moment: Moment) -> npt.NDArray[np.bool_]:
    """Places open at a moment: most of it, but half an hour is enough of an hour."""
    pieces = figures.facts.pieces()
    valid = (pieces.first_day <= day) & (day <= pieces.last_day) & (pieces.weekday == moment.weekday)
    minutes = np.minimum(pieces.closes, moment.last_minute) - np.maximum(pieces.opens, moment.first_minute)
    total = np.bincount(
        pieces.place[valid], np.maximum(minutes[valid], 0), minlength=len(figures.facts.places.ids)
    )
    needed = min(_HALF_AN_HOUR, moment.last_minute - moment.first_minute)
    is_open: npt.NDArray[np.bool_] = total >= needed
    return is_open


def centre_points(figures: Figures, key: AreaKey, day: date) -> pd.DataFrame:
    """Family centres and stations that stand in an area and are running or planned (`CENTRE_COLUMNS`)."""
    facts, ordinal = figures.facts, day.toordinal()
    rows = facts.keep("centre_points", lambda: facts.read(queries.centre_points()))
    names = [*CENTRE_COLUMNS[:3], "status", *CENTRE_COLUMNS[3:6], "opened_on", "closed_on"]
    frame = pd.DataFrame([tuple(row) for row in rows], columns=names)
    inside = frame["municipality"].isin(set(figures.members(key, AreaLevel.MUNICIPALITY)))
    opened = ordinals(frame["opened_on"].tolist(), ALWAYS_FROM)
    closed = ordinals(frame["closed_on"].tolist(), ALWAYS_TO)
    runs = (frame["status"] == CentreStatus.RUNNING.value) & (opened <= ordinal) & (closed > ordinal)
    planned = frame["status"].isin(_PLANNED_CENTRES)
    frame = frame.assign(is_planned=planned, lat=frame["lat"].astype(float), lon=frame["lon"].astype(float))
    return frame.loc[inside & (runs | planned), CENTRE_COLUMNS].reset_index(drop=True)
