"""Rows become typed chunks: what is kept, refused, left out and told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpdata.areas import area_index
from kpdata.sources import convert
from kpdata.sources.bundle import open_source
from kpdata.sources.cells import Context, RefusedError
from kpdata.sources.rows import NOT_AN_ANSWER
from kpdata.sources.tables import TABLES
from tests.sources.reading import TODAY, read, read_rows, read_text


def test_shapes_of_columns(tmp_path: Path) -> None:
    header = "place_id,name,municipality,operator_type,status,age_from,lat,lon,opened_on,step_free,languages"
    found = read_rows(
        tmp_path,
        "meeting_places",
        header,
        "1;NA;005;ngo;;0;61,5;23,76;1.1.1985;;",
        "2;null;5;srk;jäissä;;;;;ei;fi|sv",
    )
    frame = found.frames["meeting_places"]
    assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == {
        "place_id": "object",
        "name": "object",
        "municipality": "object",
        "operator_type": "object",
        "status": "object",
        "age_from": "Int64",
        "opened_on": "datetime64[s]",
        "step_free": "object",
        "languages": "object",
        "lat": "float64",
        "lon": "float64",
    }
    assert frame["name"].tolist() == ["NA", "null"]
    assert frame["status"].tolist() == ["running", "frozen"]
    assert frame["step_free"].tolist() == [None, "no"]
    assert frame["languages"].tolist() == [None, "fi|sv"]
    assert frame["age_from"].tolist() == [0, pd.NA]
    assert frame["opened_on"][0] == pd.Timestamp("1985-01-01")
    assert frame["opened_on"].isna().tolist() == [False, True]


def test_zero_unknown_hidden_and_range_are_apart(tmp_path: Path) -> None:
    cells = ["0", "", "..", "-", "<5", "8-15"]
    rows = [["P1", f"{i}.9.2026", cell] for i, cell in enumerate(cells, start=1)]
    frame = read_rows(tmp_path, "visits", "place_id,date,visits", *rows).frames["visits"]
    assert frame["visits"].tolist() == [0, pd.NA, pd.NA, 0, pd.NA, pd.NA]
    assert frame["visits_hidden"].tolist() == [False, False, False, False, True, False]
    assert frame["visits_min"].tolist() == [pd.NA] * 5 + [8]
    assert frame["visits_max"].tolist() == [pd.NA] * 5 + [15]


def test_columns_of_rules_only_where_a_row_needs_them(tmp_path: Path) -> None:
    frame = read_rows(tmp_path, "visits", "place_id,date,visits", "P1;1.9.2026;5").frames["visits"]
    assert list(frame) == ["place_id", "date", "visits"]


def test_ranges_in_their_own_columns_and_in_the_count(tmp_path: Path) -> None:
    header = "place_id,month,visits,visits_min,visits_max"
    frame = read_rows(tmp_path, "visits", header, "P1;2026-09;;800;1500", "P2;2026-09;10-20;;").frames[
        "visits"
    ]
    assert frame["visits_min"].tolist() == [800, 10]
    assert frame["visits_max"].tolist() == [1500, 20]


def test_every_bad_cell_is_one_problem_in_the_order_of_rows(tmp_path: Path) -> None:
    found = read_rows(
        tmp_path,
        "visits",
        "place_id,Kunta,Päivä,Aikuiset,Lapset",
        "P1;Vihti;1.9.2026;1;2",
        "P2;Vihtti;32.9.2026;1,5;x",
        ";Vihti;1.9.2026;1;2",
        "P4;Vihti;22.11.2026;1;2",
    )
    assert found.rows["visits"] == [2]
    assert found.problems == [
        (3, "Kunta", "Vihtti", "There is no such municipality."),
        (3, "Päivä", "32.9.2026", "There is no such day in the calendar."),
        (3, "Aikuiset", "1,5", "The number is not whole."),
        (3, "Lapset", "x", "This is not a number."),
        (4, "place_id", "", "The place is missing."),
        (5, "Päivä", "22.11.2026", "The day is in the future."),
    ]
    counts = found.source.files[0].tables["visits"]
    assert (counts.read, counts.rejected) == (4, 3)
    assert [(row, cells) for _, _, row, _, cells in found.source.rejected] == [
        (3, ["P2", "Vihtti", "32.9.2026", "1,5", "x"]),
        (4, ["", "Vihti", "1.9.2026", "1", "2"]),
        (5, ["P4", "Vihti", "22.11.2026", "1", "2"]),
    ]
    assert [p.problem.text("fi") for p in found.source.problems][:2] == [
        "Tällaista kuntaa ei ole.",
        "Tällaista päivää ei ole kalenterissa.",
    ]
    assert found.source.problems[2].expected.text("sv") == "ett heltal, till exempel 12"


def test_required_cells(tmp_path: Path) -> None:
    found = read_rows(tmp_path, "meeting_places", "place_id,name,municipality,operator_type", ";..;5;ngo")
    assert found.problems == [
        (2, "place_id", "", "The cell is empty or unknown."),
        (2, "name", "..", "The cell is empty or unknown."),
    ]


def test_leading_zeros_of_identifiers_stay(tmp_path: Path) -> None:
    found = read_rows(tmp_path, "visits", "place_id,date,visits", "007;1.9.2026;5")
    assert found.column("visits", "place_id") == ["007"]


# What is left out


def test_personal_columns_and_cells_are_neither_kept_nor_echoed(tmp_path: Path) -> None:
    number = "040" + " 123 4567"
    found = read_rows(
        tmp_path,
        "meeting_places",
        "place_id,name,municipality,operator_type,Yhteyshenkilö,puhelin,Muistiinpano",
        f"1;Kerho;5;ngo;Maija Meikäläinen;{number};salainen",
        f"2;Kerho, {number};5;ngo;Matti;x;salainen",
        "3;maija@example.com;5;zzz;Matti;x;salainen",
        f"4;Kerho;{number};ngo;Matti;x;salainen",
    )
    assert found.rows["meeting_places"] == [2]
    assert list(found.frames["meeting_places"]) == ["place_id", "name", "municipality", "operator_type"]
    assert found.problems == [
        (3, "name", "", "The cell looks like it holds a telephone number."),
        (4, "name", "", "The cell looks like it holds an e-mail address."),
        (4, "operator_type", "zzz", "This is not one of the codes of the column."),
        (5, "municipality", "", "There is no such municipality."),
    ]
    path = tmp_path / "meeting_places.csv"
    assert found.notices == [
        f"{path}: unknown columns were left out: Muistiinpano.",
        f"{path}: columns about a person were left out: Yhteyshenkilö, puhelin.",
    ]
    shown = repr([found.source.rejected, found.source.problems, found.notices])
    for secret in (number, "maija@", "Maija", "Matti", "salainen"):
        assert secret not in shown


def test_raw_cells_of_kept_rows_hold_no_left_out_column(tmp_path: Path) -> None:
    path = tmp_path / "visits.csv"
    path.write_text("place_id,Puhelin,date,adults\nP1,x,1.9.2026,5\nP2,y,2.9.2026,6\n")
    source = open_source([path], source_date=TODAY, areas=area_index())
    (chunk,) = source.chunks()
    assert chunk.raw is not None
    assert (len(chunk.raw), chunk.raw[1], chunk.raw[0:1]) == (
        2,
        ["P2", "", "2.9.2026", "6"],
        [["P1", "", "1.9.2026", "5"]],
    )
    assert chunk.header == ["place_id", "Puhelin", "date", "adults"]


def test_free_text_of_surveys_is_left_out(tmp_path: Path) -> None:
    found = read_rows(
        tmp_path,
        "survey_responses",
        "round_id,response_id,Kunta,q1,q2,Vapaa palaute,Nimi,tyhjä",
        "R1;1;Vihti;5;kyllä;Kiva paikka, kiitos!;Maija;",
        "R1;2;Vihti;..;0;;;",
        "R1;3;Vihti;7;11;;;",
        "R1;4;Vihti;4;1;;;",
    )
    frame = found.frames["survey_responses"]
    assert frame.to_dict("list") == {
        "round_id": ["R1"] * 4,
        "response_id": ["1", "2", "3", "4"],
        "municipality": ["927"] * 4,
        "place_id": [None] * 4,
        "q1": [5, None, 7, 4],
        "q2": [1, 0, NOT_AN_ANSWER, 1],
        "tyhjä": [None] * 4,
    }
    assert found.problems == []
    assert "columns of free text were left out: Vapaa palaute." in found.notices[1]
    assert "Nimi" in found.notices[0]
    assert "Kiva" not in repr(found.source.rejected)


def test_what_is_no_answer_is_left_for_the_import_to_judge(tmp_path: Path) -> None:
    path = tmp_path / "survey_responses.csv"
    rows = ["1;Vihti;EOS;34", "2;Vihti;tässä on pitkä vastaus äidiltä;7", "3;Vihti;5;2,5", "4;Vihti;4;"]
    path.write_text("round_id;response_id;Kunta;q1;Ikä\n" + "".join(f"R1;{row}\n" for row in rows))
    source = open_source([path], source_date=TODAY, areas=area_index())
    (chunk,) = source.chunks()
    assert source.problems == []
    assert chunk.frame["q1"].tolist() == [NOT_AN_ANSWER, NOT_AN_ANSWER, 5, 4]
    assert chunk.frame["Ikä"].tolist() == [NOT_AN_ANSWER, 7, NOT_AN_ANSWER, pd.NA]
    assert chunk.raw is not None
    assert [cells[3] for cells in chunk.raw] == ["EOS", "", "5", "4"]


@pytest.mark.parametrize(
    "row",
    [
        "Yhteensä;;;37;45",
        "YHTEENSÄ:;;;37;45",
        ";;Yht.;37;45",
        "Summa;;;=SUM(D2:D9);45",
        "Total;;;37;45",
        "Totalt;;;37;45",
        "Yhteensä;Vihti;;37;45",
        "Yhteensä;;2026-09;37;45",
        "Kaikki yhteensä;;;37",
        "Yhteensä",
    ],
)
def test_rows_of_totals_are_left_out(tmp_path: Path, row: str) -> None:
    header = "Kohtaamispaikka,Kunta,Kuukausi,Aikuiset,Lapset"
    if "=" in row:
        row = row.replace("=SUM(D2:D9)", "37")
    found = read_rows(tmp_path, "visits", header, "Kerho;Vihti;2026-09;37;45", row)
    assert (found.problems, found.rows["visits"]) == ([], [2])
    assert found.notices == [f"{tmp_path / 'visits.csv'}: rows of totals were left out: 1."]
    assert found.source.files[0].tables["visits"].read == 1


def test_a_place_called_summa_is_no_total(tmp_path: Path) -> None:
    header = "Kohtaamispaikka,Kunta,Päivä,Aikuiset"
    found = read_rows(tmp_path, "visits", header, "Summa;Hamina;1.9.2026;5")
    assert found.column("visits", "place") == ["Summa"]
    found = read_rows(
        tmp_path, "meeting_places", "place_id,name,municipality,operator_type", "1;Summa;Hamina;srk"
    )
    assert found.column("meeting_places", "name") == ["Summa"]


def test_blank_rows_are_nothing(tmp_path: Path) -> None:
    found = read_rows(
        tmp_path, "visits", "place_id,date,visits", "P1;1.9.2026;5", ";;", " ; ;", "", "P2;1.9.2026;5"
    )
    assert (found.problems, found.rows["visits"]) == ([], [2, 6])


def test_a_header_without_rows_is_told(tmp_path: Path) -> None:
    found = read_rows(tmp_path, "visits", "place_id,date,visits")
    assert found.frames == {}
    assert found.notices == [
        f"{tmp_path / 'visits.csv'}: the table visits has a header and no rows; nothing is removed."
    ]


def test_missing_and_double_columns_refuse_the_table(tmp_path: Path) -> None:
    found = read_rows(tmp_path, "visits", "Kunta,kuntakoodi,Paikka,Aikuiset", "Vihti;927;Kerho;5")
    assert found.frames == {}
    assert found.problems == [
        (None, "Kunta, kuntakoodi", "", "The columns “Kunta” and “kuntakoodi” both mean municipality."),
        (None, "date", "", "The required column date is missing."),
    ]


def test_merged_municipalities_are_told_once_with_their_number(tmp_path: Path) -> None:
    found = read_rows(tmp_path, "mapping_status", "Kunta,status,as_of", *["Maaninka;tehty;1.9.2026"] * 3)
    assert found.column("mapping_status", "municipality") == ["297"] * 3
    (notice,) = found.notices
    assert "Maaninka has been merged" in notice
    assert "cells: 3, first in row 2" in notice


def test_crosses_mean_yes_and_empty_means_no_only_among_crosses(tmp_path: Path) -> None:
    header = "area_type,area_id,role,named"
    found = read_rows(tmp_path, "roles", header, "kunta;Vihti;koordinaattori;x", "kunta;Vihti;puheenjohtaja;")
    assert found.column("roles", "named") == ["yes", "no"]
    found = read_rows(tmp_path, "roles", header, "kunta;Vihti;koordinaattori;kyllä", "kunta;Vihti;chair;")
    assert found.problems == [(3, "named", "", "The cell is empty or unknown.")]


# Points and areas


@pytest.mark.parametrize(
    ("header", "cells"),
    [
        ("lat,lon", "61,497612;23,760753"),
        ("lat,lon", "61.497612;23.760753"),
        ("lat,lon", "6822500;327600"),
        ("lat,lon", "327600;6822500"),
        ("x,y", "327600;6822500"),
        ("x,y", "6 822 500;327 600"),
        ("x,y", "23.760753;61.497612"),
    ],
)
def test_points_in_degrees_and_metres(tmp_path: Path, header: str, cells: str) -> None:
    found = read_rows(
        tmp_path, "family_centres", f"centre_id,name,municipality,{header}", f"C1;Keskus;837;{cells}"
    )
    frame = found.frames["family_centres"]
    assert list(frame) == ["centre_id", "name", "municipality", "lat", "lon"]
    assert (frame["lat"][0], frame["lon"][0]) == pytest.approx((61.497612, 23.760753), abs=1e-6)


@pytest.mark.parametrize(
    ("header", "cells", "column", "problem"),
    [
        (
            "lat,lon",
            "23.76;61.49",
            "lat",
            "The point is not in Finland, or latitude and longitude are swapped.",
        ),
        ("lat,lon", "0;0", "lat", "The point is not in Finland, or latitude and longitude are swapped."),
        ("lat,lon", "61.49;", "lat", "Only half of the point is given."),
        ("lat", "61.49", "lat", "Only half of the point is given."),
        ("y,x", "1;2", "x", "The point is not in Finland, or latitude and longitude are swapped."),
        ("lat,lon", "pohjoinen;23", "lat", "This is not a number."),
    ],
)
def test_bad_points(tmp_path: Path, header: str, cells: str, column: str, problem: str) -> None:
    found = read_rows(
        tmp_path, "family_centres", f"centre_id,name,municipality,{header}", f"C1;Keskus;837;{cells}"
    )
    assert [(p[0], p[1], p[3]) for p in found.problems] == [(2, column, problem)]


def test_areas_by_code_and_name(tmp_path: Path) -> None:
    found = read_rows(
        tmp_path,
        "roles",
        "area_type,area_id,role,named",
        "county;8;chair;yes",
        "hyvinvointialue;Pirkanmaa;chair;yes",
        "maakunta;06;chair;yes",
        "maakunta;Birkaland;chair;yes",
        "kunta;5.0;chair;yes",
        "kunta;Maaninka;chair;yes",
        "maa;Suomi;chair;yes",
        "centre;PK 1;chair;yes",
        "county;99;chair;yes",
        "kunta;Atlantis;chair;yes",
        "maa;Ruotsi;chair;yes",
    )
    assert found.column("roles", "area_id") == ["08", "08", "06", "06", "005", "297", "FI", "PK 1"]
    assert found.problems == [
        (10, "area_id", "99", "There is no such area."),
        (11, "area_id", "Atlantis", "There is no such area."),
        (12, "area_id", "Ruotsi", "There is no such area."),
    ]
    assert "Maaninka has been merged" in found.notices[0]


def test_the_area_of_a_round_may_be_empty(tmp_path: Path) -> None:
    header = "round_id,instrument,starts_on,ends_on,area_type,area_id,invited"
    found = read_rows(
        tmp_path,
        "survey_rounds",
        header,
        "R1;visitor;1.9.2026;30.9.2026;;;100",
        "R2;asiakaskysely;1.9.2026;30.9.2026;country;;<5",
        "R3;visitor;1.9.2026;30.9.2026;county;;1",
        "R4;visitor;1.9.2026;30.9.2026;;08;1",
    )
    assert found.column("survey_rounds", "area_id") == [None, "FI"]
    assert found.column("survey_rounds", "invited_hidden") == [False, True]
    assert [p[3] for p in found.problems] == ["Only one of area_type and area_id is given."] * 2


# Caps and equality of the fast way


def test_too_many_problems_end_the_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convert, "PROBLEMS", 3)
    monkeypatch.setattr("kpdata.sources.delimited.BLOCK_BYTES", 64)
    found = read_rows(tmp_path, "visits", "place_id,date,visits", *["P1;1.9.2026;x"] * 40)
    assert found.problems == [
        *[(row, "visits", "x", "This is not a number.") for row in (2, 3, 4)],
        (None, None, "", "There are more than 3 problems; the rest was not read."),
    ]
    assert found.source.files[0].tables["visits"].read < 10


def test_memory_of_readers_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(convert, "_REMEMBERED", 2)
    found = read_rows(tmp_path, "visits", "place_id,date,visits", *[f"P{i};1.9.2026;{i}" for i in range(9)])
    assert found.column("visits", "visits") == list(range(9))


CELLS = {
    "place_id": st.sampled_from(["P1", "007", "", " P2 ", "NA", "a\u200bb"]),
    "date": st.sampled_from(["1.9.2026", "2026-09-02", "", "..", "1.1.2030", "x"]),
    "adults": st.sampled_from(
        ["0", "5", "1 012", "1.012", "<5", "800-1500", "-", "..", "", "2,5", "x", "12.0"]
    ),
    "children": st.sampled_from(["0", "5", "<5", "-", "", "−1", "7–9"]),
}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=st.lists(st.fixed_dictionaries(CELLS), min_size=1, max_size=15))
def test_columns_read_as_cell_by_cell(tmp_path: Path, rows: list[dict[str, str]]) -> None:
    found = read_rows(tmp_path, "visits", ",".join(CELLS), *[[row[name] for name in CELLS] for row in rows])
    context = Context(TODAY, area_index())
    readers = {
        column.name: column.reader(context) for column in TABLES["visits"].columns if column.name in CELLS
    }
    expected: list[dict[str, object]] = []
    for row in rows:
        try:
            said = {name: readers[name](text) for name, text in row.items()}
        except RefusedError:
            continue
        if said["place_id"].value is None or said["date"].value is None:
            continue
        record: dict[str, object] = {name: cell.value for name, cell in said.items()}
        for name in ("adults", "children"):
            record |= {
                f"{name}_hidden": said[name].hidden,
                f"{name}_min": said[name].low,
                f"{name}_max": said[name].high,
            }
        expected.append(record)
    frame = found.frames.get("visits", pd.DataFrame())
    got = [
        {
            "place_id": row["place_id"],
            "date": row["date"].date(),
            **{name: _plain(row.get(name)) for name in ("adults", "children")},
            **{f"{n}_hidden": bool(row.get(f"{n}_hidden", False)) for n in ("adults", "children")},
            **{
                f"{n}_{e}": _plain(row.get(f"{n}_{e}"))
                for n in ("adults", "children")
                for e in ("min", "max")
            },
        }
        for row in frame.to_dict("records")
    ]
    assert sorted(map(repr, (sorted(r.items()) for r in got))) == sorted(
        map(repr, (sorted(r.items()) for r in expected))
    )


def _plain(value: object) -> int | None:
    return None if value is None or pd.isna(value) else int(value)  # type: ignore[call-overload]


def test_a_million_rows_are_read_in_steady_memory(tmp_path: Path) -> None:
    """A scaled-down guard: blocks are small however long the file is (benchmarks measure the rest)."""
    path = tmp_path / "visits.csv"
    with path.open("w") as stream:
        stream.write("place_id,date,adults,children\n")
        for place in range(150):
            stream.writelines(
                f"P{place},2026-{m:02d}-{d:02d},5,6\n"
                for m in range(1, 11)
                for d in range(1, 29)
                for _ in range(4)
            )
    source = open_source([path], source_date=TODAY, areas=area_index())
    sizes = [len(chunk.frame) for chunk in source.chunks()]
    assert sum(sizes) == 150 * 10 * 28 * 4
    assert max(sizes) < 60_000
    assert len(sizes) == 4


def test_rows_are_numbered_over_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kpdata.sources.delimited.BLOCK_BYTES", 64)
    found = read_text(
        tmp_path, "visits.csv", "place_id,date,adults\n" + "P1,1.9.2026,5\n" * 50 + "P1,1.9.2026,x\n"
    )
    assert found.rows["visits"] == list(range(2, 52))
    assert found.problems == [(52, "adults", "x", "This is not a number.")]
    assert np.array_equal(found.frames["visits"].index, np.arange(50))


def test_reading_again_gives_the_same(tmp_path: Path) -> None:
    first = read_rows(tmp_path, "visits", "place_id,date,adults", "P1;1.9.2026;5")
    second = read(tmp_path / "visits.csv")
    assert first.frames["visits"].equals(second.frames["visits"])
