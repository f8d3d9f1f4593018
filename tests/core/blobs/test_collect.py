from __future__ import annotations

import os

import pytest

from hallway.core import clock
from hallway.core.blobs.commands import collect_garbage
from hallway.core.errors import Forbidden
from hallway.core.items.commands import delete_item
from hallway.core.items.queries import open_body
from hallway.core.trash.commands import purge_deletion
from hallway.core.versions.commands import restore_version
from hallway.platform.db import engine
from tests.world import SYSTEM, World


def blobs() -> set[str]:
    return {row[0] for row in engine().fetch_all("SELECT sha256 FROM core_blob")}


@pytest.fixture
def gone(world: World) -> str:
    """A body whose only file was deleted for good just now."""
    owner = world.actor("owner")
    world.items["gone"] = world.put("root", "gone.bin", os.urandom(16))
    sha256 = world.item("gone").sha256
    deletion = delete_item(owner, world.items.pop("gone"))
    for _ in range(2):
        purge_deletion(owner, deletion)
    assert sha256 is not None
    return sha256


def pass_time(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    at = clock.now() + days * clock.DAY
    monkeypatch.setattr(clock, "now", lambda: at)


def test_a_young_body_is_spared(world: World, gone: str) -> None:
    assert collect_garbage(SYSTEM) == 0
    assert gone in blobs()


def test_an_old_body_nothing_needs_goes(
    world: World, gone: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = blobs()
    pass_time(monkeypatch, 2)
    assert collect_garbage(SYSTEM) == 1
    assert blobs() == before - {gone}


def test_a_body_used_again_is_young_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, body = world.actor("owner"), os.urandom(16)
    deletion = delete_item(owner, world.put("root", "one.bin", body))
    for _ in range(2):
        purge_deletion(owner, deletion)
    pass_time(monkeypatch, 2)
    again = world.put("root", "two.bin", body)
    assert collect_garbage(SYSTEM) == 0
    assert again


def test_versions_and_the_bin_keep_their_bodies(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = world.actor("owner")
    delete_item(owner, world.q3)
    before = blobs()
    pass_time(monkeypatch, 2)
    assert collect_garbage(SYSTEM) == 0
    assert blobs() == before
    first = restore_version(owner, world.welcome, major=1, minor=0)
    with open_body(owner, first) as body:
        assert body.read().startswith(b"1 ")


def test_only_the_system_collects(world: World) -> None:
    with pytest.raises(Forbidden):
        collect_garbage(world.actor("owner"))
