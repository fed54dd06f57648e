"""Meeting packs: cards taken along by their links, frozen figures, decisions, and what changed since.

An item is a link and the key of a card, so it is built anew until its pack is frozen; then it shows what was
kept, and what today's data would say beside it. Shared by the page, the presentation and `kpdata export`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from urllib.parse import urlencode

from kpdata import __version__
from kpdata.charts import frozen as kept
from kpdata.charts.chart import Chart, KeyFigure, Kind, Value
from kpdata.charts.frozen import Content
from kpdata.domain import AreaKey, Period
from kpdata.errors import DataError, KpdataError, UsageError
from kpdata.export import document as files
from kpdata.i18n import N_, Message, texts
from kpdata.settings import read_settings
from kpdata.sources.personal import personal_data
from kpdata.store import db, packs
from kpdata.store.packs import Decision, Frozen, Item, Pack
from kpdata.views import PAGES, changes, data, page
from kpdata.views.address import Address, Values
from kpdata.views.cards import Card, KeyFigures
from kpdata.views.data import Source
from kpdata.views.request import Request

STATUSES = {
    "open": N_("not begun"),
    "under_way": N_("under way"),
    "done": N_("done"),
    "dropped": N_("dropped"),
}
LONGEST_TITLE = 120
LONGEST_TEXT = 1000
_WIDTH = 900


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure that is not what it was: where it stands, and as it was and is shown ("" = not there)."""

    where: str
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Changed:
    """An item or decision of the last meeting: its title, its main figure then and now, how many changed."""

    title: str
    then: str
    now: str
    count: int


@dataclass(frozen=True, slots=True)
class Followed:
    """A decision of the last meeting with its figure then and now; `figure` is None where it has none."""

    decision: Decision
    figure: Changed | None


@dataclass(frozen=True, slots=True)
class Memory:
    """Since the last meeting: its items, what happened in the area, its decisions."""

    last: Pack
    items: tuple[Changed, ...]
    happened: Card
    decisions: tuple[Followed, ...]


# Reading and writing


def list_packs() -> list[Pack]:
    """All packs without their items, the newest meeting first."""
    return packs.list_packs(db.open_database(read_settings().reader_url))


def pack(pack_id: str) -> Pack:
    """A pack with all it holds; UsageError when there is none of the id."""
    found = packs.read_pack(db.open_database(read_settings().reader_url), pack_id)
    if found is None:
        raise UsageError(N_("There is no such meeting pack."))
    return found


def new_pack(title: str, area: AreaKey, held_on: date, language: str) -> str:
    """Make an empty pack; its id. UsageError without a title or with personal data in it."""
    return packs.new_pack(
        db.open_database(read_settings().database_url), _title(title), str(area), held_on, language
    )


def change_pack(pack_id: str, title: str, held_on: date) -> None:
    """Give an open pack another title and day."""
    packs.change_pack(db.open_database(read_settings().database_url), pack_id, _title(title), held_on)


def delete_pack(pack_id: str) -> None:
    """Remove a pack with all it holds."""
    packs.delete_pack(db.open_database(read_settings().database_url), pack_id)


def add_item(pack_id: str, link: str, card: str) -> str:
    """Put a card of a view at the end of an open pack; its id. link: slug and exact parameters."""
    return packs.add_item(db.open_database(read_settings().database_url), pack_id, link, card)


def change_item(pack_id: str, item_id: str, heading: str, note: str) -> None:
    """Give an item of an open pack its own heading and note; UsageError with personal data in them."""
    words = checked(heading)[:LONGEST_TITLE], checked(note)[:LONGEST_TEXT]
    packs.change_item(db.open_database(read_settings().database_url), pack_id, item_id, *words)


def move_item(pack_id: str, item_id: str, by: int) -> None:
    """Move an item of an open pack so many places on (back when negative)."""
    packs.move_item(db.open_database(read_settings().database_url), pack_id, item_id, by)


def remove_item(pack_id: str, item_id: str) -> None:
    """Take an item out of an open pack."""
    packs.remove_item(db.open_database(read_settings().database_url), pack_id, item_id)


def add_decision(pack_id: str, made: Decision) -> str:
    """Write a decision; its id. UsageError without a text or with personal data in text or body."""
    text = checked(made.text)[:LONGEST_TEXT]
    if not text:
        raise UsageError(N_("Write what was decided."))
    if made.status not in STATUSES:
        raise UsageError(N_("There is no such status."))
    body = checked(made.body)[:LONGEST_TITLE]
    return packs.add_decision(
        db.open_database(read_settings().database_url), pack_id, replace(made, text=text, body=body)
    )


def set_status(decision_id: str, status: str) -> None:
    """Say how far a decision is; also after the pack was frozen."""
    if status not in STATUSES:
        raise UsageError(N_("There is no such status."))
    packs.set_status(db.open_database(read_settings().database_url), decision_id, status)


def remove_decision(decision_id: str) -> None:
    """Take a decision out."""
    packs.remove_decision(db.open_database(read_settings().database_url), decision_id)


