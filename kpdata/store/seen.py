"""Which identities an import has had already, and in which row, in little memory."""

from __future__ import annotations

from typing import Protocol

import numpy as np
import numpy.typing as npt

from kpdata.store.batch import Batch
from kpdata.store.keys import Identity, identities
from kpdata.store.visit_numbers import VisitNumbers

Where = tuple[str, int]
Codes = npt.NDArray[np.int64]


class Seen(Protocol):
    """The identities of one table that an import has had."""

    def repeats(self, batch: Batch) -> list[int]:
        """Indexes of rows whose identity came before, in the batch or an earlier one."""
        ...

    def add(self, batch: Batch) -> None:
        """Take in the rows of a batch without repeats."""
        ...

    def where(self, key: Identity) -> Where:
        """File and row in which an identity was first met; KeyError when it was not."""
        ...

    def __contains__(self, key: Identity) -> bool: ...


class SeenRows:
    """Identities of a table of ordinary size, as they are."""

    def __init__(self) -> None:
        self._where: dict[Identity, Where] = {}

    def repeats(self, batch: Batch) -> list[int]:
        """Indexes of rows whose identity came before, in the batch or an earlier one."""
        found, here = [], set()
        for index, key in enumerate(identities(batch.table, batch.columns)):
            if key in self._where or key in here:
                found.append(index)
            here.add(key)
        return found

    def add(self, batch: Batch) -> None:
        """Take in the rows of a batch without repeats."""
        for key, row in zip(identities(batch.table, batch.columns), batch.rows, strict=True):
            self._where[key] = (batch.file, row)

    def where(self, key: Identity) -> Where:
        """File and row in which an identity was first met."""
        return self._where[key]

    def __contains__(self, key: Identity) -> bool:
        return key in self._where


def _rises(codes: Codes) -> bool:
    """Whether each is greater than the one before, as in a file in order."""
    return bool(np.all(codes[1:] > codes[:-1]))


class SeenVisits:
    """Identities of visits as whole numbers (place, day or month): 12 bytes a row.

    They are kept in sorted runs; runs of like length are merged, so that there are few of them.
    """

    def __init__(self, numbers: VisitNumbers) -> None:
        self._numbers = numbers
        self._runs: list[Codes] = []
        self._batches: list[tuple[str, Codes, npt.NDArray[np.int32]]] = []

    def _codes(self, batch: Batch) -> Codes:
        return (batch.numbered or self._numbers.of(batch.columns)).key

    def repeats(self, batch: Batch) -> list[int]:
        """Indexes of rows whose identity came before, in the batch or an earlier one."""
        codes = self._codes(batch)
        again = np.zeros(len(codes), dtype=bool)
        if not _rises(codes):
            _, first = np.unique(codes, return_index=True)
            again[:] = True
            again[first] = False
        for run in self._runs:
            if codes.min() > run[-1] or codes.max() < run[0]:
                continue
            at = np.searchsorted(run, codes)
            again |= run[np.minimum(at, len(run) - 1)] == codes
        return [int(index) for index in np.flatnonzero(again)]

    def add(self, batch: Batch) -> None:
        """Take in the rows of a batch without repeats."""
        if not len(batch):
            return
        codes = self._codes(batch)
        self._batches.append((batch.file, codes, np.array(batch.rows, dtype=np.int32)))
        run = codes if _rises(codes) else np.sort(codes)
        while self._runs and len(self._runs[-1]) <= 2 * len(run):
            run = np.sort(np.concatenate([self._runs.pop(), run]), kind="stable")
        self._runs.append(run)

    def where(self, key: Identity) -> Where:
        """File and row in which an identity was first met."""
        code = self._numbers.key(*key)
        for file, codes, rows in self._batches:
            found = np.flatnonzero(codes == code)
            if len(found):
                return file, int(rows[found[0]])
        raise KeyError(key)

    def __contains__(self, key: Identity) -> bool:
        try:
            code = self._numbers.key(*key)
        except KeyError:
            return False
        return any(bool(np.isin(code, run)) for run in self._runs)
