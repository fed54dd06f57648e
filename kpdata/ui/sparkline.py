"""The small line beside a key figure, as an SVG picture without any text."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kpdata.charts import theme
from kpdata.charts.chart import KeyFigure, Value

WIDTH, HEIGHT, EDGE = 150, 34, 4


def sparkline(figure: KeyFigure) -> str:
    """The known points of a key figure as a line that ends in a dot; empty with fewer than two.

    Missing points are gaps, never bridged; ranges are a band from their lower to their upper end, never
    averaged. The line does not begin at zero: it shows the course, the number beside it the size.
    """
    ends = [_ends(point) for point in figure.points]
    known = [pair for pair in ends if pair is not None]
    if len(known) < 2:
        return ""
    low, high = min(pair[0] for pair in known), max(pair[1] for pair in known)
    step = (WIDTH - 2 * EDGE) / (len(ends) - 1)

    def at(place: int, value: float) -> str:
        level = 0.5 if high == low else (value - low) / (high - low)
        return f"{EDGE + place * step:.1f},{HEIGHT - EDGE - level * (HEIGHT - 2 * EDGE):.1f}"

    parts = [_run(run, at) for run in _runs(ends)]
    last = max(place for place, pair in enumerate(ends) if pair is not None)
    if known[-1][0] == known[-1][1]:
        x, y = at(last, known[-1][0]).split(",")
        parts.append(f'<circle cx="{x}" cy="{y}" r="3.5" fill="{theme.FOCUS}"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(parts)}</svg>'
    )


def _ends(point: Value) -> tuple[float, float] | None:
    if point.value is not None:
        return point.value, point.value
    if point.low is not None and point.high is not None:
        return point.low, point.high
    return None


def _runs(ends: Sequence[tuple[float, float] | None]) -> list[list[tuple[int, float, float]]]:
    runs: list[list[tuple[int, float, float]]] = [[]]
    for place, pair in enumerate(ends):
        if pair is not None:
            runs[-1].append((place, *pair))
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _run(run: Sequence[tuple[int, float, float]], at: Callable[[int, float], str]) -> str:
    upper = " ".join(at(place, high) for place, _, high in run)
    if all(low == high for _, low, high in run):
        return (
            f'<polyline points="{upper}" fill="none" stroke="{theme.FOCUS}" stroke-width="2" '
            'stroke-linejoin="round" stroke-linecap="round"/>'
        )
    lower = " ".join(at(place, low) for place, low, _ in reversed(run))
    return (
        f'<polygon points="{upper} {lower}" fill="{theme.SEQUENTIAL[2]}" stroke="{theme.FOCUS}" '
        'stroke-width="1.5" stroke-linejoin="round"/>'
    )
