"""Random small databases: a few real municipalities and everything that may be told of them.

The strategy draws plain rows (a dict of lists of dicts); `write` puts them into a database through
SQLAlchemy Core, as another system would, and makes the summaries true.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import Engine, delete, insert, select

from kpdata.domain import Month, Period
from kpdata.store import schema, summaries
from kpdata.store.db import writing

Tables = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Case:
    """A random database, and what is asked of it; written without what is empty or always the same."""

    tables: Tables
    as_of: date
    period: Period

    def __repr__(self) -> str:
        lines = [f"as of {self.as_of}, months {self.period}"]
        for name, rows in self.tables.items():
            if name in ("areas", "postal_areas", "survey_questions", "population", "survey_answers"):
                continue
            for row in rows[:40]:
                told = (f"{key}={value}" for key, value in row.items() if value is not None and key != "name")
                lines.append(f"  {name}: {' '.join(told)}")
        return "\n".join(lines)


# Uusimaa is one region of five counties, Helsinki a county of one municipality; Pirkanmaa and
# Kanta-Häme are the same municipalities as county and as region.
MUNICIPALITIES = {
    "091": ("90", "01"),
    "049": ("03", "01"),
    "235": ("03", "01"),
    "092": ("04", "01"),
    "245": ("04", "01"),
    "837": ("08", "06"),
    "536": ("08", "06"),
    "109": ("05", "02"),
}
CODES = sorted(MUNICIPALITIES)
# The last postal area has children and no point.
POSTAL: list[tuple[str, str, float | None, float | None]] = [
    *((f"0{k:04d}", CODES[k % len(CODES)], 60.0 + 0.02 * k, 24.0 + 0.03 * (k % 4)) for k in range(9)),
    ("09999", "049", None, None),
]
# 0, 3, 5, 6 and 10 km from the first postal area, and a metre more.
LATITUDES = (60.0, 60.02698, 60.02699, 60.04497, 60.04498, 60.05396, 60.05397, 60.08993, 60.08994)
BANDS = ((0, 2), (3, 6), (7, 12), (13, 15), (16, 17))
SHIPPED_CRITERIA = (
    ("mapped", 1, 24),
    ("operators_listed", 1, 24),
    ("contact_person", 2, 24),
    ("place_working_group", 2, 12),
    ("seat_municipal_lape", 3, 24),
    ("seat_county_group", 3, 24),
    ("operating_principles", 4, 36),
    ("outreach_agreement", 4, 24),
    ("two_way_guidance", 4, 24),
    ("welfare_report", 5, 48),
    ("annual_evaluation", 5, 12),
    ("budget_decided", 5, 12),
)
QUESTIONS = (
    # instrument, question, scale, common key: two of one key, two of other scales, one without a key
    ("visitor", "q1", "likert5", "safe"),
    ("visitor", "q2", "likert5", "safe"),
    ("visitor", "q3", "likert5", "heard"),
    ("visitor", "q4", "yes_no", "safe"),
    ("visitor", "q5", "likert5", None),
    ("visitor", "q6", "nps10", None),
    ("partner", "q1", "likert5", "safe"),
    ("child", "q1", "nps10", "heard"),
)
DAYS = (
    date(2026, 6, 30),
    date(2026, 7, 1),
    date(2026, 7, 1),
    date(2026, 3, 31),
    date(2024, 2, 29),
    date(2026, 12, 31),
)
EDGES = (-1500, -800, -731, -730, -367, -366, -365, -364, -181, -60, -32, -31, -30, -29, -1, 0, 1, 40, 400)

WRITTEN = (
    "areas",
    "family_centres",
    "meeting_places",
    "opening_hours",
    "visits",
    "survey_rounds",
    "survey_questions",
    "survey_responses",
    "survey_answers",
    "survey_themes",
    "integration_criteria",
    "integration",
    "assessments",
    "mapping_status",
    "events",
    "population",
    "postal_areas",
    "groups",
)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), strategy)


def near(day: date) -> st.SearchStrategy[date]:
    return st.sampled_from(EDGES).map(lambda days: day + timedelta(days=days))


def about(day: date, *days: int) -> st.SearchStrategy[date]:
    return st.sampled_from([day + timedelta(days=k) for k in days])


def fixed(**columns: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            name: value if isinstance(value, st.SearchStrategy) else st.just(value)
            for name, value in columns.items()
        }
    )


def unique(rows: Sequence[dict[str, Any]], *key: str) -> list[dict[str, Any]]:
    return list({tuple(row[name] for name in key): row for row in rows}.values())


def country() -> Tables:
    """The area tree of the small country."""
    counties = {county for county, _ in MUNICIPALITIES.values()}
    regions = {region for _, region in MUNICIPALITIES.values()}
    rows = [
        *(("county", code, None, None) for code in sorted(counties)),
        *(("region", code, None, None) for code in sorted(regions)),
        *(("municipality", code, *of) for code, of in MUNICIPALITIES.items()),
        ("country", "FI", None, None),
    ]
    return {
        "areas": [
            {
                "area_type": level,
                "area_id": code,
                "name_fi": code,
                "name_sv": code,
                "name_en": code,
                "county": county,
                "region": region,
                "valid_from": None,
                "valid_to": None,
                "successor": None,
            }
            for level, code, county, region in rows
        ],
        "postal_areas": [
            {"postal_code": code, "name": code, "municipality": municipality, "lat": lat, "lon": lon}
            for code, municipality, lat, lon in POSTAL
        ],
        "integration_criteria": [
            {"criterion_id": criterion, "step": step, "valid_months": months}
            for criterion, step, months in SHIPPED_CRITERIA
        ],
        "survey_questions": [
            {
                "instrument": instrument,
                "question_id": question,
                "text_fi": question,
                "scale": scale,
                "common_key": key,
            }
            for instrument, question, scale, key in QUESTIONS
        ],
    }


def few_codes() -> st.SearchStrategy[str]:
    return st.sampled_from([*CODES, "091", "049", "837", "837"])


def centres(day: date) -> st.SearchStrategy[list[dict[str, Any]]]:
    row = fixed(
        municipality=few_codes(),
        serves=maybe(st.lists(few_codes(), min_size=1, max_size=3, unique=True).map("|".join)),
        status=st.sampled_from(["running", "planned", "closed"]),
    )
    return st.lists(row, max_size=3).map(
        lambda rows: [r | {"centre_id": f"c{k}", "name": f"c{k}"} for k, r in enumerate(rows)]
    )


def places(day: date, centre_ids: Sequence[str]) -> st.SearchStrategy[list[dict[str, Any]]]:
    yes_no = st.sampled_from([None, "yes", "no"])
    age = st.sampled_from([None, None, 0, 3, 4, 6, 7, 9, 10, 12, 14, 15, 17, 29])
    row = fixed(
        municipality=few_codes(),
        centre_id=st.sampled_from([None, *centre_ids, *centre_ids]),
        operator_type=st.sampled_from(["municipality", "county", "ngo", "parish", "other"]),
        place_type=st.sampled_from([None, "family_cafe", "family_cafe", "online"]),
        status=st.sampled_from(["running"] * 6 + ["planned", "frozen", "frozen", "closed", "closed"]),
        definition=st.sampled_from(["thl", "local", "unknown"]),
        lat=st.sampled_from([None, None, *LATITUDES, *LATITUDES]),
        lon=st.sampled_from([24.0, 24.0, 24.0, 24.05]),
        age_from=age,
        age_to=age,
        step_free=yes_no,
        free_of_charge=yes_no,
        visiting_professionals=yes_no,
        support_forms=st.sampled_from([None, "none", "peer", "peer|emotional|material"]),
        ptv_id=st.sampled_from([None, "x"]),
        opened_on=maybe(near(day)),
        closed_on=st.one_of(st.none(), st.none(), near(day)),
        checked_on=maybe(about(day, -366, -365, 0, 1)),
    )
    return st.lists(row, min_size=2, max_size=9).map(
        lambda rows: [
            r | {"place_id": f"p{k}", "name": f"p{k}", "lon": r["lon"] if r["lat"] else None}
            for k, r in enumerate(rows)
        ]
    )


def slots(day: date, place_ids: Sequence[str]) -> st.SearchStrategy[list[dict[str, Any]]]:
    if not place_ids:
        return st.just([])
    span = st.tuples(st.integers(8 * 4, 19 * 4), st.integers(1, 20)).map(
        lambda quarters: [f"{q // 4:02d}:{q % 4 * 15:02d}" for q in (quarters[0], min(sum(quarters), 95))]
    )
    row = fixed(
        place_id=st.sampled_from(place_ids),
        weekday=st.sampled_from([1, 1, 2, 5, 6, 7]),
        span=span,
        valid_from=st.one_of(st.none(), st.none(), about(day, -400, -31, -1, 0, 1)),
        valid_to=st.one_of(st.none(), st.none(), about(day, -31, -1, 0, 1, 30)),
        age_from=st.sampled_from([None, None, None, 7, 10, 13]),
        age_to=st.sampled_from([None, None, None, 3, 12, 17]),
        week_interval=st.sampled_from([1, 1, 1, 2, 4]),
    )
    return st.lists(row, min_size=3, max_size=14).map(
        lambda rows: unique(
            [
                {k: v for k, v in r.items() if k != "span"} | {"opens": r["span"][0], "closes": r["span"][1]}
                for r in rows
            ],
            "place_id",
            "weekday",
            "opens",
            "valid_from",
        )
    )


def visit_rows(period: Period, place_ids: Sequence[str]) -> st.SearchStrategy[list[dict[str, Any]]]:
    if not place_ids:
        return st.just([])
    # A year before as well, so that earlier half-years and months out of P are there.
    months = [period.last.plus(-k) for k in range(18)] + [period.last.plus(1)]
    count = st.sampled_from([None, None, 0, 1, 2, 3, 4, 5, 7, 12, 40])
    what = st.one_of(
        fixed(adults=count, children=count),
        fixed(adults=count, children=count, visits=count),
        fixed(
            visits_min=st.integers(0, 9), visits_max=st.integers(9, 30), sessions=st.sampled_from([None, 2])
        ),
        fixed(visits_hidden=True),
        fixed(children_hidden=True, adults=st.just(4)),
        fixed(visits=count, sessions=st.sampled_from([None, 0, 1, 3])),
        fixed(visits=st.integers(5, 60), first_timers=st.integers(0, 12), multicultural=count),
        fixed(visits=st.integers(5, 60), first_timers=st.integers(0, 3), multicultural=st.integers(0, 5)),
    )
    row = st.tuples(
        st.sampled_from(place_ids), st.sampled_from(months[:8] + months), st.sampled_from([0, 0, 1, 15]), what
    )

    def rows(drawn: list[tuple[str, Month, int, dict[str, Any]]]) -> list[dict[str, Any]]:
        # A month row beside dated rows of one place and month is refused: the first one decides.
        kind: dict[tuple[str, Month], bool] = {}
        result = {}
        for place_id, month, day, counts in drawn:
            whole = kind.setdefault((place_id, month), day == 0)
            on = None if whole else date(month.year, month.month, max(day, 1))
            result[place_id, month, on] = {
                "place_id": place_id,
                "date": on,
                "month": str(month) if whole else None,
            } | counts
        return list(result.values())

    return st.lists(row, min_size=4, max_size=18).map(rows)


def surveys(
    day: date, place_ids: Sequence[str], centre_ids: Sequence[str]
) -> st.SearchStrategy[dict[str, list[dict[str, Any]]]]:
    area = st.sampled_from(
        [(None, None)] * 12
        + [("municipality", code) for code in CODES]
        + [("county", "08"), ("county", "03"), ("region", "06"), ("region", "01"), ("county", "90")]
        + [("centre", centre_id) for centre_id in centre_ids] * 4
    )
    round_row = st.tuples(
        st.sampled_from(["visitor"] * 6 + ["partner", "child"]),
        st.sampled_from([0, 0, 0, 0, 1, 20, 150, 181, 182, 300, 400, -10]),
        area,
        st.sampled_from([150, 200, 400, 0, None]),
    )
    homes = [*place_ids, *place_ids, *CODES[:3]]
    answers = st.tuples(
        st.integers(0, 5),
        st.sampled_from(homes),
        st.sampled_from([1, 1, 2, 3, 4, 4, 5, 5, 6, 9, 10, 14]),
        st.integers(0, 10**6),
    )

    def build(drawn: tuple[list[Any], list[Any]]) -> dict[str, list[dict[str, Any]]]:
        round_rows, clusters = drawn
        result: dict[str, list[dict[str, Any]]] = {
            "survey_rounds": [],
            "survey_responses": [],
            "survey_answers": [],
        }
        for k, (instrument, before, (area_type, area_id), invited) in enumerate(round_rows):
            ends = day - timedelta(days=before)
            result["survey_rounds"].append(
                {
                    "round_id": f"r{k}",
                    "instrument": instrument,
                    "starts_on": ends - timedelta(days=20),
                    "ends_on": ends,
                    "area_type": area_type,
                    "area_id": area_id,
                    "invited": invited,
                }
            )
        number = 0
        for which, home, size, seed in clusters:
            if not round_rows:
                break
            round_id, instrument = f"r{which % len(round_rows)}", round_rows[which % len(round_rows)][0]
            questions = [(q, scale) for i, q, scale, _ in QUESTIONS if i == instrument]
            for k in range(size):
                number += 1
                key = {"round_id": round_id, "response_id": f"a{number:05d}"}
                of_place = home in place_ids
                result["survey_responses"].append(
                    key | {"place_id": home if of_place else None, "municipality": None if of_place else home}
                )
                for j, (question, scale) in enumerate(questions):
                    # A few leave a question out; the rest spread over the scale by the drawn seed.
                    mixed = (seed * 31 + k * 17 + j * 7 + seed // 97 * k) % 101
                    if mixed % 9 == 0:
                        continue
                    answer = {"likert5": 1 + mixed % 5, "nps10": mixed % 11}.get(scale, mixed % 2)
                    result["survey_answers"].append(key | {"question_id": question, "answer": answer})
        # More answers than invited would be refused at import.
        answered = {row["round_id"] for row in result["survey_responses"]}
        for row in result["survey_rounds"]:
            if row["invited"] == 0 and row["round_id"] in answered:
                row["invited"] = 180
        return result

    return st.tuples(
        st.lists(round_row, min_size=1, max_size=6), st.lists(answers, min_size=2, max_size=10)
    ).map(build)


def theme_rows(round_ids: Sequence[str], place_ids: Sequence[str]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Coded open answers; counts may be `<5` (`hidden`) or not told at all."""
    if not round_ids:
        return st.just([])
    row = st.tuples(
        # Most of them of two rounds and one theme, so that areas have several rows to add up, and of other
        # themes that one of the rounds does not know.
        st.sampled_from([*round_ids[:2] * 3, *round_ids]),
        st.sampled_from([*place_ids, *place_ids, *CODES[:3]]),
        st.sampled_from(["wish", "wish", "wish", "benefit"]),
        st.sampled_from(["hours", "hours", "hours", "space", "friends"]),
        st.sampled_from([0, 1, 1, 2, 3, 4, 4, 5, 6, 7, 8, 12, "hidden", "hidden", None]),
    )

    def build(drawn: list[Any]) -> list[dict[str, Any]]:
        rows = [
            {
                "round_id": round_id,
                "place_id": home if home in place_ids else None,
                "municipality": None if home in place_ids else home,
                "kind": kind,
                "theme": theme,
                "count": count if isinstance(count, int) else None,
                "count_hidden": count == "hidden",
            }
            for round_id, home, kind, theme, count in drawn
        ]
        return unique(rows, "round_id", "place_id", "municipality", "kind", "theme")

    return st.lists(row, min_size=4, max_size=24).map(build)


