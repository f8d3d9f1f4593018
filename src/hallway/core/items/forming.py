"""Items as the form of their list writes them: what is asked, and only that is taken.

A list without a form of its own asks for everything.  Programs that write values by
other ways than a form are asked nothing: to them the list's columns and rules apply.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils import timezone

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.contenttypes.records import ListType
from hallway.core.contenttypes.rows import BY_ID, BY_NAME, find_types
from hallway.core.items.commands import create_item, update_values
from hallway.core.items.models import Item
from hallway.core.items.queries import get_item
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.items.saving import Saver, is_needed
from hallway.core.lists.formulas import kinds_of
from hallway.core.lists.itemform.records import FormField, ItemForm
from hallway.core.lists.itemform.rows import find_item_form
from hallway.core.lists.itemform.rules import decide
from hallway.core.lists.records import ColumnRecord, ListId
from hallway.core.lists.rows import column_records
from hallway.core.lists.types import TYPES, is_empty

_TYPED = (BY_ID, BY_NAME)


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
    columns = column_records(folder.list)
    form = find_item_form(folder.list)
    everything = frozenset(one.internal_name for one in columns)
    at_most = everything if asked is None else everything & set(asked)
    if form is None:
        return at_most
    of = _type_of(folder.list, values, {})
    begun = Saver(actor, folder.list).beginning({}, folder.ancestors, of)
    base = _encoded(columns, begun)
    if asked is not None:
        form = _shown(form)
        values = {name: one for name, one in values.items() if name in at_most}
    return at_most & _decide(form, columns, base, values, of)


def ask_again(
    actor: Actor, item: ItemId, *, values: Mapping[str, Any]
) -> frozenset[str]:
    """Return which columns the form of an item asks, by internal name.

    values  what was changed so far, as `update_values` takes it.  NotFound if the item
    is hidden.
    """
    found = get_item(actor, item)
    columns = column_records(found.list)
    form = find_item_form(found.list)
    if form is None:
        return frozenset(one.internal_name for one in columns)
    base = Item.unscoped.values_list("data", flat=True).get(pk=item)
    return _decide(form, columns, base, values, _type_of(found.list, values, base))


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


def _only(
    list_id: int, values: Mapping[str, Any], asked: Collection[str]
) -> dict[str, Any]:
    # Names that are no columns stay, so that they are refused.
    unasked = {one.internal_name for one in column_records(list_id)} - set(asked)
    return {name: one for name, one in values.items() if name not in unasked}


def _shown(form: ItemForm) -> ItemForm:
    return ItemForm(
        sections=tuple(
            replace(
                section,
                fields=tuple(
                    FormField(column=one.column, when=one.when)
                    for one in section.fields
                ),
            )
            for section in form.sections
        )
    )


def _type_of(
    list_id: int, values: Mapping[str, Any], before: Mapping[str, Any]
) -> ListType | None:
    types = find_types(list_id)
    if types is None:
        return None
    try:
        picked = types.pick(values)
    except ValueError:
        # Whoever saves it is told.
        picked = None
    return picked or (types.of(before) if before else types.default)


def _encoded(columns: list[ColumnRecord], values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as conditions read them, by key; what cannot be read is only there."""
    readable = kinds_of(columns)
    found: dict[str, Any] = {}
    for column in columns:
        value = values.get(column.internal_name)
        if is_empty(value):
            continue
        if column.internal_name not in readable:
            found[column.key] = value
            continue
        try:
            found[column.key] = TYPES[column.type].encode(value, column.settings)
        except ValueError:
            continue
    return {key: value for key, value in found.items() if value is not None}


def _decide(
    form: ItemForm,
    columns: list[ColumnRecord],
    base: Mapping[str, Any],
    values: Mapping[str, Any],
    of: ListType | None,
) -> frozenset[str]:
    typed = {one.key for one in columns if one.internal_name in values}
    given = {key: value for key, value in base.items() if key not in typed}
    return decide(
        form,
        columns,
        {**given, **_encoded(columns, values)},
        base=base,
        needed={one.internal_name for one in columns if is_needed(one, of)},
        now=clock.now(),
        zone=timezone.get_current_timezone(),
    )


__all__ = ["ask_again", "ask_new", "create_by_form", "update_by_form"]
