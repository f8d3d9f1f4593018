"""An item's content type as if it were a column of its list: for tables of any kind."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from hallway.core.access.actors import Actor
from hallway.core.contenttypes.queries import list_item_types
from hallway.core.contenttypes.records import ListType
from hallway.core.contenttypes.rows import BY_NAME, ListTypes
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.lists.records import ColumnId, ColumnRecord, ListId


def type_title(of: ListType) -> str:
    """Return what a list's type is called: its base in the reader's language."""
    return _(of.name) if of.is_base else of.name


def type_columns(
    types: ListTypes | None, *, is_open: bool = False
) -> list[ColumnRecord]:
    """Return the column, a choice of names; none where all items are of one type.

    is_open  other words are taken too: a file may be written in another language
    """
    if types is None:
        return []
    settings: dict[str, object] = {"choices": [type_title(one) for one in types.every]}
    return [
        ColumnRecord(
            id=ColumnId(0),
            guid="",
            internal_name=BY_NAME,
            title=_("Content type"),
            type="choice",
            required=False,
            settings={**settings, "fill": True} if is_open else settings,
        )
    ]


def list_type_titles(
    actor: Actor, list_id: ListId, items: Iterable[ItemRecord]
) -> dict[ItemId, str]:
    """Return what stands in the column for items that the actor has been shown."""
    found = list_item_types(actor, list_id, items)
    return {item: type_title(of) for item, of in found.items()}
