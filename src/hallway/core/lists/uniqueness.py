"""Holding a column's values unique; inside a command that holds its list."""

from __future__ import annotations

from typing import Any

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_masks
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.errors import Conflict, Invalid
from hallway.core.items.models import Item
from hallway.core.items.saving import unique_key
from hallway.core.lists.models import Column, UniqueValue
from hallway.core.lists.rules import UNIQUE

SHOWN = 3
_CHUNK = 500


def check_unique(kind: str) -> None:
    """Raise Invalid for a type whose values cannot be held unique."""
    if kind not in UNIQUE:
        raise Invalid({"unique": "Values of this type cannot be held unique."})


def hold_unique(actor: Actor, column: Column) -> None:
    """Note the values that living items have; Conflict where some have the same.

    It says how many values stand more than once and gives the first, of those that the
    actor may see.
    """
    key = str(column.pk)
    rows = Item.unscoped.filter(
        list_id=column.list_id,
        deletion__isnull=True,
        is_folder=False,
        data__has_key=key,
    ).order_by("number")
    first: dict[str, int] = {}
    twice: dict[str, tuple[Any, set[int]]] = {}
    notes: list[UniqueValue] = []
    for item, scope, data in rows.values_list("pk", "scope_id", "data").iterator():
        digest = unique_key(column.type, data[key])
        if digest in first:
            twice.setdefault(digest, (data[key], set()))[1].add(scope)
            continue
        first[digest] = scope
        notes.append(UniqueValue(of=column.pk, key=digest, item=item))
    if twice:
        raise _refusal(actor, first, twice)
    let_go(column.pk)
    UniqueValue.unscoped.bulk_create(notes, batch_size=_CHUNK)


def _refusal(
    actor: Actor, first: dict[str, int], twice: dict[str, tuple[Any, set[int]]]
) -> Conflict:
    scopes = {*first.values(), *(one for _v, more in twice.values() for one in more)}
    masks = get_masks(actor, scopes)
    seen = [
        str(value)
        for digest, (value, more) in twice.items()
        if all(
            holds(masks[one], Right.VIEW_LIST_ITEMS) for one in {first[digest], *more}
        )
    ]
    if not seen:
        return Conflict("Some items that you may not see have the same value.")
    examples = ", ".join(f"“{one[:60]}”" for one in seen[:SHOWN])
    if len(seen) == 1:
        return Conflict(f"One value stands more than once: {examples}.")
    more = " and others" if len(seen) > SHOWN else ""
    return Conflict(f"{len(seen)} values stand more than once: {examples}{more}.")


def let_go(column: int) -> None:
    """Note no values of a column any more."""
    UniqueValue.unscoped.filter(of=column).delete()
