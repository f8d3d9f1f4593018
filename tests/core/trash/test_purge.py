from __future__ import annotations

import pytest

from hallway.core import clock
from hallway.core.errors import Forbidden, NotFound
from hallway.core.items.commands import copy_item, delete_item, move_item
from hallway.core.items.queries import find_moved_number, get_quota, open_body
from hallway.core.trash.commands import (
    purge_deletion,
    purge_expired,
    restore_deletion,
)
from hallway.core.trash.queries import get_deletion, list_deletions
from tests.world import SYSTEM, World


def test_the_first_purge_moves_to_the_second_stage(world: World) -> None:
    member, owner = world.actor("member"), world.actor("owner")
    deletion = world.deletions["old"]
    purge_deletion(member, deletion)
    assert list_deletions(member, world.hr) == []
    assert [row.id for row in list_deletions(owner, world.hr, stage=2)] == [deletion]
    for act in (restore_deletion, purge_deletion, get_deletion):
        with pytest.raises(NotFound):
            act(member, deletion)
    assert restore_deletion(owner, deletion).id == world.old


def test_the_second_purge_is_for_good(world: World) -> None:
    owner, used = world.actor("owner"), get_quota(SYSTEM, world.hr).used
    size = get_deletion(owner, world.deletions["old"]).size
    for _ in range(2):
        purge_deletion(owner, world.deletions["old"])
    with pytest.raises(NotFound):
        get_deletion(owner, world.deletions["old"])
    assert get_quota(SYSTEM, world.hr).used == used - size


def test_a_folder_with_own_permissions_is_purged_whole(world: World) -> None:
    owner = world.actor("owner")
    deletion = delete_item(owner, world.plans)
    for _ in range(2):
        purge_deletion(owner, deletion)
    # Deleted before its folder: a deletion of its own, it can still come back.
    assert restore_deletion(owner, world.deletions["old"]).id == world.old


def test_bytes_that_others_share_stay(world: World) -> None:
    owner = world.actor("owner")
    copied = copy_item(owner, world.q3, to=world.root, name="c").item
    deletion = delete_item(owner, world.q3)
    for _ in range(2):
        purge_deletion(owner, deletion)
    with open_body(owner, copied) as body:
        assert body.read().startswith(b"q3")


def test_old_addresses_of_what_is_purged_lead_nowhere(world: World) -> None:
    owner, before = world.actor("owner"), world.item("q3")
    move_item(owner, world.q3, to=world.team_root, name="q3")
    deletion = delete_item(owner, world.q3)
    for _ in range(2):
        purge_deletion(owner, deletion)
    assert find_moved_number(owner, before.list, before.number) is None


def test_what_was_in_the_bin_for_93_days_goes(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = clock.now()
    monkeypatch.setattr(clock, "now", lambda: at + 92 * clock.DAY)
    assert purge_expired(SYSTEM) == 0
    later = delete_item(world.actor("owner"), world.q3)
    monkeypatch.setattr(clock, "now", lambda: at + 94 * clock.DAY)
    assert purge_expired(SYSTEM) == 1
    assert [row.id for row in list_deletions(world.actor("owner"), world.hr)] == [later]


def test_only_the_system_purges_what_expired(world: World) -> None:
    with pytest.raises(Forbidden):
        purge_expired(world.actor("owner"))
