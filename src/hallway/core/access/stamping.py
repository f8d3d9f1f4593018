"""Carrying a scope to the rows below; inside a command that holds the list."""

from __future__ import annotations

from hallway.core.access.models import Scope
from hallway.core.access.targets import Target
from hallway.core.changes.journal import count, journal
from hallway.core.items.models import Item
from hallway.core.items.rows import subtree
from hallway.core.rowrules.scopes import drop_derived
from hallway.platform.db import engine


def stamp(
    list_id: int, low: str, high: str, *, old: int, new: int, limit: int
) -> tuple[int, str]:
    """Move the first `limit` rows of a range from one scope to another.

    Returns how many they were, and where the next batch may begin.
    """
    db = engine()
    rows = db.fetch_all(
        "UPDATE core_item SET scope_id = %s WHERE id IN (SELECT id FROM core_item"
        " WHERE list_id = %s AND ancestry >= %s AND ancestry < %s AND scope_id = %s"
        " ORDER BY ancestry LIMIT %s) RETURNING deletion_id, number, ancestry",
        (new, list_id, low, high, old, limit),
    )
    living = sum(
        1 for deletion, number, _ancestry in rows if deletion is None and number
    )
    count(list_id, old, -living)
    count(list_id, new, living)
    return len(rows), max((ancestry for *_, ancestry in rows), default=low)


def drop_scope(scope: int, target: Target) -> None:
    """Remove a scope that nothing carries any more, if it was the target's own."""
    if not target.owns_scope:
        return
    if not Item.unscoped.filter(list_id=target.list, scope_id=scope).exists():
        # The command's counters are written last and must not name it any more.
        journal().counts.pop((target.list or 0, scope), None)
        drop_derived(scope)
        Scope.unscoped.filter(pk=scope).delete()


def part_scope(item: int, *, site: int, list_id: int, ancestry: str, old: int) -> int:
    """Give an item a scope of its own, with the grants of one it can inherit no more.

    Returns the new scope; counters are the caller's.
    """
    db = engine()
    scope: int = Scope.unscoped.create(site_id=site, list_id=list_id, item_id=item).pk
    db.execute(
        "INSERT INTO core_grant"
        " (scope_id, principal_id, role_id, granted, granted_by, also)"
        " SELECT %s, principal_id, role_id, granted, granted_by, also"
        " FROM core_grant WHERE scope_id = %s",
        (scope, old),
    )
    db.execute(
        "UPDATE core_item SET scope_id = %s WHERE list_id = %s"
        " AND ancestry >= %s AND ancestry < %s AND scope_id = %s",
        (scope, list_id, *subtree(ancestry), old),
    )
    return scope
