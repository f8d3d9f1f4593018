"""Every kind of finding, each provoked once by damaging a store that was whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction

from hallway.core import clock
from hallway.core.access.actors import System
from hallway.core.access.commands import Inherit, break_inheritance
from hallway.core.check.database import check_database
from hallway.core.check.queries import run_checks
from hallway.core.check.records import Finding, no_progress
from hallway.core.check.rules import WINDOW, windows
from hallway.core.errors import Forbidden
from hallway.core.items.commands import (
    create_folder,
    delete_item,
    move_item,
    put_file,
)
from hallway.core.items.queries import resolve
from hallway.core.items.records import ItemId
from hallway.core.jobs.commands import enqueue
from hallway.core.lists.commands import add_list
from hallway.core.lists.queries import list_lists
from hallway.core.reindex.commands import reindex
from hallway.core.sites.queries import get_site
from hallway.core.trash.commands import purge_deletion, restore_deletion
from hallway.platform.db import engine
from hallway.platform.db.sqlite import SqliteEngine
from hallway.platform.storage import get_store
from tests.core.check.damages import DAMAGES, FILE, NOBODY
from tests.world import World, stage

SYSTEM = System("a test")


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


def take_away(path: Path) -> None:
    path.rename(path.with_suffix(".away"))


def make_unreadable(path: Path) -> None:
    # A link to itself: root cannot follow it either.
    path.unlink()
    path.symlink_to(path)


def shorten(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def turn(path: Path) -> None:
    body = path.read_bytes()
    path.write_bytes(bytes([body[0] ^ 1]) + body[1:])


@pytest.mark.parametrize(
    ("kind", "damage", "quickly"),
    [
        ("blob.missing", take_away, True),
        ("blob.size", shorten, True),
        ("blob.unreadable", make_unreadable, True),
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
        path.unlink(missing_ok=True)
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


def test_a_damaged_sqlite_file_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = sqlite3.connect(tmp_path / "damaged.sqlite3", isolation_level=None)
    raw.execute("CREATE TABLE t (a)")
    raw.execute("CREATE INDEX i ON t (a)")
    raw.execute("INSERT INTO t VALUES (1)")
    raw.execute("PRAGMA writable_schema = ON")
    # The pages of the index stay behind.
    raw.execute("DELETE FROM sqlite_schema WHERE name = 'i'")
    raw.close()
    damaged = SqliteEngine()
    raw = sqlite3.connect(tmp_path / "damaged.sqlite3")
    monkeypatch.setattr(
        damaged, "fetch_all", lambda sql, params=(): raw.execute(sql).fetchall()
    )
    monkeypatch.setattr("hallway.core.check.database.engine", lambda: damaged)
    for thoroughly in (True, False):
        found = list(check_database(no_progress, thoroughly=thoroughly))
        assert [one.kind for one in found] == ["database.damaged"]
    raw.close()


def test_a_permission_change_in_progress_is_no_finding(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hallway.core.access.breaking.RESTAMP_INLINE", 0)
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
    purge_deletion(SYSTEM, world.deletions["old"])
    assert findings() == []


def test_moving_a_folder_to_another_list_leaves_no_findings(world: World) -> None:
    site = get_site(SYSTEM, "/sites/hr")
    other = add_list(SYSTEM, site.id, name="Archive", kind="documents")
    documents = next(
        one for one in list_lists(SYSTEM, site.id) if one.url_name == "Documents"
    )
    top = create_folder(SYSTEM, ItemId(documents.root), name="moves")
    bodies = [stage(f"body {n}".encode()) for n in range(3)]
    for n, body in enumerate(bodies):
        put_file(SYSTEM, top.id, name=f"{n}.txt", body=body)
    place = resolve(SYSTEM, ("sites", "hr", "Documents", "moves", "1.txt"))
    assert place.item is not None
    deletion = delete_item(SYSTEM, place.item.id)
    move_item(SYSTEM, top.id, to=ItemId(other.root), name="moved")
    assert findings() == []
    restore_deletion(SYSTEM, deletion)
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
