"""The summaries that pages read instead of raw visits and answers.

`place_month` holds sums of visits for each place and month, `survey_count` the number of answers of
each kind. Both are kept in the transaction of an import, only for what it changed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    MetaData,
    Select,
    String,
    Table,
    and_,
    case,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from kpdata.store.engine import is_sqlite
from kpdata.store.keys import inline
from kpdata.store.load import load
from kpdata.store.schema import (
    meeting_places,
    place_month,
    survey_answers,
    survey_count,
    survey_responses,
    visits,
)
from kpdata.store.visit_numbers import SUMS

BATCH = 500
SPANS = 50


def rebuild(connection: Connection) -> None:
    """Make all summaries anew from the raw rows."""
    connection.execute(delete(place_month))
    connection.execute(delete(survey_count))
    _insert(connection, place_month, visits_by_place_month(connection))
    for counts in (responses_by_round(), answers_by_round()):
        _insert(connection, survey_count, counts)


def refresh(
    connection: Connection,
    *,
    months: Mapping[str, tuple[str, str]],
    rounds: Collection[str],
) -> None:
    """Make the summaries true for some places and rounds.

    months: first and last month (`2026-01`) of each place whose visits changed.
    """
    _refresh_visits(connection, months)
    for ids in batches(rounds):
        connection.execute(delete(survey_count).where(survey_count.c.round_id.in_(ids)))
        for counts in (responses_by_round(), answers_by_round()):
            _insert(connection, survey_count, counts.where(survey_responses.c.round_id.in_(ids)))


def add_visits(connection: Connection, sums: Iterable[Mapping[str, Sequence[Any]]]) -> None:
    """Add the sums of new visits, given by column, to those of their places and months."""
    if not connection.execute(select(exists().select_from(place_month))).scalar_one():
        for part in sums:
            load(connection, place_month, part)
        return
    names = [column.name for column in place_month.c]
    added = Table(
        "added_sums",
        MetaData(),
        *(Column(name, place_month.c[name].type) for name in names),
        prefixes=["TEMPORARY"],
    )
    added.create(connection)
    for part in sums:
        load(connection, added, part)
    same = and_(place_month.c.place_id == added.c.place_id, place_month.c.month == added.c.month)
    more = {name: place_month.c[name] + added.c[name] for name in SUMS}
    new = select(*(added.c[name] for name in names)).where(~exists().where(same))
    connection.execute(update(place_month).where(same).values(more))
    connection.execute(insert(place_month).from_select(names, new))
    added.drop(connection)


def rounds_of_places(connection: Connection, places: Collection[str]) -> set[str]:
    """Survey rounds that have answers tied to some of the places."""
    found: set[str] = set()
    r = survey_responses.c
    for ids in batches(places):
        rounds = select(r.round_id).distinct().where(r.place_id.in_(ids))
        found.update(connection.execute(rounds).scalars())
    return found


def _refresh_visits(connection: Connection, months: Mapping[str, tuple[str, str]]) -> None:
    # places whose visits changed in the same months go together: usually all of them at once
    together: dict[tuple[str, str], list[str]] = {}
    for place, span in months.items():
        together.setdefault(span, []).append(place)
    if len(together) > SPANS:
        # so many ways of reporting: one long span for all costs less than thousands of statements
        widest = (min(first for first, _ in together), max(last for _, last in together))
        together = {widest: list(months)}
    for (first, last), places in together.items():
        for ids in batches(places):
            connection.execute(
                delete(place_month).where(
                    place_month.c.place_id.in_(ids), place_month.c.month.between(first, last)
                )
            )
            chosen = and_(visits.c.place_id.in_(ids), month_of_row(connection).between(first, last))
            _insert(connection, place_month, visits_by_place_month(connection).where(chosen))


def _insert(connection: Connection, table: Any, rows: Select[Any]) -> None:
    connection.execute(insert(table).from_select([column.name for column in rows.selected_columns], rows))


def month_of_row(connection: Connection) -> ColumnElement[str]:
    """The month (`2026-10`) of a row of visits, by day or by month."""
    if is_sqlite(connection):
        return func.coalesce(visits.c.month, func.substr(cast(visits.c.date, String), inline(1), inline(7)))
    return func.coalesce(visits.c.month, func.to_char(visits.c.date, inline("YYYY-MM")))


def visits_by_place_month(connection: Connection) -> Select[Any]:
    """Sums of visits by place and month, with the columns of `place_month`.

    Visits of a row: adults + children when both are known, else `visits`, else the range of `visits`.
    """
    v = visits.c
    paired = and_(v.adults.is_not(None), v.children.is_not(None))
    exact = case((paired, v.adults + v.children), else_=v.visits)
    is_exact = or_(paired, v.visits.is_not(None))
    is_range = and_(~is_exact, v.visits_min.is_not(None), v.visits_max.is_not(None))
    hidden = and_(~is_exact, ~is_range, or_(v.adults_hidden, v.children_hidden, v.visits_hidden))
    in_session = and_(v.sessions > 0, or_(is_exact, is_range))
    month = month_of_row(connection)

    def rows(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    def total(value: ColumnElement[Any], condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.coalesce(func.sum(case((condition, value), else_=0)), 0)

    first_timers = and_(v.first_timers.is_not(None), is_exact)
    multicultural = and_(v.multicultural.is_not(None), is_exact)
    return select(
        v.place_id.label("place_id"),
        month.label("month"),
        func.count().label("row_count"),
        func.count(v.month).label("month_rows"),
        rows(is_exact).label("exact_rows"),
        rows(is_range).label("range_rows"),
        rows(hidden).label("hidden_rows"),
        total(exact, is_exact).label("visits"),
        total(v.visits_min, is_range).label("visits_min"),
        total(v.visits_max, is_range).label("visits_max"),
        rows(paired).label("pair_rows"),
        total(v.adults, paired).label("pair_adults"),
        total(v.children, paired).label("pair_children"),
        rows(in_session).label("session_rows"),
        total(v.sessions, in_session).label("sessions"),
        total(exact, and_(in_session, is_exact)).label("session_visits"),
        total(v.visits_min, and_(in_session, is_range)).label("session_visits_min"),
        total(v.visits_max, and_(in_session, is_range)).label("session_visits_max"),
        rows(and_(in_session, is_range)).label("session_range_rows"),
        rows(first_timers).label("first_timer_rows"),
        total(v.first_timers, first_timers).label("first_timers"),
        total(exact, first_timers).label("first_timer_visits"),
        rows(multicultural).label("multicultural_rows"),
        total(v.multicultural, multicultural).label("multicultural"),
        total(exact, multicultural).label("multicultural_visits"),
    ).group_by(v.place_id, month)


def _home() -> tuple[ColumnElement[str], ColumnElement[str]]:
    """Place and municipality of a response; the place's own municipality comes first."""
    place = func.coalesce(survey_responses.c.place_id, inline(""))
    municipality = func.coalesce(meeting_places.c.municipality, survey_responses.c.municipality, inline(""))
    return place, municipality


