"""Colour classes of a map: fixed fifths for shares, rounded fifths of the shown values for the rest."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from kpdata.charts import formats
from kpdata.charts.chart import (
    ColourClass,
    Value,
)
from kpdata.charts.values import (
    QUINTILES,
)
from kpdata.domain import State
from kpdata.i18n import texts


def classed(values: list[Value], unit: str, language: str) -> tuple[list[Value], tuple[ColourClass, ...]]:
    """Values with their colour class, and the labels of the classes; from shown exact values only."""
    decimals = max((value.decimals for value in values), default=0)
    # As they are shown: a number must not stand outside the limits of its own class.
    numbers = [
        float(formats.rounded(value.value, decimals))
        if value.value is not None and value.state is State.OK
        else None
        for value in values
    ]
    shown = sorted(number for number in numbers if number is not None)
    if not shown:
        return values, ()
    if unit == "%" and shown[0] >= 0 and shown[-1] <= 100:
        edges = [20.0, 40.0, 60.0, 80.0]
        labels = [share_class(k, language) for k in range(QUINTILES)]
    else:
        edges = _nice_edges(shown, decimals)
        labels = _class_labels(shown, edges, decimals, language)
    # Fewer classes take the darker colours; a single one of zeros stays light.
    lighter = QUINTILES - len(edges) - 1 if shown[-1] > 0 else 0
    classed = [
        value if number is None else replace(value, group=1 + lighter + sum(number >= edge for edge in edges))
        for value, number in zip(values, numbers, strict=True)
    ]
    return classed, tuple(ColourClass(label) for label in [""] * lighter + labels)


def _nice_edges(shown: list[float], decimals: int) -> list[float]:
    """Up to four distinct edges at the fifths of the values, on two significant digits at the most."""
    edges: list[float] = []
    for k in range(1, QUINTILES):
        raw = shown[min(len(shown) - 1, k * len(shown) // QUINTILES)]
        edge = round(float(f"{raw:.2g}"), decimals)
        if edge > (edges[-1] if edges else shown[0]) and edge <= shown[-1]:
            edges.append(edge)
    return edges


def _class_labels(shown: list[float], edges: list[float], decimals: int, language: str) -> list[str]:
    t = texts(language)

    def text(value: float) -> str:
        return formats.number(value, 0 if value == int(value) and abs(value) >= 10 else decimals, language)

    if not edges:
        return [
            text(shown[0]) if shown[0] == shown[-1] else f"{text(shown[0])}{formats.EN_DASH}{text(shown[-1])}"
        ]
    labels = [t("below {value}", value=text(edges[0]))]
    for lowest, edge in pairwise(edges):
        # The last number below the next class; of large numbers with decimals the round edge itself.
        is_fine = decimals == 0 or edge < 10
        highest = round(edge - 10.0**-decimals, decimals) if is_fine else edge
        labels.append(
            text(lowest) if lowest == highest else f"{text(lowest)}{formats.EN_DASH}{text(highest)}"
        )
    return [*labels, t("{value} or more", value=text(edges[-1]))]


def share_class(k: int, language: str) -> str:
    """`0–19 %` … `80–100 %`: fifths of the scale, each edge in the upper class."""
    last = 100 if k == QUINTILES - 1 else 20 * k + 19
    return f"{20 * k}{formats.EN_DASH}{last}{formats.percent_sign(language)}"
