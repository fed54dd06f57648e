"""Builders: order, classes, spreads and points; and nothing of a hidden value in any of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpdata.charts import build
from kpdata.charts.chart import Benchmark, Category, Chart, ColourClass, Kind, Value
from kpdata.domain import AreaKey, AreaLevel, Better, State
from tests.charts.frames import TOWNS, FakeMeasure, a_frame, a_row, a_view, every_state

SHARE = FakeMeasure()
RATE = FakeMeasure("visits_per_1000", "Visits", "per 1 000", 1, None)
TILES = pd.DataFrame({"code": [a_row(t)["area_id"] for t in TOWNS], "x": range(8), "y": [0.0, -0.87] * 4})


def names(chart: Chart) -> list[str]:
    return [category.name for category in chart.categories]


def test_bars_are_ranked_with_the_hidden_last() -> None:
    chart = build.ranked_bars(every_state(), SHARE, a_view())
    assert names(chart) == [
        "Akaa",
        "Ikaalinen",
        "Kangasala",
        "Orivesi",
        "Urjala",
        "Vesilahti",
        "Virrat",
        "Nokia",
        "Tampere",
        "Parkano",
    ]
    assert chart.subtitle == "Coverage, % · as of 31 October 2026 · source: registry"
    assert chart.heading == "Municipality"


def test_hidden_rows_are_in_order_of_name() -> None:
    frame = a_frame(a_row("Virrat", None, "hidden"), a_row("Akaa", None, "hidden"), a_row("Nokia", 1.0))
    assert names(build.ranked_bars(frame, SHARE, a_view())) == ["Nokia", "Akaa", "Virrat"]


def test_rows_of_another_definition_are_left_out_and_counted() -> None:
    frame = a_frame(
        a_row("Akaa", 10.0, definition="thl"),
        a_row("Nokia", 20.0, definition="thl"),
        a_row("Virrat", 90.0, definition="local"),
        a_row("Parkano", 0.0, "none", definition=None),
    )
    chart = build.ranked_bars(frame, SHARE, a_view())
    assert names(chart) == ["Nokia", "Akaa", "Parkano"]
    assert chart.left_out == 1
    assert chart.notes == ("Ranked by the definition of THL; 1 row of another definition is left out.",)
    assert chart.notes[0] in chart.sentence
    apart = build.ranked_bars(frame, SHARE, a_view(), definition="local")
    assert names(apart) == ["Virrat", "Parkano"]
    assert apart.left_out == 2


def test_months_of_the_rows_are_told() -> None:
    rows = a_frame(a_row("Akaa", 3.0, months="2026-01:2026-06"))
    assert "Jan 2026–Jun 2026" in build.ranked_bars(rows, RATE, a_view()).subtitle


def test_tiles_have_classes_of_the_scale_for_shares() -> None:
    chart = build.tile_map(
        a_frame(*(a_row(t, v) for t, v in zip(TOWNS, range(0, 101, 14), strict=False))),
        SHARE,
        a_view(),
        TILES,
    )
    groups = {c.name: v.group for c, v in zip(chart.categories, chart.series[0].values, strict=True)}
    assert groups == {
        "Akaa": 1,
        "Ikaalinen": 1,
        "Kangasala": 2,
        "Nokia": 3,
        "Orivesi": 3,
        "Parkano": 4,
        "Tampere": 5,
        "Virrat": 5,
    }
    assert [c.label for c in chart.classes] == ["0–19%", "20–39%", "40–59%", "60–79%", "80–100%"]
    assert chart.categories[0].x == 0


def test_tiles_have_rounded_fifths_for_other_units() -> None:
    frame = a_frame(
        *(a_row(t, v) for t, v in zip(TOWNS, (1, 212, 333, 444, 555, 666, 777, 1234), strict=True))
    )
    chart = build.tile_map(frame, RATE, a_view(), TILES)
    assert [c.label for c in chart.classes] == ["below 210", "210–440", "440–560", "560–780", "780 or more"]
    assert [v.group for v in chart.series[0].values] == [1, 2, 2, 3, 3, 4, 4, 5]


@pytest.mark.parametrize(
    ("decimals", "values", "labels", "groups"),
    [
        (0, (1, 2, 2, 3, 4, 5, 7, 9), ["below 2", "2", "3", "4–6", "7 or more"], [1, 2, 2, 3, 4, 4, 5, 5]),
        (1, (0.0, 0.26, 0.34, 0.36, 0.42, 0.58, 0.81, 1.4),
         ["", "below 0.3", "0.3", "0.4–0.7", "0.8 or more"], [2, 3, 3, 4, 4, 4, 5, 5]),
    ],
)  # fmt: skip
def test_no_number_stands_outside_the_limits_of_its_class(
    decimals: int, values: tuple[float, ...], labels: list[str], groups: list[int]
) -> None:
    frame = a_frame(*(a_row(t, v) for t, v in zip(TOWNS, values, strict=True)))
    chart = build.tile_map(frame, replace(RATE, decimals=decimals), a_view(), TILES)
    assert ([c.label for c in chart.classes], [v.group for v in chart.series[0].values]) == (labels, groups)


def test_tiles_of_one_value_have_one_class() -> None:
    chart = build.tile_map(a_frame(*(a_row(t, 7.0) for t in TOWNS)), RATE, a_view(), TILES)
    assert [c.label for c in chart.classes] == ["", "", "", "", "7.0"]
    assert {v.group for v in chart.values} == {5}


def test_tiles_of_zeros_stay_light() -> None:
    chart = build.tile_map(a_frame(*(a_row(t, 0.0) for t in TOWNS)), RATE, a_view(), TILES)
    assert {v.group for v in chart.values} == {1}


def test_tiles_without_a_number_have_no_classes() -> None:
    chart = build.tile_map(a_frame(*(a_row(t, None, "hidden") for t in TOWNS)), RATE, a_view(), TILES)
    assert chart.classes == ()


def test_areas_without_a_tile_are_left_out() -> None:
    frame = a_frame(a_row("Akaa", 1.0), a_row("Nowhere", 2.0))
    assert names(build.tile_map(frame, SHARE, a_view(), TILES)) == ["Akaa"]


def test_heat_table_turns_when_there_are_many_areas() -> None:
    few = a_frame(*(a_row(t, 1.0, comparison="1") for t in TOWNS))
    chart = build.heat_table(few, [SHARE, RATE], a_view(own="Akaa"))
    assert [s.name for s in chart.series] == list(TOWNS)
    assert names(chart) == ["Coverage", "Visits"]
    assert chart.series[0].own
    assert chart.series[0].values[0].group == 5
    assert chart.series[0].values[1].state is State.UNKNOWN
    many = pd.concat([few, a_frame(a_row("Urjala", 1.0))])
    turned = build.heat_table(many, [SHARE, RATE], a_view())
    assert [s.name for s in turned.series] == ["Coverage", "Visits"]
    assert len(turned.categories) == 9
    assert turned.heading == "Municipality"


def test_table_keeps_the_order_of_the_frame_and_its_benchmarks() -> None:
    line = Benchmark("Finland", 50.0, "50%")
    chart = build.table(every_state(), [SHARE], a_view(), benchmarks={SHARE.id: line})
    assert names(chart)[:2] == ["Akaa", "Ikaalinen"]
    assert chart.series[0].benchmark == line


def test_spine_spreads_the_shown_values() -> None:
    frame = a_frame(*(a_row(t, float(v)) for t, v in zip(TOWNS, range(10, 90, 10), strict=True)))
    chart = build.spine(
        frame, [SHARE, RATE], a_view(own="Nokia"), benchmarks={SHARE.id: 45.0}, benchmark_name="Finland"
    )
    spread = chart.categories[0].spread
    assert spread is not None
    assert (spread.lowest, spread.lower_quartile, spread.upper_quartile, spread.highest) == (
        10,
        27.5,
        62.5,
        80,
    )
    assert spread.benchmark_shown == "45%"
    assert not spread.flipped
    assert chart.series[0].values[0].value == 40.0
    assert "Cannot be compared: Visits." in chart.notes


def test_spine_turns_what_is_better_low() -> None:
    measure = replace(SHARE, better=Better.LOWER)
    frame = a_frame(a_row("Akaa", 1.0), a_row("Nokia", 3.0))
    chart = build.spine(frame, [measure], a_view(own="Akaa"), benchmarks={SHARE.id: 2.0}, benchmark_name="F")
    spread = chart.categories[0].spread
    assert spread is not None
    assert spread.flipped


def a_series() -> pd.DataFrame:
    rows = []
    for name in ("Akaa", "Nokia", "Orivesi", "Parkano", "Virrat"):
        rows += [a_row(name, float(k), months=f"2026-{k:02d}:2026-{k:02d}") for k in (10, 9, 8)]
    rows += [
        a_row("Finland", 5.0, months=f"2026-{k:02d}:2026-{k:02d}", level="country", area_id="FI")
        for k in (8, 9)
    ]
    return a_frame(*rows)


def test_lines_are_in_time_with_four_areas_and_the_benchmark() -> None:
    chart = build.trend_lines(
        a_series(),
        RATE,
        a_view(own="Virrat"),
        benchmark_key=AreaKey(AreaLevel.COUNTRY, "FI"),
        incomplete={"2026-10"},
    )
    assert [c.key for c in chart.categories] == ["2026-08", "2026-09", "2026-10"]
    assert [s.name for s in chart.series] == ["Virrat", "Akaa", "Nokia", "Orivesi", "Finland"]
    assert [s.own for s in chart.series] == [True, True, True, True, False]
    assert chart.notes == ("1 area is left out: a figure holds four lines.",)
    assert chart.series[0].values[2].note == "incomplete: not all places have reported"
    assert chart.series[4].values[2].state is State.UNKNOWN


def test_points_of_runs_of_months_and_of_days() -> None:
    frame = a_frame(
        a_row("Akaa", 1.0, months="2025-11:2026-10"),
        a_row("Akaa", 2.0, months="2025-10:2026-09"),
    )
    chart = build.trend_lines(frame, RATE, a_view())
    assert [(c.name, c.short) for c in chart.categories] == [
        ("Oct 2025–Sep 2026", "Sep 2026"),
        ("Nov 2025–Oct 2026", "Oct 2026"),
    ]
    days = build.trend_lines(a_frame(a_row("Akaa", 1.0)), SHARE, a_view("fi"))
    assert [(c.name, c.short) for c in days.categories] == [("31.10.2026", "10/2026")]


def test_scatter_pairs_the_areas() -> None:
    frame = a_frame(
        a_row("Akaa", 10.0),
        a_row("Nokia", None, "hidden"),
        a_row("Akaa", 5.0, indicator=RATE.id),
        a_row("Nokia", 6.0, indicator=RATE.id),
    )
    chart = build.scatter(frame, SHARE, RATE, a_view())
    assert [[v.shown for v in s.values] for s in chart.series] == [["10%", "•"], ["5.0", "6.0"]]
    assert "1 area in the figure." in chart.sentence


def test_stacked_parts_and_sides() -> None:
    parts = [replace(SHARE, id="a", title="A"), replace(SHARE, id="b", title="B")]
    frame = a_frame(a_row("Akaa", 30.0, indicator="a"), a_row("Akaa", 70.0, indicator="b"))
    chart = build.stacked_bars(frame, parts, a_view(), title="Parts")
    assert chart.kind is Kind.STACKED
    assert chart.sentence == "Akaa: the largest part is B (70%)."
    turned = build.stacked_bars(frame, parts, a_view(), title="Parts", sides=[-1, 1])
    assert turned.kind is Kind.DIVERGING
    assert [s.side for s in turned.series] == [-1, 1]
    assert turned.sentence == "B: highest Akaa 70%."


def test_week_clock() -> None:
    shares = [[0.0] * 7 for _ in range(14)]
    without: list[list[int | None]] = [[100] * 7 for _ in range(14)]
    shares[0][0], without[0][0] = 0.55, 45
    shares[8][6], without[8][6] = 1.0, 0
    without[1][1] = None
    chart = build.week_clock(shares, without, a_view(), measure="Open places")
    monday = chart.series[0].values[0]
    assert (monday.shown, monday.group, monday.note) == ("45", 3, "55%")
    assert chart.series[6].values[8].group == 5
    assert chart.series[1].values[1].state is State.UNKNOWN
    assert chart.series[2].values[0].word == "nothing open"
    assert chart.categories[0].name == "8–9"
    assert [(f.first_category, f.first_series) for f in chart.frames] == [(6, 0), (0, 5)]
    assert chart.sentence == "Something is open in 2 of 97 hours of the week. In free time: in 1 of 68 hours."


def test_matrix_counts_its_statuses() -> None:
    classes = [ColourClass("not begun", "○"), ColourClass("done", "●")]
    rows = [Category("a", "Akaa"), Category("n", "Nokia")]
    statuses = {
        ("a", "x"): Value(State.OK, "done", group=2),
        ("a", "y"): Value(State.OK, "not begun", group=1),
        ("n", "x"): Value(State.OK, "done", group=2),
    }
    chart = build.matrix(
        rows,
        [("x", "Mapped"), ("y", "Agreed")],
        statuses,
        classes,
        a_view(),
        measure="Criteria",
        heading="Town",
    )
    assert chart.sentence == "not begun: 1/3. done: 2/3. Least often “done”: Agreed. Not known 1."


def test_key_figure_tells_its_change_of_the_shown_numbers() -> None:
    figure = build.key_figure(
        a_row("Akaa", 66.4),
        SHARE,
        a_view("fi"),
        benchmark=a_row("Koko maa", 64.0),
        earlier=a_row("Akaa", 48.4),
        points=a_frame(
            a_row("Akaa", 1.0, months="2026-02:2026-02"), a_row("Akaa", 2.0, months="2026-01:2026-01")
        ),
    )
    assert (figure.change, figure.benchmark) == ("+18 %-yks. vuodessa", "Koko maa 64\u00a0%")
    assert figure.labels == ("1/2026", "2/2026")
    assert figure.sentence == "Coverage: 66\u00a0%, +18 %-yks. vuodessa; Koko maa 64\u00a0%"


def test_key_figure_that_has_not_changed_says_so_in_words() -> None:
    figure = build.key_figure(a_row("Akaa", 66.4), SHARE, a_view("fi"), earlier=a_row("Akaa", 65.9))
    assert figure.change == "ei muutosta vuodessa"


@pytest.mark.parametrize("state", ["hidden", "unknown", "late", "not_mapped"])
def test_key_figure_without_a_number_tells_no_change(state: str) -> None:
    figure = build.key_figure(
        a_row("Akaa", 3.0, state), SHARE, a_view(), benchmark=a_row("F", 64.0), earlier=a_row("Akaa", 2.0)
    )
    assert figure.change == ""
    earlier = build.key_figure(a_row("Akaa", 3.0), SHARE, a_view(), earlier=a_row("Akaa", 2.0, state))
    assert earlier.change == ""


def test_benchmark_of_a_hidden_row_is_none() -> None:
    assert build.benchmark_of(a_row("F", 3.0, "hidden"), SHARE, a_view()) is None
    assert build.benchmark_of(a_row("F", 64.0), SHARE, a_view()) == Benchmark("F", 64.0, "64%")


BUILDERS: dict[str, Callable[[pd.DataFrame], object]] = {
    "bars": lambda f: build.ranked_bars(f, SHARE, a_view(own="Akaa")),
    "tiles": lambda f: build.tile_map(f, SHARE, a_view(), TILES),
    "heat": lambda f: build.heat_table(f, [SHARE], a_view(own="Akaa")),
    "table": lambda f: build.table(f, [SHARE], a_view()),
    "spine": lambda f: build.spine(
        f, [SHARE], a_view(own="Akaa"), benchmarks={SHARE.id: 50.0}, benchmark_name="F"
    ),
    "lines": lambda f: build.trend_lines(f, SHARE, a_view(own="Akaa")),
    "scatter": lambda f: build.scatter(f, SHARE, SHARE, a_view(own="Akaa")),
    "stacked": lambda f: build.stacked_bars(f, [SHARE], a_view(own="Akaa"), title="P"),
    "key figure": lambda f: build.key_figure(f.iloc[0].to_dict(), SHARE, a_view(), points=f),
}


@pytest.mark.property
@settings(deadline=None, max_examples=30)
@given(
    shown=st.lists(st.floats(0, 100), min_size=8, max_size=8),
    hidden=st.sets(st.integers(0, 7), min_size=1),
    first=st.floats(0, 100),
    second=st.floats(0, 100),
)
def test_what_is_hidden_makes_no_difference(
    shown: list[float], hidden: set[int], first: float, second: float
) -> None:
    def with_secret(secret: float) -> pd.DataFrame:
        return a_frame(
            *(
                a_row(t, secret, "hidden", n=3, lower=secret, upper=secret, comparison="hidden")
                if i in hidden
                else a_row(t, shown[i])
                for i, t in enumerate(TOWNS)
            )
        )

    for name, builder in BUILDERS.items():
        assert builder(with_secret(first)) == builder(with_secret(second)), name
