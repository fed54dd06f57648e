"""Select builders: what each fact reads, over registers and summaries only, never raw visits or answers."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select

from kpdata import criteria
from kpdata.domain import (
    AreaKey,
    AreaLevel,
    AssessmentKind,
    AssessmentResult,
    EventKind,
    Framework,
    Instrument,
    Month,
    Scale,
    ThemeKind,
    YesNo,
    add_months,
)
from kpdata.store import schema

Rows = Select[Any]

VISIT_COLUMNS = tuple(
    column.name for column in schema.place_month.columns if column.name not in ("place_id", "month")
)
HALF_YEAR_COUNTS = ("first_timer", "multicultural")


def current_areas() -> Rows:
    """Countries, counties, regions and municipalities of today: those that have not ended."""
    areas = schema.areas.c
    return (
        select(
            areas.area_type,
            areas.area_id,
            areas.name_fi,
            areas.name_sv,
            areas.name_en,
            areas.county,
            areas.region,
        )
        .where(areas.valid_to.is_(None), areas.successor.is_(None))
        .order_by(areas.area_type, areas.area_id)
    )


def centres() -> Rows:
    """Family centres of any status."""
    centres = schema.family_centres.c
    return select(
        centres.centre_id, centres.name, centres.municipality, centres.serves, centres.status
    ).order_by(centres.centre_id)


PLACE_COLUMNS = (
    "place_id",
    "name",
    "municipality",
    "centre_id",
    "operator_type",
    "operator_name",
    "place_type",
    "status",
    "definition",
    "lat",
    "lon",
    "age_from",
    "age_to",
    "step_free",
    "free_of_charge",
    "visiting_professionals",
    "support_forms",
    "ptv_id",
    "opened_on",
    "closed_on",
    "checked_on",
)


def places() -> Rows:
    """Meeting places of any status, the columns that indicators read."""
    return select(*(schema.meeting_places.c[name] for name in PLACE_COLUMNS)).order_by(
        schema.meeting_places.c.place_id
    )


def groups() -> Rows:
    """Members of the user's own groups."""
    groups = schema.groups.c
    return select(
        groups.group_id, groups.area_type, groups.area_id, groups.name_fi, groups.name_sv, groups.name_en
    ).order_by(groups.group_id, groups.area_type, groups.area_id)


def opening_slots() -> Rows:
    """All opening slots."""
    slots = schema.opening_hours.c
    return select(
        slots.place_id,
        slots.weekday,
        slots.opens,
        slots.closes,
        slots.valid_from,
        slots.valid_to,
        slots.age_from,
        slots.age_to,
        slots.week_interval,
    ).order_by(slots.place_id, slots.weekday, slots.opens)


def postal_areas() -> Rows:
    """Postal areas with their municipality and point."""
    areas = schema.postal_areas.c
    return select(areas.postal_code, areas.municipality, areas.lat, areas.lon, areas.name).order_by(
        areas.postal_code
    )


def population_of_year(year: int) -> Rows:
    """Children by age of each municipality and postal area: its newest year ≤ `year`, else its oldest."""
    population = schema.population
    area = func.coalesce(population.c.postal_code, population.c.municipality)
    newest = func.max(case((population.c.year <= year, population.c.year)))
    chosen = (
        select(area.label("area"), func.coalesce(newest, func.min(population.c.year)).label("year"))
        .group_by(area)
        .subquery()
    )
    return select(
        population.c.municipality,
        population.c.postal_code,
        population.c.year,
        population.c.age_from,
        population.c.age_to,
        population.c.people,
    ).join(chosen, and_(area == chosen.c.area, population.c.year == chosen.c.year))


def latest_mapping(day: date) -> Rows:
    """Municipality and status of its latest mapping row at a day."""
    mapping = schema.mapping_status
    rank = func.row_number().over(partition_by=mapping.c.municipality, order_by=mapping.c.as_of.desc())
    ranked = select(mapping.c.municipality, mapping.c.status, rank.label("place")).where(
        mapping.c.as_of <= day
    )
    latest = ranked.subquery()
    return select(latest.c.municipality, latest.c.status).where(latest.c.place == 1)


