"""A slide shows as many rows as can be read, the own one among them, and says so."""

from dataclasses import replace

import pytest

from kpdata.charts import build
from kpdata.charts.chart import Kind
from kpdata.charts.slide import MOST_ROWS, for_slide
from tests.charts.frames import FakeMeasure, a_view, every_state

LONG = build.ranked_bars(every_state(), FakeMeasure(), a_view(own="Tampere"))


def test_the_first_rows_and_the_own_one_are_shown() -> None:
    shown = for_slide(LONG)
    names = [category.name for category in shown.categories]
    assert len(names) == MOST_ROWS[Kind.BARS]
    assert names[:-1] == [category.name for category in LONG.categories][: MOST_ROWS[Kind.BARS] - 1]
    assert names[-1] == "Tampere"
    assert shown.notes[-1] == f"{len(names)} of {len(LONG.categories)} rows are shown."
    assert [len(series.values) for series in shown.series] == [len(names)]


@pytest.mark.parametrize("kind", [Kind.MAP, Kind.LINES, Kind.WEEK])
def test_other_kinds_are_shown_whole(kind: Kind) -> None:
    chart = replace(LONG, kind=kind)
    assert for_slide(chart) is chart
