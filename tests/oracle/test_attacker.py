"""Plays the attacker against the hiding rules: what is shown must not give away what is hidden.

Proven, for every question of every wave, on random countries (Uusimaa with its five counties in
one region among them), with the attacker knowing the exact sums of all that is shown:

* no combination of shown country, county, region, municipality and place figures, with any factors,
  gives the answers of fewer than t people (`attack.solved`, exact linear algebra);
* a shown centre minus its shown places is nothing or at least t answers;
* no shown centre or group has exactly the answers of a hidden area;
* the mean, top-2 and net of an area are hidden together, with every number empty, and the
  published numbers below 2t are the mean only;
* the same holds of the distribution of a question of any scale;
* waves and half-years never overlap, whatever as-of date or months are asked for, once they have ended;
* the command line gives what the pages give, and offers no other threshold.

Not protected, as the definitions say: other overlaps of a centre or a group with areas.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

import pandas as pd
import pytest
from hypothesis import given
from sqlalchemy import Engine
from typer.testing import CliRunner

from kpdata.cli import app
from kpdata.domain import AreaKey, AreaLevel, HalfYear, Instrument, Period, State
from kpdata.indicators import disclosure
from kpdata.indicators.frames import Figures
from kpdata.indicators.questions import Distribution, distributions
from tests.oracle.attack import Cell, solved
from tests.oracle.conftest import examples
from tests.oracle.small_country import Case, Tables, country, databases, read, survey_databases, write
from tests.reference import LEVELS, Area, Reference, Row

pytestmark = pytest.mark.property

TREE = ("country", "county", "region", "municipality", "place")
NUMBERS = ["value", "numerator", "denominator", "n", "lower", "upper", "value_min", "value_max"]


class Published:
    """Everything published of one question, and where its answers belong."""

    def __init__(self, engine: Engine, as_of: date, period: Period, key: str, threshold: int = 5) -> None:
        figures = Figures(engine, threshold=threshold)
        self.threshold = threshold
        self.tables = read(engine)
        self.data = Reference(self.tables)
        self.frames = {
            level: figures.table(
                [f"{kind}_{key}" for kind in ("mean", "top2", "net")],
                AreaLevel(level),
                as_of=as_of,
                period=period,
            )
            for level in LEVELS
        }
        self.months = {m for frame in self.frames.values() for m in frame["months"] if m}
        self.sizes = self._sizes(key)
        self.cells = {
            (area.level, area.area_id): frozenset(
                cell for cell in self.sizes if belongs(self.data, cell, area)
            )
            for level in LEVELS
            for area in self.data.areas(level)
        }
        self.hidden = {
            (level, row.area_id)
            for level, frame in self.frames.items()
            for row in frame.itertuples()
            if row.state == "hidden" and row.indicator == f"mean_{key}"
        }

    def _sizes(self, key: str) -> Counter[Cell]:
        """Answers of each smallest cell in the published wave; how many there are is public."""
        instrument, _, common_key = key.rpartition("_")
        questions = {
            row["question_id"]
            for row in self.tables["survey_questions"]
            if (row["instrument"], row["common_key"], row["scale"]) == (instrument, common_key, "likert5")
        }
        rounds = {
            row["round_id"]
            for row in self.tables["survey_rounds"]
            if row["instrument"] == instrument and str(HalfYear.of(row["ends_on"]).period) in self.months
        }
        homes = {(r["round_id"], r["response_id"]): r for r in self.tables["survey_responses"]}
        sizes: Counter[Cell] = Counter()
        for answer in self.tables["survey_answers"]:
            if answer["round_id"] in rounds and answer["question_id"] in questions:
                home = homes[answer["round_id"], answer["response_id"]]
                sizes[home_of(home)] += 1
        return sizes

    def answers(self, area: tuple[str, str]) -> int:
        return sum(self.sizes[cell] for cell in self.cells[area])

    def shown(self, *levels: str) -> Iterator[tuple[str, str]]:
        return (
            area
            for area in self.cells
            if area[0] in levels and area not in self.hidden and self.answers(area)
        )

    def solved(self) -> list[tuple[Cell, ...]]:
        return solved((self.cells[area] for area in self.shown(*TREE)), self.sizes, self.threshold)


def home_of(response: Row) -> Cell:
    if response["place_id"]:
        return ("place", response["place_id"])
    return ("municipality only", response["municipality"])


def belongs(data: Reference, cell: Cell, area: Area) -> bool:
    kind, code = cell
    if kind == "place":
        return any(place["place_id"] == code for place in area.places)
    if area.level == "group":
        return ("municipality", code) in area.members
    return area.level not in ("centre", "place") and code in area.municipalities


def place(place_id: str, municipality: str, centre_id: str | None = None) -> Row:
    return {
        "place_id": place_id,
        "name": place_id,
        "municipality": municipality,
        "centre_id": centre_id,
        "operator_type": "ngo",
    }


def surveyed(answers: dict[str, int], places: list[Row], **more: list[Row]) -> Tables:
    """A country with one wave: so many answers at each place (`p…`) or municipality."""
    tables = country() | {"meeting_places": places} | more
    day = date(2026, 5, 31)
    tables["survey_rounds"] = [{"round_id": "r0", "instrument": "visitor", "starts_on": day, "ends_on": day}]
    tables["survey_responses"], tables["survey_answers"] = [], []
    for home, count in answers.items():
        for k in range(count):
            key = {"round_id": "r0", "response_id": f"{home}-{k}"}
            where = {"place_id": home} if home.startswith("p") else {"municipality": home}
            tables["survey_responses"].append({"place_id": None, "municipality": None} | key | where)
            tables["survey_answers"].append(key | {"question_id": "q3", "answer": k % 5 + 1})
    return tables


AS_OF = date(2026, 6, 30)
PERIOD = Period.default(AS_OF)


def published(engine: Engine, tables: Tables) -> Published:
    write(engine, tables)
    return Published(engine, AS_OF, PERIOD, "visitor_heard")


@given(survey_databases())
@examples(100)
def test_nothing_small_is_solved(sqlite_engine: Engine, case: Case) -> None:
    write(sqlite_engine, case.tables)
    found = Published(sqlite_engine, case.as_of, case.period, "visitor_heard")
    assert found.solved() == []
    threshold = found.threshold
    for centre in found.shown("centre"):
        told = [found.cells[area] for area in found.shown("place")]
        left = found.cells[centre] - frozenset().union(*told)
        assert not 0 < sum(found.sizes[cell] for cell in left) < threshold
    secret = {found.cells[area] for area in found.hidden if found.answers(area)}
    assert not secret & {found.cells[area] for area in found.shown("centre", "group")}
    for area in found.shown(*LEVELS):
        assert found.answers(area) >= threshold


@given(databases())
@examples(30)
def test_several_questions_of_one_key(sqlite_engine: Engine, case: Case) -> None:
    write(sqlite_engine, case.tables)
    for threshold in (3, 5):
        assert Published(sqlite_engine, case.as_of, case.period, "visitor_safe", threshold).solved() == []


@given(survey_databases())
@examples(30)
def test_one_decision_and_no_number(sqlite_engine: Engine, case: Case) -> None:
    write(sqlite_engine, case.tables)
    found = Published(sqlite_engine, case.as_of, case.period, "visitor_heard")
    for level, frame in found.frames.items():
        hidden = frame[frame["state"] == "hidden"]
        assert hidden[NUMBERS].isna().all(axis=None)
        states = frame.pivot_table(index="area_id", columns="indicator", values="state", aggfunc="first")
        for area_id, row in states.iterrows():
            mean, others = row["mean_visitor_heard"], {row["top2_visitor_heard"], row["net_visitor_heard"]}
            count = found.answers((level, area_id))
            if mean == "hidden":
                assert others == {"hidden"}
            elif count == 0:
                assert {mean} | others == {"unknown"}
            else:
                assert (mean, others) == ("ok", {"ok"} if count >= 2 * found.threshold else {"hidden"})
        few = frame[(frame["indicator"] == "mean_visitor_heard") & (frame["n"] < 2 * found.threshold)]
        assert few[["lower", "upper", "lower_strong", "upper_strong"]].isna().all(axis=None)


# Questions that stand alone, and the answer that a mark of 1–5 makes there.
ALONE = {"q4": lambda mark: mark % 2, "q5": lambda mark: mark, "q6": lambda mark: 2 * mark}


def of_question(case: Case, question: str) -> Tables:
    """The same country with its answers given to another question."""
    answers = [
        row | {"question_id": question, "answer": ALONE[question](row["answer"])}
        for row in case.tables["survey_answers"]
    ]
    return case.tables | {"survey_answers": answers}


@pytest.mark.parametrize("question", ALONE)
@given(survey_databases())
@examples(40)
def test_nothing_small_is_solved_from_distributions(sqlite_engine: Engine, question: str, case: Case) -> None:
    write(sqlite_engine, of_question(case, question))
    figures = Figures(sqlite_engine)
    data = Reference(read(sqlite_engine))
    sizes = Counter(home_of(response) for response in case.tables["survey_responses"])
    cells = {
        AreaKey(AreaLevel(level), area.area_id): frozenset(c for c in sizes if belongs(data, c, area))
        for level in LEVELS
        for area in data.areas(level)
    }
    found = distributions(figures, Instrument.VISITOR, list(cells), case.as_of, case.period)
    told: dict[AreaKey, frozenset[Cell]] = {}
    for key, own in cells.items():
        one, count = found[question, key], sum(sizes[cell] for cell in own)
        if one.n is None:
            assert one == Distribution(one.question, key, one.state)
            assert (one.state is State.UNKNOWN) <= (count == 0)
        else:
            assert one.n == count >= figures.threshold
            assert (one.shares is None) == one.few == (count < 2 * figures.threshold)
            told[key] = own
    tree = [own for key, own in told.items() if key.level.value in TREE]
    assert solved(tree, sizes, figures.threshold) == []
    hidden = {cells[key] for key in cells.keys() - told.keys() if any(sizes[cell] for cell in cells[key])}
    assert not hidden & {own for key, own in told.items() if key.level.value in ("centre", "group")}


TWO_IN_ONE = ({"p1": 3, "p2": 6, "p3": 20}, [place("p1", "837"), place("p2", "837"), place("p3", "837")])


def test_a_parent_minus_its_shown_children(sqlite_engine: Engine) -> None:
    found = published(sqlite_engine, surveyed(*TWO_IN_ONE))
    # p1 has 3 answers; p2, the next smallest, must go with it: 29 − 20 tells nothing of 3.
    assert found.hidden == {("place", "p1"), ("place", "p2")}


def test_the_attack_succeeds_without_the_complementary_step(
    sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The attack is worth something: with the step switched off it finds the three answers."""
    monkeypatch.setattr(disclosure, "_hide_children", lambda *_: None)
    found = published(sqlite_engine, surveyed(*TWO_IN_ONE))
    assert found.hidden == {("place", "p1")}
    assert found.solved() == [(("place", "p1"),)]


