"""The profile of areas of every level on the sample: which cards, and what they say of their own frames."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from kpdata.charts.chart import Chart, Kind
from kpdata.charts.table import table_of
from kpdata.criteria import INTEGRATION_CRITERIA
from kpdata.domain import AgeBand, AreaKey, AreaLevel, EventKind, Instrument, Month, State
from kpdata.indicators import completeness, cycle, standing, supply, themes
from kpdata.indicators.standing import Evidence, Standing, expires_soon
from kpdata.indicators.supply import Suited
from kpdata.views import data, evidence, profile
from kpdata.views.about_area import cycle as cycle_view
from kpdata.views.about_area import integration, quality, similar
from kpdata.views.about_area import standing as figures_view
from kpdata.views.address import Address
from kpdata.views.cards import Card, Cards
from kpdata.views.data import Source
from kpdata.views.request import Request

TAMPERE, LEMPAALA, ALL = "municipality:837", "municipality:418", ("fi", "sv", "en")
ALWAYS = {"key-figures", "development", "visits", "quality"}
CARDS = {
    "country:FI": {"access", "integration-shares", "roles", "criteria", "cycle", "surveys", "other-surveys"},
    "county:08": {
        "access",
        "integration-shares",
        "roles",
        "criteria",
        "cycle",
        "surveys",
        "spine",
        "integration",
        "evidence",
        "other-surveys",
    },
    "region:06": {
        "access",
        "integration-shares",
        "roles",
        "criteria",
        "cycle",
        "surveys",
        "spine",
        "other-surveys",
    },
    TAMPERE: {
        "roles",
        "criteria",
        "cycle",
        "surveys",
        "spine",
        "integration",
        "evidence",
        "open-answers",
        "places",
        "similar",
        "other-surveys",
    },
    "group:itaiset_kunnat": {
        "integration-shares",
        "roles",
        "criteria",
        "cycle",
        "surveys",
        "open-answers",
        "places",
        "other-surveys",
    },
}


def asked(source: Source, area: str, language: str = "en", **params: str) -> Request:
    address = Address({"area": area, **{name.rstrip("_"): value for name, value in params.items()}})
    return Request.read(source, address, language, profile.LEVELS)


def shown(source: Source, area: str, language: str = "en", **params: str) -> Cards:
    request = asked(source, area, language, **params)
    return profile.cards(request, profile.choices(request))


def chart(source: Source, area: str, key: str, language: str = "en", **params: str) -> Chart:
    return shown(source, area, language, **params).card(key).chart


@pytest.mark.parametrize("area", CARDS)
def test_each_level_has_its_cards(source: Source, area: str) -> None:
    assert set(shown(source, area).parts) - {"criteria-open"} == ALWAYS | CARDS[area]


@pytest.mark.parametrize("level", [AreaLevel.CENTRE, AreaLevel.PLACE])
def test_centres_and_places_have_their_register(source: Source, level: AreaLevel) -> None:
    names = list(data.area_names(source, level, "fi"))
    for area in names[:: max(1, len(names) // 8)]:
        parts = shown(source, area).parts
        assert set(parts) >= ALWAYS | {"register"}
        assert ("hours" in parts) == (level is AreaLevel.PLACE)
        assert "access" not in parts


@pytest.mark.parametrize("language", ALL)
@pytest.mark.parametrize("area", [*CARDS, "centre:pk001", "place:kp0001"])
def test_every_card_is_told_in_its_language(source: Source, area: str, language: str) -> None:
    english = {
        key: part.chart.title for key, part in shown(source, area).parts.items() if isinstance(part, Card)
    }
    for key, part in shown(source, area, language).parts.items():
        if not isinstance(part, Card):
            continue
        assert part.chart.title, key
        assert part.chart.language == language
        assert part.chart.sample
        assert part.chart.source
        assert part.chart.slug
        assert (part.chart.title == english[key]) == (language == "en"), key
        assert len(table_of(part.chart).rows) == len(part.chart.categories)


def test_open_answers_are_those_that_may_be_told(source: Source) -> None:
    figures, key = data.figures(source), AreaKey.parse(LEMPAALA)
    half_year = themes.theme_half_years(figures, Instrument.VISITOR, data.today())[0]
    told = themes.themes(figures, Instrument.VISITOR, [key], half_year, data.today())[key]
    found = chart(source, LEMPAALA, "open-answers")
    kinds, counts = (series.values for series in found.series)
    rows = [
        (category.name, kind.shown, value.state, value.value, value.is_at_least)
        for category, kind, value in zip(found.categories, kinds, counts, strict=True)
    ]
    words = {"wish": "Wishes", "benefit": "Benefits", "disappointment": "Disappointments"} | {
        "harm": "Harms",
        "feeling": "Feelings",
    }
    # What nobody named, or nobody could, is left out.
    assert rows == [
        (one.theme, words[one.kind.value], one.state, one.count, one.at_least)
        for one in told
        if one.state is State.HIDDEN or one.count
    ]
    assert {state for _, _, state, *_ in rows} == {State.OK, State.HIDDEN}
    hidden = sum(state is State.HIDDEN for _, _, state, *_ in rows)
    assert found.sentence.endswith(f"Hidden (•): {hidden}.")
    assert found.period == half_year.period
    assert found.title == f"Wishes: {found.title.removeprefix('Wishes: ')}"


@pytest.mark.parametrize(
    ("period", "half_year"),
    [
        # Rounds of the sample end in April and October.
        ("2025-11:2026-10", "2026-07:2026-12"),
        ("2025-11:2026-09", "2026-01:2026-06"),
        ("2026-05:2026-09", None),
    ],
)
def test_open_answers_are_of_the_wave_of_the_period(
    source: Source, period: str, half_year: str | None
) -> None:
    parts = shown(source, TAMPERE, period=period).parts
    for key in ("open-answers", "surveys"):
        part = parts.get(key)
        assert (str(part.chart.period) if isinstance(part, Card) else None) == half_year, key


def test_counts_are_no_row_of_the_spine(source: Source) -> None:
    spine = chart(source, TAMPERE, "spine")
    registry = data.figures(source).registry
    assert spine.kind is Kind.SPINE
    assert all(registry[category.key].denominator is not None for category in spine.categories)
    assert {"places", "visits"}.isdisjoint(category.key for category in spine.categories)
    assert all(value.state is not State.UNKNOWN for value in spine.series[0].values)


def test_a_range_is_not_told_as_no_figure(source: Source) -> None:
    notes = chart(source, TAMPERE, "spine").notes
    told = [note.split(":")[0] for note in notes if "Visits per 1,000 children" in note]
    assert told == ["Cannot be compared"]


def test_the_development_counts_what_its_table_shows(source: Source) -> None:
    development = chart(source, TAMPERE, "development")
    columns = {series.key: series.values for series in development.series}
    signs = [
        change.shown[0] if change.shown[0] in "+−" else ""
        for change, better in zip(columns["change"], columns["better"], strict=True)
        if better.shown == "higher"
    ]
    assert development.title == figures_view.turn(signs.count("+"), signs.count("−"), "en")
    assert {value.shown for value in columns["better"]} <= {"higher", "lower", "–"}


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fi", "Vuodessa parempaan suuntaan 2, huonompaan 1 mittaria"),
        ("sv", "På ett år till det bättre: 2, till det sämre: 1 indikatorer"),
        ("en", "In a year for the better: 2, for the worse: 1"),
    ],
)
def test_turns(language: str, expected: str) -> None:
    assert figures_view.turn(2, 1, language) == expected


def test_a_hidden_figure_has_no_change(source: Source) -> None:
    for area in list(data.area_names(source, AreaLevel.PLACE, "fi"))[::5]:
        development = chart(source, area, "development")
        columns = {series.key: series.values for series in development.series}
        rows = zip(columns["now"], columns["before"], columns["change"], strict=True)
        for now, before, change in rows:
            if State.HIDDEN in (now.state, before.state):
                assert change.state is State.HIDDEN


def test_incomplete_months_are_marked_and_counted(source: Source) -> None:
    visits = chart(source, TAMPERE, "visits")
    request = asked(source, TAMPERE)
    months = completeness.reporting(
        data.figures(source),
        AreaKey.parse(TAMPERE),
        [Month.parse(category.key) for category in visits.categories],
        request.selection.as_of,
    )
    lacking = {str(month.month) for month in months if month.reported < month.places}
    marked = {
        category.key
        for category, value in zip(visits.categories, visits.series[0].values, strict=True)
        if "incomplete" in value.note
    }
    known = {
        category.key
        for category, value in zip(visits.categories, visits.series[0].values, strict=True)
        if value.is_known
    }
    assert marked == lacking & known
    due = sum(month.due for month in months if month.reported < month.places)
    assert any(note.startswith(f"{due} month") for note in visits.notes) == (due > 0)


CRITERIA = tuple(
    Evidence(c.criterion_id, c.step, (c.name_fi, c.name_sv, c.name_en), Standing.DONE)
    for c in INTEGRATION_CRITERIA
)


@pytest.mark.parametrize(
    ("language", "title", "sentence"),
    [
        (
            "fi",
            "Integraatio: porras 1/5 (kartoitettu), kriteereistä täyttyy 11/12",
            (
                "Kesken 1, tehty ja voimassa 11. Vuosi sitten: porras 0. Portaalta 2 puuttuu: "
                "Kohtaamispaikoille on "
                "nimetty yhdyshenkilö."
            ),
        ),
        (
            "sv",
            "Integrering: steg 1 av 5 (kartlagt), 11 av 12 kriterier",
            (
                "Pågår 1, gjort och i kraft 11. Ett år tidigare: steg 0. För steg 2 saknas: En "
                "kontaktperson för "
                "mötesplatserna har utsetts."
            ),
        ),
        (
            "en",
            "Integration: step 1 of 5 (mapped), 11 of 12 criteria",
            (
                "In progress 1, done and in force 11. A year earlier: step 0. Missing for step 2: A "
                "contact person for "
                "meeting places is named."
            ),
        ),
    ],
)
def test_what_is_missing_for_the_next_step(language: str, title: str, sentence: str) -> None:
    now = tuple(
        replace(e, standing=Standing.IN_PROGRESS) if e.criterion_id == "contact_person" else e
        for e in CRITERIA
    )
    before = tuple(replace(e, standing=Standing.NOT_STARTED) for e in CRITERIA)
    assert integration.told(now, before, language) == (title, sentence)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fi", "Vuosi sitten mitään ei ollut kirjattu."),
        ("sv", "Ett år tidigare hade inget registrerats."),
        ("en", "A year earlier nothing was recorded."),
    ],
)
def test_what_was_not_recorded_a_year_ago_is_no_step(language: str, words: str) -> None:
    unrecorded = tuple(replace(e, standing=None) for e in CRITERIA)
    _, sentence = integration.told(CRITERIA, unrecorded, language)
    assert words in sentence
    assert "0" not in sentence


def test_a_centre_has_no_step() -> None:
    title, sentence = integration.told(CRITERIA, None, "en")
    assert (title, sentence) == ("12 of 12 integration criteria done and in force", "Done and in force 12.")


def test_the_matrix_shows_how_the_criteria_stand(source: Source) -> None:
    matrix = chart(source, TAMPERE, "integration")
    day = asked(source, TAMPERE).selection.as_of
    now = standing.integration(data.figures(source), AreaKey.parse(TAMPERE), day)
    classes = [category.symbol for category in matrix.classes]
    symbols = ["○", "▷", "▶", "!", "●!", "●"]
    assert classes == symbols
    expected = [
        None
        if e.standing is None
        else 1 + symbols.index("●!" if expires_soon(e, day) else evidence.STANDINGS[e.standing][1])
        for e in now
    ]
    assert [value.group for value in matrix.series[-1].values] == expected
    listed = chart(source, TAMPERE, "evidence")
    in_force = sum(e.standing is Standing.DONE for e in now)
    assert listed.title.startswith(f"Evidence: {in_force} in force")
    assert [value.shown for value in listed.series[0].values] == [str(e.step) for e in now]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "fi",
            (
                "Vuosikello: tapahtumista pidettiin ajallaan 3/6",
                "Myöhässä pidettiin 1, pitämättä jäi 2. Seuraavaksi: talokokous 1.8.2026.",
            ),
        ),
        (
            "sv",
            (
                "Årsklockan: 3 av 6 händelser hölls i tid",
                "För sent hölls 1, uteblev 2. Härnäst: husmöte 1.8.2026.",
            ),
        ),
        (
            "en",
            (
                "Annual cycle: 3 of 6 events held in time",
                "Held late 1, not held 2. Next: house meeting 1 August 2026.",
            ),
        ),
    ],
)
def test_the_cycle_is_told(language: str, expected: tuple[str, str]) -> None:
    day = date(2026, 8, 1)
    kinds = [
        cycle.Kept(EventKind.TRAINING, 2, 0, 2, 1, 0, None, None, None),
        cycle.Kept(EventKind.HOUSE_MEETING, 1, 1, 0, 0, 0, day, day, (26, 26)),
    ]
    assert cycle_view.told(kinds, language) == expected


def test_a_cycle_without_anything_due_or_planned() -> None:
    kind = cycle.Kept(EventKind.TRAINING, 0, 0, 0, 1, 0, None, None, None)
    assert cycle_view.told([kind], "en") == (
        "Annual cycle: no events were due in the last 12 months",
        "Nothing is planned.",
    )


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("fi", "Tiedot: täydennettävää 2 paikassa"),
        ("sv", "Uppgifter: 2 platser att komplettera"),
        ("en", "Data: 2 places to complete"),
    ],
)
def test_places_to_complete_are_counted_once(language: str, expected: str) -> None:
    field = completeness.Field
    lacking = [
        completeness.Missing(field.AGES, ("a",), 3),
        completeness.Missing(field.HOURS, ("a", "b"), 3),
    ]
    assert quality.told(lacking, language) == expected
    assert "0" not in quality.told([], language)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "fi",
            (
                "Samankaltaisista kunnista 2/3 tarjoaa paikan kouluikäisille; täällä ei yhtään",
                (
                    "Useimmin: nuorisotila. Toimijana useimmin: järjestö. Vapaa-aikana auki 2–4,5 tuntia "
                    "viikossa."
                ),
            ),
        ),
        (
            "sv",
            (
                "2 av 3 liknande kommuner har en plats för barn i skolåldern; här finns ingen",
                (
                    "Oftast: ungdomslokal. Oftast med aktören: organisation. Öppet på fritiden 2–4,5 timmar "
                    "i veckan."
                ),
            ),
        ),
        (
            "en",
            (
                "2 of 3 similar municipalities have a place for school-age children; here there is none",
                "Most often: youth space. Run most often by: NGO. Open in free time 2–4.5 h a week.",
            ),
        ),
    ],
)
def test_what_similar_municipalities_have(language: str, expected: tuple[str, str]) -> None:
    none = Suited("100", 0, {}, {}, None, None, None)
    others = [
        Suited("200", 1, {"youth_space": 1}, {"ngo": 1}, 5, 2, None),
        Suited("300", 3, {"": 1, "youth_space": 2}, {"ngo": 2, "parish": 1}, 9, 4.5, None),
        none,
    ]
    assert similar.told(none, others, AgeBand.SCHOOL_AGE, language) == expected


def test_similar_municipalities_start_with_the_gap(source: Source) -> None:
    figures = data.figures(source)
    selection = asked(source, TAMPERE).selection
    codes = figures.members(AreaKey.parse("county:08"), AreaLevel.MUNICIPALITY)
    lacking = [
        code for code in codes if supply.gaps(figures, AreaKey(AreaLevel.MUNICIPALITY, code), selection.as_of)
    ]
    area = f"municipality:{lacking[0]}"
    request = asked(source, area)
    first = supply.gaps(figures, AreaKey.parse(area), selection.as_of)[0]
    assert profile.choices(request).band is first
    assert profile.choices(asked(source, area, band="under_school")).band is AgeBand.UNDER_SCHOOL
    table = chart(source, area, "similar")
    assert len(table.categories) == 11
    having = [value.value or 0 for value in table.series[0].values[1:]]
    assert having == sorted(having, key=lambda places: places == 0)
    assert table.title.startswith(f"{sum(places > 0 for places in having)} of 10 ")


def test_other_levels_have_no_similar_ones(source: Source) -> None:
    assert profile.choices(asked(source, "county:08")).band is None


def test_a_merged_municipality_leads_to_its_successor(source: Source) -> None:
    request = asked(source, "municipality:413", "sv")
    assert str(request.selection.area) == "municipality:609"
    assert [notice.text("sv") for notice in request.address.notices] == [
        "Lavia gick samman med Björneborg i slutet av 2014; Björneborg visas."
    ]
    assert profile.history(request.selection) == (
        "Gränserna ändrades i slutet av 2014: Lavia gick samman med Björneborg, och siffrorna omfattar båda.",
    )
    assert profile.history(asked(source, TAMPERE).selection) == ()
    (since,) = profile.history(asked(source, "county:08", "fi").selection)
    assert "1.1.2023" in since


def test_cards_stand_in_the_order_of_the_page(source: Source) -> None:
    for area in CARDS:
        keys = list(shown(source, area).parts)
        assert keys == [key for key in profile.ORDER if key in keys]


def test_roles_never_hold_names(source: Source) -> None:
    roles = chart(source, TAMPERE, "roles")
    organisations = {"–", "NGO", "parish", "municipality", "wellbeing services county", "other operator"}
    columns = {series.key: {value.shown for value in series.values} for series in roles.series}
    assert columns["organisation"] <= organisations
    assert {text.replace("\u00a0", " ") for text in columns["named"]} <= {"● named", "○ not named", ".."}
