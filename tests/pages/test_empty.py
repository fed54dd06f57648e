"""A database without any data: every page says what to do, in every language, and none fails."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tests.sample_database import ROOT, page_scripts

WORDS = {"FI": "ei ole vielä kohtaamispaikkoja", "SV": "ännu inga mötesplatser", "EN": "no meeting places"}


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("page", page_scripts().values())
def test_every_page_says_what_to_do(
    built_sqlite_url: str, monkeypatch: pytest.MonkeyPatch, page: str, language: str
) -> None:
    monkeypatch.setenv("KPDATA_DATABASE_URL", built_sqlite_url)
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.context = {"url": "http://localhost/"}
    app.query_params["lang"] = language
    app.run()
    app.switch_page(page).run()
    assert not app.exception
    assert not app.error
    assert WORDS[language] in app.info[0].value
    assert len(app.title) == 1
