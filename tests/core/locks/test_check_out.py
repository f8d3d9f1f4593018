from __future__ import annotations

import pytest

from hallway.core.errors import Conflict, Forbidden, Invalid, Locked, NotFound
from hallway.core.items.commands import delete_item, put_file, update_values
from hallway.core.items.queries import open_body
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.locks.commands import (
    check_in,
    check_out,
    lock_item,
    undo_check_out,
)
from hallway.core.versions.commands import restore_version
from hallway.core.versions.queries import list_versions
from tests.world import SYSTEM, World, stage


def save(world: World, name: str, body: bytes, *, who: str = "member") -> ItemRecord:
    item = world.item(name)
    return put_file(
        world.actor(who), ItemId(item.parent or 0), name=item.name, body=stage(body)
    ).item


def test_a_checked_out_file_is_its_holders(world: World) -> None:
    member = world.actor("member")
    assert check_out(member, world.q3).checked_out_to == member.principal
    for act in (
        lambda: save(world, "q3", b"x", who="owner"),
        lambda: check_out(world.actor("owner"), world.q3),
        lambda: delete_item(world.actor("owner"), world.plans),
    ):
        with pytest.raises(Locked) as caught:
            act()
        assert caught.value.by == "Member"
    assert save(world, "q3", b"x").major == 2


def test_saves_of_one_check_out_are_one_version_with_its_comment(world: World) -> None:
    member = world.actor("member")
    check_out(member, world.welcome)
    for body in (b"a", b"b", b"c"):
        save(world, "welcome", body)
    after = check_in(member, world.welcome, comment="done")
    assert (after.major, after.checked_out_to) == (4, None)
    newest = list_versions(member, world.welcome)[0]
    assert (newest.number, newest.comment) == ("4.0", "done")
    check_out(member, world.welcome)
    assert save(world, "welcome", b"d").major == 5


def test_an_undone_check_out_takes_its_saves_back(world: World) -> None:
    member, before = world.actor("member"), world.item("welcome")
    check_out(member, world.welcome)
    save(world, "welcome", b"a")
    save(world, "welcome", b"b")
    after = undo_check_out(member, world.welcome)
    assert (after.sha256, after.major) == (before.sha256, before.major)
    assert after.content_version > before.content_version
    assert len(list_versions(SYSTEM, world.welcome)) == 3


def test_an_undone_check_out_takes_every_kind_of_save_back(world: World) -> None:
    member, before = world.actor("member"), world.item("welcome")
    check_out(member, world.welcome)
    save(world, "welcome", b"a")
    restore_version(member, world.welcome, major=1, minor=0)
    update_values(member, world.welcome, values={})
    after = undo_check_out(member, world.welcome)
    assert (after.sha256, after.major) == (before.sha256, before.major)
    with open_body(member, after) as body:
        assert body.read().startswith(b"3 ")


def test_an_undone_check_out_without_saves_changes_nothing(world: World) -> None:
    member, before = world.actor("member"), world.item("welcome")
    check_out(member, world.welcome)
    after = undo_check_out(member, world.welcome)
    assert after.etag == before.etag


def test_a_second_check_out_by_its_holder_changes_nothing(world: World) -> None:
    member = world.actor("member")
    first = check_out(member, world.q3)
    assert check_out(member, world.q3) == first


def test_what_is_not_checked_out_is_not_checked_in(world: World) -> None:
    for act in (check_in, undo_check_out):
        with pytest.raises(Conflict):
            act(world.actor("member"), world.q3)


def test_a_folder_is_not_checked_out(world: World) -> None:
    with pytest.raises(Invalid):
        check_out(world.actor("owner"), world.plans)


def test_a_lock_of_somebody_else_is_in_the_way(world: World) -> None:
    lock_item(
        world.actor("owner"),
        world.plans,
        shared=False,
        deep=True,
        owner_xml="",
        timeout_seconds=60,
    )
    with pytest.raises(Locked):
        check_out(world.actor("member"), world.q3)


def test_an_owner_ends_a_check_out_and_a_reader_does_not(world: World) -> None:
    check_out(world.actor("member"), world.q3)
    for act in (check_in, undo_check_out):
        with pytest.raises(Forbidden):
            act(world.actor("visitor"), world.q3)
    undo_check_out(world.actor("owner"), world.q3)
    assert save(world, "q3", b"x", who="owner").major == 2


@pytest.mark.parametrize("who", ["nobody", "acme", "guest", "anonymous"])
def test_a_hidden_file_is_absent_to_who_would_check_out(world: World, who: str) -> None:
    for act in (check_out, check_in, undo_check_out):
        with pytest.raises(NotFound):
            act(world.actor(who), world.welcome)


def test_a_library_may_ask_for_a_check_out(world: World) -> None:
    member = world.actor("member")
    item = world.put("contracts_root", "c.txt", b"1", who="member")
    name = "c.txt"
    with pytest.raises(Conflict):
        put_file(member, world.contracts_root, name=name, body=stage(b"2"))
    check_out(member, item)
    put_file(member, world.contracts_root, name=name, body=stage(b"2"))
    check_in(member, item, comment="v2")
    with pytest.raises(Conflict):
        put_file(member, world.contracts_root, name=name, body=stage(b"3"))
