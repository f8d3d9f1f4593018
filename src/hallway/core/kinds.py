"""Kinds: what a content type says of itself, and the registry of them.

A kind is plain data plus, where it needs tables of its own, a Django app in
`hallway.kinds`.  Faces ask the kind's properties and never its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from hallway.core.access.actors import Actor
from hallway.core.errors import Invalid
from hallway.core.items.records import ItemRecord
from hallway.core.lists.records import ListRecord

Saved = Callable[[Actor, ItemRecord, Mapping[str, Any]], None]
"""Told of an item of the kind and its values by internal name."""

Deleting = Callable[[Actor, ListRecord], None]
"""Asked before a list of the kind is deleted: Conflict where it has to stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KindColumn:
    """A column every list of a kind begins with; see `lists.types` for the types."""

    internal_name: str
    title: str
    type: str
    required: bool = False
    settings: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A content type.

    name          the word in `hallway list add … --kind NAME`
    title         what people read
    has_bodies    items are files: the list is a library, at `<site>/<name>`
    template      SharePoint's list template number (MS-WSSFO3 2.2.3.12)
    view          the name of the pages that show its lists and items
    icon          the name of the icon beside its lists
    columns       what a new list of this kind begins with
    content_type  the built-in content type of its items, for kinds whose lists may
                  have others that descend from it; see `wire.typeids`
    can_be_added  people may add lists of it to a site; False for those made otherwise
    saved         called inside the commands that make, change, restore or copy an
                  item, so that what the kind keeps beside it stays true
    deleting      called inside the command that deletes a list of it, to forbid that
    tables        tables of the kind with an `item_id`; their rows are purged with it,
                  in this order
    bodies        those of them with a `blob_id`, whose bodies are not collected
    """

    name: str
    title: str
    has_bodies: bool
    template: int
    view: str = "rows"
    icon: str = "list-details"
    columns: tuple[KindColumn, ...] = ()
    content_type: str = ""
    can_be_added: bool = True
    saved: Saved | None = None
    deleting: Deleting | None = None
    tables: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()


_registry: dict[str, Kind] = {}


def register(kind: Kind) -> Kind:
    """Add a kind; a second one of the same name is a mistake in our code."""
    if _registry.get(kind.name, kind) != kind:
        raise ValueError(f"two kinds are called {kind.name}")
    _registry[kind.name] = kind
    return kind


def get_kind(name: str) -> Kind:
    """Return the kind called `name`; Invalid if there is none."""
    try:
        return _registry[name]
    except KeyError:
        known = ", ".join(sorted(_registry))
        raise Invalid({"kind": f"There is no kind “{name}”; known: {known}."}) from None


def list_kinds() -> Iterator[Kind]:
    """Return every registered kind, by name."""
    return iter(sorted(_registry.values(), key=lambda kind: kind.name))
