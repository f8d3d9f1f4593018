"""Writes to items."""

from hallway.core.items.commands.batch import FilePut, put_files
from hallway.core.items.commands.bulk import (
    MAX_EDITED,
    check_edits,
    undo_updates,
    update_many,
)
from hallway.core.items.commands.copy import copy_item
from hallway.core.items.commands.create import create_folder, create_item, put_file
from hallway.core.items.commands.defaults import set_folder_defaults
from hallway.core.items.commands.delete import delete_item
from hallway.core.items.commands.move import move_item
from hallway.core.items.commands.properties import set_dead_properties, update_values

__all__ = [
    "MAX_EDITED",
    "FilePut",
    "check_edits",
    "copy_item",
    "create_folder",
    "create_item",
    "delete_item",
    "move_item",
    "put_file",
    "put_files",
    "set_dead_properties",
    "set_folder_defaults",
    "undo_updates",
    "update_many",
    "update_values",
]
