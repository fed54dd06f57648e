"""CSV files: encoding, separator, and rows in blocks.

The standard library's `csv` defines what a row is. Blocks without a quotation mark are read by
pyarrow, which gives the same cells about ten times faster; a test holds the two together.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from kpdata.errors import DataError
from kpdata.i18n import N_, Message
from kpdata.sources.headings import HEADER_WITHIN, find_header
from kpdata.sources.limits import COLUMNS, FILE_BYTES, LINE_BYTES, ROWS
from kpdata.sources.raw import BLOCK_BYTES, WHOLE_ROW, Fault, Input, RawBlock, block_of, readable, too_large

SEPARATORS = (";", ",", "\t")
SLOW_ROWS = 20_000
_SAMPLE_CHARACTERS = 256 * 1024
_END = "\x00end"
# ä, ö, å, Ä, Ö, Å and the dash: as Windows-1252 they would be pairs that no text has ("Ã¤").
_UTF8_LETTERS = tuple(letter.encode() for letter in "äöåÄÖÅ–")


@dataclass(slots=True)
class Delimited:
    """A CSV file whose encoding and separator are known; rows as `RawTable` tells."""

    source: Input
    sha256: str
    encoding: str
    delimiter: str = ","
    newline: bytes = b"\n"
    head: Sequence[tuple[int, Sequence[str]]] = ()
    merged: frozenset[tuple[int, int]] = frozenset()
    lines: list[int] = field(default_factory=list)

    def blocks(self, after_row: int, width: int) -> Iterator[RawBlock]:
        """The rows below a row, in blocks of about a megabyte."""
        skip = self.lines[after_row - 1]
        row = after_row
        with readable(self.source.label):
            segments = _without_lines(self.segments(), skip)
            for segment in segments:
                if '"' in segment:
                    yield from self._quoted(_chain(segment, segments), row, width)
                    return
                block = self._plain(segment, row, width)
                row = int(block.rows[-1]) if len(block.rows) else row
                self._check_rows(row)
                yield block

    def segments(self) -> Iterator[str]:
        """The file as text, cut at ends of lines, every line ended by a line feed."""
        rest, first = b"", True
        with self.source.open() as stream:
            while data := stream.read(BLOCK_BYTES):
                if first:
                    data, first = data.removeprefix(codecs.BOM_UTF8), False
                data = rest + data
                cut = data.rfind(self.newline) + 1
                rest = data[cut:]
                if len(rest) > LINE_BYTES:
                    raise DataError(N_("{file} has a line that is too long."), file=self.source.label)
                if cut:
                    yield self._text(data[:cut])
            if rest:
                yield self._text(rest)

    def _text(self, data: bytes) -> str:
        if b"\r" in data:
            data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        return data.decode(self.encoding.removesuffix("-sig"))

    def _plain(self, segment: str, row: int, width: int) -> RawBlock:
        names = [str(i) for i in range(width)]
        try:
            table = arrow_csv.read_csv(
                pa.BufferReader(segment.encode()),
                read_options=arrow_csv.ReadOptions(
                    column_names=names, use_threads=False, block_size=2 * len(segment.encode()) + 1024
                ),
                parse_options=arrow_csv.ParseOptions(
                    delimiter=self.delimiter, quote_char=False, double_quote=False, ignore_empty_lines=False
                ),
                convert_options=arrow_csv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()),
                    strings_can_be_null=False,
                    check_utf8=False,
                ),
            )
        except pa.ArrowInvalid:
            lines = segment.split("\n")
            if not lines[-1]:
                lines.pop()
            return self._ragged(list(csv.reader(lines, delimiter=self.delimiter)), row, width)
        rows = np.arange(row + 1, row + 1 + table.num_rows, dtype=np.int32)
        return RawBlock(rows, [_one_array(column) for column in table.columns])

    def _quoted(self, segments: Iterable[str], row: int, width: int) -> Iterator[RawBlock]:
        reader = csv.reader(_lines_and_end(segments), delimiter=self.delimiter)
        try:
            ended = False
            while not ended and (records := list(islice(reader, SLOW_ROWS))):
                if records[-1] == [_END]:
                    ended = True
                    records.pop()
                if records:
                    block = self._ragged(records, row, width)
                    row += len(records)
                    self._check_rows(row)
                    yield block
        except csv.Error:
            ended = False
        if not ended:
            raise DataError(
                N_("{file}: a quotation mark that begins after row {row} is not closed."),
                file=self.source.label,
                row=row,
            )

    def _ragged(self, records: list[list[str]], row: int, width: int) -> RawBlock:
        faults: dict[tuple[int, int], Fault] = {}
        numbered = []
        for index, record in enumerate(records):
            if len(record) != width:
                # Blank lines and cut-off total rows are judged later, by what they say.
                if record and (len(record) < width or any(record[width:])):
                    faults[index, WHOLE_ROW] = Fault(
                        Message(
                            N_("The row has {n} cells, the header has {m}."), {"n": len(record), "m": width}
                        ),
                        Message(
                            N_("as many cells as the header; quotation marks around a cell with a separator")
                        ),
                    )
                record = record[:width] + [""] * (width - len(record))
            numbered.append((row + 1 + index, record))
        rows, columns = block_of(numbered, width)
        return RawBlock(rows, columns, faults)

    def _check_rows(self, row: int) -> None:
        if row > ROWS:
            raise DataError(N_("{file} has too many rows (at most {n})."), file=self.source.label, n=ROWS)


def open_delimited(source: Input, tables: Sequence[str]) -> Delimited:
    """Find encoding, separator and first rows of a CSV file; DataError when it is no text.

    tables: whose headings decide which separator it is.
    """
    with readable(source.label):
        delimited = _scan(source)
        sample = _sample(delimited)
    readings = [(delimiter, *_records(sample, delimiter)) for delimiter in SEPARATORS]
    delimited.delimiter, records, delimited.lines = max(readings, key=lambda r: _fit(r[1], tables))
    if max((len(record) for record in records), default=0) > COLUMNS:
        raise DataError(N_("{file} has too many columns (at most {n})."), file=source.label, n=COLUMNS)
    delimited.head = _numbered(records)
    return delimited


def _scan(source: Input) -> Delimited:
    digest, size, head = hashlib.sha256(), 0, b""
    utf8, ascii_only, mixed = True, True, False
    decoder = codecs.getincrementaldecoder("utf-8")()
    with source.open() as stream:
        while data := stream.read(BLOCK_BYTES):
            size += len(data)
            too_large(source.label, size, FILE_BYTES)
            digest.update(data)
            head = head or data
            if b"\x00" in data:
                raise DataError(
                    N_("{file} is not a CSV text file; save it as CSV in UTF-8 or Windows-1252."),
                    file=source.label,
                )
            if data.isascii() and ascii_only:
                continue
            ascii_only = False
            if utf8:
                try:
                    decoder.decode(data)
                except UnicodeDecodeError:
                    utf8 = False
            if not utf8:
                _check_windows(source.label, data)
            mixed = mixed or any(letter in data for letter in _UTF8_LETTERS)
    if utf8:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            utf8 = False
    if not utf8 and (mixed or head.startswith(codecs.BOM_UTF8)):
        raise DataError(
            N_("{file} is partly UTF-8 and partly something else; save it as CSV in UTF-8."),
            file=source.label,
        )
    encoding = ("utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8") if utf8 else "cp1252"
    newline = b"\r" if b"\r" in head and b"\n" not in head else b"\n"
    return Delimited(source, digest.hexdigest(), encoding, newline=newline)


def _check_windows(label: str, data: bytes) -> None:
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        raise DataError(
            N_("{file} is neither UTF-8 nor Windows-1252; save it as CSV in UTF-8."), file=label
        ) from None


def _sample(delimited: Delimited) -> list[str]:
    """The first lines of the file, with their ends."""
    text = ""
    for segment in delimited.segments():
        text += segment
        if len(text) >= _SAMPLE_CHARACTERS:
            text = text[: text.rfind("\n", 0, _SAMPLE_CHARACTERS) + 1] or text
            break
    lines = text.split("\n")
    last = lines.pop()
    return [*(f"{line}\n" for line in lines), *([last] if last else [])]


def _records(sample: list[str], delimiter: str) -> tuple[list[list[str]], list[int]]:
    """The first records and how many lines of the file end with each."""
    records: list[list[str]] = []
    lines: list[int] = []
    reader = csv.reader(sample, delimiter=delimiter)
    try:
        for record in islice(reader, HEADER_WITHIN):
            records.append(record)
            lines.append(reader.line_num)
    except csv.Error:
        pass
    return records, lines


def _fit(records: list[list[str]], tables: Sequence[str]) -> tuple[int, int]:
    """How well a separator fits: headings that are known with it, then columns."""
    header = find_header(_numbered(records), tables)
    known = len(header.columns) - len(header.missing) if header else 0
    return known, max((len(record) for record in records), default=0)


def _numbered(records: list[list[str]]) -> list[tuple[int, Sequence[str]]]:
    return [(number, record) for number, record in enumerate(records, start=1)]


def _without_lines(segments: Iterator[str], skip: int) -> Iterator[str]:
    for segment in segments:
        while skip and segment:
            _, found, segment = segment.partition("\n")
            skip -= 1
            if not found:
                segment = ""
        if segment:
            yield segment
            break
    yield from segments


def _chain(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _lines_and_end(segments: Iterable[str]) -> Iterator[str]:
    """Lines with their ends, and a last one that is its own record unless a quotation mark is open."""
    for segment in segments:
        lines = segment.split("\n")
        last = lines.pop()
        for line in lines:
            yield f"{line}\n"
        if last:
            yield f"{last}\n"
    yield _END


def _one_array(column: pa.ChunkedArray) -> pa.Array:
    return column.chunk(0) if column.num_chunks == 1 else pa.concat_arrays(column.chunks)
