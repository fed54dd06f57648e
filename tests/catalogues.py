"""The texts of the program and their catalogues: `python -m tests.catalogues` brings the files up to date.

New texts are added empty and stale ones dropped; the translator fills in `msgstr` by hand.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
TRANSLATED = ("fi", "sv")
# The calls that take a text: names as they stand in code, and which of the arguments are texts.
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "N_": None,
    "t": None,
    "plural": (1, 2),
    "Message": None,
    "KpdataError": None,
    "DataError": None,
    "UsageError": None,
    "DatabaseError": None,
}


class Text(NamedTuple):
    """A text of the program: one msgid, or the forms for one and for many."""

    one: str
    many: str | None = None


def program_texts(root: Path = ROOT) -> dict[Text, list[str]]:
    """Every text in the program, and the files it stands in."""
    sources = [
        root / "dashboard.py",
        *sorted(root.glob("pages/**/*.py")),
        *sorted(root.glob("kpdata/**/*.py")),
    ]
    found: dict[Text, list[str]] = {}
    for source in sources:
        path = source.relative_to(root).as_posix()
        for _, messages, _, _ in extract_from_file("python", source, keywords=KEYWORDS):
            text = Text(*messages) if isinstance(messages, tuple) else Text(messages)
            if text.one and path not in found.setdefault(text, []):
                found[text].append(path)
    return found


def catalogue_path(language: str, root: Path = ROOT) -> Path:
    """Where the catalogue of a language lies."""
    return root / "kpdata" / "locale" / language / "LC_MESSAGES" / "kpdata.po"


def read_catalogue(language: str, root: Path = ROOT) -> Catalog:
    """The catalogue of a language."""
    with catalogue_path(language, root).open("rb") as stream:
        return read_po(stream, locale=language)


def update(language: str, root: Path = ROOT) -> int:
    """Write the catalogue with exactly the texts of the program; how many of them lack a translation."""
    old = read_catalogue(language, root)
    new = Catalog(
        locale=language,
        project="kpdata",
        version="0.1.0",
        last_translator="kpdata",
        language_team="kpdata",
        msgid_bugs_address="",
        creation_date=old.creation_date,
        revision_date=old.revision_date,
        fuzzy=False,
    )
    new.header_comment = old.header_comment
    for text, files in program_texts(root).items():
        known = old.get(text.one)
        forms = ("", "") if text.many else ""
        string = known.string if known and isinstance(known.string, str) == isinstance(forms, str) else forms
        new.add(text if text.many else text.one, string, locations=[(file, None) for file in sorted(files)])
    target = BytesIO()
    write_po(target, new, width=110, sort_output=True, include_lineno=False)
    catalogue_path(language, root).write_bytes(target.getvalue())
    return sum(not all(m.string if isinstance(m.string, tuple) else (m.string,)) for m in new if m.id)


if __name__ == "__main__":
    for language in TRANSLATED:
        print(f"{language}: {update(language)} texts to translate in {catalogue_path(language)}")
