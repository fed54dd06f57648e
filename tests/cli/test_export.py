"""`kpdata export`: files of a view without a browser."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from icalendar import Calendar
from pptx import Presentation
from typer.testing import CliRunner

from kpdata import meeting
from kpdata.cli import app
from kpdata.domain import AreaKey
from kpdata.export import images
from kpdata.store import packs
from kpdata.views import data
from tests.cli.conftest import Run

VIEW = "vertailu?area=municipality:837&area=municipality:536&level=municipality&view=table&date=2026-10-31"


@pytest.fixture
def filled(kpdata: Run, bundle: Path) -> Run:
    """Commands on a database with the small bundle."""
    assert kpdata("import", bundle).exit_code == 0
    return kpdata


def test_powerpoint_word_and_excel_hold_the_figures_of_the_command_line(filled: Run, tmp_path: Path) -> None:
    values = filled(
        "indicators", "--indicator", "places", "--level", "municipality", "--area", "837",
        "--as-of", "2026-10-31", "--format", "json",
    )  # fmt: skip
    places = json.loads(values.stdout)[0]["value"]
    result = filled(
        "export", f"{VIEW}&show=places&show=places_per_1000", "--to", tmp_path / "a.xlsx", "--card", "table"
    )
    assert result.exit_code == 0
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    rows = {row[0]: row[1] for row in sheet.iter_rows(values_only=True)}
    assert rows["Tampere"] == places == 2
    for ending, opened in (("pptx", Presentation), ("docx", docx.Document)):
        file = tmp_path / f"a.{ending}"
        assert filled("export", VIEW, "--to", file).exit_code == 0
        opened(str(file))


def test_the_language_of_the_file(filled: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.docx"

    def title(*options: str, view: str = VIEW) -> str:
        assert filled("export", view, "--to", file, *options).exit_code == 0
        return str(docx.Document(str(file)).core_properties.language)

    assert title() == "fi-FI"  # of the installation
    assert title(view=f"{VIEW}&lang=SV") == "sv-FI"
    assert title("--language", "en", view=f"{VIEW}&lang=SV") == "en-GB"


def test_csv_for_people_and_for_machines(filled: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    assert filled("export", f"{VIEW}&card=table", "--to", file).exit_code == 0
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    assert filled("export", VIEW, "--to", file, "--plain").exit_code == 0
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
    assert {row["key"] for row in rows} >= {"municipality:837", "municipality:536"}


def test_the_template_of_the_organisation(filled: Run, tmp_path: Path) -> None:
    look = tmp_path / "look.pptx"
    own = Presentation()
    own.slide_width = own.slide_height
    own.save(str(look))
    file = tmp_path / "a.pptx"
    assert filled("export", VIEW, "--to", file, "--template", look).exit_code == 0
    assert Presentation(str(file)).slide_width == own.slide_height


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["nowhere?x=1", "--to", "a.pptx"], "no page"),
        ([VIEW, "--to", "a.exe"], "no format"),
        ([VIEW, "--to", "a"], "no format"),
        ([VIEW, "--to", "a.pptx", "--card", "x"], "no card"),
        ([VIEW, "--to", "a.xlsx", "--template", "look.pptx"], "cannot be read"),
        ([VIEW, "--to", "a.pptx", "--plain"], "CSV"),
        ([VIEW, "--to", "nowhere/a.pptx"], "cannot be written"),
        ([VIEW], "--to"),
    ],
)
def test_wrong_usage_ends_with_2_and_writes_nothing(
    filled: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    result = filled("export", *arguments)
    assert result.exit_code == 2
    assert told in result.stderr
    assert not list(tmp_path.glob("a*"))


def test_pictures_where_none_can_be_drawn(
    filled: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(images, "are_available", lambda: False)
    result = filled("export", VIEW, "--to", tmp_path / "a.pdf", "--language", "fi")
    assert result.exit_code == 2
    assert "kpdata[images]" in result.stderr
    assert "vaativat" in result.stderr


def test_what_the_link_asks_in_vain_is_told_beside_the_file(filled: Run, tmp_path: Path) -> None:
    result = filled("export", f"{VIEW}&with=moon", "--to", tmp_path / "a.pptx")
    assert result.exit_code == 0
    assert "“with”" in result.stderr


def test_a_database_that_is_not_there_is_an_error_and_is_not_made(tmp_path: Path) -> None:
    missing = tmp_path / "none.sqlite"
    result = CliRunner().invoke(
        app, ["export", VIEW, "--to", str(tmp_path / "a.pptx"), "--database", f"sqlite:///{missing}"]
    )
    assert result.exit_code == 3
    assert not missing.exists()
    assert not (tmp_path / "a.pptx").exists()


@pytest.fixture
def pack_id(filled: Run, built_database_url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A meeting pack with the table of two municipalities and a decision."""
    monkeypatch.setenv("KPDATA_DATABASE_URL", built_database_url)
    made = meeting.new_pack("Lautakunta", AreaKey.parse("county:08"), date(2026, 11, 18), "fi")
    meeting.add_item(made, VIEW, "table")
    meeting.add_decision(made, packs.Decision("", "Avataan paikka", "Ohjausryhmä"))
    return made


