"""Sentences equal their frames, in three languages and for every state."""

from __future__ import annotations

import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpdata.charts import build, findings
from kpdata.charts.chart import Benchmark, Value
from kpdata.charts.values import AreaWords
from kpdata.domain import AgeBand, AreaKey, AreaLevel, State
from tests.charts.frames import TOWNS, FakeMeasure, a_frame, a_row, a_view, every_state

SHARE = FakeMeasure(title="Coverage")
PIRKANMAA = AreaWords("county:08", "Pirkanmaa", "Pirkanmaalla")


def municipalities(**counts: int) -> pd.DataFrame:
    states = [state for state, count in counts.items() for _ in range(count)]
    return pd.DataFrame({"state": states})


@pytest.mark.parametrize(
    ("counts", "fi"),
    [
        ({"ok": 15, "none": 8}, "Pirkanmaa: 8 kunnassa 23:sta kouluikäisillä ei ole omaa kohtaamispaikkaa"),
        (
            {"ok": 12, "none": 5, "planned": 2, "frozen": 1, "not_mapped": 3},
            "Pirkanmaa: 8 kunnassa 23:sta kouluikäisillä ei ole omaa kohtaamispaikkaa; kartoittamatta 3",
        ),
        ({"ok": 23}, "Pirkanmaa: kaikissa 23 kunnassa kouluikäisillä on oma kohtaamispaikka"),
        (
            {"ok": 20, "not_mapped": 3},
            (
                "Pirkanmaa: kartoitetuista kunnista kaikissa 20 kouluikäisillä on oma kohtaamispaikka; "
                "kartoittamatta 3"
            ),
        ),
        ({"not_mapped": 4}, "Pirkanmaa: yhtäkään 4 kunnasta ei ole kartoitettu"),
        ({"ok": 1}, "Pirkanmaa: kouluikäisillä on oma kohtaamispaikka"),
        ({"none": 1}, "Pirkanmaa: kouluikäisillä ei ole omaa kohtaamispaikkaa"),
        ({"not_mapped": 1}, "Pirkanmaa: ei kartoitettu"),
        ({}, "Pirkanmaa: ei kuntia"),
    ],
)
def test_headline_of_missing_places_in_finnish(counts: dict[str, int], fi: str) -> None:
    assert findings.missing_places(municipalities(**counts), PIRKANMAA, AgeBand.SCHOOL_AGE, "fi") == fi


@pytest.mark.parametrize("band", [None, *AgeBand])
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
@settings(deadline=None, max_examples=30)
@given(ok=st.integers(0, 30), none=st.integers(0, 30), planned=st.integers(0, 5), unmapped=st.integers(0, 5))
def test_headline_counts_what_the_frame_holds(
    band: AgeBand | None, language: str, ok: int, none: int, planned: int, unmapped: int
) -> None:
    frame = municipalities(ok=ok, none=none, planned=planned, not_mapped=unmapped)
    text = findings.missing_places(frame, PIRKANMAA, band, language)
    without, total = none + planned, len(frame)
    plain = text.replace("7–12-", "")
    numbers = [int(number) for number in re.findall(r"\d+", plain)]
    if total > 1 and unmapped < total:
        expected = [without, total] if without else [total - unmapped]
        assert numbers == expected + ([unmapped] if unmapped else [])


def test_sentence_of_bars() -> None:
    frame = a_frame(
        a_row("Akaa", 82.0), a_row("Nokia", 19.0), a_row("Virrat", 64.0), a_row("Parkano", None, "hidden")
    )
    chart = build.ranked_bars(frame, SHARE, a_view(own="Virrat"), benchmark=Benchmark("Finland", 50.0, "50%"))
    assert chart.title == "Coverage: Virrat is 2nd of 3 (64%)"
    assert chart.sentence == "Highest Akaa 82%, lowest Nokia 19%. Virrat is 2nd of 3. Finland 50%. Hidden 1."
    assert chart.alt == chart.sentence


