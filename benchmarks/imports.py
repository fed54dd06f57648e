"""Import speed of visits, checks included, against the plainest way to get the same file into SQLite.

    python -m benchmarks.imports [--rows 1000000] [--runs 3] [--postgresql URL]

Prints rows/s of `kpdata import` and of `sqlite3 .import` + unique index of the same file, their
ratio (aim: at least 0.5), and the peak memory of the import above its start (aim: at most 150 MB).
"""

from __future__ import annotations

import argparse
import csv
import os
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from benchmarks.session import ROOT

PLACES = 2000


def write_files(folder: Path, rows: int) -> tuple[Path, Path]:
    """A register of places and a file of daily visits of so many rows."""
    folder.mkdir(parents=True, exist_ok=True)
    places, visits = folder / "meeting_places.csv", folder / "visits.csv"
    with places.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(("place_id", "name", "municipality", "operator_type", "status"))
        writer.writerows(
            (f"P{i:05d}", f"Kohtaamispaikka {i}", "837", "ngo", "running") for i in range(PLACES)
        )
    first = date(2020, 1, 1)
    with visits.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(("place_id", "date", "sessions", "adults", "children", "first_timers"))
        for number in range(rows):
            day = first + timedelta(days=number // PLACES)
            adults, children = number % 17 + 3, number % 23 + 2
            writer.writerow((f"P{number % PLACES:05d}", day.isoformat(), 1, adults, children, number % 3))
    return places, visits


def plain(visits: Path, folder: Path) -> float:
    """Seconds of `sqlite3 .import` and a unique index."""
    database = folder / "plain.sqlite"
    database.unlink(missing_ok=True)
    script = (
        "CREATE TABLE visits(place_id TEXT, date TEXT, sessions INT, adults INT, children INT,"
        " first_timers INT);\n"
        f".import --csv --skip 1 {visits} visits\nCREATE UNIQUE INDEX visits_day ON visits(place_id, date);\n"
    )
    begin = time.perf_counter()
    subprocess.run(["sqlite3", str(database)], input=script, text=True, check=True)
    return time.perf_counter() - begin


_CHILD = """
import resource, sys, time
from pathlib import Path
from benchmarks.data import import_paths
url, places, visits = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
import_paths(url, [places])
start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
begin = time.perf_counter()
import_paths(url, [visits])
print(time.perf_counter() - begin, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - start) / 1024)
"""


def ours(places: Path, visits: Path, url: str) -> tuple[float, float]:
    """Seconds and MB above the start of our import, in a process of its own."""
    command = [sys.executable, "-c", _CHILD, url, str(places), str(visits)]
    answer = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, env=os.environ)
    seconds, megabytes = answer.stdout.split()
    return float(seconds), float(megabytes)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--postgresql", help="an empty database, measured beside SQLite (one run)")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        places, visits = write_files(folder, arguments.rows)
        ratios, memory, speed = [], [], []
        for number in range(arguments.runs):  # in turn, so that a slow moment of the machine meets both
            base = plain(visits, folder)
            seconds, megabytes = ours(places, visits, f"sqlite:///{folder / f'ours{number}.sqlite'}")
            ratios.append(base / seconds)
            memory.append(megabytes)
            speed.append(arguments.rows / seconds)
        print(f"kpdata import          {statistics.median(speed):>12,.0f} rows/s")
        print(f"ratio to .import+index {statistics.median(ratios):>12.2f}")
        print(f"memory above the start {max(memory):>12.0f} MB")
        if arguments.postgresql:
            seconds, megabytes = ours(places, visits, arguments.postgresql)
            print(
                f"on PostgreSQL          {arguments.rows / seconds:>12,.0f} rows/s,"
                f" {megabytes:.0f} MB above the start"
            )


if __name__ == "__main__":
    main()
