"""Figures on screen: everything drawn, nothing hidden told, nothing of the data read as HTML."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from kpdata.charts import build, theme
from kpdata.charts.chart import Benchmark, Category, Chart, ColourClass, Kind, Value
from kpdata.charts.plotly import config, figure, sparkline
from kpdata.charts.plotly.canvas import broken, escaped, wrapped
from kpdata.domain import AreaKey, AreaLevel, Better, State
from tests.charts.frames import FakeMeasure, a_frame, a_row, a_view

SHARE = FakeMeasure()
RATE = FakeMeasure("rate", "Visits", "per 1 000", 1, None)
WIDTHS = (375, 640, 1100)
SECRET = 7777.123


def areas(count: int) -> list[str]:
    return [f"Area {i:03d}" for i in range(count)]


def many(count: int) -> pd.DataFrame:
    """Areas of every state in turn; those without a number carry a secret one."""
    states = ["ok", "ok", "none", "hidden", "not_mapped", "planned", "frozen", "unknown", "late", "range"]
    rows = []
    for i, name in enumerate(areas(count)):
        state = states[i % len(states)]
        value = {"ok": float(i % 97), "none": 0.0, "planned": 0.0, "frozen": 0.0}.get(state, SECRET)
        ends = {"value_min": 10.0, "value_max": 20.0} if state == "range" else {}
        comparison = str(1 + i % 5) if state == "ok" else None
        rows.append(
            a_row(
                name,
                None if state == "range" else value,
                state,
                area_id=f"{i:03d}",
                comparison=comparison,
                **ends,
            )
        )
    return a_frame(*rows)


def tiles(count: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "code": [f"{i:03d}" for i in range(count)],
            "x": [float(i % 12) for i in range(count)],
            "y": [-i // 12 * 0.866 for i in range(count)],
        }
    )


def survey() -> pd.DataFrame:
    return a_frame(
        a_row("Akaa", 80.0, n=50, lower=70.0, upper=90.0, comparison="higher", strong=True),
        a_row("Nokia", 30.0, n=50, lower=20.0, upper=40.0, comparison="lower"),
        a_row("Virrat", 50.0, n=50, lower=40.0, upper=60.0, comparison="similar"),
        a_row("Parkano", SECRET, "hidden", n=3, lower=SECRET, upper=SECRET),
    )


def series() -> pd.DataFrame:
    rows = []
    for name in ("Akaa", "Nokia", "Virrat"):
        for month in range(1, 10):
            states = {3: "hidden", 4: "late", 5: "unknown", 6: "range", 7: "not_mapped"}
            state = states.get(month, "ok") if name == "Akaa" else "ok"
            rows.append(
                a_row(
                    name,
                    SECRET if state != "ok" else float(month * 10),
                    state,
                    months=f"2026-0{month}:2026-0{month}",
                    value_min=10.0 if state == "range" else None,
                    value_max=20.0 if state == "range" else None,
                )
            )
    rows += [
        a_row("Finland", 35.0, months=f"2026-0{m}:2026-0{m}", level="country", area_id="FI")
        for m in range(1, 10)
    ]
    return a_frame(*rows)


def a_matrix() -> Chart:
    classes = [ColourClass("not begun", "○"), ColourClass("done", "●")]
    statuses = {
        ("a", "x"): Value(State.OK, "done", group=2),
        ("n", "x"): Value(State.OK, "not begun", group=1),
        ("a", "y"): Value(State.HIDDEN, "•", word="hidden"),
    }
    return build.matrix(
        [Category("a", "Akaa"), Category("n", "Nokia")],
        [("x", "Mapped"), ("y", "Operators listed")],
        statuses,
        classes,
        a_view(),
        measure="Criteria",
        heading="Town",
    )


def a_clock() -> Chart:
    shares = [[0.0 if (day + hour) % 3 else 0.45 for day in range(7)] for hour in range(14)]
    without = [[1000 if share == 0 else 550 for share in row] for row in shares]
    return build.week_clock(shares, without, a_view(sample=True), measure="Open places")


def likert() -> Chart:
    parts = [replace(SHARE, id=f"p{k}", title=f"Part {k}") for k in range(5)]
    frame = a_frame(
        *(a_row("Akaa", 20.0, indicator=p.id) for p in parts),
        *(a_row("Nokia", SECRET, "hidden", indicator=p.id) for p in parts),
    )
    return build.stacked_bars(frame, parts, a_view(), title="Question", sides=[-1, -1, 0, 1, 1])


CHARTS: dict[str, Callable[[], Chart]] = {
    "bars": lambda: build.ranked_bars(
        many(20), SHARE, a_view(sample=True), benchmark=Benchmark("Finland", 44.0, "44%")
    ),
    "bars with marks": lambda: build.ranked_bars(
        survey(), SHARE, a_view(own="Akaa"), benchmark=Benchmark("F", 50.0, "50%")
    ),
    "profile": lambda: replace(
        build.ranked_bars(many(308), SHARE, replace(a_view(), own=frozenset({"000", "003", "010"}))),
        benchmarks=(Benchmark("Finland", 44.0, "44%"),),
    ),
    "negative bars": lambda: build.ranked_bars(
        a_frame(a_row("Akaa", -20.0), a_row("Nokia", 30.0)), SHARE, a_view()
    ),
    "tiles of a county": lambda: build.tile_map(
        many(24), SHARE, replace(a_view(), own=frozenset({"004"})), tiles(24)
    ),
    "tiles of the country": lambda: build.tile_map(many(308), RATE, a_view(), tiles(308)),
    "heat": lambda: build.heat_table(
        pd.concat([many(6), survey().assign(indicator="rate")]), [SHARE, RATE], a_view()
    ),
    "heat in rows": lambda: build.heat_table(many(20), [SHARE, RATE], a_view(own="Akaa")),
    "table": lambda: build.table(many(20), [SHARE], a_view()),
    "spine": lambda: build.spine(
        pd.concat([survey(), survey().assign(indicator="rate")]),
        [SHARE, replace(RATE, better=Better.LOWER)],
        replace(a_view(), own=frozenset({a_row("Akaa")["area_id"], a_row("Parkano")["area_id"]})),
        benchmarks={SHARE.id: 50.0, "rate": 40.0},
        benchmark_name="Finland",
    ),
    "lines": lambda: build.trend_lines(
        series(),
        SHARE,
        a_view(own="Akaa"),
        benchmark_key=AreaKey(AreaLevel.COUNTRY, "FI"),
        incomplete={"2026-09"},
    ),
    "scatter": lambda: build.scatter(
        pd.concat([many(40), many(40).assign(indicator="rate")]),
        SHARE,
        RATE,
        replace(a_view(), own=frozenset({"000"})),
    ),
    "stacked": lambda: replace(likert(), kind=Kind.STACKED),
    "diverging": likert,
    "week": a_clock,
    "matrix": a_matrix,
    "empty": lambda: build.ranked_bars(a_frame(), SHARE, a_view()),
}


@pytest.fixture(params=CHARTS)
def chart(request: pytest.FixtureRequest) -> Chart:
    return CHARTS[request.param]()


def strings(node: Any) -> list[str]:
    """All strings anywhere in a figure."""
    if isinstance(node, str):
        return [node]
    if isinstance(node, dict):
        return [text for value in node.values() for text in strings(value)]
    if isinstance(node, list | tuple):
        return [text for value in node for text in strings(value)]
    return []


@pytest.mark.parametrize("width", WIDTHS)
def test_figure_tells_nothing_hidden(chart: Chart, width: int) -> None:
    drawn = figure(chart, width=width, titled=True).to_json()
    assert not any(secret in drawn for secret in ("7777", "7,777", "7\u00a0777", "7 777"))


@pytest.mark.parametrize("width", WIDTHS)
def test_figure_has_room(chart: Chart, width: int) -> None:
    layout = figure(chart, width=width).layout
    assert layout.height > 60
    assert layout.margin.l + layout.margin.r < width * 0.75
    assert layout.paper_bgcolor is None  # the template's white


# In the others names stand at the ends of lines, at the outermost points, or on hover only.
NAMED = sorted(set(CHARTS) - {"lines", "scatter", "profile", "tiles of a county", "tiles of the country"})


@pytest.mark.parametrize("name", NAMED)
def test_names_are_drawn_whole(name: str) -> None:
    chart = CHARTS[name]()
    told = " ".join(strings(figure(chart).to_plotly_json())).replace("<br>", " ").replace("<b>", "")
    for category in chart.categories:
        assert escaped(category.name) in told


def test_names_fit_their_tiles() -> None:
    labels = {
        width: [a.text for a in figure(CHARTS["tiles of a county"](), width=width).layout.annotations]
        + [t for trace in figure(CHARTS["tiles of a county"](), width=width).data for t in trace.text or ()]
        for width in (375, 1100)
    }
    assert not any("Area" in text for text in labels[375])
    assert any("Area 000" in text for text in labels[1100])


def test_hover_tells_no_more_than_the_table(chart: Chart) -> None:
    shown = {escaped(value.text) for value in chart.values}
    for trace in figure(chart).data:
        for hover in trace.hovertext or ():
            assert any(text in hover for text in shown)
        if not isinstance(trace.hovertext, tuple):
            assert trace.hoverinfo in {"skip", None}


def test_states_are_in_the_legend_or_said() -> None:
    words = {"no places", "not mapped", "planned", "frozen", "hidden", "not known", "late", "range"}
    for name in ("tiles of the country", "profile", "heat in rows"):
        legend = " ".join(str(trace.name) for trace in figure(CHARTS[name]()).data if trace.showlegend)
        assert all(word in legend for word in words), name
    bars = " ".join(strings(figure(CHARTS["bars"]()).to_plotly_json()))
    assert all(word in bars for word in words - {"range"})


def test_legend_holds_only_what_is_present() -> None:
    frame = a_frame(a_row("Area 000", 5.0, area_id="000"), a_row("Area 001", 3.0, "hidden", area_id="001"))
    drawn = figure(build.tile_map(frame, SHARE, a_view(), tiles(2)))
    assert [trace.name for trace in drawn.data if trace.showlegend] == ["0–19%", "• hidden"]


@pytest.mark.parametrize("state", ["none", "not_mapped", "planned", "frozen", "hidden", "unknown", "late"])
def test_each_state_looks_different(state: str) -> None:
    frame = a_frame(a_row("Area 000", 0.0, state, area_id="000"))
    drawn = figure(build.tile_map(frame, SHARE, a_view(), tiles(1))).data[0]
    look = (drawn.fillcolor, drawn.fillpattern.shape, drawn.line.dash)
    expected = {
        "none": ("#FFFFFF", "", "solid"),
        "planned": ("#FFFFFF", "", "dot"),
        "frozen": ("#FFFFFF", "-", "solid"),
        "not_mapped": ("#BFBFBF", "/", "solid"),
        "hidden": ("#BFBFBF", "x", "solid"),
        "unknown": (theme.SURFACE, "", "solid"),
        "late": (theme.SURFACE, "", "dash"),
    }
    assert look == expected[state]


def test_data_text_is_escaped() -> None:
    name = '<a href="http://x">x</a>'
    drawn = figure(
        build.ranked_bars(a_frame(a_row("Akaa", 1.0) | {"area_name": name}), SHARE, a_view()), titled=True
    )
    assert not any("<a" in text for text in strings(drawn.to_plotly_json()))


def test_sample_mark_is_in_the_figure_of_sample_data_only() -> None:
    mark = "Sample data – not real figures"
    chart = CHARTS["bars"]()
    assert any(mark in text for text in strings(figure(chart).to_plotly_json()))
    real = figure(replace(chart, sample=False), titled=True)
    assert not any(mark in text for text in strings(real.to_plotly_json()))


def test_titled_figure_carries_title_and_source() -> None:
    chart = CHARTS["bars with marks"]()
    told = " ".join(strings(figure(chart, width=2000, titled=True).to_plotly_json()))
    assert escaped(chart.title) in told
    assert "source: registry" in told
    assert figure(chart, titled=True).layout.height > figure(chart).layout.height


def test_bars_begin_at_zero_and_leave_room_for_labels() -> None:
    drawn = figure(CHARTS["bars"]())
    low, high = drawn.layout.xaxis.range
    assert low == 0
    assert high > max(value.value or 0 for value in CHARTS["bars"]().values)
    bases = [
        base for trace in drawn.data if trace.type == "bar" and trace.base is not None for base in trace.base
    ]
    assert set(bases) == {0.0, 10.0}


def test_negative_bars_keep_zero_on_the_axis() -> None:
    low, high = figure(CHARTS["negative bars"]()).layout.xaxis.range
    assert low < -19
    assert high > 30


def test_gaps_stay_gaps_and_ranges_are_bands() -> None:
    drawn = figure(CHARTS["lines"]())
    line = next(trace for trace in drawn.data if trace.name == "Akaa" and trace.mode == "lines+markers")
    assert line.y == (10.0, 20.0, None, None, None, None, None, 80.0, 90.0)
    assert line.connectgaps is False
    band = next(trace for trace in drawn.data if trace.fill == "toself")
    assert {y for y in band.y if y is not None} == {10.0, 20.0}


def test_neighbouring_ranges_are_one_band() -> None:
    months = [
        a_row("Akaa", None, "range", months=f"2026-0{m}:2026-0{m}", value_min=m, value_max=m + 2.0)
        for m in (1, 2, 3)
    ]
    band = figure(build.trend_lines(a_frame(*months), RATE, a_view())).data[0]
    assert band.x.count(None) == 1
    assert band.y[:5] == (1.0, 1.0, 2.0, 3.0, 3.0)


def test_long_series_is_drawn_without_points_but_lonely_ones() -> None:
    rows = [
        a_row(
            "Akaa",
            None if month in {1, 3} else 5.0,
            "late" if month in {1, 3} else "ok",
            as_of=f"20{year}-{month:02d}-28",
        )
        for year in (23, 24, 25)
        for month in range(1, 13)
    ]
    drawn = figure(build.trend_lines(a_frame(*rows), SHARE, a_view()))
    assert drawn.data[0].mode == "lines"
    assert drawn.data[1].x == (1, 13, 25)


def test_means_below_zero_are_inside_the_axis() -> None:
    rows = [a_row("Akaa", v, months=f"2026-0{m}:2026-0{m}") for m, v in ((1, -20.0), (2, 10.0))]
    low, high = figure(build.trend_lines(a_frame(*rows), RATE, a_view())).layout.yaxis.range
    assert low < -20
    assert high > 10


def test_lines_without_any_number_tell_why() -> None:
    rows = [a_row("Akaa", None, "late", months=f"2026-0{m}:2026-0{m}") for m in (1, 2)]
    drawn = figure(build.trend_lines(a_frame(*rows), RATE, a_view()))
    assert [a.text for a in drawn.layout.annotations] == ["<b>◷</b>", "<b>◷</b>"]
    assert [trace.name for trace in drawn.data if trace.showlegend] == ["◷ late"]


def test_two_benchmarks_are_labelled_apart() -> None:
    chart = replace(
        CHARTS["bars"](), benchmarks=(Benchmark("Low", 0.5, "1%"), Benchmark("High", 90.0, "90%"))
    )
    labels = [a for a in figure(chart).layout.annotations if a.text in {"Low 1%", "High 90%"}]
    assert [(a.xanchor, a.yshift) for a in labels] == [("left", 0), ("right", 20)]


def test_narrow_cells_break_their_text() -> None:
    ranges = a_frame(
        *(a_row(n, None, "range", area_id=n, value_min=1000.0, value_max=2500.0) for n in areas(8)),
        *(a_row(n, 12345.0, area_id=n, indicator="rate", comparison="lower") for n in areas(8)),
    )
    chart = build.heat_table(ranges, [SHARE, RATE], a_view())
    told = strings(figure(chart, width=375).to_plotly_json())
    assert "1,000–<br>2,500%" in told
    assert "12,345.0<br>▽" in told
    assert "1,000–2,500%" in strings(figure(chart, width=1100).to_plotly_json())


def test_benchmark_line_is_grey_and_dashed() -> None:
    drawn = figure(CHARTS["lines"]())
    line = next(trace for trace in drawn.data if trace.name == "Finland")
    assert (line.line.color, line.line.dash) == ("#767676", "dash")


def test_selection_gives_the_key_of_the_area() -> None:
    drawn = figure(CHARTS["tiles of the country"]())
    keys = next(trace.customdata for trace in drawn.data if trace.customdata is not None)
    assert keys[0] == "municipality:000"
    assert len(keys) == 308


def test_free_time_is_framed() -> None:
    frames = [shape for shape in figure(a_clock()).layout.shapes if shape.type == "rect"]
    assert [(f.x0, f.x1, f.y0, f.y1) for f in frames] == [(0, 5, 6, 14), (5, 7, 0, 14)]


def test_diverging_bars_part_in_the_middle_of_the_neutral_part() -> None:
    drawn = figure(likert())
    neutral = next(trace for trace in drawn.data if trace.name == "Part 2")
    assert (neutral.base[0], neutral.x[0]) == (-10.0, 20.0)


def test_spine_has_the_better_side_on_the_right() -> None:
    drawn = figure(CHARTS["spine"]())
    own = next(trace for trace in drawn.data if trace.name == "Akaa")
    assert own.x[0] > 0 > own.x[1]
    hidden = next(trace for trace in drawn.data if trace.name == "Parkano")
    assert hidden.x == ()


def test_config_has_no_buttons_and_the_language() -> None:
    chart = CHARTS["bars"]()
    plain = config(replace(chart, language="fi"))
    assert plain["displayModeBar"] is False
    assert plain["locale"] == "fi"
    picture = config(chart, image="svg", width=900, height=500)
    assert picture["modeBarButtons"] == [["toImage"]]
    assert picture["toImageButtonOptions"] == {
        "format": "svg",
        "filename": "coverage-school-age",
        "width": 900,
        "height": 500,
        "scale": 1,
    }
    assert config(chart, image="png")["toImageButtonOptions"]["scale"] == 2
    json.dumps(plain)


def test_sparkline_ends_in_its_last_point() -> None:
    points = a_frame(
        a_row("Akaa", 1.0, months="2026-01:2026-01"),
        a_row("Akaa", SECRET, "hidden", months="2026-02:2026-02"),
        a_row("Akaa", None, "range", months="2026-03:2026-03", value_min=1.0, value_max=4.0),
        a_row("Akaa", 3.0, months="2026-04:2026-04"),
    )
    drawn = sparkline(build.key_figure(a_row("Akaa", 3.0), SHARE, a_view(), points=points))
    assert drawn.data[0].y == (1.0, None, None, 3.0)
    assert drawn.data[1].x == (3,)
    assert len(drawn.layout.shapes) == 1
    assert "7777" not in drawn.to_json()


def test_text_is_broken_into_lines() -> None:
    assert broken("one two three", 7) == ["one two", "three"]
    assert broken("", 10) == [""]
    assert wrapped("<b> and", 4) == "&lt;b&gt;<br>and"
    assert broken("a b c d e f g", 4, 2) == ["a b", "c d…"]
