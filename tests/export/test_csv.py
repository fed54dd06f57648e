"""The CSV of a shown table."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpdata.charts import build
from kpdata.charts.chart import Category, Chart, ColourClass, Value
from kpdata.domain import State
from kpdata.export.csv import csv_bytes, file_name, safe_text
from tests.charts.frames import FakeMeasure, a_frame, a_row, a_view, every_state

SHARE = FakeMeasure(decimals=1)


def lines(chart: Chart) -> list[list[str]]:
    data = csv_bytes(chart)
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_shown_table_with_states_in_finnish() -> None:
    rows = lines(build.ranked_bars(every_state(), SHARE, a_view("fi", sample=True)))
    assert rows[0] == ["Esimerkkiaineisto – ei todellisia lukuja"]
    start = rows.index(["Kunta", "Coverage, %", "Tila"])
    assert rows[start + 1 : start + 11] == [
        ["Akaa", "82,4", ""],
        ["Ikaalinen", "40,0", ""],
        ["Kangasala", "0,0", "ei paikkoja"],
        ["Orivesi", "0,0", "suunnitteilla"],
        ["Urjala", "0,0", "jäissä"],
        ["Vesilahti", "30,0-55,0", ""],
        ["Virrat", "myöhässä", "myöhässä"],
        ["Nokia", "ei kartoitettu", "ei kartoitettu"],
        ["Tampere", "ei tietoa", "ei tietoa"],
        ["Parkano", "peitetty", "peitetty"],
    ]
    assert ["Määritelmä: Children with a place / children"] in rows
    assert ["Lähde: registry"] in rows
    assert ["Tilanne 31.10.2026"] in rows


def test_real_data_has_no_sample_mark() -> None:
    data = csv_bytes(build.ranked_bars(every_state(), SHARE, a_view("en"))).decode("utf-8-sig")
    assert "Sample data" not in data
    assert "82.4" in data


def test_many_columns_name_their_states() -> None:
    chart = build.table(every_state(), [SHARE, replace(SHARE, id="other", title="Other")], a_view())
    rows = lines(chart)
    start = next(i for i, row in enumerate(rows) if row[:1] == ["Municipality"])
    assert rows[start] == ["Municipality", "Coverage, %", "Other, %", "State"]
    assert rows[start + 3] == ["Kangasala", "0.0", "not known", "Coverage: no places; Other: not known"]


def test_comparisons_and_statuses_are_words() -> None:
    bars = build.ranked_bars(a_frame(a_row("Akaa", 80.0, comparison="lower")), SHARE, a_view())
    assert ["Akaa", "80.0", "worse than the benchmark"] in lines(bars)
    matrix = build.matrix(
        [Category("a", "Akaa")],
        [("x", "Mapped")],
        {("a", "x"): Value(State.OK, "done", group=1)},
        [ColourClass("done", "●")],
        a_view(),
        measure="Criteria",
        heading="Town",
    )
    assert ["Akaa", "done"] in lines(matrix)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝"])
def test_text_that_looks_like_a_formula_is_quoted(start: str) -> None:
    name = f'{start}HYPERLINK("http://x";"y")'
    chart = build.ranked_bars(a_frame(a_row("Akaa", 1.0) | {"area_name": name}), SHARE, a_view())
    assert [f"'{name}", "1.0"] in lines(chart)


def test_negative_number_stays_a_number() -> None:
    assert ["Akaa", "-1,5"] in lines(build.ranked_bars(a_frame(a_row("Akaa", -1.5)), SHARE, a_view("fi")))


@settings(deadline=None, max_examples=30)
@given(st.text(max_size=30))
def test_safe_text_never_begins_a_formula(text: str) -> None:
    assert not safe_text(text).startswith(("=", "+", "-", "@", "\t", "\r"))


@settings(deadline=None, max_examples=30)
@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=30))
def test_any_name_survives_reading(name: str) -> None:
    chart = build.ranked_bars(a_frame(a_row("Akaa", 1.0) | {"area_name": name}), SHARE, a_view())
    assert [safe_text(name), "1.0"] in lines(chart)


def test_intervals_and_answers_are_plain_numbers() -> None:
    row = a_row("Akaa", 80.0, n=1204, lower=71.0, upper=88.0)
    rows = lines(build.ranked_bars(a_frame(row), SHARE, a_view("fi")))
    assert ["Akaa", "80,0", "71,0-88,0%", "1204"] in rows


def test_file_name_is_ascii() -> None:
    name = file_name("Etelä-Pohjanmaa", "Käynnit / 1 000", date(2026, 10, 31), "csv")
    assert name == "kohtaamispaikat_etela-pohjanmaa_kaynnit-1-000_2026-10-31.csv"
    assert file_name("", "places", date(2026, 1, 2), "png") == "kohtaamispaikat_places_2026-01-02.png"
