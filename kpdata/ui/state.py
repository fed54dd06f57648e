"""The address of the page that runs: read once at the start of a run, written back by widgets.

What is chosen lives in the address, nowhere else (`kpdata.views.address`): widgets show what was read and
write back through `put`. So a link, a reload, the back button and a change of page give the same view.
"""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from kpdata.domain import AreaLevel
from kpdata.views import data
from kpdata.views.address import LEVELS, Address, Values
from kpdata.views.address import link as view_link
from kpdata.views.request import Request

_ADDRESS, _REQUEST, _SOURCE = "address", "request", "source"


def start(default_language: str) -> str:
    """Read the address of this run; its language."""
    address = Address(query())
    st.session_state[_ADDRESS] = address
    st.session_state.pop(_SOURCE, None)
    st.session_state["language"] = address.language(default_language)
    return language_of_run()


def source() -> data.Source:
    """The data of this run: its revision is read once a run, so an import is seen at the next."""
    if _SOURCE not in st.session_state:
        st.session_state[_SOURCE] = data.source()
    found: data.Source = st.session_state[_SOURCE]
    return found


def language_of_run() -> str:
    """The language the frame has read."""
    return str(st.session_state["language"])


def request(levels: Collection[AreaLevel] = LEVELS, *, several: bool = False) -> Request:
    """What the page of this run is asked for."""
    asked = Request.read(source(), st.session_state[_ADDRESS], language_of_run(), levels, several=several)
    st.session_state[_REQUEST] = asked
    return asked


def asked() -> Request | None:
    """The request of the page of this run; None before the page has read it."""
    found = st.session_state.get(_REQUEST)
    return found if isinstance(found, Request) else None


def link() -> str:
    """The address of the view of this run, for files: it shows the same tomorrow; empty when not known."""
    asked, here = st.session_state.get(_REQUEST), st.context.url
    if asked is None or not here:
        return ""
    slug = st.session_state["page"].url_path
    base = here.split("?")[0].rstrip("/")
    return view_link(base.removesuffix(f"/{slug}") if slug else base, slug, asked.address, asked.selection)


def notices(language: str) -> list[str]:
    """What the address asked for in vain, told once a name."""
    return [message.text(language) for message in st.session_state[_ADDRESS].notices]


def put(changes: Values) -> None:
    """Write parameters into the address, as one step of the browser's history."""
    st.query_params.from_dict({**query(), **changes})


def reset(language: str) -> None:
    """Back to the defaults; only the language stays."""
    st.query_params.from_dict({"lang": language.upper()})


def query() -> dict[str, str | list[str]]:
    """The present address as parameters, for links to other pages."""
    return {name: st.query_params.get_all(name) for name in st.query_params}
