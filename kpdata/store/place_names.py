"""Visits whose place is known by name: found in the register, or added to it when asked."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection

from sqlalchemy import insert

from kpdata.domain import Definition, OperatorType, PlaceStatus
from kpdata.i18n import N_
from kpdata.store.batch import Batch
from kpdata.store.checks import Finding, place_by_name
from kpdata.store.importing import Importing
from kpdata.store.references import fold
from kpdata.store.schema import meeting_places

_LONGEST = 60


class PlaceNames:
    """Finds the places of an import by municipality and name; `named` holds the ids found."""

    def __init__(self, work: Importing) -> None:
        self._work = work
        self._created: Counter[str] = Counter()
        self.named: set[str] = set()

    def resolve(self, batch: Batch) -> Batch:
        """Fill in `place_id`; rows whose place is not found are refused."""
        names = batch.columns.get("place")
        if names is None:
            return batch
        ids, municipalities = batch.columns["place_id"], batch.columns["municipality"]
        refused: list[Finding] = []
        known: dict[tuple[str, str], str | Finding] = {}
        for index, (place, municipality, name) in enumerate(zip(ids, municipalities, names, strict=True)):
            if place is not None:
                continue
            key = (municipality, fold(name))
            if key not in known:
                known[key] = self._find(index, municipality, name, batch.file)
            found = known[key]
            if isinstance(found, Finding):
                refused.append(Finding(index, found.column, found.problem, found.expected))
            else:
                ids[index] = found
                self.named.add(found)
        return self._work.findings.refuse(batch, refused)

    def _find(self, index: int, municipality: str, name: str, file: str) -> str | Finding:
        references = self._work.references
        found = place_by_name(index, municipality, name, references)
        unknown = (municipality, fold(name)) not in references.places_by_name
        if isinstance(found, Finding) and unknown and self._work.options.create_places:
            return self._create(municipality, name, file)
        return found

    def _create(self, municipality: str, name: str, file: str) -> str:
        place_id = new_place_id(municipality, name, self._work.references.places)
        row = {
            "place_id": place_id,
            "name": name,
            "municipality": municipality,
            "operator_type": OperatorType.OTHER.value,
            "status": PlaceStatus.RUNNING.value,
            "definition": Definition.UNKNOWN.value,
            **self._work.own(),
        }
        self._work.connection.execute(insert(meeting_places).values(row))
        self._work.findings.counts(file, meeting_places.name).new += 1
        self._work.touched.places.add(place_id)
        self._work.references.forget(meeting_places.name)
        self._created[file] += 1
        return place_id

    def tell(self) -> None:
        """Tell how many places were added."""
        for file, n in self._created.items():
            self._work.findings.notice(N_("{file}: meeting places were added by name: {n}."), file=file, n=n)


def new_place_id(municipality: str, name: str, taken: Collection[str]) -> str:
    """An id for a place known by name, the same whenever it is made: `837-perhekahvila-omena`."""
    letters = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    stem = f"{municipality}-{re.sub('[^a-z0-9]+', '-', letters).strip('-')[:_LONGEST]}".rstrip("-")
    number, place_id = 1, stem
    while place_id in taken:
        number += 1
        place_id = f"{stem}-{number}"
    return place_id
