from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from kpdata.views import data
from tests import sample_database

Run = Callable[..., AppTest]


@pytest.fixture(scope="session")
def sample_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """URL of a database of the small synthetic bundle, not to be written to."""
    return sample_database.build(tmp_path_factory.mktemp("sample") / "kpdata.sqlite")


@pytest.fixture(autouse=True)
def shown_texts(every_text_is_translated: None) -> None:
    """What is shown is translated."""


@pytest.fixture
def run(sample_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a page through the frame: `run("pages/x/y.py", lang="SV", area=["county:08"])`."""
    monkeypatch.setenv("KPDATA_DATABASE_URL", sample_url)
    monkeypatch.setattr(data, "today", lambda: sample_database.TODAY)

    def run_page(page: str = "", **params: str | list[str]) -> AppTest:
        app = AppTest.from_file(str(sample_database.ROOT / "dashboard.py"), default_timeout=60)
        app.context = {"url": "http://localhost/"}
        for name, value in params.items():
            app.query_params[name.rstrip("_")] = value
        app.run()
        return app.switch_page(page).run() if page else app

    return run_page
