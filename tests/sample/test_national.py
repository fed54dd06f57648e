"""The synthetic national bundle: the numbers it is held to, and how it behaves like the country."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pandas as pd
import pytest

from kpdata.areas import area_index
from kpdata.criteria import INTEGRATION_CRITERIA, MAPPING_QUESTIONS, MINIMUM_CRITERIA
from kpdata.domain import (
    AssessmentKind,
    AssessmentResult,
    CentreKind,
    Channel,
    Definition,
    EventKind,
    Framework,
    Instrument,
    IntegrationStatus,
    MappingMethod,
    MappingStatus,
    OperatorType,
    PlaceStatus,
    PlaceType,
    Role,
    Scale,
    SourceKind,
    SupportForm,
    ThemeKind,
    YesNo,
)
from kpdata.sample import names
from kpdata.sample.holidays import holidays

END = date(2026, 10, 31)
Tables = dict[str, pd.DataFrame]


@pytest.fixture(scope="module")
def places(national: Tables) -> pd.DataFrame:
    """Meeting places with the county and the language of their municipality."""
    facts = area_index().municipalities.set_index("code")[["county", "language", "pop_total"]]
    return national["meeting_places"].join(facts, on="municipality")


def test_family_centres_by_status(national: Tables) -> None:
    counts = national["family_centres"]["status"].value_counts().to_dict()
    assert counts == {"running": 117, "preparing": 55, "planned": 25}


def test_places_by_definition(places: pd.DataFrame) -> None:
    assert len(places) == 2300
    thl = places[places["definition"] == "thl"]
    assert thl["status"].value_counts().to_dict() == {"running": 474, "planned": 37}
    assert set(places["definition"]) == {"thl", "local", "unknown"}


def test_varsinais_suomi_by_operator(places: pd.DataFrame) -> None:
    mine = places[places["county"] == "05"]
    assert mine["operator_type"].value_counts().to_dict() == {
        "ngo": 84,
        "parish": 119,
        "municipality": 15,
        "other": 10,
    }
    assert set(mine["status"]) == {"running"}
    opened = mine["opened_on"].dropna()
    assert (opened < date(2023, 11, 1)).all()
    assert mine.groupby("operator_type")["place_type"].unique().map(set)[
        ["ngo", "parish", "municipality"]
    ].tolist() == [
        {"family_cafe"},
        {"family_club"},
        {"open_day_care"},
    ]


def test_hyvinkaa_tells_a_range_for_the_whole_town(national: Tables, places: pd.DataFrame) -> None:
    mine = places[places["municipality"] == "106"]
    visits = national["visits"]
    told = visits[visits["place_id"].isin(mine["place_id"])]
    assert list(told["month"]) == [f"{y}-{m:02d}" for y in range(2023, 2027) for m in range(1, 13)][10:46]
    assert set(zip(told["visits_min"], told["visits_max"], strict=True)) == {(800, 1500)}
    assert told[["adults", "children", "visits"]].isna().all(axis=None)
    centres = national["family_centres"]
    assert list(centres.loc[centres["municipality"] == "106", "status"]) == ["running", "running"]


def test_months_and_waves(national: Tables) -> None:
    visits = national["visits"]
    months = visits["month"].fillna(visits["date"].map(lambda day: str(day)[:7]))
    assert (months.min(), months.max(), months.nunique()) == ("2023-11", "2026-10", 36)
    rounds = national["survey_rounds"]
    visitor = rounds[rounds["instrument"] == "visitor"]
    assert sorted(set(visitor["ends_on"])) == [
        date(2025, 4, 20),
        date(2025, 10, 20),
        date(2026, 4, 20),
        date(2026, 10, 20),
    ]
    newest = visitor[visitor["ends_on"] == date(2026, 10, 20)]
    assert set(newest.loc[newest["area_type"] == "county", "area_id"]) == set(area_index().counties["code"])
    assert newest["invited"].notna().all()


def _listed(column: pd.Series) -> set[str]:
    return {item for cell in column.dropna() for item in str(cell).split("|")}


def test_every_code_of_the_format_occurs(national: Tables) -> None:
    place, assessed = national["meeting_places"], national["assessments"]
    assert set(place["operator_type"]) == set(OperatorType)
    assert set(place["place_type"]) == set(PlaceType)
    assert set(place["status"]) == set(PlaceStatus)
    assert set(place["definition"]) == set(Definition)
    assert set(place["source_kind"]) == set(SourceKind)
    assert _listed(place["support_forms"]) == {*SupportForm, "none"}
    for column in ("step_free", "free_of_charge", "visiting_professionals"):
        assert set(place[column].dropna()) == set(YesNo)
        assert place[column].isna().any()
    assert set(national["family_centres"]["kind"]) == set(CentreKind)
    assert set(national["survey_rounds"]["instrument"]) == set(Instrument)
    assert set(national["survey_questions"]["scale"]) == set(Scale)
    assert set(national["survey_responses"]["channel"]) == set(Channel)
    assert set(national["survey_themes"]["kind"]) == set(ThemeKind)
    assert set(national["integration"]["status"]) == set(IntegrationStatus)
    assert set(national["integration"]["area_type"]) == {"municipality", "centre", "county"}
    assert set(national["integration"]["criterion_id"]) == {c.criterion_id for c in INTEGRATION_CRITERIA}
    assert set(assessed["framework"]) == set(Framework)
    assert set(assessed["result"]) == set(AssessmentResult)
    assert set(assessed["kind"].dropna()) == set(AssessmentKind)
    shipped = {c.criterion_id for c in (*MINIMUM_CRITERIA, *MAPPING_QUESTIONS)}
    assert set(assessed.loc[assessed["framework"] != "lskl", "criterion_id"]) == shipped
    assert set(national["mapping_status"]["status"]) == set(MappingStatus)
    assert _listed(national["mapping_status"]["methods"]) == set(MappingMethod)
    assert set(national["events"]["area_type"]) == {"place", "municipality", "centre", "county"}
    assert set(national["roles"]["role"]) == set(Role)
    assert set(national["roles"]["named"]) == {"yes", "no"}
    assert set(national["groups"]["area_type"]) == {"municipality", "centre", "place"}
    assert "Itäiset kunnat" in set(national["groups"]["name_fi"])


def test_events_of_every_kind_are_in_time_late_missed_running_out_and_to_come(national: Tables) -> None:
    events = national["events"].dropna(subset=["planned_on"])
    for kind in EventKind:
        mine = events[events["kind"] == kind]
        wait = [
            (held - planned).days
            for planned, held in zip(mine["planned_on"], mine["held_on"], strict=True)
            if held is not None
        ]
        open_since = [
            (END - planned).days
            for planned, held in zip(mine["planned_on"], mine["held_on"], strict=True)
            if held is None
        ]
        assert min(wait) <= 30 < max(wait), kind
        assert any(days > 30 for days in open_since), kind
        assert any(0 <= days <= 30 for days in open_since), kind
        assert any(days < 0 for days in open_since), kind


def test_no_fact_is_later_than_the_last_month(national: Tables) -> None:
    facts = {
        "family_centres": ["checked_on"],
        "meeting_places": ["checked_on"],
        "visits": ["date"],
        "survey_responses": ["answered_on"],
        "integration": ["as_of", "evidence_on"],
        "assessments": ["assessed_on"],
        "mapping_status": ["as_of"],
        "events": ["held_on"],
        "roles": ["since"],
    }
    for table, columns in facts.items():
        for column in columns:
            days = national[table][column].dropna()
            assert date(1990, 1, 1) <= days.min()
            assert days.max() <= END


def test_keys_are_unique_and_references_hold(national: Tables) -> None:
    keys = {
        "family_centres": ["centre_id"],
        "meeting_places": ["place_id"],
        "visits": ["place_id", "date", "month"],
        "survey_rounds": ["round_id"],
        "survey_questions": ["instrument", "question_id"],
        "survey_responses": ["round_id", "response_id"],
        "survey_themes": ["round_id", "place_id", "municipality", "kind", "theme"],
        "integration": ["area_type", "area_id", "criterion_id", "as_of"],
        "assessments": ["place_id", "framework", "criterion_id", "assessed_on", "kind"],
        "mapping_status": ["municipality", "as_of"],
        "events": ["event_id"],
        "roles": ["area_type", "area_id", "role"],
        "targets": ["indicator", "level", "area_id", "year"],
        "groups": ["group_id", "area_type", "area_id"],
        "opening_hours": ["place_id", "weekday", "opens", "valid_from"],
    }
    for table, columns in keys.items():
        assert not national[table].duplicated(columns).any(), table
    known = set(national["meeting_places"]["place_id"])
    for table in ("opening_hours", "visits", "assessments", "survey_responses", "survey_themes"):
        assert set(national[table]["place_id"].dropna()) <= known
    assert set(national["meeting_places"]["centre_id"].dropna()) <= set(
        national["family_centres"]["centre_id"]
    )


def test_names_are_invented_and_unique_in_a_municipality(places: pd.DataFrame) -> None:
    assert not places.duplicated(["municipality", "name"]).any()
    titles = (*names.PLACE_FI.values(), *names.PLACE_SV.values(), "Hyvinkään perhekeskuksen")
    assert places["name"].str.startswith(titles).all()
    assert set(places["operator_name"]) <= {*names.OPERATOR_FI.values(), *names.OPERATOR_SV.values()}


def test_there_is_no_personal_data(national: Tables) -> None:
    mail = re.compile(r"[^\s@]+@[^\s@]+")
    telephone = re.compile(r"(?<![\d.-])(?:\+358|0\d{1,2})[\s-]?\d{3,4}[\s-]?\d{2,4}(?![\d-])")
    identity = re.compile(r"\b\d{6}[-+A-FU-Y]\d{3}[0-9A-Y]\b")
    for table, frame in national.items():
        for column in frame.columns:
            texts = [cell for cell in frame[column].dropna().unique() if isinstance(cell, str)]
            if column in ("ptv_id", "website"):
                # Numbers that are no telephone: the first is zeros, the second a domain kept for examples.
                assert all(t.startswith(("00000000-0000-4", "https://www.example.org/")) for t in texts)
                continue
            for text in texts:
                found = mail.search(text) or identity.search(text) or telephone.search(text)
                assert found is None, (table, column, text)


def test_bilingual_municipalities_have_swedish_places(places: pd.DataFrame) -> None:
    swedish = places["name"].str.startswith(tuple(names.PLACE_SV.values()))
    share = swedish.groupby(places["language"]).mean()
    assert share["sv"] == 1
    assert share["fi"] == 0
    assert 0.4 < share["sv_fi"] < 0.8
    assert 0.05 < share["fi_sv"] < 0.3


def test_online_mobile_and_home_places_have_no_point(places: pd.DataFrame) -> None:
    without = places["place_type"].isin(["online", "mobile", "home"])
    assert places.loc[without, ["address", "postal_code", "lat", "lon"]].isna().all(axis=None)
    assert places.loc[~without, "lat"].between(59.5, 70.2).all()
    assert places.loc[~without, "lon"].between(19, 32).all()


def _suits(row: pd.Series, first: int, last: int, years: int) -> bool:
    low = 0 if pd.isna(row["age_from"]) else row["age_from"]
    high = 29 if pd.isna(row["age_to"]) else row["age_to"]
    if row["place_type"] == "online" or (pd.isna(row["age_from"]) and pd.isna(row["age_to"])):
        return False
    return min(high, last) - max(low, first) + 1 >= years


def test_small_children_are_served_nearly_everywhere_and_adolescents_in_few(places: pd.DataFrame) -> None:
    active = places[places["status"] == "running"]
    served = {
        band: active.loc[[_suits(row, *ages) for _, row in active.iterrows()], "municipality"].nunique()
        for band, ages in {"under": (0, 6, 4), "lower": (7, 12, 3), "adolescent": (13, 17, 3)}.items()
    }
    assert served["under"] > 0.85 * 308
    assert 40 < served["lower"] < 150
    assert 20 < served["adolescent"] < 80


def test_weekday_mornings_dominate(national: Tables) -> None:
    hours = national["opening_hours"]
    mornings = (hours["weekday"] <= 5) & (hours["opens"] < "12:00")
    assert mornings.mean() > 0.7
    assert set(hours["weekday"]) == {1, 2, 3, 4, 5, 6, 7}
    assert (hours["opens"] < hours["closes"]).all()
    assert set(hours["week_interval"].dropna()) == {2}
    assert hours["age_from"].notna().any()
    ended = hours["valid_to"].notna() & hours["valid_from"].isna()
    assert ended.any()


def test_visits_have_seasons(national: Tables) -> None:
    visits = national["visits"]
    apart = visits.dropna(subset=["month"])
    apart = apart[apart["adults"].map(lambda cell: isinstance(cell, int))]
    total = apart["adults"].astype(int) + apart["children"].fillna(0).map(
        lambda c: c if isinstance(c, int) else 0
    )
    by_month = total.groupby(apart["month"].str[-2:]).sum()
    assert by_month["07"] < 0.3 * by_month["10"]
    assert by_month["12"] < by_month["11"]
    days = pd.to_datetime(visits["date"].dropna())
    assert (days.dt.day_of_week < 5).all()
    assert not {day for day in visits["date"].dropna() if day in holidays(day.year)}


def test_visits_are_told_in_every_way(national: Tables) -> None:
    visits = national["visits"].astype(object)
    assert (visits["adults"] == "<5").any()
    assert (visits["adults"] == "-").any()
    assert (visits["visits"] == "..").any()
    assert visits["visits"].map(lambda cell: isinstance(cell, str) and "-" in cell[1:]).any()
    assert (visits["adults"].notna() & visits["children"].isna()).any()
    assert visits["date"].notna().any()
    by_place = visits.groupby("place_id")
    assert not (by_place["date"].count().gt(0) & by_place["month"].count().gt(0)).any()
    whole = visits[visits["first_timers"].notna()]
    total = whole["visits"].where(
        whole["visits"].notna(), whole["adults"].fillna(0) + whole["children"].fillna(0)
    )
    assert (whole["first_timers"] <= total).all()


def test_visits_keep_within_the_life_of_their_place(national: Tables) -> None:
    visits = national["visits"]
    life = national["meeting_places"].set_index("place_id")[["status", "opened_on", "closed_on"]]
    rows = visits.join(life, on="place_id")
    first = rows["date"].where(rows["date"].notna(), rows["month"].map(_month_end, na_action="ignore"))
    opened = rows["opened_on"].notna()
    assert (first[opened] >= rows.loc[opened, "opened_on"]).all()
    assert "planned" not in set(rows["status"])
    closed = rows["closed_on"].notna() & rows["date"].notna()
    assert (rows.loc[closed, "date"] <= rows.loc[closed, "closed_on"]).all()


def _month_end(month: str) -> date:
    year, number = int(month[:4]), int(month[5:])
    return date(year + number // 12, number % 12 + 1, 1) - timedelta(days=1)


def test_some_municipalities_stopped_reporting_and_some_never_did(
    national: Tables, places: pd.DataFrame
) -> None:
    visits = national["visits"]
    home = places.set_index("place_id")["municipality"]
    months = visits["month"].fillna(visits["date"].map(lambda day: str(day)[:7]))
    last = months.groupby(visits["place_id"].map(home)).max()
    running = set(places.loc[places["status"] == "running", "municipality"])
    assert len([code for code in running if code in last.index and last[code] < "2025-11"]) >= 5
    assert len(running - set(last.index)) >= 3


def test_invited_are_at_least_those_who_answered(national: Tables) -> None:
    answered = national["survey_responses"].groupby("round_id").size()
    rounds = national["survey_rounds"].set_index("round_id")
    told = rounds[rounds["invited"].notna()]
    assert (told["invited"] >= answered.reindex(told.index, fill_value=0)).all()
    assert rounds["invited"].isna().any()


def test_answers_keep_to_their_scale_and_instrument(national: Tables) -> None:
    limits = {"likert5": (1, 5), "yes_no": (0, 1), "nps10": (0, 10)}
    responses = national["survey_responses"].join(
        national["survey_rounds"].set_index("round_id")["instrument"], on="round_id"
    )
    for question in national["survey_questions"].to_dict("records"):
        answers = responses[question["question_id"]].dropna()
        low, high = limits[question["scale"]]
        assert answers.min() >= low
        assert answers.max() == high
        asked = responses.loc[answers.index, "instrument"]
        assert set(asked) == {question["instrument"]}


def test_evidence_lapses_and_is_about_to_lapse(national: Tables) -> None:
    rows = national["integration"]
    rows = rows[rows["area_type"] == "municipality"].sort_values("as_of")
    latest = rows.drop_duplicates(["area_id", "criterion_id"], keep="last").set_index(
        ["area_id", "criterion_id"]
    )
    done = latest[latest["status"] == "done"]
    due = done["expires_on"].dropna()
    soon = due.map(lambda day: END + timedelta(days=21) <= day <= END + timedelta(days=111))
    assert soon.sum() >= 10
    assert (done["evidence"].isna() & done["evidence_on"].isna()).sum() >= 5
    months = {c.criterion_id: c.valid_months for c in INTEGRATION_CRITERIA}
    lapsed = [
        evidence_on
        for (_, criterion_id), evidence_on in done["evidence_on"].dropna().items()
        if (END - evidence_on).days > months[criterion_id] * 30.5 + 31
    ]
    assert len(lapsed) >= 10


def test_targets_are_of_known_areas(national: Tables) -> None:
    targets = national["targets"]
    assert set(targets["level"]) == {"country", "county"}
    assert set(targets.loc[targets["level"] == "county", "area_id"]) == set(area_index().counties["code"])
