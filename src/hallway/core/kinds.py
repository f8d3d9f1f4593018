"""Kinds: what a content type says of itself, and the registry of them.

A kind is plain data plus, where it needs tables of its own, a Django app in
`hallway.kinds`.  Faces ask the kind's properties and never its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hallway.core.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A content type.

    name          the word in `hallway list add … --kind NAME`
    title         what people read
    has_bodies    items are files: the list is a library, at `<site>/<name>`
    template      SharePoint's list template number (MS-WSSFO3 2.2.3.12)
    """

    name: str
    title: str
    has_bodies: bool
    template: int


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