def responses_by_round() -> Select[Any]:
    """Number of responses by round, place and municipality, with the columns of `survey_count`."""
    place, municipality = _home()
    of_place = meeting_places.c.place_id == survey_responses.c.place_id
    return (
        select(
            survey_responses.c.round_id.label("round_id"),
            place.label("place_id"),
            municipality.label("municipality"),
            literal("").label("question_id"),
            literal(-1).label("answer"),
            func.count().label("count"),
        )
        .select_from(survey_responses.outerjoin(meeting_places, of_place))
        .group_by(survey_responses.c.round_id, place, municipality)
    )


def answers_by_round() -> Select[Any]:
    """Number of answers by round, place, municipality, question and answer."""
    place, municipality = _home()
    of_place = meeting_places.c.place_id == survey_responses.c.place_id
    of_response = and_(
        survey_answers.c.round_id == survey_responses.c.round_id,
        survey_answers.c.response_id == survey_responses.c.response_id,
    )
    kind = (survey_answers.c.question_id, survey_answers.c.answer)
    return (
        select(
            survey_responses.c.round_id.label("round_id"),
            place.label("place_id"),
            municipality.label("municipality"),
            *kind,
            func.count().label("count"),
        )
        .select_from(survey_responses.join(survey_answers, of_response).outerjoin(meeting_places, of_place))
        .group_by(survey_responses.c.round_id, place, municipality, *kind)
    )


def batches(values: Iterable[str]) -> Iterator[list[str]]:
    """The values in order, some hundreds at a time."""
    ordered = sorted(values)
    for start in range(0, len(ordered), BATCH):
        yield ordered[start : start + BATCH]
