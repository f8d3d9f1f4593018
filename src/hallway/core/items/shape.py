"""Files belong into libraries, rows into lists."""

from __future__ import annotations

from hallway.core.errors import Conflict
from hallway.core.items.rows import Held
from hallway.core.kinds import get_kind


def demand_bodies(held: Held) -> None:
    """Raise Conflict unless the items of a list have bodies."""
    if not get_kind(held.facts.kind).has_bodies:
        raise Conflict("This list holds rows, not files.")


def demand_same_shape(source: Held, target: Held) -> None:
    """Raise Conflict between a library and a list of rows."""
    kinds = get_kind(source.facts.kind), get_kind(target.facts.kind)
    if kinds[0].has_bodies != kinds[1].has_bodies:
        raise Conflict("Files belong into libraries, rows into lists.")