def test_county_and_region_pairs(sqlite_engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Uusimaa is a region of whole counties: the region minus a county must not tell another county."""
    tables = surveyed({"235": 1, "245": 26, "837": 24}, [])
    found = published(sqlite_engine, tables)
    assert found.solved() == []
    assert {("county", "03"), ("county", "04")} <= found.hidden
    # A county and a region of the same municipalities are decided together.
    assert (("county", "08") in found.hidden) == (("region", "06") in found.hidden)


def test_answers_tied_to_a_municipality_only(sqlite_engine: Engine) -> None:
    found = published(
        sqlite_engine, surveyed({"837": 2, "p1": 8, "p2": 9}, [place("p1", "837"), place("p2", "837")])
    )
    assert found.hidden == {("place", "p1")}


def test_groups_and_centres_with_a_hidden_areas_answers(sqlite_engine: Engine) -> None:
    groups = [
        {"group_id": "g1", "area_type": "place", "area_id": "p2"},
        {"group_id": "g2", "area_type": "municipality", "area_id": "837"},
    ]
    centre = {"centre_id": "c1", "name": "c1", "municipality": "837"}
    answers, places = TWO_IN_ONE
    places = [places[0], place("p2", "837", "c1"), places[2]]
    found = published(sqlite_engine, surveyed(answers, places, groups=groups, family_centres=[centre]))
    assert found.hidden == {("place", "p1"), ("place", "p2"), ("centre", "c1"), ("group", "g1")}


def test_what_lies_below_a_hidden_area(sqlite_engine: Engine) -> None:
    places = [place("p1", "837"), place("p2", "536"), place("p3", "536"), place("p4", "091")]
    found = published(sqlite_engine, surveyed({"p1": 3, "p2": 6, "p3": 7, "p4": 40}, places))
    # Nokia goes with Tampere's three answers, and its places with it.
    assert {
        ("municipality", "837"),
        ("municipality", "536"),
        ("place", "p2"),
        ("place", "p3"),
    } <= found.hidden
    assert found.solved() == []


@given(databases())
@examples(10)
def test_neighbouring_periods_never_overlap(sqlite_engine: Engine, case: Case) -> None:
    """Windows cannot be subtracted: whatever is asked, the months are one whole calendar half-year.

    Of a half-year that has ended by D every request tells the same.
    """
    write(sqlite_engine, case.tables)
    figures = Figures(sqlite_engine)
    wanted = ["first_timer_share", "multicultural_share", "mean_visitor_heard", "top2_visitor_safe"]
    told: dict[tuple[str, str], pd.DataFrame] = {}
    days = [date(2026, month, 15) for month in (2, 5, 7, 8, 11)] + [date(2026, 6, 30), date(2025, 12, 31)]
    for as_of in days:
        for period in (Period.default(as_of), Period.default(date(as_of.year, as_of.month, 1))):
            frame = figures.table(wanted, AreaLevel.MUNICIPALITY, as_of=as_of, period=period)
            for (indicator, months), rows in frame[frame["months"] != ""].groupby(["indicator", "months"]):
                half = Period.parse(months)
                assert half == HalfYear.of(half.first.first_day).period
                if half.last.last_day > as_of:
                    continue
                rows = rows.drop(columns=["as_of"]).reset_index(drop=True)
                # `late` speaks of D itself and has no number.
                rows["state"] = rows["state"].replace("late", "unknown")
                pd.testing.assert_frame_equal(told.setdefault((indicator, months), rows), rows)
    for indicator in wanted:
        halves = sorted(Period.parse(months) for which, months in told if which == indicator)
        assert all(one.last < other.first for one, other in pairwise(halves))


def test_the_command_line_tells_no_more(sqlite_engine: Engine) -> None:
    answers, places = TWO_IN_ONE
    write(sqlite_engine, surveyed(answers, places))
    database = sqlite_engine.url.render_as_string(hide_password=False)
    run = CliRunner().invoke(
        app,
        ["indicators", "--database", database, "--as-of", "2026-06-30", "--indicator", "mean_visitor_heard"],
    )
    assert run.exit_code == 0, run.output
    rows = list(csv.DictReader(io.StringIO(run.stdout)))
    hidden = [row for row in rows if row["state"] == "hidden"]
    assert {(row["level"], row["area_id"]) for row in hidden} == {("place", "p1"), ("place", "p2")}
    for row in hidden:
        assert not any(row[name] for name in ("value", "numerator", "denominator", "n", "lower", "upper"))
    assert {row["level"] for row in rows} == set(LEVELS) - {"centre", "group"}


def test_the_command_line_offers_no_threshold() -> None:
    """Two thresholds side by side would tell what lies between them."""
    text = CliRunner().invoke(app, ["indicators", "--help"]).output
    assert "indicator" in text
    assert "threshold" not in text


def test_a_pool_of_municipalities_tells_nothing_of_a_hidden_one(sqlite_engine: Engine) -> None:
    """The similar areas of one municipality, less those that are shown, must not leave a hidden one."""
    tables = surveyed({"837": 3, "536": 6, "091": 40, "049": 30}, [])
    tables["meeting_places"] = [place("p1", "837"), place("p2", "091"), place("p3", "049")]
    tables["visits"] = [
        {"place_id": place_id, "month": "2026-02", "visits": 60, "first_timers": count}
        for place_id, count in (("p1", 3), ("p2", 20), ("p3", 12))
    ]
    write(sqlite_engine, tables)
    figures = Figures(sqlite_engine)
    wanted = ["mean_visitor_heard", "top2_visitor_heard", "first_timer_share"]

    def states(*codes: str) -> list[str]:
        frame = figures.pooled(wanted, codes, as_of=AS_OF, period=PERIOD)
        assert frame.loc[frame["state"] == "hidden", NUMBERS].isna().all(axis=None)
        return frame.set_index("indicator")["state"].reindex(wanted).tolist()

    # Tampere (3 answers) and Nokia, hidden with it, spoil every pool they are in.
    assert states("837", "091") == ["hidden", "hidden", "hidden"]
    assert states("536", "091") == ["hidden", "hidden", "ok"]
    assert states("049", "091") == ["ok", "ok", "ok"]
    assert states("049", "235") == ["ok", "ok", "ok"]
