"""Rows that the recycle bin asks about."""

from __future__ import annotations

from hallway.core.lists.models import List


def site_scope(list_id: int) -> int:
    """Return the scope of the site a list is in: its owners rule the bin."""
    return int(List.unscoped.values_list("site__scope_id", flat=True).get(pk=list_id))
