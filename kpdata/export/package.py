"""Office files as packages: the same document gives the same bytes, every text names its language."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import Any

from kpdata.errors import UsageError
from kpdata.i18n import N_

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a ZIP can hold
_WRITTEN = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:)")
# For XlsxWriter: text stays text, no formula, link or number is guessed from it.
TEXT_STAYS_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_DEFAULT_DAY = date(2000, 1, 1)
_DOCUMENTS = {
    "pptx": b"presentationml.presentation.main+xml",
    "docx": b"wordprocessingml.document.main+xml",
}
_TEMPLATES = {
    "pptx": b"presentationml.template.main+xml",
    "docx": b"wordprocessingml.template.main+xml",
}
# As Word and PowerPoint call the languages of the documents.
OFFICE_LANGUAGES = {"fi": "fi-FI", "sv": "sv-FI", "en": "en-GB"}


def reproducible(package: bytes, day: date | None) -> bytes:
    """The package without the moment of writing: parts in their order, every time the day of the figures."""
    written = f"{day or _DEFAULT_DAY:%Y-%m-%d}T00:00:00Z".encode()
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            content = old.read(name)
            if name.endswith(".xlsx"):  # the workbook behind a chart
                content = reproducible(content, day)
            elif name == "docProps/core.xml":
                content = _WRITTEN.sub(rb"\g<1>" + written + rb"\g<2>", content)
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, content)
    return stream.getvalue()


def set_properties(core: Any, title: str, language: str) -> None:
    """Title and language of a PowerPoint or Word file; no name of a person, nothing of the library's own."""
    core.title = title
    core.language = OFFICE_LANGUAGES[language]
    for name in ("author", "last_modified_by", "comments", "keywords", "subject", "category"):
        setattr(core, name, "")
    core.revision = 1


def opened_template(template: bytes, kind: str) -> io.BytesIO:
    """A template of an organisation (.potx, .dotx) as the document it becomes. kind: pptx or docx.

    UsageError when it is none.
    """
    document = _DOCUMENTS[kind]
    stream = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as old, zipfile.ZipFile(stream, "w") as new:
            types = old.read("[Content_Types].xml")
            if document not in types and _TEMPLATES[kind] not in types:
                raise KeyError(kind)
            for name in old.namelist():
                content = old.read(name)
                if name == "[Content_Types].xml":
                    content = content.replace(_TEMPLATES[kind], document)
                new.writestr(name, content)
    except (zipfile.BadZipFile, KeyError, OSError):
        raise UsageError(N_("The template is not a file of the kind {kind}."), kind=f".{kind}") from None
    stream.seek(0)
    return stream
