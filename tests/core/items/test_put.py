from __future__ import annotations

import pytest

from hallway.core.errors import Conflict, Forbidden, NotFound, OverQuota, Stale
from hallway.core.items.commands import delete_item, put_file
from hallway.core.items.queries import get_item, get_quota, open_body
from hallway.core.items.records import Expect, ItemId, ItemRecord
from hallway.core.sites.commands import set_quota
from hallway.core.versions.queries import list_versions
from tests.world import SYSTEM, World, stage


def put(
    world: World,
    body: bytes,
    *,
    who: str = "owner",
    parent: str = "root",
    name: str | None = None,
    expect: Expect | None = None,
) -> ItemRecord:
    name = name or world.item("welcome").name
    return put_file(
        world.actor(who),
        world.items[parent],
        name=name,
        body=stage(body),
        expect=expect,
    ).item


def read(world: World, item: ItemRecord) -> bytes:
    with open_body(world.actor("owner"), item) as body:
        return body.read()


def test_a_new_file_holds_the_bytes(world: World) -> None:
    made = put_file(
        world.actor("member"), world.plans, name="n.txt", body=stage(b"bytes")
    )
    assert made.created
    assert (read(world, made.item), made.item.size) == (b"bytes", 5)
    assert (made.item.major, made.item.minor, made.item.content_version) == (1, 0, 1)


def test_an_empty_file_is_a_file(world: World) -> None:
    made = put(world, b"", name="empty.bin")
    assert (read(world, made), made.size) == (b"", 0)


def test_a_second_save_is_the_next_version(world: World) -> None:
    before = world.item("welcome")
    after = put(world, b"four", who="member")
    assert after.id == before.id
    assert after.guid == before.guid
    assert (after.major, after.content_version) == (4, before.content_version + 1)
    assert after.etag != before.etag
    assert after.version > before.version
    versions = list_versions(world.actor("visitor"), after.id)
    assert [one.number for one in versions] == ["4.0", "3.0", "2.0", "1.0"]
    assert after.editor == world.principal("member")
    assert after.author == world.principal("owner")


def test_a_save_keeps_the_name_as_first_given(world: World) -> None:
    before = world.item("welcome")
    assert put(world, b"x", name=before.name.upper()).name == before.name


def test_a_save_keeps_the_scope_of_the_file(world: World) -> None:
    offer = world.item("offer")
    after = put(world, b"x", parent="plans", name=offer.name)
    assert (after.id, after.scope) == (offer.id, offer.scope)


@pytest.mark.parametrize("who", ["visitor"])
def test_a_reader_cannot_save(world: World, who: str) -> None:
    with pytest.raises(Forbidden):
        put(world, b"x", who=who)
    assert world.item("welcome").major == 3


@pytest.mark.parametrize("who", ["nobody", "acme", "guest", "anonymous"])
def test_a_hidden_file_is_absent_to_who_would_save(world: World, who: str) -> None:
    with pytest.raises(NotFound):
        put(world, b"x", who=who)


def test_who_may_only_read_a_file_in_a_hidden_folder_is_forbidden(world: World) -> None:
    with pytest.raises(Forbidden):
        put(world, b"x", who="guest", parent="plans", name=world.item("offer").name)


def test_a_hidden_file_in_an_open_folder_is_a_taken_name(world: World) -> None:
    with pytest.raises(Conflict):
        put(world, b"x", who="member", name=world.item("salaries").name)


def test_a_file_does_not_replace_a_folder(world: World) -> None:
    with pytest.raises(Conflict):
        put(world, b"x", name=world.item("plans").name)


def test_what_was_expected_is_compared(world: World) -> None:
    seen = world.item("welcome")
    put(world, b"mine", expect=Expect.found(seen))
    with pytest.raises(Stale):
        put(world, b"too late", expect=Expect.found(seen))
    with pytest.raises(Stale):
        put(world, b"too late", expect=Expect.absent())
    with pytest.raises(Stale):
        put(world, b"x", name="none.txt", expect=Expect.found(seen))
    assert put(world, b"x", name="none.txt", expect=Expect.absent()).major == 1
    assert read(world, world.item("welcome")) == b"mine"


def test_another_file_of_the_same_name_is_not_what_was_expected(world: World) -> None:
    seen = world.item("welcome")
    delete_item(world.actor("owner"), seen.id)
    with pytest.raises(Stale):
        put(world, b"x", name=seen.name, expect=Expect.found(seen))


def test_times_of_the_client_are_kept_apart_from_ours(world: World) -> None:
    made = put_file(
        world.actor("owner"),
        world.plans,
        name="t.txt",
        body=stage(b"x"),
        client_modified=1_000_000,
        client_created=-5,
    ).item
    assert (made.client_modified, made.client_created) == (1_000_000, -5)
    assert made.created == made.modified > 10**15
    after = put(world, b"y", parent="plans", name="t.txt")
    assert (after.client_modified, after.client_created) == (None, -5)


def test_a_full_site_refuses_and_stores_nothing(world: World) -> None:
    used = get_quota(SYSTEM, world.hr).used
    set_quota(SYSTEM, world.hr, limit=used + 10, warning=None)
    with pytest.raises(OverQuota):
        put(world, b"x" * 11, name="big.bin")
    assert get_quota(SYSTEM, world.hr).used == used
    put(world, b"x" * 10, name="fits.bin")
    with pytest.raises(OverQuota):
        put(world, b"y")
    with pytest.raises(NotFound):
        get_quota(world.actor("nobody"), world.hr)


def test_older_versions_count_against_the_quota(world: World) -> None:
    used = get_quota(SYSTEM, world.hr).used
    put(world, b"x" * 7)
    put(world, b"y" * 7)
    assert get_quota(SYSTEM, world.hr).used == used + 14


def test_a_list_without_versions_keeps_the_newest_alone(world: World) -> None:
    from hallway.core.lists.commands import set_versioning

    set_versioning(world.actor("owner"), world.documents, versioning="none")
    made = put(world, b"one", name="v.txt")
    used = get_quota(SYSTEM, world.hr).used
    after = put(world, b"three", name="v.txt")
    assert [v.size for v in list_versions(world.actor("owner"), made.id)] == [5]
    assert (after.major, after.content_version) == (made.major, 2)
    assert get_quota(SYSTEM, world.hr).used == used + 2


def test_drafts_count_minor_versions(world: World) -> None:
    one = put(world, b"1", parent="drafts_root", name="d.txt")
    two = put(world, b"2", parent="drafts_root", name="d.txt")
    assert [(v.major, v.minor) for v in (one, two)] == [(0, 1), (0, 2)]


def test_a_save_keeps_the_values_of_the_columns(world: World) -> None:
    from hallway.core.items.commands import update_values
    from hallway.core.lists.commands import add_column
    from hallway.core.versions.commands import restore_version

    owner = world.actor("owner")
    add_column(owner, world.documents, internal_name="State", title="", type="text")
    update_values(owner, world.welcome, values={"State": "final"})
    saved = put(world, b"next")
    put(world, b"after")
    restore_version(owner, saved.id, major=saved.major, minor=saved.minor)
    newest = list_versions(owner, saved.id)[0]
    assert list(newest.data.values()) == ["final"]


def test_the_guid_outlives_every_save(world: World) -> None:
    guid = world.item("welcome").guid
    assert get_item(world.actor("visitor"), ItemId(world.welcome)).guid == guid
    assert put(world, b"x").guid == guid
