"""What every reader gives: chunks of typed rows, and the problems met on the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from kpdata.i18n import Message

NOT_AN_ANSWER = -1


class Severity(StrEnum):
    """An error keeps its row out; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One bad cell (or row, column, file): where it is, what is wrong, what is expected.

    `row` is the number a spreadsheet shows (header = 1), None for a whole file or table.
    A problem without a row is about a whole table: none of its rows is given, so nothing may be written.
    `column` is the heading as it stands in the file. `value` is empty where the cell must not be echoed
    (personal data). `table` tells the sheets of a workbook apart.
    """

    file: str
    row: int | None
    column: str | None
    value: str
    problem: Message
    expected: Message
    severity: Severity = Severity.ERROR
    table: str | None = None


@dataclass(slots=True)
class TableCounts:
    """Rows of one table of one file: read, and what the import did with them.

    `read` counts rows of data (no blank, total or title rows); the reader adds the rows it refuses to
    `rejected`, the import those it refuses itself.
    """

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    rejected: int = 0


@dataclass(slots=True)
class SourceFile:
    """A file as given: path, SHA-256, how it was decoded, its tables."""

    path: str
    sha256: str
    encoding: str | None = None
    delimiter: str | None = None
    tables: dict[str, TableCounts] = field(default_factory=dict)


@dataclass(slots=True)
class Chunk:
    """Some rows of one table, already typed and row-checked.

    frame: columns named as in `store.schema` (only those the file has; responses and themes always have
    both place_id and municipality), one row a kept data row.
    Text, codes, times, months, yes/no and lists (joined by `|`) are objects: str or None; whole numbers
    Int64; other numbers float64 (NaN = unknown); days datetime64[s] (NaT = unknown).
    A count `c` has `c_hidden` (bool), and `c_min`, `c_max` (Int64), only in a chunk where a row needs
    them; without them they are false and NULL. Empty cells of a column with a default hold the default.
    Places known by name only carry columns `municipality`, `place` and no `place_id` (None where the
    file has both); `survey_responses` is wide, one Int64 column a question, named by its heading, with
    NOT_AN_ANSWER where a cell is no answer on any scale: only the import knows which columns are questions;
    `population` may carry `name`, `lat`, `lon` of the postal area.
    rows: spreadsheet row number of each row. raw: the cells as they stood (for the rejects file), made
    when asked for; columns that were left out are empty in it.
    """

    table: str
    file: str
    frame: pd.DataFrame
    rows: npt.NDArray[np.int32]
    header: list[str]
    raw: Sequence[list[str]] | None = None


class Source(Protocol):
    """An opened input: iterate its chunks once, then read its problems, notices and files.

    Tables come in the order in which they refer to one another (centres before places before
    hours …). A bad row is left out of its chunk, told in `problems` and kept in `rejected`.
    """

    @property
    def files(self) -> list[SourceFile]:
        """The files as given."""
        ...

    @property
    def problems(self) -> list[Problem]:
        """Bad cells, rows and tables met so far."""
        ...

    @property
    def notices(self) -> list[Message]:
        """What was understood, left out or ignored so far."""
        ...

    @property
    def synthetic(self) -> bool:
        """Whether the data is made up."""
        ...

    @property
    def rejected(self) -> list[tuple[str, str, int, list[str], list[str]]]:
        """Refused rows so far: file, table, row, header, cells."""
        ...

    def chunks(self) -> Iterator[Chunk]:
        """The typed rows, in steady memory."""
        ...


class OpenedSource(Source, Protocol):
    """A source as it is opened from files, to be closed when it was read."""

    @property
    def tables(self) -> list[str]:
        """Names of the tables that were found."""
        ...

    def close(self) -> None:
        """Close the files; harmless when done twice."""
        ...
