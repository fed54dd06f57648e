"""What the figures of reach on a page are put together from: their words, the ground of maps, names."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from kpdata.areas import area_index
from kpdata.charts.asked import Asked, Layers
from kpdata.domain import AgeBand, AreaKey, AreaLevel
from kpdata.i18n import texts
from kpdata.indicators.facts import REACH_KM
from kpdata.indicators.reach import reach_of
from kpdata.views import data
from kpdata.views.address import Selection
from kpdata.views.data import Source

Floats = npt.NDArray[np.float64]


def asked_of(
    source: Source, selection: Selection, band: AgeBand, km: int, key: AreaKey | None = None
) -> Asked:
    """What a figure is about; of the selected area unless another is named."""
    view = data.chart_view(source, selection, [f"within_{km}_km_{band.value}"])
    return Asked(data.area_words(source, key or selection.area, selection.language), band, km, view)


@lru_cache(maxsize=64)
def layers(source: Source, selection: Selection, band: AgeBand) -> Layers:
    """What lies behind points of the area: where people live, and suitable places within reach of them."""
    figures, t = data.figures(source), texts(selection.language)
    reach = reach_of(figures, selection.area, band, REACH_KM, selection.as_of)
    postal, places = figures.facts.postal_areas, figures.facts.places
    homes = np.flatnonzero(reach.inside & ~np.isnan(postal.lat + postal.lon))
    near = np.unique(reach.pairs.supply[reach.suitable[reach.pairs.supply]])
    return (
        (t("Postal area"), _points(postal.lat[homes], postal.lon[homes]), False),
        (t("Suitable place"), _points(places.lat[near], places.lon[near]), True),
    )


def _points(lat: Floats, lon: Floats) -> tuple[tuple[float, float], ...]:
    return tuple(zip(lat.tolist(), lon.tolist(), strict=True))


def town_names(codes: Iterable[str], language: str) -> list[str]:
    """Everyday names of municipalities, in the order of the codes."""
    index = area_index()
    return [index.short_name(AreaKey(AreaLevel.MUNICIPALITY, code), language) for code in codes]
