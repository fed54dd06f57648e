"""Seasons and comparisons are said alike in all figures of surveys."""

from __future__ import annotations

import pytest

from kpdata.charts import survey_words
from kpdata.charts.chart import Mark
from tests.charts.shown_answers import AUTUMN, SPRING, share


@pytest.mark.parametrize(
    ("language", "spring", "autumn"),
    [
        ("fi", "kevät 2026", "syksy 2026"),
        ("sv", "våren 2026", "hösten 2026"),
        ("en", "spring 2026", "autumn 2026"),
    ],
)
def test_waves_are_called_by_their_season(language: str, spring: str, autumn: str) -> None:
    assert (survey_words.season(SPRING, language), survey_words.season(AUTUMN, language)) == (spring, autumn)


def test_no_difference_is_said_only_when_something_was_compared() -> None:
    assert survey_words.against([share(5, mark=Mark.SIMILAR)], "Whole country", "en") == (
        "no difference from “Whole country” is shown"
    )
    assert survey_words.against([share(5)], "Whole country", "en") == ""
    assert survey_words.against([share(5, mark=Mark.BETTER)], "", "en") == ""
