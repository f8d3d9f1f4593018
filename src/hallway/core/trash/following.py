"""What a deletion means for the items whose lookups point to what goes.

Runs inside the command that deletes, after it has stamped what it takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_masks
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.changes.journal import count, lock_lists, record
from hallway.core.errors import Conflict, Forbidden
from hallway.core.items.pointing import Lookup, lookups_to, points_sql
from hallway.core.items.records import ItemRecord
from hallway.core.items.rows import WIDTH, item_columns
from hallway.core.locks.rows import demand_subtree_unlocked, drop_locks
from hallway.core.locks.rules import Tokens
from hallway.platform.db import engine

MOST = 10_000
"""Items that follow one deletion."""
_TAKEN = "SELECT t.id FROM core_item t WHERE t.deletion_id = %s"


def follow_lookups(
    actor: Actor, list_id: int, deletion: int, tokens: Tokens, *, is_list: bool
) -> int:
    """Refuse a deletion, or take along what points to it, as the lookups say.

    Returns how many items went along.  Conflict where a lookup restricts, naming how
    many point here of those the actor sees; so it is for any lookup but one that keeps
    where a whole list goes.  Forbidden where he may not delete what would go along.
    """
    taken, lists = 0, {list_id}
    while lists:
        lookups = [one for one in lookups_to(lists) if one.deleting != "keep"]
        lock_lists(sorted({one.list for one in lookups} | {list_id}))
        lists = set()
        for lookup in lookups:
            rows = _pointing(lookup, deletion)
            if not rows:
                continue
            if is_list or lookup.deleting == "restrict":
                raise Conflict(_refusal(actor, lookup, rows))
            taken += len(rows)
            if taken > MOST:
                raise Conflict(f"More than {MOST:,} items would go along.")
            _take_along(actor, rows, deletion, tokens)
            lists.add(lookup.list)
    return taken


def _pointing(lookup: Lookup, deletion: int) -> list[ItemRecord]:
    rows: list[tuple[Any, ...]] = engine().fetch_all(
        f"SELECT {item_columns()} FROM core_item i WHERE i.list_id = %s"
        f" AND i.deletion_id IS NULL AND NOT i.is_folder"
        f" AND {points_sql(lookup, _TAKEN)} LIMIT %s",
        [lookup.list, deletion, MOST + 1],
    )
    return [ItemRecord._make(row[:WIDTH]) for row in rows]


def _refusal(actor: Actor, lookup: Lookup, rows: Sequence[ItemRecord]) -> str:
    masks = get_masks(actor, {one.scope for one in rows})
    seen = sum(holds(masks[one.scope], Right.VIEW_LIST_ITEMS) for one in rows)
    if not seen:
        return "Something else still points here."
    if seen == 1:
        return f"1 item still points here in its column “{lookup.title}”."
    return f"{seen:,} items still point here in their column “{lookup.title}”."


def _take_along(
    actor: Actor, rows: Sequence[ItemRecord], deletion: int, tokens: Tokens
) -> None:
    masks = get_masks(actor, {one.scope for one in rows})
    if not all(holds(masks[one.scope], Right.DELETE_LIST_ITEMS) for one in rows):
        raise Forbidden("Something points here that you may not delete.")
    for one in rows:
        demand_subtree_unlocked(actor, one, tokens)
        drop_locks(one)
        engine().execute(
            "UPDATE core_item SET deletion_id = %s WHERE id = %s", (deletion, one.id)
        )
        count(one.list, one.scope, -1)
        record(
            ("list", one.list),
            "item.deleted",
            item=one.id,
            before={"parent": one.parent, "name": one.name, "number": one.number},
            after={"deletion": deletion},
        )


def lists_taken(deletion: int) -> list[int]:
    """Return the lists that a deletion took items of."""
    rows = engine().fetch_all(
        "SELECT DISTINCT list_id FROM core_item WHERE deletion_id = %s", (deletion,)
    )
    return [row[0] for row in rows]