def test_a_meeting_pack_by_its_id_or_link(filled: Run, pack_id: str, tmp_path: Path) -> None:
    for place in (pack_id, f"https://kp.example/kokous?pack={pack_id}"):
        file = tmp_path / "pack.pptx"
        result = filled("export", place, "--to", file, "--language", "sv")
        assert result.exit_code == 0, result.stderr
        slides = list(Presentation(str(file)).slides)
        titles = [slide.shapes.title.text_frame.text for slide in slides]
        assert titles[0] == "Lautakunta"
        assert titles[-1] == "Beslut"
        assert any(getattr(shape, "has_table", False) for shape in slides[1].shapes)
        assert Presentation(str(file)).core_properties.language == "sv-FI"


def test_a_pack_is_exported_whole(filled: Run, pack_id: str, tmp_path: Path) -> None:
    assert filled("export", pack_id, "--to", tmp_path / "a.pptx", "--card", "table").exit_code == 2
    unknown = filled("export", "0123456789", "--to", tmp_path / "a.pptx")
    assert unknown.exit_code == 2
    assert "no such meeting pack" in unknown.stderr


def test_a_frozen_pack_stays_in_its_language(filled: Run, pack_id: str, tmp_path: Path) -> None:
    meeting.freeze(data.source(), meeting.pack(pack_id))
    assert filled("export", pack_id, "--to", tmp_path / "a.docx").exit_code == 0
    assert docx.Document(str(tmp_path / "a.docx")).core_properties.language == "fi-FI"
    refused = filled("export", pack_id, "--to", tmp_path / "b.docx", "--language", "sv")
    assert refused.exit_code == 2
    assert "fryst" in refused.stderr
    assert not (tmp_path / "b.docx").exists()


EVENTS = """event_id,area_type,area_id,kind,planned_on,held_on,title
e1,municipality,837,operators_meeting,2026-12-03,,"Kahvi, pulla; ja tee"
e2,county,08,network_meeting,2026-11-20,,
e3,municipality,837,operators_meeting,2026-03-01,2026-03-01,Pidetty
e4,municipality,837,operators_meeting,2026-04-01,,Pitämättä
e5,municipality,049,operators_meeting,2026-12-01,,Toisella alueella
"""


def test_planned_events_go_to_a_calendar(kpdata: Run, bundle: Path, tmp_path: Path) -> None:
    (bundle / "events.csv").write_text(EVENTS, encoding="utf-8")
    assert kpdata("import", bundle).exit_code == 0
    file, view = tmp_path / "events.ics", "vuosikello?area=county:08&date=2026-10-31"
    options = ("--to", file, "--language", "sv", "--dashboard", "https://matplatser.example")
    for more in ((), ("--card", "coming")):
        file.unlink(missing_ok=True)
        assert kpdata("export", view, *options, *more).exit_code == 0
        events = Calendar.from_ical(file.read_bytes()).walk("VEVENT")
        assert [(str(e["uid"]), e["dtstart"].dt, str(e["summary"])) for e in events] == [
            ("e2@kpdata", date(2026, 11, 20), "Nätverksträff: Birkaland"),
            ("e1@kpdata", date(2026, 12, 3), "Aktörsträff: Tammerfors"),
        ]
        assert str(events[1]["description"]).startswith("Kahvi, pulla; ja tee\n")
        assert all(str(e["url"]).startswith("https://matplatser.example/vuosikello?") for e in events)


def test_other_pages_have_no_calendar(filled: Run, tmp_path: Path) -> None:
    result = filled("export", VIEW, "--to", tmp_path / "a.ics")
    assert result.exit_code == 2
    assert "annual cycle" in result.stderr
    assert not (tmp_path / "a.ics").exists()
