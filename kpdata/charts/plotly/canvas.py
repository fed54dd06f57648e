"""What all renderers share: the figure under work, escaped and wrapped text, looks of states, the legend."""

from __future__ import annotations

import html
import re
import textwrap
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from kpdata.charts import formats, theme
from kpdata.charts.chart import Chart, Kind, Value
from kpdata.charts.values import STATE_WORDS
from kpdata.domain import State
from kpdata.i18n import texts

Trace = dict[str, Any]

# Mean width of a character of Source Sans, in parts of the type size.
_CHARACTER = 0.5
_LINE = 1.3

# Names are shown whole: only what needs more lines than this ends with an ellipsis.
MOST_LINES = 7

# Plots taller than this scroll inside their card.
_TALL = 480

# Kinds that are about as wide as high: on a slide they leave room beside them.
_ROUND = frozenset({Kind.TILES, Kind.MAP, Kind.POINTS})
_ENTRY = 20
# Size of the marker of an entry of words alone.
_UNSEEN = 1
_LONGEST_ENTRY = 27

LABEL_SIZE = 13
SMALL = 12


@dataclass(frozen=True, slots=True)
class Look:
    """How a filled shape is drawn: colour, hatch, outline."""

    colour: str
    outline: str = theme.OUTLINE
    width: float = 1
    dash: str = "solid"
    hatch: str = ""
    hatch_colour: str = theme.WHITE

    @property
    def text(self) -> str:
        """Colour of the text on it."""
        return theme.text_on(self.colour)


# Each state has its own fill, hatch or outline, so that none is told by colour alone.
STATE_LOOKS: dict[State, Look] = {
    State.NONE: Look(theme.WHITE, outline="#5F6B69"),
    State.PLANNED: Look(theme.WHITE, width=1.6, dash="dot"),
    State.FROZEN: Look(theme.WHITE, hatch="-", hatch_colour="#8A9492"),
    State.NOT_MAPPED: Look(theme.MASK, hatch="/", outline="#767676"),
    State.HIDDEN: Look(theme.MASK, hatch="x", outline="#767676"),
    State.UNKNOWN: Look(theme.SURFACE, outline="#767676"),
    State.LATE: Look(theme.SURFACE, outline="#767676", dash="dash"),
    State.RANGE: Look("#D6E4F2", hatch="/", hatch_colour="#2073BC"),
    State.OK: Look(theme.WHITE, outline=theme.BORDER),
}


def escaped(text: str) -> str:
    """Data text for Plotly, which reads some HTML: tags become visible text."""
    return html.escape(text, quote=False)


def wrapped(text: str, characters: int) -> str:
    """Text broken into lines of so many characters, escaped; what does not fit ends with an ellipsis."""
    return "<br>".join(escaped(line) for line in broken(text, characters))


def broken(text: str, characters: int, lines: int = MOST_LINES) -> list[str]:
    """The lines of a text, raw; long words are broken too, a number and its unit stay together."""
    characters = max(characters, 4)
    text = re.sub(r"(?<=\d) (?=\d{3}|\S{1,2}(?:\s|$))", formats.NBSP, text)
    return textwrap.wrap(text, characters, max_lines=lines, placeholder="…", break_long_words=True) or [""]


def pixels(text: str, size: float = LABEL_SIZE) -> float:
    """About how wide a text is drawn."""
    return len(text) * size * _CHARACTER


def bold(text: str, on: bool) -> str:
    """Escaped text in bold when `on`."""
    return f"<b>{text}</b>" if on else text


def as_text(value: Value, *, in_cell: bool = False) -> str:
    """The shown text with the symbol of its mark, for figures; escaped. in_cell: there is little room."""
    text = escaped(value.in_cell if in_cell else value.shown)
    return f"{text}\u00a0{value.symbol}" if value.mark else text