def latest_integration(day: date) -> Rows:
    """The latest row of each municipality and criterion at a day."""
    table = schema.integration
    rank = func.row_number().over(
        partition_by=(table.c.area_id, table.c.criterion_id), order_by=table.c.as_of.desc()
    )
    latest = (
        select(*table.columns, rank.label("place"))
        .where(table.c.area_type == AreaLevel.MUNICIPALITY.value, table.c.as_of <= day)
        .subquery()
    )
    return select(
        latest.c.area_id,
        latest.c.criterion_id,
        latest.c.as_of,
        latest.c.status,
        latest.c.evidence,
        latest.c.evidence_on,
        latest.c.expires_on,
    ).where(latest.c.place == 1)


def integration_criteria() -> Rows:
    """Integration criteria of the database, the shipped ones and those a table added."""
    table = schema.integration_criteria.c
    return select(
        table.criterion_id, table.step, table.name_fi, table.name_sv, table.name_en, table.valid_months
    ).order_by(table.step, table.criterion_id)


def assessment_counts(day: date) -> Rows:
    """Place, group of criteria, met and judged: latest assessment of each criterion; of one day peer wins."""
    table = schema.assessments
    peer_first = case((table.c.kind == AssessmentKind.PEER.value, 0), else_=1)
    rank = func.row_number().over(
        partition_by=(table.c.place_id, table.c.framework, table.c.criterion_id),
        order_by=(table.c.assessed_on.desc(), peer_first),
    )
    group = case(
        *((_in_group(group), group) for group in [g.value for g in criteria.CriterionGroup]),
        (_in_group(Framework.MAPPING_QUESTIONS.value), Framework.MAPPING_QUESTIONS.value),
    )
    latest = (
        select(table.c.place_id, table.c.result, group.label("criteria"), rank.label("place"))
        .where(table.c.assessed_on <= day)
        .subquery()
    )
    judged = (AssessmentResult.MET.value, AssessmentResult.PARTLY.value, AssessmentResult.NOT_MET.value)
    return (
        select(
            latest.c.place_id,
            latest.c.criteria,
            func.sum(case((latest.c.result == AssessmentResult.MET.value, 1), else_=0)).label("met"),
            func.sum(case((latest.c.result.in_(judged), 1), else_=0)).label("judged"),
        )
        .where(latest.c.place == 1, latest.c.criteria.is_not(None))
        .group_by(latest.c.place_id, latest.c.criteria)
    )


def _in_group(group: str) -> ColumnElement[bool]:
    table = schema.assessments.c
    if group == Framework.MAPPING_QUESTIONS.value:
        ids = [criterion.criterion_id for criterion in criteria.MAPPING_QUESTIONS]
        return and_(table.framework == group, table.criterion_id.in_(ids))
    ids = [criterion.criterion_id for criterion in criteria.MINIMUM_CRITERIA if criterion.group == group]
    return and_(table.framework == Framework.MINIMUM_CRITERIA.value, table.criterion_id.in_(ids))


def assessed_places(day: date) -> Rows:
    """Places with an assessment other than not_assessed in the 24 months that end at a day."""
    table = schema.assessments.c
    return (
        select(table.place_id)
        .where(
            table.result != AssessmentResult.NOT_ASSESSED.value,
            table.assessed_on > add_months(day, -24),
            table.assessed_on <= day,
        )
        .distinct()
    )


def latest_by_kind(day: date) -> Rows:
    """The latest self- and the latest peer assessment of each place and criterion at a day."""
    table = schema.assessments
    rank = func.row_number().over(
        partition_by=(table.c.place_id, table.c.framework, table.c.criterion_id, table.c.kind),
        order_by=table.c.assessed_on.desc(),
    )
    latest = select(*table.columns, rank.label("place")).where(table.c.assessed_on <= day).subquery()
    return select(
        latest.c.place_id,
        latest.c.framework,
        latest.c.criterion_id,
        latest.c.kind,
        latest.c.result,
        latest.c.assessed_on,
    ).where(latest.c.place == 1)


