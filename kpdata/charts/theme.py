"""Colours, type and Plotly's template and words: how every figure looks."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import plotly.graph_objects as go
from babel.dates import get_day_names, get_month_names

from kpdata.domain import State

TEXT = "#0F1F1D"
QUIET_TEXT = "#4A5856"  # 7.5:1 on white; Streamlit draws captions about so
SURFACE = "#F3F7F6"
BORDER = "#D5E0DE"
PRIMARY = "#00635B"
WHITE = "#FFFFFF"
OUTLINE = "#3D3D3D"
GRID = "#E3EAE8"

CATEGORICAL = ("#12436D", "#28A197", "#801650", "#F46A25")
TWO_SERIES = ("#12436D", "#F46A25")
FOCUS = "#12436D"
CONTEXT = "#BFBFBF"
SEQUENTIAL = ("#D6E4F2", "#9FC3E5", "#5B9BD0", "#2073BC", "#12436D")
BETTER = "#12436D"
WORSE = "#F46A25"
SIMILAR = "#BFBFBF"
MASK = "#BFBFBF"

# Diverging answers: from disagreement (orange) over grey to agreement (blue); told apart by lightness too.
DIVERGING = {
    2: ("#F46A25", "#12436D"),
    3: ("#F46A25", "#D9D9D9", "#12436D"),
    5: ("#B5460B", "#F9B48D", "#D9D9D9", "#9FC3E5", "#12436D"),
}

# Statuses of a matrix from "not begun" to "done": darker and darker, and each has its symbol. Of six the
# fourth is what has fallen and needs somebody.
STATUS = {
    1: ("#12436D",),
    2: ("#FFFFFF", "#12436D"),
    3: ("#FFFFFF", "#9FC3E5", "#12436D"),
    4: ("#FFFFFF", "#D6E4F2", "#5B9BD0", "#12436D"),
    5: ("#FFFFFF", "#D6E4F2", "#9FC3E5", "#2073BC", "#12436D"),
    6: ("#FFFFFF", "#D6E4F2", "#9FC3E5", "#F46A25", "#2073BC", "#12436D"),
}

# Parts in an order, as many as six (steps 0–5): what has not begun stands apart from the blues.
ORDERED = ("#F9D3BC", *SEQUENTIAL)

FONT = '"Source Sans", "Source Sans 3", "Source Sans Pro", sans-serif'
FONT_SIZE = 14
SYMBOLS = ("circle", "square", "diamond", "triangle-up")


def categorical(count: int) -> tuple[str, ...]:
    """Colours of so many series; ValueError above four, since more cannot be told apart."""
    if count > len(CATEGORICAL):
        raise ValueError(f"{count} series in one figure")
    return TWO_SERIES if count == 2 else CATEGORICAL[:count]


def part_colours(keys: Sequence[str], *, diverging: bool = False) -> tuple[str, ...]:
    """Colours of the parts of rows, by their keys: what is not known stands grey, and what is over four.

    Parts whose keys are numbers stand in an order, from light to dark.
    """
    ordered = [key for key in keys if key != State.UNKNOWN]
    if not diverging and len(ordered) == len(ORDERED) and all(key.isdecimal() for key in ordered):
        shades = iter(ORDERED)
        return tuple(CONTEXT if key == State.UNKNOWN else next(shades) for key in keys)
    if diverging and len(keys) in DIVERGING:
        return DIVERGING[len(keys)]
    told = min(sum(key != State.UNKNOWN for key in keys), len(CATEGORICAL))
    palette = iter(categorical(told))
    return tuple(CONTEXT if key == State.UNKNOWN else next(palette, CONTEXT) for key in keys)


def luminance(colour: str) -> float:
    """Relative luminance of a `#rrggbb` colour (WCAG 2.1)."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, 1–21 (WCAG 2.1)."""
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def text_on(colour: str) -> str:
    """The text colour that reads better on a fill: dark or white."""
    return TEXT if contrast(TEXT, colour) >= contrast(WHITE, colour) else WHITE


@cache
def template() -> go.layout.Template:
    """The template of all figures: white in every theme, since the palette fails on dark."""
    axis: dict[str, Any] = {
        "automargin": True,
        "gridcolor": GRID,
        "linecolor": BORDER,
        "zeroline": False,
        "ticks": "",
        "tickfont": {"size": 13, "color": TEXT},
        "title": {"font": {"size": 13, "color": QUIET_TEXT}, "standoff": 8},
    }
    return go.layout.Template(
        layout={
            "paper_bgcolor": WHITE,
            "plot_bgcolor": WHITE,
            "colorway": list(CATEGORICAL),
            "font": {"family": FONT, "size": FONT_SIZE, "color": TEXT},
            "xaxis": axis,
            "yaxis": axis,
            "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
            "hoverlabel": {
                "bgcolor": WHITE,
                "bordercolor": OUTLINE,
                "font": {"family": FONT, "size": 13, "color": TEXT},
                "align": "left",
                "namelength": -1,
            },
            "hovermode": "closest",
            "dragmode": False,
            "separators": ",\u00a0",
            "uniformtext": {"mode": False},
        }
    )


def separators(language: str) -> str:
    """Decimal mark and thousands separator for Plotly."""
    return ".," if language == "en" else ",\u00a0"


_WORDS = {
    "fi": {
        "Zoom": "Zoomaus",
        "Pan": "Siirrä",
        "Zoom in": "Lähennä",
        "Zoom out": "Loitonna",
        "Reset axes": "Palauta akselit",
        "Autoscale": "Sovita",
        "Download plot": "Lataa kuvana",
        "Download plot as a PNG": "Lataa PNG-kuvana",
    },
    "sv": {
        "Zoom": "Zooma",
        "Pan": "Flytta",
        "Zoom in": "Zooma in",
        "Zoom out": "Zooma ut",
        "Reset axes": "Återställ axlarna",
        "Autoscale": "Anpassa",
        "Download plot": "Ladda ner som bild",
        "Download plot as a PNG": "Ladda ner som PNG-bild",
    },
}


def locale(language: str) -> dict[str, Any]:
    """Plotly's own words and calendar names in Finnish or Swedish; English is built in."""
    if language not in _WORDS:
        return {"locale": "en"}
    months = get_month_names("wide", context="stand-alone", locale=language)
    short_months = get_month_names("abbreviated", context="stand-alone", locale=language)
    days = get_day_names("wide", context="stand-alone", locale=language)
    short_days = get_day_names("abbreviated", context="stand-alone", locale=language)
    sunday_first = (6, 0, 1, 2, 3, 4, 5)
    words = {
        "moduleType": "locale",
        "name": language,
        "dictionary": _WORDS[language],
        "format": {
            "days": [str(days[i]) for i in sunday_first],
            "shortDays": [str(short_days[i]) for i in sunday_first],
            "months": [str(months[i]) for i in range(1, 13)],
            "shortMonths": [str(short_months[i]).rstrip(".") for i in range(1, 13)],
            "date": "%-d.%-m.%Y",
            "decimal": ",",
            "thousands": "\u00a0",
            "month": "%b %Y",
            "year": "%Y",
        },
    }
    return {"locale": language, "locales": {language: words}}
