"""Files that come in parts: by their owner alone, byte by byte, stored once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from hallway.core import clock
from hallway.core.errors import (
    Conflict,
    CoreError,
    Forbidden,
    Invalid,
    Locked,
    NotFound,
    OverQuota,
    Stale,
)
from hallway.core.items.commands import delete_item
from hallway.core.items.queries import get_item, open_body
from hallway.core.items.records import Expect
from hallway.core.uploads import commands
from hallway.core.uploads.commands import (
    KEEP,
    append_to_upload,
    begin_upload,
    cancel_upload,
    drop_expired_uploads,
    finish_upload,
)
from hallway.core.uploads.queries import get_upload
from hallway.core.versions.queries import list_versions
from hallway.platform.storage import ShortBody, get_store
from hallway.platform.storage.local import LocalStore
from tests.world import World

BODY = os.urandom(3_000_000)
LIMIT = 10**9


@pytest.fixture
def begun(world: World) -> str:
    """An upload of the member's into Plans."""
    made = begin_upload(
        world.actor("member"), world.items["plans"], name="big.bin", size=len(BODY)
    )
    assert made.offset == 0
    return made.guid


def part_of(guid: str) -> Path:
    store = get_store()
    assert isinstance(store, LocalStore)
    return store.root / "partial" / guid


def test_parts_become_a_file_of_their_folder(world: World, begun: str) -> None:
    member = world.actor("member")
    for start in range(0, len(BODY), 700_000):
        piece = BODY[start : start + 700_000]
        found = append_to_upload(member, begun, offset=start, pieces=[piece])
        assert found.offset == start + len(piece)
    done = finish_upload(member, begun, limit=LIMIT)
    assert done.created
    item = get_item(member, done.item.id)
    assert (item.name, item.size, item.author) == (
        "big.bin",
        len(BODY),
        world.principal("member"),
    )
    with open_body(member, item) as file:
        assert file.read() == BODY
    assert not part_of(begun).exists()
    # Again is not twice.
    assert finish_upload(member, begun, limit=LIMIT).item.id == item.id
    assert len(list_versions(member, item.id)) == 1


def test_what_came_before_the_connection_broke_is_kept(
    world: World, begun: str
) -> None:
    member = world.actor("member")

    def broken() -> Iterator[bytes]:
        yield BODY[:1_000_000]
        yield BODY[1_000_000:1_500_000]
        raise ShortBody("cut")

    with pytest.raises(ShortBody):
        append_to_upload(member, begun, offset=0, pieces=broken())
    assert get_upload(member, begun).offset == 1_500_000
    append_to_upload(member, begun, offset=1_500_000, pieces=[BODY[1_500_000:]])
    done = finish_upload(member, begun, limit=LIMIT)
    with open_body(member, done.item) as file:
        assert file.read() == BODY


