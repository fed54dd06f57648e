"""Office files in the export menu of a card."""

import io

import pytest
from pptx import Presentation

from kpdata.export.files import rendered
from kpdata.ui import office
from tests.pages.conftest import Run

FORMATS = ("pptx", "docx", "xlsx")


@pytest.mark.parametrize("language", ["FI", "SV", "EN"])
def test_a_card_offers_its_office_files_built_on_a_click_only(
    run: Run, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    built = []

    def counted(document: object, extension: str) -> bytes:
        built.append(extension)
        return rendered(document, extension)  # type: ignore[arg-type]

    monkeypatch.setattr(office, "rendered", counted)
    app = run(area="county:08", lang=language)
    app.session_state["export-ranked"] = True
    app.run()
    buttons = {button.proto.id.rsplit("-", 2)[-2]: button.proto for button in app.get("download_button")}
    assert set(FORMATS) <= set(buttons)
    labels = [buttons[name].label for name in FORMATS]
    assert [label.split("(")[1] for label in labels] == ["PowerPoint)", "Word)", "Excel)"]
    assert built == []
    assert not app.exception


def test_the_file_of_a_card_links_to_its_view(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = []
    monkeypatch.setattr(office, "rendered", lambda document, _: documents.append(document))
    monkeypatch.setattr(office, "partial", lambda function, *arguments: function(*arguments) or (lambda: b""))
    app = run("pages/compare/areas.py", area=["county:08", "county:06", "county:07"], lang="SV", view="heat")
    app.session_state["export-heat"] = True
    app.run()
    document = documents[0]
    assert document.title == document.items[0].chart.title
    link = document.items[0].link
    assert link.startswith("http://localhost/vertailu?")
    assert "area=county:08&area=county:06" in link
    assert "lang=SV" in link
    assert "view=heat" in link
    slides = Presentation(io.BytesIO(rendered(document, "pptx"))).slides
    assert len(slides) == 1
