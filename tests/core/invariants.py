"""What must hold after every command, said in SQL of its own.

Not by the core's code: a mistake there would be made here again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection

from hallway.wire.paths import name_key, sort_key

# Each statement gives the rows that break the sentence.
_STATEMENTS = {
    "counters are the number of living items": """
        SELECT COALESCE(a.list_id, n.list_id), COALESCE(a.scope_id, n.scope_id),
          n.n, a.n
        FROM (SELECT list_id, scope_id, count(*) AS n FROM core_item
              WHERE deletion_id IS NULL AND number > 0 GROUP BY list_id, scope_id) a
        FULL JOIN core_scopecount n
        ON n.list_id = a.list_id AND n.scope_id = a.scope_id
        WHERE COALESCE(a.n, 0) <> COALESCE(n.n, 0)""",
    "used bytes are those of all versions and attachments": """
        SELECT s.id, s.used_bytes, b.n FROM core_site s LEFT JOIN (
          SELECT l.site_id, sum(v.size) AS n FROM (
            SELECT item_id, size FROM core_version
            UNION ALL SELECT item_id, size FROM core_attachment) v
          JOIN core_item i ON i.id = v.item_id JOIN core_list l ON l.id = i.list_id
          GROUP BY l.site_id) b ON b.site_id = s.id
        WHERE s.used_bytes <> COALESCE(b.n, 0)""",
    "change numbers are consecutive": """
        SELECT s.id, s.last, count(c.id), max(c.n) FROM core_stream s
        LEFT JOIN core_change c ON c.stream_id = s.id GROUP BY s.id, s.last
        HAVING s.last <> count(c.id) OR s.last <> COALESCE(max(c.n), 0)""",
    "ancestry follows the parents": """
        SELECT i.id, i.ancestry, p.ancestry FROM core_item i
        LEFT JOIN core_item p ON p.id = i.parent_id
        WHERE i.ancestry <> COALESCE(p.ancestry, '/')
                            || CAST(i.id AS VARCHAR(20)) || '/'""",
    "a parent is a folder of the same list": """
        SELECT i.id FROM core_item i JOIN core_item p ON p.id = i.parent_id
        WHERE i.list_id <> p.list_id OR NOT p.is_folder""",
    "what lives is in a folder that lives": """
        SELECT i.id FROM core_item i JOIN core_item p ON p.id = i.parent_id
        WHERE i.deletion_id IS NULL AND p.deletion_id IS NOT NULL""",
    "only a root has no parent": """
        SELECT i.id FROM core_item i JOIN core_list l ON l.id = i.list_id
        WHERE (i.parent_id IS NULL) <> (l.root_id = i.id)""",
    "a file has its current version": """
        SELECT i.id FROM core_item i LEFT JOIN core_version v ON v.item_id = i.id
          AND v.major = i.major AND v.minor = i.minor
        WHERE NOT i.is_folder AND (v.id IS NULL OR v.size <> i.size
          OR COALESCE(v.blob_id, '') <> COALESCE(i.blob_id, ''))""",
    "a body has its row": """
        SELECT i.id FROM core_item i LEFT JOIN core_blob b ON b.sha256 = i.blob_id
        WHERE i.blob_id IS NOT NULL AND (b.sha256 IS NULL OR b.size <> i.size)""",
    "an item inherits or has a scope of its own": """
        SELECT i.id, i.scope_id FROM core_item i
        JOIN core_item p ON p.id = i.parent_id JOIN core_list l ON l.id = i.list_id
        LEFT JOIN core_scope s ON s.id = i.scope_id
        WHERE l.pending = 0
          AND (s.id IS NULL
               OR (i.scope_id <> p.scope_id AND COALESCE(s.item_id, 0) <> i.id
                   AND (i.is_folder OR COALESCE(s.base_id, 0) <> p.scope_id)))""",
    "a row's scope derives from its folder's exactly where its list has a rule": """
        SELECT i.id FROM core_item i JOIN core_list l ON l.id = i.list_id
        JOIN core_scope s ON s.id = i.scope_id
        WHERE l.pending = 0 AND NOT i.is_folder AND COALESCE(s.item_id, 0) <> i.id
          AND (s.base_id IS NULL) <> (l.row_rule IS NULL)""",
    "a derived scope is of its list and one of its folders' scopes": """
        SELECT s.id FROM core_scope s JOIN core_scope b ON b.id = s.base_id
        JOIN core_list l ON l.id = s.list_id
        WHERE b.base_id IS NOT NULL OR s.item_id IS NOT NULL
          OR s.site_id <> l.site_id OR b.site_id <> l.site_id
          OR COALESCE(b.list_id, l.id) <> l.id""",
    "nobody has a role by a derived scope that its base does not give": """
        SELECT g.scope_id, g.principal_id, g.role_id, g.also
        FROM core_grant g JOIN core_scope s ON s.id = g.scope_id
        JOIN core_role r ON r.id = g.role_id
        WHERE s.base_id IS NOT NULL AND NOT EXISTS (
          SELECT 1 FROM core_grant b JOIN core_role q ON q.id = b.role_id
          WHERE b.scope_id = s.base_id AND (q.mask & r.mask) = r.mask
            AND b.principal_id = CASE WHEN g.also = 0 THEN g.principal_id
                                      ELSE g.also END)""",
    "a list and its root have one scope": """
        SELECT l.id FROM core_list l JOIN core_item r ON r.id = l.root_id
        JOIN core_site t ON t.id = l.site_id JOIN core_scope s ON s.id = l.scope_id
        WHERE l.scope_id <> r.scope_id OR (l.scope_id <> t.scope_id
          AND (COALESCE(s.list_id, 0) <> l.id OR s.item_id IS NOT NULL))""",
    "a scope belongs to something that carries it": """
        SELECT s.id FROM core_scope s LEFT JOIN core_item i ON i.id = s.item_id
        LEFT JOIN core_list l ON l.id = COALESCE(i.list_id, s.list_id)
        LEFT JOIN core_pendingscope q ON q.old_id = s.id
        WHERE q.id IS NULL AND (
          (s.item_id IS NOT NULL AND (i.scope_id <> s.id OR s.list_id <> i.list_id))
          OR (s.item_id IS NULL AND s.list_id IS NOT NULL AND s.base_id IS NULL
              AND l.scope_id <> s.id)
          OR (l.id IS NOT NULL AND s.site_id <> l.site_id))""",
    "a deletion has its items": """
        SELECT d.id FROM core_deletion d LEFT JOIN core_item i ON i.id = d.item
        WHERE i.id IS NULL OR i.deletion_id <> d.id OR i.list_id <> d.list_id
          OR d.items <> (SELECT count(*) FROM core_item x
                         WHERE x.deletion_id = d.id)""",
    "a list and its root are in the recycle bin together": """
        SELECT l.id FROM core_list l LEFT JOIN core_item r ON r.id = l.root_id
        LEFT JOIN core_deletion d ON d.id = l.deletion_id
        WHERE COALESCE(l.deletion_id, 0) <> COALESCE(r.deletion_id, 0)
          AND NOT (l.root_id IS NULL AND l.deletion_id IS NOT NULL)
          OR l.deletion_id IS NOT NULL AND COALESCE(d.item, 0) <> COALESCE(l.root_id, 0)
          OR l.deletion_id IS NULL AND l.root_id IS NULL""",
    "a list that was purged holds nothing": """
        SELECT l.id FROM core_list l WHERE l.root_id IS NULL AND (
          EXISTS (SELECT 1 FROM core_item i WHERE i.list_id = l.id)
          OR EXISTS (SELECT 1 FROM core_scope s WHERE s.list_id = l.id)
          OR EXISTS (SELECT 1 FROM core_column c WHERE c.list_id = l.id)
          OR EXISTS (SELECT 1 FROM core_deletion d WHERE d.list_id = l.id))""",
    "nothing deleted is locked": """
        SELECT k.id FROM core_lock k JOIN core_item i ON i.id = k.item_id
        WHERE i.deletion_id IS NOT NULL""",
    "numbers are handed out once": """
        SELECT l.id FROM core_list l WHERE l.next_number <=
          (SELECT max(i.number) FROM core_item i WHERE i.list_id = l.id)""",
    "pending re-stamps are counted": """
        SELECT l.id FROM core_list l WHERE l.pending <>
          (SELECT count(*) FROM core_pendingscope p WHERE p.list_id = l.id)""",
}


def broken() -> list[str]:
    """Say which sentences do not hold, and the rows that break them."""
    return [*_rows(), *_keys(), *_values()]


def _rows() -> Iterator[str]:
    for sentence, statement in _STATEMENTS.items():
        for row in _fetch(statement):
            yield f"{sentence}: not so for {row}"


def _keys() -> Iterator[str]:
    for item, name, key, order in _fetch(
        "SELECT id, name, name_key, sort_key FROM core_item WHERE number > 0"
    ):
        if (key, order) != (name_key(name), sort_key(name)):
            yield f"item {item}: the keys of {name!r} are {key!r}, {order!r}"


def _values() -> Iterator[str]:
    for item, now, then in _fetch(
        "SELECT i.id, i.data, v.data FROM core_item i JOIN core_version v"
        " ON v.item_id = i.id AND v.major = i.major AND v.minor = i.minor"
    ):
        if _json(now) != _json(then):
            yield f"item {item}: values {now}, those of its version {then}"


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _fetch(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
