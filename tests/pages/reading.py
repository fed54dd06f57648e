"""What tests read from a page that ran without a browser."""

from __future__ import annotations

import re

from streamlit.testing.v1 import AppTest

MARK = {
    "FI": "Esimerkkiaineisto – ei todellisia lukuja",
    "SV": "Exempeldata – inte verkliga siffror",
    "EN": "Sample data – not real figures",
}
_KINDS = ("title", "header", "markdown", "caption", "html", "button", "info", "error")


def ok(app: AppTest) -> AppTest:
    """The page, which told of no error."""
    assert not app.exception
    assert [error.value for error in app.error] == []
    return app


def shown(app: AppTest) -> str:
    """All text of the page, as Streamlit was given it, without the escapes of Markdown."""
    parts = [
        str(getattr(element, "label", None) or element.value) for kind in _KINDS for element in app.get(kind)
    ]
    return _plain("\n".join(parts)).replace("\u2060", "")


def headline(app: AppTest) -> str:
    return _plain(app.title[0].value)


def headings(app: AppTest) -> list[str]:
    """Titles of the cards."""
    return [_plain(header.value) for header in app.header]


def figures(app: AppTest) -> list[AppTest]:
    return list(app.get("plotly_chart"))


def rows(app: AppTest, heading: str) -> list[str]:
    """Names of the rows of the first table that has a column of the heading."""
    table = next(element.value for element in app.html if f">{heading}</th>" in element.value)
    return re.findall(r'<th scope="row"[^>]*>([^<]*)</th>', table)


def notices(app: AppTest) -> list[str]:
    """What the page says of values of its address that it does not know."""
    return [caption.value for caption in app.caption if "not known here" in caption.value]


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
