"""Rows that the recycle bin asks about."""

from __future__ import annotations

from hallway.core.errors import Conflict
from hallway.core.items.rows import find_child
from hallway.core.lists.models import List
from hallway.core.trash.models import Deletion
from hallway.wire.paths import name_key


def site_scope(list_id: int) -> int:
    """Return the scope of the site a list is in: its owners rule the bin."""
    return int(List.unscoped.values_list("site__scope_id", flat=True).get(pk=list_id))


def takes_list(row: Deletion) -> bool:
    """Tell whether a deletion took its whole list."""
    return row.list.deletion_id == row.pk


def is_reached(row: Deletion) -> bool:
    """Tell whether a deletion is in the bin: not if its list was deleted since."""
    return row.list.deletion_id in (None, row.pk)


def free_name(parent: int, name: str, *, is_folder: bool) -> str:
    """Return a name like this one that nothing in a folder has."""
    stem, dot, extension = name.rpartition(".")
    if is_folder or not stem:
        stem, dot, extension = name, "", ""
    for n in range(2, 10_000):
        tail = f" ({n}){dot}{extension}"
        candidate = stem[: 255 - len(tail)] + tail
        if find_child(parent, name_key(candidate)) is None:
            return candidate
    raise Conflict("There are too many of that name.")
