"""How the tests of reading open what they write."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from kpdata.areas import area_index
from kpdata.sources.bundle import BundleSource, open_source

TODAY = date(2026, 11, 21)


@dataclass
class Read:
    """What reading gave: frames by table, problems as tuples, notices in English."""

    source: BundleSource
    frames: dict[str, pd.DataFrame]
    rows: dict[str, list[int]]

    @property
    def problems(self) -> list[tuple[int | None, str | None, str, str]]:
        """Row, column, value, problem in English."""
        return [(p.row, p.column, p.value, p.problem.text("en")) for p in self.source.problems]

    @property
    def notices(self) -> list[str]:
        """Notices in English."""
        return [notice.text("en") for notice in self.source.notices]

    def column(self, table: str, name: str) -> list[object]:
        """A column as a list, unknown as None."""
        values = self.frames[table][name]
        return [None if pd.isna(value) else value for value in values.tolist()]


def read(*paths: Path, kind: str | None = None, today: date = TODAY) -> Read:
    """Open and read paths to the end."""
    source = open_source(paths, kind=kind, source_date=today, areas=area_index())
    parts: dict[str, list[pd.DataFrame]] = {}
    rows: dict[str, list[int]] = {}
    for chunk in source.chunks():
        parts.setdefault(chunk.table, []).append(chunk.frame)
        rows.setdefault(chunk.table, []).extend(chunk.rows.tolist())
    frames = {name: pd.concat(frames, ignore_index=True) for name, frames in parts.items()}
    return Read(source, frames, rows)


def read_text(
    folder: Path, name: str, text: str, *, encoding: str = "utf-8", kind: str | None = None
) -> Read:
    """Write one text file and read it."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return read(path, kind=kind)


Cells = Sequence[str]


def read_rows(folder: Path, table: str, header: str, *rows: Cells | str) -> Read:
    """Write a table with `;` between cells and read it."""
    lines = [header.replace(",", ";")]
    lines += [row if isinstance(row, str) else ";".join(row) for row in rows]
    return read_text(folder, f"{table}.csv", "\n".join(lines) + "\n")


_CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def workbook_bytes(
    sheets: Mapping[str, str],
    *,
    states: Mapping[str, str] | None = None,
    strings: str = "",
    styles: str = "",
    properties: str = "",
    extra: Iterable[tuple[str, bytes]] = (),
) -> bytes:
    """A workbook written by hand: XML of the sheets' content by name (from `<sheetData>` on)."""
    states = states or {}
    listing = "".join(
        f'<sheet name="{name}" sheetId="{i}" r:id="rId{i}" state="{states.get(name, "visible")}"/>'
        for i, name in enumerate(sheets, start=1)
    )
    relations = "".join(
        f'<Relationship Id="rId{i}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(sheets) + 1)
    )
    relations += f'<Relationship Id="rIdS" Type="{_OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    relations += f'<Relationship Id="rIdT" Type="{_OFFICE}/styles" Target="/xl/styles.xml"/>'
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": _CONTENT_TYPES,
        "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="r1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns:r="{_OFFICE}">{properties}<sheets>{listing}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{relations}</Relationships>',
        "xl/sharedStrings.xml": f"<sst>{strings}</sst>",
        "xl/styles.xml": f"<styleSheet>{styles}</styleSheet>",
    }
    for i, content in enumerate(sheets.values(), start=1):
        parts[f"xl/worksheets/sheet{i}.xml"] = f"<worksheet>{content}</worksheet>"
    parts.update(dict(extra))
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def sheet_xml(*rows: Sequence[str], merges: Iterable[str] = ()) -> str:
    """Sheet content of inline texts; a cell that begins with `<c` is taken as it is."""
    xml = []
    for number, row in enumerate(rows, start=1):
        cells = "".join(
            cell if cell.startswith("<c") else f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row
        )
        xml.append(f'<row r="{number}">{cells}</row>')
    merged = "".join(f'<mergeCell ref="{ref}"/>' for ref in merges)
    return f"<sheetData>{''.join(xml)}</sheetData><mergeCells>{merged}</mergeCells>"