def test_sentences_in_finnish_and_swedish() -> None:
    frame = a_frame(
        a_row("Akaa", 82.0), a_row("Nokia", 19.0), a_row("Virrat", 64.0), a_row("Parkano", None, "late")
    )
    finnish = build.ranked_bars(frame, SHARE, a_view("fi", own="Virrat"))
    assert finnish.sentence == (
        "Suurin: Akaa 82\u00a0%, pienin: Nokia 19\u00a0%. Virrat on 3 alueesta 2. Myöhässä 1."
    )
    swedish = build.ranked_bars(frame, SHARE, a_view("sv", own="Virrat"))
    assert (
        swedish.sentence == "Högst: Akaa 82\u00a0%, lägst: Nokia 19\u00a0%. Virrat är 2:a av 3. Försenad 1."
    )


def test_ties_are_told() -> None:
    frame = a_frame(*(a_row(t, 10.0) for t in TOWNS[:5]), a_row("Tampere", 1.0), a_row("Virrat", 1.0))
    chart = build.ranked_bars(frame, SHARE, a_view(own="Virrat"))
    assert chart.sentence == "Highest 5 areas 10%, lowest Tampere and Virrat 1%. Virrat is 6th of 7, tied."


def test_all_the_same() -> None:
    frame = a_frame(*(a_row(t, 0.0, "none") for t in TOWNS))
    chart = build.ranked_bars(frame, SHARE, a_view())
    assert chart.title == "Coverage: 0% everywhere"
    assert chart.sentence == "All 8 areas: 0%. No places 8."


def test_single_area() -> None:
    chart = build.ranked_bars(a_frame(a_row("Akaa", 70.0)), SHARE, a_view(own="Akaa"))
    assert (chart.title, chart.sentence) == ("Coverage: Akaa 70%", "Akaa: 70%.")


def test_all_hidden() -> None:
    frame = a_frame(*(a_row(t, 3.0, "hidden") for t in TOWNS))
    chart = build.ranked_bars(frame, SHARE, a_view(own="Akaa"))
    assert (chart.title, chart.sentence) == ("Coverage", "There is no number to show. Hidden 8.")


def test_empty() -> None:
    chart = build.ranked_bars(a_frame(), SHARE, a_view())
    assert chart.is_empty
    assert chart.sentence == "There is nothing to show with these choices."


def test_every_state_is_counted() -> None:
    chart = build.ranked_bars(every_state(), SHARE, a_view())
    assert chart.sentence == (
        "Highest Akaa 82%, lowest Kangasala, Orivesi and Urjala 0%. Vesilahti: 30–55%. "
        "No places 1, not known 1, not mapped 1, planned 1, frozen 1, hidden 1, late 1."
    )


@pytest.mark.property
@settings(deadline=None, max_examples=30)
@given(
    values=st.lists(st.one_of(st.none(), st.integers(0, 100)), min_size=8, max_size=8),
    own=st.sampled_from(TOWNS),
)
def test_sentence_of_bars_equals_the_frame(values: list[int | None], own: str) -> None:
    frame = a_frame(
        *(a_row(t, v, "ok" if v is not None else "hidden") for t, v in zip(TOWNS, values, strict=True))
    )
    sentence = build.ranked_bars(frame, SHARE, a_view(own=own)).sentence
    shown = {t: v for t, v in zip(TOWNS, values, strict=True) if v is not None}
    hidden = len(TOWNS) - len(shown)
    assert sentence.endswith(f"Hidden {hidden}.") is (hidden > 0)
    for town in set(TOWNS) - set(shown):
        assert town not in sentence
    if len(shown) > 1 and own in shown:
        rank = 1 + sum(value > shown[own] for value in shown.values())
        assert f"{own} is {rank}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(rank, 'th') } of {len(shown)}" in sentence
    if len(set(shown.values())) > 1:
        high, low = max(shown.values()), min(shown.values())
        top = [town for town in shown if shown[town] == high]
        assert f"{high}%, lowest" in sentence
        assert sentence.startswith(f"Highest {len(top)} areas" if len(top) > 3 else f"Highest {top[0]}")
        assert f" {low}%" in sentence


