"""Reads of items."""

from hallway.core.items.queries.below import find_below
from hallway.core.items.queries.bodies import (
    get_body_path,
    get_checked_out_at,
    get_quota,
    list_dead_properties,
    list_dead_properties_of,
    open_body,
)
from hallway.core.items.queries.children import (
    find_item,
    get_item,
    get_mask_now,
    iter_children,
    list_descendants,
    list_places,
)
from hallway.core.items.queries.listing import (
    Listing,
    Order,
    list_children,
    list_numbered,
    list_numbered_below,
)
from hallway.core.items.queries.located import locate
from hallway.core.items.queries.recent import RecentFile, list_recent_files
from hallway.core.items.queries.redirects import (
    find_moved_number,
    find_redirect,
    get_path,
)
from hallway.core.items.queries.resolve import resolve
from hallway.core.items.queries.same import list_same_content
from hallway.core.items.queries.tree import Branch, iter_trees
from hallway.core.items.queries.values import (
    get_folder_defaults,
    get_values,
    list_unplaced,
    list_values_of,
)

__all__ = [
    "Branch",
    "Listing",
    "Order",
    "RecentFile",
    "find_below",
    "find_item",
    "find_moved_number",
    "find_redirect",
    "get_body_path",
    "get_checked_out_at",
    "get_folder_defaults",
    "get_item",
    "get_mask_now",
    "get_path",
    "get_quota",
    "get_values",
    "iter_children",
    "iter_trees",
    "list_children",
    "list_dead_properties",
    "list_dead_properties_of",
    "list_descendants",
    "list_numbered",
    "list_numbered_below",
    "list_places",
    "list_recent_files",
    "list_same_content",
    "list_unplaced",
    "list_values_of",
    "locate",
    "open_body",
    "resolve",
]
