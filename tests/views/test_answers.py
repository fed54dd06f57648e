"""The headline of each level against its frame, in three languages."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from kpdata.charts.surveys import finding
from kpdata.charts.values import AreaWords, value_of
from kpdata.domain import AgeBand, Instrument
from kpdata.indicators.indicator import Indicator
from kpdata.indicators.registry_surveys import of_question
from kpdata.indicators.supply import Supply
from kpdata.views.about_area import answers
from kpdata.views.about_area.surveys import Questions

AREA = AreaWords("county:08", "Pirkanmaa", "Pirkanmaalla")
LANGUAGES = ("fi", "sv", "en")


def access(*values: float | None) -> pd.DataFrame:
    return pd.DataFrame(
        {"value": values, "state": ["unknown" if value is None else "ok" for value in values]}
    )


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "fi",
            (
                "Pirkanmaa: 2 kunnassa 4:stä alle puolella kouluikäisistä on oma kohtaamispaikka "
                "enintään 5 km:n "
                "päässä; 1 kunnassa ei tiedossa"
            ),
        ),
        (
            "sv",
            (
                "Pirkanmaa: i 2 kommuner av 4 har färre än hälften av barnen i skolåldern en egen "
                "mötesplats inom "
                "5 km; inte känt i 1"
            ),
        ),
        (
            "en",
            (
                "Pirkanmaa: in 2 municipalities of 4 fewer than half of school-age children live within "
                "5 km of a "
                "place of theirs; not known in 1"
            ),
        ),
    ],
)
def test_access_counts_shown_shares_below_half(language: str, expected: str) -> None:
    # 49.5 is shown as 50 %, so it is not below half; 49.4 is.
    assert answers.of_access(access(0, 49.4, 49.5, 100, None), AREA, language) == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_access_of_one_of_none_and_of_nothing(language: str) -> None:
    said = [answers.of_access(frame, AREA, language) for frame in (access(3), access(50, 80), access(None))]
    assert len(set(said)) == 3
    assert all(text.startswith("Pirkanmaa: ") for text in said)
    assert "1" in said[0]
    assert "2" in said[1]


def supplied(places: int, **more: Any) -> Supply:
    values: dict[str, Any] = {
        "hours": 22.5,
        "operators": {"parish": 3, "ngo": 1},
        "types": {},
        "suitable": dict.fromkeys(AgeBand, 2),
        "visited": 1,
        "asked": 3,
    }
    return Supply(places, **{**values, **more})


PLACES = pd.DataFrame({"state": ["ok"]})


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "fi",
            (
                "Pirkanmaa: 4 kohtaamispaikkaa, 22,5 aukiolotuntia viikossa; suurin toimija: seurakunta (3); "
                "kouluikäisille sopii 2"
            ),
        ),
        (
            "sv",
            (
                "Pirkanmaa: 4 mötesplatser, 22,5 öppettimmar i veckan; största aktör: församling (3); "
                "2 för barn i skolåldern"
            ),
        ),
        (
            "en",
            (
                "Pirkanmaa: 4 meeting places, 22.5 open hours a week; largest operator: parish (3); "
                "2 for school-age children"
            ),
        ),
    ],
)
def test_supply(language: str, expected: str) -> None:
    assert answers.of_supply(PLACES, supplied(4), AREA, language) == expected


def test_supply_that_is_even_unknown_or_missing() -> None:
    even = supplied(2, operators={"ngo": 1, "parish": 1}, hours=None, suitable=dict.fromkeys(AgeBand, 0))
    assert answers.of_supply(PLACES, even, AREA, "en") == (
        "Pirkanmaa: 2 meeting places, open hours not known; largest operators: NGO and parish (1 each); "
        "none for school-age children"
    )
    nothing = supplied(0, operators={})
    for state, expected in {
        "none": "Pirkanmaa has no meeting place",
        "planned": "Pirkanmaa has no meeting place",
        "not_mapped": "Pirkanmaa is not mapped",
    }.items():
        frame = pd.DataFrame({"state": [state]})
        assert answers.of_supply(frame, nothing, AREA, "en") == expected


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "fi",
            (
                "Pirkanmaa: 4 kohtaamispaikkaa; ammattilaiset käyvät 1/3 paikassa; vuosikellon tapahtumista "
                "pidettiin ajallaan 5/8"
            ),
        ),
        (
            "sv",
            (
                "Pirkanmaa: 4 mötesplatser; yrkespersoner besöker 1 av 3 platser; 5 av 8 händelser i "
                "årsklockan "
                "hölls i tid"
            ),
        ),
        (
            "en",
            (
                "Pirkanmaa: 4 meeting places; professionals visit 1 of 3 places; 5 of 8 events of the "
                "annual cycle "
                "held in time"
            ),
        ),
    ],
)
def test_a_centre(language: str, expected: str) -> None:
    assert answers.of_centre(supplied(4), 5, 8, AREA, language) == expected


def test_a_centre_without_places_or_events() -> None:
    assert answers.of_centre(supplied(0), 0, 0, AREA, "en") == (
        "Pirkanmaa: no active meeting place belongs to the centre"
    )


def questions(top2: list[dict[str, Any]], means: list[dict[str, Any]]) -> Questions:
    registry: dict[str, Indicator] = {}
    for key, text in (("safe", "Is it safe?"), ("warm", "Is it warm?")):
        registry |= {i.id: i for i in of_question(Instrument.VISITOR, key, [(text, text, text)])}
    ids = ("safe", "warm")
    return Questions(
        registry,
        {f"top2_visitor_{key}": row for key, row in zip(ids, top2, strict=True)},
        {f"mean_visitor_{key}": row for key, row in zip(ids, means, strict=True)},
        None,
    )


def row(value: float | None, state: str = "ok") -> dict[str, Any]:
    return {"value": value, "state": state if value is not None or state != "ok" else "unknown"}


HIDDEN = row(None, "hidden")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "fi",
            (
                "Pirkanmaa: perheet ovat eniten samaa mieltä: ”Is it warm?” 90\u00a0%, vähiten: ”Is it "
                "safe?” "
                "40\u00a0%"
            ),
        ),
        (
            "sv",
            "Pirkanmaa: familjerna instämmer mest: ”Is it warm?” 90\u00a0%, minst: ”Is it safe?” 40\u00a0%",
        ),
        ("en", "Pirkanmaa: families agree most: “Is it warm?” 90%, least: “Is it safe?” 40%"),
    ],
)
def test_experience(language: str, expected: str) -> None:
    asked = questions([row(40), row(90)], [row(3.1), row(4.6)])
    assert answers.of_experience(asked, AREA, language) == expected


@pytest.mark.parametrize(
    ("top2", "means", "expected"),
    [
        ([row(40), HIDDEN], [row(3.1), HIDDEN], "Pirkanmaa: families agree most: “Is it safe?” 40%"),
        (
            [HIDDEN, HIDDEN],
            [row(3.1), row(4.6)],
            "Pirkanmaa: few answers of families; highest mean “Is it warm?” 4.6 of 5",
        ),
        ([HIDDEN, HIDDEN], [HIDDEN, HIDDEN], "Pirkanmaa: families have answered, but too few to show"),
        ([row(None), row(None)], [row(None), row(None)], "Pirkanmaa: no answers of families"),
    ],
)
def test_experience_when_little_may_be_told(
    top2: list[dict[str, Any]], means: list[dict[str, Any]], expected: str
) -> None:
    assert answers.of_experience(questions(top2, means), AREA, "en") == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_title_of_a_survey_names_its_ends(language: str) -> None:
    asked = questions([row(40), row(90)], [HIDDEN, HIDDEN])
    pairs = [
        (value_of(found, asked.registry[name], language), name[-4:]) for name, found in asked.top2.items()
    ]
    text = finding(pairs, "visitor survey", language)
    assert text.index("warm") < text.index("90") < text.index("safe") < text.index("40")
