"""Plays the attacker against the pages: what is hidden leaves no trace in anything they show.

Two countries differ in hidden numbers alone: the answers, first-timers and wishes of small areas are dealt
out anew among areas that are all hidden, so that everything shown may stay as it is. Then every page must
show both countries alike, to the last character: headlines, sentences, alt texts, tables, figures and their
hover, CSV files, key figures with their course, links; for every level, benchmark, period and language.
What is equal cannot be told apart by any subtraction, of parents, siblings, half-years or exports. The same
holds for files: every part of every package, with the workbooks inside the charts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from kpdata import views
from kpdata.charts.chart import Kind
from kpdata.charts.table import table_of
from kpdata.export import images
from kpdata.export.csv import csv_bytes
from kpdata.export.document import Document
from kpdata.export.files import name_of, rendered
from kpdata.store import schema, summaries
from kpdata.store.db import open_database, writing
from kpdata.ui.drawn import Drawn
from kpdata.ui.html import key_figure_html, table_html
from kpdata.views import address, data
from kpdata.views.address import Address
from kpdata.views.cards import Card
from kpdata.views.exported import document_of, view_of
from kpdata.views.request import Request
from tests.export.documents import parts_of

TODAY = date(2026, 11, 21)
# Two in Tampere, one in Nokia and in Ylöjärvi, two in Helsinki.
PLACES = {"p1": "837", "p2": "837", "p3": "536", "p4": "980", "p5": "091", "p6": "091"}
OTHER_INSTRUMENTS = ("partner", "self_evaluation", "peer_evaluation", "child")
LINKS = [
    *(
        f"yleiskuva?area={area}&with={compare}&period={period}"
        for area, compare, period in product(
            ("country:FI", "county:08", "region:06", "municipality:837"),
            ("country", "similar", "municipality:536"),
            ("2026-01:2026-06", "2025-07:2025-12"),
        )
    ),
    *(
        f"alueprofiili?area={area}&with={compare}"
        for area, compare in product(
            ("county:08", "municipality:837", "centre:c1", "place:p1", "place:p2"),
            ("country",),
        )
    ),
    *(
        f"vertailu?level={level}&{areas}&view={view}&with={compare}&{shown}"
        for (level, areas), view, compare, shown in product(
            (
                ("county", "area=county:08&area=county:09"),
                ("municipality", "area=municipality:837&area=municipality:536&area=municipality:980"),
                ("centre", "area=centre:c1&area=centre:c2"),
            ),
            ("table", "profile", "heat", "ranked", "trend", "scatter"),
            ("country", "similar"),
            (
                "show=mean_visitor_heard&show=top2_visitor_heard&show=net_visitor_heard",
                "show=first_timer_share&show=mean_visitor_heard&period=2026-01:2026-06",
            ),
        )
    ),
    # No own group: where it overlaps other areas, nothing more is protected.
    *(
        f"kyselyt?area={area}&with={compare}"
        for area, compare in (
            ("country:FI", "earlier"),
            ("county:08", "country"),
            ("region:06", "earlier"),
            ("municipality:837", "country"),
            ("municipality:837", "country&value=mean"),
            ("municipality:536", "similar"),
            ("municipality:091", "municipality:837"),
            ("centre:c1", "county"),
            ("place:p1", "country"),
            ("place:p2", "country&value=mean"),
            ("place:p4", "place:p2"),
        )
    ),
    *(
        f"kyselyt?{areas}&wave={wave}"
        for areas, wave in product(
            (
                "area=municipality:837&area=municipality:536&area=municipality:980",
                "area=place:p1&area=place:p2&area=place:p3&with=earlier",
            ),
            ("2026-1", "2025-2"),
        )
    ),
    *(
        f"kyselyt?instrument={instrument}&area={area}&value={value}"
        for instrument, (area, value) in product(
            OTHER_INSTRUMENTS,
            (("municipality:837", "mean"), ("place:p2", "top2")),
        )
    ),
]


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(data, "today", lambda: TODAY)


def visit(place_id: str, month: str, first_timers: int) -> dict[str, Any]:
    return {"place_id": place_id, "month": month, "visits": 100, "first_timers": first_timers}


def answers(
    round_id: str, dealt: dict[str, list[int]], asked: tuple[str, ...] = ("q1", "q2", "q3")
) -> Iterator[tuple[str, dict[str, Any]]]:
    for place_id, marks in dealt.items():
        for number, mark in enumerate(marks):
            key = {"round_id": round_id, "response_id": f"{place_id}-{number}"}
            yield "survey_responses", {**key, "place_id": place_id, "municipality": None}
            for question, answer in zip(asked, (mark, int(mark >= 4), 2 * mark), strict=False):
                yield "survey_answers", {**key, "question_id": question, "answer": answer}


def country(
    folder: Path,
    name: str,
    marks: dict[str, list[int]],
    first_timers: dict[str, int],
    wishes: dict[str, int],
) -> str:
    """URL of a database with two waves and two half-years of visits; only the given numbers differ.

    first_timers are also those who wished for longer hours; wishes: those who wished for more space.
    """
    url = f"sqlite:///{folder / name}.sqlite"
    others = {"p3": [1, 2, 3, 4, 5] * 4, "p4": [5, 4] * 12, "p5": [3, 4] * 20, "p6": [2, 5] * 15}
    rows: list[tuple[str, dict[str, Any]]] = [
        ("family_centres", {"centre_id": centre, "name": centre, "municipality": town})
        for centre, town in (("c1", "837"), ("c2", "091"))
    ]
    rows += [
        (
            "meeting_places",
            {
                "place_id": place_id,
                "name": place_id,
                "municipality": town,
                "operator_type": "ngo",
                "centre_id": {"p1": "c1", "p5": "c2"}.get(place_id),
                "age_from": 0,
                "age_to": 17,
            },
        )
        for place_id, town in PLACES.items()
    ]
    rows += [
        ("groups", {"group_id": "g1", "area_type": "municipality", "area_id": a}) for a in ("837", "980")
    ]
    rows += [
        (
            "survey_questions",
            {
                "instrument": "visitor",
                "question_id": question_id,
                "text_fi": text,
                "scale": scale,
                "common_key": common_key,
            },
        )
        for question_id, text, scale, common_key in (
            ("q1", "Tulin kuulluksi", "likert5", "heard"),
            ("q2", "Sain apua", "yes_no", None),
            ("q3", "Suosittelisitko", "nps10", None),
        )
    ]
    rows += [
        (
            "survey_questions",
            {
                "instrument": instrument,
                "question_id": f"{instrument}-q1",
                "text_fi": "Täällä kuunnellaan",
                "scale": "likert5",
                "common_key": "heard",
            },
        )
        for instrument in OTHER_INSTRUMENTS
    ]
    for round_id, last in (("r1", date(2026, 5, 31)), ("r2", date(2025, 11, 30))):
        times = {"round_id": round_id, "instrument": "visitor", "starts_on": last, "ends_on": last}
        rows.append(("survey_rounds", times))
        rows += answers(round_id, others | marks)
        for instrument in OTHER_INSTRUMENTS:
            own = f"{instrument}-{round_id}"
            rows.append(("survey_rounds", {**times, "round_id": own, "instrument": instrument}))
            rows += answers(own, others | marks, (f"{instrument}-q1",))
    usual = {"p3": 20, "p4": 25, "p5": 30, "p6": 35}
    rows += [
        (
            "survey_themes",
            {"round_id": round_id, "place_id": place_id, "kind": "wish", "theme": theme, "count": count},
        )
        for round_id in ("r1", "r2")
        for theme, dealt in (("aukiolo", first_timers), ("tilaa", wishes))
        for place_id, count in (usual | dealt).items()
    ]
    rows += [
        ("visits", visit(place_id, month, count))
        for month in ("2026-02", "2025-09")
        for place_id, count in (usual | first_timers).items()
    ]
    with writing(open_database(url, create=True)) as connection:
        for table, row in rows:
            connection.execute(insert(schema.metadata.tables[table]).values(**row))
        summaries.rebuild(connection)
    return url


def traces(part: Any, key: str) -> Iterator[str]:
    """Everything that leaves the server for one part of a page, and what it was made of."""
    if not isinstance(part, Card):
        for figure in part.figures:
            yield f"{key} {figure!r}"
            yield key_figure_html(figure, "")
        return
    yield f"{key} {part.chart!r}"
    yield part.chart.alt
    yield table_html(table_of(part.chart), part.chart.title)
    yield csv_bytes(part.chart).decode()
    if not part.plain and not part.chart.is_empty and part.chart.kind is not Kind.MAP:
        yield Drawn(part).figure.to_json()  # type: ignore[union-attr]


def shown(link: str, language: str, url: str, threshold: int = 5) -> list[str]:
    slug, asked = Address.of_link(link)
    source = data.Source(url, 1, threshold, False, None)
    request = Request.read(source, asked, language, views.page(slug).LEVELS)
    cards = views.shown(slug, request)
    told = [cards.headline, address.link("http://x", slug, asked, request.selection)]
    for key, part in cards.parts.items():
        told += traces(part, key)
    return told


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hidden")


@pytest.fixture(scope="module")
def pair(folder: Path) -> tuple[str, str]:
    """The two countries: p1 has 3 answers and is hidden, p2 has 6 and goes with it; both stand in Tampere.

    First-timers and wishes are rounded to five instead: p1 is hidden, p2 is told as 10 in both.
    """
    return (
        country(
            folder,
            "one",
            {"p1": [1, 1, 1], "p2": [5, 5, 5, 4, 4, 4]},
            {"p1": 3, "p2": 10},
            {"p1": 1, "p2": 12},
        ),
        country(
            folder,
            "other",
            {"p1": [5, 5, 4], "p2": [1, 1, 1, 5, 4, 4]},
            {"p1": 1, "p2": 12},
            {"p1": 3, "p2": 10},
        ),
    )


@pytest.fixture(scope="module")
def towns(folder: Path) -> tuple[str, str]:
    """Two more: whole municipalities are hidden, Tampere (4 answers) and with it the next smallest, Nokia."""
    return (
        country(
            folder,
            "towns",
            {"p1": [1, 1], "p2": [2, 1], "p3": [5, 5, 5, 4, 4, 4]},
            {"p1": 1, "p2": 2, "p3": 9},
            {"p1": 2, "p2": 2, "p3": 8},
        ),
        country(
            folder,
            "towns-other",
            {"p1": [5, 5], "p2": [4, 4], "p3": [1, 1, 2, 1, 5, 4]},
            {"p1": 2, "p2": 2, "p3": 8},
            {"p1": 1, "p2": 2, "p3": 9},
        ),
    )


# Every link in one of the languages.
DEALT = [("fi", LINKS[::3]), ("sv", LINKS[1::3]), ("en", LINKS[2::3])]


@pytest.mark.usefixtures("today")
@pytest.mark.parametrize(("language", "links"), DEALT, ids=["fi", "sv", "en"])
def test_no_page_tells_places_apart(pair: tuple[str, str], language: str, links: list[str]) -> None:
    for link in links:
        assert shown(link, language, pair[0]) == shown(link, language, pair[1]), link


@pytest.mark.usefixtures("today")
@pytest.mark.parametrize(("language", "links"), DEALT, ids=["fi", "sv", "en"])
def test_no_page_tells_municipalities_apart(towns: tuple[str, str], language: str, links: list[str]) -> None:
    for link in links:
        assert shown(link, language, towns[0]) == shown(link, language, towns[1]), link


@pytest.mark.usefixtures("today")
def test_the_attack_succeeds_where_nothing_is_hidden(towns: tuple[str, str]) -> None:
    """The attack is worth something: with a threshold of one the same links tell the countries apart."""
    of_towns = [link for link in LINKS if "level=municipality" in link and "view=table" in link]
    links = ["yleiskuva?area=municipality:837", *of_towns]
    for link in links:
        assert shown(link, "en", towns[0], 1) != shown(link, "en", towns[1], 1), link


@pytest.mark.usefixtures("today")
def test_hidden_areas_are_marked_hidden_and_hold_no_number(towns: tuple[str, str]) -> None:
    shows = "show=mean_visitor_heard&show=first_timer_share"
    link = f"vertailu?level=municipality&area=municipality:837&view=table&{shows}"
    slug, asked = Address.of_link(link)
    request = Request.read(data.Source(towns[0], 1, 5, False, None), asked, "en")
    values = views.shown(slug, request).card("table").chart.values
    assert [value.shown for value in values] == ["•", "•"]
    assert all(value.value is None for value in values)
    assert "Tampere;hidden;hidden" in csv_bytes(views.shown(slug, request).card("table").chart).decode()


# A link of every page and view of each, by language; files cost more than pages.
_FILES = {
    language: [links[0], *(link for place, link in enumerate(links) if place % 18 == start)]
    for start, (language, links) in enumerate(DEALT)
}
OFFICE = ("pptx", "docx", "xlsx")


def document(link: str, language: str, url: str, threshold: int = 5) -> Document:
    source = data.Source(url, 1, threshold, False, None)
    return document_of(view_of(source, link, "fi", language=language))


def unpacked(document: Document, extensions: tuple[str, ...]) -> dict[str, bytes]:
    """Every part of the files of a document, of the workbooks inside its charts too, and their names."""
    found: dict[str, bytes] = {}
    for extension in extensions:
        content = rendered(document, extension, plain=extension == "csv")
        found[name_of(document, extension)] = b""
        if content.startswith(b"PK"):
            found |= {f"{extension}/{name}": part for name, part in parts_of(content)}
        else:
            found[extension] = content
    return found


@pytest.mark.usefixtures("today")
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_no_part_of_any_file_tells_countries_apart(
    pair: tuple[str, str], towns: tuple[str, str], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "are_available", lambda: False)
    for place, link in enumerate(_FILES[language]):
        extensions = ("zip", "csv") if place == 0 else (*OFFICE, "csv")
        countries = (pair, towns)[place % 2]
        first, second = (unpacked(document(link, language, url), extensions) for url in countries)
        assert first.keys() == second.keys(), link
        assert [name for name in first if first[name] != second[name]] == [], link
        assert len(first) > 60


@pytest.mark.usefixtures("today")
def test_files_tell_countries_apart_where_nothing_is_hidden(towns: tuple[str, str]) -> None:
    shows = "show=mean_visitor_heard&show=first_timer_share"
    areas = "area=municipality:837&area=municipality:536"
    link = f"vertailu?level=municipality&{areas}&view=table&{shows}"
    for extension in (*OFFICE, "csv"):
        first, second = (unpacked(document(link, "fi", url, 1), (extension,)) for url in towns)
        assert first != second, extension


@pytest.mark.usefixtures("today")
def test_the_true_number_of_a_hidden_area_is_in_no_part_of_its_files(
    folder: Path,
) -> None:
    """Tampere: 3 answers, their mean 1.3333; no other number in the country is like it."""
    url = country(
        folder, "thirds", {"p1": [1, 1], "p2": [2], "p3": [5, 5, 4]}, {"p1": 1, "p2": 2, "p3": 4}, {}
    )
    shows = "show=mean_visitor_heard&show=top2_visitor_heard"
    links = [
        f"vertailu?level=municipality&area=municipality:837&area=municipality:980&view={view}&{shows}"
        for view in ("ranked", "heat", "scatter")
    ]
    secret = (b"1.33", b"1,33", "1,3\u00a0".encode(), b">1.3<", b">1,3<", b";1,3;", b",1.3,")
    marked = 0
    for link in links:
        parts = unpacked(document(link, "fi", url), (*OFFICE, "csv"))
        for name, part in parts.items():
            assert not [text for text in secret if text in part], (link, name)
        marked += any(b"peitetty" in part for part in parts.values())
        bare = unpacked(document(link, "fi", url, 1), (*OFFICE, "csv"))
        assert any(text in part for part in bare.values() for text in secret), link
    assert marked == len(links)
