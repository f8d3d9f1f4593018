"""Names that are free in a folder."""

from __future__ import annotations

from hallway.core.errors import Conflict
from hallway.core.items.rows import find_child
from hallway.wire.paths import name_key


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
