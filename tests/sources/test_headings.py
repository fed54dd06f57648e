"""Headings in three languages, titles above them, two-row headers."""

from __future__ import annotations

import pytest

from kpdata.sources.headings import columns_by_heading, find_header, fold
from kpdata.sources.tables import TABLES

# The accepted headings of the contract.
CONTRACT = {
    "visits": {
        "municipality": "kunta, kuntakoodi, kuntanumero, kunnan numero, kommun, kommunkod, kommunnummer",
        "place": "kohtaamispaikka, paikka, kohtaamispaikan nimi, mötesplats, plats",
        "place_id": "paikan tunnus, paikka id, mötesplatsens kod",
        "month": "kuukausi, kk, månad",
        "date": "päivä, pvm, päivämäärä, dag, datum",
        "adults": "aikuiset, aikuisia, aikuiskävijät, vuxna",
        "children": "lapset, lapsia, lapsikävijät, barn",
        "visits": "käynnit, kävijät, kävijät yhteensä, besök, besökare",
        "sessions": "toimintakerrat, kokoontumiset, kerrat, tillfällen",
        "first_timers": "ensikertalaiset, ensikertaiset, ensikertalaisia, uudet kävijät, förstagångsbesökare",
        "multicultural": "monikulttuuriset, monikulttuurisia, mångkulturella",
    },
    "meeting_places": {
        "name": "nimi, namn, kohtaamispaikka, mötesplats",
        "municipality": "kunta, kommun",
        "operator_type": "järjestäjätyyppi, toimijatyyppi, aktörstyp",
        "operator_name": "järjestäjä, toimija, ylläpitäjä, aktör, arrangör",
        "place_type": "tyyppi, muoto, typ",
        "status": "tila, status",
        "centre_id": "perhekeskus, familjecenter",
        "age_from": "ikä alkaen, alaikäraja, ålder från",
        "age_to": "ikä asti, yläikäraja, ålder till",
        "address": "osoite, adress",
        "postal_code": "postinumero, postnummer",
    },
    "opening_hours": {
        "weekday": "viikonpäivä, veckodag",
        "opens": "alkaa, avataan, öppnar",
        "closes": "päättyy, suljetaan, stänger",
    },
}


@pytest.mark.parametrize(("table", "column"), [(t, c) for t, columns in CONTRACT.items() for c in columns])
def test_headings_of_the_contract(table: str, column: str) -> None:
    labels = [column, *(label.strip() for label in CONTRACT[table][column].split(","))]
    found = columns_by_heading(table)
    for label in labels:
        forms = [
            label,
            label.upper(),
            label.title(),
            label.replace(" ", "_"),
            label.replace(" ", "-"),
            f" {label} ",
        ]
        assert [found.get(fold(form)) for form in forms] == [column] * len(forms), label


def test_folding_drops_invisible_characters_and_marks() -> None:
    assert fold("Kunnan\u00a0nu\u00admero*:") == fold("kunnan_numero")
    assert fold("Kuntä") == fold("Kunta\u0308")


def header(
    rows: list[list[str]], *tables: str, merged: frozenset[tuple[int, int]] = frozenset()
) -> tuple[object, ...]:
    found = find_header(list(enumerate(rows, start=1)), tables or tuple(TABLES), merged)
    assert found
    return found.table.name, found.first_row, found.last_row, [c.name for _, _, c in found.columns]


def test_the_header_may_stand_below_titles() -> None:
    rows = [
        ["Kävijätilasto 2026"],
        [],
        ["Tulostettu", "1.9.2026"],
        ["Paikka", "Kunta", "Pvm", "Lapset"],
        ["A", "Vihti"],
    ]
    assert header(rows, "visits") == ("visits", 4, 4, ["place", "municipality", "date", "children"])


def test_a_header_of_two_rows() -> None:
    rows = [
        ["Paikka", "Kunta", "Pvm", "Kävijät", ""],
        ["", "", "", "Aikuiset", "Lapset"],
        ["A", "Vihti", "1.9.2026", "1", "2"],
    ]
    expected = ("visits", 1, 2, ["place", "municipality", "date", "adults", "children"])
    assert header(rows, "visits") == expected
    assert header(rows, "visits", merged=frozenset({(1, 4)})) == expected


def test_one_heading_merged_over_two_parts_is_two_columns_of_one_meaning() -> None:
    rows = [["place_id", "date", "Lapset", ""], ["", "", "0–6 v.", "7–12 v."], ["A", "1.9.2026", "1", "2"]]
    found = find_header(list(enumerate(rows, start=1)), ["visits"], frozenset({(1, 3)}))
    assert found
    assert found.twice == [("children", "Lapset 0–6 v.", "Lapset 7–12 v.")]
    assert (found.first_row, found.last_row) == (1, 2)


def test_data_rows_are_not_taken_for_a_header() -> None:
    rows = [["place_id", "name", "municipality", "operator_type"], ["1", "Nimi", "Kunta", "kunta"]] * 3
    assert header(rows)[:3] == ("meeting_places", 1, 1)


@pytest.mark.parametrize(
    ("headings", "table"),
    [
        ("place_id,name,municipality,operator_type", "meeting_places"),
        ("centre_id,name,municipality", "family_centres"),
        ("place_id,weekday,opens,closes", "opening_hours"),
        ("place_id,date,adults", "visits"),
        ("Kunta,Kohtaamispaikka,Kuukausi,Kävijät", "visits"),
        ("kommun,mötesplats,månad,besök", "visits"),
        ("round_id,instrument,starts_on,ends_on", "survey_rounds"),
        ("instrument,question_id,text_fi,scale", "survey_questions"),
        ("round_id,response_id,place_id,q1,q2", "survey_responses"),
        ("round_id,place_id,kind,theme,count", "survey_themes"),
        ("area_type,area_id,criterion_id,status,as_of", "integration"),
        ("criterion_id,step", "integration_criteria"),
        ("place_id,framework,criterion_id,result,assessed_on", "assessments"),
        ("municipality,status,as_of", "mapping_status"),
        ("event_id,area_type,area_id,kind", "events"),
        ("area_type,area_id,role,named", "roles"),
        ("municipality,year,age_from,age_to,people", "population"),
        ("indicator,level,area_id,year,value", "targets"),
        ("group_id,area_type,area_id", "groups"),
    ],
)
def test_the_table_is_found_from_its_headings(headings: str, table: str) -> None:
    assert header([headings.split(",")])[0] == table


def test_unknown_personal_and_double_headings_are_kept_apart() -> None:
    row = ["Kunta", "kuntakoodi", "Paikka", "Pvm", "Huom.", "Puhelin", "", "Lapset"]
    found = find_header([(1, row)], ["visits"])
    assert found
    assert found.twice == [("municipality", "Kunta", "kuntakoodi")]
    assert (found.unknown, found.personal, found.missing) == (["Huom."], ["Puhelin"], [])


def test_missing_columns() -> None:
    found = find_header([(1, ["place", "adults"])], ["visits"])
    assert found
    assert found.missing == [("place_id",), ("date",)]


def test_no_header() -> None:
    assert find_header([(1, ["a", "b"]), (2, [])], tuple(TABLES)) is None
    assert find_header([], ["visits"]) is None


def test_questions_keep_their_headings() -> None:
    found = find_header(
        [(1, ["round_id", "response_id", "Kunta", "Q1", "Tunsin oloni tervetulleeksi"])], ["survey_responses"]
    )
    assert found
    assert [c.name for _, _, c in found.columns][3:] == ["Q1", "Tunsin oloni tervetulleeksi"]
