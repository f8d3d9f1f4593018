"""Scopes, grants, groups: who may what is stored as it follows."""

from __future__ import annotations

from collections.abc import Iterator

from hallway.core.access.actors import (
    ADMINISTRATORS,
    ALL_STAFF,
    EVERYONE,
    SYSTEM_ACCOUNT,
)
from hallway.core.access.rights import RoleId
from hallway.core.check.records import REINDEX, REPORT, Finding, Progress
from hallway.core.check.rules import Rule, apply_rules
from hallway.platform.db import engine

MOST = 1_000
"""Findings about one closure, at most: it is recomputed as a whole."""

NAIVE_CLOSURE = (
    "WITH RECURSIVE up(group_id, member_id) AS ("
    " SELECT group_id, member_id FROM core_groupmember"
    " UNION SELECT m.group_id, u.member_id FROM up u"
    " JOIN core_groupmember m ON m.member_id = u.group_id)"
)
"""Every (group, principal) pair that memberships join, computed afresh."""

# A re-stamp in progress: its rows carry the old scope or the new one.
_STAMPING = (
    "EXISTS (SELECT 1 FROM core_pendingscope x WHERE x.list_id = t.list_id"
    " AND substr(t.ancestry, 1, length(x.ancestry)) = x.ancestry"
    " AND t.scope_id IN (x.old_id, x.new_id))"
)

ITEM_RULES = (
    Rule(
        kind="item.scope",
        says="has permissions that do not exist: nobody can see it",
        joins="LEFT JOIN core_scope s ON s.id = t.scope_id",
        broken="s.id IS NULL",
        label="t.name",
    ),
    Rule(
        kind="item.scope_strays",
        says="has neither its folder's permissions nor its own",
        joins="JOIN core_item p ON p.id = t.parent_id"
        " LEFT JOIN core_scope s ON s.id = t.scope_id",
        broken="t.deletion_id IS NULL AND t.scope_id <> p.scope_id"
        " AND s.item_id IS DISTINCT FROM t.id"
        " AND (t.is_folder OR s.base_id IS DISTINCT FROM p.scope_id)"
        f" AND NOT {_STAMPING}",
        label="t.name",
    ),
    Rule(
        kind="item.person",
        says="names somebody who does not exist",
        joins="LEFT JOIN core_principal a ON a.id = t.author"
        " LEFT JOIN core_principal e ON e.id = t.editor"
        " LEFT JOIN core_principal c ON c.id = t.checked_out_to",
        broken="a.id IS NULL OR e.id IS NULL"
        " OR (t.checked_out_to IS NOT NULL AND c.id IS NULL)",
        label="t.name",
    ),
)

SITE_RULES = (
    Rule(
        kind="site.scope",
        says="has no permissions of its own",
        joins="LEFT JOIN core_scope s ON s.id = t.scope_id",
        broken="s.id IS NULL OR s.site_id IS DISTINCT FROM t.id"
        " OR s.list_id IS NOT NULL",
        label="t.path",
    ),
)

LIST_RULES = (
    Rule(
        kind="list.scope",
        says="has neither its site's permissions nor its own",
        joins="JOIN core_site w ON w.id = t.site_id"
        " LEFT JOIN core_scope s ON s.id = t.scope_id",
        broken="t.scope_id <> w.scope_id"
        " AND (s.list_id IS DISTINCT FROM t.id OR s.item_id IS NOT NULL)",
        label="t.title",
    ),
    Rule(
        kind="list.root_scope",
        says="has other permissions than its root folder",
        joins="JOIN core_item r ON r.id = t.root_id",
        broken="r.scope_id <> t.scope_id",
        label="t.title",
    ),
    Rule(
        kind="list.pending",
        says="counts another number of permission changes in progress",
        broken="t.pending <>"
        " (SELECT count(*) FROM core_pendingscope x WHERE x.list_id = t.id)",
        label="t.title",
        remedy=REINDEX,
    ),
)

SCOPE_RULES = (
    Rule(
        kind="scope.owner",
        says="belongs to nothing that carries it",
        joins="LEFT JOIN core_item i ON i.id = t.item_id"
        " LEFT JOIN core_list l ON l.id = t.list_id"
        " LEFT JOIN core_site w ON w.id = t.site_id",
        broken="t.base_id IS NULL AND (t.site_id IS NULL OR w.id IS NULL"
        " OR (t.item_id IS NOT NULL AND i.list_id IS DISTINCT FROM t.list_id)"
        " OR (t.list_id IS NOT NULL AND l.site_id IS DISTINCT FROM t.site_id)"
        " OR (CASE WHEN t.item_id IS NOT NULL THEN i.scope_id"
        " WHEN t.list_id IS NOT NULL THEN l.scope_id ELSE w.scope_id END <> t.id"
        " AND NOT EXISTS (SELECT 1 FROM core_pendingscope x WHERE x.old_id = t.id)))",
    ),
    Rule(
        kind="scope.base",
        says="derives from other permissions than a list's or folder's it is in",
        joins="LEFT JOIN core_scope b ON b.id = t.base_id"
        " LEFT JOIN core_list l ON l.id = t.list_id",
        broken="t.base_id IS NOT NULL AND (b.id IS NULL OR b.base_id IS NOT NULL"
        " OR t.item_id IS NOT NULL OR l.site_id IS DISTINCT FROM t.site_id"
        " OR b.site_id IS DISTINCT FROM t.site_id"
        " OR (b.list_id IS NOT NULL AND b.list_id <> t.list_id))",
    ),
)

