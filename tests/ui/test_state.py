"""The address of the page that runs."""

from types import SimpleNamespace
from typing import Any

import pytest

from kpdata.ui import state


class Params(dict[str, list[str]]):
    """Stands for `st.query_params`."""

    def get_all(self, name: str) -> list[str]:
        return list(super().get(name) or [])

    def from_dict(self, params: dict[str, Any]) -> None:
        self.clear()
        for name, value in params.items():
            if values := ([value] if isinstance(value, str) else list(value)):
                self[name] = values


@pytest.fixture
def params(monkeypatch: pytest.MonkeyPatch) -> Params:
    params = Params()
    monkeypatch.setattr(state, "st", SimpleNamespace(query_params=params, session_state={}))
    return params


def test_a_run_starts_with_the_language_and_the_notices_of_its_address(params: Params) -> None:
    params["lang"] = ["xx"]
    assert state.start("fi") == "fi"
    assert [text.split("“")[1].split("”")[0] for text in state.notices("en")] == ["lang"]
    params["lang"] = ["SV"]
    assert state.start("fi") == "sv"
    assert state.language_of_run() == "sv"
    assert state.notices("en") == []


def test_writing_keeps_the_rest_of_the_address(params: Params) -> None:
    params.update({"lang": ["SV"], "view": ["heat"]})
    state.put({"area": ["county:07", "county:08"], "view": []})
    assert dict(params) == {"lang": ["SV"], "area": ["county:07", "county:08"]}
    state.reset("sv")
    assert dict(params) == {"lang": ["SV"]}
