from __future__ import annotations

import pytest

from hallway.core import clock
from hallway.core.errors import Conflict, Forbidden, Invalid, Locked, NotFound, Stale
from hallway.core.items.commands import (
    create_folder,
    delete_item,
    move_item,
    put_file,
    set_dead_properties,
    update_values,
)
from hallway.core.items.queries import open_body
from hallway.core.items.records import ItemId, ItemRecord, PropertyChange
from hallway.core.locks.commands import (
    LONGEST,
    drop_expired_locks,
    lock_item,
    lock_new_file,
    refresh_lock,
    unlock_item,
)
from hallway.core.locks.queries import list_locks, list_locks_below
from hallway.core.locks.records import LockRecord
from hallway.core.versions.queries import list_versions
from tests.world import SYSTEM, World, stage

HIDDEN = ["nobody", "acme", "guest", "anonymous"]


def lock(
    world: World,
    name: str,
    *,
    who: str = "owner",
    shared: bool = False,
    deep: bool = False,
    seconds: int = 600,
) -> LockRecord:
    return lock_item(
        world.actor(who),
        world.items[name],
        shared=shared,
        deep=deep,
        owner_xml="<D:owner/>",
        timeout_seconds=seconds,
    )


def save(
    world: World, name: str, body: bytes, *, who: str = "owner", token: str = ""
) -> ItemRecord:
    item = world.item(name)
    return put_file(
        world.actor(who),
        ItemId(item.parent or 0),
        name=item.name,
        body=stage(body),
        tokens={token},
    ).item


