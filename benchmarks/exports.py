"""How long a meeting pack of many charts takes to become a file.

    python -m benchmarks.exports [--items 40]

Prints, for each format, seconds and kilobytes for a document of so many charts of every kind that has a
native form (aim: PPTX, DOCX and XLSX of 40 items in at most 15 s together, without pictures); PDF and ZIP
where this machine draws pictures.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from datetime import date
from itertools import cycle, islice

from kpdata.charts.chart import Category, Chart, ColourClass, Kind, Series, Value
from kpdata.domain import State
from kpdata.export.document import Document, Item
from kpdata.export.files import rendered
from kpdata.export.images import are_available

DAY = date(2026, 10, 31)
ROWS = 23
HIDDEN = Value(State.HIDDEN, "•", word="peitetty")


def share(number: float, group: int | None = None) -> Value:
    """A shown share."""
    return Value(State.OK, f"{number:.0f} %", number, group=group)


def charts() -> list[Chart]:
    """A chart of each kind, as large as those of a county."""
    areas = tuple(
        Category(f"municipality:{i:03d}", f"Kunta {i}", own=i == 3, x=float(i % 5), y=-0.866 * (i // 5))
        for i in range(ROWS)
    )
    one = (Series("a", "Kattavuus", (*(share(90 - 3 * i, 1 + i % 5) for i in range(ROWS - 1)), HIDDEN), "%"),)
    parts = tuple(
        Series(f"s{k}", f"Osa {k}", (share(25),) * ROWS, "%", side=side)
        for k, side in enumerate((-1, 0, 1, 1))
    )
    months = tuple(Category(f"2026-{i:02d}", f"{i}/2026") for i in range(1, 13))
    lines = tuple(Series(f"l{k}", f"Alue {k}", tuple(share(50 + k + i) for i in range(12))) for k in range(3))
    both = tuple(Series(name, name, tuple(share(i + 1) for i in range(ROWS))) for name in "xy")
    columns = tuple(
        Series(f"c{k}", f"Alue {k}", tuple(share(k + i, 1 + k % 5) for i in range(ROWS))) for k in range(6)
    )
    classes = tuple(ColourClass(f"{20 * k} %") for k in range(5))
    base = Chart(
        Kind.BARS, "fi", "Kattavuus vaihtelee", areas, one, subtitle="Kattavuus, %", sentence="Se vaihtelee.",
        unit="%", source="rekisteri", definition="Lapset / lapset", as_of=DAY, classes=classes, slug="a",
    )  # fmt: skip
    return [
        base,
        replace(base, kind=Kind.TILES),
        replace(base, kind=Kind.STACKED, series=parts),
        replace(base, kind=Kind.DIVERGING, series=parts),
        replace(base, kind=Kind.LINES, categories=months, series=lines),
        replace(base, kind=Kind.SCATTER, series=both),
        replace(base, kind=Kind.HEAT, series=columns),
        replace(base, kind=Kind.TABLE, series=columns),
    ]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--items", type=int, default=40)
    count = parser.parse_args().items
    items = tuple(Item(chart=chart, note="Muistiin.") for chart in islice(cycle(charts()), count))
    document = Document("Kokous", "fi", items, "Pirkanmaa", DAY)
    rendered(replace(document, items=items[:1]), "xlsx")  # the libraries are loaded before the clock starts
    total = 0.0
    for extension in ("pptx", "docx", "xlsx", *(("pdf", "zip") if are_available() else ())):
        start = time.perf_counter()
        size = len(rendered(document, extension))
        seconds = time.perf_counter() - start
        total += seconds if extension in {"pptx", "docx", "xlsx"} else 0.0
        print(f"{count} items as {extension}: {seconds:.1f} s, {size / 1000:.0f} kB")
    print(f"{count} items as pptx, docx and xlsx together: {total:.1f} s (aim: at most 15)")


if __name__ == "__main__":
    main()
