"""Charts made ready for the screen once and kept: a rerun sends them and computes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import plotly.graph_objects as go

from kpdata.charts import plotly
from kpdata.charts.chart import Chart, Kind
from kpdata.charts.table import table_of
from kpdata.export.csv import file_name
from kpdata.settings import read_settings
from kpdata.ui.html import table_html
from kpdata.views import data
from kpdata.views.cards import Card

# A picture is about as wide as its figure needs: a map is not lost in white, a heat table not pressed.
PICTURE_WIDTHS = {Kind.TILES: 760, Kind.MAP: 900, Kind.BARS: 860}
PICTURE_WIDTH = 1100


class ReadyFigure(go.Figure):  # type: ignore[misc]
    """A figure whose dictionary is made once: Streamlit asks for it at every rerun, Plotly copies it."""

    def to_dict(self) -> dict[str, Any]:
        """The figure as JSON-ready data; shared, never to be changed."""
        if "_ready" not in self.__dict__:
            self.__dict__["_ready"] = super().to_dict()
        ready: dict[str, Any] = self.__dict__["_ready"]
        return ready


@dataclass(frozen=True, eq=False)
class Drawn:
    """A card with its figure and settings; `figure` is None for a table or when there is nothing to draw."""

    card: Card

    @property
    def chart(self) -> Chart:
        """The chart of the card."""
        return self.card.chart

    @cached_property
    def figure(self) -> go.Figure | None:
        """The Plotly figure on the page; its title and source stand in the card."""
        if self._is_text:
            return None
        # The page itself says that its data is made up; only a picture that leaves it must say so again.
        chart, tiles = replace(self.chart, sample=False), read_settings().map_tiles
        return ReadyFigure(plotly.figure(chart, width=self.card.width, tiles=tiles))

    @cached_property
    def picture(self) -> go.Figure | None:
        """The figure that leaves the page: with title, subtitle and source inside."""
        return None if self._is_text else plotly.figure(self.chart, width=self.picture_width, titled=True)

    @property
    def picture_width(self) -> int:
        """How wide the picture is, in pixels."""
        return PICTURE_WIDTHS.get(self.chart.kind, PICTURE_WIDTH)

    @property
    def _is_text(self) -> bool:
        return self.chart.is_empty or self.card.plain

    @cached_property
    def config(self) -> dict[str, Any]:
        """Plotly's settings: its own buttons off, the language, nothing from outside."""
        return plotly.config(self.chart)

    @cached_property
    def picture_config(self) -> dict[str, Any]:
        """The settings of the picture: its size and the name of its file."""
        config = plotly.config(self.chart, image="png", width=self.picture_width)
        config["toImageButtonOptions"]["filename"] = self.file_name("png").removesuffix(".png")
        return {**config, "displayModeBar": False}

    def file_name(self, extension: str) -> str:
        """What a file of this chart is called: `kohtaamispaikat_<area>_<measure>_<day>.<extension>`."""
        return file_name(self.card.area, self.chart.slug, self.chart.as_of or data.today(), extension)

    @cached_property
    def table(self) -> str:
        """The table beside the figure as HTML, with the same shown values."""
        table = table_of(self.chart)
        shown = replace(table, rows=table.rows[: self.card.rows]) if self.card.rows else table
        return table_html(shown, self.chart.title)


@lru_cache(maxsize=512)
def drawn(card: Card) -> Drawn:
    """The card made ready, kept as long as the card itself is asked for."""
    return Drawn(card)
