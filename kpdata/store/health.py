"""Whether a database is sound: the file itself, codes, references; and which tables are empty."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from sqlalchemy import Column, Connection, Engine, Table, and_, exists, func, select

from kpdata import domain
from kpdata.errors import DatabaseError
from kpdata.i18n import N_, Message
from kpdata.store import schema
from kpdata.store.engine import is_sqlite, reading

# Columns that hold a code, and the codes. Another system may have written something else.
CODES: dict[Column[str | None], type[StrEnum]] = {
    schema.family_centres.c.kind: domain.CentreKind,
    schema.family_centres.c.status: domain.CentreStatus,
    schema.meeting_places.c.operator_type: domain.OperatorType,
    schema.meeting_places.c.place_type: domain.PlaceType,
    schema.meeting_places.c.status: domain.PlaceStatus,
    schema.meeting_places.c.definition: domain.Definition,
    schema.meeting_places.c.step_free: domain.YesNo,
    schema.meeting_places.c.free_of_charge: domain.YesNo,
    schema.meeting_places.c.visiting_professionals: domain.YesNo,
    schema.meeting_places.c.source_kind: domain.SourceKind,
    schema.survey_rounds.c.instrument: domain.Instrument,
    schema.survey_questions.c.instrument: domain.Instrument,
    schema.survey_questions.c.scale: domain.Scale,
    schema.survey_responses.c.channel: domain.Channel,
    schema.survey_themes.c.kind: domain.ThemeKind,
    schema.integration.c.status: domain.IntegrationStatus,
    schema.assessments.c.framework: domain.Framework,
    schema.assessments.c.result: domain.AssessmentResult,
    schema.assessments.c.kind: domain.AssessmentKind,
    schema.mapping_status.c.status: domain.MappingStatus,
    schema.events.c.kind: domain.EventKind,
    schema.roles.c.role: domain.Role,
    schema.roles.c.named: domain.YesNo,
}

# Columns that name a row of another table. Visits are looked at by their monthly sums.
REFERENCES: tuple[tuple[Column[str | None], Column[str]], ...] = (
    (schema.meeting_places.c.centre_id, schema.family_centres.c.centre_id),
    (schema.opening_hours.c.place_id, schema.meeting_places.c.place_id),
    (schema.place_month.c.place_id, schema.meeting_places.c.place_id),
    (schema.assessments.c.place_id, schema.meeting_places.c.place_id),
    (schema.survey_responses.c.place_id, schema.meeting_places.c.place_id),
    (schema.survey_themes.c.place_id, schema.meeting_places.c.place_id),
    (schema.survey_responses.c.round_id, schema.survey_rounds.c.round_id),
    (schema.survey_answers.c.round_id, schema.survey_rounds.c.round_id),
    (schema.survey_themes.c.round_id, schema.survey_rounds.c.round_id),
    (schema.integration.c.criterion_id, schema.integration_criteria.c.criterion_id),
)
MUNICIPALITIES: tuple[Column[str | None], ...] = tuple(
    table.c.municipality for table in schema.DATA_TABLES.values() if "municipality" in table.c
)


def faults(engine: Engine) -> list[Message]:
    """What is wrong in a database; empty when it is sound. DatabaseError when the file is damaged."""
    with reading(engine) as connection:
        if is_sqlite(engine) and connection.exec_driver_sql("PRAGMA quick_check(1)").scalar_one() != "ok":
            raise DatabaseError(N_("The database file is damaged. Restore a backup."))
        return [*_unknown_codes(connection), *_lost_references(connection)]


def _unknown_codes(connection: Connection) -> Iterator[Message]:
    for column, codes in CODES.items():
        wrong = and_(column.is_not(None), column.not_in([code.value for code in codes]))
        if found := connection.execute(select(func.count()).where(wrong)).scalar_one():
            yield Message(N_("{column}: rows with a code that is not known: {n}"), _place(column, found))


def _lost_references(connection: Connection) -> Iterator[Message]:
    present = and_(schema.areas.c.area_type == "municipality", schema.areas.c.successor.is_(None))
    found_by = [(column, target == column) for column, target in REFERENCES]
    found_by += [(column, and_(schema.areas.c.area_id == column, present)) for column in MUNICIPALITIES]
    for column, condition in found_by:
        lost = and_(column.is_not(None), ~exists().where(condition))
        if found := connection.execute(select(func.count()).where(lost)).scalar_one():
            yield Message(
                N_("{column}: rows that name something that does not exist: {n}"), _place(column, found)
            )


def _place(column: Column[str | None], found: int) -> dict[str, object]:
    table: Table = column.table
    return {"column": f"{table.name}.{column.name}", "n": found}


def empty_tables(engine: Engine) -> list[str]:
    """Names of the tables of the contract that have no rows, in the order of the schema.

    Borders are no part of it: maps do without them.
    """
    with reading(engine) as connection:
        return [
            name
            for name, table in schema.DATA_TABLES.items()
            if table is not schema.boundaries
            and not connection.execute(select(exists().select_from(table))).scalar_one()
        ]
