"""The registry: one declaration an indicator, complete, in three languages."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from kpdata import criteria
from kpdata.domain import Better, Instrument, Tier
from kpdata.i18n import LANGUAGES
from kpdata.indicators.indicator import ABOVE_PLACES, Interval, Named, Source, Timing
from kpdata.indicators.registry import DECLARED, registry_of

BANDS = ("under_school", "lower_school", "adolescent", "school_age")
INSTRUMENTS = ("visitor", "partner", "self_evaluation", "peer_evaluation", "child")
QUESTIONS = {(Instrument.CHILD, "fun"): [("Onko kivaa?", None, "Is it fun?")]}


def test_every_indicator_of_the_definitions_is_declared() -> None:
    expected = {
        *("places", "places_per_1000", "weekly_hours_per_1000", "largest_operator_share"),
        *(f"operator_share_{o}" for o in ("municipality", "county", "ngo", "parish", "other")),
        *("municipalities_with_place", "mapped_share", "step_free_share", "free_of_charge_share"),
        *("visiting_professionals_share", "tied_share", "support_forms_mean", "ptv_share", "fresh_share"),
        *(f"{name}_{band}" for name in ("coverage", "children_without", "access") for band in BANDS),
        *(f"municipalities_with_{band}" for band in BANDS),
        *(f"{name}_{band}_per_1000" for name in ("places", "free_time_hours") for band in BANDS),
        *(f"within_{km}_km_{band}" for km in (3, 5, 10) for band in BANDS),
        *("visits", "child_share", "visits_per_1000", "visits_per_session", "visits_per_open_hour"),
        *("reporting_share", "first_timer_share", "multicultural_share"),
        *(f"{name}_{i}" for name in ("responses", "response_rate", "survey_coverage") for i in INSTRUMENTS),
        "integration_done_share",
        *(f"municipalities_step_{step}" for step in range(1, 6)),
        *(f"criterion_{c.criterion_id}" for c in criteria.INTEGRATION_CRITERIA),
        *("boards_visited", "groups_visited", "mapping_questions_met", "assessed_share", "cycle_kept"),
        *(f"criteria_met_{g}" for g in ("premises", "clientship", "processes", "network", "staff")),
    }
    ids = [indicator.id for indicator in DECLARED]
    assert sorted(ids) == sorted(expected)


def test_questions_and_added_criteria_bring_their_own() -> None:
    added = [
        SimpleNamespace(criterion_id="mapped", name_fi="x", name_sv="x", name_en="x"),
        SimpleNamespace(criterion_id="own", name_fi="Oma", name_sv=None, name_en=None),
        SimpleNamespace(criterion_id="bare", name_fi=None, name_sv=None, name_en=None),
    ]
    registry = registry_of(QUESTIONS, added)
    new = set(registry) - {indicator.id for indicator in DECLARED}
    assert new == {"mean_child_fun", "top2_child_fun", "net_child_fun", "criterion_own", "criterion_bare"}
    assert registry["criterion_own"].title.text("sv") == "Kommuner där följande är gjort: Oma"
    assert "bare" in registry["criterion_bare"].title.text("en")
    assert "Municipalities in which: The municipality's" in registry["criterion_mapped"].title.text("en")
    assert registry["mean_child_fun"].title.text("sv") == "Medelvärde: Onko kivaa? (barnens egna svar)"
    assert registry["mean_child_fun"].title.text("en") == "Mean: Is it fun? (children's own answers)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_whole_in_every_language(language: str) -> None:
    titles = []
    for indicator in registry_of(QUESTIONS, []).values():
        title = indicator.title.text(language)
        texts = (title, indicator.definition.text(language), indicator.reading.text(language))
        assert all(text.strip() and "{" not in text for text in texts), indicator.id
        assert indicator.unit.text(language)
        titles.append(title)
    assert len(set(titles)) == len(titles)


def test_tiers_intervals_and_directions_follow_the_definitions() -> None:
    for indicator in registry_of(QUESTIONS, []).values():
        survey_result = indicator.common_key is not None
        assert (indicator.interval is not None) == (
            survey_result or indicator.id.startswith("response_rate_")
        ), indicator.id
        if indicator.timing is Timing.HALF_YEAR or survey_result:
            assert indicator.tier is Tier.C, indicator.id
        elif indicator.source is Source.VISITS:
            assert indicator.tier is Tier.B, indicator.id
        else:
            assert indicator.tier is Tier.A, indicator.id
        if indicator.source is Source.VISITS:
            assert indicator.better is None, indicator.id
    by_id = {indicator.id: indicator for indicator in DECLARED}
    assert by_id["places"].better is None
    assert by_id["places_per_1000"].better is Better.HIGHER
    assert by_id["operator_share_ngo"].better is None
    assert by_id["children_without_adolescent"].better is Better.LOWER
    assert by_id["visits_per_1000"].levels == ABOVE_PLACES
    assert registry_of(QUESTIONS, [])["net_child_fun"].interval is Interval.ADJUSTED_WALD


def test_names_of_the_data_fall_back_to_finnish() -> None:
    name = Named.of("Oma", None, "Own")
    assert [name.text(language) for language in ("fi", "sv", "en", "de")] == ["Oma", "Oma", "Own", "Oma"]
