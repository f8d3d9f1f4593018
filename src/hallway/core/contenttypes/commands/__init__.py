"""Writes to content types: of sites, of lists, and publishing them."""

from hallway.core.contenttypes.commands.columns import (
    order_type_columns,
    remove_type_column,
    set_type_column,
)
from hallway.core.contenttypes.commands.lists import (
    add_list_type,
    change_list_type,
    order_list_types,
    remove_list_type,
    set_list_type_column,
)
from hallway.core.contenttypes.commands.publishing import (
    publish_content_type,
    unpublish_content_type,
)
from hallway.core.contenttypes.commands.types import (
    add_content_type,
    change_content_type,
    delete_content_type,
)

__all__ = [
    "add_content_type",
    "add_list_type",
    "change_content_type",
    "change_list_type",
    "delete_content_type",
    "order_list_types",
    "order_type_columns",
    "publish_content_type",
    "remove_list_type",
    "remove_type_column",
    "set_list_type_column",
    "set_type_column",
    "unpublish_content_type",
]
