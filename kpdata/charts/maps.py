"""A map put together: areas with values and borders, points by class, how many of them stand in each area."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kpdata.charts import findings
from kpdata.charts.chart import Chart, Kind, MapLayers, PointClass, Polygon, Series
from kpdata.charts.counted import count
from kpdata.charts.plane import Box, meet
from kpdata.i18n import texts

# Around what is shown, in parts of its size, but never less than a village, in degrees.
_PADDING = 0.04
_LEAST = 0.04
_NARROWEST = 0.25


@dataclass(frozen=True, slots=True)
class Ground:
    """Where an area lies: a point to write on (longitude, latitude), its box, and its borders if known."""

    centre: tuple[float, float]
    bounds: Box
    shape: tuple[Polygon, ...] = ()


def area_map(
    chart: Chart,
    ground: Mapping[str, Ground],
    points: Sequence[PointClass],
    homes: Mapping[str, str],
    *,
    is_filled: bool,
    extent: Box | None = None,
    around: Sequence[Ground] = (),
) -> Chart:
    """A tile map's chart on real ground, with points.

    ground: by category key. homes: category key of each point. extent: what is shown, else all of it; of
    `around`, neighbours for orientation, only what reaches into it is kept.
    """
    box = extent or padded(
        [ground[category.key].bounds for category in chart.categories]
        + [(point.lon, point.lat, point.lon, point.lat) for one in points for point in one.points]
    )
    categories = tuple(
        replace(
            category,
            x=ground[category.key].centre[0],
            y=ground[category.key].centre[1],
            shape=ground[category.key].shape,
        )
        for category in chart.categories
    )
    counted = Counter((homes[point.key], place) for place, one in enumerate(points) for point in one.points)
    counts = tuple(
        Series(
            one.look.value,
            one.label,
            tuple(count(counted[category.key, place], chart.language) for category in categories),
        )
        for place, one in enumerate(points)
    )
    filled = tuple(
        replace(series, unit=chart.unit, benchmark=chart.benchmarks[0] if chart.benchmarks else None)
        for series in chart.series
    )
    layers = MapLayers(
        is_filled,
        box,
        tuple(polygon for one in around if meet(one.bounds, box) for polygon in one.shape),
        tuple(points),
    )
    told = replace(
        chart,
        kind=Kind.MAP,
        title="",
        categories=categories,
        series=(*filled, *counts) if is_filled else counts,
        layers=layers,
    )
    if not is_filled:
        t = texts(chart.language)
        told = replace(
            told, measure=t("Places and centres"), unit="", classes=(), benchmarks=(), definition=""
        )
    return findings.told(told)


def padded(boxes: Iterable[Box]) -> Box:
    """The box round boxes, with some room about it."""
    wests, souths, easts, norths = zip(*boxes, strict=True)
    west, south, east, north = min(wests), min(souths), max(easts), max(norths)
    across = max(_PADDING * (east - west), _LEAST, (2 * _NARROWEST - (east - west)) / 2)
    up = max(_PADDING * (north - south), _LEAST / 2, (_NARROWEST - (north - south)) / 2)
    return west - across, south - up, east + across, north + up
