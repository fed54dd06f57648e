"""Raw rows of one table become typed, checked chunks.

Each column is read once for every distinct text in it (a year of visits has a few hundred), so the rules of
`cells` are applied as they are written and yet a million rows take seconds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import overload

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from kpdata.domain import COUNTRY_ID, AreaKey, AreaLevel
from kpdata.i18n import N_, Message
from kpdata.sources import cells
from kpdata.sources.cells import UNKNOWN, Cell, Context, Reader, RefusedError
from kpdata.sources.checks import CHECKS, Finding, Mask, Rows, Values
from kpdata.sources.coordinates import LATITUDES, LONGITUDES, point
from kpdata.sources.headings import Header
from kpdata.sources.limits import PROBLEMS
from kpdata.sources.personal import personal_data
from kpdata.sources.raw import WHOLE_ROW, RawBlock, RawTable
from kpdata.sources.rows import NOT_AN_ANSWER, Chunk, Problem, Severity, SourceFile, TableCounts
from kpdata.sources.tables import Column, Shape
from kpdata.sources.words import TOTALS, fold_word

_REMEMBERED = 100_000
_OPTION_CHARACTERS = 20
# Their rows belong to a place or a municipality: both columns are always there.
_HOMES = ("survey_responses", "survey_themes")
_EXPECTED_FILLED = Message(N_("a value: the column is required"))
_MERGED_UNKNOWN = Message(N_("A merged cell reaches into this row."))
_MERGED_EXPECTED = Message(N_("numbers in cells that are not merged"))


@dataclass(slots=True)
class Findings:
    """What reading found: problems, notices and refused rows, for a whole input."""

    problems: list[Problem] = field(default_factory=list)
    notices: list[Message] = field(default_factory=list)
    rejected: list[tuple[str, str, int, list[str], list[str]]] = field(default_factory=list)

    full: bool = False

    def add(self, problem: Problem) -> None:
        """Keep a problem; the first one too many ends the reading and is told for the whole table."""
        if self.full:
            return
        if len(self.problems) < PROBLEMS:
            self.problems.append(problem)
            return
        self.full = True
        self.problems.append(
            Problem(
                problem.file,
                None,
                None,
                "",
                Message(N_("There are more than {n} problems; the rest was not read."), {"n": PROBLEMS}),
                Message(N_("the right file, or fewer bad cells")),
                table=problem.table,
            )
        )

    def sort_by_row(self, first: int) -> None:
        """Put the problems from one on (of one block) in the order of their rows."""
        last = float("inf")
        self.problems[first:] = sorted(
            self.problems[first:], key=lambda problem: last if problem.row is None else problem.row
        )


class _Memory:
    """A reader that remembers what each text gave."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._known: dict[str, Cell | RefusedError] = {}

    def __call__(self, text: str) -> Cell | RefusedError:
        found = self._known.get(text)
        if found is None:
            try:
                found = self._reader(text)
            except RefusedError as refused:
                found = refused
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known[text] = found
        return found


@dataclass(slots=True)
class _Coded:
    """One column of a block: distinct texts, what each says, and which of them each row has."""

    position: int
    heading: str
    column: Column
    codes: npt.NDArray[np.int64]
    texts: list[str]
    said: list[Cell | RefusedError]

    def text(self, index: int) -> str:
        """The trimmed text of a row."""
        return self.texts[int(self.codes[index])].strip()

    def cells(self) -> list[Cell]:
        """What each distinct text says; a refused one counts as unknown."""
        return [UNKNOWN if isinstance(cell, RefusedError) else cell for cell in self.said]


class RawRows(Sequence[list[str]]):
    """The cells of rows as they stood, made one row at a time.

    Columns that were left out are empty, and so are personal data and, in columns of answers, long texts.
    """

    def __init__(
        self,
        columns: Sequence[pa.Array],
        kept: frozenset[int],
        questions: frozenset[int],
        index: npt.NDArray[np.int64],
    ) -> None:
        self._columns, self._kept, self._questions, self._index = columns, kept, questions, index

    def __len__(self) -> int:
        return len(self._index)

    @overload
    def __getitem__(self, index: int) -> list[str]: ...
    @overload
    def __getitem__(self, index: slice) -> list[list[str]]: ...
    def __getitem__(self, index: int | slice) -> list[str] | list[list[str]]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        row = int(self._index[index])
        return [self._cell(position, column[row].as_py()) for position, column in enumerate(self._columns)]

    def _cell(self, position: int, text: str) -> str:
        free = position in self._questions and len(text) > _OPTION_CHARACTERS
        return "" if position not in self._kept or free or personal_data(text) else text


