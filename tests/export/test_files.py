"""One document in every format, and its name."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest

from kpdata.errors import UsageError
from kpdata.export import images
from kpdata.export.csv import csv_bytes
from kpdata.export.document import Item, legible_parts, unique_names
from kpdata.export.files import FORMATS, name_of, rendered
from tests.export.documents import SECRET, a_document, alone, bars, charts, heat, lines


def test_names_of_files() -> None:
    document = replace(alone(bars("fi")), area="Pirkanmaa")
    assert name_of(document, "pptx") == "kohtaamispaikat_pirkanmaa_coverage_2026-10-31.pptx"
    pack = replace(a_document(), area="Länsi-Uusimaa", slug="kokous")
    assert name_of(pack, "zip") == "kohtaamispaikat_lansi-uusimaa_kokous_2026-10-31.zip"
    assert name_of(replace(document, as_of=None), "csv").endswith("coverage_2026-10-31.csv")


@pytest.mark.parametrize(("extension", "start"), [("pptx", b"PK"), ("docx", b"PK"), ("xlsx", b"PK")])
def test_office_files(extension: str, start: bytes) -> None:
    assert rendered(a_document(), extension).startswith(start)


def test_a_file_of_one_chart_refuses_several() -> None:
    assert rendered(alone(bars()), "csv") == csv_bytes(bars())
    with pytest.raises(UsageError, match="there are 9"):
        rendered(a_document(), "csv")


@pytest.mark.parametrize(
    ("extension", "options"),
    [("exe", {}), ("xlsx", {"template": b"x"}), ("pptx", {"plain": True})],
)
def test_what_does_not_go_together_is_told(extension: str, options: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        rendered(alone(bars()), extension, **options)


def test_csv_for_machines_holds_every_value_of_every_chart() -> None:
    content = rendered(a_document(), "csv", plain=True).decode()
    rows = list(csv.DictReader(io.StringIO(content)))
    assert len(rows) == sum(len(chart.values) for chart in charts())
    akaa = rows[0]
    assert (akaa["chart"], akaa["name"], akaa["value"], akaa["state"], akaa["unit"]) == (
        "coverage", "Akaa", "82.4", "ok", "%",
    )  # fmt: skip
    hidden = [row for row in rows if row["state"] == "hidden"]
    assert {row["value"] for row in hidden} == {""}
    assert {row["word"] for row in hidden} == {"peitetty"}
    span = next(row for row in rows if row["state"] == "range")
    assert (span["value"], span["low"], span["high"]) == ("", "30.0", "55.0")
    assert str(SECRET) not in content
    assert not content.startswith("\ufeff")


def test_a_zip_without_a_browser_has_all_but_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "are_available", lambda: False)
    with zipfile.ZipFile(io.BytesIO(rendered(a_document(), "zip"))) as archive:
        names = archive.namelist()
    stem = "kohtaamispaikat_pirkanmaa_2026-10-31"
    assert names[:3] == [f"{stem}.pptx", f"{stem}.docx", f"{stem}.xlsx"]
    assert len([name for name in names if name.endswith(".csv")]) == len(charts())
    assert "csv/kohtaamispaikat_pirkanmaa_coverage_2026-10-31-2.csv" in names  # the map, named like the bars
    assert not [name for name in names if name.endswith((".png", ".svg", ".pdf"))]


def test_pictures_without_a_browser_are_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(images, "are_available", lambda: False)
    for extension in ("png", "svg", "pdf"):
        with pytest.raises(UsageError, match=r"kpdata\[images\]"):
            rendered(alone(bars()), extension)


def test_every_format_is_named_once() -> None:
    assert len(set(FORMATS)) == len(FORMATS) == 9


def test_names_stay_unique_and_short() -> None:
    assert unique_names(["Akaa", "akaa", "Akaa 2"], 31) == ["Akaa", "akaa 2", "Akaa 2 2"]
    long = unique_names(["x" * 40, "x" * 40], 31)
    assert [len(name) for name in long] == [31, 31]
    assert len(set(long)) == 2


def test_parts_are_even() -> None:
    sizes = [len(part.categories) for part in legible_parts(heat(rows=25), 24)]
    assert sizes == [13, 12]


def test_an_item_is_called_by_its_heading_or_its_finding() -> None:
    assert Item(chart=lines()).title == "Visits"
    assert Item(chart=lines(), heading="Own").title == "Own"
    assert Item(note="x").title == ""
    assert replace(a_document(), as_of=date(2026, 1, 5)).subtitle == "Pirkanmaa · Tilanne 5.1.2026"
