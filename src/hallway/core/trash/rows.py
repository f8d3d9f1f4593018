"""Rows that the recycle bin asks about."""

from __future__ import annotations

from hallway.core.lists.models import List
from hallway.core.trash.models import Deletion


def site_scope(list_id: int) -> int:
    """Return the scope of the site a list is in: its owners rule the bin."""
    return int(List.unscoped.values_list("site__scope_id", flat=True).get(pk=list_id))


def takes_list(row: Deletion) -> bool:
    """Tell whether a deletion took its whole list."""
    return row.list.deletion_id == row.pk


def is_reached(row: Deletion) -> bool:
    """Tell whether a deletion is in the bin: not if its list was deleted since."""
    return row.list.deletion_id in (None, row.pk)
