"""A sum beside rows given as `<5` says "at least" in every figure, sentence and file."""

from __future__ import annotations

import io
import math
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from pptx import Presentation
from pptx.util import Inches

from kpdata.charts import build
from kpdata.charts.chart import Chart, Kind, Value
from kpdata.charts.frozen import frozen, thawed
from kpdata.charts.plotly import figure
from kpdata.charts.table import table_of
from kpdata.charts.values import value_of
from kpdata.domain import State
from kpdata.export.csv import csv_bytes, plain_csv_bytes
from kpdata.export.document import Document, Item
from kpdata.export.native import add_chart
from kpdata.export.pptx import pptx_bytes
from kpdata.export.xlsx import xlsx_bytes
from tests.charts.frames import FakeMeasure, a_frame, a_row, a_view
from tests.export.documents import DAY

VISITS = FakeMeasure("visits", "Käynnit", "käyntiä", 0, None)
WORD = {"fi": "vähintään", "sv": "minst", "en": "at least"}
SHOWN = {"fi": "vähintään 1\u00a0234", "sv": "minst 1\u00a0234", "en": "at least 1,234"}
BRIEF = {"fi": "≥1\u00a0234", "sv": "≥1\u00a0234", "en": "≥1,234"}
NOTE = {"fi": "Vähintään (≥): alle viiden", "sv": "Minst (≥): tal under fem", "en": "At least (≥): numbers"}
TILES = pd.DataFrame({"code": ["377", "396"], "x": [0, 1], "y": [0, 0]})


def bound(name: str = "Akaa", value: float = 1234, **others: object) -> dict[str, object]:
    return a_row(name, value, indicator="visits", unit="käyntiä", at_least=True, **others)


def rows() -> pd.DataFrame:
    return a_frame(bound(), a_row("Nokia", 900, indicator="visits", at_least=False))


@pytest.mark.parametrize("language", list(WORD))
def test_a_lower_bound_is_said_in_words_and_in_little_space(language: str) -> None:
    value = value_of(bound(), VISITS, language)
    assert (value.shown, value.in_cell, value.text) == (SHOWN[language], BRIEF[language], SHOWN[language])
    assert value.is_at_least
    assert value.value == 1234
    other = value_of(a_row("Akaa", 1234, at_least=False), VISITS, language)
    assert (other.is_at_least, other.in_cell) == (False, other.shown)


def test_a_range_beside_small_numbers_is_a_lower_bound_too() -> None:
    row = bound(value=math.nan, state="range", value_min=800, value_max=1500)
    assert value_of(row, VISITS, "fi").text == "vähintään 800–1\u00a0500"


@pytest.mark.parametrize("state", ["hidden", "unknown", "late", "not_mapped"])
def test_what_has_no_number_is_no_bound(state: str) -> None:
    assert not value_of(bound(state=state), VISITS, "fi").is_at_least


def test_a_hidden_value_may_not_be_a_bound() -> None:
    with pytest.raises(ValueError, match="tells something"):
        Value(State.HIDDEN, "•", brief="≥3")


@pytest.mark.parametrize("language", list(WORD))
def test_ranking_tells_it_in_title_sentence_label_table_and_note(language: str) -> None:
    chart = build.ranked_bars(rows(), VISITS, a_view(language, "Akaa"))
    assert SHOWN[language] in chart.title
    assert SHOWN[language] in chart.sentence
    assert table_of(chart).rows[0][1].text == SHOWN[language]
    assert table_of(chart).rows[1][1].text == "900"
    assert SHOWN[language] in figure(chart).to_json().encode().decode("unicode_escape")
    (note,) = chart.notes
    assert note.startswith(NOTE[language])
    exact = build.ranked_bars(a_frame(a_row("Nokia", 900)), VISITS, a_view(language))
    assert exact.notes == ()