def integration_rows(day: date) -> st.SearchStrategy[list[dict[str, Any]]]:
    one = fixed(
        where=st.sampled_from(
            [("municipality", code) for code in CODES for _ in range(3)]
            + [("county", "08"), ("centre", "c0")]
        ),
        criterion_id=st.sampled_from([c for c, _, _ in SHIPPED_CRITERIA] + ["own"] * 4),
        as_of=near(day),
        status=st.sampled_from(["done", "done", "done", "in_progress", "not_started"]),
        evidence=st.sampled_from([None, "§ 12"]),
        evidence_on=maybe(near(day)),
        expires_on=st.one_of(st.none(), st.none(), near(day)),
    )
    # Whole steps done, so that steps above 0 are there.
    climbed = st.tuples(st.sampled_from(CODES), st.integers(1, 12))

    def build(drawn: tuple[list[dict[str, Any]], list[tuple[str, int]]]) -> list[dict[str, Any]]:
        rows, climbs = drawn
        whole = [
            {
                "area_type": "municipality",
                "area_id": code,
                "criterion_id": criterion,
                "as_of": day - timedelta(days=100),
                "status": "done",
                "evidence": "x",
                "evidence_on": None,
                "expires_on": None,
            }
            for code, height in climbs
            for criterion, _, _ in SHIPPED_CRITERIA[:height]
        ]
        single = [
            {k: v for k, v in r.items() if k != "where"}
            | {"area_type": r["where"][0], "area_id": r["where"][1]}
            for r in rows
        ]
        return unique(whole + single, "area_type", "area_id", "criterion_id", "as_of")

    return st.tuples(st.lists(one, min_size=2, max_size=10), st.lists(climbed, max_size=3)).map(build)


