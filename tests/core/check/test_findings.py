"""Every kind of finding, each provoked once by damaging a store that was whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction

from hallway.core import clock
from hallway.core.access.actors import System
from hallway.core.access.commands import Inherit, break_inheritance
from hallway.core.check.queries import run_checks
from hallway.core.check.records import Finding
from hallway.core.check.rules import WINDOW, windows
from hallway.core.errors import Forbidden
from hallway.core.items.commands import delete_item
from hallway.core.jobs.commands import enqueue
from hallway.core.reindex.commands import reindex
from hallway.core.trash.commands import purge_deletion, restore_deletion
from hallway.platform.db import engine
from hallway.platform.storage import get_store
from tests.world import World

SYSTEM = System("a test")
NOBODY = 9_999_999


def findings(*, hash_bodies: bool = False) -> list[Finding]:
    return list(run_checks(SYSTEM, hash_bodies=hash_bodies))


def kinds(*, hash_bodies: bool = False) -> set[str]:
    return {one.kind for one in findings(hash_bodies=hash_bodies)}


@pytest.fixture
def damaged(world: World) -> Iterator[World]:
    """The world, to be damaged: put back before anybody minds the references."""
    with transaction.atomic():
        yield world
        transaction.set_rollback(True)


FILE = (
    "(SELECT id FROM (SELECT i.id FROM core_item i JOIN core_item p"
    " ON p.id = i.parent_id WHERE i.blob_id IS NOT NULL AND i.deletion_id IS NULL"
    " AND i.scope_id = p.scope_id ORDER BY i.id LIMIT 1) AS one)"
)
"""A living file that inherits its permissions."""
LIST = "(SELECT min(id) FROM core_list)"
OTHER_LIST = "(SELECT max(id) FROM core_list)"
GRANT = "(SELECT id FROM (SELECT min(id) AS id FROM core_grant) AS one)"

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


def test_a_store_that_was_only_used_has_no_findings(world: World) -> None:
    assert findings(hash_bodies=True) == []


@pytest.mark.parametrize(
    ("kind", "damage"),
    DAMAGES,
    ids=[f"{kind}-{n}" for n, (kind, _) in enumerate(DAMAGES)],
)
def test_damage_is_found(damaged: World, kind: str, damage: str) -> None:
    assert kind not in kinds()
    assert engine().execute(damage) != 0
    found = [one for one in findings() if one.kind == kind]
    assert found
    assert all(one.what and one.remedy for one in found)
    assert not any("\n" in one.what + one.remedy for one in found)


def test_two_items_of_one_name_are_found(damaged: World) -> None:
    engine().execute_ddl("DROP INDEX item_name_once")
    engine().execute(
        "UPDATE core_item SET name_key = (SELECT name_key FROM core_item o"
        " WHERE o.parent_id = core_item.parent_id AND o.id <> core_item.id"
        " AND o.deletion_id IS NULL ORDER BY o.id LIMIT 1)"
        " WHERE id = (SELECT max(i.id) FROM core_item i WHERE i.deletion_id IS NULL"
        " AND (SELECT count(*) FROM core_item o WHERE o.parent_id = i.parent_id"
        " AND o.deletion_id IS NULL) > 1)"
    )
    assert "item.clash" in kinds()


def test_a_reference_to_nothing_is_found_on_sqlite(damaged: World) -> None:
    engine().execute(f"UPDATE core_version SET item_id = {NOBODY} + id")
    if connection.vendor == "sqlite":
        assert "database.reference" in kinds()
    else:
        # PostgreSQL minds references itself.
        with pytest.raises(Exception, match="foreign key"), transaction.atomic():
            engine().execute("SET CONSTRAINTS ALL IMMEDIATE")


def body_of_a_file(world: World) -> Path:
    row = engine().fetch_one(f"SELECT blob_id FROM core_item WHERE id = {FILE}")
    assert row is not None
    path = get_store().path(row[0])
    assert path is not None
    return Path(path)


def damage_nothing(path: Path) -> None:
    path.rename(path.with_suffix(".away"))


def shorten(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def turn(path: Path) -> None:
    body = path.read_bytes()
    path.write_bytes(bytes([body[0] ^ 1]) + body[1:])


@pytest.mark.parametrize(
    ("kind", "damage", "quickly"),
    [
        ("blob.missing", damage_nothing, True),
        ("blob.size", shorten, True),
        ("blob.damaged", turn, False),
    ],
)
def test_a_damaged_body_is_found(
    damaged: World, kind: str, damage: Callable[[Path], None], quickly: bool
) -> None:
    path = body_of_a_file(damaged)
    body, mode = path.read_bytes(), path.stat().st_mode
    path.chmod(0o600)
    try:
        damage(path)
        assert kinds() == ({kind} if quickly else set())
        (found,) = findings(hash_bodies=True)
        assert found.kind == kind
        assert str(path) in found.what
    finally:
        path.with_suffix(".away").unlink(missing_ok=True)
        path.write_bytes(body)
        path.chmod(mode)


def test_a_body_nothing_needs_may_be_gone(damaged: World) -> None:
    engine().execute(
        "INSERT INTO core_blob (sha256, size, sniffed_type, created)"
        f" VALUES ('{'1' * 64}', 5, 'text/plain', 1)"
    )
    assert findings() == []


def test_failed_and_overdue_jobs_are_found(damaged: World) -> None:
    failed = enqueue(SYSTEM, "trash.purge_expired")
    overdue = enqueue(SYSTEM, "blobs.collect")
    assert findings() == []
    engine().execute(
        "UPDATE core_job SET state = 'failed', error = 'ValueError: no' WHERE id = %s",
        (failed,),
    )
    hours = 2 * 3600 * clock.SECOND
    engine().execute(
        "UPDATE core_job SET due = due - %s, lease = 'x' WHERE id = %s",
        (hours, overdue),
    )
    found = {one.kind: one for one in findings()}
    assert set(found) == {"job.failed", "job.overdue"}
    assert f"hallway jobs --retry {failed}" in found["job.failed"].remedy
    assert "ValueError: no" in found["job.failed"].what


def test_a_permission_change_in_progress_is_no_finding(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hallway.core.access.commands.RESTAMP_INLINE", 0)
    break_inheritance(SYSTEM, world.securable(next(iter(world.lists))))
    assert engine().fetch_one("SELECT count(*) FROM core_pendingscope") == (1,)
    assert findings() == []
    engine().execute("DELETE FROM core_job")
    assert kinds() == {"pending.job"}


def test_deleting_restoring_and_purging_leave_no_findings(world: World) -> None:
    for name in list(world.items):
        row = engine().fetch_one(
            "SELECT 1 FROM core_item i JOIN core_item p ON p.id = i.parent_id"
            " WHERE i.id = %s AND i.deletion_id IS NULL",
            (world.items[name],),
        )
        if row is None:
            continue
        engine().execute("DELETE FROM core_lock")
        deletion = delete_item(SYSTEM, world.items[name])
        assert findings() == []
        restore_deletion(SYSTEM, deletion)
        assert findings() == []
    break_inheritance(
        SYSTEM, world.securable(next(iter(world.lists))), start=Inherit.CLEAR
    )
    purge_deletion(SYSTEM, world.deletion)
    assert findings() == []


COUNTERS = {
    "list.next_number",
    "list.pending",
    "list.scope_count",
    "site.used_bytes",
    "group.closure",
}


@pytest.mark.parametrize(
    "damage", [damage for kind, damage in DAMAGES if kind in COUNTERS]
)
def test_reindex_mends_counters_and_groups(world: World, damage: str) -> None:
    assert list(reindex(SYSTEM)) == []
    engine().execute(damage)
    assert kinds() <= COUNTERS
    assert kinds()
    assert list(reindex(SYSTEM))
    assert findings(hash_bodies=True) == []
    assert list(reindex(SYSTEM)) == []


def test_only_administrators_may_check_and_reindex(world: World) -> None:
    owner = world.actor("owner")
    with pytest.raises(Forbidden):
        list(run_checks(owner, hash_bodies=False))
    with pytest.raises(Forbidden):
        list(reindex(owner))


def test_progress_never_goes_back_within_a_stage(world: World) -> None:
    seen: dict[str, tuple[int, int]] = {}

    def progress(what: str, done: int, total: int) -> None:
        assert 0 <= done <= total
        seen[what] = (done, total)

    list(run_checks(SYSTEM, hash_bodies=True, progress=progress))
    assert "bodies" in seen
    assert all(
        done == total or what == "counters" for what, (done, total) in seen.items()
    )


def test_windows_cover_every_id_and_skip_what_is_empty(damaged: World) -> None:
    engine().execute(
        f"UPDATE core_change SET id = id + {100 * WINDOW} WHERE id ="
        " (SELECT m FROM (SELECT max(id) AS m FROM core_change) AS one)"
    )
    ids = [row[0] for row in engine().fetch_all("SELECT id FROM core_change")]
    found = list(windows("core_change", "changes", lambda *_: None))
    assert len(found) < 10
    for number in ids:
        assert sum(low < number <= high for low, high in found) == 1
