"""What every page stands in: language, navigation, the mark of sample data, and errors told calmly."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

import streamlit as st

from kpdata.errors import KpdataError
from kpdata.export.document import SAMPLE_MARK
from kpdata.i18n import LANGUAGES, N_, texts
from kpdata.settings import read_settings
from kpdata.ui import state
from kpdata.ui.text import markdown_text
from kpdata.views import data

logger = logging.getLogger(__name__)

PRODUCT = N_("Meeting places")

# The only script, constant and of our own origin; its language is the one thing that differs.
_SCRIPTS = {
    "fi": '<script src="app/static/page.js" data-language="fi"></script>',
    "sv": '<script src="app/static/page.js" data-language="sv"></script>',
    "en": '<script src="app/static/page.js" data-language="en"></script>',
}
_LABELS = {language: language.upper() for language in LANGUAGES}


@dataclass(frozen=True, slots=True)
class PageSpec:
    """One page: its script, its slug in the address, and its name (a msgid)."""

    script: str
    slug: str
    title: str
    icon: str


def language() -> str:
    """The language of this run; its choice is drawn at the foot of the sidebar by `navigation`."""
    return state.start(read_settings().default_language)


def navigation(sections: Mapping[str, Sequence[PageSpec]], language: str, icon: Path) -> st.Page:
    """Draw the sidebar and give the page to run.

    The links are our own, since Streamlit's drop the address on a change of page: these carry all of it.
    """
    t = texts(language)
    pages = {
        section: [
            # An icon of the page itself would be fetched from outside for the tab; the link has it.
            (st.Page(spec.script, title=t(spec.title), icon="", url_path=spec.slug), spec.icon)
            for spec in specs
        ]
        for section, specs in sections.items()
        if specs
    }
    page = st.navigation([page for group in pages.values() for page, _ in group], position="hidden")
    st.set_page_config(f"{page.title} · {t(PRODUCT)}", str(icon), layout="wide", initial_sidebar_state="auto")
    query = state.query()
    with st.sidebar:
        st.markdown(f"**{t(PRODUCT)}**")
        for section, group in pages.items():
            if section:
                st.caption(t(section))
            for linked, symbol in group:
                st.page_link(linked, icon=symbol, query_params=query)
        st.space("small")
        _language_choice(language, t("Language"))
    st.session_state["page"] = page
    # For links from one page to another, by slug.
    st.session_state["pages"] = {linked.url_path: linked for group in pages.values() for linked, _ in group}
    st.html(_SCRIPTS[language], unsafe_allow_javascript=True)
    return page


def _language_choice(language: str, label: str) -> None:
    if st.session_state.get("pick-lang") != language:
        st.session_state["pick-lang"] = language
    st.segmented_control(
        label,
        LANGUAGES,
        format_func=_LABELS.__getitem__,
        key="pick-lang",
        required=True,
        label_visibility="collapsed",
        on_change=_picked_language,
    )


def _picked_language() -> None:
    state.put({"lang": _LABELS.get(st.session_state["pick-lang"], "")})


def sample_mark(language: str) -> None:
    """Say on every page that the data is made up; nothing when it is real."""
    if data.is_sample(state.source()):
        st.markdown(f":orange-badge[:material/science: **{texts(language)(SAMPLE_MARK)}**]")


def empty_mark(language: str) -> None:
    """Say on every page what to do first when nothing has been imported yet."""
    if data.is_empty(state.source()):
        t = texts(language)
        told = t(
            "There are no meeting places in the database yet. Import them on the command line with "
            "“kpdata import FILE”; this page then shows them at once."
        )
        st.info(markdown_text(told), icon=":material/upload_file:")


@contextmanager
def told_errors(language: str, *, whole_page: bool = False) -> Iterator[None]:
    """Tell an error as text with an id, and log it under the same id; never a traceback.

    whole_page: nothing else is shown, so the page gets a title.
    """
    try:
        yield
    except KpdataError as error:
        number = token_hex(4)
        logger.warning("error %s: %s", number, error, exc_info=error)
        _tell(error.message.text(language), number, language, whole_page)
    except Exception:
        number = token_hex(4)
        logger.exception("error %s", number)
        t = texts(language)
        _tell(t("The page could not be drawn."), number, language, whole_page)


def _tell(what: str, number: str, language: str, whole_page: bool) -> None:
    t = texts(language)
    if whole_page:
        st.title(t("Something went wrong"), anchor=False)
    st.error(
        "  \n".join(
            (
                markdown_text(what),
                markdown_text(t("The data is safe: pages only read it.")),
                markdown_text(
                    t(
                        "Reload the page in a moment; if it stays so, tell your administrator the id {id}.",
                        id=number,
                    )
                ),
            )
        ),
        title=None if whole_page else t("Something went wrong"),
        icon=":material/error:",
    )
