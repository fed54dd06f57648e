"""A document as a file of any format, and what the file is called."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping
from datetime import date
from typing import Literal

from kpdata.charts.chart import Chart
from kpdata.errors import UsageError
from kpdata.export.csv import csv_bytes, file_name, plain_csv_bytes
from kpdata.export.document import Document, printable, unique_names
from kpdata.i18n import N_

MEDIA_TYPES = {
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "zip": "application/zip",
    "csv": "text/csv",
    "png": "image/png",
    "svg": "image/svg+xml",
    "ics": "text/calendar",
}
FORMATS = tuple(MEDIA_TYPES)
WITH_TEMPLATE = frozenset({"pptx", "docx"})
_LONGEST_NAME = 120
_EPOCH = (1980, 1, 1, 0, 0, 0)


def rendered(
    document: Document, extension: str, *, template: bytes | None = None, plain: bool = False
) -> bytes:
    """The document as a file.

    template: of the organisation, for PPTX and DOCX. plain: CSV for machines. UsageError when the format is
    not known, has no room for several charts, or cannot be drawn on this machine.
    """
    if extension not in FORMATS:
        raise UsageError(
            N_("There is no format “{name}”: give one of {formats}."),
            name=extension,
            formats=", ".join(FORMATS),
        )
    if template is not None and extension not in WITH_TEMPLATE:
        raise UsageError(N_("A template goes with PPTX and DOCX only."))
    if plain and extension != "csv":
        raise UsageError(N_("--plain goes with CSV only."))
    document = printable(document)
    if extension in _WHOLE:
        return _WHOLE[extension](document, template)
    if extension == "ics":
        return _ics(document)
    if extension == "csv" and plain:
        return plain_csv_bytes([item.chart for item in document.items if item.chart])
    chart = _only_chart(document, extension)
    return csv_bytes(chart) if extension == "csv" else _picture(chart, extension)


# The libraries are imported when a file is asked for: a page that only offers one starts without them.
def _pptx(document: Document, template: bytes | None) -> bytes:
    from kpdata.export.pptx import pptx_bytes

    return pptx_bytes(document, template)


def _docx(document: Document, template: bytes | None) -> bytes:
    from kpdata.export.docx import docx_bytes

    return docx_bytes(document, template)


def _xlsx(document: Document, _template: bytes | None = None) -> bytes:
    from kpdata.export.xlsx import xlsx_bytes

    return xlsx_bytes(document)


def _ics(document: Document) -> bytes:
    from kpdata.export.calendar import calendar_bytes

    if document.calendar is None:
        raise UsageError(N_("There are no planned events here: a calendar file is made of the annual cycle."))
    return calendar_bytes(document.calendar, document.link)


def _pdf(document: Document, _template: bytes | None = None) -> bytes:
    from kpdata.export.images import printed
    from kpdata.export.page import drawn_charts, html_page

    return printed(drawn_charts(document), lambda svgs: html_page(document, svgs))


def _picture(chart: Chart, extension: str) -> bytes:
    from kpdata.export.images import pictures

    form: Literal["png", "svg"] = "png" if extension == "png" else "svg"
    return pictures([chart], [form])[0][form]


def _zip(document: Document, _template: bytes | None = None) -> bytes:
    """All formats in one: the whole as PPTX, DOCX, XLSX and PDF, each chart as CSV and as pictures.

    Planned events are there as a calendar file.

    Where this machine draws no pictures, the rest is there without them.
    """
    from kpdata.export.images import are_available, pictures
    from kpdata.export.page import is_drawn

    name = name_of(document, "x").removesuffix(".x")
    whole = ("pptx", "docx", "xlsx", *(("pdf",) if are_available() else ()))
    parts = {f"{name}.{extension}": _WHOLE[extension](document, None) for extension in whole}
    charts = [item.chart for item in document.items if item.chart and not item.chart.is_empty]
    if document.calendar is not None:
        parts[f"{name}.ics"] = _ics(document)
    names = unique_names([_name_of_chart(document, chart) for chart in charts], _LONGEST_NAME, "-")
    for stem, chart in zip(names, charts, strict=True):
        parts[f"csv/{stem}.csv"] = csv_bytes(chart)
    if are_available():
        drawn = [(stem, chart) for stem, chart in zip(names, charts, strict=True) if is_drawn(chart)]
        found = pictures([chart for _, chart in drawn], ["png", "svg"])
        for (stem, _), files in zip(drawn, found, strict=True):
            parts |= {f"{form}/{stem}.{form}": file for form, file in files.items()}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in parts.items():
            entry = zipfile.ZipInfo(path, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content)
    return stream.getvalue()


_WHOLE: Mapping[str, Callable[[Document, bytes | None], bytes]] = {
    "pptx": _pptx,
    "docx": _docx,
    "xlsx": _xlsx,
    "pdf": _pdf,
    "zip": _zip,
}


def name_of(document: Document, extension: str) -> str:
    """What the file is called: `kohtaamispaikat_<area>_<measure>_<day>.<extension>`."""
    charts = [item.chart for item in document.items if item.chart]
    slug = document.slug or (charts[0].slug if len(charts) == 1 else "")
    return file_name(document.area, slug, document.as_of or _day(charts), extension)


def _name_of_chart(document: Document, chart: Chart) -> str:
    day = chart.as_of or document.as_of or _day([chart])
    return file_name(document.area, chart.slug or chart.kind.value, day, "x").removesuffix(".x")


def _day(charts: list[Chart]) -> date:
    return next((chart.as_of for chart in charts if chart.as_of), date(2000, 1, 1))


def _only_chart(document: Document, extension: str) -> Chart:
    charts = [item.chart for item in document.items if item.chart]
    if len(charts) != 1:
        raise UsageError(
            N_("A file of the kind {kind} holds one chart, and there are {n}: choose one, or give .zip."),
            kind=f".{extension}",
            n=len(charts),
        )
    return charts[0]