class TableReader:
    """Turns the raw rows of one table of one file into chunks, and tells what it met."""

    def __init__(
        self, raw: RawTable, header: Header, file: SourceFile, context: Context, findings: Findings
    ) -> None:
        self._raw, self._header, self._file = raw, header, file
        self._context, self._findings = context, findings
        self.table = header.table.name
        self.counts = file.tables.setdefault(self.table, TableCounts())
        self._width = max((i + 1 for i, heading in enumerate(header.headings) if heading), default=0)
        self._memories = {name: _Memory(c.reader(context)) for _, name, c in header.columns}
        self._headings = {column.name: heading for _, heading, column in header.columns}
        self._kept = frozenset(position for position, _, _ in header.columns)
        self._told: Counter[tuple[str, str, tuple[tuple[str, str], ...]]] = Counter()
        self._first_told: dict[tuple[str, str, tuple[tuple[str, str], ...]], tuple[int, Message]] = {}
        self._totals = 0
        self._nameless: set[int] = set()
        self._first_block = True
        self._areas = _AreaIds(context)

    def chunks(self) -> Iterator[Chunk]:
        """The chunks; none when the header cannot be used (then a problem says why)."""
        if not self._usable():
            return
        read_before = self.counts.read
        for block in self._raw.blocks(self._header.last_row, self._width):
            chunk = self._chunk(block)
            if chunk is not None:
                yield chunk
            if self._findings.full:
                return
        if self.counts.read == read_before:
            self._notice(N_("{file}: the table {table} has a header and no rows; nothing is removed."))
        self._tell()

    # The header

    def _usable(self) -> bool:
        header = self._header
        for name, first, second in header.twice:
            self._problem(
                None,
                f"{first}, {second}",
                "",
                Message(
                    N_("The columns “{first}” and “{second}” both mean {column}."),
                    {"first": first, "second": second, "column": name},
                ),
                Message(N_("one of them; rename or remove the other")),
            )
        for names in header.missing:
            self._problem(
                None,
                ", ".join(names),
                "",
                Message(N_("The required column {column} is missing."), {"column": ", ".join(names)}),
                Message(N_("the columns of the table {table}"), {"table": self.table}),
            )
        if header.first_row > 1:
            self._notice(
                N_("{file}: the rows above the header (row {row}) were not read."), row=header.first_row
            )
        if header.unknown:
            self._notice(
                N_("{file}: unknown columns were left out: {columns}."), columns=", ".join(header.unknown)
            )
        if header.personal:
            self._notice(
                N_("{file}: columns about a person were left out: {columns}."),
                columns=", ".join(header.personal),
            )
        return not header.twice and not header.missing

    # A block

    def _chunk(self, block: RawBlock) -> Chunk | None:
        if self._first_block and self._header.table.questions:
            self._leave_out_free_text(block)
        self._first_block = False
        self._look_beside(block)
        alive = ~_blank(block)
        coded = [self._code(block, *column) for column in self._header.columns]
        alive &= ~self._total_rows(coded, alive)
        self.counts.read += int(alive.sum())
        if not alive.any():
            return None
        before = len(self._findings.problems)
        bad = self._faults(block, alive)
        for column in coded:
            bad |= self._refused(block, column, alive)
            self._count_told(block, column, alive)
        rows = Rows(len(block.rows), {c.column.name: _values(c) for c in coded})
        if self._has_point():
            bad |= self._point(block, rows, coded, alive & ~bad)
        if rows.has("area_id"):
            bad |= self._area_ids(block, rows, coded, alive & ~bad)
        for check in CHECKS.get(self.table, ()):
            for finding in check(rows):
                bad |= self._found(block, finding, coded, alive & ~bad)
        self._findings.sort_by_row(before)
        self._reject(block, alive & bad)
        good = np.flatnonzero(alive & ~bad)
        if not len(good):
            return None
        frame = self._frame(rows, good)
        raw = self._raw_rows(block, good)
        return Chunk(self.table, self._file.path, frame, block.rows[good], self._header.headings, raw)

    def _code(self, block: RawBlock, position: int, heading: str, column: Column) -> _Coded:
        encoded = block.columns[position].dictionary_encode()
        texts = encoded.dictionary.to_pylist()
        memory = self._memories[heading]
        said = [memory(text) for text in texts]
        if self._is_question(column):
            said = [Cell(NOT_AN_ANSWER) if isinstance(cell, RefusedError) else cell for cell in said]
        if column.x_means_yes and any(text.strip().lower() == "x" for text in texts):
            # In a column of crosses an empty cell is a no, not an unknown.
            said = [Cell("no") if cell == UNKNOWN else cell for cell in said]
        codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        return _Coded(position, heading, column, codes, texts, said)

    def _total_rows(self, coded: list[_Coded], alive: Mask) -> Mask:
        total = np.zeros(len(alive), dtype=bool)
        for column in coded:
            if column.column.shape in (Shape.COUNT, Shape.NUMBER):
                continue
            words = [i for i, text in enumerate(column.texts) if fold_word(text).rstrip(":") in TOTALS]
            if words:
                total |= np.isin(column.codes, words)
        total &= alive
        for index in np.flatnonzero(total):
            total[index] = _is_total({c.column.name: c.text(int(index)) for c in coded})
        self._totals += int(total.sum())
        return total

    def _faults(self, block: RawBlock, alive: Mask) -> Mask:
        bad = np.zeros(len(alive), dtype=bool)
        headings = {position: heading for position, heading, _ in self._header.columns}
        for (index, position), fault in sorted(block.faults.items()):
            if not alive[index] or (position != WHOLE_ROW and position not in headings):
                continue
            bad[index] = True
            self._problem(int(block.rows[index]), headings.get(position), "", fault.problem, fault.expected)
        counts = {p: h for p, h, column in self._header.columns if column.shape is Shape.COUNT}
        for index, position in sorted(block.filled):
            if alive[index] and position in counts:
                bad[index] = True
                self._problem(int(block.rows[index]), counts[position], "", _MERGED_UNKNOWN, _MERGED_EXPECTED)
        return bad

    def _refused(self, block: RawBlock, column: _Coded, alive: Mask) -> Mask:
        wrong = [i for i, cell in enumerate(column.said) if isinstance(cell, RefusedError)]
        empty = [i for i, cell in enumerate(column.said) if cell == UNKNOWN] if column.column.required else []
        bad = np.zeros(len(alive), dtype=bool)
        if not wrong and not empty:
            return bad
        bad = np.isin(column.codes, wrong + empty) & alive
        for index in np.flatnonzero(bad):
            if (int(index), column.position) in block.faults or (int(index), WHOLE_ROW) in block.faults:
                continue
            text, said = column.texts[column.codes[index]], column.said[column.codes[index]]
            if isinstance(said, RefusedError):
                value = "" if said.secret else cells.shown(text)
                self._problem(int(block.rows[index]), column.heading, value, said.problem, said.expected)
            else:
                problem = Message(N_("The cell is empty or unknown."))
                self._problem(
                    int(block.rows[index]), column.heading, cells.shown(text), problem, _EXPECTED_FILLED
                )
        return bad

    def _is_question(self, column: Column) -> bool:
        return column.name not in self._header.table.by_name

    def _found(self, block: RawBlock, finding: Finding, coded: list[_Coded], good: Mask) -> Mask:
        rows = finding.rows & good
        if rows.any():
            column = next((c for c in coded if c.column.name == finding.column), None)
            for index in np.flatnonzero(rows):
                self._problem(
                    int(block.rows[index]),
                    column.heading if column else finding.column,
                    cells.shown(column.texts[column.codes[index]]) if column else "",
                    finding.problem,
                    finding.expected,
                    finding.severity,
                )
        return rows if finding.severity is Severity.ERROR else np.zeros(len(good), dtype=bool)

    def _reject(self, block: RawBlock, bad: Mask) -> None:
        index = np.flatnonzero(bad)
        self.counts.rejected += len(index)
        for row, row_cells in zip(block.rows[index], self._raw_rows(block, index), strict=True):
            self._findings.rejected.append(
                (self._file.path, self.table, int(row), self._header.headings, row_cells)
            )

    def _raw_rows(self, block: RawBlock, index: npt.NDArray[np.int64]) -> RawRows:
        questions = frozenset(p for p, _, column in self._header.columns if self._is_question(column))
        return RawRows(block.columns, self._kept, questions, index)

    # Points and areas

    def _has_point(self) -> bool:
        return any(name in self._headings for name in ("lat", "lon", "x", "y"))

    def _point(self, block: RawBlock, rows: Rows, coded: list[_Coded], good: Mask) -> Mask:
        bad = np.zeros(rows.size, dtype=bool)
        lat, lon = np.full(rows.size, np.nan), np.full(rows.size, np.nan)
        for first, second in (("lat", "lon"), ("x", "y")):
            a, b = rows.number(first), rows.number(second)
            half = (np.isnan(a) != np.isnan(b)) & good
            bad |= self._found(
                block,
                Finding(
                    half,
                    rows.first_of(first, second),
                    Message(N_("Only half of the point is given.")),
                    Message(N_("{first} and {second} together"), {"first": first, "second": second}),
                ),
                coded,
                good,
            )
            swapped = (
                (a >= LONGITUDES[0]) & (a <= LONGITUDES[1]) & (b >= LATITUDES[0]) & (b <= LATITUDES[1])
                if first == "lat"
                else np.zeros(rows.size, dtype=bool)
            )
            outside = swapped.copy()
            for index in np.flatnonzero(~np.isnan(a) & ~np.isnan(b) & np.isnan(lat) & good & ~swapped):
                found = point(float(a[index]), float(b[index]))
                if found is None:
                    outside[index] = True
                else:
                    lat[index], lon[index] = found
            bad |= self._found(
                block,
                Finding(
                    outside,
                    rows.first_of(first, second),
                    Message(N_("The point is not in Finland, or latitude and longitude are swapped.")),
                    Message(N_("degrees such as 61.4978 and 23.7610, or ETRS-TM35FIN metres")),
                ),
                coded,
                good,
            )
        rows.columns["lat"], rows.columns["lon"] = Values(lat), Values(lon)
        return bad

    def _area_ids(self, block: RawBlock, rows: Rows, coded: list[_Coded], good: Mask) -> Mask:
        levels = rows.text("level" if self.table == "targets" else "area_type")
        ids = rows.text("area_id").copy()
        wrong = np.zeros(rows.size, dtype=bool)
        for index in np.flatnonzero(good):
            if levels[index] is None:
                continue
            found = self._areas.find(levels[index], ids[index])
            if found is None:
                wrong[index] = ids[index] is not None
            else:
                ids[index] = found.value
                for message in found.told:
                    self._remember("area_id", message, int(block.rows[index]), 1)
        rows.columns["area_id"] = Values(ids)
        return self._found(
            block,
            Finding(
                wrong,
                "area_id",
                Message(N_("There is no such area.")),
                Message(N_("a code of the data such as 08 (county) or 837 (municipality)")),
            ),
            coded,
            good,
        )

    # Notices

    def _leave_out_free_text(self, block: RawBlock) -> None:
        left_out = []
        for position, heading, column in self._header.columns:
            if not self._is_question(column):
                continue
            if self._is_free_text(block.columns[position], self._memories[heading]):
                left_out.append((position, heading, column))
        if left_out:
            self._header.columns = [column for column in self._header.columns if column not in left_out]
            self._kept = frozenset(position for position, _, _ in self._header.columns)
            self._notice(
                N_("{file}: columns of free text were left out: {columns}."),
                columns=", ".join(heading for _, heading, _ in left_out),
            )

    @staticmethod
    def _is_free_text(column: pa.Array, memory: _Memory) -> bool:
        """Whether most filled cells are words: a stray word among answers is a problem of its own."""
        filled = words = 0
        for pair in pc.value_counts(column).to_pylist():
            text, count = pair["values"], pair["counts"]
            if text.strip():
                filled += count
                words += count if isinstance(memory(text), RefusedError) and _wordy(text) else 0
        return 2 * words > filled

    def _look_beside(self, block: RawBlock) -> None:
        named = {position for position, heading in enumerate(self._header.headings) if heading}
        for position in range(self._width):
            if position not in named and position not in self._nameless:
                filled = pc.any(pc.not_equal(pc.utf8_trim_whitespace(block.columns[position]), "")).as_py()
                if filled:
                    self._nameless.add(position)
        if block.beyond:
            self._nameless.add(self._width)

    def _count_told(self, block: RawBlock, column: _Coded, alive: Mask) -> None:
        for i, cell in enumerate(column.said):
            if isinstance(cell, RefusedError) or not cell.told:
                continue
            where = np.flatnonzero((column.codes == i) & alive)
            if len(where):
                for message in cell.told:
                    self._remember(column.heading, message, int(block.rows[where[0]]), len(where))

    def _remember(self, heading: str, message: Message, row: int, count: int) -> None:
        key = (heading, message.msgid, tuple(sorted((k, str(v)) for k, v in message.values.items())))
        self._told[key] += count
        self._first_told.setdefault(key, (row, message))

    def _tell(self) -> None:
        for key, count in self._told.items():
            row, message = self._first_told[key]
            self._notice(
                N_("{file}, column “{column}”: {what} (cells: {n}, first in row {row})."),
                column=key[0],
                what=message,
                n=count,
                row=row,
            )
        if self._totals:
            self._notice(N_("{file}: rows of totals were left out: {n}."), n=self._totals)
        if self._nameless:
            self._notice(N_("{file}: columns without a heading were left out: {n}."), n=len(self._nameless))

    def _notice(self, msgid: str, **values: object) -> None:
        self._findings.notices.append(
            Message(msgid, {"file": self._file.path, "table": self.table, **values})
        )

    def _problem(
        self,
        row: int | None,
        column: str | None,
        value: str,
        problem: Message,
        expected: Message,
        severity: Severity = Severity.ERROR,
    ) -> None:
        self._findings.add(
            Problem(self._file.path, row, column, value, problem, expected, severity, self.table)
        )

    # The frame

    def _frame(self, rows: Rows, good: npt.NDArray[np.int64]) -> pd.DataFrame:
        data: dict[str, object] = {}
        every = len(good) == rows.size
        for _, _, column in self._header.columns:
            if column.name not in ("lat", "lon", "x", "y"):
                values = rows.columns[column.name]
                _add(data, column, values if every else _taken(values, good))
        if self._has_point():
            for name in ("lat", "lon"):
                data[name] = rows.columns[name].values[good]
        if self.table in _HOMES:
            for name in ("place_id", "municipality"):
                data.setdefault(name, pd.Series([None] * len(good), dtype=object))
        return pd.DataFrame(data, copy=False)