def assessment_rows(day: date, place_ids: Sequence[str]) -> st.SearchStrategy[list[dict[str, Any]]]:
    if not place_ids:
        return st.just([])
    row = fixed(
        place_id=st.sampled_from(place_ids),
        what=st.sampled_from(
            [
                ("minimum_criteria", "premises_1"),
                ("minimum_criteria", "premises_2"),
                ("minimum_criteria", "staff_12"),
                ("mapping_questions", "question_1"),
                ("mapping_questions", "question_8"),
                ("lskl", "premises_1"),
            ]
        ),
        assessed_on=st.sampled_from([-731, -730, -400, -10, -10, -10, 0, 1]).map(
            lambda days: day + timedelta(days=days)
        ),
        kind=st.sampled_from(["self", "peer"]),
        result=st.sampled_from(["met", "met", "partly", "not_met", "not_assessed"]),
    )
    return st.lists(row, min_size=2, max_size=14).map(
        lambda rows: unique(
            [
                {k: v for k, v in r.items() if k != "what"}
                | {"framework": r["what"][0], "criterion_id": r["what"][1]}
                for r in rows
            ],
            "place_id",
            "framework",
            "criterion_id",
            "assessed_on",
            "kind",
        )
    )


def event_rows(
    day: date, place_ids: Sequence[str], centre_ids: Sequence[str]
) -> st.SearchStrategy[list[dict[str, Any]]]:
    where = st.sampled_from(
        [("municipality", code) for code in CODES]
        + [("county", "08"), ("county", "90")]
        + [("centre", c) for c in centre_ids] * 2
        + [("place", p) for p in place_ids]
    )
    row = st.tuples(
        where,
        st.sampled_from(["board_visit", "group_visit", "visitor_survey", "house_meeting"]),
        maybe(near(day)),
        maybe(near(day)),
        st.sampled_from([None, -3, 0, 29, 30, 31]),
    )

    def build(drawn: list[Any]) -> list[dict[str, Any]]:
        result = []
        for k, ((area_type, area_id), kind, planned, held, after) in enumerate(drawn):
            if planned is not None and after is not None:
                held = planned + timedelta(days=after)
            result.append(
                {
                    "event_id": f"e{k}",
                    "area_type": area_type,
                    "area_id": area_id,
                    "kind": kind,
                    "planned_on": planned,
                    "held_on": held,
                }
            )
        return result

    return st.lists(row, min_size=2, max_size=12).map(build)


