"""The rows behind forms of items; tells nobody anything by itself."""

from __future__ import annotations

from hallway.core.lists.itemform.records import ItemForm
from hallway.core.lists.itemform.rules import follow, load
from hallway.core.lists.models import List
from hallway.core.lists.rows import column_records, get_list_row


def find_item_form(list_id: int) -> ItemForm | None:
    """Return the form of a living list; None where it shows all its columns."""
    if not get_list_row(list_id).has_form:
        return None
    stored = List.unscoped.values_list("form", flat=True).get(pk=list_id)
    return None if stored is None else load(stored, column_records(list_id))


def follow_column(list_id: int, old: int, new: int) -> None:
    """Let a retyped column have the place of the one it was."""
    stored = List.unscoped.values_list("form", flat=True).get(pk=list_id)
    if stored is not None:
        List.unscoped.filter(pk=list_id).update(form=follow(stored, old, new))
