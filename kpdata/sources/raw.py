"""Rows of a file before any rule is applied: what the file formats have in common."""

from __future__ import annotations

import hashlib
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol
from xml.sax import SAXException

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from defusedxml.common import DefusedXmlException

from kpdata.errors import DataError
from kpdata.i18n import N_, Message
from kpdata.sources.limits import FILE_BYTES

BLOCK_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a cell (or a row) that the file format tells: what, and what is expected."""

    problem: Message
    expected: Message


WHOLE_ROW = -1
"""Position of a fault that is about the row, not about one cell."""


@dataclass(slots=True)
class RawBlock:
    """Some rows: their spreadsheet numbers and the text of their cells, one array a column, no nulls.

    faults: by (index in the block, position). filled: cells that a merged cell above them reaches into.
    beyond: there are filled cells to the right of the header.
    """

    rows: npt.NDArray[np.int32]
    columns: list[pa.Array]
    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)
    filled: set[tuple[int, int]] = field(default_factory=set)
    beyond: bool = False


class RawTable(Protocol):
    """A CSV file or one sheet of a workbook. head: its first rows, numbered as a spreadsheet does."""

    head: Sequence[tuple[int, Sequence[str]]]
    merged: frozenset[tuple[int, int]]

    def blocks(self, after_row: int, width: int) -> Iterator[RawBlock]:
        """The rows below a row, with `width` columns, in steady memory."""
        ...


@dataclass(frozen=True, slots=True)
class Input:
    """A file that can be opened again and again: on the disk or a member of an archive."""

    label: str
    name: str
    open: Callable[[], IO[bytes]]

    @property
    def stem(self) -> str:
        """The name without its ending."""
        return Path(self.name).stem

    @property
    def suffix(self) -> str:
        """The ending in small letters, with its point."""
        return Path(self.name).suffix.lower()

    @classmethod
    def of(cls, path: Path, label: str) -> Input:
        """A file on the disk."""
        return cls(label, path.name, lambda: path.open("rb"))


@contextmanager
def readable(label: str) -> Iterator[None]:
    """Whatever a library says about a broken file becomes one plain DataError."""
    try:
        yield
    except (
        OSError,
        EOFError,
        ValueError,
        LookupError,
        RuntimeError,
        OverflowError,
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        lzma.LZMAError,
        struct.error,
        SAXException,
        DefusedXmlException,
        pa.ArrowException,
    ) as error:
        raise DataError(
            N_("{file} cannot be read: it is broken or not what its name says."), file=label
        ) from error


def sha256(source: Input) -> str:
    """The SHA-256 of a file as lower-case hexadecimal digits; DataError when it is too large."""
    digest, size = hashlib.sha256(), 0
    with readable(source.label), source.open() as stream:
        while data := stream.read(BLOCK_BYTES):
            size += len(data)
            too_large(source.label, size, FILE_BYTES)
            digest.update(data)
    return digest.hexdigest()


def too_large(label: str, size: int, limit: int) -> None:
    """DataError when a file is larger than it may be."""
    if size > limit:
        raise DataError(
            N_("{file} is too large: at most {n} megabytes are read."), file=label, n=limit // (1024 * 1024)
        )


def block_of(
    numbered: Sequence[tuple[int, list[str]]], width: int
) -> tuple[npt.NDArray[np.int32], list[pa.Array]]:
    """Row numbers and columns of rows whose cells are as many as `width`."""
    rows = np.fromiter((row for row, _ in numbered), dtype=np.int32, count=len(numbered))
    columns = [pa.array([cells[i] for _, cells in numbered], type=pa.string()) for i in range(width)]
    return rows, columns
