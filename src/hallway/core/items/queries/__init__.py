"""Reads of items."""

from hallway.core.items.queries.bodies import (
    get_body_path,
    get_quota,
    list_dead_properties,
    list_dead_properties_of,
    open_body,
)
from hallway.core.items.queries.children import (
    get_item,
    iter_children,
    list_descendants,
    list_places,
)
from hallway.core.items.queries.redirects import (
    find_moved_number,
    find_redirect,
    get_path,
)
from hallway.core.items.queries.resolve import resolve

__all__ = [
    "find_moved_number",
    "find_redirect",
    "get_body_path",
    "get_item",
    "get_path",
    "get_quota",
    "iter_children",
    "list_dead_properties",
    "list_dead_properties_of",
    "list_descendants",
    "list_places",
    "open_body",
    "resolve",
]