class Canvas:
    """A figure under work: traces, shapes and annotations, and the space reserved above and below it.

    Everything above the plot is placed by pixels from its upper edge, so that a fixed height is right at
    any width: `raise_top` reserves a strip and tells where it begins.
    """

    def __init__(
        self,
        chart: Chart,
        width: int,
        tiles: str = "",
        room: float | None = None,
        whole: Chart | None = None,
    ) -> None:
        self.chart = chart
        # What the axis is made for, when only some of its rows are drawn: slides of one chart have one scale.
        self.whole = whole or chart
        self.width = width
        self.tiles = tiles
        # On a slide: how high the plot may be. Type is then nowhere smaller than `SMALL`.
        self.room = room
        self.t = texts(chart.language)
        self.traces: list[Trace] = []
        self.shapes: list[dict[str, Any]] = []
        self.annotations: list[dict[str, Any]] = []
        self.layout: dict[str, Any] = {}
        self.plot_height = 200.0
        self._head: list[tuple[float, str, int, str]] = []
        self._top = 4.0
        self._bottom = 8.0
        self._right = 8.0
        self._left = 8.0
        self._named: set[str] = set()

    def begin(self, *, titled: bool) -> None:
        """Write what stands above the plot: title and subtitle when asked for, the mark of sample data."""
        if titled:
            self._write(self.chart.title, 20, theme.TEXT, strong=True)
            self._write(self.chart.subtitle or self.chart.measure, 14, theme.QUIET_TEXT)
        if self.chart.sample:
            self._write(self.t("Sample data – not real figures"), SMALL, "#801650", strong=True)

    def _write(self, text: str, size: int, colour: str, *, strong: bool = False) -> None:
        characters = int((self.width - 16) / (size * _CHARACTER))
        lines = broken(text, characters, 4)
        height = len(lines) * size * _LINE + 4
        content = "<br>".join(bold(escaped(line), strong) for line in lines)
        self._head.append((height, content, size, colour))

    def type_size(self, size: int) -> int:
        """A size of type for tight places; on a slide never below `SMALL`."""
        return size if self.room is None else max(size, SMALL)

    def raise_top(self, height: float) -> None:
        """Reserve space right above the plot (for column headings, a benchmark's label)."""
        self._top += height

    def drop_bottom(self, height: float) -> None:
        """Reserve space below the plot."""
        self._bottom += height

    def margins(self, *, left: float | None = None, right: float | None = None) -> None:
        """Set the side margins, in pixels."""
        self._left = self._left if left is None else left
        self._right = self._right if right is None else right

    def add(self, trace: Trace) -> None:
        """Put a trace into the figure."""
        self.traces.append(trace)

    def legend_entry(self, name: str, look: Look) -> None:
        """A legend entry with a swatch of a look; once a name."""
        if name in self._named or not name:
            return
        self._named.add(name)
        if look.dash != "solid":
            # The swatch of a bar has no dashed outline; a dashed line says the same.
            line = {"color": look.outline, "width": 2, "dash": look.dash}
            self.add(
                scatter_trace(
                    x=[None], y=[None], mode="lines", line=line, name=escaped(name), showlegend=True
                )
            )
            return
        self.add(
            bar_trace(
                x=[None],
                y=[None],
                marker={
                    "color": look.colour,
                    "line": {"color": look.outline, "width": max(look.width, 0.5)},
                    "pattern": hatching(look),
                },
                name=escaped(name),
                showlegend=True,
                hoverinfo="skip",
            )
        )

    def legend_text(self, name: str) -> None:
        """A legend entry of words alone, which begin with their sign; once a name."""
        if name in self._named:
            return
        self._named.add(name)
        unseen = "rgba(0,0,0,0)"
        self.add(
            scatter_trace(
                x=[None],
                y=[None],
                mode="markers",
                marker={"size": _UNSEEN, "color": unseen, "line": {"width": 0, "color": unseen}},
                name=escaped(name),
                showlegend=True,
                hoverinfo="skip",
            )
        )

    def legend_names(self) -> list[str]:
        """Names in the legend, in order."""
        return [str(trace["name"]) for trace in self.traces if trace.get("showlegend") and trace.get("name")]

    def state_name(self, state: State) -> str:
        """The state's word for the legend, with its sign."""
        sign = {State.HIDDEN: "• ", State.UNKNOWN: ".. ", State.LATE: "◷ "}.get(state, "")
        return sign + self.t(STATE_WORDS[state])

    def state_word(self, state: State) -> str:
        """The state's word alone."""
        return self.t(STATE_WORDS[state])

    def empty(self) -> None:
        """A figure with nothing in it says so."""
        self.plot_height = 80
        self.layout |= {"xaxis": {"visible": False}, "yaxis": {"visible": False}}
        self.annotations.append(
            {
                "text": wrapped(
                    self.chart.sentence or self.t("There is nothing to show with these choices."), 60
                ),
                "xref": "paper",
                "yref": "paper",
                "x": 0,
                "y": 0.5,
                "xanchor": "left",
                "align": "left",
                "showarrow": False,
            }
        )

    def finish(self) -> go.Figure:
        """The figure with its height, margins, head and legend."""
        legend_height = self._legend()
        offset = self._top
        for height, content, size, colour in reversed(self._head):
            offset += height
            self.annotations.append(
                {
                    "text": content,
                    "xref": "paper",
                    "yref": "paper",
                    "x": 0,
                    "y": 1,
                    "xanchor": "left",
                    "yanchor": "top",
                    "xshift": -self._left + 4,
                    "yshift": offset,
                    "align": "left",
                    "showarrow": False,
                    "font": {"size": size, "color": colour},
                }
            )
        bottom = self._bottom + legend_height
        self.layout |= {
            "template": theme.template(),
            "separators": theme.separators(self.chart.language),
            "height": round(offset + self.plot_height + bottom),
            "margin": {"t": offset, "b": bottom, "l": self._left, "r": self._right, "autoexpand": True},
            "shapes": self.shapes,
            "annotations": self.annotations,
        }
        return go.Figure(data=self.traces, layout=self.layout)

    def _legend(self) -> float:
        """Set the legend below the plot; its height there, estimated from the names and the width.

        Above tall bars of parts, where it is read before the rows and a card that scrolls still shows it.
        """
        names = self.legend_names()
        if not names:
            self.layout["showlegend"] = False
            return 0
        if self.room is not None and self.chart.kind in _ROUND:
            self._legends_beside()
            return 0
        if self.room is not None:
            names = self._words_joined()
        widest = max(pixels(name, SMALL) for name in names) * 0.92 + 34
        per_line = max(1, int((self.width - self._left - self._right) / widest))
        height = -(-len(names) // per_line) * 20 + 12.0
        gap = self._bottom + 4
        is_above = self.chart.kind is Kind.STACKED and self.plot_height > _TALL
        if is_above:
            self._top += height
        self.layout |= {
            "showlegend": True,
            "legend": {
                "orientation": "h",
                "x": 0,
                "xanchor": "left",
                "y": 1 + 4 / self.plot_height if is_above else -gap / self.plot_height,
                "yanchor": "bottom" if is_above else "top",
                "traceorder": "normal",
                "font": {"size": SMALL, "color": theme.TEXT},
                "itemclick": False,
                "itemdoubleclick": False,
                "itemsizing": "constant",
            },
        }
        return 0 if is_above else height

    def _words_joined(self) -> list[str]:
        """On a slide entries of words alone share lines as long as they fit; the names that are left."""
        line: Trace | None = None
        for trace in self.traces:
            if trace.get("showlegend") and trace.get("marker", {}).get("size") == _UNSEEN and trace["name"]:
                joined = f"{line['name']}   {trace['name']}" if line else ""
                if line is not None and pixels(html.unescape(joined), SMALL) < 0.6 * self.width:
                    line["name"] = joined
                    trace["showlegend"] = False
                else:
                    line = trace
        return self.legend_names()

    def _legends_beside(self) -> None:
        """On a slide a map has its legend beside it, in as many columns as it needs."""
        entries = [trace for trace in self.traces if trace.get("showlegend") and trace.get("name")]
        rows = max(int(((self.room or 0.0) - 8) / _ENTRY), 1)
        for trace in entries:
            trace["name"] = wrapped(html.unescape(str(trace["name"])), _LONGEST_ENTRY)
        columns = [entries[i : i + rows] for i in range(0, len(entries), rows)]
        widths = [max(_longest_line(trace) for trace in column) * 1.05 + 44 for column in columns]
        self.margins(right=sum(widths) + 8)
        plot = max(self.width - self._left - self._right, 60.0)
        self.layout["showlegend"] = True
        for place, column in enumerate(columns):
            name = "legend" if place == 0 else f"legend{place + 1}"
            for trace in column:
                trace["legend"] = name
            self.layout[name] = {
                "x": 1 + (12 + sum(widths[:place])) / plot,
                "xanchor": "left",
                "y": 1,
                "yanchor": "top",
                "traceorder": "normal",
                "font": {"size": SMALL, "color": theme.TEXT},
                "itemclick": False,
                "itemdoubleclick": False,
                "itemsizing": "constant",
            }


def _longest_line(entry: Trace) -> float:
    return max(pixels(html.unescape(line), SMALL) for line in str(entry["name"]).split("<br>"))


def scatter_trace(**properties: Any) -> Trace:
    """A scatter trace as plain data: the figure checks it once, at the end."""
    return {"type": "scatter", **properties}


def bar_trace(**properties: Any) -> Trace:
    """A bar trace as plain data."""
    return {"type": "bar", **properties}


def hatching(look: Look) -> dict[str, Any]:
    """Plotly's pattern of a look."""
    if not look.hatch:
        return {"shape": ""}
    return {
        "shape": look.hatch,
        "fgcolor": look.hatch_colour,
        "bgcolor": look.colour,
        "size": 6,
        "solidity": 0.3,
        "fillmode": "replace",
    }
