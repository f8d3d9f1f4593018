"""The content types of a list's items in its forms: which, and what each shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from hallway.core.contenttypes.columns import list_type_titles
from hallway.core.contenttypes.queries import find_list_types, list_item_types
from hallway.core.contenttypes.records import ListType
from hallway.core.contenttypes.rows import BY_ID, BY_NAME
from hallway.core.items.records import ItemRecord
from hallway.core.items.saving import is_needed
from hallway.core.lists.records import ColumnRecord
from hallway.core.query.records import Row
from hallway.faces.web.parse import Call, href

FIELD = "type"
"""What an item's type is called in forms and addresses."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What the item of a form is, and what it may be; nothing where all are one."""

    of: ListType | None = None
    options: Sequence[tuple[str, str]] = ()

    @property
    def value(self) -> str:
        """The id that its form sends."""
        return self.of.type_id if self.of is not None else ""

    @property
    def name(self) -> str:
        """What the type is called."""
        return type_title(self.of) if self.of is not None else ""

    def values(self, before: Typed | None = None) -> dict[str, str]:
        """What the form says of the type, as a value of the item."""
        if self.of is None or (before is not None and before.of == self.of):
            return {}
        return {BY_ID: self.of.type_id}

    def columns(self, columns: Sequence[ColumnRecord]) -> list[ColumnRecord]:
        """The columns of the type in the order of its form."""
        if self.of is None:
            return list(columns)
        by_id = {one.id: one for one in columns}
        return [
            replace(
                by_id[key],
                required=is_needed(by_id[key], self.of),
                is_hidden=by_id[key].is_hidden or said.hidden,
            )
            for key, said in self.of.columns.items()
            if key in by_id
        ]


class Choice:
    """A line of the menu of what can be added."""

    def __init__(self, call: Call, one: ListType) -> None:
        self.label = type_title(one)
        self.href = href(call.place.path, show="new", type=one.type_id)
        self.text = one.description


def type_title(one: ListType) -> str:
    """What a list's type is called: its base in the reader's language."""
    return _(one.name) if one.is_base else one.name


def with_types(call: Call, rows: Sequence[Row]) -> list[Row]:
    """Rows with what their types are called among their values."""
    titles = list_type_titles(call.actor, call.list.id, [row.item for row in rows])
    return [
        replace(row, values={**row.values, BY_NAME: titles[row.item.id]})
        if row.item.id in titles
        else row
        for row in rows
    ]


def new_items(call: Call) -> list[Choice]:
    """What can be added, where the list has several types."""
    found = call.types
    offered = [one for one in found.every if one.is_offered] if found else []
    return [Choice(call, one) for one in offered] if len(offered) > 1 else []


def asked(call: Call) -> Typed:
    """The type of a new item: the one the form or the address names, or the first."""
    found = find_list_types(call.actor, call.list.id)
    if found is None:
        return Typed()
    return Typed(of=found.by_id.get(call.value(FIELD), found.default))


def stored(call: Call, item: ItemRecord) -> Typed:
    """The type of an item as it is, with those that it may become."""
    found = find_list_types(call.actor, item.list)
    if found is None or item.is_folder:
        return Typed()
    of = list_item_types(call.actor, item.list, [item])[item.id]
    kept = [one for one in found.every if one.is_offered or one == of]
    return Typed(of=of, options=[(one.type_id, type_title(one)) for one in kept])


def typed(call: Call, item: ItemRecord) -> Typed:
    """The type that a form says an item is to be; as it is where none is sent."""
    before = stored(call, item)
    found = find_list_types(call.actor, item.list)
    if found is None or before.of is None or call.request.method != "POST":
        return before
    of = found.by_id.get(call.value(FIELD), before.of)
    return Typed(of=of, options=before.options)
