"""Open what the user gives: folders, ZIP archives, workbooks and single tables become one `Source`."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from kpdata.areas import AreaIndex
from kpdata.errors import DataError, UsageError
from kpdata.i18n import N_, Message
from kpdata.sources.archive import Archive
from kpdata.sources.boundaries import BOUNDARIES, are_boundaries, read_boundaries
from kpdata.sources.cells import Context
from kpdata.sources.convert import Findings, TableReader
from kpdata.sources.delimited import Delimited, open_delimited
from kpdata.sources.headings import Header, find_header, table_named
from kpdata.sources.limits import MEGABYTE, WORKBOOK_BYTES
from kpdata.sources.raw import Input, RawTable, readable, sha256, too_large
from kpdata.sources.rows import Chunk, OpenedSource, Problem, SourceFile
from kpdata.sources.tables import TABLES
from kpdata.sources.workbook import Sheet, Workbook

DELIMITED = (".csv", ".tsv", ".txt")
WORKBOOKS = (".xlsx", ".xlsm")
_LATER = ("ptv", "mymaps", "list", "visits_sheet", "forms", "paavo", "statfin")
_ABOUT = "bundle.json"
_ABOUT_BYTES = MEGABYTE // 4
_ABOUT_THE_BUNDLE = ("readme", "license", "licence", "lueminut", "lue minut", "läsmig")
_RUBBISH = (".", "~$", "__MACOSX")


@dataclass(slots=True)
class _Found:
    """One table of one file, ready to be read."""

    raw: RawTable
    header: Header
    file: SourceFile
    workbook: bool


@dataclass(slots=True)
class BundleSource:
    """An opened input (`rows.Source`): iterate `chunks()` once, then read the rest.

    about: what `bundle.json` says (`source`, `licence` …) for whoever wants to show it.
    """

    today: date
    areas: AreaIndex
    kind: str | None
    files: list[SourceFile] = field(default_factory=list)
    synthetic: bool = False
    about: dict[str, str] = field(default_factory=dict)
    _findings: Findings = field(default_factory=Findings)
    _found: list[_Found] = field(default_factory=list)
    _to_close: list[Callable[[], None]] = field(default_factory=list)

    @property
    def problems(self) -> list[Problem]:
        """Bad cells, rows and tables met so far."""
        return self._findings.problems

    @property
    def notices(self) -> list[Message]:
        """What was understood, left out or ignored so far."""
        return self._findings.notices

    @property
    def rejected(self) -> list[tuple[str, str, int, list[str], list[str]]]:
        """Refused rows so far: file, table, row, header, cells; left-out and personal cells are empty."""
        return self._findings.rejected

    @property
    def tables(self) -> list[str]:
        """Names of the tables that were found, in the order in which they are read."""
        return list(dict.fromkeys(found.header.table.name for found in self._in_order()))

    def chunks(self) -> Iterator[Chunk]:
        """The typed rows, table by table in the order in which they refer to one another."""
        try:
            for found in self._in_order():
                context = Context(self.today, self.areas, found.workbook)
                yield from TableReader(found.raw, found.header, found.file, context, self._findings).chunks()
        finally:
            self.close()

    def close(self) -> None:
        """Close the files; harmless when done twice."""
        while self._to_close:
            self._to_close.pop()()

    def _in_order(self) -> list[_Found]:
        order = {name: position for position, name in enumerate(TABLES)}
        return sorted(self._found, key=lambda found: order[found.header.table.name])

    # Opening

    def add(self, path: Path) -> None:
        """Add a path as the user gives it."""
        label = str(path)
        if not path.exists():
            raise UsageError(N_("There is no such file or folder: {path}."), path=label)
        if path.is_dir():
            self._only_for_one_table(label)
            self._add_folder(path)
        elif not path.is_file():
            raise UsageError(N_("{file} is not a file."), file=label)
        elif path.suffix.lower() == ".zip":
            self._only_for_one_table(label)
            self._add_archive(Input.of(path, label))
        elif path.suffix.lower() in DELIMITED + WORKBOOKS:
            self._add_file(Input.of(path, label), alone=True)
        else:
            raise _wrong_type(label)

    def _only_for_one_table(self, label: str) -> None:
        if self.kind in TABLES:
            raise UsageError(
                N_("{path} is a bundle: a table is told only for a single CSV or XLSX file."), path=label
            )

    def _add_folder(self, path: Path) -> None:
        with readable(str(path)):
            files = sorted(p for p in path.iterdir() if p.is_file() and not p.name.startswith(_RUBBISH))
        self._add_members([Input.of(p, str(path / p.name)) for p in files], str(path))

    def _add_archive(self, source: Input) -> None:
        archive = Archive(source)
        self._to_close.append(archive.close)
        members = [
            archive.member(name)
            for name in sorted(archive.members)
            if not any(part.startswith(_RUBBISH) for part in name.split("/"))
        ]
        self._add_members(members, source.label)

    def _add_members(self, members: Sequence[Input], label: str) -> None:
        before = len(self._found)
        ignored = []
        for member in members:
            if member.name.lower() == _ABOUT:
                self._read_about(member)
            elif member.suffix == ".zip":
                raise DataError(
                    N_("{file} is an archive inside a bundle; unpack it first."), file=member.label
                )
            elif member.suffix in DELIMITED + WORKBOOKS:
                self._add_file(member, alone=False)
            elif not member.name.lower().startswith(_ABOUT_THE_BUNDLE):
                ignored.append(member.name)
        if ignored:
            self._notice(N_("{file}: files that are no tables were left out: {names}."), label, names=ignored)
        if len(self._found) == before:
            raise DataError(N_("{path} holds none of the tables (such as meeting_places.csv)."), path=label)

    def _read_about(self, member: Input) -> None:
        with readable(member.label), member.open() as stream:
            data = stream.read(_ABOUT_BYTES + 1)
            too_large(member.label, len(data), _ABOUT_BYTES)
            try:
                about = json.loads(data.decode("utf-8-sig"))
            except RecursionError:
                raise ValueError(member.label) from None
        if not isinstance(about, dict):
            raise DataError(
                N_("{file} cannot be read: it is broken or not what its name says."), file=member.label
            )
        self.synthetic = self.synthetic or about.get("synthetic") is True
        self.about |= {key: value for key, value in about.items() if isinstance(value, str)}

    def _add_file(self, source: Input, *, alone: bool) -> None:
        if source.suffix in WORKBOOKS:
            self._add_workbook(source, alone=alone)
        else:
            self._add_delimited(source, alone=alone)

    def _add_delimited(self, source: Input, *, alone: bool) -> None:
        wanted = self._wanted(source.stem)
        delimited: Delimited = open_delimited(source, wanted or tuple(TABLES))
        file = SourceFile(source.label, delimited.sha256, delimited.encoding, delimited.delimiter)
        self.files.append(file)
        if not self._add_table(delimited, wanted, file, workbook=False):
            self._no_table(source, alone=alone, named=bool(wanted))

    def _add_workbook(self, source: Input, *, alone: bool) -> None:
        digest = sha256(source)
        seekable = _in_memory(source)
        book = Workbook(seekable)
        self._to_close.append(book.close)
        file = SourceFile(source.label, digest)
        self.files.append(file)
        if book.hidden:
            self._notice(N_("{file}: hidden sheets were ignored: {names}."), source.label, names=book.hidden)
        left_out = [sheet.name for sheet in book.sheets if not self._add_sheet(sheet, book, source, file)]
        if len(left_out) == len(book.sheets):
            self._no_table(source, alone=alone, named=False)
        elif left_out:
            self._notice(
                N_("{file}: sheets that are no tables were left out: {names}."), source.label, names=left_out
            )

    def _add_sheet(self, sheet: Sheet, book: Workbook, source: Input, file: SourceFile) -> bool:
        wanted = self._wanted(sheet.name)
        if not wanted and len(book.sheets) == 1:
            wanted = self._wanted(source.stem)
        return self._add_table(sheet, wanted, file, workbook=True)

    def _wanted(self, name: str) -> tuple[str, ...]:
        if self.kind in TABLES:
            return (self.kind,)
        named = table_named(name)
        return (named,) if named else ()

    def _add_table(self, raw: RawTable, wanted: tuple[str, ...], file: SourceFile, *, workbook: bool) -> bool:
        header = find_header(raw.head, wanted or tuple(TABLES), raw.merged)
        # Without a name the headings must tell the table completely: half a match is a guess.
        if header is None or (not wanted and header.missing):
            return False
        self._found.append(_Found(raw, header, file, workbook))
        return True

    def _no_table(self, source: Input, *, alone: bool, named: bool) -> None:
        if named:
            raise DataError(
                N_("{file}: no row of headings was found in its first rows."),
                file=source.label,
            )
        if alone:
            raise UsageError(
                N_("{file}: neither name nor headings tell which table it is; tell it with --as TABLE."),
                file=source.label,
            )
        self._notice(
            N_("{file}: files that are no tables were left out: {names}."), source.label, names=[source.name]
        )

    def _notice(self, msgid: str, file: str, *, names: Sequence[str]) -> None:
        self.notices.append(Message(msgid, {"file": file, "names": ", ".join(names)}))


def open_source(
    paths: Sequence[Path],
    *,
    kind: str | None = None,
    source_date: date,
    areas: AreaIndex,
    synthetic: bool = False,
) -> OpenedSource:
    """Open files, folders and archives as one source.

    kind: a table name, `bundle`, or None (found from names and headings). source_date: today, for what
    may not lie in the future. UsageError for a wrong type, path or kind; DataError for unreadable content.
    """
    if kind is None and paths and are_boundaries(paths):
        kind = BOUNDARIES
    reader = KINDS.get(kind or "bundle")
    if reader is None:
        if kind in _LATER:
            raise UsageError(
                N_("Files of the kind {kind} cannot be read yet. Kinds that can: {kinds}."),
                kind=kind,
                kinds=", ".join(KINDS),
            )
        raise UsageError(N_("There is no kind {kind}. Kinds: {kinds}."), kind=kind, kinds=", ".join(KINDS))
    if not paths:
        raise UsageError(N_("Give at least one file or folder."))
    return reader(paths, kind, source_date, areas, synthetic)


def _read_bundle(
    paths: Sequence[Path], kind: str | None, today: date, areas: AreaIndex, synthetic: bool
) -> BundleSource:
    source = BundleSource(today, areas, kind, synthetic=synthetic)
    try:
        for path in paths:
            source.add(Path(path))
    except BaseException:
        source.close()
        raise
    return source


KindReader = Callable[[Sequence[Path], str | None, date, AreaIndex, bool], OpenedSource]
KINDS: dict[str, KindReader] = {
    "bundle": _read_bundle,
    **dict.fromkeys(TABLES, _read_bundle),
    BOUNDARIES: read_boundaries,
}
"""Which reader opens which kind: a new kind is a module of its own and one line here."""


def _in_memory(source: Input) -> Input:
    """A workbook whose archive can be searched: a member of a ZIP is held in memory."""
    with readable(source.label), source.open() as stream:
        if not isinstance(getattr(stream, "raw", None), io.FileIO):
            data = stream.read(WORKBOOK_BYTES + 1)
            too_large(source.label, len(data), WORKBOOK_BYTES)
            return Input(source.label, source.name, lambda: io.BytesIO(data))
        size = stream.seek(0, io.SEEK_END)
    too_large(source.label, size, WORKBOOK_BYTES)
    return source


def _wrong_type(label: str) -> UsageError:
    return UsageError(
        N_("{file} is not of a type that can be read: give a folder, ZIP, XLSX, CSV or GeoJSON."), file=label
    )
