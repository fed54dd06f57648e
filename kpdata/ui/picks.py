"""What is picked on a map: by a click, or from a list, and what is told of it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from kpdata.domain import AreaKey, AreaLevel
from kpdata.ui import filters, state
from kpdata.ui.text import markdown_text
from kpdata.views import PAGES, page
from kpdata.views import map as map_view
from kpdata.views.address import Selection
from kpdata.views.request import Request

PROFILE = "alueprofiili"


def pick(selection: Selection) -> Callable[[str], None]:
    """What a click on a map does: writes the area or place into the address."""
    return lambda key: state.put(selection.chosen() | {"pick": key})


def panel(request: Request, chosen: map_view.Choices) -> None:
    """The list to pick from, what is known of what is picked, and the ways on from it."""
    t, selection = request.t, request.selection
    picked = map_view.picked(request, chosen)
    with st.container(border=True, key="card-pick"):
        options = {"": t("Click on the map, or choose here"), **map_view.pick_options(request, chosen)}
        filters.own("pick", t("Area or place"), options, str(chosen.pick or ""), selection)
        if picked is None:
            return
        st.header(markdown_text(picked.name), anchor=False)
        for line in picked.lines:
            st.markdown(markdown_text(line))
        with st.container(horizontal=True, gap="small", key="ways"):
            _profile_link(request, picked.key)
            if picked.key.level in map_view.LEVELS and picked.key not in selection.areas:
                changes = {"level": picked.key.level.value, "area": [str(picked.key)], "pick": [], "by": []}
                st.button(
                    t("Zoom in"),
                    type="tertiary",
                    icon=":material/zoom_in:",
                    key="zoom",
                    on_click=state.put,
                    args=(changes,),
                )


def _profile_link(request: Request, key: AreaKey) -> None:
    """A link to the profile of an area, when there is such a page and it has the level."""
    pages = st.session_state.get("pages", {})
    if PROFILE not in pages or PROFILE not in PAGES or key.level not in page(PROFILE).LEVELS:
        return
    query = {
        name: values for name, values in state.query().items() if name not in {"pick", "measure", "points"}
    }
    query |= {"level": key.level.value, "area": [str(key)]}
    st.page_link(
        pages[PROFILE],
        label=_profile_label(request, key.level),
        icon=":material/article:",
        query_params=query,
    )


def _profile_label(request: Request, level: AreaLevel) -> str:
    t = request.t
    return t("Profile of the place") if level is AreaLevel.PLACE else t("Profile of the area")