def assessed_days(day: date) -> Rows:
    """Place, the last day with a result other than not_assessed (or None), and the last day of any row."""
    table = schema.assessments.c
    judged = case((table.result != AssessmentResult.NOT_ASSESSED.value, table.assessed_on))
    return (
        select(table.place_id, func.max(judged), func.max(table.assessed_on))
        .where(table.assessed_on <= day)
        .group_by(table.place_id)
    )


def planned_events(day: date) -> Rows:
    """Events planned in the 12 months that end at a day: area, planned and held day."""
    table = schema.events.c
    return (
        select(table.area_type, table.area_id, table.planned_on, table.held_on)
        .where(table.planned_on > add_months(day, -12), table.planned_on <= day)
        .order_by(table.event_id)
    )


def visited_municipalities(day: date) -> Rows:
    """Municipality and kind of its board and group visits held by a day."""
    table = schema.events.c
    return (
        select(table.area_id, table.kind)
        .where(
            table.area_type == AreaLevel.MUNICIPALITY.value,
            table.kind.in_((EventKind.BOARD_VISIT.value, EventKind.GROUP_VISIT.value)),
            table.held_on <= day,
        )
        .distinct()
    )


def visits_by_place(month: Month) -> Rows:
    """The summary of one month: a row a place that has any row of visits."""
    table = schema.place_month
    return select(table.c.place_id, *(table.c[name] for name in VISIT_COLUMNS)).where(
        table.c.month == str(month)
    )


def latest_month_with(count: str, last: Month) -> Rows:
    """The latest month up to `last` in which any row has the count (`first_timer` …) and exact visits."""
    table = schema.place_month.c
    return (
        select(table.month)
        .where(table[f"{count}_rows"] > 0, table.month <= str(last))
        .order_by(table.month.desc())
        .limit(1)
    )


def visit_months() -> Rows:
    """First and last month with any row of visits."""
    return select(func.min(schema.place_month.c.month), func.max(schema.place_month.c.month))


def survey_rounds() -> Rows:
    """All rounds of all instruments."""
    table = schema.survey_rounds.c
    return select(
        table.round_id,
        table.instrument,
        table.ends_on,
        table.area_type,
        table.area_id,
        table.invited,
        table.starts_on,
        table.name_fi,
        table.name_sv,
        table.name_en,
    ).order_by(table.round_id)


def survey_questions() -> Rows:
    """Likert questions that have a common key."""
    table = schema.survey_questions.c
    return (
        select(
            table.instrument, table.common_key, table.question_id, table.text_fi, table.text_sv, table.text_en
        )
        .where(table.scale == Scale.LIKERT5.value, table.common_key.is_not(None), table.common_key != "")
        .order_by(table.instrument, table.common_key, table.question_id)
    )


def questions_of(instrument: Instrument) -> Rows:
    """Every question of an instrument, of any scale."""
    table = schema.survey_questions.c
    return (
        select(
            table.question_id,
            table.text_fi,
            table.text_sv,
            table.text_en,
            table.scale,
            table.theme,
            table.common_key,
        )
        .where(table.instrument == instrument.value, table.scale.in_([scale.value for scale in Scale]))
        .order_by(table.question_id)
    )


def responses_by_unit(rounds: list[str]) -> Rows:
    """Round, place (empty: tied to the municipality only), municipality and number of responses."""
    table = schema.survey_count.c
    return (
        select(table.round_id, table.place_id, table.municipality, func.sum(table.count))
        .where(table.round_id.in_(rounds), table.question_id == "")
        .group_by(table.round_id, table.place_id, table.municipality)
    )


