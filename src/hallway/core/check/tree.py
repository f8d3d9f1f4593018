"""The tree: parents, ancestry, lists, names, what is deleted with what."""

from __future__ import annotations

from collections.abc import Iterator

from hallway.core.check.records import Finding, Progress
from hallway.core.check.rules import Rule, apply_rules, windows
from hallway.platform.db import engine
from hallway.wire.paths import name_key, path_key, sort_key

_PARENT = "LEFT JOIN core_item p ON p.id = t.parent_id"

ITEM_RULES = (
    Rule(
        kind="item.parent",
        says="is in a folder that does not exist",
        joins=_PARENT,
        broken="t.parent_id IS NOT NULL AND p.id IS NULL",
        label="t.name",
    ),
    Rule(
        kind="item.file_parent",
        says="is in something that is no folder",
        joins=_PARENT,
        broken="NOT p.is_folder",
        label="t.name",
    ),
    Rule(
        kind="item.root",
        says="is in no folder, and not the root of its list",
        joins="LEFT JOIN core_list l ON l.id = t.list_id",
        broken="t.parent_id IS NULL AND (l.root_id IS NULL OR l.root_id <> t.id)",
        label="t.name",
    ),
    Rule(
        kind="item.ancestry",
        says="has another ancestry than its folder's",
        joins=_PARENT,
        broken="t.ancestry <> COALESCE(p.ancestry, '/') || CAST(t.id AS text) || '/'",
        label="t.name",
    ),
    Rule(
        kind="item.list",
        says="is in another list than its folder",
        joins=_PARENT,
        broken="p.list_id <> t.list_id",
        label="t.name",
    ),
    Rule(
        kind="item.deleted_parent",
        says="is alive in a folder that is in the recycle bin",
        joins=_PARENT,
        broken="t.deletion_id IS NULL AND p.deletion_id IS NOT NULL",
        label="t.name",
    ),
)

# Only the log still names it: see `trash.lists`.
_PURGED = "(t.deletion_id IS NOT NULL AND t.root_id IS NULL)"
LIST_RULES = (
    Rule(
        kind="list.root",
        says="has no root folder of its own",
        joins="LEFT JOIN core_item r ON r.id = t.root_id",
        broken=f"NOT {_PURGED} AND (r.id IS NULL OR r.list_id <> t.id"
        " OR r.number <> 0 OR r.parent_id IS NOT NULL OR NOT r.is_folder"
        " OR r.deletion_id IS DISTINCT FROM t.deletion_id)",
        label="t.title",
    ),
    Rule(
        kind="list.deletion",
        says="is in a recycle bin that does not hold it",
        joins="LEFT JOIN core_deletion d ON d.id = t.deletion_id",
        broken="t.deletion_id IS NOT NULL AND d.item IS DISTINCT FROM t.root_id",
        label="t.title",
    ),
    Rule(
        kind="list.purged",
        says="was deleted for good, and holds something",
        broken=f"{_PURGED} AND EXISTS"
        " (SELECT 1 FROM core_item i WHERE i.list_id = t.id)",
        label="t.title",
    ),
)

_OF_DELETION = "(SELECT count(*) FROM core_item i WHERE i.deletion_id = t.id)"
DELETION_RULES = (
    Rule(
        kind="deletion.items",
        says="says another number of items than it took",
        broken=f"t.items <> {_OF_DELETION}",
        label="t.name",
    ),
    Rule(
        kind="deletion.top",
        says="does not hold the item it is of",
        joins="LEFT JOIN core_item i ON i.id = t.item",
        broken="i.id IS NULL OR i.deletion_id IS NULL OR i.deletion_id <> t.id"
        " OR i.list_id <> t.list_id",
        label="t.name",
    ),
)

_NAMES = {
    "core_site": ("site", "path", "path_key"),
    "core_list": ("list", "url_name", "url_key"),
}


def check_tree(progress: Progress) -> Iterator[Finding]:
    """The tree of every list."""
    yield from apply_rules("core_list", "list", LIST_RULES, progress)
    yield from apply_rules("core_item", "item", ITEM_RULES, progress)
    yield from apply_rules("core_deletion", "deletion", DELETION_RULES, progress)
    yield from _item_keys(progress)
    yield from _place_keys()
    yield from _clashes(progress)


def _item_keys(progress: Progress) -> Iterator[Finding]:
    for low, high in windows("core_item", "names", progress):
        rows = engine().fetch_all(
            "SELECT id, name, name_key, sort_key, number FROM core_item"
            " WHERE id > %s AND id <= %s",
            (low, high),
        )
        for item, name, key, order, number in rows:
            # A list's root has no place in an order.
            wrong_order = number and order != sort_key(name)
            if key != name_key(name) or wrong_order:
                yield Finding(
                    kind="item.name_key",
                    what=f"item {item} “{name}” is not found under its name",
                    remedy="rename it and back, after an update of Hallway",
                )


def _place_keys() -> Iterator[Finding]:
    for table, (noun, name_column, key_column) in _NAMES.items():
        for number, name, key in engine().fetch_all(
            f"SELECT id, {name_column}, {key_column} FROM {table} ORDER BY id"
        ):
            if key != path_key(name):
                yield Finding(
                    kind=f"{noun}.key",
                    what=f"{noun} {number} “{name}” is not found under its address",
                    remedy="move it and back, after an update of Hallway",
                )


def _clashes(progress: Progress) -> Iterator[Finding]:
    """Two living items of one name: the unique index forbids it, if it is whole."""
    for low, high in windows("core_item", "folders", progress):
        for parent, key, n in engine().fetch_all(
            "SELECT parent_id, name_key, count(*) FROM core_item"
            " WHERE parent_id > %s AND parent_id <= %s AND deletion_id IS NULL"
            " GROUP BY parent_id, name_key HAVING count(*) > 1",
            (low, high),
        ):
            yield Finding(
                kind="item.clash",
                what=f"folder {parent} has {n} items called “{key}”",
                remedy="rename all but one of them",
            )
