"""The small line beside a key figure, as an SVG picture without any text."""

from __future__ import annotations

from kpdata.charts import theme
from kpdata.charts.chart import KeyFigure

WIDTH, HEIGHT, EDGE = 150, 34, 4


def sparkline(figure: KeyFigure) -> str:
    """The known points of a key figure as a line that ends in a dot; empty with fewer than two.

    Missing points are gaps, never bridged. The line begins at zero only where zero is near: it shows the
    course, the value beside it the size.
    """
    values = [point.value for point in figure.points]
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return ""
    low, high = min(known), max(known)
    span = high - low or 1.0
    step = (WIDTH - 2 * EDGE) / (len(values) - 1)

    def at(place: int, value: float) -> tuple[float, float]:
        level = 0.5 if high == low else (value - low) / span
        return EDGE + place * step, HEIGHT - EDGE - level * (HEIGHT - 2 * EDGE)

    parts: list[str] = []
    run: list[str] = []
    for place, value in enumerate([*values, None]):
        if value is not None:
            x, y = at(place, value)
            run.append(f"{x:.1f},{y:.1f}")
        elif run:
            parts.append(
                f'<polyline points="{" ".join(run)}" fill="none" stroke="{theme.FOCUS}" stroke-width="2" '
                'stroke-linejoin="round" stroke-linecap="round"/>'
            )
            run = []
    last = max(place for place, value in enumerate(values) if value is not None)
    x, y = at(last, known[-1])
    parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{theme.FOCUS}"/>')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}">{"".join(parts)}</svg>'
    )
