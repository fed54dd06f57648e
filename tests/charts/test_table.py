"""The table beside a figure."""

from __future__ import annotations

import pytest

from kpdata.charts import build
from kpdata.charts.chart import Benchmark
from kpdata.charts.table import table_of
from tests.charts.frames import FakeMeasure, a_frame, a_row, a_view, every_state

SHARE = FakeMeasure()


def test_table_of_bars_has_words_bars_and_the_benchmark() -> None:
    chart = build.ranked_bars(every_state(), SHARE, a_view(), benchmark=Benchmark("Finland", 50.0, "50%"))
    table = table_of(chart)
    assert [column.heading for column in table.columns] == ["Municipality", "Coverage, %"]
    assert [column.is_number for column in table.columns] == [False, True]
    assert [row[1].text for row in table.rows] == [
        "82%",
        "40%",
        "0% · no places",
        "0% · planned",
        "0% · frozen",
        "30–55%",
        "◷ late",
        "not mapped",
        ".. not known",
        "• hidden",
    ]
    # A full bar is the whole, not the highest share.
    assert table.rows[0][1].bar == pytest.approx(0.824)
    assert table.rows[0][1].bar_mark == 0.5
    assert all(row[1].bar is None and row[1].bar_mark is None for row in table.rows[5:])


def test_interval_and_n_have_columns() -> None:
    row = a_row("Akaa", 80.0, n=1204, lower=71.0, upper=88.0, comparison="higher")
    table = table_of(build.ranked_bars(a_frame(row), SHARE, a_view()))
    assert [column.heading for column in table.columns][2:] == ["95% interval", "n"]
    assert [cell.text for cell in table.rows[0]] == [
        "Akaa",
        "80% ▲ better than the benchmark",
        "71–88%",
        "1,204",
    ]


def test_negative_numbers_have_no_bars() -> None:
    frame = a_frame(a_row("Akaa", -5.0), a_row("Nokia", 5.0))
    assert {row[1].bar for row in table_of(build.ranked_bars(frame, SHARE, a_view())).rows} == {None}


def test_spine_table_has_the_spread() -> None:
    frame = a_frame(a_row("Akaa", 3.0), a_row("Nokia", 1.0))
    chart = build.spine(
        frame, [SHARE], a_view(own="Akaa"), benchmarks={SHARE.id: 2.0}, benchmark_name="Finland"
    )
    table = table_of(chart)
    assert [c.heading for c in table.columns] == [
        "Indicator",
        "Akaa",
        "Finland",
        "Lowest of the level",
        "Highest of the level",
    ]
    assert [cell.text for cell in table.rows[0]] == ["Coverage, %", "3%", "2%", "1%", "3%"]


def test_empty_table_has_its_headings() -> None:
    table = table_of(build.ranked_bars(a_frame(), SHARE, a_view()))
    assert table.rows == ()
    assert table.columns[1].heading == "Coverage, %"
