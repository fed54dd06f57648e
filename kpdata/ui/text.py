"""Text of the data made safe for Streamlit's Markdown.

Measured on 1.67: a name such as `![x](https://…)` becomes a *fetched* image and `https://…` a live link in
markdown, labels, metrics and `st.table`; backslashes alone do not stop links, shortcodes and icons, since
those are looked for after the escapes are gone. A word joiner (invisible, no width) breaks them.
"""

from __future__ import annotations

import re

_PUNCTUATION = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$&=^:])")
_LINK = re.compile(r"https?:(?=//)|www(?=\.)|\S(?=@)", re.IGNORECASE)
_SHORTCODE = re.compile(r":(?=[\w+/-]+[:\[])")
# Not the no-break space, which holds "29 318" together.
_SPACES = re.compile(r"[ \t\r\n\f\v]+")
_JOINER = "\u2060"


def markdown_text(text: str) -> str:
    """The text as Markdown that shows exactly the text: no link, image, icon, colour or formula."""
    text = _LINK.sub(lambda match: match[0] + _JOINER, _SPACES.sub(" ", text).strip())
    text = _SHORTCODE.sub(":" + _JOINER, text)
    return _PUNCTUATION.sub(r"\\\1", text)
