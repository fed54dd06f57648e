"""Figures of the annual cycle say what was counted, in the three languages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pytest

from kpdata.charts import cycle, plotly
from kpdata.charts.chart import Category, Chart, Kind
from kpdata.charts.cycle import Coming, Totals
from kpdata.charts.table import table_of
from kpdata.charts.values import AreaWords, View
from kpdata.cycle import Alternation, Outcome, Standing
from kpdata.export.csv import csv_bytes
from kpdata.i18n import LANGUAGES

NBSP = "\u00a0"
DAY = date(2026, 11, 15)
NEXT = {"fi": "verkostotapaaminen", "sv": "nätverksträff", "en": "network meeting"}
KINDS = (Category("visitor_survey", "Visitor survey"), Category("house_meeting", "House meeting"))
COUNTS: Mapping[tuple[str, int], Mapping[Outcome, int]] = {
    ("visitor_survey", 1): {Outcome.IN_TIME: 1, Outcome.UNPLANNED: 1},
    ("visitor_survey", 12): {Outcome.AHEAD: 2},
    ("house_meeting", 1): {Outcome.IN_TIME: 2, Outcome.MISSED: 1, Outcome.LATE: 1},
    ("house_meeting", 2): {Outcome.RUNNING: 1, Outcome.LATE: 1},
    ("house_meeting", 3): {Outcome.AHEAD: 1, Outcome.IN_TIME: 1},
}


def view(language: str = "en") -> View:
    area = AreaWords("county:08", "Pirkanmaa", "Pirkanmaalla")
    return View(language, DAY, area=area, source="annual cycle")


@pytest.mark.parametrize(
    ("language", "totals", "coming", "expected"),
    [
        (
            "fi",
            Totals(82, 4, 14),
            True,
            (
                f"Pirkanmaa: vuosikellon tapahtumista 82{NBSP}% pidettiin ajallaan; 14 jäi pitämättä, "
                "seuraavana verkostotapaaminen 3.12.2026"
            ),
        ),
        (
            "sv",
            Totals(82, 4, 14),
            True,
            (
                f"Pirkanmaa: 82{NBSP}% av årsklockans händelser hölls i tid; 14 har inte hållits, "
                "härnäst nätverksträff 3.12.2026"
            ),
        ),
        (
            "en",
            Totals(82, 4, 14),
            True,
            (
                "Pirkanmaa: 82% of the events of the annual cycle were held in time; 14 were not held, "
                "next: network meeting 3 December 2026"
            ),
        ),
        (
            "en",
            Totals(1, 0, 1),
            False,
            (
                "Pirkanmaa: 50% of the events of the annual cycle were held in time; 1 was not held, "
                "nothing is planned"
            ),
        ),
        (
            "en",
            Totals(3, 0, 0),
            False,
            "Pirkanmaa: 100% of the events of the annual cycle were held in time; nothing is planned",
        ),
        (
            "fi",
            Totals(0, 0, 0),
            False,
            (
                "Pirkanmaa: vuosikellossa ei ollut pidettäviä tapahtumia viimeisten 12 kuukauden aikana; "
                "suunnitteilla ei ole mitään"
            ),
        ),
    ],
)
def test_the_headline(language: str, totals: Totals, coming: bool, expected: str) -> None:
    following = Coming(NEXT[language], date(2026, 12, 3)) if coming else None
    assert cycle.headline("Pirkanmaa", totals, following, language) == expected


@pytest.mark.parametrize(
    ("language", "totals", "expected"),
    [
        (
            "fi",
            Totals(1999, 0, 1),
            "Pirkanmaa: vuosikellon tapahtumista 1 999/2 000 pidettiin ajallaan; 1",
        ),
        ("sv", Totals(1999, 1, 0), "Pirkanmaa: 1 999 av 2 000 händelser i årsklockan hölls i tid; "),
        (
            "en",
            Totals(1, 0, 1999),
            "Pirkanmaa: 1 of 2,000 events of the annual cycle were held in time; 1,999 were",
        ),
        (
            "en",
            Totals(199, 0, 1),
            "Pirkanmaa: 199 of 200 events of the annual cycle were held in time; 1",
        ),
        ("en", Totals(2, 0, 0), "Pirkanmaa: 100% of the events"),
        ("en", Totals(198, 0, 2), "Pirkanmaa: 99% of the events"),
        ("en", Totals(0, 0, 2), "Pirkanmaa: 0% of the events"),
    ],
)
def test_neither_all_nor_none_is_said_where_it_is_only_nearly_so(
    language: str, totals: Totals, expected: str
) -> None:
    told = cycle.headline("Pirkanmaa", totals, None, language)
    assert told.replace(NBSP, " ").startswith(expected)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fi", "Pirkanmaa: vuosikellon tapahtumia ei ole kirjattu"),
        ("sv", "Pirkanmaa: inga händelser i årsklockan har antecknats"),
        ("en", "Pirkanmaa: no events of the annual cycle are recorded"),
    ],
)
def test_the_headline_of_an_area_without_any(language: str, expected: str) -> None:
    assert cycle.headline("Pirkanmaa", Totals(0, 0, 0), None, language, is_empty=True) == expected


def year(language: str = "en") -> Chart:
    return cycle.year(KINDS, COUNTS, view(language), 2026)


def test_a_cell_is_told_by_its_worst_outcome() -> None:
    chart = year()
    assert (chart.kind, len(chart.series), chart.slug) == (Kind.MATRIX, 12, "annual-cycle-2026")
    cells = {
        (kind.key, series.key): series.values[row]
        for series in chart.series
        for row, kind in enumerate(chart.categories)
    }
    shown = {key: value.shown.replace(NBSP, " ") for key, value in cells.items() if value.shown}
    assert shown == {
        ("visitor_survey", "2026-01"): "✓ 2",
        ("visitor_survey", "2026-12"): "○ 2",
        ("house_meeting", "2026-01"): "× 1/4",
        ("house_meeting", "2026-02"): "◷ 1/2",
        ("house_meeting", "2026-03"): "○ 1/2",
    }
    labels = {
        key: chart.classes[value.group - 1].label for key, value in cells.items() if value.group is not None
    }
    assert labels["house_meeting", "2026-01"] == "not held"
    assert labels["house_meeting", "2026-02"] == "held late"
    assert labels["visitor_survey", "2026-01"] == "held"
    assert set(labels) == set(shown)
    # Each class by its own sign as well as its colour.
    assert len({one.symbol for one in chart.classes}) == len(chart.classes) == 5


def test_the_table_and_the_file_tell_every_outcome() -> None:
    chart = year()
    row = next(row for row in table_of(chart).rows if row[0].text == "House meeting")
    told = row[1].text.replace(NBSP, " ")
    assert told == "✓ 2, ◷ 1, × 1"
    file = csv_bytes(chart).decode("utf-8-sig").replace(NBSP, " ")
    assert "House meeting;✓ 2, ◷ 1, × 1;◷ 1, … 1;✓ 1, ○ 1;" in file
    assert "✓ held · ◷ held late · … still running · ○ planned ahead · × not held" in file
    assert plotly.figure(chart).data


@pytest.mark.parametrize(
    ("language", "title", "sentence"),
    [
        (
            "fi",
            "Pirkanmaa: vuoden 2026 tapahtumista pidetty 7/12",
            (
                "✓ pidetty ajallaan 4, ✓ pidetty ilman suunnitelmaa 1, ◷ pidetty myöhässä 2, "
                "× jäi pitämättä 1, … aikaa vielä 1, ○ suunnitteilla 3. "
                "Useimmin jäi pitämättä: house meeting (1)."
            ),
        ),
        (
            "sv",
            "Pirkanmaa: av händelserna 2026 har 7 av 12 hållits",
            "",
        ),
        (
            "en",
            "Pirkanmaa: 7 of the 12 events of 2026 have been held",
            (
                "✓ held in time 4, ✓ held without a plan 1, ◷ held late 2, × not held 1, … still running 1, "
                "○ planned ahead 3. Most often not held: house meeting (1)."
            ),
        ),
    ],
)
def test_the_year_is_told(language: str, title: str, sentence: str) -> None:
    chart = year(language)
    assert chart.title == title
    assert sentence in chart.sentence.replace(NBSP, " ")


def test_a_year_without_events_says_so() -> None:
    chart = cycle.year((), {}, view(), 2027)
    assert chart.is_empty
    assert chart.sentence == "Pirkanmaa: no events are recorded for 2027."


@pytest.mark.parametrize(
    ("held", "expected", "text"),
    [(3, (4, 4), "3/4"), (3, (2, 4), "3/2–4"), (1200, (26, 26), "1,200/26")],
)
def test_held_of_the_expected_number(held: int, expected: tuple[float, float], text: str) -> None:
    assert cycle.of_expected(held, expected, "en") == text


@pytest.mark.parametrize(
    ("language", "one", "several"),
    [
        ("fi", "▽ alle odotetun", "▲ yli odotetun 1, ✓ odotetusti 3, … täyttyy suunnitelluilla 2"),
        (
            "sv",
            "▽ under det förväntade",
            "▲ över det förväntade 1, ✓ som förväntat 3, … nås med de planerade 2",
        ),
        ("en", "▽ below expected", "▲ above expected 1, ✓ as expected 3, … reached with those planned 2"),
    ],
)
def test_the_standing_in_words(language: str, one: str, several: str) -> None:
    counts = {Standing.ABOVE: 1, Standing.EXPECTED: 3, Standing.COMING: 2}
    assert cycle.standing({Standing.BELOW: 1}, language).shown.replace(NBSP, " ") == one
    assert cycle.standing(counts, language).shown.replace(NBSP, " ") == several


def test_areas_by_kind() -> None:
    rows = (Category("municipality:837", "Tampere"), Category("municipality:536", "Nokia"))
    columns = [("visitor_survey", "Visitor survey"), ("house_meeting", "House meeting")]
    cells = {
        ("municipality:837", "visitor_survey"): (Standing.EXPECTED, "2/2", "✓ as expected"),
        ("municipality:837", "house_meeting"): (Standing.BELOW, "20/52", "▽ below expected 2"),
        ("municipality:536", "visitor_survey"): (Standing.ABOVE, "3/2", "▲ above expected"),
    }
    chart = cycle.kinds(rows, columns, cells, view(), heading="Municipality", year=2025)
    assert chart.title == "Pirkanmaa: the expected number is reached in 2 of 3 cases"
    assert chart.sentence.endswith("Areas by kind: visitor survey 2/2, house meeting 0/1.")
    assert [[v.shown.replace(NBSP, " ") for v in series.values] for series in chart.series] == [
        ["✓ 2/2", "▲ 3/2"],
        ["▽ 20/52", ""],
    ]
    assert plotly.figure(chart).data
    empty = cycle.kinds((), [], {}, view(), heading="Municipality", year=2026)
    assert empty.is_empty
    assert empty.title == "Pirkanmaa: no kind with an expected number is held in these areas"


@pytest.mark.parametrize(
    ("year", "title", "signs"),
    [
        (2025, "Pirkanmaa: the expected number is reached in 1 of 3 cases", "▽…✓▲"),
        (2026, "Pirkanmaa: the expected number is reached so far in 1 of 3 cases", "▷…✓▲"),
        (
            2027,
            (
                "Pirkanmaa: 2027 has not begun; the expected number is reached with those planned "
                "in 2 of 3 cases"
            ),
            "▷…✓▲",
        ),
    ],
)
def test_areas_by_kind_are_judged_when_the_year_is_over(year: int, title: str, signs: str) -> None:
    keys = ("837", "536", "562")
    rows = [Category(f"municipality:{key}", key) for key in keys]
    low = Standing.BELOW if year == 2025 else Standing.UNDECIDED
    cells = {
        (row.key, "house_meeting"): (standing, "1/2", "")
        for row, standing in zip(rows, (low, Standing.COMING, Standing.EXPECTED), strict=True)
    }
    columns = [("house_meeting", "House meeting")]
    chart = cycle.kinds(rows, columns, cells, view(), heading="Municipality", year=year)
    assert chart.title == title
    # A year that is over has nothing undecided, one that is not over nothing below.
    assert "".join(one.symbol for one in chart.classes) == signs
    assert chart.series[0].values[0].shown == f"{signs[0]}{NBSP}1/2"
    parts = "2/3" if year == 2027 else "1/3"
    assert chart.sentence.endswith(f"Areas by kind: house meeting {parts}.")


@pytest.mark.parametrize(
    ("language", "titles"),
    [
        (
            "fi",
            (
                "Akaa: vuoden 2025 odotettu määrä on täyttynyt 3/8 tapauksessa",
                (
                    "Akaa: vuoden 2026 odotettu määrä on täyttynyt tähän mennessä 3/8 tapauksessa, "
                    "suunniteltujen myötä vielä 1 tapauksessa"
                ),
                "Akaa: vuosi 2027 ei ole alkanut; suunnitellut täyttävät odotetun määrän 4/8 tapauksessa",
            ),
        ),
        (
            "sv",
            (
                "Akaa: det förväntade antalet för 2025 har nåtts i 3 av 8 fall",
                (
                    "Akaa: det förväntade antalet för 2026 har hittills nåtts i 3 av 8 fall, "
                    "med de planerade i 1 till"
                ),
                "Akaa: år 2027 har inte börjat; med de planerade nås det förväntade antalet i 4 av 8 fall",
            ),
        ),
        (
            "en",
            (
                "Akaa: the expected number of 2025 is reached in 3 of 8 cases",
                (
                    "Akaa: the expected number of 2026 is reached so far in 3 of 8 cases, "
                    "in 1 more with those planned"
                ),
                "Akaa: 2027 has not begun; the expected number is reached with those planned in 4 of 8 cases",
            ),
        ),
    ],
)
def test_a_year_that_is_not_over_is_not_told_as_failed(language: str, titles: tuple[str, ...]) -> None:
    open_ = {Standing.EXPECTED: 3, Standing.COMING: 1, Standing.UNDECIDED: 4}
    over = {Standing.EXPECTED: 3, Standing.BELOW: 5}
    for year, counts, title in zip((2025, 2026, 2027), (over, open_, open_), titles, strict=True):
        assert cycle.expected_title(counts, "Akaa", year, DAY, language) == title


@pytest.mark.parametrize(
    ("language", "title"),
    [
        (
            "fi",
            (
                "Akaa: itse- ja vertaisarviointi vuorottelevat 3/12 arvioivalla alueella, "
                "2025–2026; 7 ehtii vielä"
            ),
        ),
        (
            "sv",
            (
                "Akaa: självutvärdering och kollegial utvärdering turas om i 3 av 12 områden som utvärderar, "
                "2025–2026; 7 till hinner ännu"
            ),
        ),
        (
            "en",
            (
                "Akaa: self- and peer evaluation take turns in 3 of 12 areas that evaluate, 2025–2026; "
                "7 more still can"
            ),
        ),
    ],
)
def test_evaluations_that_are_still_possible_are_told(language: str, title: str) -> None:
    turns = {Alternation.KEPT: 3, Alternation.COMING: 2, Alternation.UNDECIDED: 5, Alternation.GAP: 2}
    assert cycle.evaluation_title(turns, "Akaa", 2026, language) == title


@pytest.mark.parametrize("language", LANGUAGES)
def test_titles_hold_their_numbers(language: str) -> None:
    standings = {Standing.EXPECTED: 3, Standing.ABOVE: 1, Standing.COMING: 5, Standing.BELOW: 7}
    turns = {Alternation.KEPT: 3, Alternation.GAP: 8}
    for title, numbers in (
        (cycle.coming_title(13, 60, "Akaa", language), ("13", "60")),
        (cycle.overdue_title(19, 7, "Akaa", language), ("19", "7")),
        (cycle.expected_title(standings, "Akaa", 2026, DAY, language), ("4", "16", "5", "2026")),
        (cycle.evaluation_title(turns, "Akaa", 2026, language), ("3", "11", "2025–2026")),
        (cycle.areas_title([("Nokia", 6), ("Lempäälä", 4)], "Akaa", language), ("Nokia 6", "Lempäälä 4")),
    ):
        assert title.startswith("Akaa: ")
        assert all(number in title for number in numbers), title
    for title in (
        cycle.coming_title(0, 60, "Akaa", language),
        cycle.overdue_title(0, 0, "Akaa", language),
        cycle.expected_title({}, "Akaa", 2026, DAY, language),
        cycle.evaluation_title({}, "Akaa", 2026, language),
        cycle.areas_title([], "Akaa", language),
        cycle.areas_title([], "Akaa", language, is_empty=True),
    ):
        assert title.startswith("Akaa: ")
        assert "{" not in title


@pytest.mark.parametrize(
    ("numbers", "told"),
    [((9, 3, 2, 2), "A 9 and B 3"), ((9, 3, 2, 1), "A 9, B 3 and C 2"), ((2, 2, 2, 2), "A 2, B 2 and C 2")],
)
def test_of_areas_that_are_equal_none_is_singled_out(numbers: tuple[int, ...], told: str) -> None:
    assert cycle.areas_title(list(zip("ABCD", numbers, strict=True)), "Akaa", "en").endswith(f"– {told}")
