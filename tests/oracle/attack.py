"""What an attacker can solve from published results of one survey question.

The attacker knows who belongs where, how many answered at every place (that is published) and the
exact sums of every shown area, unrounded: more than is ever shown. Every shown area is one linear
equation over the smallest cells (a place; the answers tied to a municipality only). A set of cells
is solved when its sum is a combination, with any factors, of shown sums.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import combinations

Cell = tuple[str, str]
Vector = dict[Cell, Fraction]


class Solver:
    """The span of the equations, kept in echelon form."""

    def __init__(self, equations: Iterable[Iterable[Cell]]) -> None:
        self.rows: dict[Cell, Vector] = {}
        for cells in equations:
            rest = self.reduced(dict.fromkeys(cells, Fraction(1)))
            if rest:
                pivot = min(rest)
                self.rows[pivot] = {cell: factor / rest[pivot] for cell, factor in rest.items()}

    def reduced(self, vector: Vector) -> Vector:
        """What is left of a sum after every equation has been taken away."""
        rest = dict(vector)
        while pivots := sorted(cell for cell in rest if cell in self.rows):
            factor = rest[pivots[0]]
            for cell, weight in self.rows[pivots[0]].items():
                rest[cell] = rest.get(cell, Fraction(0)) - factor * weight
                if not rest[cell]:
                    del rest[cell]
        return rest

    def solves(self, cells: Iterable[Cell]) -> bool:
        return not self.reduced(dict.fromkeys(cells, Fraction(1)))


def small_sets(sizes: Mapping[Cell, int], threshold: int) -> Iterator[tuple[Cell, ...]]:
    """Every set of cells with 1 … threshold − 1 answers together."""
    cells = sorted(cell for cell, size in sizes.items() if 0 < size < threshold)
    for count in range(1, threshold):
        for chosen in combinations(cells, count):
            if sum(sizes[cell] for cell in chosen) < threshold:
                yield chosen


def solved(
    shown: Iterable[Iterable[Cell]], sizes: Mapping[Cell, int], threshold: int
) -> list[tuple[Cell, ...]]:
    """Small sets of answers that the shown areas give away; `sizes` are answers of each cell."""
    answered = [[cell for cell in cells if sizes[cell]] for cells in shown]
    solver = Solver(cells for cells in answered if cells)
    return [cells for cells in small_sets(sizes, threshold) if solver.solves(cells)]
