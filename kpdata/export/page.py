"""A document as one printable page of HTML, all in itself: what Chromium makes a PDF of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from kpdata.charts import formats, theme
from kpdata.charts.chart import Chart, Kind, Table
from kpdata.charts.table import table_of
from kpdata.export.document import SAMPLE_MARK, Document, Item, source_line
from kpdata.export.pptx import shown_figure
from kpdata.export.slide_tables import holds_words
from kpdata.i18n import texts

_STYLE = f"""
@page {{ size: A4; }}
body {{ font: 10.5pt/1.35 {theme.FONT}; color: {theme.TEXT}; margin: 0; }}
h1 {{ font-size: 20pt; line-height: 1.2; margin: 0 0 4pt; }}
h2 {{ font-size: 14pt; line-height: 1.25; margin: 0 0 2pt; }}
section {{ margin: 16pt 0 0; }}
h2, .note, .measure, figure {{ break-after: avoid; }}
figure {{ margin: 4pt 0; break-inside: avoid; }}
figure svg {{ width: 100%; height: auto; max-height: 225mm; }}
p {{ margin: 3pt 0; }}
.quiet, .measure {{ color: {theme.QUIET_TEXT}; font-size: 9pt; }}
.mark {{ font-weight: 600; }}
table {{ border-collapse: collapse; width: 100%; font-size: 8.5pt; margin: 5pt 0; }}
thead {{ display: table-header-group; }}
tr {{ break-inside: avoid; }}
th, td {{ padding: 2.5pt 5pt; border-bottom: 0.5pt solid {theme.BORDER}; text-align: left; }}
th {{ font-weight: 400; }}
thead th {{ background: {theme.SURFACE}; font-weight: 600; vertical-align: bottom; }}
.number {{ text-align: right; font-variant-numeric: tabular-nums; }}
.figures {{ display: flex; flex-wrap: wrap; gap: 6pt; }}
.figures > div {{ flex: 1 1 30%; border: 0.5pt solid {theme.BORDER}; padding: 6pt; }}
.figures > div {{ background: {theme.SURFACE}; }}
.large {{ font-size: 17pt; font-weight: 600; }}
a {{ color: {theme.PRIMARY}; overflow-wrap: anywhere; }}
"""


def drawn_charts(document: Document) -> list[Chart]:
    """The charts of a document that are drawn as figures, in their order; tables stay tables."""
    return [item.chart for item in document.items if item.chart is not None and is_drawn(item.chart)]


def is_drawn(chart: Chart) -> bool:
    """Whether a chart is a figure and not a table alone."""
    return chart.kind is not Kind.TABLE and not chart.is_empty


def html_page(document: Document, svgs: Sequence[str]) -> str:
    """The page. svgs: the figures of `drawn_charts`, in their order."""
    t, language = texts(document.language), document.language
    figures = iter(svgs)
    mark = f'<p class="mark">{escape(t(SAMPLE_MARK))}</p>' if document.sample else ""
    body = "".join(_item(document, item, figures) for item in document.items)
    if document.decisions:
        heads = (t("Decision"), t("Responsible body"), t("Due"), t("Status"))
        rows = [
            (d.text, d.body, formats.day(d.due, language) if d.due else "", d.status)
            for d in document.decisions
        ]
        body += f"<section><h2>{escape(t('Decisions'))}</h2>{_grid(heads, rows, ())}</section>"
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{escape(document.title)}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{escape(document.title)}</h1>"
        f'<p class="quiet">{escape(document.subtitle)}</p>{mark}'
        f"{_view(document.link, language)}{body}</body></html>"
    )


def _item(document: Document, item: Item, svgs: Iterator[str]) -> str:
    t = texts(document.language)
    parts = [f"<h2>{escape(item.title or t('Key figures'))}</h2>"]
    if item.note:
        parts.append(f'<p class="note">{escape(item.note)}</p>')
    if item.figures:
        parts.append('<div class="figures">')
        for figure in item.figures:
            quiet = [figure.unit if figure.unit != "%" else "", figure.value.word, figure.change]
            quiet += [figure.benchmark, figure.note]
            told = "".join(
                f'<div class="quiet">{escape(line)}</div>' for line in dict.fromkeys(quiet) if line
            )
            large = f'<div class="large">{escape(shown_figure(figure))}</div>'
            parts.append(f"<div><div>{escape(figure.title)}</div>{large}{told}</div>")
        parts.append("</div>")
    if item.chart is not None:
        parts += _chart(item.chart, item.title, svgs)
    parts.append(_view(item.link, document.language))
    return f"<section>{''.join(parts)}</section>"


def _chart(chart: Chart, title: str, svgs: Iterator[str]) -> Iterator[str]:
    t = texts(chart.language)
    yield f'<p class="measure">{escape(chart.subtitle or chart.measure)}</p>'
    if is_drawn(chart):
        yield f'<figure role="img" aria-label="{escape(chart.alt)}">{next(svgs)}</figure>'
    if chart.sentence and chart.sentence != title:
        yield f"<p>{escape(chart.sentence)}</p>"
    if chart.is_empty:
        yield f"<p>{escape(t('There is nothing to show for this selection.'))}</p>"
    else:
        table = table_of(chart)
        rows = [[cell.text for cell in row] for row in table.rows]
        yield _grid([column.heading for column in table.columns], rows, _numbers(table))
    told = [*chart.notes, source_line(chart)]
    if chart.definition:
        told.append(t("Definition: {definition}", definition=chart.definition))
    for line in told:
        if line:
            yield f'<p class="quiet">{escape(line)}</p>'


def _numbers(table: Table) -> list[int]:
    return [x for x, column in enumerate(table.columns) if column.is_number and not holds_words(table, x)]


def _grid(heads: Sequence[str], rows: Sequence[Sequence[str]], numbers: Sequence[int]) -> str:
    def cell(x: int, text: str) -> str:
        name, scope = ("th", ' scope="row"') if x == 0 else ("td", "")
        return f"<{name}{scope}{_side(x, numbers)}>{escape(text)}</{name}>"

    head = "".join(f'<th scope="col"{_side(x, numbers)}>{escape(text)}</th>' for x, text in enumerate(heads))
    body = "".join(f"<tr>{''.join(cell(x, text) for x, text in enumerate(row))}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _side(x: int, numbers: Sequence[int]) -> str:
    return ' class="number"' if x in numbers else ""


def _view(link: str, language: str) -> str:
    if not link.startswith(("http://", "https://")):
        return ""
    t = texts(language)
    return f'<p class="quiet"><a href="{escape(link)}">{escape(t("Open the view"))}</a></p>'