def scores_by_unit(instrument: Instrument, rounds: list[str]) -> Rows:
    """Place, municipality, common key; answers, their sum, sum of squares, top two and bottom two."""
    table = schema.survey_count
    questions = schema.survey_questions
    count, answer = table.c.count, table.c.answer
    top = case((answer >= 4, count), else_=0)
    bottom = case((answer <= 2, count), else_=0)
    return (
        select(
            table.c.place_id,
            table.c.municipality,
            questions.c.common_key,
            func.sum(count),
            func.sum(count * answer),
            func.sum(count * answer * answer),
            func.sum(top),
            func.sum(bottom),
        )
        .join(questions, questions.c.question_id == table.c.question_id)
        .where(
            table.c.round_id.in_(rounds),
            table.c.question_id != "",
            questions.c.instrument == instrument.value,
            questions.c.scale == Scale.LIKERT5.value,
            questions.c.common_key.is_not(None),
            questions.c.common_key != "",
        )
        .group_by(table.c.place_id, table.c.municipality, questions.c.common_key)
    )


def answers_by_unit(rounds: list[str]) -> Rows:
    """Place, municipality, question, answer; how many gave it."""
    table = schema.survey_count.c
    return (
        select(table.place_id, table.municipality, table.question_id, table.answer, func.sum(table.count))
        .where(table.round_id.in_(rounds), table.question_id != "")
        .group_by(table.place_id, table.municipality, table.question_id, table.answer)
    )


def coded_rounds() -> Rows:
    """Rounds with any coded open answer."""
    return select(schema.survey_themes.c.round_id).distinct()


def themes_by_unit(rounds: list[str]) -> Rows:
    """Round, place or municipality, kind, theme and count (hidden: `<5`) of coded open answers."""
    table = schema.survey_themes.c
    return (
        select(
            table.round_id,
            table.place_id,
            table.municipality,
            table.kind,
            table.theme,
            table.count,
            table.count_hidden,
        )
        .where(table.round_id.in_(rounds), table.kind.in_([kind.value for kind in ThemeKind]))
        .order_by(table.round_id, table.kind, table.theme)
    )


def targets(key: AreaKey, year: int) -> Rows:
    """Targets of an area for a year: indicator and value."""
    table = schema.targets.c
    return select(table.indicator, table.value).where(
        table.level == key.level.value, table.area_id == key.area_id, table.year == year
    )


# What happened between two days, for "what changed".


def roles_named(after: date, until: date) -> Rows:
    """Roles that were named after one day and by another."""
    table = schema.roles.c
    return (
        select(table.area_type, table.area_id, table.role, table.since)
        .where(table.named == "yes", table.since > after, table.since <= until)
        .order_by(table.since, table.area_type, table.area_id, table.role)
    )


def events_held(after: date, until: date) -> Rows:
    """Events held after one day and by another."""
    table = schema.events.c
    return (
        select(table.event_id, table.area_type, table.area_id, table.kind, table.held_on)
        .where(table.held_on > after, table.held_on <= until)
        .order_by(table.held_on, table.event_id)
    )


def contact_persons(day: date) -> Rows:
    """Areas that have a named contact person at a day (an unknown day counts as before)."""
    table = schema.roles.c
    return select(table.area_type, table.area_id).where(
        table.role == "contact_person", table.named == "yes", or_(table.since.is_(None), table.since <= day)
    )


# What is known of one area, for its profile.


def place_details() -> Rows:
    """What is told of meeting places of any status beyond what indicators read."""
    places = schema.meeting_places.c
    return select(
        places.place_id,
        places.place_type,
        places.languages,
        places.support_forms,
        places.address,
        places.postal_code,
        places.website,
    ).order_by(places.place_id)


def centre_details(centre_id: str) -> Rows:
    """What is told of a family centre."""
    centres = schema.family_centres.c
    return select(
        centres.kind,
        centres.status,
        centres.coordinating_body,
        centres.lat,
        centres.lon,
        centres.opened_on,
        centres.closed_on,
        centres.checked_on,
    ).where(centres.centre_id == centre_id)


def integration_of(key: AreaKey) -> Rows:
    """All rows of integration of one municipality, centre or county, the oldest first."""
    table = schema.integration.c
    return (
        select(
            table.criterion_id, table.as_of, table.status, table.evidence, table.evidence_on, table.expires_on
        )
        .where(table.area_type == key.level.value, table.area_id == key.area_id)
        .order_by(table.criterion_id, table.as_of)
    )


