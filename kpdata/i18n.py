"""Texts in three languages: English msgids, Finnish and Swedish catalogues (gettext).

`N_` marks a text where it is declared; `texts(language)` gives the translator that is used
where it is shown. Placeholders are named: `t("{n} places", n=3)`.
"""

from __future__ import annotations

import gettext
import io
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LANGUAGES = ("fi", "sv", "en")
DEFAULT_LANGUAGE = "fi"


def N_(text: str) -> str:
    """Mark a text for translation and give it back unchanged."""
    return text


@dataclass(frozen=True)
class Message:
    """A text with its values, translated only where it is shown."""

    msgid: str
    values: dict[str, Any] = field(default_factory=dict)

    def text(self, language: str) -> str:
        """The text in a language; a value that is a Message is translated too."""
        t = texts(language)
        values = {k: v.text(language) if isinstance(v, Message) else v for k, v in self.values.items()}
        return t(self.msgid, **values)


class Texts:
    """Translator of one language: `t("…")`, `t("{n} …", n=1)`, `t.plural(one, many, n)`."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalogue = _catalogue(language)

    def __call__(self, msgid: str, /, **values: Any) -> str:
        """The text of a msgid in this language, with its values put in."""
        text = self._catalogue.gettext(msgid) if msgid else ""
        return text.format(**values) if values else text

    def plural(self, one: str, many: str, n: int, /, **values: Any) -> str:
        """The form of a text for `n` things; `n` is among the values."""
        return self._catalogue.ngettext(one, many, n).format(**{"n": n, **values})


@cache
def texts(language: str) -> Texts:
    """The translator of `fi`, `sv` or `en`; any other language gives the default one."""
    return Texts(language if language in LANGUAGES else DEFAULT_LANGUAGE)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    source = files("kpdata") / "locale" / language / "LC_MESSAGES" / "kpdata.po"
    compiled = io.BytesIO()
    with source.open("rb") as stream:
        write_mo(compiled, read_po(stream, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
