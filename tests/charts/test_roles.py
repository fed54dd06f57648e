"""Figures of roles say what is named, never who holds it."""

from __future__ import annotations

from datetime import date

from kpdata.charts import roles
from kpdata.charts.chart import Category
from kpdata.charts.table import table_of
from kpdata.charts.values import View


def test_no_role_tells_who_holds_it() -> None:
    chart = roles.by_organisation(
        [(Category("coordinator", "Coordinator"), (2, 0, 1))],
        [("ngo", "NGO"), ("parish", "Parish"), ("none", "Not named")],
        View("en", date(2026, 11, 15), source="follow-up"),
        title="T",
        sentence="S.",
    )
    assert [value.group for series in chart.series for value in series.values][1] is None
    assert "Roles only: who holds them is not kept here." in chart.notes
    assert [cell.text for cell in table_of(chart).rows[0]] == ["Coordinator", "2", "0", "1"]
