"""ZIP archives (bundles and the inside of workbooks): opened only when they are harmless."""

from __future__ import annotations

import io
import stat
import zipfile
from collections.abc import Iterator
from typing import IO

from kpdata.errors import DataError
from kpdata.i18n import N_
from kpdata.sources.limits import ARCHIVE_MEMBERS, INFLATED_BYTES, INFLATION_FREE_BYTES, INFLATION_RATIO
from kpdata.sources.raw import Input, readable

_ENCRYPTED = 0x1


class _Counted(io.RawIOBase):
    """A member's bytes; DataError when more come out than the archive's list of contents says."""

    def __init__(self, stream: IO[bytes], announced: int, label: str) -> None:
        self._stream, self._left, self._label = stream, announced, label

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        data = self._stream.read(len(view))
        self._left -= len(data)
        if self._left < 0:
            raise DataError(N_("{file} holds more than it says; it was not read."), file=self._label)
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()


class Archive:
    """An open archive whose members passed the checks of names, sizes and kinds."""

    def __init__(self, source: Input, *, inflated_bytes: int = INFLATED_BYTES) -> None:
        self.label = source.label
        with readable(self.label):
            self._stream = source.open()
            try:
                self._zip = zipfile.ZipFile(self._stream)
                self.members = {info.filename: info for info in self._checked(inflated_bytes)}
            except BaseException:
                self._stream.close()
                raise

    def _checked(self, inflated_bytes: int) -> Iterator[zipfile.ZipInfo]:
        infos = self._zip.infolist()
        if len(infos) > ARCHIVE_MEMBERS:
            raise DataError(
                N_("{file} holds too many files (at most {n})."), file=self.label, n=ARCHIVE_MEMBERS
            )
        names: set[str] = set()
        total = 0
        for info in infos:
            parts = info.filename.replace("\\", "/").split("/")
            if (
                info.filename.startswith(("/", "\\"))
                or ".." in parts
                or ":" in parts[0]
                or "\x00" in info.filename
            ):
                raise DataError(
                    N_("{file} holds a file with an unsafe name; it was not read."), file=self.label
                )
            if info.flag_bits & _ENCRYPTED:
                raise DataError(
                    N_("{file} is protected by a password; save it without one."), file=self.label
                )
            if stat.S_ISLNK(info.external_attr >> 16):
                raise DataError(N_("{file} holds a link to another file; it was not read."), file=self.label)
            if info.is_dir():
                continue
            if info.filename in names:
                raise DataError(N_("{file} holds two files of one name; it was not read."), file=self.label)
            names.add(info.filename)
            total += info.file_size
            bomb = info.file_size > INFLATION_FREE_BYTES and info.file_size > INFLATION_RATIO * max(
                info.compress_size, 1
            )
            if bomb or total > inflated_bytes:
                raise DataError(
                    N_("{file} would grow too large when unpacked; it was not read."), file=self.label
                )
            yield info

    def open(self, name: str) -> IO[bytes]:
        """A member as a stream; KeyError when there is none of that name."""
        info = self.members[name]
        return io.BufferedReader(_Counted(self._zip.open(info), info.file_size, self.label))

    def close(self) -> None:
        """Close the archive and its file."""
        self._zip.close()
        self._stream.close()

    def member(self, name: str) -> Input:
        """A member as an input of its own, named after the archive."""
        return Input(f"{self.label}/{name}", name.rsplit("/", 1)[-1], lambda: self.open(name))
