from __future__ import annotations

import pytest

from hallway.core.access.commands import Inherit, break_inheritance
from hallway.core.errors import Conflict, Forbidden, NotFound
from hallway.core.items.commands import create_folder, delete_item, move_item, put_file
from hallway.core.items.queries import get_item, get_path, resolve
from hallway.core.items.records import ItemId
from hallway.core.trash.commands import OnClash, purge_deletion, restore_deletion
from hallway.core.trash.queries import get_deletion, list_deletions
from tests.world import SYSTEM, World, stage


def test_a_restored_file_is_as_before(world: World) -> None:
    owner, before = world.actor("owner"), world.item("welcome")
    deletion = delete_item(owner, before.id)
    after = restore_deletion(owner, deletion)
    assert (after.id, after.guid, after.number, after.etag) == (
        before.id,
        before.guid,
        before.number,
        before.etag,
    )
    with pytest.raises(NotFound):
        get_deletion(owner, deletion)


def test_a_folder_comes_back_with_all_that_went_with_it(world: World) -> None:
    owner = world.actor("owner")
    restore_deletion(owner, delete_item(owner, world.plans))
    for name in ("plans", "notes", "may", "offer"):
        assert get_item(owner, world.items[name]).id == world.items[name]
    # What was deleted before stays deleted; own permissions are still there.
    with pytest.raises(NotFound):
        get_item(owner, world.old)
    with pytest.raises(NotFound):
        get_item(world.actor("member"), world.may)


def test_a_missing_folder_is_made_anew(world: World) -> None:
    owner = world.actor("owner")
    path = world.path("notes")
    deletion = delete_item(owner, world.notes)
    delete_item(owner, world.plans)
    restored = restore_deletion(owner, deletion)
    assert get_path(owner, restored.id) == path
    assert world.path("notes") == path
    assert restored.parent != world.deep


def test_the_folders_are_made_anew_after_they_were_purged_too(world: World) -> None:
    owner = world.actor("owner")
    path = world.path("notes")
    deletion = delete_item(owner, world.notes)
    folder = delete_item(owner, world.plans)
    for _ in range(2):
        purge_deletion(owner, folder)
    restored = restore_deletion(owner, deletion)
    assert get_path(owner, restored.id) == path


def test_a_file_in_a_renamed_folder_goes_back_into_it(world: World) -> None:
    owner = world.actor("owner")
    move_item(owner, world.plans, to=world.root, name="Schemes")
    restored = restore_deletion(owner, world.deletions["old"])
    assert restored.parent == world.plans


def test_a_taken_name_is_asked_about(world: World) -> None:
    owner, name = world.actor("owner"), world.item("welcome").name
    deletion = delete_item(owner, world.welcome)
    put_file(owner, world.root, name=name.upper(), body=stage(b"other"))
    with pytest.raises(Conflict):
        restore_deletion(owner, deletion)
    with pytest.raises(NotFound):
        get_item(owner, world.welcome)
    restored = restore_deletion(owner, deletion, on_clash=OnClash.RENAME)
    stem = name.removesuffix(".txt")
    assert restored.name == f"{stem} (2).txt"


def test_a_file_with_a_folders_name_is_not_taken_for_the_folder(world: World) -> None:
    owner, name = world.actor("owner"), world.item("plans").name
    deletion = delete_item(owner, world.q3)
    delete_item(owner, world.plans)
    put_file(owner, world.root, name=name, body=stage(b"a file"))
    with pytest.raises(Conflict):
        restore_deletion(owner, deletion)


def test_permissions_changed_meanwhile_hold_for_what_comes_back(world: World) -> None:
    owner = world.actor("owner")
    break_inheritance(owner, world.securable("plans"), start=Inherit.CLEAR)
    restored = restore_deletion(owner, world.deletions["old"])
    assert restored.scope == world.item("plans").scope
    with pytest.raises(NotFound):
        get_item(world.actor("visitor"), restored.id)


def test_own_permissions_come_back_under_a_folder_made_anew(world: World) -> None:
    owner = world.actor("owner")
    deletion = delete_item(owner, world.minutes)
    delete_item(owner, world.plans)
    restore_deletion(owner, deletion)
    assert get_item(world.actor("visitor"), world.may).id == world.may
    with pytest.raises(NotFound):
        get_item(world.actor("member"), world.may)


def test_what_a_secret_folder_hid_stays_hidden_when_that_is_gone(world: World) -> None:
    # The folder made anew must not open what only its old one kept shut.
    owner = world.actor("owner")
    deletion = delete_item(owner, world.payroll)
    delete_item(owner, world.salaries)
    restored = restore_deletion(owner, deletion)
    assert get_item(owner, restored.id).id == world.payroll
    for who in ("member", "visitor"):
        with pytest.raises(NotFound):
            get_item(world.actor(who), world.payroll)


def test_who_deleted_it_may_restore_it(world: World) -> None:
    member = world.actor("member")
    (row,) = list_deletions(member, world.hr)
    assert (row.deleted_by_name, row.id) == ("Member", world.deletions["old"])
    assert restore_deletion(member, row.id).id == world.old


def test_anothers_deletion_is_absent_but_to_owners(world: World) -> None:
    deletion = world.deletions["old"]
    for who in ("visitor", "nobody", "guest", "acme", "anonymous"):
        for act in (restore_deletion, purge_deletion, get_deletion):
            with pytest.raises(NotFound):
                act(world.actor(who), deletion)
    assert list_deletions(world.actor("visitor"), world.hr) == []
    with pytest.raises(NotFound):
        list_deletions(world.actor("nobody"), world.hr)
    assert [row.id for row in list_deletions(world.actor("owner"), world.hr)] == [
        deletion
    ]
    with pytest.raises(Forbidden):
        list_deletions(world.actor("member"), world.hr, stage=2)


def test_a_restored_subtree_resolves_at_its_address(world: World) -> None:
    owner, path = world.actor("owner"), world.path("notes")
    restore_deletion(owner, delete_item(owner, world.plans))
    found = resolve(owner, path).item
    assert found is not None
    assert found.id == world.notes


def test_a_name_is_freed_and_taken_without_end(world: World) -> None:
    owner = world.actor("owner")
    folder = create_folder(owner, world.root, name="again").id
    for _ in range(3):
        folder = restore_deletion(owner, delete_item(owner, folder)).id
    assert get_item(SYSTEM, ItemId(folder)).name == "again"
