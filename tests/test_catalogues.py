"""The Finnish and Swedish catalogues hold every text of the program, and nothing else."""

from __future__ import annotations

import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from tests.catalogues import TRANSLATED, Text, catalogue_path, program_texts, read_catalogue, update


def forms(value: str | tuple[str, ...]) -> tuple[str, ...]:
    """The forms of a text, one or many."""
    return value if isinstance(value, tuple) else (value,)


def placeholders(text: str) -> set[str]:
    """The names of the values that a text takes."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def messages(language: str) -> Iterator[Message]:
    """Every text of a catalogue (the header is not one)."""
    return (message for message in read_catalogue(language) if message.id)


@pytest.mark.parametrize("language", TRANSLATED)
def test_holds_exactly_the_texts_of_the_program(language: str) -> None:
    kept = {Text(*forms(message.id)) for message in messages(language)}
    assert sorted(set(program_texts()) - kept) == [], "missing: run `make catalogues` and translate"
    assert sorted(kept - set(program_texts())) == [], "stale: run `make catalogues`"


@pytest.mark.parametrize("language", TRANSLATED)
def test_everything_is_translated(language: str) -> None:
    assert [m.id for m in messages(language) if not all(forms(m.string)) or m.fuzzy] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_placeholders_are_the_same_as_in_english(language: str) -> None:
    # The form for one thing may leave out the number: "yksi paikka".
    differing = [
        (message.id, form)
        for message in messages(language)
        for wanted in [set().union(*map(placeholders, forms(message.id)))]
        for form in forms(message.string)
        if placeholders(form) - wanted or (wanted - placeholders(form)) - {"n"}
    ]
    assert differing == []


def test_update_keeps_translations_adds_new_texts_and_drops_stale_ones(tmp_path: Path) -> None:
    (tmp_path / "dashboard.py").write_text('t("Kept"), t("New"), t.plural("{n} place", "{n} places", 2)')
    path = catalogue_path("fi", tmp_path)
    path.parent.mkdir(parents=True)
    path.write_text(
        'msgid ""\nmsgstr ""\n\nmsgid "Kept"\nmsgstr "Pidetty"\n\nmsgid "Stale"\nmsgstr "Vanha"\n'
    )
    assert update("fi", tmp_path) == 2
    assert {m.id: m.string for m in read_catalogue("fi", tmp_path) if m.id} == {
        "Kept": "Pidetty",
        "New": "",
        ("{n} place", "{n} places"): ("", ""),
    }