def take_over(pack_id: str, last: Pack) -> None:
    """Put the items of the last meeting into a pack, each with today's figures."""
    for item in last.items:
        packs.add_item(
            db.open_database(read_settings().database_url), pack_id, today_of(item.link), item.card
        )


def _title(text: str) -> str:
    title = checked(text)[:LONGEST_TITLE]
    if not title:
        raise UsageError(N_("Give the meeting pack a title."))
    return title


def checked(text: str) -> str:
    """A text of the user without blanks around it; UsageError when personal data is seen in it."""
    if (found := personal_data(text)) is not None:
        raise UsageError(
            N_("The text seems to hold {what}. Name a body, not a person: personal data is not kept here."),
            what=Message(found.value),
        )
    return text.strip()


# The figures of an item


def _part(
    source: Source, link: str, card: str, language: str, others: Values | None = None
) -> Card | KeyFigures | None:
    slug, address = Address.of_link(link)
    if slug not in PAGES:
        return None
    params: dict[str, str | list[str]] = {**address.params, **(others or {}), "lang": language.upper()}
    module = page(slug)
    request = Request.read(source, Address(params), language, module.LEVELS)
    return module.cards(request, module.choices(request)).parts.get(card)


def present(
    source: Source, link: str, card: str, language: str, others: Values | None = None
) -> Content | None:
    """The figures of a link by the data as it is; None when page or card are not there any more."""
    part = _part(source, link, card, language, others)
    if part is None:
        return None
    return part.chart if isinstance(part, Card) else part.figures


def content(source: Source, of: Pack, item: Item) -> Content | None:
    """What an item shows: what was kept when the pack was frozen, else the data as it is.

    DataError when the kept figures are not those that were frozen.
    """
    if item.frozen is None:
        return present(source, item.link, item.card, of.language)
    return _thawed(item.frozen.figures, item.frozen.sha256)


@lru_cache(maxsize=512)
def _thawed(figures: str, sha256: str) -> Content:
    if kept.digest(figures) != sha256:
        raise DataError(N_("The frozen figures of this item were changed afterwards; they are not shown."))
    try:
        return kept.thawed(figures)
    except ValueError:
        raise DataError(N_("The frozen figures of this item cannot be read.")) from None


@lru_cache(maxsize=512)
def card_of(chart: Chart, area: str) -> Card:
    """The card of a chart of a pack: the same one as long as the chart is the same."""
    return Card(chart, _WIDTH, area, plain=chart.kind is Kind.TABLE)


def freeze(source: Source, of: Pack) -> None:
    """Close a pack: every item keeps its figures, the version of its definition, day, revision, SHA-256.

    UsageError when an item cannot be shown any more.
    """
    found = []
    for item in of.items:
        figures = present(source, item.link, item.card, of.language)
        if figures is None:
            raise UsageError(
                N_("“{name}” cannot be shown any more: remove it before freezing."), name=item.card
            )
        text = kept.frozen(figures)
        found.append(
            (
                item.item_id,
                Frozen(
                    text, definition_version(figures), day_of(item.link), source.revision, kept.digest(text)
                ),
            )
        )
    packs.freeze(db.open_database(read_settings().database_url), of.pack_id, found)


def definition_version(figures: Content) -> str:
    """The program's version and a fingerprint of the words of the definition: another one means another."""
    words = figures.definition if isinstance(figures, Chart) else "\n".join(f.title for f in figures)
    return f"{__version__}+{kept.digest(words)[:12]}"


def day_of(link: str) -> date | None:
    """The as-of date that a link names; None when it names none."""
    text = Address.of_link(link)[1].one("date") or ""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def today_of(link: str) -> str:
    """The link with today for its day; the last twelve months follow, a period chosen by hand stays."""
    slug, address = Address.of_link(link)
    params = {name: values for name, values in address.params.items() if name != "date"}
    then = day_of(link)
    if then and params.get("period") == [str(Period.default(then))]:
        del params["period"]
    selection = dict(params)
    if "period" not in selection:
        now = data.today()
        selection |= {"period": [str(Period.default(now))], "date": [now.isoformat()]}
    return f"{slug}?{urlencode(selection, doseq=True, safe=':')}"


# What differs


def differences(then: Content, now: Content) -> tuple[Difference, ...]:
    """The figures that are not shown as they were, in the order of the present ones; gone ones last."""
    before, after = dict(_shown(then)), dict(_shown(now))
    where = dict(_places(then)) | dict(_places(now))
    order = [*after, *(key for key in before if key not in after)]
    return tuple(
        Difference(where[key], _text(before.get(key)), _text(after.get(key)))
        for key in order
        if _text(before.get(key)) != _text(after.get(key))
    )


def _text(value: Value | None) -> str:
    return "" if value is None else value.text