def test_sentence_of_the_heat_table() -> None:
    rows = [a_row("Akaa", 1.0, comparison=c, indicator=f"i{k}") for k, c in enumerate("1155")]
    measures = [FakeMeasure(f"i{k}", f"I{k}") for k in range(4)]
    chart = build.heat_table(
        a_frame(*rows, a_row("Nokia", None, "hidden", indicator="i0")), measures, a_view(own="Akaa")
    )
    assert chart.sentence == (
        "2 areas side by side in 4 indicators. "
        "Akaa: in the highest fifth in 2, in the lowest in 2 of 4 indicators. Not known 3, hidden 1."
    )
    assert chart.title == "Akaa: in the highest fifth in 2, in the lowest in 2 of 4 indicators"


def test_sentence_of_the_spine() -> None:
    frame = a_frame(a_row("Akaa", 3.0), a_row("Nokia", 1.0))
    chart = build.spine(
        frame, [SHARE], a_view(own="Akaa"), benchmarks={SHARE.id: 2.0}, benchmark_name="Finland"
    )
    assert chart.sentence == "Akaa: above the benchmark in 1, below it in 0 of 1 indicators."


def test_what_reads_the_same_is_neither_above_nor_below() -> None:
    frame = a_frame(a_row("Akaa", 80.4), a_row("Nokia", 10.0))
    chart = build.spine(
        frame, [SHARE], a_view(own="Akaa"), benchmarks={SHARE.id: 79.6}, benchmark_name="Finland"
    )
    assert chart.sentence == "Akaa: above the benchmark in 0, below it in 0 of 1 indicators."


def test_sentence_of_lines_keeps_ranges_and_gaps() -> None:
    frame = a_frame(
        a_row("Akaa", None, "range", months="2026-08:2026-08", value_min=800, value_max=1500),
        a_row("Akaa", 7.0, months="2026-09:2026-09"),
        a_row("Akaa", None, "late", months="2026-10:2026-10"),
        a_row("Nokia", None, "hidden", months="2026-10:2026-10"),
    )
    chart = build.trend_lines(frame, FakeMeasure(title="Visits", unit=""), a_view())
    assert chart.sentence == (
        "Akaa: 800–1,500 (Aug 2026) → 7 (Sep 2026). Nokia: no number to show. Not known 2, hidden 1, late 1."
    )


def test_own_point_of_a_scatter_is_told() -> None:
    rate = FakeMeasure("rate", "Visits", "", 0)
    frame = a_frame(a_row("Akaa", 10.0), a_row("Akaa", 5.0, indicator="rate"))
    chart = build.scatter(frame, SHARE, rate, a_view(own="Akaa"))
    assert chart.sentence == "1 area in the figure. Akaa: Coverage 10%, Visits 5."


def test_change_of_a_shown_value() -> None:
    then, now = Value(State.OK, "48%", 48.0), Value(State.OK, "66%", 66.0)
    hidden = Value(State.HIDDEN, "•", word="hidden")
    assert findings.change("Nokia", then, now, "en") == "Nokia: 48% → 66%"
    assert findings.change("Nokia", now, now, "en") == ""
    assert findings.change("Nokia", then, hidden, "en") == "Nokia: 48% → • hidden"


def test_lines_tell_where_each_stands_now_without_the_benchmark() -> None:
    rows = [
        a_row(town, value, months=f"2026-{month:02d}:2026-{month:02d}")
        for town, values in (("Akaa", (1.0, 2.0)), ("Nokia", (5.0, 6.0)), ("Finland", (3.0, 4.0)))
        for month, value in enumerate(values, 1)
    ]
    country = AreaKey(AreaLevel.MUNICIPALITY, a_row("Finland")["area_id"])

    def title(*areas: str) -> str:
        frame = a_frame(*(row for row in rows if row["area_name"] in areas))
        return build.trend_lines(frame, FakeMeasure(unit=""), a_view(), benchmark_key=country).title

    assert title("Akaa", "Nokia", "Finland") == "Coverage: Akaa 2 and Nokia 6 (Feb 2026)"
    assert title("Akaa", "Finland") == "Coverage: Akaa: 1 (Jan 2026) → 2 (Feb 2026)"
    hidden = a_frame(*(a_row(t, None, "hidden", months="2026-01:2026-01") for t in ("Akaa", "Nokia")))
    assert build.trend_lines(hidden, FakeMeasure(), a_view()).title == "Coverage, %"
