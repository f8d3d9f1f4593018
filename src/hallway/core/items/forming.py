"""Items as the form of their list writes them: what is asked, and only that is taken.

A list without a form of its own asks for everything.  People who write single columns,
in a grid, on a board or for many items at once, meet the form's conditions; programs
that write values are asked nothing: to them the list's columns and rules apply.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from hallway.core.access.actors import Actor
from hallway.core.items.asking import find_asking, find_conditions
from hallway.core.items.commands import create_item, update_values
from hallway.core.items.models import Item
from hallway.core.items.queries import get_item
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.lists.itemform.rows import find_item_form
from hallway.core.lists.records import ListId
from hallway.core.lists.rows import column_records


def ask_new(
    actor: Actor,
    folder: ItemRecord,
    *,
    values: Mapping[str, Any],
    asked: Collection[str] | None = None,
) -> frozenset[str]:
    """Return which columns a form asks of a new item, by internal name.

    values  what was typed so far, as `create_item` takes it; what makes no sense counts
            as nothing
    asked   those that a form of another kind asks at most: then no column is hidden
    The folder must come from `resolve` or `get_item`.
    """
    everything = frozenset(one.internal_name for one in column_records(folder.list))
    at_most = everything if asked is None else everything & set(asked)
    found = find_conditions if asked is not None else find_asking
    asking = found(folder.list)
    if asking is None:
        return at_most
    of = asking.type_of(values, {})
    base = asking.beginning(actor, folder, of)
    if asked is not None:
        values = {name: one for name, one in values.items() if name in at_most}
    return at_most & asking.ask(values, base, of)


def ask_again(
    actor: Actor, item: ItemId, *, values: Mapping[str, Any]
) -> frozenset[str]:
    """Return which columns the form of an item asks, by internal name.

    values  what was changed so far, as `update_values` takes it.  NotFound if the item
    is hidden.
    """
    found = get_item(actor, item)
    asking = find_asking(found.list)
    if asking is None:
        return frozenset(one.internal_name for one in column_records(found.list))
    base = _data(item)
    return asking.ask(values, base, asking.type_of(values, base))


def _data(item: ItemId) -> dict[str, Any]:
    data: dict[str, Any] = Item.unscoped.values_list("data", flat=True).get(pk=item)
    return data


def create_by_form(
    actor: Actor,
    folder: ItemRecord,
    *,
    values: Mapping[str, Any],
    guid: UUID | None = None,
) -> ItemRecord:
    """Add a row as `create_item` does, of what the form asks; the rest begins anew."""
    kept = values
    if find_item_form(folder.list) is not None:
        kept = _only(folder.list, values, ask_new(actor, folder, values=values))
    return create_item(
        actor, ListId(folder.list), values=kept, parent=folder.id, guid=guid
    )


def update_by_form(
    actor: Actor,
    item: ItemId,
    *,
    values: Mapping[str, Any],
    expect_version: int | None = None,
) -> ItemRecord:
    """Change values as `update_values` does, of what the form asks; the rest stays."""
    found = get_item(actor, item)
    kept = values
    if find_item_form(found.list) is not None:
        kept = _only(found.list, values, ask_again(actor, item, values=values))
    return update_values(actor, item, values=kept, expect_version=expect_version)


def update_in_place(
    actor: Actor, item: ItemId, *, values: Mapping[str, Any]
) -> ItemRecord:
    """Change values as `update_values` does, for a person who has no form before him.

    Invalid for each that is filled although the form's condition for it is not met.
    """
    found = get_item(actor, item)
    conditions = find_conditions(found.list)
    if conditions is not None:
        base = _data(item)
        given = conditions.over(values, base)
        conditions.refuse(values, given, base, conditions.type_of(values, base))
    return update_values(actor, item, values=values)


def _only(
    list_id: int, values: Mapping[str, Any], asked: Collection[str]
) -> dict[str, Any]:
    # Names that are no columns stay, so that they are refused.
    unasked = {one.internal_name for one in column_records(list_id)} - set(asked)
    return {name: one for name, one in values.items() if name not in unasked}


__all__ = [
    "ask_again",
    "ask_new",
    "create_by_form",
    "update_by_form",
    "update_in_place",
]
