"""Every page of the list at every level it has, in every language: whole, marked, figures told in words."""

from __future__ import annotations

import json
import re

import pytest

from kpdata import views
from tests.pages.areas import areas_of
from tests.pages.conftest import Run
from tests.pages.reading import MARK, figures, headings, headline, ok, shown
from tests.sample_database import page_scripts

NOT_KNOWN = {"FI": "ei tunneta; näytetään oletus", "SV": "är inte känd här", "EN": "not known here"}
EVERY = [
    pytest.param(slug, area, language, id=f"{slug}-{area}-{language}")
    for slug in views.PAGES
    for area in areas_of(slug)
    for language in MARK
]


def test_every_page_of_the_list_has_a_script_and_only_packs_have_no_cards() -> None:
    assert set(page_scripts()) - set(views.PAGES) == {"kokous"}
    assert set(views.PAGES) < set(page_scripts())


@pytest.mark.parametrize(("slug", "area", "language"), EVERY)
def test_it_is_whole(run: Run, slug: str, area: str, language: str) -> None:
    app = ok(run(page_scripts()[slug], area=area, level=area.split(":", maxsplit=1)[0], lang=language))
    assert headline(app)
    # Where there is nothing to show the page says what to do.
    assert headings(app) or app.info
    text = shown(app)
    assert not re.search(r"\{\w*\}", text)
    assert {mark for mark in MARK.values() if mark in text} == {MARK[language]}
    assert NOT_KNOWN[language] not in text
    for figure in figures(app):
        assert figure.proto.alt.endswith((".", "?", ")"))
        assert json.loads(figure.proto.spec)["data"]
