"""The tiny country with postal areas on one meridian, so that distances are worked out by hand.

A postal area `k` hundredths of a degree north of another lies `k` × 1.112 km from it: 2 → 2.224 km,
4 → 4.448 km, 8 → 8.896 km, 10 → 11.119 km.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.indicators.tiny import BANDS, Rows, population

LON = 25.0


def lat(hundredths: float) -> float:
    """Latitude so many hundredths of a degree north of 60°."""
    return 60 + hundredths / 100


def postal(**areas: tuple[str, float | None]) -> list[dict[str, Any]]:
    """Postal areas: municipality and place on the meridian; names are codes (`p10100`), `None` = no point."""
    return [
        {
            "postal_code": code.removeprefix("p"),
            "municipality": municipality,
            "name": f"Kylä {code.removeprefix('p')}",
            "lat": None if north is None else lat(north),
            "lon": None if north is None else LON,
        }
        for code, (municipality, north) in areas.items()
    ]


def people(of: Mapping[str, str], **children: Sequence[int]) -> list[dict[str, Any]]:
    """The children of the tiny country and of postal areas: by band 0–6, 7–12, 13–17."""
    rows: Rows = population()
    return [
        *map(dict, rows),
        *(
            {
                "municipality": of[code.removeprefix("p")],
                "postal_code": code.removeprefix("p"),
                "year": 2025,
                "age_from": first,
                "age_to": last,
                "people": count,
            }
            for code, counts in children.items()
            for (first, last), count in zip(BANDS, counts, strict=True)
        ),
    ]


def at(north: float) -> dict[str, Any]:
    """Coordinates of a place on the meridian."""
    return {"lat": lat(north), "lon": LON}
