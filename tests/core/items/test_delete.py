from __future__ import annotations

import pytest

from hallway.core.errors import Forbidden, Locked, NotFound, Stale
from hallway.core.items.commands import create_folder, delete_item, put_file
from hallway.core.items.queries import get_item, list_descendants, resolve
from hallway.core.items.records import Expect
from hallway.core.locks.commands import lock_item
from hallway.core.trash.queries import get_deletion
from tests.world import SYSTEM, World, stage


def test_a_deleted_file_is_gone_for_everybody(world: World) -> None:
    path = world.path("welcome")
    delete_item(world.actor("member"), world.welcome)
    for who in ("member", "owner", "system"):
        with pytest.raises(NotFound):
            get_item(world.actor(who), world.welcome)
        assert resolve(world.actor(who), path).missing == path[-1:]


def test_a_folder_takes_all_in_it_as_one_deletion(world: World) -> None:
    deletion = delete_item(world.actor("owner"), world.plans)
    row = get_deletion(world.actor("owner"), deletion)
    # Plans, q3, Deep, notes, Minutes, may, offer; `old` was deleted before.
    assert (row.items, row.is_folder, row.folder) == (7, True, "")
    for name in ("plans", "notes", "may"):
        with pytest.raises(NotFound):
            get_item(SYSTEM, world.items[name])


def test_what_holds_something_hidden_is_not_deleted(world: World) -> None:
    with pytest.raises(Forbidden):
        delete_item(world.actor("member"), world.plans)
    assert len(list_descendants(SYSTEM, world.item("plans"), limit=50)) == 6


def test_a_reader_cannot_delete(world: World) -> None:
    for name in ("welcome", "minutes"):
        with pytest.raises(Forbidden):
            delete_item(world.actor("visitor"), world.items[name])


@pytest.mark.parametrize("who", ["nobody", "acme", "guest", "anonymous"])
@pytest.mark.parametrize("name", ["welcome", "plans", "root", "payroll"])
def test_what_is_hidden_is_absent_to_who_would_delete_it(
    world: World, who: str, name: str
) -> None:
    with pytest.raises(NotFound):
        delete_item(world.actor(who), world.items[name])
    # Not even whether it changed is told.
    with pytest.raises(NotFound):
        delete_item(world.actor(who), world.items[name], expect=Expect.absent())


def test_a_library_is_not_deleted_as_a_folder(world: World) -> None:
    with pytest.raises(Forbidden):
        delete_item(world.actor("owner"), world.root)


def test_what_changed_since_is_not_deleted(world: World) -> None:
    seen = world.item("welcome")
    world.put("root", seen.name, b"newer")
    with pytest.raises(Stale):
        delete_item(world.actor("owner"), world.welcome, expect=Expect.found(seen))
    delete_item(
        world.actor("owner"), seen.id, expect=Expect.found(world.item("welcome"))
    )


def test_a_lock_anywhere_inside_holds_the_folder(world: World) -> None:
    member = world.actor("member")
    lock = lock_item(
        member, world.notes, shared=False, deep=False, owner_xml="", timeout_seconds=9
    )
    with pytest.raises(Locked) as caught:
        delete_item(world.actor("owner"), world.plans)
    assert caught.value.by == "Member"
    with pytest.raises(Locked):
        delete_item(world.actor("owner"), world.plans, tokens={lock.token})
    delete_item(member, world.deep, tokens={lock.token})


def test_a_name_is_free_again(world: World) -> None:
    owner, name = world.actor("owner"), world.item("plans").name
    delete_item(owner, world.plans)
    assert create_folder(owner, world.root, name=name).id != world.plans


def test_nothing_is_put_into_a_deleted_folder(world: World) -> None:
    owner = world.actor("owner")
    delete_item(owner, world.plans)
    with pytest.raises(NotFound):
        put_file(owner, world.deep, name="x", body=stage(b"x"))


def test_what_is_deleted_is_not_deleted_again(world: World) -> None:
    owner = world.actor("owner")
    delete_item(owner, world.plans)
    for name in ("plans", "notes"):
        with pytest.raises(NotFound):
            delete_item(owner, world.items[name])
