"""Figures of what-ifs: where a next place would reach most, what goes when places stop.

The frames come from `kpdata.indicators.planning` with names put beside codes. Every figure says that it is a
proposal or a computation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from kpdata.charts import formats
from kpdata.charts.asked import (
    COMPUTATION,
    PROPOSAL,
    Asked,
    Layers,
    marked,
    number_value,
    percent_value,
    plain_table,
    points_map,
    share,
    words_value,
)
from kpdata.charts.chart import Chart, Kind, Series
from kpdata.charts.rows import rows_of
from kpdata.i18n import texts


def next_places(
    asked: Asked,
    frame: pd.DataFrame,
    now: float,
    children: float,
    ground: Layers,
) -> tuple[Chart, Chart]:
    """The map and the table of the next places, in their order.

    frame: step, postal_code, name, town, lat, lon, gain, covered, share. now: children within reach now.
    """
    t = texts(asked.language)
    rows = rows_of(frame)
    title = t("A new place would reach nobody who is not within reach already")
    sentence = t("There is no postal area whose children are not within reach.")
    if rows:
        title = t.plural(
            "{n} new place: within reach {after} of the children (now {now})",
            "{n} new places: within reach {after} of the children (now {now})",
            len(rows),
            after=share(float(rows[-1]["covered"]), children, asked.language),
            now=share(now, children, asked.language),
        )
        sentence = t(
            "The first, {name}, would bring {gain} children within reach; all together {total}.",
            name=rows[0]["name"],
            gain=asked.number(rows[0]["gain"]),
            total=asked.number(sum(row["gain"] for row in rows)),
        )
    names = [str(row["name"]) for row in rows]
    columns = (
        Series("gain", t("Children gained"), tuple(number_value(r["gain"], 0, asked) for r in rows)),
        Series("town", t("Municipality"), tuple(words_value(str(r["town"])) for r in rows)),
        Series(
            "covered", t("Within reach after it"), tuple(number_value(r["covered"], 0, asked) for r in rows)
        ),
        Series("share", t("Share of the children"), tuple(percent_value(r["share"], asked) for r in rows)),
    )
    notes = (
        *marked(PROPOSAL, asked.language),
        t("Each step takes the postal area that brings most children within reach; sites are postal points."),
    )
    chart = points_map(
        asked,
        rows,
        columns,
        names,
        ground,
        title=title,
        sentence=sentence,
        subtitle=asked.subtitle(asked.distance, t(PROPOSAL)),
        measure=t("Proposed place"),
        slug="next-places",
    )
    chart = replace(
        chart,
        categories=tuple(replace(c, short=str(i)) for i, c in enumerate(chart.categories, 1)),
        notes=notes,
        definition=t(
            "Greedy maximal covering: step by step, the postal area whose point brings most children of the "
            "age band, who have no suitable place within the distance, within reach of one. It is a "
            "proposal, not an optimum: rooms, transport and operators are not in it."
        ),
    )
    table = replace(
        chart,
        kind=Kind.TABLE,
        title=t("Gain step by step"),
        categories=tuple(replace(c, name=f"{c.short}. {c.name}", short="") for c in chart.categories),
        series=tuple(column for column in columns if column.key != "covered"),
        ground=(),
        notes=notes[:1],
        sentence="" if rows else sentence,
        slug="next-places-table",
    )
    return chart, table


def loss(
    asked: Asked, frame: pd.DataFrame, what: str, numbers: Mapping[str, float], emptied: Sequence[str]
) -> Chart:
    """What goes when places stop, by municipality.

    frame: town, municipality, places, hours, free_hours, children, lost. what: the place or operator in
    words. numbers: places, lost, covered_before, children, hours, free_hours. emptied: names of the
    municipalities that lose their last suitable place.
    """
    t = texts(asked.language)
    rows = rows_of(frame)
    lost = numbers["lost"]
    title = t.plural(
        "If “{what}” stops, {shown} child loses the place within reach",
        "If “{what}” stops, {shown} children lose the place within reach",
        int(lost),
        what=what,
        shown=asked.number(lost),
    )
    if not lost:
        title = t("If “{what}” stops, every child keeps a place within reach", what=what)
    sentence = [
        t.plural(
            "{n} suitable place stops: {hours} h a week, {free} h of them in free time.",
            "{n} suitable places stop: {hours} h a week, {free} h of them in free time.",
            int(numbers["places"]),
            hours=asked.number(numbers["hours"], 1),
            free=asked.number(numbers["free_hours"], 1),
        )
    ]
    if numbers["children"]:
        before = share(numbers["covered_before"], numbers["children"], asked.language)
        after = share(numbers["covered_before"] - lost, numbers["children"], asked.language)
        sentence.append(t("Within reach now {before}, then {after}.", before=before, after=after))
    if emptied:
        named = formats.listing(list(emptied), asked.language) if len(emptied) <= 3 else ""
        sentence.append(
            t(
                "Without any suitable place then: {names}.",
                names=named or t("{n} municipalities", n=len(emptied)),
            )
        )
    return plain_table(
        asked,
        [str(row["municipality"]) for row in rows],
        [str(row["town"]) for row in rows],
        (
            Series("lost", t("Children who lose it"), tuple(number_value(r["lost"], 0, asked) for r in rows)),
            Series("places", t("Places"), tuple(number_value(r["places"], 0, asked) for r in rows)),
            Series("hours", t("Hours a week"), tuple(number_value(r["hours"], 1, asked) for r in rows)),
        ),
        heading=t("Municipality"),
        title=title,
        sentence=" ".join(sentence),
        subtitle=asked.subtitle(asked.distance, t(COMPUTATION)),
        notes=marked(COMPUTATION, asked.language),
        definition=t(
            "The places are left out of the computation in thought: children of the age band who then have "
            "no suitable active place within the distance lose theirs. Children are counted by postal area."
        ),
        slug="closing",
    )
