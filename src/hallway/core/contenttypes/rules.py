"""Pure decisions about content types: the built-in ones, and what is inherited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hallway.core.errors import Invalid
from hallway.core.names import check_text
from hallway.core.sites.rules import path_key, split_path
from hallway.wire import typeids

BUILT_IN: Mapping[str, str] = {
    typeids.SYSTEM: "System",
    typeids.ITEM: "Item",
    typeids.DOCUMENT: "Document",
    typeids.FOLDER: "Folder",
}
"""The names of the types that every site has, by id."""

PARENTS = (typeids.ITEM, typeids.DOCUMENT)
"""The built-in types that others descend from."""

MAX_COLUMNS = 100
"""Columns of one content type."""


def fits(type_id: str, base: str) -> bool:
    """Tell whether a list whose items are `base` may have items of a type."""
    if typeids.descends(type_id, typeids.FOLDER):
        return False
    if base == typeids.DOCUMENT:
        return typeids.descends(type_id, typeids.DOCUMENT)
    is_file = typeids.descends(type_id, typeids.DOCUMENT)
    return typeids.descends(type_id, base) and not is_file


def is_at_or_above(path: str, other: str) -> bool:
    """Tell whether a site at `other` has the types of the one at `path`."""
    start = path_key(split_path(path))
    key = path_key(split_path(other))
    return key == start or key.startswith(start.rstrip("/") + "/")


def check_name(name: str) -> str:
    """Return a name of a content type without space around it; Invalid if none."""
    name = name.strip()
    if not name or len(name) > 128:
        raise Invalid({"name": "A name has 1 to 128 characters."})
    check_text(name, field="name")
    wrong = sorted(set(name) & set('\\/:*?"#%<>{}|~&,\t;\n\r'))
    if wrong:
        raise Invalid({"name": f"A name has none of these: {' '.join(wrong)}"})
    return name


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A column of a content type.

    column  the row of the site's column, which rules never look into
    origin  the position of its type in the line that was asked for
    """

    name: str
    column: Any
    required: bool
    hidden: bool
    origin: int
    is_own: bool = False


def inherit(
    line: Sequence[Iterable[tuple[str, Any, bool, bool]]], order: Sequence[str]
) -> list[Linked]:
    """Return the columns of a type, from what each of its line says itself.

    line   its ancestors and itself, the first ancestor first; each a (name, column,
           required, hidden) a column
    order  names in their order; others follow in that of their types

    What a later one says of a name counts for need and sight; what column it is, the
    first says.
    """
    found: dict[str, Linked] = {}
    for position, links in enumerate(line):
        is_own = position == len(line) - 1
        for name, column, required, hidden in links:
            first = found.get(name)
            found[name] = Linked(
                name=name,
                column=column if first is None else first.column,
                required=required,
                hidden=hidden,
                origin=position if first is None else first.origin,
                is_own=is_own,
            )
    places = {name: place for place, name in enumerate(order)}
    return sorted(found.values(), key=lambda one: places.get(one.name, len(places)))
