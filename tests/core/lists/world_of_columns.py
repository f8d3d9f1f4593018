"""Two lists of the seeded world: what is looked up, and a list with every type."""

from __future__ import annotations

from typing import Any

from hallway.core.access.actors import Actor
from hallway.core.items.commands import create_item
from hallway.core.items.queries import get_values
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.lists.commands import add_column, add_list
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ColumnRecord, ListId, ListRecord
from tests.world import SYSTEM, World


def make_list(world: World, name: str, *, who: str = "owner") -> ListRecord:
    """Give an empty list of rows in the HR site."""
    return add_list(world.actor(who), world.hr, name=name, kind="generic")


def add(world: World, into: ListId, name: str, type_: str, **more: Any) -> ColumnRecord:
    """Add a column as the owner; what is no flag is a setting."""
    flags = {
        one: more.pop(one)
        for one in ("required", "unique", "hidden", "read_only")
        if one in more
    }
    add_column(
        world.actor("owner"),
        into,
        internal_name=name,
        title=name,
        type=type_,
        settings=more,
        **flags,
    )
    return column(into, name)


def column(of: ListId, name: str) -> ColumnRecord:
    """Give a column as it is now."""
    return next(one for one in list_columns(SYSTEM, of) if one.internal_name == name)


def row(actor: Actor, into: ListId, **values: Any) -> ItemRecord:
    """Add a row."""
    return create_item(actor, into, values=values)


def value(item: ItemRecord | ItemId, name: str) -> Any:
    """Give a stored value."""
    of = item if isinstance(item, int) else item.id
    return get_values(SYSTEM, ItemId(of)).get(name)
