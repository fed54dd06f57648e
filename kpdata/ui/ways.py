"""Ways on from what is looked at to another page."""

from __future__ import annotations

import streamlit as st

from kpdata.domain import AreaKey, AreaLevel
from kpdata.ui import state
from kpdata.views import PAGES, page
from kpdata.views.request import Request

PROFILE = "alueprofiili"
# What belongs to the page left behind: on the profile the same name means something else, or nothing.
_LEFT_BEHIND = frozenset({"pick", "measure", "points", "place"})


def to_profile(request: Request, key: AreaKey) -> None:
    """A link to the profile of an area, when there is such a page and it has the level."""
    pages = st.session_state.get("pages", {})
    if PROFILE not in pages or PROFILE not in PAGES or key.level not in page(PROFILE).LEVELS:
        return
    query = {name: values for name, values in state.query().items() if name not in _LEFT_BEHIND}
    query |= {"level": key.level.value, "area": [str(key)]}
    t = request.t
    st.page_link(
        pages[PROFILE],
        label=t("Profile of the place") if key.level is AreaLevel.PLACE else t("Profile of the area"),
        icon=":material/article:",
        query_params=query,
    )
