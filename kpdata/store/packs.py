"""Meeting packs in the database: written with the writer's account, read like everything else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from secrets import token_hex
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from kpdata.domain import HELSINKI
from kpdata.errors import UsageError
from kpdata.i18n import N_
from kpdata.store.engine import reading, writing
from kpdata.store.schema import decision, meeting_pack, pack_item


@dataclass(frozen=True, slots=True)
class Frozen:
    """What an item keeps of its figures: JSON, version of the definition, day, revision, SHA-256."""

    figures: str
    definition_version: str
    as_of: date | None
    data_revision: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Item:
    """One item: a card of a view by its link, with the user's own heading and note."""

    item_id: str
    link: str
    card: str
    heading: str = ""
    note: str = ""
    frozen: Frozen | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """One decision. body: responsible body. item_id: whose figure it is followed by, empty for none."""

    decision_id: str
    text: str
    body: str = ""
    due: date | None = None
    status: str = "open"
    item_id: str = ""


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack with its items and decisions in their order; `items` are empty in a list of packs."""

    pack_id: str
    title: str
    area: str
    held_on: date
    language: str
    frozen_at: datetime | None = None
    items: tuple[Item, ...] = ()
    decisions: tuple[Decision, ...] = ()


def list_packs(engine: Engine) -> list[Pack]:
    """All packs without their items, the newest meeting first."""
    query = select(meeting_pack).order_by(
        meeting_pack.c.held_on.desc(), meeting_pack.c.created_at.desc(), meeting_pack.c.pack_id
    )
    with reading(engine) as connection:
        return [_pack(row) for row in connection.execute(query).mappings()]


def read_pack(engine: Engine, pack_id: str) -> Pack | None:
    """A pack with all it holds; None when there is none of the id."""
    with reading(engine) as connection:
        found = connection.execute(select(meeting_pack).where(meeting_pack.c.pack_id == pack_id))
        row = found.mappings().one_or_none()
        if row is None:
            return None
        items = connection.execute(
            select(pack_item).where(pack_item.c.pack_id == pack_id).order_by(pack_item.c.position)
        ).mappings()
        decisions = connection.execute(
            select(decision).where(decision.c.pack_id == pack_id).order_by(decision.c.position)
        ).mappings()
        return _pack(row, tuple(map(_item, items)), tuple(map(_decision, decisions)))


def _pack(row: Any, items: tuple[Item, ...] = (), decisions: tuple[Decision, ...] = ()) -> Pack:
    return Pack(
        row["pack_id"],
        row["title"],
        row["area"],
        row["held_on"],
        row["language"],
        row["frozen_at"],
        items,
        decisions,
    )


def _item(row: Any) -> Item:
    kept = None
    if row["figures"] is not None:
        kept = Frozen(
            row["figures"],
            row["definition_version"] or "",
            row["as_of"],
            row["data_revision"],
            row["sha256"],
        )
    return Item(row["item_id"], row["link"], row["card"], row["heading"], row["note"], kept)


def _decision(row: Any) -> Decision:
    return Decision(
        row["decision_id"],
        row["text"],
        row["body"],
        row["due"],
        row["status"],
        row["item_id"] or "",
    )


def new_pack(engine: Engine, title: str, area: str, held_on: date, language: str) -> str:
    """Make an empty pack; its id."""
    pack_id = token_hex(5)
    with writing(engine) as connection:
        connection.execute(
            insert(meeting_pack).values(
                pack_id=pack_id,
                title=title,
                area=area,
                held_on=held_on,
                language=language,
                created_at=datetime.now(HELSINKI),
            )
        )
    return pack_id


def change_pack(engine: Engine, pack_id: str, title: str, held_on: date) -> None:
    """Give an open pack another title and day."""
    with writing(engine) as connection:
        _must_be_open(connection, pack_id)
        connection.execute(
            update(meeting_pack).where(meeting_pack.c.pack_id == pack_id).values(title=title, held_on=held_on)
        )


def delete_pack(engine: Engine, pack_id: str) -> None:
    """Remove a pack with all it holds."""
    with writing(engine) as connection:
        for table in (decision, pack_item, meeting_pack):
            connection.execute(delete(table).where(table.c.pack_id == pack_id))


def add_item(engine: Engine, pack_id: str, link: str, card: str) -> str:
    """Put a card of a view at the end of an open pack; its id."""
    item_id = token_hex(5)
    with writing(engine) as connection:
        _must_be_open(connection, pack_id)
        connection.execute(
            insert(pack_item).values(
                item_id=item_id,
                pack_id=pack_id,
                position=_next(connection, pack_item, pack_id),
                link=link,
                card=card,
            )
        )
    return item_id


def change_item(engine: Engine, pack_id: str, item_id: str, heading: str, note: str) -> None:
    """Give an item of an open pack its own heading and note."""
    with writing(engine) as connection:
        _must_be_open(connection, pack_id)
        connection.execute(
            update(pack_item)
            .where(pack_item.c.pack_id == pack_id, pack_item.c.item_id == item_id)
            .values(heading=heading, note=note)
        )


def move_item(engine: Engine, pack_id: str, item_id: str, by: int) -> None:
    """Move an item of an open pack so many places on (back when negative), as far as there is room."""
    with writing(engine) as connection:
        _must_be_open(connection, pack_id)
        order = _order(connection, pack_id)
        if item_id not in order:
            return
        place = order.index(item_id)
        order.insert(max(0, min(len(order) - 1, place + by)), order.pop(place))
        _number(connection, order)


def remove_item(engine: Engine, pack_id: str, item_id: str) -> None:
    """Take an item out of an open pack; decisions that were followed by it stay without a figure."""
    with writing(engine) as connection:
        _must_be_open(connection, pack_id)
        connection.execute(
            delete(pack_item).where(pack_item.c.pack_id == pack_id, pack_item.c.item_id == item_id)
        )
        connection.execute(
            update(decision)
            .where(decision.c.pack_id == pack_id, decision.c.item_id == item_id)
            .values(item_id=None)
        )
        _number(connection, _order(connection, pack_id))


def freeze(engine: Engine, pack_id: str, kept: Sequence[tuple[str, Frozen]]) -> None:
    """Close a pack: every item keeps its figures, all or none. kept: by the id of the item.

    UsageError when an item was added or removed meanwhile.
    """
    with writing(engine) as connection:
        _must_be_open(connection, pack_id)
        if sorted(_order(connection, pack_id)) != sorted(item_id for item_id, _ in kept):
            raise UsageError(N_("The pack was changed by somebody else meanwhile: look at it and try again."))
        for item_id, figures in kept:
            connection.execute(
                update(pack_item)
                .where(pack_item.c.item_id == item_id)
                .values(
                    figures=figures.figures,
                    definition_version=figures.definition_version,
                    as_of=figures.as_of,
                    data_revision=figures.data_revision,
                    sha256=figures.sha256,
                )
            )
        connection.execute(
            update(meeting_pack)
            .where(meeting_pack.c.pack_id == pack_id)
            .values(frozen_at=datetime.now(HELSINKI))
        )


def add_decision(engine: Engine, pack_id: str, made: Decision) -> str:
    """Write a decision at the end of those of a pack; also of a frozen one, since decisions come last."""
    decision_id = token_hex(5)
    with writing(engine) as connection:
        connection.execute(
            insert(decision).values(
                decision_id=decision_id,
                pack_id=pack_id,
                position=_next(connection, decision, pack_id),
                text=made.text,
                body=made.body,
                due=made.due,
                status=made.status,
                item_id=made.item_id or None,
            )
        )
    return decision_id


def set_status(engine: Engine, decision_id: str, status: str) -> None:
    """Say how far a decision is: this goes on after the meeting."""
    with writing(engine) as connection:
        connection.execute(
            update(decision).where(decision.c.decision_id == decision_id).values(status=status)
        )


def remove_decision(engine: Engine, decision_id: str) -> None:
    """Take a decision out."""
    with writing(engine) as connection:
        connection.execute(delete(decision).where(decision.c.decision_id == decision_id))


def _must_be_open(connection: Connection, pack_id: str) -> None:
    found = connection.execute(
        select(meeting_pack.c.frozen_at).where(meeting_pack.c.pack_id == pack_id).with_for_update()
    ).one_or_none()
    if found is None:
        raise UsageError(N_("There is no such meeting pack."))
    if found.frozen_at is not None:
        raise UsageError(N_("The meeting pack is frozen: it cannot be changed any more."))


def _next(connection: Connection, table: Any, pack_id: str) -> int:
    query = select(func.coalesce(func.max(table.c.position), 0) + 1).where(table.c.pack_id == pack_id)
    return int(connection.execute(query).scalar_one())


def _order(connection: Connection, pack_id: str) -> list[str]:
    query = select(pack_item.c.item_id).where(pack_item.c.pack_id == pack_id).order_by(pack_item.c.position)
    return list(connection.execute(query).scalars())


def _number(connection: Connection, order: Sequence[str]) -> None:
    for place, item_id in enumerate(order, start=1):
        connection.execute(update(pack_item).where(pack_item.c.item_id == item_id).values(position=place))
