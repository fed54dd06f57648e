"""What rows may refer to: places, centres, rounds, questions, criteria and areas that the database has."""

from __future__ import annotations

import difflib
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, select

from kpdata.store.schema import (
    areas,
    family_centres,
    integration_criteria,
    meeting_places,
    postal_areas,
    survey_questions,
    survey_rounds,
)

NEAREST = 3


@dataclass(frozen=True, slots=True)
class Place:
    """A meeting place as rows refer to it."""

    place_id: str
    name: str
    municipality: str


@dataclass(frozen=True, slots=True)
class Round:
    """A survey round as responses refer to it."""

    instrument: str
    invited: int | None


def fold(name: str) -> str:
    """A name without case, composed (NFC), with single spaces."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


class References:
    """Look-ups in the database, read when first needed; `forget` a table after it changed."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._nearest: dict[tuple[str, str], list[str]] = {}

    def forget(self, table: str) -> None:
        """Read a table anew when it is next needed."""
        for name in _READ_FROM.get(table, ()):
            self.__dict__.pop(name, None)
        self._nearest.clear()

    def _rows(self, *columns: Any) -> list[Any]:
        return list(self._connection.execute(select(*columns)))

    @cached_property
    def places(self) -> dict[str, Place]:
        """Meeting places by id."""
        m = meeting_places.c
        return {i: Place(i, name, code) for i, name, code in self._rows(m.place_id, m.name, m.municipality)}

    @cached_property
    def places_by_name(self) -> dict[tuple[str, str], list[Place]]:
        """Meeting places by municipality and folded name."""
        found: dict[tuple[str, str], list[Place]] = defaultdict(list)
        for place in self.places.values():
            found[place.municipality, fold(place.name)].append(place)
        return dict(found)

    @cached_property
    def centres(self) -> set[str]:
        """Ids of family centres."""
        return {row[0] for row in self._rows(family_centres.c.centre_id)}

    @cached_property
    def rounds(self) -> dict[str, Round]:
        """Survey rounds by id."""
        r = survey_rounds.c
        return {
            row.round_id: Round(row.instrument, row.invited)
            for row in self._rows(r.round_id, r.instrument, r.invited)
        }

    @cached_property
    def questions(self) -> dict[tuple[str, str], str]:
        """Scales of survey questions by instrument and question."""
        q = survey_questions.c
        return {
            (i, question): scale for i, question, scale in self._rows(q.instrument, q.question_id, q.scale)
        }

    @cached_property
    def criteria(self) -> set[str]:
        """Ids of integration criteria."""
        return {row[0] for row in self._rows(integration_criteria.c.criterion_id)}

    @cached_property
    def areas(self) -> dict[str, set[str]]:
        """Codes of present areas (country, counties, regions, municipalities) by type."""
        found: dict[str, set[str]] = defaultdict(set)
        for kind, code, gone in self._rows(areas.c.area_type, areas.c.area_id, areas.c.valid_to):
            if gone is None:
                found[kind].add(code)
        return dict(found)

    @cached_property
    def postal_areas(self) -> dict[str, str]:
        """Municipality of each postal area."""
        return dict(self._rows(postal_areas.c.postal_code, postal_areas.c.municipality))

    def has_area(self, kind: str, area_id: str) -> bool:
        """Whether there is such an area, centre or place."""
        if kind == "centre":
            return area_id in self.centres
        if kind == "place":
            return area_id in self.places
        return area_id in self.areas.get(kind, ())

    def nearest(self, kind: str, text: str) -> list[str]:
        """Ids of a kind (`place`, `centre`, `round`, `criterion`) that are written most like a text."""
        key = (kind, text)
        if key not in self._nearest:
            known: dict[str, Iterable[str]] = {
                "place": self.places,
                "centre": self.centres,
                "round": self.rounds,
                "criterion": self.criteria,
            }
            self._nearest[key] = difflib.get_close_matches(text, sorted(known[kind]), NEAREST)
        return self._nearest[key]

    def nearest_names(self, municipality: str, name: str) -> list[str]:
        """Names of places that are most like a name: first in the municipality, else anywhere."""
        key = (municipality, name)
        if key not in self._nearest:
            near = {fold(p.name): p for p in self.places.values() if p.municipality == municipality}
            found = difflib.get_close_matches(fold(name), list(near), NEAREST)
            everywhere = {fold(p.name): p for p in self.places.values()}
            if not found:
                near = everywhere
                found = difflib.get_close_matches(fold(name), list(near), NEAREST, 0.8)
            self._nearest[key] = [near[text].name for text in found]
        return self._nearest[key]


_READ_FROM = {
    "meeting_places": ("places", "places_by_name"),
    "family_centres": ("centres",),
    "survey_rounds": ("rounds",),
    "survey_questions": ("questions",),
    "integration_criteria": ("criteria",),
    "postal_areas": ("postal_areas",),
}
