"""A folder as people browse it: sorted, folders first, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from hallway.core.access.actors import Actor
from hallway.core.items.queries.children import trimmed_sql
from hallway.core.items.records import ItemRecord
from hallway.core.items.rows import item_columns, subtree
from hallway.platform.db import engine
from hallway.wire.paths import sort_key

COUNTED = 1000
"""Rows counted exactly; beyond, a total is only known to be more."""
_RANK = "CASE WHEN i.is_folder THEN 0 ELSE 1 END"


class Order(Enum):
    """What a folder is sorted by; folders always stand before files."""

    NAME = "name"
    MODIFIED = "modified"
    EDITOR = "editor"
    SIZE = "size"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One page of a folder.

    total      items the actor may see, counted up to COUNTED + 1
    has_more   whether there are rows after the last of these
    has_fewer  whether there are rows before the first
    """

    items: list[ItemRecord]
    total: int
    has_more: bool
    has_fewer: bool


def list_children(
    actor: Actor,
    folder: ItemRecord,
    *,
    order: Order = Order.NAME,
    descending: bool = False,
    after: int | None = None,
    before: int | None = None,
    limit: int = 200,
    pending: int = 0,
) -> Listing:
    """Return a page of the visible children of a folder the actor may see.

    `after` and `before` are numbers of items at the edge of the page wanted; one
    that is hidden or gone counts as absent, and the first page is returned.  Keyset
    paging: a page costs the same wherever it is.  `folder` must come from `resolve`
    or `get_item` with this actor; `pending` from its list.
    """
    key, key_parameters = _key(folder, order)
    trimmed, trim_parameters = trimmed_sql(actor, folder, pending=pending)
    where = f"i.parent_id = %s AND {trimmed}"
    parameters = [folder.id, *trim_parameters]
    edge = _edge(after or before, key, key_parameters, where, parameters)
    backwards = edge is not None and after is None
    rows = engine().fetch_all(
        *_page(
            key, key_parameters, where, parameters, edge, descending, backwards, limit
        )
    )
    over = len(rows) > limit
    items = [ItemRecord._make(row) for row in rows[:limit]]
    if backwards:
        items.reverse()
    counted = engine().fetch_one(
        "SELECT count(*) FROM (SELECT 1 FROM core_item i WHERE"
        f" {where} AND i.deletion_id IS NULL LIMIT %s) AS counted",
        [*parameters, COUNTED + 1],
    )
    assert counted is not None
    return Listing(
        items=items,
        total=counted[0],
        has_more=backwards or over,
        has_fewer=over if backwards else edge is not None,
    )


def _page(
    key: str,
    key_parameters: list[Any],
    where: str,
    parameters: list[Any],
    edge: tuple[Any, ...] | None,
    descending: bool,  # noqa: FBT001 - private
    backwards: bool,  # noqa: FBT001 - private
    limit: int,
) -> tuple[str, list[Any]]:
    rank_way, key_way = (">", "ASC"), (">", "ASC")
    if descending:
        key_way = ("<", "DESC")
    if backwards:
        rank_way = ("<", "DESC")
        key_way = (">", "ASC") if descending else ("<", "DESC")
    beyond, edge_parameters = "", []
    if edge is not None:
        rank, value, number = edge
        beyond = (
            f" AND ({_RANK} {rank_way[0]} %s OR ({_RANK} = %s AND"
            f" ({key} {key_way[0]} %s OR ({key} = %s AND i.number {key_way[0]} %s))))"
        )
        edge_parameters = [
            rank,
            rank,
            *key_parameters,
            value,
            *key_parameters,
            value,
            number,
        ]
    return (
        f"SELECT {item_columns()} FROM core_item i WHERE {where}"
        f" AND i.deletion_id IS NULL{beyond}"
        f" ORDER BY {_RANK} {rank_way[1]}, {key} {key_way[1]}, i.number {key_way[1]}"
        " LIMIT %s",
        [*parameters, *edge_parameters, *key_parameters, limit + 1],
    )


def _key(folder: ItemRecord, order: Order) -> tuple[str, list[Any]]:
    """Return the expression rows are sorted by, and its parameters."""
    if order is Order.MODIFIED:
        return "i.modified", []
    if order is Order.SIZE:
        return "i.size", []
    if order is Order.NAME:
        return "i.sort_key", []
    # Titles have no key column: the few people of a folder are ranked here, so that
    # the order is the same on both databases.
    people = engine().fetch_all(
        "SELECT p.id, p.title FROM core_principal p WHERE p.id IN"
        " (SELECT i.editor FROM core_item i WHERE i.parent_id = %s)",
        (folder.id,),
    )
    ranked = sorted(people, key=lambda row: (sort_key(row[1]), row[0]))
    if not ranked:
        return "i.editor", []
    whens = " ".join("WHEN %s THEN %s" for _ in ranked)
    parameters: list[Any] = []
    for position, (person, _title) in enumerate(ranked):
        parameters += [person, position]
    # PostgreSQL would take parameters alone for text.
    return f"CAST(CASE i.editor {whens} ELSE -1 END AS INTEGER)", parameters


def _edge(
    number: int | None,
    key: str,
    key_parameters: list[Any],
    where: str,
    parameters: list[Any],
) -> tuple[Any, ...] | None:
    """Return where an item stands in the order, also one deleted since."""
    if number is None:
        return None
    return engine().fetch_one(
        f"SELECT {_RANK}, {key}, i.number FROM core_item i"
        f" WHERE {where} AND i.number = %s",
        [*key_parameters, *parameters, number],
    )


def list_numbered(
    actor: Actor, folder: ItemRecord, numbers: Sequence[int], *, pending: int = 0
) -> list[ItemRecord]:
    """Return those visible children of a folder that have these numbers.

    In the order of their names; what is hidden, gone or elsewhere is left out.
    """
    return _numbered(actor, folder, numbers, pending, "i.parent_id = %s", [folder.id])


def list_numbered_below(
    actor: Actor, folder: ItemRecord, numbers: Sequence[int], *, pending: int = 0
) -> list[ItemRecord]:
    """Return as `list_numbered` does, also what is in the folders below."""
    low, high = subtree(folder.ancestry)
    below = "i.ancestry >= %s AND i.ancestry < %s AND i.id <> %s"
    return _numbered(actor, folder, numbers, pending, below, [low, high, folder.id])


def _numbered(
    actor: Actor,
    folder: ItemRecord,
    numbers: Sequence[int],
    pending: int,
    where: str,
    given: list[Any],
) -> list[ItemRecord]:
    if not numbers:
        return []
    trimmed, parameters = trimmed_sql(actor, folder, pending=pending)
    among, wanted = engine().is_one_of("i.number", sorted(set(numbers)))
    rows = engine().fetch_all(
        f"SELECT {item_columns()} FROM core_item i WHERE i.list_id = %s"
        f" AND {among} AND {where} AND i.deletion_id IS NULL"
        f" AND {trimmed} ORDER BY i.sort_key, i.number",
        [folder.list, *wanted, *given, *parameters],
    )
    return [ItemRecord._make(row) for row in rows]
