"""The tables of the data contract, and the few that kpdata keeps for itself.

Lists inside a column are text separated by `|`. Unknown is NULL. A count given as `<5` is NULL
and true in `<column>_hidden`; a range is NULL with `<column>_min` and `<column>_max`.
Every data table ends with `source` (who owns the row) and `import_run` (which run last wrote it).
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    false,
    func,
    text,
)

metadata = MetaData()

VISIT_COUNTS = ("sessions", "adults", "children", "visits", "first_timers", "multicultural")


def _table(name: str, *items: Column | Index | CheckConstraint | PrimaryKeyConstraint) -> Table:  # type: ignore[type-arg]
    return Table(
        name,
        metadata,
        *items,
        Column("source", Text, nullable=False, server_default="local"),
        Column("import_run", Integer),
    )


def _count(name: str) -> list[Column]:  # type: ignore[type-arg]
    return [
        Column(name, Integer),
        Column(f"{name}_hidden", Boolean, nullable=False, server_default=false()),
        Column(f"{name}_min", Integer),
        Column(f"{name}_max", Integer),
    ]


family_centres = _table(
    "family_centres",
    Column("centre_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text),
    Column("status", Text, nullable=False, server_default="running"),
    Column("municipality", String(3), nullable=False),
    Column("serves", Text),
    Column("coordinating_body", Text),
    Column("lat", Float),
    Column("lon", Float),
    Column("opened_on", Date),
    Column("closed_on", Date),
    Column("checked_on", Date),
)

meeting_places = _table(
    "meeting_places",
    Column("place_id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("municipality", String(3), nullable=False),
    Column("centre_id", Text),
    Column("operator_type", Text, nullable=False),
    Column("operator_name", Text),
    Column("place_type", Text),
    Column("status", Text, nullable=False, server_default="running"),
    Column("definition", Text, nullable=False, server_default="unknown"),
    Column("address", Text),
    Column("postal_code", String(5)),
    Column("lat", Float),
    Column("lon", Float),
    Column("age_from", Integer),
    Column("age_to", Integer),
    Column("languages", Text),
    Column("step_free", Text),
    Column("free_of_charge", Text),
    Column("visiting_professionals", Text),
    Column("support_forms", Text),
    Column("website", Text),
    Column("ptv_id", Text),
    Column("source_kind", Text),
    Column("opened_on", Date),
    Column("closed_on", Date),
    Column("checked_on", Date),
)

opening_hours = _table(
    "opening_hours",
    Column("place_id", Text, nullable=False),
    Column("weekday", Integer, nullable=False),
    Column("opens", String(5), nullable=False),
    Column("closes", String(5), nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("age_from", Integer),
    Column("age_to", Integer),
    Column("week_interval", Integer, nullable=False, server_default="1"),
)
Index(
    "opening_hours_key",
    opening_hours.c.place_id,
    opening_hours.c.weekday,
    opening_hours.c.opens,
    func.coalesce(opening_hours.c.valid_from, text("'0001-01-01'")),
    unique=True,
)

visits = _table(
    "visits",
    Column("place_id", Text, nullable=False),
    Column("date", Date),
    Column("month", String(7)),
    *(column for name in VISIT_COUNTS for column in _count(name)),
    CheckConstraint("(date IS NULL) <> (month IS NULL)", name="visits_day_or_month"),
)
# Two partial indexes: each row stands in one of them only, which keeps the file small and imports fast.
Index(
    "visits_day",
    visits.c.place_id,
    visits.c.date,
    unique=True,
    sqlite_where=visits.c.date.is_not(None),
    postgresql_where=visits.c.date.is_not(None),
)
Index(
    "visits_month",
    visits.c.place_id,
    visits.c.month,
    unique=True,
    sqlite_where=visits.c.month.is_not(None),
    postgresql_where=visits.c.month.is_not(None),
)

survey_rounds = _table(
    "survey_rounds",
    Column("round_id", Text, primary_key=True),
    Column("instrument", Text, nullable=False),
    Column("name_fi", Text),
    Column("name_sv", Text),
    Column("name_en", Text),
    Column("starts_on", Date, nullable=False),
    Column("ends_on", Date, nullable=False),
    Column("area_type", Text),
    Column("area_id", Text),
    Column("invited", Integer),
    Column("invited_hidden", Boolean, nullable=False, server_default=false()),
)

survey_questions = _table(
    "survey_questions",
    Column("instrument", Text, primary_key=True),
    Column("question_id", Text, primary_key=True),
    Column("text_fi", Text, nullable=False),
    Column("text_sv", Text),
    Column("text_en", Text),
    Column("scale", Text, nullable=False),
    Column("theme", Text),
    Column("common_key", Text),
)

survey_responses = _table(
    "survey_responses",
    Column("round_id", Text, primary_key=True),
    Column("response_id", Text, primary_key=True),
    Column("place_id", Text),
    Column("municipality", String(3)),
    Column("answered_on", Date),
    Column("channel", Text),
)

survey_answers = _table(
    "survey_answers",
    Column("round_id", Text, primary_key=True),
    Column("response_id", Text, primary_key=True),
    Column("question_id", Text, primary_key=True),
    Column("answer", Integer, nullable=False),
)

survey_themes = _table(
    "survey_themes",
    Column("round_id", Text, nullable=False),
    Column("place_id", Text),
    Column("municipality", String(3)),
    Column("kind", Text, nullable=False),
    Column("theme", Text, nullable=False),
    Column("count", Integer),
    Column("count_hidden", Boolean, nullable=False, server_default=false()),
)
Index(
    "survey_themes_key",
    survey_themes.c.round_id,
    func.coalesce(survey_themes.c.place_id, text("''")),
    func.coalesce(survey_themes.c.municipality, text("''")),
    survey_themes.c.kind,
    survey_themes.c.theme,
    unique=True,
)

integration_criteria = _table(
    "integration_criteria",
    Column("criterion_id", Text, primary_key=True),
    Column("step", Integer, nullable=False),
    Column("name_fi", Text),
    Column("name_sv", Text),
    Column("name_en", Text),
    Column("valid_months", Integer),
)

integration = _table(
    "integration",
    Column("area_type", Text, primary_key=True),
    Column("area_id", Text, primary_key=True),
    Column("criterion_id", Text, primary_key=True),
    Column("as_of", Date, primary_key=True),
    Column("status", Text, nullable=False),
    Column("evidence", Text),
    Column("evidence_on", Date),
    Column("expires_on", Date),
)

assessments = _table(
    "assessments",
    Column("place_id", Text, primary_key=True),
    Column("framework", Text, primary_key=True),
    Column("criterion_id", Text, primary_key=True),
    Column("assessed_on", Date, primary_key=True),
    Column("kind", Text, primary_key=True, server_default="self"),
    Column("result", Text, nullable=False),
)

mapping_status = _table(
    "mapping_status",
    Column("municipality", String(3), primary_key=True),
    Column("as_of", Date, primary_key=True),
    Column("status", Text, nullable=False),
    Column("methods", Text),
)

events = _table(
    "events",
    Column("event_id", Text, primary_key=True),
    Column("area_type", Text, nullable=False),
    Column("area_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("planned_on", Date),
    Column("held_on", Date),
    Column("title", Text),
)

roles = _table(
    "roles",
    Column("area_type", Text, primary_key=True),
    Column("area_id", Text, primary_key=True),
    Column("role", Text, primary_key=True),
    Column("organisation_type", Text),
    Column("named", Text, nullable=False),
    Column("since", Date),
)

population = _table(
    "population",
    Column("municipality", String(3), nullable=False),
    Column("postal_code", String(5)),
    Column("year", Integer, nullable=False),
    Column("age_from", Integer, nullable=False),
    Column("age_to", Integer, nullable=False),
    Column("people", Integer),
    Column("people_hidden", Boolean, nullable=False, server_default=false()),
)
Index(
    "population_key",
    func.coalesce(population.c.postal_code, population.c.municipality),
    population.c.year,
    population.c.age_from,
    population.c.age_to,
    unique=True,
)

postal_areas = _table(
    "postal_areas",
    Column("postal_code", String(5), primary_key=True),
    Column("name", Text),
    Column("municipality", String(3), nullable=False),
    Column("lat", Float),
    Column("lon", Float),
)

targets = _table(
    "targets",
    Column("indicator", Text, primary_key=True),
    Column("level", Text, primary_key=True),
    Column("area_id", Text, primary_key=True),
    Column("year", Integer, primary_key=True),
    Column("value", Float),
)

groups = _table(
    "groups",
    Column("group_id", Text, primary_key=True),
    Column("area_type", Text, primary_key=True),
    Column("area_id", Text, primary_key=True),
    Column("name_fi", Text),
    Column("name_sv", Text),
    Column("name_en", Text),
)

boundaries = _table(
    "boundaries",
    Column("area_type", Text, primary_key=True),
    Column("area_id", Text, primary_key=True),
    Column("geometry", Text, nullable=False, comment="GeoJSON in WGS84, simplified"),
)

# The area tree of the country (counties, regions, municipalities), with its history.

areas = Table(
    "areas",
    metadata,
    Column("area_type", Text, primary_key=True),
    Column("area_id", Text, primary_key=True),
    Column("name_fi", Text, nullable=False),
    Column("name_sv", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    Column("county", String(2)),
    Column("region", String(2)),
    Column("valid_from", Date),
    Column("valid_to", Date),
    Column("successor", Text),
)

# Summaries, kept in the transaction of the import: pages read these, never raw visits or answers.

place_month = Table(
    "place_month",
    metadata,
    Column("place_id", Text, primary_key=True),
    Column("month", String(7), primary_key=True),
    Column("row_count", Integer, nullable=False),
    Column("month_rows", Integer, nullable=False, comment="rows given for the whole month, not a day"),
    Column("exact_rows", Integer, nullable=False),
    Column("range_rows", Integer, nullable=False),
    Column("hidden_rows", Integer, nullable=False, comment="rows whose visits are unknown because of a `<5`"),
    Column("visits", BigInteger, nullable=False, comment="sum over rows with exact visits"),
    Column("visits_min", BigInteger, nullable=False, comment="sum over range rows"),
    Column("visits_max", BigInteger, nullable=False),
    Column("pair_rows", Integer, nullable=False, comment="rows with both adults and children"),
    Column("pair_adults", BigInteger, nullable=False),
    Column("pair_children", BigInteger, nullable=False),
    Column("session_rows", Integer, nullable=False, comment="rows with sessions > 0 and known visits"),
    Column("sessions", BigInteger, nullable=False, comment="of those rows"),
    Column("session_visits", BigInteger, nullable=False, comment="exact visits of those rows"),
    Column("session_visits_min", BigInteger, nullable=False),
    Column("session_visits_max", BigInteger, nullable=False),
    Column("session_range_rows", Integer, nullable=False),
    Column("first_timer_rows", Integer, nullable=False, comment="rows with the count and exact visits"),
    Column("first_timers", BigInteger, nullable=False),
    Column("first_timer_visits", BigInteger, nullable=False),
    Column("multicultural_rows", Integer, nullable=False),
    Column("multicultural", BigInteger, nullable=False),
    Column("multicultural_visits", BigInteger, nullable=False),
)
Index("place_month_month", place_month.c.month)

survey_count = Table(
    "survey_count",
    metadata,
    Column("round_id", Text, primary_key=True),
    Column("place_id", Text, primary_key=True, comment="empty: tied to the municipality only"),
    Column("municipality", String(3), primary_key=True),
    Column("question_id", Text, primary_key=True, comment="empty: responses, whatever they answered"),
    Column("answer", Integer, primary_key=True, comment="-1 where question_id is empty"),
    Column("count", Integer, nullable=False),
)

# What kpdata keeps about itself.

import_runs = Table(
    "import_runs",
    metadata,
    Column("run_id", Integer, primary_key=True, autoincrement=False),
    Column("started_at", DateTime(timezone=True), nullable=False),
    Column("finished_at", DateTime(timezone=True)),
    Column("actor", Text, comment="account of the process, never a personal name from the data"),
    Column("source", Text, nullable=False),
    Column("synthetic", Boolean, nullable=False, server_default=false()),
    Column("files", Text, nullable=False, comment="JSON: path, sha256, encoding, delimiter, tables"),
    Column("withdrawn_at", DateTime(timezone=True)),
)

row_history = Table(
    "row_history",
    metadata,
    Column("history_id", Integer, primary_key=True, autoincrement=True),
    Column("run_id", Integer, ForeignKey("import_runs.run_id"), nullable=False, index=True),
    Column("table_name", Text, nullable=False),
    Column("row_key", Text, nullable=False, comment="JSON list: the identity of the row (keys.py)"),
    Column("before", Text, nullable=False, comment="JSON of the whole row as it was, its import_run too"),
    Column("before_run", Integer, index=True, comment="the run that had written the row as it was"),
    Column("removed", Boolean, nullable=False, comment="true: the run removed it; false: changed it"),
)

database_state = Table(
    "database_state",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("schema_version", Integer, nullable=False),
    Column("revision", Integer, nullable=False, comment="grows with every change of the data"),
    Column("summarised_revision", Integer, nullable=False, comment="summaries are true for this revision"),
    Column(
        "importing", Boolean, nullable=False, server_default=false(), comment="silences SQLite's triggers"
    ),
)

# What is taken into meetings. Not part of the data: writing here leaves its revision as it is.

meeting_pack = Table(
    "meeting_pack",
    metadata,
    Column("pack_id", String(16), primary_key=True),
    Column("title", Text, nullable=False),
    Column("area", Text, nullable=False, comment="the area it is about, `county:08`"),
    Column("held_on", Date, nullable=False),
    Column("language", String(2), nullable=False),
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("frozen_at", DateTime(timezone=True), comment="NULL: open"),
)

pack_item = Table(
    "pack_item",
    metadata,
    Column("item_id", String(16), primary_key=True),
    Column("pack_id", String(16), ForeignKey("meeting_pack.pack_id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("link", Text, nullable=False, comment="slug and exact parameters of the view"),
    Column("card", Text, nullable=False, comment="key of the card in the view"),
    Column("heading", Text, nullable=False, server_default=""),
    Column("note", Text, nullable=False, server_default=""),
    Column("figures", Text, comment="JSON of the frozen figures, as shown; a hidden value has no number"),
    Column("definition_version", Text),
    Column("as_of", Date),
    Column("data_revision", Integer),
    Column("sha256", String(64)),
)

decision = Table(
    "decision",
    metadata,
    Column("decision_id", String(16), primary_key=True),
    Column("pack_id", String(16), ForeignKey("meeting_pack.pack_id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("body", Text, nullable=False, server_default="", comment="responsible body, never a person"),
    Column("due", Date),
    Column("status", Text, nullable=False, server_default="open"),
    Column("item_id", String(16), comment="the item whose figure the decision is followed by"),
)

DATA_TABLES: dict[str, Table] = {
    table.name: table
    for table in metadata.sorted_tables
    if "import_run" in table.c and table.name not in ("postal_areas",)
}
REGISTERS = ("family_centres", "meeting_places", "opening_hours", "roles", "groups", "survey_questions")
KEYS: dict[str, tuple[str, ...]] = {
    "family_centres": ("centre_id",),
    "meeting_places": ("place_id",),
    "opening_hours": ("place_id", "weekday", "opens", "valid_from"),
    "visits": ("place_id", "date", "month"),
    "survey_rounds": ("round_id",),
    "survey_questions": ("instrument", "question_id"),
    "survey_responses": ("round_id", "response_id"),
    "survey_answers": ("round_id", "response_id", "question_id"),
    "survey_themes": ("round_id", "place_id", "municipality", "kind", "theme"),
    "integration_criteria": ("criterion_id",),
    "integration": ("area_type", "area_id", "criterion_id", "as_of"),
    "assessments": ("place_id", "framework", "criterion_id", "assessed_on", "kind"),
    "mapping_status": ("municipality", "as_of"),
    "events": ("event_id",),
    "roles": ("area_type", "area_id", "role"),
    "population": ("municipality", "postal_code", "year", "age_from", "age_to"),
    "postal_areas": ("postal_code",),
    "targets": ("indicator", "level", "area_id", "year"),
    "groups": ("group_id", "area_type", "area_id"),
    "boundaries": ("area_type", "area_id"),
}
