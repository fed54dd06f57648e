"""XLSX workbooks read as a stream: sheets, stored values, real dates, merged cells, formulas.

Read here and not by a library because the rules need the stored value and the formula of a cell at once,
merged cells while streaming, and caps that hold against hostile files. The XML is parsed by defusedxml.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from xml.sax.handler import ContentHandler

import defusedxml.sax

from kpdata.errors import DataError
from kpdata.i18n import N_, Message
from kpdata.sources.archive import Archive
from kpdata.sources.headings import HEADER_WITHIN
from kpdata.sources.limits import (
    CELL_CHARACTERS,
    COLUMNS,
    SHARED_STRING_CHARACTERS,
    SHARED_STRINGS,
    SHEET_ROWS,
    SHEETS,
    WORKBOOK_INFLATED_BYTES,
)
from kpdata.sources.raw import Fault, Input, RawBlock, block_of, readable

_PIECE = 64 * 1024
_BLOCK_ROWS = 10_000
_OLE = b"\xd0\xcf\x11\xe0"
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_MERGE = re.compile(rb"<(?:[A-Za-z0-9]+:)?mergeCell\b[^>]*\bref=[\"']([A-Z0-9$:]+)[\"']")
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_MERGES = 100_000


@dataclass(slots=True)
class _Style:
    date: bool = False
    digits: int = 0


@dataclass(slots=True)
class Sheet:
    """One visible sheet as a table of rows (`RawTable`)."""

    book: Workbook
    name: str
    part: str
    head: Sequence[tuple[int, Sequence[str]]] = ()
    merged: frozenset[tuple[int, int]] = frozenset()
    reaching: dict[int, list[tuple[int, int]]] = field(default_factory=dict)

    def look(self) -> None:
        """Read the first rows and where cells are merged."""
        self._read_merges()
        rows: list[tuple[int, list[str]]] = []
        for number, cells, _ in self._rows():
            if number > HEADER_WITHIN:
                break
            rows.append((number, cells))
        self.head = rows

    def blocks(self, after_row: int, width: int) -> Iterator[RawBlock]:
        """The rows below a row, in blocks of ten thousand."""
        numbered: list[tuple[int, list[str]]] = []
        faults: dict[tuple[int, int], Fault] = {}
        filled: set[tuple[int, int]] = set()
        beyond = False
        open_merges: dict[int, tuple[int, str]] = {}
        for number, cells, row_faults in self._rows():
            for position, last in self.reaching.get(number, ()):
                open_merges[position] = (last, cells[position] if position < len(cells) else "")
            if number <= after_row:
                continue
            beyond = beyond or any(cells[width:])
            row = cells[:width] + [""] * (width - len(cells))
            index = len(numbered)
            for position, (last, text) in list(open_merges.items()):
                if number > last:
                    del open_merges[position]
                elif position < width and text and not row[position]:
                    row[position] = text
                    filled.add((index, position))
            for position, fault in row_faults.items():
                if position < width:
                    faults[index, position] = fault
            numbered.append((number, row))
            if len(numbered) == _BLOCK_ROWS:
                yield RawBlock(*block_of(numbered, width), faults, filled, beyond)
                numbered, faults, filled, beyond = [], {}, set(), False
        if numbered:
            yield RawBlock(*block_of(numbered, width), faults, filled, beyond)

    def _read_merges(self) -> None:
        # Merged cells are listed after the rows: a plain search spares parsing the rows twice.
        merged: set[tuple[int, int]] = set()
        for left, top, right, bottom in self._merges():
            merged.update((top, position) for position in range(left + 1, min(right, COLUMNS) + 1))
            if bottom > top:
                self.reaching.setdefault(top, []).append((left, bottom))
        self.merged = frozenset(merged)

    def _merges(self) -> Iterator[tuple[int, int, int, int]]:
        tail, found = b"", 0
        with readable(self.book.label), self.book.archive.open(self.part) as stream:
            while data := stream.read(_PIECE):
                text = tail + data
                end = 0
                for match in _MERGE.finditer(text):
                    end = match.end()
                    found += 1
                    if found > _MERGES:
                        raise DataError(N_("{file} has too many merged cells."), file=self.book.label)
                    first, _, last = match[1].decode("ascii").partition(":")
                    left, top = _place(first)
                    right, bottom = _place(last or first)
                    yield left, top, right, bottom
                tail = text[max(end, len(text) - 256) :]

    def _rows(self) -> Iterator[tuple[int, list[str], dict[int, Fault]]]:
        handler = _SheetHandler(self.book, self.name)
        for _ in self.book.parse(self.part, handler):
            yield from handler.ready
            handler.ready.clear()


class Workbook:
    """An open workbook: its visible sheets by name, and the names of the hidden ones."""

    def __init__(self, source: Input) -> None:
        self.label = source.label
        with readable(self.label), source.open() as stream:
            if stream.read(4) == _OLE:
                raise DataError(
                    N_(
                        "{file} is protected by a password or an old .xls file; save it as .xlsx without one."
                    ),
                    file=self.label,
                )
        self.archive = Archive(source, inflated_bytes=WORKBOOK_INFLATED_BYTES)
        try:
            self._open()
        except BaseException:
            self.archive.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self.archive.close()

    def _open(self) -> None:
        self.from_1904 = False
        self.styles: list[_Style] = []
        self.strings: list[str] = []
        self.sheets: list[Sheet] = []
        self.hidden: list[str] = []
        with readable(self.label):
            targets = self._relations("_rels/.rels", "")
            main = next(
                (target for kind, target in targets.values() if kind.endswith("/officeDocument")),
                "xl/workbook.xml",
            )
            folder, name = posixpath.split(main)
            relations = self._relations(
                f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels", folder
            )
            listing = _WorkbookHandler()
            self._read(main, listing)
            self.from_1904 = listing.from_1904
            for kind, target in relations.values():
                if kind.endswith("/styles") and target in self.archive.members:
                    styles = _StylesHandler()
                    self._read(target, styles)
                    self.styles = styles.styles
                elif kind.endswith("/sharedStrings") and target in self.archive.members:
                    strings = _StringsHandler(self.label)
                    self._read(target, strings)
                    self.strings = strings.strings
        if len(listing.sheets) > SHEETS:
            raise DataError(N_("{file} has too many sheets (at most {n})."), file=self.label, n=SHEETS)
        for title, state, relation in listing.sheets:
            kind, target = relations.get(relation, ("", ""))
            if not kind.endswith("/worksheet") or target not in self.archive.members:
                continue
            if state != "visible":
                self.hidden.append(title)
                continue
            sheet = Sheet(self, title, target)
            sheet.look()
            self.sheets.append(sheet)

    def parse(self, part: str, handler: ContentHandler) -> Iterator[None]:
        """Feed a part to a handler piece by piece."""
        parser = defusedxml.sax.make_parser()
        parser.forbid_dtd = True
        parser.setContentHandler(handler)
        with readable(self.label), self.archive.open(part) as stream:
            while data := stream.read(_PIECE):
                parser.feed(data)
                yield
            parser.close()
            yield

    def _read(self, part: str, handler: ContentHandler) -> None:
        for _ in self.parse(part, handler):
            pass

    def _relations(self, part: str, folder: str) -> dict[str, tuple[str, str]]:
        if part not in self.archive.members:
            return {}
        handler = _RelationsHandler(folder)
        self._read(part, handler)
        return handler.relations

    def text_of_number(self, text: str, style: int) -> str:
        """A stored number as a person sees it: whole without `.0`, days and times as such, zeros kept."""
        value = float(text)
        shape = self.styles[style] if 0 <= style < len(self.styles) else _Style()
        if shape.date and 0 <= value < 2_958_466:
            return self._text_of_day(value)
        rounded = round(value)
        if abs(value - rounded) < 1e-9 and abs(value) < 1e15:
            return str(rounded).zfill(shape.digits)
        shown = f"{value:.15g}"
        # 1.012 in a number cell is a decimal; as text it would be read as one thousand and twelve.
        return f"{shown}0" if re.fullmatch(r"-?[0-9]+\.[0-9]{3}", shown) else shown

    def _text_of_day(self, value: float) -> str:
        minutes = round(value % 1 * 1440)
        days = int(value) + (minutes // 1440)
        minutes %= 1440
        clock = f"{minutes // 60:02d}:{minutes % 60:02d}"
        if int(value) == 0:
            return clock
        if self.from_1904:
            start = datetime(1904, 1, 1)  # noqa: DTZ001 — days of a spreadsheet have no zone
        else:
            # Spreadsheets count a 29 February 1900 that never was.
            start = datetime(1899, 12, 30) if days >= 60 else datetime(1899, 12, 31)  # noqa: DTZ001
        day = (start + timedelta(days=days)).date().isoformat()
        return day if minutes == 0 else f"{day} {clock}"


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _place(reference: str) -> tuple[int, int]:
    """Position (from 0) and row (from 1) of a cell address; ValueError when it is none."""
    match = _REFERENCE.fullmatch(reference)
    if not match:
        raise ValueError(reference)
    position = 0
    for letter in match[1]:
        position = position * 26 + ord(letter) - 64
    return position - 1, int(match[2])


def letters(position: int) -> str:
    """The letters of a column: 0 is A, 26 is AA."""
    text = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        text = chr(65 + rest) + text
    return text


def _unescape(text: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text


class _RelationsHandler(ContentHandler):
    def __init__(self, folder: str) -> None:
        super().__init__()
        self._folder = folder
        self.relations: dict[str, tuple[str, str]] = {}

    def startElement(self, name: str, attrs: Any) -> None:
        if _local(name) == "Relationship" and attrs.get("TargetMode") != "External":
            target = attrs.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(self._folder, target)
            self.relations[attrs.get("Id", "")] = (attrs.get("Type", ""), posixpath.normpath(path))


class _WorkbookHandler(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.sheets: list[tuple[str, str, str]] = []
        self.from_1904 = False

    def startElement(self, name: str, attrs: Any) -> None:
        local = _local(name)
        if local == "sheet":
            relation = next(
                (attrs[key] for key in attrs.getNames() if _local(key) == "id" and ":" in key), ""
            )
            self.sheets.append((attrs.get("name", ""), attrs.get("state", "visible"), relation))
        elif local == "workbookPr":
            self.from_1904 = attrs.get("date1904", "0") in ("1", "true")


class _StylesHandler(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.styles: list[_Style] = []
        self._formats: dict[int, str] = {}
        self._cells = False

    def startElement(self, name: str, attrs: Any) -> None:
        local = _local(name)
        if local == "numFmt":
            self._formats[int(attrs.get("numFmtId", "0"))] = attrs.get("formatCode", "")
        elif local == "cellXfs":
            self._cells = True
        elif local == "xf" and self._cells:
            number = int(attrs.get("numFmtId", "0"))
            shape = self._formats.get(number, "")
            zeros = re.fullmatch(r"0+", shape)
            self.styles.append(_Style(_is_date(number, shape), len(shape) if zeros else 0))

    def endElement(self, name: str) -> None:
        if _local(name) == "cellXfs":
            self._cells = False


def _is_date(number: int, shape: str) -> bool:
    if not shape:
        return number in _DATE_FORMATS
    bare = re.sub(r'"[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]|_.|\*.', "", shape.lower().partition(";")[0])
    return "general" not in bare and bool(re.search(r"[dmyhs]", bare))


class _TextHandler(ContentHandler):
    """Gathers the text of an element, without what is written beside it as pronunciation."""

    def __init__(self) -> None:
        super().__init__()
        self._parts: list[str] | None = None
        self._length = 0
        self._beside = 0

    def characters(self, content: str) -> None:
        if self._parts is not None and not self._beside:
            self._length += len(content)
            if self._length > 8 * CELL_CHARACTERS:
                raise ValueError("text of a cell is too long")
            self._parts.append(content)


class _StringsHandler(_TextHandler):
    def __init__(self, label: str) -> None:
        super().__init__()
        self._label = label
        self._characters = 0
        self._item: list[str] = []
        self.strings: list[str] = []

    def startElement(self, name: str, _attrs: Any) -> None:
        local = _local(name)
        if local == "si":
            self._item, self._length = [], 0
        elif local == "t":
            self._parts = []
        elif local == "rPh":
            self._beside += 1

    def endElement(self, name: str) -> None:
        local = _local(name)
        if local == "t" and self._parts is not None:
            self._item.extend(self._parts)
            self._parts = None
        elif local == "rPh":
            self._beside -= 1
        elif local == "si":
            text = _unescape("".join(self._item))
            self._characters += len(text)
            if self._characters > SHARED_STRING_CHARACTERS or len(self.strings) >= SHARED_STRINGS:
                raise DataError(N_("{file} holds too much text."), file=self._label)
            self.strings.append(text)


class _SheetHandler(_TextHandler):
    """Rows of a sheet as they end: (row number, texts of its cells, faults by position)."""

    def __init__(self, book: Workbook, sheet: str) -> None:
        super().__init__()
        self._book, self._sheet = book, sheet
        self.ready: list[tuple[int, list[str], dict[int, Fault]]] = []
        self._row = 0
        self._cells: list[str] = []
        self._faults: dict[int, Fault] = {}
        self._position = -1
        self._type = ""
        self._style = 0
        self._formula = False
        self._value: str | None = None
        self._inline: list[str] = []

    def startElement(self, name: str, attrs: Any) -> None:
        local = _local(name)
        if local == "c":
            reference = attrs.get("r")
            self._position = _place(reference)[0] if reference else self._position + 1
            if self._position >= COLUMNS:
                raise DataError(
                    N_("{file} has too many columns (at most {n})."), file=self._book.label, n=COLUMNS
                )
            self._type, self._style = attrs.get("t", "n"), int(attrs.get("s", "0"))
            self._formula, self._value, self._inline = False, None, []
        elif local in ("v", "t"):
            self._parts, self._length = [], 0
        elif local == "f":
            self._formula = True
        elif local == "rPh":
            self._beside += 1
        elif local == "row":
            self._row = int(attrs.get("r", self._row + 1))
            if self._row > SHEET_ROWS:
                raise DataError(
                    N_("{file} has too many rows (at most {n})."), file=self._book.label, n=SHEET_ROWS
                )
            self._cells, self._faults, self._position = [], {}, -1

    def endElement(self, name: str) -> None:
        local = _local(name)
        if local == "v" and self._parts is not None:
            self._value, self._parts = "".join(self._parts), None
        elif local == "t" and self._parts is not None:
            self._inline.extend(self._parts)
            self._parts = None
        elif local == "rPh":
            self._beside -= 1
        elif local == "c":
            text = self._cell_text()
            if len(text) > CELL_CHARACTERS:
                raise DataError(
                    N_("{file}: cell {address} holds too much text."),
                    file=self._book.label,
                    address=self._address(),
                )
            if text or self._position in self._faults:
                self._cells.extend([""] * (self._position + 1 - len(self._cells)))
                self._cells[self._position] = text
        elif local == "row":
            self.ready.append((self._row, self._cells, self._faults))

    def _address(self) -> str:
        return f"{letters(self._position)}{self._row}"

    def _cell_text(self) -> str:
        value = self._value
        if self._type == "inlineStr":
            return _unescape("".join(self._inline))
        if self._formula and (value is None or (value == "" and self._type not in ("str", "s"))):
            self._faults[self._position] = Fault(
                Message(
                    N_("Cell {address} of the sheet {sheet} is a formula without a stored value."),
                    {"address": self._address(), "sheet": self._sheet},
                ),
                Message(N_("open the workbook in a spreadsheet program, save it, and import it again")),
            )
            return ""
        if not value:
            return ""
        if self._type == "e":
            self._faults[self._position] = Fault(
                Message(
                    N_("Cell {address} of the sheet {sheet} shows an error ({error})."),
                    {"address": self._address(), "sheet": self._sheet, "error": value[:20]},
                ),
                Message(N_("a value, or an empty cell")),
            )
            return ""
        if self._type == "s":
            return self._book.strings[int(value)]
        if self._type in ("str", "d"):
            return _unescape(value) if self._type == "str" else value.removesuffix("Z").partition(".")[0]
        if self._type == "b":
            return "1" if value in ("1", "true") else "0"
        return self._book.text_of_number(value, self._style)
