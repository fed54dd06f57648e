"""PowerPoint, Word and Excel files of one card, built when somebody asks for one."""

from __future__ import annotations

from functools import partial

import streamlit as st

from kpdata.charts.chart import Chart
from kpdata.export.document import Document, Item
from kpdata.export.files import MEDIA_TYPES, name_of, rendered
from kpdata.i18n import N_, texts
from kpdata.ui import state
from kpdata.views.cards import Card

_FORMATS = {
    "pptx": (N_("Slide (PowerPoint)"), ":material/slideshow:"),
    "docx": (N_("Report (Word)"), ":material/article:"),
    "xlsx": (N_("Workbook (Excel)"), ":material/table_view:"),
}


def office_buttons(card: Card, key: str) -> None:
    """A button a format; the file holds the native chart, its words and the link to the view."""
    document = document_of_card(card.chart, card.area, state.link())
    t = texts(card.chart.language)
    for extension, (label, icon) in _FORMATS.items():
        st.download_button(
            t(label),
            data=partial(rendered, document, extension),
            file_name=name_of(document, extension),
            mime=MEDIA_TYPES[extension],
            type="tertiary",
            icon=icon,
            key=f"{extension}-{key}",
            on_click="ignore",
        )


def document_of_card(chart: Chart, area: str, link: str) -> Document:
    """A document of one chart, which needs no front page."""
    return Document(
        title=chart.title,
        language=chart.language,
        items=(Item(chart=chart, link=link),),
        area=area,
        as_of=chart.as_of,
        sample=chart.sample,
        link=link,
    )
