import json

import pytest

from tests.pages.conftest import Run
from tests.pages.reading import figures, headline, shown


def test_five_key_figures_a_map_a_ranking_changes_and_attention(run: Run) -> None:
    app = run(area="county:08")
    html = [element.value for element in app.html]
    titles = ("Kohtaamispaikat", "Kouluikäisten kattavuus", "Käynnit", "Perheiden arvio", "Integraatio")
    assert all(any(f">{title}</div>" in text for text in html) for title in titles)
    assert len(figures(app)) == 2
    headers = [header.value for header in app.header]
    assert len(headers) == 4
    assert "jälkeen" in headers[1] + headers[2]
    assert any("huomiota" in header for header in headers)


def test_every_figure_says_what_it_shows(run: Run) -> None:
    for figure in figures(run(area="county:08")):
        assert figure.proto.alt.endswith(".")
        assert json.loads(figure.proto.config)["displayModeBar"] is False


def test_the_headline_counts_what_the_map_shows(run: Run) -> None:
    app = run(area="county:08", lang="EN")
    without = int(headline(app).split(": ")[1].split(" of ")[0])
    card = next(text for text in shown(app).splitlines() if "No places" in text)
    assert f"No places {without}" in card


@pytest.mark.parametrize("area", ["country:FI", "region:06", "municipality:837"])
def test_other_levels(run: Run, area: str) -> None:
    app = run(area=area, lang="EN")
    assert not app.exception
    assert not app.error
    assert headline(app).split(":")[0].split(" has")[0] in {"Finland", "Pirkanmaa", "Tampere"}


def test_one_definition_is_ranked_at_a_time(run: Run) -> None:
    app = run(area="county:08", lang="EN")
    options = app.selectbox(key="pick-definition").options
    assert all(option.split(" (")[0] in {"THL's definition", "local definition", "definition not known",
                                         "several definitions"} for option in options)  # fmt: skip
    assert shown(app).count("left out") == 1


def test_an_earlier_day_is_compared(run: Run) -> None:
    app = run(area="county:08", lang="EN", since="2025-12-31")
    assert "since 31 December 2025" in shown(app)


def test_the_table_of_a_card_opens(run: Run) -> None:
    app = run(area="county:08")
    tables = len([element for element in app.html if "<table" in element.value])
    app.button(key="table-map").click().run()
    assert not app.exception
    assert len([element for element in app.html if "<table" in element.value]) == tables + 1


def test_the_export_menu_and_the_definition_open(run: Run) -> None:
    app = run(area="county:08", lang="EN")
    app.session_state["export-map"] = True
    app.session_state["definition-map"] = True
    app.run()
    assert not app.exception
    assert not app.error
    labels = [button.label for button in app.button]
    assert {"Picture (PNG)", "Vector picture (SVG)"} <= set(labels)
    assert "Suitable active places" in shown(app)
    app.button(key="link-map").click().run()
    assert app.toast[0].value == "The link to this view was copied."
    pictures = [json.loads(figure.proto.spec) for figure in figures(app)]
    assert any("Sample data" in json.dumps(picture["layout"]) for picture in pictures)
