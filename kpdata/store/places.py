"""Ids of meeting places that are added by name, and what still refers to places and centres removed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from sqlalchemy import ColumnElement, Connection, select

from kpdata.store.schema import (
    assessments,
    meeting_places,
    opening_hours,
    place_month,
    survey_responses,
)
from kpdata.store.summaries import batches

_REFERRING: dict[str, tuple[ColumnElement[str | None], ...]] = {
    "meeting_places": (
        place_month.c.place_id,
        opening_hours.c.place_id,
        survey_responses.c.place_id,
        assessments.c.place_id,
    ),
    "family_centres": (meeting_places.c.centre_id,),
}
_LONGEST = 60


def new_place_id(municipality: str, name: str, taken: Collection[str]) -> str:
    """An id for a place known by name, the same whenever it is made: `837-perhekahvila-omena`."""
    letters = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    stem = f"{municipality}-{re.sub('[^a-z0-9]+', '-', letters).strip('-')[:_LONGEST]}".rstrip("-")
    number, place_id = 1, stem
    while place_id in taken:
        number += 1
        place_id = f"{stem}-{number}"
    return place_id


def remaining_references(connection: Connection, table: str, ids: Collection[str]) -> list[str]:
    """Those of the removed ids that rows of other tables still name."""
    found: set[str] = set()
    for column in _REFERRING[table]:
        for some in batches(ids):
            found.update(
                str(i)
                for i in connection.execute(select(column).distinct().where(column.in_(some))).scalars()
            )
    return sorted(found)
