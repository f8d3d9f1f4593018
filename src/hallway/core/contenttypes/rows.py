"""The content types of a list, as whoever writes or reads its items needs them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, override

from hallway.core.contenttypes.models import TypeColumn
from hallway.core.contenttypes.records import (
    ContentTypeId,
    ListType,
    ListTypeColumn,
)
from hallway.core.lists.records import ColumnId
from hallway.platform.db import engine
from hallway.wire import typeids
from hallway.wire.paths import fold

TYPE = "type"
"""Where an item's data keeps the id of its content type; none is the list's base."""
BY_ID, BY_NAME = "ContentTypeId", "ContentType"
"""What an item's type is called among its values, as in SharePoint."""


class ListTypes:
    """The content types of one list, in their order."""

    def __init__(self, types: list[ListType]) -> None:
        self.every = types
        self.by_id = {one.type_id: one for one in types}
        self.base = next(one for one in types if one.is_base)
        self.default = next((one for one in types if one.is_offered), self.base)

    def of(self, data: Mapping[str, Any]) -> ListType:
        """Return what an item with this data is."""
        return self.by_id.get(str(data.get(TYPE, "")), self.base)

    def pick(self, values: Mapping[str, Any]) -> ListType | None:
        """Return the type that values name by id or name; None if they name none.

        The base is known by its name in any language, too.  The id may be that of the
        type it was taken from.  ValueError if there is no such type here.
        """
        if values.get(BY_ID):
            return self._by_id(str(values[BY_ID]))
        if values.get(BY_NAME):
            wanted = fold(str(values[BY_NAME]).strip())
            for one in self.every:
                if fold(one.name) == wanted:
                    return one
            if wanted in _said(self.base.name):
                return self.base
            raise ValueError
        return None

    def _by_id(self, text: str) -> ListType:
        wanted = typeids.parse(text)
        if wanted in self.by_id:
            return self.by_id[wanted]
        for one in self.every:
            if typeids.parent(one.type_id) == wanted:
                return one
        raise ValueError

    def carry(self, data: dict[str, Any]) -> None:
        """Give data that came from another list the nearest of this list's types."""
        came = data.get(TYPE)
        if came is None or came in self.by_id:
            return
        mine = {typeids.parent(one.type_id): one for one in reversed(self.every)}
        for above in typeids.parents(str(came)):
            if above in mine:
                self.stamp(data, mine[above])
                return

    def stamp(self, data: dict[str, Any], type_: ListType) -> None:
        """Let data be of a type."""
        if type_.is_base:
            data.pop(TYPE, None)
        else:
            data[TYPE] = type_.type_id


def _said(name: str) -> set[str]:
    """Return what a built-in type is called in the languages there are, folded."""
    said = set()
    for code, _language in settings.LANGUAGES:
        with override(code):
            said.add(fold(gettext(name)))
    return said


def find_types(list_id: int) -> ListTypes | None:
    """Return the content types of a list; None where it has but its base."""
    return engine().once(("content types", list_id), lambda: _types(list_id))


def _types(list_id: int) -> ListTypes | None:
    # Most lists have but their base: asked with every page of one.
    rows = engine().fetch_all(
        "SELECT id, type_id, name, description, is_base, is_offered"
        " FROM core_contenttype WHERE list_id = %s ORDER BY position, id",
        [list_id],
    )
    if not rows:
        return None
    columns: dict[int, dict[ColumnId, ListTypeColumn]] = {one[0]: {} for one in rows}
    links = TypeColumn.unscoped.filter(of__in=columns, column__state="living")
    for link in links.order_by("position", "pk"):
        columns[link.of_id][ColumnId(link.column_id)] = ListTypeColumn(
            link.is_required, link.is_hidden, link.is_own
        )
    return ListTypes(
        [
            ListType(
                id=ContentTypeId(number),
                type_id=type_id,
                name=name,
                description=description,
                is_base=bool(is_base),
                is_offered=bool(is_offered),
                columns=columns[number],
            )
            for number, type_id, name, description, is_base, is_offered in rows
        ]
    )
