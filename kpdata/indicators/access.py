"""How near services are: distances, reach and catchment areas between points.

Demand points (postal areas) are rows `i`, supply points (places) columns `j`. The functions on a
distance matrix suit one area; `pairs_within` finds the near pairs of the whole country by a
KD-tree, and the functions on `Pairs` give the same figures without the matrix.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.spatial import KDTree

EARTH_RADIUS_KM = 6371.0088
CATCHMENT_BANDS = ((3, 1.0), (6, 0.68), (10, 0.22))

Floats: TypeAlias = npt.NDArray[np.float64]
Bands: TypeAlias = Sequence[tuple[float, float]]


def haversine_km(lat1: npt.ArrayLike, lon1: npt.ArrayLike, lat2: npt.ArrayLike, lon2: npt.ArrayLike) -> Any:
    """Great-circle distance in kilometres, rounded to 1 m; degrees in, NaN in → NaN out.

    A float for scalars, an array for arrays. Source: Sinnott 1984 (Sky & Telescope 68, 159);
    the Earth's mean radius of IUGG.
    """
    lat1, lon1, lat2, lon2 = (np.radians(np.asarray(a, dtype=np.float64)) for a in (lat1, lon1, lat2, lon2))
    across = np.sin((lat2 - lat1) / 2) ** 2
    along = np.cos(lat1) * np.cos(lat2) * np.sin((lon2 - lon1) / 2) ** 2
    angle = 2 * np.arcsin(np.sqrt(np.minimum(across + along, 1)))
    return np.round(EARTH_RADIUS_KM * angle, 3)[()]


@dataclass(frozen=True, slots=True)
class Pairs:
    """Near pairs of demand and supply, in order of demand, then supply.

    demand, supply: indices; km: distance of each pair; demands, supplies: how many points of each
    there are in all, near or not.
    """

    demand: npt.NDArray[np.intp]
    supply: npt.NDArray[np.intp]
    km: Floats
    demands: int
    supplies: int

    def nearest(self) -> Floats:
        """Distance of each demand to its nearest supply; infinite where none is near."""
        result = np.full(self.demands, np.inf)
        np.minimum.at(result, self.demand, self.km)
        return result

    def of_supplies(self, chosen: npt.NDArray[np.bool_]) -> Pairs:
        """The pairs of the chosen supplies (a mask); indices stay as they are."""
        keep = chosen[self.supply]
        return Pairs(self.demand[keep], self.supply[keep], self.km[keep], self.demands, self.supplies)


def pairs_within(
    demand_lat: npt.ArrayLike,
    demand_lon: npt.ArrayLike,
    supply_lat: npt.ArrayLike,
    supply_lon: npt.ArrayLike,
    km: float,
) -> Pairs:
    """All pairs at most `km` apart, found by a KD-tree; points without coordinates have none."""
    demand_lat, demand_lon, supply_lat, supply_lon = (
        np.atleast_1d(np.asarray(a, dtype=np.float64))
        for a in (demand_lat, demand_lon, supply_lat, supply_lon)
    )
    demand_known = np.flatnonzero(~np.isnan(demand_lat + demand_lon))
    supply_known = np.flatnonzero(~np.isnan(supply_lat + supply_lon))
    empty = np.empty(0, dtype=np.intp)
    demand, supply = empty, empty
    if demand_known.size and supply_known.size:
        # The chord of the arc, a little longer than the rounding to 1 m can need.
        chord = 2 * np.sin(min((km + 0.002) / EARTH_RADIUS_KM / 2, np.pi / 2)) + 1e-12
        tree = KDTree(_on_sphere(supply_lat[supply_known], supply_lon[supply_known]))
        near = tree.query_ball_point(
            _on_sphere(demand_lat[demand_known], demand_lon[demand_known]), chord, return_sorted=True
        )
        counts = np.fromiter((len(found) for found in near), dtype=np.intp, count=len(near))
        demand = np.repeat(demand_known, counts)
        if demand.size:
            supply = supply_known[np.concatenate([np.asarray(found, dtype=np.intp) for found in near])]
    distance = np.atleast_1d(
        haversine_km(demand_lat[demand], demand_lon[demand], supply_lat[supply], supply_lon[supply])
    )
    keep = distance <= km
    return Pairs(demand[keep], supply[keep], distance[keep], demand_lat.size, supply_lat.size)


def pairs_of(distances: npt.ArrayLike, km: float) -> Pairs:
    """The pairs at most `km` apart of a matrix of distances; NaN is never near."""
    matrix = np.asarray(distances, dtype=np.float64)
    demand, supply = np.nonzero(matrix <= km)
    return Pairs(demand, supply, matrix[demand, supply], matrix.shape[0], matrix.shape[1])


def within_km(distances: npt.ArrayLike, children: npt.ArrayLike, km: float) -> float:
    """Children of the demand points that have a supply within `km` (≤).

    distances[i, j] in km; children[i], NaN = suppressed, takes no part.
    """
    return within_km_of_pairs(pairs_of(distances, km), children, km)


def within_km_of_pairs(pairs: Pairs, children: npt.ArrayLike, km: float) -> float:
    """`within_km` from near pairs; they must reach at least `km`."""
    people = np.nan_to_num(np.asarray(children, dtype=np.float64))
    return float(people[pairs.nearest() <= km].sum())


def catchment(
    distances: npt.ArrayLike, children: npt.ArrayLike, hours: npt.ArrayLike, bands: Bands = CATCHMENT_BANDS
) -> Floats:
    """Enhanced two-step floating catchment: weekly hours per child that reach each demand point.

    distances[i, j] in km; children[i] and hours[j], NaN takes no part; bands = (up to km, weight),
    nearest first. A supply that reaches no child gives nothing. Source: Luo & Qi 2009
    (Health & Place 15, 1100–1107).
    """
    return catchment_of_pairs(pairs_of(distances, bands[-1][0]), children, hours, bands)


def catchment_of_pairs(
    pairs: Pairs, children: npt.ArrayLike, hours: npt.ArrayLike, bands: Bands = CATCHMENT_BANDS
) -> Floats:
    """`catchment` from near pairs; they must reach the last band."""
    people = np.nan_to_num(np.asarray(children, dtype=np.float64))
    supply = np.nan_to_num(np.asarray(hours, dtype=np.float64))
    edges = np.array([edge for edge, _ in bands])
    weights = np.array([weight for _, weight in bands] + [0.0])
    weight = weights[np.searchsorted(edges, pairs.km, side="left")]
    demand = np.bincount(pairs.supply, people[pairs.demand] * weight, minlength=pairs.supplies)
    ratio = np.divide(supply, demand, out=np.zeros(pairs.supplies), where=demand > 0)
    reached = np.bincount(pairs.demand, ratio[pairs.supply] * weight, minlength=pairs.demands)
    return reached.astype(np.float64)


def next_sites(
    distances: npt.ArrayLike, children: npt.ArrayLike, km: float, count: int, names: Sequence[str]
) -> list[str]:
    """Greedy maximal covering: the sites that, one after the other, reach most uncovered children.

    distances[i, j] from demand i to candidate j; children[i] not yet covered (0 or NaN where they
    are); names[j]. Ties go to the lowest name; stops when nobody is gained. A proposal, not the
    optimum. Source: Church & ReVelle 1974 (Papers of the Regional Science Association 32, 101–118).
    """
    return next_sites_of_pairs(pairs_of(distances, km), children, km, count, names)


def next_sites_of_pairs(
    pairs: Pairs, children: npt.ArrayLike, km: float, count: int, names: Sequence[str]
) -> list[str]:
    """`next_sites` from near pairs; they must reach at least `km`."""
    uncovered = np.nan_to_num(np.asarray(children, dtype=np.float64))
    near = pairs.km <= km
    demand, supply = pairs.demand[near], pairs.supply[near]
    by_name = np.array(sorted(range(pairs.supplies), key=lambda site: (names[site], site)), dtype=np.intp)
    chosen: list[str] = []
    while len(chosen) < count and by_name.size:
        gained = np.bincount(supply, uncovered[demand], minlength=pairs.supplies)
        best = by_name[np.argmax(gained[by_name])]
        if gained[best] <= 0:
            break
        chosen.append(names[best])
        uncovered = uncovered.copy()
        uncovered[demand[supply == best]] = 0
    return chosen


def _on_sphere(lat: Floats, lon: Floats) -> Floats:
    lat, lon = np.radians(lat), np.radians(lon)
    return np.column_stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)])