def _shown(figures: Content) -> Iterator[tuple[tuple[str, str], Value]]:
    if isinstance(figures, Chart):
        for series in figures.series:
            for category, value in zip(figures.categories, series.values, strict=True):
                yield (category.key, series.key), value
    else:
        for figure in figures:
            yield (figure.title, ""), figure.value


def _places(figures: Content) -> Iterator[tuple[tuple[str, str], str]]:
    if isinstance(figures, Chart):
        for series in figures.series:
            for category in figures.categories:
                named = f"{category.name} · {series.name}" if len(figures.series) > 1 else category.name
                yield (category.key, series.key), named
    else:
        for figure in figures:
            yield (figure.title, ""), figure.title


def title_of(item: Item, figures: Content | None, language: str) -> str:
    """The user's heading, else the finding."""
    t = texts(language)
    if item.heading:
        return item.heading
    if isinstance(figures, Chart):
        return figures.title
    return t("Key figures") if figures else t("This figure cannot be shown any more")


def main_figure(figures: Content | None, area: str) -> str:
    """The one figure to follow: of the pack's or the own area, the last one of a line; else the finding."""
    if figures is None:
        return ""
    if not isinstance(figures, Chart):
        return f"{figures[0].title} {figures[0].value.text}" if figures else ""
    for series in figures.series[:1]:
        shown = list(zip(figures.categories, series.values, strict=True))
        found = [pair for pair in shown if pair[0].key == area] or [pair for pair in shown if pair[0].own]
        if found:
            return f"{found[0][0].name} {found[0][1].text}"
    for series in figures.series if figures.kind is Kind.LINES else ():
        pairs = zip(figures.categories, series.values, strict=True)
        known = [(point, value) for point, value in pairs if value.is_known]
        if series.key == area and known:
            point, value = known[-1]
            return f"{series.name} {value.text} ({point.name})"
    return figures.title


# Memory


def last_before(of: Pack) -> Pack | None:
    """The last meeting of the same area before this one; None when it is the first."""
    same = [found for found in list_packs() if found.area == of.area]
    ids = [found.pack_id for found in same]
    later = ids.index(of.pack_id) + 1 if of.pack_id in ids else len(ids)
    return pack(ids[later]) if later < len(ids) else None


def memory(source: Source, of: Pack) -> Memory | None:
    """What has changed since the last meeting of the same area; None when there was none."""
    last = last_before(of)
    if last is None:
        return None
    found = {item.item_id: _since(source, last, item, of.language) for item in last.items}
    address = Address({"lang": of.language.upper(), "area": of.area, "level": of.area.split(":")[0]})
    selection = Request.read(source, address, of.language).selection
    since = min(last.held_on, selection.as_of)
    return Memory(
        last,
        tuple(found.values()),
        changes.changes(source, selection, since),
        tuple(Followed(made, found.get(made.item_id)) for made in last.decisions),
    )


def _since(source: Source, last: Pack, item: Item, language: str) -> Changed:
    try:
        then = content(source, last, item)
    except KpdataError:
        then = None
    now = present(source, today_of(item.link), item.card, last.language)
    count = len(differences(then, now)) if then is not None and now is not None else 0
    return Changed(
        title_of(item, then, language),
        main_figure(then, last.area),
        main_figure(now, last.area),
        count,
    )


# As files


def document(source: Source, of: Pack, dashboard: str) -> files.Document:
    """The pack as a document for every format. dashboard: where the links in files lead to."""
    t = texts(of.language)
    base = dashboard.rstrip("/")
    items = []
    sample = data.is_sample(source)
    for item in of.items:
        figures = content(source, of, item)
        if figures is None:
            continue
        chart = figures if isinstance(figures, Chart) else None
        row: tuple[KeyFigure, ...] = figures if not isinstance(figures, Chart) else ()
        sample = sample or any(part.sample for part in ((chart,) if chart else row))
        items.append(
            files.Item(
                chart=chart,
                figures=row,
                heading=item.heading or ("" if chart else t("Key figures")),
                note=item.note,
                link=f"{base}/{item.link}",
            )
        )
    return files.Document(
        title=of.title,
        language=of.language,
        items=tuple(items),
        area=area_name(source, of, of.language),
        as_of=of.held_on,
        decisions=tuple(
            files.Decision(made.text, made.body, made.due, t(STATUSES[made.status])) for made in of.decisions
        ),
        sample=sample,
        link=f"{base}/kokous?pack={of.pack_id}",
        slug="kokous",
    )


def area_name(source: Source, of: Pack, language: str) -> str:
    """The everyday name of the area of a pack; its key when the area is not known any more."""
    try:
        key = AreaKey.parse(of.area)
        return data.area_name(source, key, language)
    except (ValueError, KeyError, IndexError):
        return of.area


def statuses(language: str) -> Mapping[str, str]:
    """How far a decision can be, in words."""
    t = texts(language)
    return {name: t(words) for name, words in STATUSES.items()}


def open_packs(found: Sequence[Pack]) -> list[Pack]:
    """Those of the packs that are not frozen."""
    return [one for one in found if one.frozen_at is None]
