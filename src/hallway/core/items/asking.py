"""What the form of a list asks of an item that has, or is to have, these values."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from django.utils import timezone

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.contenttypes.records import ListType
from hallway.core.contenttypes.rows import find_types
from hallway.core.errors import Invalid
from hallway.core.items.records import ItemRecord
from hallway.core.items.saving import is_needed, list_beginnings
from hallway.core.lists.formulas import kinds_of
from hallway.core.lists.itemform.records import ItemForm
from hallway.core.lists.itemform.rows import find_item_form
from hallway.core.lists.itemform.rules import decide
from hallway.core.lists.rows import column_records
from hallway.core.lists.types import TYPES, is_empty

_UNMET = "The form asks for this only under a condition that is not met here."
Data = Mapping[str, Any]
"""Stored values by the columns' keys."""


class Asking:
    """The form of one list, read once and asked of any number of items."""

    def __init__(self, list_id: int, form: ItemForm) -> None:
        self._form = form
        self._columns = column_records(list_id)
        self._types = find_types(list_id)

    def type_of(self, values: Mapping[str, Any], before: Data) -> ListType | None:
        """Return the content type of an item with these values, or with this data."""
        if self._types is None:
            return None
        try:
            picked = self._types.pick(values)
        except ValueError:
            # Whoever saves it is told.
            picked = None
        if picked is None and before:
            return self._types.of(before)
        return picked or self._types.default

    def beginning(
        self, actor: Actor, folder: ItemRecord, of: ListType | None
    ) -> dict[str, Any]:
        """Return the data that a new item in a folder begins with."""
        return self.encoded(list_beginnings(actor, folder, of=of))

    def encoded(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return values as conditions read them; what cannot be read is only there."""
        readable = kinds_of(self._columns)
        found: dict[str, Any] = {}
        for column in self._columns:
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

    def ask(
        self, values: Mapping[str, Any], base: Data, of: ListType | None
    ) -> frozenset[str]:
        """Return which columns are asked, by internal name.

        values  as people give them, over `base`: what is there, or what it begins with
        """
        return self._decide(self.over(values, base), base, of)

    def over(self, values: Mapping[str, Any], base: Data) -> dict[str, Any]:
        """Return data as it would be with these values, as people give them."""
        typed = {one.key for one in self._columns if one.internal_name in values}
        kept = {key: value for key, value in base.items() if key not in typed}
        return {**kept, **self.encoded(values)}

    def refuse(
        self, names: Collection[str], given: Data, base: Data, of: ListType | None
    ) -> None:
        """Raise Invalid for each of these columns that is filled though not asked.

        given  the data as it would be.  What is emptied, or stays, is never refused.
        """
        filled = [
            one.internal_name
            for one in self._columns
            if one.internal_name in names
            and given.get(one.key) is not None
            and given.get(one.key) != base.get(one.key)
        ]
        if not filled:
            return
        asked = self._decide(given, base, of)
        if wrong := [name for name in filled if name not in asked]:
            raise Invalid(dict.fromkeys(wrong, _UNMET))

    def _decide(self, given: Data, base: Data, of: ListType | None) -> frozenset[str]:
        return decide(
            self._form,
            self._columns,
            given,
            base=base,
            needed={one.internal_name for one in self._columns if is_needed(one, of)},
            now=clock.now(),
            zone=timezone.get_current_timezone(),
        )

    def keyed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return stored values by internal name as data."""
        return {
            one.key: values[one.internal_name]
            for one in self._columns
            if values.get(one.internal_name) is not None
        }


def find_asking(list_id: int) -> Asking | None:
    """Return the form of a list as people fill it in; None where all is asked."""
    form = find_item_form(list_id)
    return None if form is None else Asking(list_id, form)


def find_conditions(list_id: int) -> Asking | None:
    """Return the conditions of a list's form alone; None where it has none.

    For whoever writes single columns, or asks for columns of his own choice: nothing is
    hidden there.
    """
    form = find_item_form(list_id)
    if form is None or not any(one.when for one in form.fields):
        return None
    return Asking(list_id, _shown(form))


def _shown(form: ItemForm) -> ItemForm:
    return ItemForm(
        sections=tuple(
            replace(
                section,
                fields=tuple(replace(one, hidden=False) for one in section.fields),
            )
            for section in form.sections
        )
    )
