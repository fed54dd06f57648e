"""Charts of every kind and a document of them, with every state that a value can have."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from kpdata.charts import build
from kpdata.charts.chart import Benchmark, Category, Chart, ColourClass, KeyFigure, Kind, Series, Value
from kpdata.charts.values import missing
from kpdata.domain import State
from kpdata.export.document import Decision, Document, Item
from tests.charts.frames import FakeMeasure, a_frame, a_row, a_view, every_state

DAY = date(2026, 10, 31)
LINK = "https://kp.example/vertailu?lang=FI&area=county:08"
SECRET = 4711.5  # stands behind every hidden value of these frames, and must stand in no file
MEASURE = FakeMeasure(decimals=1)
WORDS = {"fi": "peitetty", "sv": "dold", "en": "hidden"}


def number(value: float, language: str, decimals: int = 0, **more: object) -> Value:
    """A known value on the scale of per cent."""
    shown = f"{value:.{decimals}f}".replace(".", "." if language == "en" else ",") + "\u00a0%"
    return replace(Value(State.OK, shown, value, decimals), **more)


def bars(language: str = "fi", *, sample: bool = True) -> Chart:
    """Ranked bars with every state; behind the hidden one stands a number in the frame."""
    frame = every_state()
    frame.loc[frame["state"] == "hidden", ["value", "numerator", "denominator"]] = SECRET
    chart = build.ranked_bars(frame, MEASURE, a_view(language, "Akaa", sample=sample))
    return replace(chart, slug="coverage", benchmarks=(Benchmark("Koko maa", 64.25, "64,3\u00a0%"),))


def with_intervals(language: str = "fi") -> Chart:
    """Bars whose values carry 95 % intervals."""
    frame = a_frame(
        a_row("Akaa", 71.2, lower=64.1, upper=77.5, n=180), a_row("Nokia", 55.0, lower=40.0, upper=69.4, n=44)
    )
    return build.ranked_bars(frame, MEASURE, a_view(language))


def parts(kind: Kind, language: str = "fi") -> Chart:
    """Stacked or diverging bars of five answers; one row is hidden."""
    names = ["Täysin eri mieltä", "Eri mieltä", "Ei samaa eikä eri", "Samaa mieltä", "Täysin samaa mieltä"]
    shares = [(3.0, 10.0, 20.0, 42.0, 25.0), (10.0, 20.0, 30.0, 25.0, 15.0)]
    hidden = missing(State.HIDDEN, language)
    series = tuple(
        Series(
            f"s{k}",
            name,
            (number(shares[0][k], language), number(shares[1][k], language), hidden),
            "%",
            side=(-1, -1, 0, 1, 1)[k],
        )
        for k, name in enumerate(names)
    )
    categories = tuple(Category(f"q{i}", name) for i, name in enumerate(("Saan tukea", "Viihdyn", "Löydän")))
    return Chart(
        kind,
        language,
        "Answers",
        categories,
        series,
        unit="%",
        slug=kind.value,
        sentence="Answers.",
        as_of=DAY,
    )


def lines(language: str = "fi") -> Chart:
    """Two lines with a gap and a range."""
    months = tuple(Category(f"2026-{month:02d}", f"{month}/2026") for month in range(1, 6))
    own = tuple(number(100.0 + 7 * i, language) for i in range(5))
    span = Value(State.RANGE, "80–120", None, 0, 80.0, 120.0)
    other = (number(90.0, language), missing(State.LATE, language), span, number(99.0, language))
    series = (
        Series("a", "Pirkanmaa", own, own=True),
        Series("b", "Koko maa", (*other, missing(State.HIDDEN, language))),
    )
    return Chart(
        Kind.LINES, language, "Visits", months, series, slug="visits", sentence="Visits grow.", as_of=DAY
    )


def scatter(language: str = "fi") -> Chart:
    """Two numbers of four areas, one of them hidden."""
    categories = tuple(
        Category(f"municipality:{i}", name, own=i == 1)
        for i, name in enumerate(("Akaa", "Nokia", "Virrat", "Ii"))
    )
    across = tuple(number(1.0 + i, language, 1) for i in range(4))
    up = (
        *(number(10.0 * i, language) for i in range(3)),
        missing(State.HIDDEN, language),
    )
    series = (Series("x", "Places", across, "/ 1 000"), Series("y", "Visits", up, "/ 1 000"))
    return Chart(Kind.SCATTER, language, "Both", categories, series, slug="both", sentence="Both.", as_of=DAY)


def tiles(language: str = "fi") -> Chart:
    """Hexagons of every state."""
    chart = bars(language)
    categories = tuple(
        replace(category, x=float(i % 4), y=-(i // 4) * 0.866) for i, category in enumerate(chart.categories)
    )
    values = tuple(
        replace(value, group=1 + i % 5) if value.state is State.OK else value
        for i, value in enumerate(chart.series[0].values)
    )
    classes = tuple(ColourClass(f"{20 * k}–{20 * k + 19} %") for k in range(5))
    series = (replace(chart.series[0], values=values),)
    return replace(
        chart, kind=Kind.TILES, categories=categories, series=series, classes=classes, benchmarks=()
    )


def heat(language: str = "fi", rows: int = 3) -> Chart:
    """A heat table of three areas with a hidden cell in each row."""
    hidden = missing(State.HIDDEN, language)
    categories = tuple(Category(f"i{i}", f"Mittari {i}", unit="%") for i in range(rows))
    series = tuple(
        Series(
            name,
            name,
            tuple(hidden if k == 2 else number(10.0 * k + i, language, 1, group=1 + k) for i in range(rows)),
        )
        for k, name in enumerate(("Pirkanmaa", "Satakunta", "Lappi"))
    )
    classes = tuple(ColourClass(f"Q{k}") for k in range(1, 6))
    return Chart(
        Kind.HEAT, language, "Side by side", categories, series, classes=classes, slug="heat", as_of=DAY
    )


def matrix(language: str = "fi") -> Chart:
    """Statuses with symbols."""
    classes = (ColourClass("Not begun", "○"), ColourClass("Going on", "◐"), ColourClass("Done", "●"))
    values = tuple(Value(State.OK, classes[k].label, group=k + 1) for k in range(3))
    categories = tuple(Category(f"m{i}", name) for i, name in enumerate(("Akaa", "Nokia", "Virrat")))
    series = tuple(Series(f"c{k}", f"Kriteeri {k}", values) for k in range(12))
    return Chart(
        Kind.MATRIX, language, "Criteria", categories, series, classes=classes, slug="matrix", as_of=DAY
    )


def charts(language: str = "fi") -> list[Chart]:
    """One of each kind."""
    return [
        bars(language),
        with_intervals(language),
        parts(Kind.STACKED, language),
        parts(Kind.DIVERGING, language),
        lines(language),
        scatter(language),
        tiles(language),
        heat(language),
        matrix(language),
    ]


def key_figures(language: str = "fi") -> tuple[KeyFigure, ...]:
    """A count, a share and a hidden one."""
    count = Value(State.OK, "231", 231.0)
    share = Value(State.OK, "71", 71.0)
    return (
        KeyFigure("Kohtaamispaikat", count, language, unit="kpl", change="+6", sample=True),
        KeyFigure("Kattavuus", share, language, unit="%", benchmark="koko maa 64 %", sentence="71 %."),
        KeyFigure("Vastaukset", missing(State.HIDDEN, language), language),
    )


def a_document(language: str = "fi") -> Document:
    """Key figures, a chart of each kind, a text alone, and a decision."""
    items = [Item(figures=key_figures(language), link=LINK)]
    items += [
        Item(chart=chart, note="Keskustellaan." if i == 0 else "", link=LINK)
        for i, chart in enumerate(charts(language))
    ]
    items.append(Item(heading="=Avoin kysymys", note="Miten jatketaan?"))
    decision = Decision("Avataan paikka Nokialle", "Ohjausryhmä", date(2027, 1, 15), "kesken")
    return Document(
        "LAPE-ryhmä", language, tuple(items), "Pirkanmaa", DAY, (decision,), sample=True, link=LINK
    )


def alone(chart: Chart) -> Document:
    """A document of one chart without a front page."""
    return Document(chart.title, chart.language, (Item(chart=chart, link=LINK),), as_of=DAY)


def parts_of(package: bytes, inside: str = "") -> Iterator[tuple[str, bytes]]:
    """Every part of a package, of the packages inside it too."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            yield inside + name, content
            if content.startswith(b"PK\x03\x04"):
                yield from parts_of(content, f"{inside}{name}/")
