"""Columns of lists that come from a site's: what a list may say of them itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hallway.core.errors import Conflict, Invalid
from hallway.core.lists.models import Column
from hallway.core.sitecolumns.rules import fixed_settings


def refuse_other_settings(column: Column, settings: Mapping[str, Any]) -> None:
    """Raise Invalid where a list would change what the site says of a column."""
    if column.site_column_id is None:
        return
    before, after = fixed_settings(column.settings), fixed_settings(settings)
    for name in sorted({*before, *after}):
        if before.get(name) != after.get(name):
            raise Invalid({name: "This comes from the site's column; change it there."})


def refuse_other_type(column: Column) -> None:
    """Raise Conflict for a column whose type a site's column says."""
    if column.site_column_id is not None:
        raise Conflict("The type of this column comes from the site's column.")
