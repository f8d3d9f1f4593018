"""Who points here: lookups of other lists, read backwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.trim import open_sql, readable_sql
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.items.rows import WIDTH, item_columns
from hallway.core.lists.models import Column, List
from hallway.core.lists.records import ListId
from hallway.platform.db import engine


class Lookup(NamedTuple):
    """A living column of a living list that looks a list up."""

    column: int
    list: int
    type: str
    title: str
    deleting: str


class Pointing(NamedTuple):
    """Items of one column that point to an item, the last changed first.

    `many` is how many there are, counted up to POINTING + 1.
    """

    of: ListId
    column: str
    items: Sequence[ItemRecord]
    many: int


POINTING = 100
_SHOWN = 10


def lookups_to(lists: Iterable[int]) -> list[Lookup]:
    """Return the columns that look up one of these lists."""
    guids = List.unscoped.filter(pk__in=list(lists)).values_list("guid", flat=True)
    wanted = [str(one) for one in guids]
    found = Column.unscoped.filter(
        type__in=("lookup", "lookups"),
        settings__list__in=wanted,
        state="living",
        list__deletion__isnull=True,
    ).order_by("pk")
    return [
        Lookup(
            one.pk,
            one.list_id,
            one.type,
            one.title,
            str(one.settings.get("deleting", "keep")),
        )
        for one in found
    ]


def points_sql(lookup: Lookup, source: str) -> str:
    """Return a WHERE term that an item `i` points to one of a subquery's ids."""
    db = engine()
    if lookup.type == "lookups":
        return db.json_has_any("i.data", str(lookup.column), source)
    return f"{db.json_value('i.data', str(lookup.column), 'integer')} IN ({source})"


def list_pointing(actor: Actor, item: ItemRecord) -> list[Pointing]:
    """Return what points to an item the actor has been shown, as far as he sees it."""
    found = []
    for lookup in lookups_to([item.list]):
        rows = _rows(actor, lookup, item.id, limit=POINTING + 1)
        if rows:
            found.append(
                Pointing(
                    ListId(lookup.list),
                    lookup.title,
                    [ItemRecord._make(row[:WIDTH]) for row in rows[:_SHOWN]],
                    len(rows),
                )
            )
    return found


def _rows(
    actor: Actor, lookup: Lookup, item: ItemId, *, limit: int
) -> list[tuple[Any, ...]]:
    readable, mine = readable_sql(actor, Right.VIEW_LIST_ITEMS, "i.scope_id")
    shut, more = open_sql(actor, Right.VIEW_LIST_ITEMS, "i")
    if actor.everything is not None:
        shut, more = "1 = 1", []
    return engine().fetch_all(
        f"SELECT {item_columns()} FROM core_item i WHERE i.list_id = %s"
        f" AND i.deletion_id IS NULL AND {points_sql(lookup, 'SELECT %s')}"
        f" AND {readable} AND {shut} ORDER BY i.modified DESC, i.number DESC LIMIT %s",
        [lookup.list, item, *mine, *more, limit],
    )
