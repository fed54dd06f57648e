"""The small synthetic bundle as views see it."""

from __future__ import annotations

import pytest

from kpdata.views import data
from kpdata.views.data import Source
from tests import sample_database


@pytest.fixture(scope="session")
def sample_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """URL of a database of the small synthetic bundle, not to be written to."""
    return sample_database.build(tmp_path_factory.mktemp("views") / "kpdata.sqlite")


@pytest.fixture(autouse=True)
def shown_texts(every_text_is_translated: None) -> None:
    """What is shown is translated."""


@pytest.fixture
def source(sample_url: str, monkeypatch: pytest.MonkeyPatch) -> Source:
    """The data on the day the sample was made for."""
    monkeypatch.setenv("KPDATA_DATABASE_URL", sample_url)
    monkeypatch.setattr(data, "today", lambda: sample_database.TODAY)
    return data.source()
