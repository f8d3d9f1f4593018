from __future__ import annotations

import pytest

from hallway.core.errors import Conflict, Forbidden, Invalid, Locked, NotFound
from hallway.core.items.commands import update_values
from hallway.core.items.queries import get_quota, open_body
from hallway.core.lists.commands import set_versioning
from hallway.core.versions.commands import (
    delete_version,
    label_version,
    publish,
    restore_version,
)
from hallway.core.versions.queries import get_version, list_versions
from tests.world import SYSTEM, World

HIDDEN = ["nobody", "guest", "acme", "anonymous"]


def numbers(world: World, name: str) -> list[str]:
    return [v.number for v in list_versions(SYSTEM, world.items[name])]


def test_a_restored_version_is_a_new_one(world: World) -> None:
    member, before = world.actor("member"), world.item("welcome")
    after = restore_version(member, world.welcome, major=1, minor=0)
    with open_body(member, after) as body:
        assert body.read().startswith(b"1 ")
    assert numbers(world, "welcome") == ["4.0", "3.0", "2.0", "1.0"]
    assert after.content_version == before.content_version + 1
    newest = list_versions(member, world.welcome)[0]
    assert (newest.is_current, newest.author_name) == (True, "Member")
    assert newest.comment == "Restored from 1.0"


def test_the_current_version_of_a_list_without_versions_is_restored(
    world: World,
) -> None:
    owner = world.actor("owner")
    set_versioning(owner, world.documents, versioning="none")
    after = restore_version(owner, world.welcome, major=1, minor=0)
    with open_body(owner, after) as body:
        assert body.read().startswith(b"1 ")
    restore_version(owner, world.welcome, major=after.major, minor=after.minor)
    assert world.item("welcome").sha256 == after.sha256


def test_values_are_restored(world: World) -> None:
    owner = world.actor("owner")
    before = list_versions(owner, world.task1)[0].data
    update_values(owner, world.task1, values={"Title": "other", "Points": None})
    assert list_versions(owner, world.task1)[0].data != before
    restore_version(owner, world.task1, major=1, minor=0)
    assert list_versions(owner, world.task1)[0].data == before


def test_a_version_that_never_was_is_absent(world: World) -> None:
    owner = world.actor("owner")
    for act in (restore_version, delete_version, get_version):
        with pytest.raises(NotFound):
            act(owner, world.welcome, major=9, minor=0)
    with pytest.raises(NotFound):
        label_version(owner, world.welcome, major=9, minor=0, label="x")


@pytest.mark.parametrize("who", HIDDEN)
def test_versions_of_what_is_hidden_are_absent(world: World, who: str) -> None:
    actor = world.actor(who)
    for act in (restore_version, delete_version, get_version):
        with pytest.raises(NotFound):
            act(actor, world.welcome, major=1, minor=0)
    with pytest.raises(NotFound):
        list_versions(actor, world.welcome)
    with pytest.raises(NotFound):
        publish(actor, world.welcome)
    with pytest.raises(NotFound):
        label_version(actor, world.welcome, major=1, minor=0, label="x")


def test_a_reader_sees_versions_and_changes_none(world: World) -> None:
    visitor = world.actor("visitor")
    assert len(list_versions(visitor, world.welcome)) == 3
    assert get_version(visitor, world.welcome, major=2, minor=0).size > 0
    for act in (restore_version, delete_version):
        with pytest.raises(Forbidden):
            act(visitor, world.welcome, major=1, minor=0)
    with pytest.raises(Forbidden):
        label_version(visitor, world.welcome, major=1, minor=0, label="x")


def test_a_deleted_version_gives_its_bytes_back(world: World) -> None:
    owner, used = world.actor("owner"), get_quota(SYSTEM, world.hr).used
    size = get_version(owner, world.welcome, major=2, minor=0).size
    delete_version(owner, world.welcome, major=2, minor=0)
    assert numbers(world, "welcome") == ["3.0", "1.0"]
    assert get_quota(SYSTEM, world.hr).used == used - size


def test_the_current_version_is_not_deleted(world: World) -> None:
    with pytest.raises(Conflict):
        delete_version(world.actor("owner"), world.welcome, major=3, minor=0)


def test_a_version_number_is_not_given_twice(world: World) -> None:
    owner = world.actor("owner")
    delete_version(owner, world.welcome, major=2, minor=0)
    restore_version(owner, world.welcome, major=1, minor=0)
    assert numbers(world, "welcome") == ["4.0", "3.0", "1.0"]


def test_a_draft_is_published_as_the_next_major_version(world: World) -> None:
    owner = world.actor("owner")
    for body in (b"a", b"b"):
        item = world.put("drafts_root", "d.txt", body)
    published = publish(owner, item, comment="out")
    assert (published.major, published.minor) == (1, 0)
    newest = list_versions(owner, item)[0]
    assert (newest.number, newest.comment) == ("1.0", "out")
    world.put("drafts_root", "d.txt", b"c")
    assert [v.number for v in list_versions(owner, item)] == [
        "1.1",
        "1.0",
        "0.2",
        "0.1",
    ]
    assert publish(owner, item).major == 2
    with pytest.raises(Conflict):
        publish(owner, item)


def test_a_version_gets_and_loses_a_label(world: World) -> None:
    owner = world.actor("owner")
    label_version(owner, world.welcome, major=1, minor=0, label="signed")
    assert get_version(owner, world.welcome, major=1, minor=0).label == "signed"
    label_version(owner, world.welcome, major=1, minor=0, label="")
    assert get_version(owner, world.welcome, major=1, minor=0).label == ""
    with pytest.raises(Invalid):
        label_version(owner, world.welcome, major=1, minor=0, label="x" * 256)


def test_a_locked_file_is_not_restored_by_others(world: World) -> None:
    world_lock = world.locks["locked"]
    for tokens in (frozenset[str](), frozenset([world_lock])):
        with pytest.raises(Locked) as caught:
            restore_version(
                world.actor("owner"), world.locked, major=1, minor=0, tokens=tokens
            )
        assert caught.value.by == "Member"
    restore_version(
        world.actor("member"), world.locked, major=1, minor=0, tokens={world_lock}
    )
