"""Colours are told apart and can be read."""

from __future__ import annotations

import pytest

from kpdata.charts import theme

FILLS = (
    *theme.SEQUENTIAL,
    *theme.CATEGORICAL,
    *theme.DIVERGING[3],
    *theme.DIVERGING[5],
    theme.MASK,
    theme.WHITE,
)


@pytest.mark.parametrize("fill", FILLS)
def test_text_on_every_fill_has_enough_contrast(fill: str) -> None:
    assert theme.contrast(theme.text_on(fill), fill) >= 4.5


@pytest.mark.parametrize("colour", [theme.TEXT, theme.QUIET_TEXT])
def test_text_on_white_has_enough_contrast(colour: str) -> None:
    assert theme.contrast(colour, theme.WHITE) >= 4.5


@pytest.mark.parametrize("colour", theme.CATEGORICAL[:3])
def test_lines_stand_out_from_white(colour: str) -> None:
    assert theme.contrast(colour, theme.WHITE) >= 3


def test_sequential_colours_grow_darker() -> None:
    lightness = [theme.luminance(colour) for colour in theme.SEQUENTIAL]
    assert lightness == sorted(lightness, reverse=True)


def test_at_most_four_series() -> None:
    assert theme.categorical(2) == ("#12436D", "#F46A25")
    assert theme.categorical(3) == ("#12436D", "#28A197", "#801650")
    with pytest.raises(ValueError, match="5 series"):
        theme.categorical(5)


def test_template_is_white_with_source_sans() -> None:
    layout = theme.template().layout
    assert layout.paper_bgcolor == layout.plot_bgcolor == "#FFFFFF"
    assert "Source Sans" in layout.font.family
    assert layout.xaxis.automargin
    assert layout.yaxis.automargin


def test_plotly_speaks_the_language() -> None:
    finnish = theme.locale("fi")["locales"]["fi"]
    assert finnish["format"]["months"][0] == "tammikuu"
    assert finnish["format"]["days"][0] == "sunnuntai"
    assert finnish["format"]["decimal"] == ","
    assert theme.locale("sv")["locales"]["sv"]["format"]["months"][4] == "maj"
    assert theme.locale("en") == {"locale": "en"}
    assert theme.separators("fi") == ",\u00a0"
    assert theme.separators("en") == ".,"
