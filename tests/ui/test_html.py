"""Tables as HTML: everything escaped, what belongs together on one line."""

from __future__ import annotations

import re

import pytest

from kpdata.charts.chart import Cell, Column, Table
from kpdata.ui.html import table_html

TOGETHER = re.compile(r'<span style="white-space:nowrap">([^<]*)</span>')


def html(text: str) -> str:
    return table_html(
        Table((Column("Alue", False), Column("Luku", True)), ((Cell("Akaa"), Cell(text)),)), "t"
    )


@pytest.mark.parametrize(
    ("text", "together"),
    [
        ("vähintään 168\u00a0642–168\u00a0792", ["168\u00a0642–168\u00a0792"]),
        ("−1\u00a0%-yks.", ["−1\u00a0%-yks."]),
        ("ma 9.30–12.30, ti 10–12", ["9.30–12.30", "10–12"]),
        ("ikä 0–6", ["0–6"]),
        ("1\u00a0234", []),
        ("Nokia – Akaa", []),
    ],
)
def test_ranges_stay_on_one_line(text: str, together: list[str]) -> None:
    found = html(text)
    assert TOGETHER.findall(found) == together
    assert TOGETHER.sub(r"\1", found) == html("X").replace(">X<", f">{text}<")


def test_text_of_the_data_is_no_html() -> None:
    assert "&lt;b&gt;" in html("<b>1–2")
    assert "<b>" not in html("<b>1–2")


@pytest.mark.parametrize(
    ("text", "wide"), [("ei yhdyshenkilöä, tiedot vanhentuneet", True), ("kunta", False)]
)
def test_a_column_of_sentences_is_never_pressed_into_one_word_a_line(text: str, wide: bool) -> None:
    columns = (Column("Kunta", False), Column("Puuttuu", False))
    found = table_html(Table(columns, ((Cell("Kunta jolla on hyvin pitkä nimi"), Cell(text)),)), "t")
    assert found.count("min-width:150px") == (2 if wide else 0)  # of the heading and of the cell


@pytest.mark.parametrize(
    ("heading", "width"), [("Käynnit", 96), ("Lapset, joilla on sopiva paikka enintään 5 km", 136)]
)
def test_a_long_heading_of_numbers_has_a_wider_column(heading: str, width: int) -> None:
    columns = (Column("Kunta", False), Column(heading, True))
    assert f"min-width:{width}px" in table_html(Table(columns, ((Cell("Akaa"), Cell("5")),)), "t")
