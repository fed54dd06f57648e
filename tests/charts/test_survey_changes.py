"""Changes and courses of waves say what is shown; what cannot be told is said to be so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpdata.charts import build, survey_changes
from kpdata.charts.chart import Category, Value
from kpdata.charts.plotly import figure
from kpdata.charts.survey_changes import Difference
from kpdata.charts.values import missing
from kpdata.domain import AreaKey, HalfYear, State
from tests.charts.frames import FakeMeasure, a_frame, a_row
from tests.charts.shown_answers import SURVEY, hidden, share, view


def difference(points: float, differs: bool) -> Difference:
    shown = Value(State.OK, f"{points:+.0f} pp", points, lower=points - 5, upper=points + 5, n=40)
    return Difference(share(60), share(60 - points), shown, differs)


@pytest.mark.parametrize(
    ("language", "words", "title"),
    [
        ("fi", ("ero osoitettu", "eroa ei osoitettu"), "ero osoitettu 1/2 kysymyksessä"),
        ("sv", ("skillnad påvisad", "ingen skillnad påvisad"), "skillnad påvisad i 1 fråga av 2"),
        ("en", ("difference shown", "no difference shown"), "1 question of 2 differs from autumn 2025"),
    ],
)
def test_changes_say_whether_a_difference_is_shown(language: str, words: tuple[str, str], title: str) -> None:
    untold = Difference(hidden(), share(50), missing(State.HIDDEN, language), None)
    found = [
        (Category("a", "A"), difference(3, False)),
        (Category("h", "H"), untold),
        (Category("b", "B"), difference(12, True)),
    ]
    chart = survey_changes.changes(found, SURVEY, view(language), earlier=HalfYear(2025, 2), area="Pirkanmaa")
    assert [category.key for category in chart.categories] == ["b", "a", "h"]
    assert [value.word for value in chart.series[0].values[:2]] == list(words)
    assert chart.series[0].values[0].note == "48% → 60%"
    assert chart.series[0].values[2] == missing(State.HIDDEN, language)
    assert chart.title.startswith("Pirkanmaa: ")
    assert title in chart.title
    assert "B +12 pp" in chart.sentence
    assert [category.own for category in chart.categories] == [True, False, False]
    assert figure(chart).data


def test_changes_without_a_difference_or_without_numbers() -> None:
    same = [(Category("a", "A"), difference(1, False))]
    earlier = HalfYear(2025, 2)
    chart = survey_changes.changes(same, SURVEY, view(), earlier=earlier, area="Nokia")
    assert chart.title == "Nokia: no difference from autumn 2025 is shown in any question"
    untold = [(Category("h", "H"), Difference(hidden(), hidden(), hidden(), None))]
    chart = survey_changes.changes(same + untold, SURVEY, view(), earlier=earlier, area="Nokia")
    assert chart.title == (
        "Nokia: no difference from autumn 2025 is shown in the 1 question that can be told"
    )
    chart = survey_changes.changes(untold, SURVEY, view(), earlier=earlier, area="Nokia")
    assert chart.title == "Nokia: the change from autumn 2025 cannot be told"
    assert chart.sentence.endswith("Of 1 question the change cannot be told.")


def test_the_course_names_waves_and_the_trend() -> None:
    measure = FakeMeasure("top2_visitor_welcome")
    points = [HalfYear(year, 2) for year in range(2022, 2027)]
    rows = [
        a_row(area, 50.0 + i, indicator=measure.id, level=level, area_id=area, months=str(half.period))
        for level, area in (("county", "08"), ("country", "FI"))
        for i, half in enumerate(points)
    ]
    own = replace(view(), own=frozenset({"08"}))
    lines = build.trend_lines(a_frame(*rows), measure, own, benchmark_key=AreaKey.parse("country:FI"))
    trends = {"county:08": "up", "country:FI": "not_tested"}
    chart = survey_changes.course(lines, points, trends, SURVEY, "I felt welcome", own)
    assert next(category.name for category in chart.categories) == "autumn 2022"
    assert chart.title == "“I felt welcome”: 08 50% → 54%, trend rising"
    assert "Trend: 08 – rising; Whole country – cannot be assessed." in chart.sentence
    assert chart.series[1].name == "Whole country"
    assert any(note.startswith("Autumn waves only") for note in chart.notes)
