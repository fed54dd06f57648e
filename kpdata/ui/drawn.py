"""Charts made ready for the screen once and kept: a rerun sends them and computes nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from pandas.io.formats.style import Styler

from kpdata.charts import plotly
from kpdata.charts.chart import Chart, Kind
from kpdata.charts.table import table_of
from kpdata.ui.text import markdown_text

MOST_ROWS_AT_ONCE = 14
ROW_HEIGHT = 37
PICTURE_WIDTH = 1100


class ReadyFigure(go.Figure):  # type: ignore[misc]
    """A figure whose dictionary is made once: Streamlit asks for it at every rerun, Plotly copies it deeply."""

    def to_dict(self) -> dict[str, Any]:
        """The figure as JSON-ready data; shared, never to be changed."""
        if "_ready" not in self.__dict__:
            self.__dict__["_ready"] = super().to_dict()
        ready: dict[str, Any] = self.__dict__["_ready"]
        return ready


@dataclass(frozen=True)
class Drawn:
    """A chart with its figure and settings; `figure` is None for a table or when there is nothing to draw.

    width: about how wide it stands on the page, in pixels.
    """

    chart: Chart
    width: int = 640

    @cached_property
    def figure(self) -> go.Figure | None:
        """The Plotly figure on the page; its title and source stand in the card."""
        # The page itself says that its data is made up; only a picture that leaves it must say so again.
        return (
            None
            if self._is_text
            else ReadyFigure(plotly.figure(replace(self.chart, sample=False), width=self.width))
        )

    @cached_property
    def picture(self) -> go.Figure | None:
        """The figure that leaves the page: with title, subtitle and source inside."""
        return None if self._is_text else plotly.figure(self.chart, width=PICTURE_WIDTH, titled=True)

    @property
    def _is_text(self) -> bool:
        return self.chart.is_empty or self.chart.kind is Kind.TABLE

    @cached_property
    def config(self) -> dict[str, Any]:
        """Plotly's settings: its own buttons off, the language, nothing from outside."""
        return plotly.config(self.chart)

    @cached_property
    def picture_config(self) -> dict[str, Any]:
        """The settings of the picture: its size and the name of its file."""
        config = plotly.config(self.chart, image="png", width=PICTURE_WIDTH)
        config["toImageButtonOptions"]["filename"] = file_name(self.chart)
        return {**config, "displayModeBar": False}

    @cached_property
    def table(self) -> Styler:
        """The table beside the figure: the shown texts, numbers right-aligned, safe in Markdown."""
        return styled(self.chart)


def file_name(chart: Chart) -> str:
    """`kohtaamispaikat_<what>_<day>`, without its ending."""
    day = chart.as_of.isoformat() if chart.as_of else ""
    return "_".join(part for part in ("kohtaamispaikat", chart.slug, day) if part)


def styled(chart: Chart) -> Styler:
    """A table whose cells show the text of the chart; numbers stay numbers, so they align right."""
    table = table_of(chart)
    headings = _distinct([markdown_text(column.heading) for column in table.columns])
    shown: dict[str, list[str]] = {heading: [] for heading in headings}
    behind: dict[str, list[float | str | None]] = {heading: [] for heading in headings}
    for cells in table.rows:
        for heading, column, cell in zip(headings, table.columns, cells, strict=True):
            text = markdown_text(cell.text)
            shown[heading].append(text)
            number = cell.value.value if cell.value else None
            behind[heading].append(number if column.is_number else text)
    frame = pd.DataFrame(
        {
            heading: pd.Series(behind[heading], dtype="float64" if column.is_number else "str")
            for heading, column in zip(headings, table.columns, strict=True)
        }
    )
    style = frame.style.hide(axis="index")
    for heading in headings:
        texts_of_column = iter(shown[heading] * 2)
        style = style.format(lambda _, following=texts_of_column: next(following), subset=[heading])
    return style


def _distinct(headings: list[str]) -> list[str]:
    # Streamlit needs distinct columns; a joiner at the end is not seen.
    seen: dict[str, int] = {}
    result = []
    for heading in headings:
        seen[heading] = seen.get(heading, 0) + 1
        result.append(heading + "\u2060" * (seen[heading] - 1))
    return result
