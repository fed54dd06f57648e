"""Questions, waves and rounds of an instrument, and how answers are spread: worked by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from kpdata.domain import AreaKey, HalfYear, Instrument, Period, Scale, State
from kpdata.indicators import questions
from kpdata.indicators.frames import Figures
from kpdata.indicators.questions import Distribution
from tests.indicators.tiny import DAY, YEAR, fill, place, row_of, survey

VISITOR = Instrument.VISITOR


def asked(question_id: str, scale: str, common_key: str | None = None, **columns: Any) -> dict[str, Any]:
    """A question of the visitor survey."""
    return {
        "instrument": "visitor",
        "question_id": question_id,
        "text_fi": f"{question_id}?",
        "scale": scale,
        "common_key": common_key,
        **columns,
    }


def answered(
    tables: Mapping[str, Sequence[Mapping[str, Any]]], question_id: str, answers: Sequence[int]
) -> list[dict[str, Any]]:
    """Answers of the first so many responses to another question."""
    return [
        {
            "round_id": row["round_id"],
            "response_id": row["response_id"],
            "question_id": question_id,
            "answer": answer,
        }
        for row, answer in zip(tables["survey_responses"], answers, strict=False)
    ]


def spread(figures: Figures, question: str, area: str, **when: Any) -> Distribution:
    """The distribution of a question in an area."""
    key = AreaKey.parse(area)
    day, period = when.get("day", DAY), when.get("period", YEAR)
    return questions.distributions(figures, VISITOR, [key], day, period)[question, key]


def told(one: Distribution) -> tuple[str, int | None, bool, tuple[int, ...] | None]:
    """State, n, few and shares."""
    return one.state.value, one.n, one.few, one.shares


def test_each_answer_has_its_share(engine: Engine) -> None:
    figures = fill(engine, meeting_places=[place("a")], **survey({"a": [5, 5, 5, 4, 4, 4, 4, 3, 2, 1]}))
    one = spread(figures, "safe", "place:a")
    assert told(one) == ("ok", 10, False, (10, 10, 10, 40, 30))
    assert one.nps is None
    assert list(questions.PARTS[Scale.LIKERT5]) == ["1", "2", "3", "4", "5"]


def test_answers_four_and_five_are_rounded_once_as_the_indicator_is(engine: Engine) -> None:
    # 1 and 2 of 8 × 3 are 4.2 and 8.3 %: 12.5 % makes 13 where 4 + 8 would make 12.
    tables = survey({"a": [4] + [5] * 2 + [3] * 21})
    tables["survey_questions"].append(asked("own", "likert5"))
    tables["survey_answers"] += answered(tables, "own", [4] + [5] * 2 + [1] * 21)
    figures = fill(engine, meeting_places=[place("a")], **tables)
    for question in ("safe", "own"):
        one = spread(figures, question, "place:a")
        assert (one.shares or ())[3:] == (4, 8)
        assert one.top2 == 13
    assert row_of(figures, "top2_visitor_safe", "place:a")["value"] == 13


def test_answers_four_and_five_are_hidden_with_the_shares(engine: Engine) -> None:
    tables = survey({"a": [5] * 9, "b": [5] * 20})
    tables["survey_questions"].append(asked("met", "yes_no"))
    tables["survey_answers"] += answered(tables, "met", [1] * 29)
    figures = fill(engine, meeting_places=[place("a"), place("b")], **tables)
    assert spread(figures, "safe", "place:a").top2 is None
    assert spread(figures, "met", "place:b").top2 is None
    assert spread(figures, "safe", "place:b").top2 == 100


def test_shares_are_rounded_half_away_from_zero_on_the_fraction(engine: Engine) -> None:
    # 1 of 40 is 2.5 % and 39 are 97.5 %: 3 and 98, which make 101.
    figures = fill(engine, meeting_places=[place("a")], **survey({"a": [1] + [5] * 39}))
    assert spread(figures, "safe", "place:a").shares == (3, 0, 0, 0, 98)


def test_few_answers_tell_how_many_and_no_share(engine: Engine) -> None:
    figures = fill(engine, meeting_places=[place("a"), place("b")], **survey({"a": [5] * 9, "b": [4] * 10}))
    assert told(spread(figures, "safe", "place:a")) == ("hidden", 9, True, None)
    assert told(spread(figures, "safe", "place:b")) == ("ok", 10, False, (0, 0, 0, 100, 0))


def test_fewer_than_five_tell_nothing(engine: Engine) -> None:
    figures = fill(
        engine, meeting_places=[place("a"), place("b"), place("c")], **survey({"a": [5] * 4, "b": [4] * 40})
    )
    assert told(spread(figures, "safe", "place:a")) == ("hidden", None, False, None)
    # 44 less 40 would tell of the four.
    assert told(spread(figures, "safe", "place:b")) == ("hidden", None, False, None)
    assert told(spread(figures, "safe", "place:c")) == ("unknown", None, False, None)
    assert spread(figures, "safe", "municipality:100").n == 44
    # Another threshold of the data controller.
    assert told(spread(Figures(engine, threshold=3), "safe", "place:a")) == ("hidden", 4, True, None)


def test_the_decision_is_that_of_the_mean(engine: Engine) -> None:
    figures = fill(
        engine,
        meeting_places=[place("a"), place("b", "200"), place("c", "300")],
        **survey({"a": [5] * 3, "b": [4] * 7, "c": [3] * 20, "@100": [2] * 30}),
    )
    states = {}
    for area in ("place:a", "place:b", "place:c", "municipality:100", "county:08", "county:09", "country:FI"):
        mean, one = row_of(figures, "mean_visitor_safe", area), spread(figures, "safe", area)
        shown = one.state is State.OK or one.few
        assert shown == (mean["state"] == "ok"), area
        assert (one.n if shown else None) == (mean["n"] if shown else None)
        states[area] = one.state.value
    assert states["place:a"] == "hidden"
    assert states["country:FI"] == "ok"


def test_yes_and_no(engine: Engine) -> None:
    tables = survey({"a": [5] * 12, "b": [5] * 12, "c": [5]})
    tables["survey_questions"].append(asked("met", "yes_no", "safe"))
    tables["survey_answers"] += answered(tables, "met", [1] * 9 + [0] * 3 + [1] * 4)
    figures = fill(engine, meeting_places=[place("a"), place("b"), place("c")], **tables)
    # On another scale it stands alone, whatever its key, and is hidden on its own n: b has 4 of 16.
    assert told(spread(figures, "met", "municipality:100")) == ("ok", 16, False, (81, 19))
    assert list(questions.PARTS[Scale.YES_NO]) == ["yes", "no"]
    assert told(spread(figures, "met", "place:b")) == ("hidden", None, False, None)
    assert told(spread(figures, "met", "place:a")) == ("hidden", None, False, None)
    assert told(spread(figures, "met", "place:c")) == ("unknown", None, False, None)
    assert told(spread(figures, "safe", "place:c")) == ("hidden", None, False, None)


def test_how_likely_to_recommend(engine: Engine) -> None:
    tables = survey({"a": [5] * 16})
    tables["survey_questions"].append(asked("recommend", "nps10"))
    tables["survey_answers"] += answered(
        tables, "recommend", [0, 6, 6, 7, 7, 8, 8, 8, 8, 9, 9, 9, 9, 10, 10, 10]
    )
    figures = fill(engine, meeting_places=[place("a")], **tables)
    one = spread(figures, "recommend", "place:a")
    # 3, 6 and 7 of 16: 18.75, 37.5 and 43.75 %; the score is 4 of 16.
    assert (told(one), one.nps) == (("ok", 16, False, (19, 38, 44)), 25)
    assert list(questions.PARTS[Scale.NPS10]) == ["detractors", "passives", "promoters"]
    tables["survey_answers"] = answered(tables, "recommend", [0] * 9 + [10] * 7)
    figures = fill(engine, meeting_places=[place("a")], **tables)
    # −2 of 16 is −12.5 %.
    assert spread(figures, "recommend", "place:a").nps == -13


def test_questions_of_one_key_are_pooled_and_others_stand_alone(engine: Engine) -> None:
    tables = survey({"a": [5] * 10})
    tables["survey_questions"] = [
        asked("q9", "likert5", "safe", text_sv="Tryggt?", theme="climate"),
        asked("q1", "likert5", "safe", text_en="Safe?"),
        asked("q3", "likert5", ""),
        asked("q2", "nps10", "safe"),
        # An id that another question has as its key.
        asked("safe", "yes_no"),
        {**asked("q1", "likert5", "safe"), "instrument": "partner"},
    ]
    tables["survey_answers"] += answered(tables, "q9", [1] * 10)
    figures = fill(engine, meeting_places=[place("a")], **tables)
    found = questions.questions(figures, VISITOR)
    assert [(q.key, q.question_ids, q.scale, q.common_key, q.pooled) for q in found] == [
        ("safe", ("q1", "q9"), Scale.LIKERT5, "safe", True),
        ("q2", ("q2",), Scale.NPS10, "safe", False),
        ("q3", ("q3",), Scale.LIKERT5, None, False),
        ("question:safe", ("safe",), Scale.YES_NO, None, False),
    ]
    assert [found[0].text(language) for language in ("fi", "sv", "en")] == ["q1?", "q1?", "Safe?"]
    assert told(spread(figures, "safe", "place:a")) == ("ok", 20, False, (50, 0, 0, 0, 50))
    assert row_of(figures, "mean_visitor_safe", "place:a")["n"] == 20
    # Another instrument may have a question of the same id.
    assert [q.question_ids for q in questions.questions(figures, Instrument.PARTNER)] == [("q1",)]
    assert questions.questions(figures, Instrument.CHILD) == ()
    assert questions.comparable(figures) == {"safe": (VISITOR, Instrument.PARTNER)}
    assert [q.key for q in questions.not_comparable(figures, VISITOR)] == ["q2", "q3", "question:safe"]


def several(engine: Engine) -> Figures:
    """A spring of two rounds, an autumn and a partner round."""
    rounds = [
        survey({"a": [5] * 10}, round_id="r2", ends_on=date(2026, 4, 30), invited=40, name_fi="Kevät"),
        survey(
            {"b": [1] * 10},
            round_id="r1",
            ends_on=date(2026, 6, 30),
            area_type="municipality",
            area_id="200",
            name_fi="Toinen",
            name_sv="Andra",
            name_en="Second",
        ),
        survey({"a": [3] * 10}, round_id="r0", ends_on=date(2025, 12, 31)),
        survey({"a": [3] * 10}, round_id="p0", ends_on=date(2024, 12, 31), instrument="partner"),
    ]
    tables: dict[str, list[dict[str, Any]]] = {}
    for number, one in enumerate(rounds):
        for name, rows in one.items():
            if name != "survey_questions" or number == 0:
                tables.setdefault(name, []).extend(rows)
    return fill(engine, meeting_places=[place("a"), place("b", "200")], **tables)


def test_waves_are_half_years_with_a_round_that_has_ended(engine: Engine) -> None:
    figures = several(engine)
    spring, autumn = HalfYear(2026, 1), HalfYear(2025, 2)
    assert questions.waves(figures, VISITOR, date(2026, 4, 29)) == (autumn,)
    assert questions.waves(figures, VISITOR, date(2026, 4, 30)) == (spring, autumn)
    assert questions.waves(figures, VISITOR, date(2025, 12, 30)) == ()
    assert questions.waves(figures, Instrument.PARTNER, DAY) == (HalfYear(2024, 2),)
    assert questions.waves(figures, Instrument.CHILD, DAY) == ()


def test_rounds_of_a_wave(engine: Engine) -> None:
    figures = several(engine)
    first, second = questions.rounds(figures, VISITOR, HalfYear(2026, 1), DAY)
    assert (first.id, first.names, first.area, first.invited, first.answers) == (
        "r1",
        ("Toinen", "Andra", "Second"),
        AreaKey.parse("municipality:200"),
        None,
        10,
    )
    assert (second.id, second.names, second.area, second.invited) == ("r2", ("Kevät",) * 3, None, 40)
    assert (second.starts_on, second.ends_on) == (date(2026, 4, 1), date(2026, 4, 30))
    assert [r.id for r in questions.rounds(figures, VISITOR, HalfYear(2026, 1), date(2026, 6, 29))] == ["r2"]
    assert [r.names for r in questions.rounds(figures, VISITOR, HalfYear(2025, 2), DAY)] == [("r0",) * 3]
    assert questions.rounds(figures, VISITOR, HalfYear(2024, 2), DAY) == ()


def test_answers_are_of_one_wave(engine: Engine) -> None:
    figures = several(engine)
    assert told(spread(figures, "safe", "country:FI")) == ("ok", 20, False, (50, 0, 0, 0, 50))
    assert told(spread(figures, "safe", "county:08", day=date(2026, 5, 1))) == (
        "ok",
        10,
        False,
        (0, 0, 0, 0, 100),
    )
    autumn = HalfYear(2025, 2).period
    assert spread(figures, "safe", "place:a", day=autumn.last.last_day, period=autumn).shares == (
        0,
        0,
        100,
        0,
        0,
    )
    nothing = spread(figures, "safe", "place:a", period=Period.parse("2026-02:2026-03"))
    assert told(nothing) == ("unknown", None, False, None)


def test_an_unknown_area_is_an_error(engine: Engine) -> None:
    figures = several(engine)
    with pytest.raises(KeyError, match="place:x"):
        spread(figures, "safe", "place:x")


def test_answers_of_a_municipality_count_there_and_above(engine: Engine) -> None:
    figures = fill(
        engine,
        family_centres=[{"centre_id": "c1", "name": "C", "municipality": "100"}],
        meeting_places=[place("a", centre_id="c1")],
        groups=[{"group_id": "towns", "area_type": "municipality", "area_id": "100"}],
        **survey({"a": [5] * 10, "@100": [1] * 10}),
    )
    for area in ("municipality:100", "county:08", "region:06", "country:FI", "group:towns"):
        assert spread(figures, "safe", area).shares == (50, 0, 0, 0, 50), area
    for area in ("centre:c1", "place:a"):
        assert spread(figures, "safe", area).shares == (0, 0, 0, 0, 100), area