def test_the_offset_told_is_on_the_disk_and_no_more_is_told(
    world: World, begun: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    member = world.actor("member")
    monkeypatch.setattr(commands, "STEP", 1_000_000)
    told: list[int] = []

    def watched() -> Iterator[bytes]:
        for start in range(0, 2_500_000, 500_000):
            told.append(get_upload(member, begun).offset)
            yield BODY[start : start + 500_000]

    append_to_upload(member, begun, offset=0, pieces=watched())
    assert told == [0, 0, 1_000_000, 1_000_000, 2_000_000]


def test_bytes_that_were_never_told_are_written_anew(world: World, begun: str) -> None:
    member = world.actor("member")
    append_to_upload(member, begun, offset=0, pieces=[BODY[:1000]])
    # As after kill -9: written, but not told.
    with part_of(begun).open("ab") as file:
        file.write(b"torn bytes")
    append_to_upload(member, begun, offset=1000, pieces=[BODY[1000:]])
    done = finish_upload(member, begun, limit=LIMIT)
    with open_body(member, done.item) as file:
        assert file.read() == BODY


@pytest.mark.parametrize("offset", [1, 999, 1001, 10**15])
def test_another_offset_is_refused(world: World, begun: str, offset: int) -> None:
    member = world.actor("member")
    append_to_upload(member, begun, offset=0, pieces=[BODY[:1000]])
    with pytest.raises(Stale):
        append_to_upload(member, begun, offset=offset, pieces=[b"x"])
    assert get_upload(member, begun).offset == 1000


def test_more_than_announced_is_refused(world: World, begun: str) -> None:
    member = world.actor("member")
    with pytest.raises(Invalid):
        append_to_upload(member, begun, offset=0, pieces=[BODY, b"x"])
    assert get_upload(member, begun).offset <= len(BODY)


def test_less_than_announced_is_not_stored(world: World, begun: str) -> None:
    member = world.actor("member")
    append_to_upload(member, begun, offset=0, pieces=[BODY[:1000]])
    with pytest.raises(Stale):
        finish_upload(member, begun, limit=LIMIT)


def test_two_at_once_are_told_apart(world: World, begun: str) -> None:
    member = world.actor("member")

    def second() -> Iterator[bytes]:
        yield BODY[:1000]
        for attempt in (
            lambda: append_to_upload(member, begun, offset=0, pieces=[b"other"]),
            lambda: cancel_upload(member, begun),
            lambda: finish_upload(member, begun, limit=LIMIT),
        ):
            with pytest.raises(Locked):
                attempt()
        yield BODY[1000:]

    append_to_upload(member, begun, offset=0, pieces=second())
    done = finish_upload(member, begun, limit=LIMIT)
    with open_body(member, done.item) as file:
        assert file.read() == BODY


@pytest.mark.parametrize("who", ["owner", "admin", "visitor", "nobody", "anonymous"])
def test_it_is_nobody_elses(world: World, begun: str, who: str) -> None:
    other = world.actor(who)
    for guid in (begun, "0" * 32, "none", "../../etc"):
        with pytest.raises(NotFound):
            get_upload(other, guid)
        with pytest.raises(NotFound):
            append_to_upload(other, guid, offset=0, pieces=[b"x"])
        with pytest.raises(NotFound):
            finish_upload(other, guid, limit=LIMIT)
        with pytest.raises(NotFound):
            cancel_upload(other, guid)
    assert get_upload(world.actor("member"), begun).offset == 0


@pytest.mark.parametrize(
    ("who", "folder", "error"),
    [
        ("visitor", "plans", Forbidden),
        ("member", "salaries", NotFound),
        ("nobody", "plans", NotFound),
        ("anonymous", "plans", NotFound),
        ("owner", "q3", Conflict),
        ("owner", "tasks_root", Conflict),
    ],
)
def test_who_may_not_add_does_not_begin(
    world: World, who: str, folder: str, error: type[CoreError]
) -> None:
    with pytest.raises(error):
        begin_upload(world.actor(who), world.items[folder], name="a.txt", size=1)


@pytest.mark.parametrize("name", ["", "..", "a/b", "a\x00b", "con", "x" * 300])
def test_a_hostile_name_is_refused_at_once(world: World, name: str) -> None:
    with pytest.raises(Invalid):
        begin_upload(world.actor("owner"), world.items["plans"], name=name, size=1)


def test_a_right_lost_on_the_way_is_asked_again(world: World, begun: str) -> None:
    from hallway.core.access.commands import Inherit, break_inheritance

    member = world.actor("member")
    append_to_upload(member, begun, offset=0, pieces=[BODY])
    break_inheritance(
        world.actor("owner"), world.securable("plans"), start=Inherit.CLEAR
    )
    with pytest.raises(NotFound):
        finish_upload(world.actor("member"), begun, limit=LIMIT)
    assert get_upload(member, begun).offset == len(BODY)


def test_a_folder_that_was_deleted_takes_nothing(world: World, begun: str) -> None:
    member = world.actor("member")
    append_to_upload(member, begun, offset=0, pieces=[BODY])
    delete_item(world.actor("owner"), world.items["plans"])
    with pytest.raises(NotFound):
        finish_upload(member, begun, limit=LIMIT)


def test_a_name_that_is_there_gets_a_version_or_is_refused(
    world: World, begun: str
) -> None:
    member = world.actor("member")
    there = world.put("plans", "big.bin", b"older")
    append_to_upload(member, begun, offset=0, pieces=[BODY])
    with pytest.raises(Stale):
        finish_upload(member, begun, limit=LIMIT, expect=Expect.absent())
    done = finish_upload(member, begun, limit=LIMIT)
    assert not done.created
    assert done.item.id == there
    assert len(list_versions(member, there)) == 2


def test_what_is_on_its_way_counts_for_the_limit_of_the_site(world: World) -> None:
    from hallway.core.sites.models import Site

    site = Site.unscoped.get(pk=world.hr)
    Site.unscoped.filter(pk=site.pk).update(quota_bytes=site.used_bytes + 1000)
    plans = world.items["plans"]
    begin_upload(world.actor("owner"), plans, name="a.bin", size=600)
    with pytest.raises(OverQuota):
        begin_upload(world.actor("member"), plans, name="b.bin", size=600)
    begin_upload(world.actor("member"), plans, name="b.bin", size=400)


def test_one_person_begins_so_many_at_a_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "MOST_OPEN", 2)
    plans = world.items["plans"]
    for n in range(2):
        begin_upload(world.actor("owner"), plans, name=f"{n}", size=1)
    with pytest.raises(Conflict):
        begin_upload(world.actor("owner"), plans, name="3", size=1)
    begin_upload(world.actor("member"), plans, name="3", size=1)


def test_an_old_one_is_gone_with_its_bytes(world: World) -> None:
    member = world.actor("member")
    with clock.turned_back(int(KEEP.total_seconds() + 60) * clock.SECOND):
        old = begin_upload(member, world.items["plans"], name="old", size=9).guid
        append_to_upload(member, old, offset=0, pieces=[b"old"])
    young = begin_upload(member, world.items["plans"], name="young", size=9).guid
    append_to_upload(member, young, offset=0, pieces=[b"young"])
    with pytest.raises(NotFound):
        get_upload(member, old)
    with pytest.raises(Forbidden):
        drop_expired_uploads(member)
    assert drop_expired_uploads(world.actor("system")) == 1
    assert drop_expired_uploads(world.actor("system")) == 0
    assert not part_of(old).exists()
    assert part_of(young).exists()


def test_given_up_leaves_nothing(world: World, begun: str) -> None:
    member = world.actor("member")
    append_to_upload(member, begun, offset=0, pieces=[b"some"])
    cancel_upload(member, begun)
    assert not part_of(begun).exists()
    with pytest.raises(NotFound):
        get_upload(member, begun)


def test_bytes_lost_from_the_disk_are_said(world: World, begun: str) -> None:
    member = world.actor("member")
    append_to_upload(member, begun, offset=0, pieces=[BODY[:1000]])
    part_of(begun).unlink()
    with pytest.raises(NotFound):
        append_to_upload(member, begun, offset=1000, pieces=[BODY[1000:]])
    with pytest.raises(NotFound):
        get_upload(member, begun)
