"""The figure of visits says what it holds, in the three languages."""

from __future__ import annotations

from datetime import date

import pytest

from kpdata.charts import visits
from kpdata.charts.chart import Category
from kpdata.charts.values import AreaWords, View
from kpdata.results import Tally

BOARDS, GROUPS = Category("b", "Boards"), Category("g", "Groups")


def view(language: str = "en") -> View:
    area = AreaWords("county:08", "Pirkanmaa", "Pirkanmaalla")
    return View(language, date(2026, 11, 15), area=area, source="follow-up")


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("fi", "Kunnat, joissa on käyty: boards 2/7, groups 0/7"),
        ("sv", "Besökta kommuner: boards 2/7, groups 0/7"),
        ("en", "Municipalities visited: boards 2/7, groups 0/7"),
    ],
)
def test_municipalities_by_visit(language: str, title: str) -> None:
    rows = [(BOARDS, Tally(2, 1, 1, 1, 2)), (GROUPS, Tally(0, 0, 0, 0, 7))]
    chart = visits.by_body(rows, view(language))
    assert chart.title == title
    for i, (_, tally) in enumerate(rows):
        assert sum(series.values[i].value or 0 for series in chart.series) == tally.total == 7
    assert visits.by_body([(BOARDS, Tally(0, 0, 0, 0, 0))], view()).is_empty