GRANT_RULES = (
    Rule(
        kind="grant.principal",
        says="is given to nobody who exists",
        joins="LEFT JOIN core_principal p ON p.id = t.principal_id",
        broken="p.id IS NULL",
    ),
    Rule(
        kind="grant.role",
        says="gives a role that does not exist",
        joins="LEFT JOIN core_role r ON r.id = t.role_id",
        broken="r.id IS NULL",
    ),
    Rule(
        kind="grant.scope",
        says="is on permissions that do not exist",
        joins="LEFT JOIN core_scope s ON s.id = t.scope_id",
        broken="s.id IS NULL",
    ),
)

PRINCIPAL_RULES = (
    Rule(
        kind="principal.kind",
        says="is not what it is called: a person, a group, a role",
        joins="LEFT JOIN core_person p ON p.principal_id = t.id"
        " LEFT JOIN core_group g ON g.principal_id = t.id"
        " LEFT JOIN core_organisationrole o ON o.principal_id = t.id",
        broken="(t.kind = 'person') <> (p.principal_id IS NOT NULL)"
        " OR (t.kind = 'group') <> (g.principal_id IS NOT NULL)"
        " OR (t.kind = 'organisation-role') <> (o.principal_id IS NOT NULL)",
        label="t.title",
    ),
)

PENDING_RULES = (
    Rule(
        kind="pending.job",
        says="is a permission change that no job carries out",
        broken="NOT EXISTS (SELECT 1 FROM core_job j"
        " WHERE j.name = 'access.restamp' AND j.key = CAST(t.id AS text)"
        " OR t.rows_only AND j.name = 'rowrules.apply'"
        " AND j.key = CAST(t.list_id AS text))",
    ),
)

LOCK_RULES = (
    Rule(
        kind="lock.item",
        says="is on something in the recycle bin, or on nothing",
        joins="LEFT JOIN core_item i ON i.id = t.item_id",
        broken="i.id IS NULL OR i.deletion_id IS NOT NULL",
        remedy="it ends by itself within a day",
    ),
    Rule(
        kind="lock.owner",
        says="is held by nobody who exists",
        joins="LEFT JOIN core_principal p ON p.id = t.owner",
        broken="p.id IS NULL",
        remedy="it ends by itself within a day",
    ),
)


def check_permissions(progress: Progress) -> Iterator[Finding]:
    """Scopes, grants, groups and locks."""
    yield from _built_in()
    for table, noun, rules in (
        ("core_principal", "principal", PRINCIPAL_RULES),
        ("core_site", "site", SITE_RULES),
        ("core_list", "list", LIST_RULES),
        ("core_scope", "scope", SCOPE_RULES),
        ("core_grant", "grant", GRANT_RULES),
        ("core_pendingscope", "pending scope", PENDING_RULES),
        ("core_lock", "lock", LOCK_RULES),
        ("core_item", "item", ITEM_RULES),
    ):
        yield from apply_rules(table, noun, rules, progress)
    yield from _closure(progress)


def _built_in() -> Iterator[Finding]:
    """What the first migration made and every rule relies on."""
    wanted = {
        "core_principal": (SYSTEM_ACCOUNT, EVERYONE, ALL_STAFF, ADMINISTRATORS),
        "core_role": tuple(RoleId),
    }
    for table, ids in wanted.items():
        found = {row[0] for row in engine().fetch_all(f"SELECT id FROM {table}")}
        for number in ids:
            if number not in found:
                noun = table.removeprefix("core_")
                yield Finding(
                    kind="built_in.missing",
                    what=f"{noun} {int(number)}, which Hallway comes with, is gone",
                    remedy=REPORT,
                )


def _closure(progress: Progress) -> Iterator[Finding]:
    progress("groups", 0, 1)
    stored = "SELECT group_id, member_id FROM core_groupclosure"
    naive = "SELECT group_id, member_id FROM up"
    for first, second, says in (
        (naive, stored, "is inside group {group}, but it is not written down"),
        (stored, naive, "is written down as inside group {group}, but is not"),
    ):
        rows = engine().fetch_all(
            f"{NAIVE_CLOSURE} SELECT group_id, member_id FROM"
            f" ({first} EXCEPT {second}) AS difference"
            " ORDER BY group_id, member_id LIMIT %s",
            (MOST,),
        )
        for group, member in rows:
            yield Finding(
                kind="group.closure",
                what=f"principal {member} {says.format(group=group)}",
                remedy=REINDEX,
            )
    progress("groups", 1, 1)
