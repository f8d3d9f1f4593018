"""Ways to damage a store, and the kind of finding each has to give."""

from __future__ import annotations

NOBODY = 9_999_999
"""An id that nothing has."""

FILE = (
    "(SELECT id FROM (SELECT i.id FROM core_item i JOIN core_item p"
    " ON p.id = i.parent_id WHERE i.blob_id IS NOT NULL AND i.deletion_id IS NULL"
    " AND i.scope_id = p.scope_id ORDER BY i.id LIMIT 1) AS one)"
)
"""A living file that inherits its permissions."""
LIST = "(SELECT min(id) FROM core_list)"
OTHER_LIST = "(SELECT max(id) FROM core_list)"
GRANT = "(SELECT id FROM (SELECT min(id) AS id FROM core_grant) AS one)"


def _attached(blob: str, size: str) -> str:
    return (
        "INSERT INTO core_attachment (guid, item_id, blob_id, name, name_key, size,"
        f" sniffed_type, author, created) SELECT '{'5' * 32}', {FILE}, {blob}, 'a',"
        f" 'a', {size}, sniffed_type, 1, 1 FROM core_blob"
        " WHERE sha256 = (SELECT min(sha256) FROM core_blob)"
    )


DAMAGES: list[tuple[str, str]] = [
    ("item.parent", f"UPDATE core_item SET parent_id = {NOBODY} WHERE id = {FILE}"),
    (
        "item.file_parent",
        (
            "UPDATE core_item SET is_folder = FALSE WHERE id ="
            f" (SELECT parent_id FROM core_item WHERE id = {FILE})"
        ),
    ),
    ("item.root", f"UPDATE core_list SET root_id = {FILE} WHERE id = {LIST}"),
    ("list.root", f"UPDATE core_list SET root_id = {FILE} WHERE id = {LIST}"),
    (
        "list.root",
        (
            "UPDATE core_list SET deletion_id = (SELECT min(id) FROM core_deletion)"
            f" WHERE id = {LIST}"
        ),
    ),
    ("list.deletion", f"UPDATE core_list SET deletion_id = 9 WHERE id = {LIST}"),
    (
        "list.purged",
        (
            f"UPDATE core_list SET deletion_id = {NOBODY}, root_id = NULL"
            f" WHERE id = {LIST}"
        ),
    ),
    ("item.ancestry", f"UPDATE core_item SET ancestry = '/1/' WHERE id = {FILE}"),
    (
        "item.list",
        (
            f"UPDATE core_item SET list_id = {OTHER_LIST}, number = {NOBODY}"
            f" WHERE id = {FILE}"
        ),
    ),
    (
        "item.deleted_parent",
        (
            "UPDATE core_item SET deletion_id = (SELECT min(id) FROM core_deletion)"
            f" WHERE id = (SELECT parent_id FROM core_item WHERE id = {FILE})"
        ),
    ),
    ("deletion.items", "UPDATE core_deletion SET items = items + 1"),
    ("deletion.top", f"UPDATE core_deletion SET item = {FILE}"),
    ("item.name_key", f"UPDATE core_item SET name_key = 'other' WHERE id = {FILE}"),
    ("item.name_key", f"UPDATE core_item SET sort_key = 'other' WHERE id = {FILE}"),
    ("site.key", "UPDATE core_site SET path = '/sites/other' WHERE path = '/sites/hr'"),
    ("list.key", f"UPDATE core_list SET url_name = 'Other' WHERE id = {LIST}"),
    ("item.blob", f"UPDATE core_item SET blob_id = '{'0' * 64}' WHERE id = {FILE}"),
    ("item.facts", f"UPDATE core_item SET size = size + 1 WHERE id = {FILE}"),
    ("item.facts", f"UPDATE core_item SET sniffed_type = 'x/y' WHERE id = {FILE}"),
    ("item.version", f"UPDATE core_item SET major = major + 7 WHERE id = {FILE}"),
    (
        "item.version_facts",
        (
            "UPDATE core_version SET blob_id = (SELECT max(sha256) FROM core_blob"
            " WHERE sha256 <> core_version.blob_id)"
            f" WHERE item_id = {FILE}"
        ),
    ),
    ("version.blob", f"UPDATE core_version SET blob_id = '{'0' * 64}'"),
    ("version.size", f"UPDATE core_version SET size = size + 1 WHERE item_id = {FILE}"),
    ("attachment.blob", _attached(f"'{'0' * 64}'", "0")),
    ("attachment.facts", _attached("sha256", "size + 1")),
    ("item.scope", f"UPDATE core_item SET scope_id = {NOBODY} WHERE id = {FILE}"),
    (
        "item.scope_strays",
        (
            "UPDATE core_item SET scope_id = (SELECT max(id) FROM core_scope"
            f" WHERE item_id IS NULL AND id <> core_item.scope_id) WHERE id = {FILE}"
        ),
    ),
    ("item.person", f"UPDATE core_item SET editor = {NOBODY} WHERE id = {FILE}"),
    (
        "item.person",
        f"UPDATE core_item SET checked_out_to = {NOBODY} WHERE id = {FILE}",
    ),
    (
        "site.scope",
        (
            "UPDATE core_site SET scope_id = (SELECT max(scope_id) FROM core_site)"
            " WHERE scope_id = (SELECT min(scope_id) FROM core_site)"
        ),
    ),
    (
        "list.scope",
        (
            "UPDATE core_list SET scope_id = (SELECT max(scope_id) FROM core_site)"
            f" WHERE id = {LIST}"
        ),
    ),
    (
        "list.root_scope",
        (
            "UPDATE core_list SET scope_id = (SELECT max(scope_id) FROM core_site)"
            f" WHERE id = {LIST}"
        ),
    ),
    ("list.pending", f"UPDATE core_list SET pending = 3 WHERE id = {LIST}"),
    ("scope.owner", "INSERT INTO core_scope (site_id) SELECT min(id) FROM core_site"),
    (
        "scope.owner",
        "UPDATE core_scope SET list_id = NULL WHERE item_id IS NOT NULL",
    ),
    (
        "grant.principal",
        f"UPDATE core_grant SET principal_id = {NOBODY} WHERE id = {GRANT}",
    ),
    ("grant.role", f"UPDATE core_grant SET role_id = {NOBODY} WHERE id = {GRANT}"),
    (
        "scope.base",
        (
            "INSERT INTO core_scope (site_id, list_id, base_id, rule_key)"
            " SELECT l.site_id, l.id, (SELECT max(id) FROM core_scope), '0'"
            " FROM core_list l ORDER BY l.id LIMIT 1"
        ),
    ),
    ("grant.scope", f"UPDATE core_grant SET scope_id = {NOBODY} WHERE id = {GRANT}"),
    ("principal.kind", "UPDATE core_principal SET kind = 'app' WHERE kind = 'person'"),
    ("built_in.missing", f"UPDATE core_role SET id = {NOBODY} WHERE name = 'Design'"),
    (
        "group.closure",
        (
            "DELETE FROM core_groupclosure WHERE id ="
            " (SELECT id FROM (SELECT min(id) AS id FROM core_groupclosure) AS one)"
        ),
    ),
    (
        "group.closure",
        "INSERT INTO core_groupclosure (group_id, member_id) VALUES (4, 2)",
    ),
    (
        "pending.job",
        (
            "INSERT INTO core_pendingscope (list_id, ancestry, old_id, new_id, started)"
            f" SELECT {LIST}, '/x/', min(id), max(id), 1 FROM core_scope"
        ),
    ),
    (
        "lock.item",
        "UPDATE core_lock SET item_id = (SELECT max(item) FROM core_deletion)",
    ),
    ("lock.owner", f"UPDATE core_lock SET owner = {NOBODY}"),
    ("list.next_number", "UPDATE core_list SET next_number = 1"),
    (
        "list.stream",
        f"UPDATE core_stream SET ref = {NOBODY} WHERE kind = 'list' AND ref = {LIST}",
    ),
    ("site.stream", "UPDATE core_stream SET ref = ref + 1000 WHERE kind = 'site'"),
    ("directory.stream", "UPDATE core_stream SET ref = 1 WHERE kind = 'directory'"),
    ("site.used_bytes", "UPDATE core_site SET used_bytes = used_bytes + 1"),
    ("list.scope_count", "UPDATE core_scopecount SET n = n + 1"),
    ("list.scope_count", "DELETE FROM core_scopecount"),
    (
        "stream.gap",
        (
            "DELETE FROM core_change WHERE id = (SELECT id FROM (SELECT max(id) AS id"
            " FROM core_change WHERE n = 1) AS one)"
        ),
    ),
    ("stream.gap", "UPDATE core_stream SET last = last + 1 WHERE kind = 'directory'"),
]
