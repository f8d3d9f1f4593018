"""Rows of lists with a row rule have the permissions that it says."""

from __future__ import annotations

from collections.abc import Iterator

from hallway.core.check.records import REINDEX, Finding, Progress
from hallway.core.rowrules.scopes import differing_scopes
from hallway.core.rowrules.stamping import find_strays
from hallway.platform.db import engine

BATCH = 5_000
RULED = (
    "SELECT l.id FROM core_list l WHERE l.pending = 0 AND l.root_id IS NOT NULL"
    " AND (l.row_rule IS NOT NULL OR EXISTS (SELECT 1 FROM core_scope s"
    " WHERE s.list_id = l.id AND s.base_id IS NOT NULL)) ORDER BY l.id"
)
"""The lists whose rows could have other permissions than their folders."""


def check_row_rules(progress: Progress) -> Iterator[Finding]:
    """Rows have the scopes that follow from their values, and those their grants."""
    lists = [list_id for (list_id,) in engine().fetch_all(RULED)]
    for done, list_id in enumerate(lists):
        progress("row rules", done, len(lists))
        for scope in differing_scopes(list_id):
            yield Finding(
                kind="scope.derived",
                what=f"scope {scope} gives something else than follows from the row"
                f" rule of list {list_id}",
                remedy=REINDEX,
            )
        after: int | None = 0
        while after is not None:
            found, after = find_strays(list_id, after=after, limit=BATCH)
            for item, name in found:
                yield Finding(
                    kind="item.row_rule",
                    what=f"item {item} “{name}” has other permissions than the row"
                    " rule of its list gives it",
                    remedy=REINDEX,
                )
    progress("row rules", len(lists), len(lists))
