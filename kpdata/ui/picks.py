"""What is picked on a map: by a click, or from a list, and what is told of it."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from kpdata.ui import filters, state, ways
from kpdata.ui.text import markdown_text
from kpdata.views import map as map_view
from kpdata.views.address import Selection
from kpdata.views.request import Request


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
        if picked.lines:
            st.markdown("  \n".join(map(markdown_text, picked.lines)))
        with st.container(horizontal=True, gap="small", vertical_alignment="center", key="ways"):
            ways.to_profile(request, picked.key)
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
