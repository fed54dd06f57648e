"""Figures of visits to the boards and groups of municipalities: held, to come, not held."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kpdata.charts import formats
from kpdata.charts.chart import Category, Chart, Kind, Series
from kpdata.charts.counted import count, figure
from kpdata.charts.values import View
from kpdata.domain import State
from kpdata.i18n import texts
from kpdata.results import Tally


def by_body(rows: Sequence[tuple[Category, Tally]], view: View) -> Chart:
    """Boards and groups of municipalities: visited, to be visited, not visited as planned, nothing told."""
    t, language = texts(view.language), view.language
    parts: tuple[tuple[str, str, Callable[[Tally], int]], ...] = (
        ("visited", t("visited"), lambda tally: tally.visited),
        ("planned", t("visit to come"), lambda tally: tally.planned),
        ("running", t("planned, may still be held in time"), lambda tally: tally.running),
        ("missed", t("not held as planned"), lambda tally: tally.missed),
        (State.UNKNOWN.value, t("no visit recorded"), lambda tally: tally.untold),
    )
    series = tuple(
        Series(key, name, tuple(count(of(tally), language) for _, tally in rows)) for key, name, of in parts
    )
    has_any = any(tally.total for _, tally in rows)
    title = t("Visits to boards and groups")
    sentence = t("There is nothing to show with these choices.")
    if has_any:
        counts = [f"{formats.lowered(body.name)} {tally.visited}/{tally.total}" for body, tally in rows]
        title = t("Municipalities visited: {counts}", counts=", ".join(counts))
        sentence = " ".join(
            t(
                "{what}: visited {visited}, to come {planned}, may still be held in time {running}, "
                "not held as planned {missed}, not recorded {untold}.",
                what=body.name,
                visited=tally.visited,
                planned=tally.planned,
                running=tally.running,
                missed=tally.missed,
                untold=tally.untold,
            )
            for body, tally in rows
        )
    return figure(
        view,
        Kind.STACKED,
        title=title,
        sentence=sentence,
        measure=t("Municipalities by visit"),
        heading=t("Whom"),
        categories=tuple(body for body, _ in rows) if has_any else (),
        series=series if has_any else (),
        definition=t(
            "A municipality counts as visited when at least one visit to a board, or to a group, of it was "
            "held by the day; else by the next planned visit, else by one whose 30 days after the planned "
            "day are not over, else by the one that was not held."
        ),
        slug="visits-to-boards-and-groups",
    )
