"""Counters say what counting says; streams are numbered without a gap."""

from __future__ import annotations

from collections.abc import Iterator

from hallway.core.check.records import REINDEX, REPORT, Finding, Progress
from hallway.core.check.rules import Rule, apply_rules, windows
from hallway.platform.db import engine

HIGHEST_NUMBER = (
    "(SELECT max(m) FROM (SELECT COALESCE(max(number), 0) AS m FROM core_item"
    " WHERE list_id = t.id UNION ALL SELECT COALESCE(max(number), 0)"
    " FROM core_itemredirect WHERE list_id = t.id) AS numbers)"
)
"""The highest number a list `t` ever gave, as far as rows tell."""

USED_BYTES = (
    "((SELECT COALESCE(sum(v.size), 0) FROM core_list l"
    " JOIN core_item i ON i.list_id = l.id JOIN core_version v ON v.item_id = i.id"
    " WHERE l.site_id = t.id) + (SELECT COALESCE(sum(a.size), 0) FROM core_list l"
    " JOIN core_item i ON i.list_id = l.id JOIN core_attachment a ON a.item_id = i.id"
    " WHERE l.site_id = t.id))"
)
"""Bytes of all versions and attachments in a site `t`, the bin's included."""

LIST_RULES = (
    Rule(
        kind="list.next_number",
        says="would give a number again",
        broken=f"t.next_number <= {HIGHEST_NUMBER}",
        label="t.title",
        remedy=REINDEX,
    ),
    Rule(
        kind="list.stream",
        says="has no change log",
        joins="LEFT JOIN core_stream s ON s.kind = 'list' AND s.ref = t.id",
        broken="s.id IS NULL",
        label="t.title",
    ),
)

SITE_RULES = (
    Rule(
        kind="site.used_bytes",
        says="counts other bytes than it holds",
        broken=f"t.used_bytes <> {USED_BYTES}",
        label="t.path",
        remedy=REINDEX,
    ),
    Rule(
        kind="site.stream",
        says="has no change log",
        joins="LEFT JOIN core_stream s ON s.kind = 'site' AND s.ref = t.id",
        broken="s.id IS NULL",
        label="t.path",
    ),
)


def check_counters(progress: Progress) -> Iterator[Finding]:
    """Numbers, used bytes, and items by scope."""
    yield from apply_rules("core_list", "list", LIST_RULES, progress)
    yield from apply_rules("core_site", "site", SITE_RULES, progress)
    lists = engine().fetch_all("SELECT id, title FROM core_list ORDER BY id")
    for done, (number, title) in enumerate(lists):
        progress("counters", done, len(lists))
        for scope, counted, stored in list_miscounts(number):
            yield Finding(
                kind="list.scope_count",
                what=f"list {number} “{title}” counts {stored} items with scope"
                f" {scope}, there are {counted}",
                remedy=REINDEX,
            )


def list_miscounts(list_id: int) -> list[tuple[int, int, int]]:
    """Return (scope, counted, stored) where the two differ in a list."""
    # The root folder, number 0, is not counted.
    rows = engine().fetch_all(
        "SELECT scope_id, sum(counted), sum(stored) FROM ("
        " SELECT scope_id, count(*) AS counted, 0 AS stored FROM core_item"
        " WHERE list_id = %s AND deletion_id IS NULL AND number > 0"
        " GROUP BY scope_id UNION ALL"
        " SELECT scope_id, 0, n FROM core_scopecount WHERE list_id = %s"
        ") AS both_counts GROUP BY scope_id HAVING sum(counted) <> sum(stored)"
        " ORDER BY scope_id",
        (list_id, list_id),
    )
    return [(scope, int(counted), int(stored)) for scope, counted, stored in rows]


def check_streams(progress: Progress) -> Iterator[Finding]:
    """Every stream is numbered 1, 2, … `last`."""
    rows = engine().fetch_all(
        "SELECT 1 FROM core_stream WHERE kind = 'directory' AND ref = 0"
    )
    if not rows:
        yield Finding(
            kind="directory.stream",
            what="the directory has no change log",
            remedy=REPORT,
        )
    for low, high in windows("core_stream", "streams", progress):
        for kind, ref, last, count, first, highest in engine().fetch_all(
            "SELECT s.kind, s.ref, s.last, count(c.id), min(c.n), max(c.n)"
            " FROM core_stream s LEFT JOIN core_change c ON c.stream_id = s.id"
            " WHERE s.id > %s AND s.id <= %s GROUP BY s.id, s.kind, s.ref, s.last"
            " HAVING s.last <> COALESCE(max(c.n), 0) OR s.last <> count(c.id)"
            " OR COALESCE(min(c.n), 1) <> 1",
            (low, high),
        ):
            yield Finding(
                kind="stream.gap",
                what=f"the change log of {kind} {ref} has {count} entries, numbered"
                f" {first} to {highest}, and says {last}",
                remedy=REPORT,
            )