def pass_time(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    at = clock.now() + seconds * clock.SECOND
    monkeypatch.setattr(clock, "now", lambda: at)


def test_a_lock_is_listed_with_its_holder(world: World) -> None:
    made = lock(world, "q3")
    (found,) = list_locks(world.actor("visitor"), world.q3)
    assert (found.token, found.owner_name, found.owner_xml) == (
        made.token,
        "Owner",
        "<D:owner/>",
    )
    assert list_locks_below(world.actor("visitor"), world.item("plans")) == {
        world.q3: [found]
    }


def test_a_locked_file_takes_its_holders_token_only(world: World) -> None:
    token = lock(world, "q3").token
    for who, given in (("member", ""), ("member", token), ("owner", "")):
        with pytest.raises(Locked) as caught:
            save(world, "q3", b"x", who=who, token=given)
        assert caught.value.by == "Owner"
    assert save(world, "q3", b"x", token=token).major == 2


def test_every_write_asks_for_the_token(world: World) -> None:
    owner = world.actor("owner")
    lock(world, "q3")
    change = PropertyChange(namespace="n", name="p", xml="<p/>")
    for act in (
        lambda: set_dead_properties(owner, world.q3, [change]),
        lambda: update_values(owner, world.q3, values={}),
        lambda: delete_item(owner, world.q3),
        lambda: move_item(owner, world.q3, to=world.plans, name="x"),
        lambda: move_item(owner, world.plans, to=world.gazette_root, name="x"),
    ):
        with pytest.raises(Locked):
            act()


def test_saves_under_one_lock_are_one_version(world: World) -> None:
    token = lock(world, "welcome").token
    for body in (b"draft 1", b"draft 2", b"final"):
        saved = save(world, "welcome", body, token=token)
    assert (saved.major, saved.content_version) == (4, 6)
    assert len(list_versions(SYSTEM, world.welcome)) == 4
    with open_body(world.actor("owner"), saved) as body_file:
        assert body_file.read() == b"final"
    unlock_item(world.actor("owner"), world.welcome, token=token)
    assert save(world, "welcome", b"next").major == 5


def test_a_second_session_is_a_second_version(world: World) -> None:
    for _ in range(2):
        token = lock(world, "welcome").token
        save(world, "welcome", b"one", token=token)
        save(world, "welcome", b"two", token=token)
        unlock_item(world.actor("owner"), world.welcome, token=token)
    assert world.item("welcome").major == 5


def test_two_exclusive_locks_exclude_each_other(world: World) -> None:
    lock(world, "q3")
    for who in ("member", "owner"):
        for shared in (True, False):
            with pytest.raises(Locked):
                lock(world, "q3", who=who, shared=shared)


def test_shared_locks_stand_side_by_side_and_open_each(world: World) -> None:
    one = lock(world, "q3", shared=True)
    other = lock(world, "q3", who="member", shared=True)
    assert len(list_locks(SYSTEM, world.q3)) == 2
    with pytest.raises(Locked):
        lock(world, "q3")
    save(world, "q3", b"a", token=one.token)
    save(world, "q3", b"b", who="member", token=other.token)
    with pytest.raises(Locked):
        save(world, "q3", b"c", who="member", token=one.token)


def test_a_deep_lock_covers_all_below(world: World) -> None:
    token = lock(world, "plans", deep=True).token
    with pytest.raises(Locked):
        save(world, "notes", b"x", who="member")
    with pytest.raises(Locked):
        create_folder(world.actor("member"), world.deep, name="x")
    with pytest.raises(Locked):
        lock(world, "notes", who="member", shared=True)
    assert save(world, "notes", b"x", token=token).major == 2
    assert [one.token for one in list_locks(SYSTEM, world.notes)] == [token]


def test_a_flat_lock_covers_the_names_in_the_folder(world: World) -> None:
    lock(world, "plans")
    with pytest.raises(Locked):
        create_folder(world.actor("member"), world.plans, name="x")
    with pytest.raises(Locked):
        delete_item(world.actor("member"), world.q3)
    assert save(world, "q3", b"x", who="member").major == 2
    assert create_folder(world.actor("member"), world.deep, name="x").id


def test_a_deep_lock_waits_for_locks_below(world: World) -> None:
    lock(world, "notes")
    with pytest.raises(Locked):
        lock(world, "plans", who="member", deep=True)
    lock(world, "plans", who="member")


def test_a_lock_ends_with_its_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = lock(world, "q3", seconds=60)
    pass_time(monkeypatch, 59)
    with pytest.raises(Locked):
        save(world, "q3", b"x", who="member")
    pass_time(monkeypatch, 2)
    assert list_locks(SYSTEM, world.q3) == []
    assert save(world, "q3", b"x", who="member").major == 2
    with pytest.raises(Stale):
        refresh_lock(
            world.actor("owner"), world.q3, tokens={made.token}, timeout_seconds=60
        )
    assert drop_expired_locks(SYSTEM) == 1


def test_a_refreshed_lock_starts_its_time_anew(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = world.actor("owner")
    made = lock(world, "q3", seconds=60)
    pass_time(monkeypatch, 50)
    refresh_lock(owner, world.q3, tokens={made.token}, timeout_seconds=60)
    pass_time(monkeypatch, 50)
    assert len(list_locks(SYSTEM, world.q3)) == 1
    with pytest.raises(Stale):
        refresh_lock(
            world.actor("member"),
            world.q3,
            tokens={made.token},
            timeout_seconds=60,
        )


@pytest.mark.parametrize(("asked", "given"), [(0, 1), (-5, 1), (10**9, LONGEST)])
def test_a_time_out_is_kept_in_bounds(world: World, asked: int, given: int) -> None:
    assert lock(world, "q3", seconds=asked).timeout == given


def test_a_lock_is_given_back_by_its_holder(world: World) -> None:
    token = lock(world, "q3", who="member").token
    with pytest.raises(Conflict):
        unlock_item(world.actor("member"), world.welcome, token=token)
    with pytest.raises(Conflict):
        unlock_item(world.actor("member"), world.q3, token="urn:uuid:none")
    unlock_item(world.actor("member"), world.q3, token=token)
    assert list_locks(SYSTEM, world.q3) == []


def test_an_owner_breaks_a_lock_and_a_reader_does_not(world: World) -> None:
    token = lock(world, "q3", who="member").token
    with pytest.raises(Forbidden):
        unlock_item(world.actor("visitor"), world.q3, token=token)
    unlock_item(world.actor("owner"), world.q3, token=token)
    assert save(world, "q3", b"x").major == 2


def test_a_reader_cannot_lock(world: World) -> None:
    with pytest.raises(Forbidden):
        lock(world, "q3", who="visitor")


@pytest.mark.parametrize("who", HIDDEN)
def test_a_hidden_file_is_absent_to_who_would_lock(world: World, who: str) -> None:
    actor = world.actor(who)
    with pytest.raises(NotFound):
        lock(world, "locked", who=who)
    with pytest.raises(NotFound):
        unlock_item(actor, world.locked, token=world.locks["locked"])
    with pytest.raises(NotFound):
        refresh_lock(actor, world.locked, tokens=(), timeout_seconds=1)
    with pytest.raises(NotFound):
        list_locks(actor, world.locked)
    with pytest.raises(NotFound):
        lock_new_file(actor, world.plans, name="n", body=stage(b""))


def test_locks_do_not_move_with_the_file(world: World) -> None:
    token = lock(world, "q3").token
    move_item(world.actor("owner"), world.q3, to=world.root, name="q3", tokens={token})
    assert list_locks(SYSTEM, world.q3) == []


def test_a_name_is_locked_before_the_file_is_there(world: World) -> None:
    owner = world.actor("owner")
    held, made = lock_new_file(owner, world.plans, name="new.txt", body=stage(b""))
    assert (made.size, made.major) == (0, 1)
    world.items["new"] = made.id
    try:
        with pytest.raises(Locked):
            save(world, "new", b"x", who="member")
        saved = save(world, "new", b"first", token=held.token)
    finally:
        del world.items["new"]
    assert (saved.major, len(list_versions(owner, made.id))) == (1, 1)
    with pytest.raises(Conflict):
        lock_new_file(owner, world.plans, name="NEW.txt", body=stage(b""))
    with pytest.raises(Invalid):
        lock_new_file(owner, world.plans, name="a*b", body=stage(b""))


def test_a_restore_does_not_go_into_a_locked_folder(world: World) -> None:
    from hallway.core.trash.commands import restore_deletion

    lock(world, "plans")
    with pytest.raises(Locked):
        restore_deletion(world.actor("member"), world.deletions["old"])


def test_only_the_system_drops_expired_locks(world: World) -> None:
    with pytest.raises(Forbidden):
        drop_expired_locks(world.actor("owner"))
