"""Figures of self- beside peer assessment: how often they agree, where they differ, what either says.

The numbers come from `kpdata.results`; titles of criteria are already in the language.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kpdata.charts import formats
from kpdata.charts.chart import Category, Chart, Kind, Series, Value
from kpdata.charts.counted import count, figure, ratio
from kpdata.charts.values import View, missing
from kpdata.domain import State
from kpdata.i18n import N_, texts
from kpdata.results import Count, Pair


@dataclass(frozen=True, slots=True)
class Beside:
    """A criterion or a group with what place and peer said: all results of either, and those side by side."""

    key: str
    name: str
    own: Count
    peer: Count
    pair: Pair
    group: str = ""


def agreement(rows: Sequence[Beside], view: View, places: int) -> Chart:
    """Where peers gave a lower, the same or a higher result than the place itself, by group.

    rows: groups. places: those where both judged something.
    """
    t, language = texts(view.language), view.language
    known = [row for row in rows if row.pair.judged]
    title = t("In no place have self and peer judged the same criterion")
    sentence = t("Self- and peer assessments can be set side by side where both have judged a criterion.")
    if known:
        least = min(row.pair.same / row.pair.judged for row in known)
        lowest = [row for row in known if row.pair.same / row.pair.judged == least]
        title = t(
            "Self and peer agree least in: {groups} ({value})",
            groups=formats.listing([row.name for row in lowest], language),
            value=_percent(lowest[0].pair.same, lowest[0].pair.judged, language),
        )
        told = "; ".join(f"{row.name} {ratio(row.pair.same, row.pair.judged, language)}" for row in known)
        sentence = t("The same result – {groups}.", groups=told)
        sentence += " " + t("Places with both: {n}.", n=formats.number(places, 0, language))
    left = "; ".join(
        f"{row.name} {formats.number(row.pair.left_out, 0, language)}" for row in rows if row.pair.left_out
    )
    notes = [
        t("In brackets: share of the same result. Latest self- and latest peer assessment of each place.")
    ]
    if left:
        notes.append(t("Left out because one of the two left the criterion open – {groups}.", groups=left))
    parts: tuple[tuple[str, str, int, Callable[[Pair], int]], ...] = (
        ("self_better", t("peer gave a lower result"), -1, lambda p: p.self_better),
        ("same", t("same result"), 0, lambda p: p.same),
        ("peer_better", t("peer gave a higher result"), 1, lambda p: p.peer_better),
    )
    return figure(
        view,
        Kind.DIVERGING,
        title=title,
        sentence=sentence,
        measure=t("Self- and peer assessment of the same places"),
        heading=t("Group"),
        categories=tuple(
            Category(row.key, f"{row.name} ({_percent(row.pair.same, row.pair.judged, language)})")
            for row in known
        ),
        series=tuple(
            Series(key, name, tuple(count(of(row.pair), language) for row in known), side=side)
            for key, name, side, of in parts
        )
        if known
        else (),
        notes=tuple(notes),
        definition=t(
            "Criteria of active places that both the place itself and a peer judged, whichever came later. "
            "The figures elsewhere on the page use the later one only."
        ),
        slug="self-and-peer",
    )


def self_and_peer(
    rows: Sequence[Beside],
    view: View,
    own_places: int,
    peer_places: int,
    *,
    both_places: int,
    one: bool = False,
) -> Chart:
    """Shares met by who assessed, of all places and of the places that have both; n beside each share.

    rows: groups. own_places, peer_places, both_places: how many places either, and both, have assessed. one:
    the area is one place.
    """
    t, language = texts(view.language), view.language
    both = [row for row in rows if row.pair.judged]
    higher = sum(row.pair.own.met > row.pair.peer.met for row in both)
    lower = sum(row.pair.own.met < row.pair.peer.met for row in both)
    title = t("Self-assessment alone: no place has both")
    if both_places:
        title = t("Self and peer have judged different criteria")
    elif peer_places and own_places:
        title = t("Self and peer have assessed different places")
    elif peer_places:
        title = t("Peer assessment alone: no place has both")
    if both:
        told = N_("Self above peer in {higher}, below in {lower} of {n} groups")
        if not one:
            told = N_("In the same places: self above peer in {higher}, below in {lower} of {n} groups")
        title = t(told, higher=higher, lower=lower, n=len(both))
    names = (t("Self, all places"), t("Peer, all places"), t("Self, same places"), t("Peer, same places"))
    sentence = t(
        "Places assessed by themselves: {own}, by a peer: {peer}.",
        own=formats.number(own_places, 0, language),
        peer=formats.number(peer_places, 0, language),
    )
    notes = [t("“All places” are different places for self and peer: only “same places” can be compared.")]
    if one:
        names = (t("Self"), t("Peer"), t("Self, judged by both"), t("Peer, judged by both"))
        sentence, notes = t("n = criteria judged."), []

    def column(key: str, name: str, of: Callable[[Beside], Count]) -> Series:
        return Series(key, name, tuple(_share(of(row), language) for row in rows))

    shown = any(row.own.judged or row.peer.judged for row in rows)
    return figure(
        view,
        Kind.TABLE,
        title=title if shown else t("Nothing has been assessed"),
        sentence=sentence,
        measure=t("Criteria met of those judged"),
        heading=t("Group"),
        categories=tuple(Category(row.key, row.name) for row in rows) if shown else (),
        series=(
            column("self", names[0], lambda row: row.own),
            column("peer", names[1], lambda row: row.peer),
            column("self_same", names[2], lambda row: row.pair.own),
            column("peer_same", names[3], lambda row: row.pair.peer),
        )
        if shown
        else (),
        notes=tuple(notes),
        definition=t(
            "Met / (met + partly met + not met); n = results judged. All places: the latest assessment of "
            "the kind in each active place. Same places: criteria that both judged."
        ),
        slug="self-and-peer-shares",
    )


def differences(rows: Sequence[Beside], view: View) -> Chart:
    """Criteria that place and peer both judged, those on which they differ in the most places first."""
    t, language = texts(view.language), view.language
    both = [row for row in rows if row.pair.judged]
    order = sorted(both, key=lambda row: (-_apart(row), row.pair.same))
    differing = [row for row in order if _apart(row)]
    title = t("Self and peer do not differ on any criterion")
    if differing:
        first = differing[0]
        title = t(
            "Self and peer differ most on “{criterion}”, {counts} places",
            criterion=first.name,
            counts=ratio(_apart(first), first.pair.judged, language),
        )
        if tied := sum(_apart(row) == _apart(first) for row in differing) - 1:
            title = t(
                "Self and peer differ most on {n} criteria, among them “{criterion}”, {counts} places",
                n=formats.number(tied + 1, 0, language),
                criterion=first.name,
                counts=ratio(_apart(first), first.pair.judged, language),
            )

    def numbers(key: str, name: str, of: Callable[[Pair], int]) -> Series:
        return Series(key, name, tuple(count(of(row.pair), language) for row in order))

    return figure(
        view,
        Kind.TABLE,
        title=title,
        sentence=t(
            "Criteria on which some place and its peer differ: {n} of {total} judged by both.",
            n=len(differing),
            total=len(both),
        ),
        measure=t("Places judged by both"),
        heading=t("Criterion"),
        categories=tuple(Category(row.key, row.name) for row in order),
        series=(
            numbers("both", t("judged by both"), lambda p: p.judged),
            numbers("same", t("same result"), lambda p: p.same),
            numbers("self_better", t("peer gave a lower result"), lambda p: p.self_better),
            numbers("peer_better", t("peer gave a higher result"), lambda p: p.peer_better),
            numbers("self_unmet", t("Self: not met"), lambda p: p.own.not_met),
            numbers("peer_unmet", t("Peer: not met"), lambda p: p.peer.not_met),
        )
        if order
        else (),
        definition=t(
            "Active places whose latest self- and latest peer assessment both judged the criterion; all "
            "columns are of these places."
        ),
        slug="self-and-peer-differences",
    )


def _apart(row: Beside) -> int:
    """In how many places self and peer gave different results."""
    return row.pair.judged - row.pair.same


def _share(of: Count, language: str) -> Value:
    """Met of those judged with n; not known without any."""
    if not of.judged:
        return missing(State.UNKNOWN, language)
    shown = formats.percent(100 * of.met / of.judged, language)
    return Value(State.OK, shown, note=f"n = {formats.number(of.judged, 0, language)}")


def _percent(part: int, whole: int, language: str) -> str:
    return formats.percent(100 * part / whole, language) if whole else ""
