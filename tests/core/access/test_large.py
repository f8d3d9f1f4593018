"""Breaking the inheritance of more than a command re-stamps itself."""

from __future__ import annotations

import contextlib

import pytest

from hallway.core.access import breaking
from hallway.core.access import jobs as access_jobs
from hallway.core.access.commands import (
    Inherit,
    break_inheritance,
    grant_role,
    restore_inheritance,
)
from hallway.core.access.explain import explain
from hallway.core.access.jobs import restamp_batch
from hallway.core.access.records import Securable
from hallway.core.access.rights import Right, RoleId
from hallway.core.changes.queries import list_list_changes
from hallway.core.errors import Conflict, NotFound
from hallway.core.items.commands import delete_item, move_item
from hallway.core.items.models import Item
from hallway.core.items.queries import (
    get_body_path,
    get_item,
    iter_children,
    list_descendants,
    open_body,
    resolve,
)
from hallway.core.items.records import ItemId
from hallway.core.jobs.queries import list_jobs
from hallway.core.lists.queries import get_list
from hallway.core.versions.queries import list_versions
from hallway.platform.db import engine
from tests.conftest import DATABASE
from tests.core.invariants import broken
from tests.world import SYSTEM, World

FILES = 12


@pytest.fixture
def large(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """The folder Plans, with more in it than a command re-stamps itself."""
    for n in range(FILES):
        world.put("deep", f"file {n}.txt", b"x")
    monkeypatch.setattr(breaking, "RESTAMP_INLINE", 5)
    monkeypatch.setattr(access_jobs, "BATCH", 4)
    return world


def pending_of(world: World, list_id: int) -> list[int]:
    rows = engine().fetch_all(
        "SELECT id FROM core_pendingscope WHERE list_id = %s", (list_id,)
    )
    return [row[0] for row in rows]


def finish(world: World, list_id: int) -> int:
    batches = 0
    for pending in pending_of(world, list_id):
        begin = ""
        while (batch := restamp_batch(SYSTEM, pending, begin=begin)) is not None:
            _, begin = batch
            batches += 1
    return batches


def break_plans(world: World, start: Inherit = Inherit.CLEAR) -> None:
    break_inheritance(world.actor("owner"), world.securable("plans"), start=start)


def assert_closed(world: World, who: str, folder: str, file: str) -> None:
    """Assert that no path of reading leads to a file."""
    actor, path, item = world.actor(who), world.path(file), world.item(file)
    pending = get_list(SYSTEM, item.list).pending
    assert resolve(actor, path).item is None
    with pytest.raises(NotFound):
        get_item(actor, item.id)
    for read in (get_body_path, open_body):
        with pytest.raises(NotFound):
            read(actor, item)
    with pytest.raises(NotFound):
        list_versions(actor, item.id)
    above = world.item(folder)
    # Listings are for those who see the folder.
    if resolve(actor, world.path(folder)).item is not None:
        pages = iter_children(actor, above, pending=pending)
        assert item.id not in {one.id for page in pages for one in page}
        below = list_descendants(actor, above, pending=pending, limit=1000)
        assert item.id not in {one.id for one in below}
    root = world.item("root")
    below = list_descendants(actor, root, pending=pending, limit=1000)
    assert item.id not in {one.id for one in below}
    seen = Item.objects.visible_to(actor, Right.VIEW_LIST_ITEMS)
    assert not seen.filter(pk=item.id).exists()
    with contextlib.suppress(NotFound):
        changes = list_list_changes(actor, item.list, limit=1000)
        assert item.id not in {one.item for one in changes}
    with pytest.raises(NotFound):
        delete_item(actor, item.id)
    told = explain(
        SYSTEM, Right.VIEW_LIST_ITEMS, place=resolve(SYSTEM, path), subject=actor
    )
    assert not told.allowed


def test_who_loses_access_has_lost_it_before_the_job_ran(large: World) -> None:
    break_plans(large)
    assert get_list(SYSTEM, large.documents).pending == 1
    assert [job.name for job in list_jobs(SYSTEM)] == ["access.restamp"]
    for who in ("member", "visitor"):
        for folder, file in (("deep", "notes"), ("plans", "q3"), ("root", "plans")):
            assert_closed(large, who, folder, file)
    assert get_item(large.actor("owner"), large.notes).id == large.notes


def test_who_loses_access_stays_out_between_the_batches(large: World) -> None:
    break_plans(large)
    (pending,) = pending_of(large, large.documents)
    while restamp_batch(SYSTEM, pending) is not None:
        assert_closed(large, "member", "deep", "notes")
    assert_closed(large, "member", "deep", "notes")
    assert get_list(SYSTEM, large.documents).pending == 0
    assert broken() == []


def test_permissions_inside_hold_during_a_change(large: World) -> None:
    break_plans(large)
    assert get_item(large.actor("visitor"), large.may).id == large.may
    assert get_item(large.actor("guest"), large.offer).id == large.offer
    assert get_item(large.actor("visitor"), large.welcome).id == large.welcome


def test_who_gains_access_has_it_when_the_job_is_done(large: World) -> None:
    break_plans(large)
    grant_role(
        large.actor("owner"),
        large.securable("plans"),
        principal=large.principal("nobody"),
        role=RoleId.READ,
    )
    nobody = large.actor("nobody")
    assert_closed(large, "nobody", "deep", "notes")
    finish(large, large.documents)
    assert get_item(nobody, large.notes).id == large.notes
    pages = iter_children(nobody, large.item("deep"))
    assert len([one for page in pages for one in page]) == FILES + 1


def test_a_restored_inheritance_closes_and_opens_alike(large: World) -> None:
    owner = large.actor("owner")
    break_plans(large)
    grant_role(
        owner,
        large.securable("plans"),
        principal=large.principal("nobody"),
        role=RoleId.READ,
    )
    finish(large, large.documents)
    restore_inheritance(owner, large.securable("plans"))
    assert_closed(large, "nobody", "deep", "notes")
    finish(large, large.documents)
    assert get_item(large.actor("member"), large.notes).id == large.notes
    assert broken() == []


def test_a_whole_list_is_closed_at_once(large: World) -> None:
    owner = large.actor("owner")
    target = Securable(site=large.hr, list=large.documents)
    break_inheritance(owner, target, start=Inherit.CLEAR)
    assert get_list(owner, large.documents).pending == 1
    for who in ("member", "visitor"):
        actor = large.actor(who)
        with pytest.raises(NotFound):
            get_list(actor, large.documents)
        for name in ("welcome", "notes"):
            assert resolve(actor, large.path(name)).item is None
            with pytest.raises(NotFound):
                get_item(actor, large.items[name])
        with pytest.raises(NotFound):
            list_list_changes(actor, large.documents)
    finish(large, large.documents)
    assert broken() == []
    restore_inheritance(owner, target)
    finish(large, large.documents)
    assert get_item(large.actor("member"), large.notes).id == large.notes
    assert broken() == []


def test_a_job_that_broke_off_goes_on_where_it_was(large: World) -> None:
    break_plans(large)
    (pending,) = pending_of(large, large.documents)
    batch = restamp_batch(SYSTEM, pending)
    assert batch is not None
    assert batch[0] == 4
    # What a killed worker leaves: the pending row, and a job that runs again.
    assert_closed(large, "member", "deep", "notes")
    assert finish(large, large.documents) > 1
    assert restamp_batch(SYSTEM, pending) is None
    assert broken() == []


def test_what_is_made_meanwhile_follows(large: World) -> None:
    break_plans(large)
    large.items["later"] = large.put("deep", "later.txt", b"x")
    try:
        assert_closed(large, "member", "deep", "later")
        finish(large, large.documents)
        assert_closed(large, "member", "deep", "later")
        assert large.item("later").scope == large.item("plans").scope
    finally:
        del large.items["later"]
    assert broken() == []


def test_what_was_deleted_follows(large: World) -> None:
    from hallway.core.trash.commands import restore_deletion

    deletion = delete_item(large.actor("owner"), large.q3)
    break_plans(large)
    restored = restore_deletion(large.actor("owner"), deletion)
    assert_closed(large, "member", "plans", "q3")
    finish(large, large.documents)
    assert get_item(SYSTEM, restored.id).scope == large.item("plans").scope
    assert_closed(large, "member", "plans", "q3")


def test_a_second_change_waits_for_the_first(large: World) -> None:
    owner = large.actor("owner")
    break_plans(large)
    for name in ("deep", "documents"):
        with pytest.raises(Conflict):
            break_inheritance(owner, large.securable(name))
    with pytest.raises(Conflict):
        restore_inheritance(owner, large.securable("plans"))
    with pytest.raises(Conflict):
        move_item(owner, large.deep, to=large.root, name="x")
    finish(large, large.documents)
    move_item(owner, large.deep, to=large.root, name="x")


def test_a_copy_takes_no_closed_file_along(large: World) -> None:
    from hallway.core.items.commands import copy_item

    break_inheritance(
        large.actor("owner"), large.securable("deep"), start=Inherit.CLEAR
    )
    copied = copy_item(large.actor("member"), large.plans, to=large.root, name="C").item
    names = {one.name for one in list_descendants(SYSTEM, copied, limit=100)}
    assert large.item("notes").name not in names
    assert "file 1.txt" not in names


# PostgreSQL writes each row anew with all its indexes: minutes.
@(pytest.mark.soak if DATABASE == "postgres" else pytest.mark.slow)
def test_a_list_of_a_million_items_is_closed_at_once(world: World) -> None:
    owner, member = world.actor("owner"), world.actor("member")
    gazette, root = world.gazette, world.item("gazette_root")
    million = 1_000_000
    numbers = (
        "WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < %s)"
        if engine().guid_text("x") != "x::text"
        else "WITH n AS (SELECT generate_series(1, %s) AS k)"
    )
    guid = (
        "substr('00000000000000000000000000000000' || k, -32)"
        if engine().guid_text("x") != "x::text"
        else "lpad(k::text, 32, '0')::uuid"
    )
    (first,) = engine().fetch_one("SELECT max(id) FROM core_item") or (0,)
    engine().execute(
        "INSERT INTO core_item (id, guid, list_id, number, parent_id, ancestry, name,"
        " name_key, sort_key, is_folder, scope_id, data, size, sniffed_type, major,"
        " minor, content_version, version, created, modified, author, editor)"
        f" {numbers} SELECT %s + k, {guid}, %s, 10 + k, %s, %s || (%s + k) || '/',"
        " 'f' || k, 'f' || k, 'f' || k, %s, %s, '{}', 0, '', 0, 0, 1, 1, 1, 1, 1, 1"
        " FROM n",
        [million, first, gazette, root.id, root.ancestry, first, True, root.scope],
    )
    engine().execute(
        "UPDATE core_list SET next_number = %s WHERE id = %s", (million + 100, gazette)
    )
    engine().execute(
        "UPDATE core_scopecount SET n = n + %s WHERE list_id = %s AND scope_id = %s",
        (million, gazette, root.scope),
    )
    assert get_item(member, ItemId(first + million)).name == f"f{million}"
    break_inheritance(owner, world.securable("gazette"), start=Inherit.CLEAR)
    for number in (1, million // 2, million):
        with pytest.raises(NotFound):
            get_item(member, ItemId(first + number))
        path = (*world.path("gazette_root"), f"f{number}")
        assert resolve(member, path).item is None
    seen = Item.objects.visible_to(member, Right.VIEW_LIST_ITEMS)
    assert not seen.filter(list_id=gazette).exists()
    finish(world, gazette)
    scope = world.item("gazette_root").scope
    row = engine().fetch_one(
        "SELECT n FROM core_scopecount WHERE list_id = %s AND scope_id = %s",
        (gazette, scope),
    )
    assert row == (million + 1,)
    # Away again: the invariants of a million rows would take longer than the test.
    engine().execute(
        "DELETE FROM core_item WHERE list_id = %s AND number > 10", (gazette,)
    )
    engine().execute(
        "UPDATE core_scopecount SET n = 1 WHERE list_id = %s AND scope_id = %s",
        (gazette, scope),
    )
