"""What new items in a folder begin with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson

from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.changes.journal import command, record, unchanged
from hallway.core.errors import Conflict, Invalid
from hallway.core.items.records import DEFAULTS, ItemId
from hallway.core.items.values import load_data
from hallway.core.items.writing import hold, mask_of, touch
from hallway.core.lists.rows import column_records
from hallway.core.lists.rules import check_default
from hallway.core.lists.types import is_empty
from hallway.platform.db import engine


@command
def set_folder_defaults(
    actor: Actor, folder: ItemId, *, defaults: Mapping[str, Any]
) -> None:
    """Say what new items in a folder and below it begin with, by internal name.

    As a column's own default is given (see `lists.rules.check_settings`); None leaves
    it to the folder above, or the column.  For who manages the list; Conflict for the
    root, whose defaults are those of the columns.  Invalid names each at fault.
    """
    held = hold(folder)[folder]
    mask = mask_of(actor, held.item, held.facts)
    demand(actor, mask, Right.VIEW_LIST_ITEMS)
    demand(actor, mask, Right.MANAGE_LISTS)
    if not held.item.is_folder or held.item.parent is None:
        raise Conflict("A folder in a list has defaults; the list's are its columns'.")
    columns = {one.internal_name: one for one in column_records(held.item.list)}
    data = load_data(folder)
    before = data.get(DEFAULTS, {})
    after = dict(before)
    errors: dict[str, str] = {}
    for name, given in defaults.items():
        column = columns.get(name)
        if column is None or not column.is_given:
            errors[name] = "There is no such column."
            continue
        after.pop(column.key, None)
        if is_empty(given):
            continue
        try:
            settings = {**column.settings, "default": given}
            after[column.key] = check_default(column.type, settings)
        except Invalid as error:
            errors[name] = error.fields["default"]
    if errors:
        raise Invalid(errors)
    if after == before:
        unchanged()
        return
    stored = {key: value for key, value in data.items() if key != DEFAULTS}
    if after:
        stored[DEFAULTS] = after
    engine().execute(
        "UPDATE core_item SET data = %s WHERE id = %s",
        (orjson.dumps(stored).decode(), folder),
    )
    touch(actor, folder)
    record(
        ("list", held.item.list),
        "folder.defaults_set",
        item=folder,
        before={"defaults": before},
        after={"defaults": after},
    )


__all__ = ["set_folder_defaults"]
