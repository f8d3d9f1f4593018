"""What would come of moving or copying: told before it is done."""

from __future__ import annotations

from collections.abc import Sequence

from hallway.core.access.actors import Actor
from hallway.core.access.queries import list_grants
from hallway.core.access.records import GrantRecord
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.items.models import Item
from hallway.core.items.queries.children import get_item, trimmed_sql
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.items.rows import item_columns, subtree
from hallway.core.items.values import Matcher
from hallway.core.lists.models import Column
from hallway.core.lists.types import TYPES
from hallway.core.transfers.records import Outlook, Way
from hallway.platform.db import engine
from hallway.wire.paths import name_key

LOOKED_AT = 2_000
"""Things whose values and permissions are looked at, to say what would be lost."""


def get_outlook(
    actor: Actor, items: Sequence[ItemRecord], *, to: ItemId, way: Way
) -> Outlook:
    """Return what would come of moving or copying things to a folder.

    `items` must come from `get_item` or a listing with this actor; NotFound for a
    target that is hidden.  Only what the actor may see counts, and of a folder with
    very much in it only a part is looked at.
    """
    target = get_item(actor, to)
    stay = target.id if way is Way.MOVE else None
    coming = [one for one in items if one.parent != stay]
    clashes = _clashes(actor, coming, target)
    looked = _below(actor, coming)
    own = _own(coming, looked)
    return Outlook(
        clashes=tuple(one for one, _over in clashes),
        folders=sum(one.is_folder or over for one, over in clashes),
        lost=_lost(looked, target),
        apart=frozenset({one.id for one in coming} & own),
        own=len(own),
        readers=_readers(list_grants(actor, target.scope)),
    )


def _clashes(
    actor: Actor, items: Sequence[ItemRecord], target: ItemRecord
) -> list[tuple[ItemRecord, bool]]:
    """Return the things whose names are taken, and whether by a folder."""
    by_key = {name_key(one.name): one for one in items}
    if not by_key:
        return []
    trimmed, parameters = trimmed_sql(actor, target, pending=1)
    marks = ", ".join(["%s"] * len(by_key))
    rows = engine().fetch_all(
        "SELECT i.name_key, i.is_folder FROM core_item i WHERE i.parent_id = %s"
        f" AND i.name_key IN ({marks}) AND i.deletion_id IS NULL AND {trimmed}"
        " ORDER BY i.name_key",
        [target.id, *sorted(by_key), *parameters],
    )
    return [(by_key[key], bool(is_folder)) for key, is_folder in rows]


def _below(actor: Actor, items: Sequence[ItemRecord]) -> list[ItemRecord]:
    """Return things and what is in the folders among them, a part of very much."""
    found = list(items)
    for one in items:
        if one.is_folder and len(found) < LOOKED_AT:
            trimmed, parameters = trimmed_sql(actor, one, pending=1)
            rows = engine().fetch_all(
                f"SELECT {item_columns()} FROM core_item i WHERE i.list_id = %s"
                " AND i.ancestry > %s AND i.ancestry < %s AND i.deletion_id IS NULL"
                f" AND {trimmed} ORDER BY i.ancestry LIMIT %s",
                [
                    one.list,
                    *subtree(one.ancestry),
                    *parameters,
                    LOOKED_AT - len(found),
                ],
            )
            found += [ItemRecord._make(row) for row in rows]
    return found


def _lost(items: Sequence[ItemRecord], target: ItemRecord) -> tuple[str, ...]:
    """Return the titles of columns whose values would have no column there."""
    titles: dict[str, None] = {}
    for here in dict.fromkeys(one.list for one in items):
        if here == target.list:
            continue
        ids = [one.id for one in items if one.list == here]
        used = Item.unscoped.filter(pk__in=ids).exclude(data={})
        every = list(used.values_list("data", flat=True))
        matcher = Matcher(here, target.list)
        columns = Column.unscoped.filter(list=here, state="living", is_hidden=False)
        for column in columns.order_by("position", "pk"):
            key = str(column.pk)
            values = [{key: data[key]} for data in every if key in data]
            if TYPES[column.type].is_given and any(
                key in matcher.rekey(one) for one in values
            ):
                titles[column.title] = None
    return tuple(titles)


def _own(items: Sequence[ItemRecord], below: Sequence[ItemRecord]) -> set[ItemId]:
    """Return the things that do not take their permissions from where they are."""
    parents = {one.parent for one in items if one.parent is not None}
    scopes: dict[int, int] = dict(
        Item.unscoped.filter(pk__in=parents).values_list("pk", "scope_id")
    )
    scopes |= {one.id: one.scope for one in below}
    return {
        one.id
        for one in below
        if one.parent in scopes and scopes[one.parent] != one.scope
    }


def _readers(grants: Sequence[GrantRecord]) -> tuple[str, ...]:
    """Return whom a folder is open to, groups before persons."""
    found = [
        one
        for one in grants
        if not one.is_of_another and holds(one.mask, Right.VIEW_LIST_ITEMS)
    ]
    found.sort(key=lambda one: one.principal_kind == "person")
    return tuple(dict.fromkeys(one.title for one in found))
