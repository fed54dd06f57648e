"""Server time of every page at two sizes, and against a bare page that shows the same.

    python -m benchmarks.pages [--reruns 15] [--folder DIR] [--page SLUG]…

Prints, for each page: the first run on a freshly started server (nothing cached), the run of a
selection that was not asked before (its figures are computed) and the rerun of a known one; at
300 places × 1 year and 3 000 places × 10 years of daily visits, their ratio (aim: under 1.3), and
the rerun as a ratio to the bare page in the same run (aim: at most 1.5).
"""

from __future__ import annotations

import argparse
import io
import json
import pickle
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pyarrow as pa
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.session import ROOT, Session, server
from kpdata.views import PAGES

COUNTIES = (
    "02",
    "05",
    "06",
    "07",
    "08",
    "09",
    "10",
    "11",
    "12",
    "13",
    "14",
    "15",
    "16",
    "17",
    "18",
    "19",
    "20",
    "21",
)


@dataclass(frozen=True)
class Size:
    """A database to measure at."""

    places: int
    years: int

    @property
    def label(self) -> str:
        """As printed."""
        return f"{self.places:,} places × {self.years} y".replace(",", " ")


SMALL, LARGE = Size(300, 1), Size(3000, 10)


@dataclass(frozen=True)
class Times:
    """Median seconds of a page at one size."""

    first: float
    new_selection: float
    rerun: float


def build(size: Size, folder: Path) -> str:
    """The database of a size, built by the product's own sample and import; its URL."""
    path = folder / f"places{size.places}-years{size.years}.sqlite"
    url = f"sqlite:///{path}"
    if not path.exists():
        command = "import sys; from benchmarks.data import build; build(sys.argv[1], *map(int, sys.argv[2:]))"
        subprocess.run(
            [sys.executable, "-c", command, url, str(size.places), str(size.years)], check=True, cwd=ROOT
        )
    return url


def measure(url: str, page: str, reruns: int) -> tuple[Times, list[ForwardMsg]]:
    """Times of a page on a database, and what its last rerun sent."""
    with server(ROOT / "dashboard.py", KPDATA_DATABASE_URL=url) as address:
        session = Session(address)
        first, _ = session.run(page, "area=county:08&lang=FI")
        new = [session.run(page, f"area=county:{county}&lang=FI")[0] for county in COUNTIES]
        times, messages = [], []
        for _ in range(reruns):
            seconds, messages = session.run(page, "area=county:08&lang=FI")
            times.append(seconds)
        session.close()
    return Times(first, statistics.median(new), statistics.median(times)), messages


def shown(messages: Sequence[ForwardMsg]) -> tuple[list[go.Figure], list[Any], list[str]]:
    """The figures, tables and texts of HTML (our own tables, the key figures) among the messages of a run."""
    figures, frames, texts = [], [], []
    for message in messages:
        if message.WhichOneof("type") != "delta":
            continue
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "plotly_chart":
            figures.append(go.Figure(json.loads(element.plotly_chart.spec), skip_invalid=True))
        elif kind in ("arrow_data_frame", "arrow_table"):
            frames.append(pa.ipc.open_stream(io.BytesIO(getattr(element, kind).data)).read_pandas())
        elif kind == "html" and "<script" not in element.html.body:
            texts.append(element.html.body)
    return figures, frames, texts


def bare(messages: Sequence[ForwardMsg], reruns: int) -> float:
    """Median seconds of the bare page that shows the figures and tables of these messages."""
    with tempfile.TemporaryDirectory() as folder:
        content = Path(folder) / "content.pickle"
        content.write_bytes(pickle.dumps(shown(messages)))
        with server(ROOT / "benchmarks" / "bare.py", BARE_CONTENT=str(content)) as address:
            session = Session(address)
            session.run("", "")
            seconds = statistics.median(session.run("", "")[0] for _ in range(reruns))
            session.close()
    return seconds


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reruns", type=int, default=15)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()) / "kpdata-benchmarks")
    parser.add_argument("--page", action="append", choices=PAGES)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    urls = {size: build(size, arguments.folder) for size in (SMALL, LARGE)}
    print(f"{'page':<14}{'run':<16}{SMALL.label:>20}{LARGE.label:>22}{'ratio':>8}")
    for page in arguments.page or PAGES:
        small, _ = measure(urls[SMALL], page, arguments.reruns)
        large, messages = measure(urls[LARGE], page, arguments.reruns)
        for run in ("first", "new_selection", "rerun"):
            a, b = getattr(small, run), getattr(large, run)
            print(f"{page:<14}{run:<16}{a * 1000:>17.0f} ms{b * 1000:>19.0f} ms{b / a:>8.2f}")
        base = bare(messages, arguments.reruns)
        print(f"{page:<14}{'rerun / bare page':<16}{'':>19}{base * 1000:>19.0f} ms{large.rerun / base:>8.2f}")


if __name__ == "__main__":
    main()