def _taken(values: Values, index: npt.NDArray[np.int64]) -> Values:
    return Values(
        values.values[index],
        None if values.low is None else values.low[index],
        None if values.high is None else values.high[index],
        None if values.hidden is None else values.hidden[index],
    )


def _add(data: dict[str, object], column: Column, values: Values) -> None:
    if column.shape in (Shape.WHOLE, Shape.COUNT):
        numbers = _int64(np.asarray(values.values, dtype=np.float64))
        other = data.get(column.name)
        # `visits_min` beside a range in `visits`: a row has at most one of the two.
        data[column.name] = numbers.fillna(other) if isinstance(other, pd.Series) else numbers
        if values.hidden is not None and values.hidden.any():
            data[f"{column.name}_hidden"] = values.hidden
        if values.low is not None and values.high is not None and not np.isnan(values.low).all():
            data[f"{column.name}_min"] = _int64(values.low)
            data[f"{column.name}_max"] = _int64(values.high)
    elif column.shape is Shape.TEXT:
        # Without a dtype pandas would make a string column of it, whose unknown is NaN and not None.
        data[column.name] = pd.Series(values.values, dtype=object, copy=False)
    else:
        data[column.name] = values.values


def _int64(numbers: npt.NDArray[np.float64]) -> pd.Series[int]:
    unknown = np.isnan(numbers)
    whole = np.where(unknown, 0, numbers).astype(np.int64)
    return pd.Series(pd.arrays.IntegerArray(whole, unknown))