def roles_of(key: AreaKey) -> Rows:
    """Roles of an area: which, of what kind of organisation, named or not, since when."""
    table = schema.roles.c
    return (
        select(table.role, table.organisation_type, table.named, table.since)
        .where(table.area_type == key.level.value, table.area_id == key.area_id)
        .order_by(table.role)
    )


def roles() -> Rows:
    """Roles of all areas: which, of what kind of organisation, named or not, since when."""
    table = schema.roles.c
    return select(
        table.area_type, table.area_id, table.role, table.organisation_type, table.named, table.since
    ).order_by(table.area_type, table.area_id, table.role)


def municipal_roles(day: date) -> Rows:
    """Municipality and role of the roles named by a day (an unknown day counts as before)."""
    table = schema.roles.c
    return select(table.area_id, table.role).where(
        table.area_type == AreaLevel.MUNICIPALITY.value,
        table.named == YesNo.YES.value,
        or_(table.since.is_(None), table.since <= day),
    )


def board_and_group_visits() -> Rows:
    """Visits to boards and groups of municipalities: kind, planned and held day."""
    table = schema.events.c
    return (
        select(table.area_id, table.kind, table.planned_on, table.held_on)
        .where(
            table.area_type == AreaLevel.MUNICIPALITY.value,
            table.kind.in_((EventKind.BOARD_VISIT.value, EventKind.GROUP_VISIT.value)),
        )
        .order_by(table.event_id)
    )


def cycle_events() -> Rows:
    """Every event that is planned or was held, by the day it belongs to: the planned, else the held one."""
    table = schema.events.c
    day = func.coalesce(table.planned_on, table.held_on)
    return (
        select(
            table.event_id,
            table.area_type,
            table.area_id,
            table.kind,
            table.planned_on,
            table.held_on,
            table.title,
        )
        .where(day.is_not(None))
        .order_by(day, table.event_id)
    )


def latest_assessments(place_id: str, day: date) -> Rows:
    """The latest assessment of each criterion of a place at a day; of one day peer wins."""
    table = schema.assessments
    peer_first = case((table.c.kind == AssessmentKind.PEER.value, 0), else_=1)
    rank = func.row_number().over(
        partition_by=(table.c.framework, table.c.criterion_id),
        order_by=(table.c.assessed_on.desc(), peer_first),
    )
    latest = (
        select(*table.columns, rank.label("place"))
        .where(table.c.place_id == place_id, table.c.assessed_on <= day)
        .subquery()
    )
    return (
        select(
            latest.c.framework, latest.c.criterion_id, latest.c.result, latest.c.assessed_on, latest.c.kind
        )
        .where(latest.c.place == 1)
        .order_by(latest.c.framework, latest.c.criterion_id)
    )


def mapping_of(municipality: str, day: date) -> Rows:
    """The latest mapping of a municipality at a day: its status and its day."""
    table = schema.mapping_status.c
    return (
        select(table.status, table.as_of)
        .where(table.municipality == municipality, table.as_of <= day)
        .order_by(table.as_of.desc())
        .limit(1)
    )


def mapping_between(first: date, last: date) -> Rows:
    """Rows of mapping dated between two days, both inclusive: municipality, status and day, oldest first."""
    table = schema.mapping_status.c
    return (
        select(table.municipality, table.status, table.as_of)
        .where(table.as_of >= first, table.as_of <= last)
        .order_by(table.as_of, table.municipality)
    )


# For maps.


def boundaries() -> Rows:
    """Borders of areas as GeoJSON."""
    table = schema.boundaries.c
    return select(table.area_type, table.area_id, table.geometry).order_by(table.area_type, table.area_id)


def centre_points() -> Rows:
    """Family centres of any status with their point."""
    centres = schema.family_centres.c
    return select(
        centres.centre_id, centres.name, centres.kind, centres.status, centres.municipality,
        centres.lat, centres.lon, centres.opened_on, centres.closed_on,
    ).order_by(centres.centre_id)  # fmt: skip


def place_types() -> Rows:
    """Place and its type."""
    places = schema.meeting_places.c
    return select(places.place_id, places.place_type).order_by(places.place_id)