def people(day: date) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Most municipalities as shipped; some years, bands and cells differ."""
    areas = [(code, None) for code in CODES] + [(m, code) for code, m, _, _ in POSTAL]
    change = st.tuples(
        st.integers(0, len(areas) - 1),
        st.sampled_from(["gone", "later", "whole", "both", "hidden", "gap", "years"]),
        st.integers(0, 4),
    )

    def build(changes: list[tuple[int, str, int]]) -> list[dict[str, Any]]:
        changed = {which: (how, band) for which, how, band in changes}
        rows = []
        for k, (municipality, postal) in enumerate(areas):
            how, chosen = changed.get(k, ("", 0))
            if how == "gone":
                continue
            years = {"later": [day.year + 1], "years": [day.year - 5, day.year - 1, day.year]}.get(
                how, [day.year - 2]
            )
            for year in years:
                bands = ((0, 17),) if how == "whole" and chosen < 2 else BANDS
                if how == "both":
                    bands = (*BANDS, (0, 17), (7, 17), (3, 12))[: 5 + chosen]
                for j, (age_from, age_to) in enumerate(bands):
                    if how == "gap" and j == chosen:
                        continue
                    small = how == "hidden" and j == chosen
                    rows.append(
                        {
                            "municipality": municipality,
                            "postal_code": postal,
                            "year": year,
                            "age_from": age_from,
                            "age_to": age_to,
                            "people": None
                            if small
                            else (k * 37 + j * 11 + year) % 200 * (1 if postal else 9),
                            "people_hidden": small,
                        }
                    )
        return rows

    return st.lists(change, max_size=4).map(build)


def group_rows(
    place_ids: Sequence[str], centre_ids: Sequence[str]
) -> st.SearchStrategy[list[dict[str, Any]]]:
    member = st.sampled_from(
        [("municipality", code) for code in CODES]
        + [("centre", c) for c in centre_ids] * 2
        + [("place", p) for p in place_ids]
    )
    return st.lists(st.lists(member, min_size=1, max_size=4, unique=True), max_size=3).map(
        lambda groups: [
            {"group_id": f"g{k}", "area_type": area_type, "area_id": area_id, "name_fi": f"g{k}"}
            for k, members in enumerate(groups)
            for area_type, area_id in members
        ]
    )


@st.composite
def databases(draw: st.DrawFn) -> Case:
    """Something of everything."""
    day = draw(st.sampled_from(DAYS))
    period = draw(
        st.sampled_from(
            [
                Period.default(day),
                Period.default(day),
                *[Period(Month.of(day).plus(-2), Month.of(day).plus(-1))] * 2,
                Period(Month.of(day).plus(-9), Month.of(day).plus(-6)),
                Period(Month.of(day).plus(-1), Month.of(day).plus(1)),
            ]
        )
    )
    tables = country()
    tables["family_centres"] = draw(centres(day))
    centre_ids = [row["centre_id"] for row in tables["family_centres"]]
    tables["meeting_places"] = draw(places(day, centre_ids))
    place_ids = [row["place_id"] for row in tables["meeting_places"]]
    tables["opening_hours"] = draw(slots(day, place_ids))
    tables["visits"] = draw(visit_rows(period, place_ids))
    tables |= draw(surveys(day, place_ids, centre_ids))
    tables["survey_themes"] = draw(theme_rows([r["round_id"] for r in tables["survey_rounds"]], place_ids))
    if draw(st.booleans()):
        tables["integration_criteria"].append(
            {"criterion_id": "own", "step": 1, "valid_months": draw(st.sampled_from([None, 6]))}
        )
    known = {row["criterion_id"] for row in tables["integration_criteria"]}
    tables["integration"] = [r for r in draw(integration_rows(day)) if r["criterion_id"] in known]
    tables["assessments"] = draw(assessment_rows(day, place_ids))
    mapping = fixed(
        municipality=few_codes(),
        as_of=near(day),
        status=st.sampled_from(["not_started", "under_way", "done", "updated"]),
    )
    tables["mapping_status"] = unique(
        draw(st.lists(mapping, min_size=1, max_size=8)), "municipality", "as_of"
    )
    tables["events"] = draw(event_rows(day, place_ids, centre_ids))
    tables["population"] = draw(people(day))
    tables["groups"] = draw(group_rows(place_ids, centre_ids))
    return Case(tables, day, period)


@st.composite
def survey_databases(draw: st.DrawFn) -> Case:
    """Many small groups of answers in one wave: what the hiding rules are for."""
    day = DAYS[0]
    tables = country()
    tables["family_centres"] = [
        {"centre_id": f"c{k}", "name": f"c{k}", "municipality": draw(few_codes()), "status": "running"}
        for k in range(draw(st.integers(0, 3)))
    ]
    centre_ids = [row["centre_id"] for row in tables["family_centres"]]
    tables["meeting_places"] = [
        {
            "place_id": f"p{k:02d}",
            "name": f"p{k}",
            "municipality": draw(few_codes()),
            "centre_id": draw(st.sampled_from([None, *centre_ids])),
            "operator_type": "ngo",
            "status": "running",
        }
        for k in range(draw(st.integers(2, 10)))
    ]
    place_ids = [row["place_id"] for row in tables["meeting_places"]]
    tables["survey_rounds"] = [
        {
            "round_id": "r0",
            "instrument": "visitor",
            "starts_on": day - timedelta(days=40),
            "ends_on": day - timedelta(days=20),
        }
    ]
    cluster = st.tuples(
        st.sampled_from(place_ids * 3 + CODES),
        st.sampled_from([1, 1, 2, 3, 4, 4, 5, 5, 6, 7, 9, 10, 14]),
        st.integers(1, 5),
    )
    tables["survey_responses"], tables["survey_answers"] = [], []
    for home, size, answer in draw(st.lists(cluster, min_size=2, max_size=12)):
        for k in range(size):
            key = {"round_id": "r0", "response_id": f"a{len(tables['survey_responses']):05d}"}
            of_place = home in place_ids
            tables["survey_responses"].append(
                key | {"place_id": home if of_place else None, "municipality": None if of_place else home}
            )
            tables["survey_answers"].append(key | {"question_id": "q3", "answer": (answer + k) % 5 + 1})
    tables["groups"] = draw(group_rows(place_ids, centre_ids))
    return Case(tables, day, Period.default(day))


def read(engine: Engine) -> Tables:
    """The raw rows of every data table as they stand in the database."""
    with engine.connect() as connection:
        return {
            name: [dict(row._mapping) for row in connection.execute(select(schema.metadata.tables[name]))]
            for name in WRITTEN
        }


def write(engine: Engine, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """Put exactly these rows into the data tables and make the summaries true."""
    with writing(engine) as connection:
        for name in reversed(WRITTEN):
            connection.execute(delete(schema.metadata.tables[name]))
        for name in WRITTEN:
            # One statement for each set of columns, so that defaults of the schema apply.
            by_columns: dict[tuple[str, ...], list[dict[str, Any]]] = {}
            for row in tables.get(name, ()):
                by_columns.setdefault(tuple(row), []).append(dict(row))
            for rows in by_columns.values():
                connection.execute(insert(schema.metadata.tables[name]), rows)
        summaries.rebuild(connection)