def _values(column: _Coded) -> Values:
    """Typed values of a column, one a row, from what its distinct texts say."""
    said, codes, shape = column.cells(), column.codes, column.column.shape
    default = column.column.default
    found = [default if cell == UNKNOWN and default is not None else cell.value for cell in said]
    if shape is Shape.TEXT:
        values = np.empty(len(found), dtype=object)
        values[:] = [None if value is None else str(value) for value in found]
        return Values(values[codes])
    if shape is Shape.DAY:
        days = np.array([np.datetime64(str(value or "NaT"), "s") for value in found], dtype="datetime64[s]")
        return Values(days[codes])
    numbers = np.array([np.nan if value is None else value for value in found], dtype=np.float64)
    if shape is not Shape.COUNT:
        return Values(numbers[codes])
    low = np.array([np.nan if cell.low is None else cell.low for cell in said], dtype=np.float64)
    high = np.array([np.nan if cell.high is None else cell.high for cell in said], dtype=np.float64)
    hidden = np.array([cell.hidden for cell in said], dtype=bool)
    return Values(numbers[codes], low[codes], high[codes], hidden[codes])


def _blank(block: RawBlock) -> Mask:
    """Rows without a filled cell (and without a formula)."""
    blank = np.ones(len(block.rows), dtype=bool)
    for column in block.columns:
        if not blank.any():
            return blank
        empty = pc.equal(pc.utf8_trim_whitespace(column), "")
        blank &= empty.to_numpy(zero_copy_only=False)
    for index, _ in block.faults:
        blank[index] &= (index, WHOLE_ROW) in block.faults
    return blank


