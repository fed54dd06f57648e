"""Distances, reach, catchments and next sites against loops, and the KD-tree against the matrix."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpdata.indicators import access

TAMPERE, HELSINKI = (61.4981, 23.7608), (60.1699, 24.9384)


def naive_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    lat1, lon1, lat2, lon2 = map(math.radians, (*a, *b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return round(6371.0088 * 2 * math.asin(math.sqrt(h)), 3)


def test_known_distances() -> None:
    assert access.haversine_km(*TAMPERE, *HELSINKI) == pytest.approx(160.8, abs=0.5)
    # A degree of a meridian, half the circle, and nothing.
    assert access.haversine_km(60, 25, 61, 25) == 111.195
    assert access.haversine_km(0, 0, 0, 180) == round(math.pi * 6371.0088, 3)
    assert access.haversine_km(60, 25, 60, 25) == 0
    assert math.isnan(access.haversine_km(60, 25, math.nan, 25))


point = st.tuples(st.floats(60.0, 60.3), st.floats(24.0, 24.5))
points = st.lists(point, max_size=12)


@given(points, points, st.integers(0, 3), st.sampled_from([1.0, 3.0, 5.0, 10.0]))
def test_tree_equals_matrix(
    demand: list[tuple[float, float]], supply: list[tuple[float, float]], unknown: int, km: float
) -> None:
    supply = supply + [(math.nan, 24.2)] * unknown
    matrix = np.array([[naive_km(a, b) for b in supply] for a in demand]).reshape(len(demand), len(supply))
    one, two = (np.array(p).reshape(-1, 2) for p in (demand, supply))
    tree = access.pairs_within(one[:, 0], one[:, 1], two[:, 0], two[:, 1], km)
    dense = access.pairs_of(matrix, km)
    assert tree.demand.tolist() == dense.demand.tolist()
    assert tree.supply.tolist() == dense.supply.tolist()
    assert tree.km.tolist() == dense.km.tolist()
    assert (tree.demands, tree.supplies) == matrix.shape
    rng = np.random.default_rng(len(demand))
    children, hours = rng.integers(0, 90, len(demand)), rng.uniform(0, 30, len(supply))
    names = [f"{k:02d}" for k in range(len(supply))][::-1]
    assert access.within_km_of_pairs(tree, children, km) == access.within_km(matrix, children, km)
    assert access.next_sites_of_pairs(tree, children, km, 4, names) == access.next_sites(
        matrix, children, km, 4, names
    )
    bands = ((1, 1.0), (km, 0.3)) if km > 1 else ((1, 1.0),)
    np.testing.assert_array_equal(
        access.catchment_of_pairs(tree, children, hours, bands),
        access.catchment(matrix, children, hours, bands),
    )


def test_distance_at_the_edge_is_within() -> None:
    # A point whose rounded distance is the limit itself counts, from either way of finding it.
    step = 3.0004 / 111.195
    assert access.haversine_km(60, 25, 60 + step, 25) == 3.0
    assert access.pairs_within([60], [25], [60 + step], [25], 3).km.tolist() == [3.0]
    assert access.within_km([[3.0], [3.001], [math.nan]], [5, 7, 9], 3) == 5


def test_pairs_of_chosen_supplies() -> None:
    pairs = access.pairs_of([[1.0, 2.0], [9.0, 4.0]], 10)
    assert pairs.nearest().tolist() == [1, 4]
    assert pairs.of_supplies(np.array([True, False])).nearest().tolist() == [1, 9]
    assert pairs.of_supplies(np.array([False, False])).nearest().tolist() == [math.inf, math.inf]


def naive_catchment(distances: list[list[float]], children: list[float], hours: list[float]) -> list[float]:
    def weight(km: float) -> float:
        return 1 if km <= 3 else 0.68 if km <= 6 else 0.22 if km <= 10 else 0

    result = [0.0] * len(children)
    for j, open_hours in enumerate(hours):
        demand = sum(children[i] * weight(distances[i][j]) for i in range(len(children)))
        if demand == 0:
            continue
        for i in range(len(children)):
            result[i] += open_hours / demand * weight(distances[i][j])
    return result


matrices = st.integers(1, 6).flatmap(
    lambda i: st.integers(1, 5).flatmap(
        lambda j: st.tuples(
            st.lists(
                st.lists(
                    st.sampled_from([0.0, 2.9, 3.0, 3.001, 6.0, 6.5, 10.0, 10.001, 40.0]),
                    min_size=j,
                    max_size=j,
                ),
                min_size=i,
                max_size=i,
            ),
            st.lists(st.integers(0, 300), min_size=i, max_size=i),
            st.lists(st.integers(0, 40), min_size=j, max_size=j),
        )
    )
)


@given(matrices)
def test_catchment_by_loops(case: tuple[list[list[float]], list[int], list[int]]) -> None:
    distances, children, hours = case
    found = access.catchment(distances, children, hours)
    assert found.tolist() == pytest.approx(naive_catchment(distances, children, hours))
    # Nothing is lost: children × hours a child = the hours of the places that reach a child.
    reaching = [
        h
        for j, h in enumerate(hours)
        if any(distances[i][j] <= 10 and children[i] for i in range(len(children)))
    ]
    assert (found * children).sum() == pytest.approx(sum(reaching))


def test_catchment_leaves_the_unknown_out() -> None:
    found = access.catchment([[1.0, 2.0], [1.0, math.nan]], [10, math.nan], [20, math.nan])
    assert found.tolist() == [2.0, 2.0]
    assert access.catchment(np.empty((2, 0)), [1, 2], []).tolist() == [0, 0]
    assert access.catchment([[9.0]], [10], [5], bands=((1, 1.0), (2, 0.5))).tolist() == [0]


def test_next_sites_by_hand() -> None:
    distances = [[1.0, 9.0, 1.0], [1.0, 1.0, 9.0], [9.0, 1.0, 9.0]]
    children = [10, 30, 20]
    # b brings 50; then a and c bring 10 each: the lower name first; then nobody is left.
    assert access.next_sites(distances, children, 3, 5, ["a", "b", "c"]) == ["b", "a"]
    assert access.next_sites(distances, children, 3, 5, ["d", "b", "c"]) == ["b", "c"]
    assert access.next_sites(distances, children, 3, 1, ["a", "b", "c"]) == ["b"]
    assert access.next_sites(distances, children, 0.5, 3, ["a", "b", "c"]) == []
    assert access.next_sites(np.empty((3, 0)), children, 3, 2, []) == []


@given(matrices, st.sampled_from([3, 6, 10]), st.integers(0, 5))
def test_next_sites_by_loops(
    case: tuple[list[list[float]], list[int], list[int]], km: int, count: int
) -> None:
    distances, children, hours = case
    names = [f"site {k}" for k in range(len(hours))]
    left, expected = dict(enumerate(children)), []
    while len(expected) < count:
        gains = {n: sum(c for i, c in left.items() if distances[i][j] <= km) for j, n in enumerate(names)}
        best = min(gains, key=lambda name: (-gains[name], name))
        if gains[best] == 0:
            break
        expected.append(best)
        left = {i: c for i, c in left.items() if distances[i][names.index(best)] > km}
    assert access.next_sites(distances, children, km, count, names) == expected
