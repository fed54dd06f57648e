"""The command that makes files of a view: export."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from kpdata import meeting
from kpdata.cli.terminal import DatabaseOption, Language, LanguageOption, say, settings
from kpdata.errors import UsageError
from kpdata.export.document import Document
from kpdata.export.files import FORMATS, rendered
from kpdata.i18n import N_, Message
from kpdata.views import data
from kpdata.views.address import Address
from kpdata.views.exported import DASHBOARD, document_of, view_of

_PACK = re.compile(r"[0-9a-f]{10}")
_PACK_PAGE = "kokous"


def export(
    context: typer.Context,
    view: Annotated[
        str,
        typer.Argument(
            metavar="VIEW_OR_PACK",
            help="A copied link, its query string such as “vertailu?area=county:08&view=heat”, or the id of "
            "a meeting pack.",
            show_default=False,
        ),
    ],
    to: Annotated[
        Path,
        typer.Option("--to", metavar="FILE", help=f"The kind is told by its ending: {', '.join(FORMATS)}."),
    ],
    card: Annotated[
        list[str] | None,
        typer.Option("--card", metavar="KEY", help="Only this card of the page. Repeatable."),
    ] = None,
    template: Annotated[
        Path | None,
        typer.Option(
            "--template", metavar="FILE", help="PPTX or DOCX of the organisation: its look is used."
        ),
    ] = None,
    plain: Annotated[
        bool, typer.Option("--plain", help="CSV for machines: commas, decimal points, one row a value.")
    ] = False,
    dashboard: Annotated[
        str,
        typer.Option(
            "--dashboard", metavar="URL", help="Where the links in the file lead to.", show_default=False
        ),
    ] = "",
    database: DatabaseOption = None,
    language: LanguageOption = Language.EN,
) -> None:
    """Write what a link shows into a file, without a browser: the same figures, after hiding.

    The file is in the language given with --language, else in that of the link (lang=FI, SV, EN).

    Example: kpdata export "vertailu?area=county:08&view=heat" --to meeting.pptx --language fi
    """
    extension = to.suffix.lower().removeprefix(".")
    if extension not in FORMATS:
        raise UsageError(
            N_("There is no format “{name}”: give one of {formats}."),
            name=extension,
            formats=", ".join(FORMATS),
        )
    look = _read(template) if template else None
    fallback = settings(database).default_language
    asked = context.get_parameter_source("language")
    is_given = asked is not None and asked.name != "DEFAULT"
    chosen = language.value if is_given else None
    pack_id = _pack_id(view)
    if pack_id:
        if card:
            raise UsageError(N_("A meeting pack is exported whole: --card goes with a view."))
        document = _pack_document(pack_id, chosen, dashboard or DASHBOARD)
    else:
        shown = view_of(data.source(), view, fallback, language=chosen, dashboard=dashboard)
        for notice in shown.notices:
            say(notice, language.value)
        document = document_of(shown, card or ())
    content = rendered(document, extension, template=look, plain=plain)
    try:
        to.write_bytes(content)
    except OSError:
        raise UsageError(N_("“{name}” cannot be written."), name=to.name) from None
    say(Message(N_("Written: {name}"), {"name": to.name}), language.value)


def _pack_id(text: str) -> str:
    """The id of a pack: itself, or in a link to its page; empty when the text is a view."""
    if _PACK.fullmatch(text):
        return text
    slug, address = Address.of_link(text)
    return (address.one("pack") or "") if slug == _PACK_PAGE else ""


def _pack_document(pack_id: str, language: str | None, dashboard: str) -> Document:
    """A pack in its own language; one that is not frozen yet in another, when that is asked for."""
    pack = meeting.pack(pack_id)
    if language and language != pack.language:
        if pack.frozen_at:
            raise UsageError(N_("The pack is frozen: its figures stay in the language they were kept in."))
        pack = replace(pack, language=language)
    return meeting.document(data.source(), pack, dashboard)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        raise UsageError(N_("“{name}” cannot be read."), name=path.name) from None