def _is_total(row: dict[str, str]) -> bool:
    """Whether a row with a word such as Yhteensä is a total, not a place that is called Summa."""
    filled = {name: text for name, text in row.items() if text and fold_word(text).rstrip(":") not in TOTALS}
    timed = "date" in filled or "month" in filled
    words = {name for name, text in filled.items() if any(letter.isalpha() for letter in text)}
    return words <= {"municipality"} and not (timed and "municipality" in filled)


def _wordy(text: str) -> bool:
    return sum(character.isalpha() for character in text) >= 2


class _AreaIds:
    """Finds the code of an area by its level and what a cell says; remembers."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._municipality = cells.municipality(context.areas)
        self._known: dict[tuple[str, str | None], Cell | None] = {}
        self._names: dict[str, dict[str, str]] = {}

    def find(self, level: str, text: str | None) -> Cell | None:
        """The code as a cell (told when merged), None when there is no such area."""
        key = (level, text)
        if key not in self._known:
            self._known[key] = self._find(level, text)
        return self._known[key]

    def _find(self, level: str, text: str | None) -> Cell | None:
        if level == AreaLevel.COUNTRY:
            known = text is None or fold_word(text) in ("fi", "suomi", "finland", "kokomaa", "helalandet")
            return Cell(COUNTRY_ID) if known else None
        if text is None:
            return None
        if level == AreaLevel.MUNICIPALITY:
            try:
                return self._municipality(text)
            except RefusedError:
                return None
        if level in (AreaLevel.COUNTY, AreaLevel.REGION):
            code = text.zfill(2)
            if self._context.areas.exists(AreaKey(AreaLevel(level), code)):
                return Cell(code)
            named = self._by_name(level).get(fold_word(text))
            return Cell(named) if named else None
        return Cell(text)

    def _by_name(self, level: str) -> dict[str, str]:
        if level not in self._names:
            areas = self._context.areas
            frame = areas.counties if level == AreaLevel.COUNTY else areas.regions
            names = [c for c in frame.columns if c.startswith(("name_", "short_"))]
            self._names[level] = {
                fold_word(str(row[name])): str(row["code"])
                for row in frame.to_dict("records")
                for name in names
            }
        return self._names[level]
