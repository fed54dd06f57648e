"""Every kind of chart comes back from its text as it was, and nothing of a hidden value is in the text."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpdata.charts import build
from kpdata.charts.chart import (
    Benchmark,
    Category,
    Chart,
    ColourClass,
    Frame,
    Ground,
    KeyFigure,
    Kind,
    MapLayers,
    MapPoint,
    Mark,
    PointClass,
    PointLook,
    Series,
    Spread,
    Value,
)
from kpdata.charts.frozen import canonical, digest, frozen, thawed
from kpdata.domain import Period, State
from tests.charts.frames import FakeMeasure, a_view, every_state

SHAPE = ((((22.0, 61.5), (23.25, 61.5), (23.0, 62.125)),),)
EVERYTHING = Chart(
    kind=Kind.MAP,
    language="fi",
    title="Löydös “lainaus” <b>",
    categories=(
        Category("county:08", "Pirkanmaa", "Pirk.", True, "%", 23.75, 61.5, shape=SHAPE),
        Category(
            "county:07",
            "Kanta-Häme",
            spread=Spread(0.1, 0.2, 1 / 3, 0.7, 0.5, "0,1", "0,7", "0,5", flipped=True),
        ),
    ),
    series=(
        Series(
            "a",
            "Osuus",
            (
                Value(State.OK, "33 %", 1 / 3, 0, None, None, 0.1, 0.6, 12, 3, Mark.BETTER, strong=True),
                Value(State.HIDDEN, "•", word="peitetty"),
            ),
            "%",
            True,
            -1,
            Benchmark("Koko maa", 64.0, "64 %"),
        ),
    ),
    benchmarks=(Benchmark("Koko maa", 64.25, "64 %"),),
    classes=(ColourClass("0–10", "▲"), ColourClass("10–20")),
    frames=(Frame(0, 1, 2, 3),),
    ground=(Ground("Asutus", ((1.5, 2.5), (3.0, 4.0)), supply=True),),
    layers=MapLayers(
        True,
        (22.0, 61.0, 24.0, 62.5),
        SHAPE,
        (PointClass("Paikka", PointLook.FIRST, (MapPoint("place:p1", "P", 61.5, 23.5, ("x", "y")),)),),
    ),
    notes=("Huomaa.",),
    as_of=date(2026, 10, 31),
    period=Period.parse("2025-11:2026-10"),
    sample=True,
    left_out=2,
)
FIGURE = KeyFigure(
    "Kohtaamispaikat",
    Value(State.RANGE, "5–8", low=5.0, high=8.0),
    "sv",
    points=(Value(State.OK, "4", 4.0), Value(State.UNKNOWN, "..")),
    labels=("2025", "2026"),
)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_comes_back_as_it_was(kind: Kind) -> None:
    chart = replace(EVERYTHING, kind=kind)
    assert thawed(frozen(chart)) == chart
    assert frozen(thawed(frozen(chart))) == frozen(chart)


def test_a_chart_made_of_a_frame_comes_back_as_it_was() -> None:
    chart = build.ranked_bars(every_state(), FakeMeasure(), a_view(own="Akaa", sample=True))
    assert thawed(frozen(chart)) == chart
    assert {value.state for value in chart.values} >= {State.HIDDEN, State.RANGE, State.NOT_MAPPED}


def test_key_figures_come_back_as_they_were() -> None:
    assert thawed(frozen((FIGURE, replace(FIGURE, title="Käynnit")))) == (
        FIGURE,
        replace(FIGURE, title="Käynnit"),
    )


def test_a_hidden_value_has_its_sign_and_words_only() -> None:
    kept = json.loads(frozen(EVERYTHING))["chart"]["series"][0]["values"][1]
    assert kept == {"state": "hidden", "shown": "•", "word": "peitetty"}


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_are_exact(number: float) -> None:
    figure = replace(FIGURE, value=Value(State.OK, "x", number))
    back = thawed(frozen((figure,)))
    assert isinstance(back, tuple)
    assert back[0].value.value == number


def test_a_number_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        frozen((replace(FIGURE, value=Value(State.OK, "x", float("nan"))),))


def test_what_a_newer_program_wrote_beside_is_left_out() -> None:
    kept = json.loads(frozen((FIGURE,)))
    kept["figures"][0]["colour"] = "blue"
    assert thawed(canonical(kept)) == (FIGURE,)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"chart":{"kind":"bars"}}', '{"chart":[1]}'])
def test_a_text_that_is_no_figure_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a frozen figure|Expecting value"):
        thawed(text)


def test_the_canonical_text_and_its_digest_do_not_depend_on_order() -> None:
    assert canonical({"b": 1, "a": "ä"}) == canonical({"a": "ä", "b": 1}) == '{"a":"ä","b":1}'
    assert digest("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