@pytest.mark.parametrize("kind", [Kind.TILES, Kind.HEAT])
def test_cells_have_the_sign_and_its_meaning_below(kind: Kind) -> None:
    frame = rows()
    if kind is Kind.TILES:
        codes = dict(zip(frame["area_name"], TILES["code"], strict=True))
        frame["area_id"] = frame["area_name"].map(codes)
        chart = build.tile_map(frame, VISITS, a_view("fi"), TILES)
    else:
        chart = build.heat_table(frame, [VISITS], a_view("fi"))
    assert any(note.startswith(NOTE["fi"]) for note in chart.notes)
    drawn = figure(chart, width=1100).to_json().encode().decode("unicode_escape")
    assert BRIEF["fi"] in drawn
    assert SHOWN["fi"] in drawn  # under the pointer
    assert any(SHOWN["fi"] == cell.text for row in table_of(chart).rows for cell in row)


def test_lines_key_figures_benchmarks_and_spreads_tell_it() -> None:
    months = a_frame(bound(months="2026-05:2026-05"), bound(months="2026-06:2026-06", value=10))
    lines = build.trend_lines(months, VISITS, a_view("fi"))
    assert "vähintään 1\u00a0234 (5/2026) → vähintään 10 (6/2026)" in lines.sentence
    key = build.key_figure(bound(), VISITS, a_view("fi"), benchmark=bound("Koko maa", 9000))
    assert (key.value.shown, key.benchmark) == (SHOWN["fi"], "Koko maa vähintään 9\u00a0000")
    assert "Käynnit: vähintään 1\u00a0234" in key.sentence
    line = build.benchmark_of(bound("Koko maa", 9000), VISITS, a_view("fi"))
    assert line is not None
    assert line.shown == "vähintään 9\u00a0000"
    spine = build.spine(
        rows(), [VISITS], a_view("fi", "Akaa"), benchmarks={"visits": 1000.0}, benchmark_name="Koko maa"
    )
    spread = spine.categories[0].spread
    assert spread is not None
    assert (spread.lowest_shown, spread.highest_shown) == ("900", SHOWN["fi"])


def test_a_frozen_figure_keeps_it() -> None:
    chart = build.ranked_bars(rows(), VISITS, a_view("sv"))
    kept = thawed(frozen(chart))
    assert kept == chart
    assert isinstance(kept, Chart)
    assert kept.series[0].values[0].is_at_least


@pytest.mark.parametrize("language", list(WORD))
def test_the_number_stays_a_number_in_files_with_the_word_beside_it(language: str) -> None:
    chart = replace(build.ranked_bars(rows(), VISITS, a_view(language)), slug="visits")
    told = csv_bytes(chart).decode("utf-8-sig")
    assert f"Akaa;1234;{WORD[language]}\r\n" in told
    assert "Nokia;900;\r\n" in told
    assert f",ok,{WORD[language]}," in plain_csv_bytes([chart]).decode()
    key = build.key_figure(bound(), VISITS, a_view(language))
    items = (Item(chart=chart, heading="A"), Item(figures=(key,), heading="B"))
    document = Document(title="C", language=language, as_of=DAY, items=items)
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(document)))
    for name in ("A", "B"):
        row = next(row for row in book[name].iter_rows(values_only=True) if 1234 in row)
        assert WORD[language] in row, name
    slides = Presentation(io.BytesIO(pptx_bytes(document)))
    texts = [s.text_frame.text for slide in slides.slides for s in slide.shapes if s.has_text_frame]
    assert any(SHOWN[language] in text for text in texts)


def test_an_editable_bar_has_the_word_on_it() -> None:
    slide = Presentation().slides.add_slide(Presentation().slide_layouts[6])
    chart = build.ranked_bars(rows(), VISITS, a_view("fi"))
    drawn = add_chart(slide.shapes, chart, (0, 0, int(Inches(10)), int(Inches(5)))).chart
    assert "vähintään\u00a01\u00a0234" in drawn._chartSpace.xml
    assert list(drawn.plots[0].series[0].values) == [1234, 900]
