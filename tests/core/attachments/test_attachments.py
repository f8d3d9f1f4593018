"""Files that hang on items: attached, opened, taken away, kept with their item."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from hallway.core import clock
from hallway.core.access.breaking import Inherit
from hallway.core.access.commands import break_inheritance
from hallway.core.attachments.commands import (
    MAX_FILES,
    add_attachments,
    purge_removed,
    remove_attachment,
    restore_attachment,
    set_attachments,
)
from hallway.core.attachments.queries import (
    count_attachments,
    list_attachments,
    open_attachment,
    takes_attachments,
)
from hallway.core.attachments.records import NewFile
from hallway.core.blobs.commands import collect_garbage
from hallway.core.check.queries import run_checks
from hallway.core.errors import Conflict, CoreError, Forbidden, Invalid, NotFound
from hallway.core.items.commands import copy_item, delete_item, move_item
from hallway.core.items.queries import get_item, get_quota
from hallway.core.items.records import ItemId
from hallway.core.query.queries import count_values, list_rows
from hallway.core.query.records import Asking
from hallway.core.sites.commands import set_quota
from hallway.core.trash.commands import purge_deletion, restore_deletion
from hallway.platform.db import engine
from hallway.wire.query import Compare, Field, Op, Order, Query
from tests.core.lists.world_of_columns import make_list
from tests.core.projections.stage import finish
from tests.world import HR_SECRET, SYSTEM, World, stage

BODY = b"an attached body of some length"


def attach(world: World, *names: str, who: str = "owner", body: bytes = BODY) -> None:
    files = [NewFile(name, stage(body)) for name in names]
    add_attachments(world.actor(who), world.task1, files=files)


def names(world: World, item: ItemId | None = None) -> list[str]:
    return [one.name for one in list_attachments(SYSTEM, item or world.task1)]


@pytest.mark.parametrize("has_table", [False, True])
def test_items_are_asked_whether_files_hang_on_them(
    world: World, *, has_table: bool
) -> None:
    if has_table:
        finish(world.tasks)
    attach(world, "a.txt")
    asking = Asking(now=clock.now())

    def asked(value: bool) -> list[ItemId]:
        where = Compare(Field("Attachments"), Op.EQ, value)
        query = Query(where=where, order=(Order(Field("Attachments")),))
        rows = list_rows(SYSTEM, world.tasks, query, asking=asking).rows
        return [one.item.id for one in rows]

    assert asked(True) == [world.task1]
    assert world.task1 not in asked(False)
    (one,) = list_attachments(SYSTEM, world.task1)
    remove_attachment(world.actor("owner"), world.task1, guid=one.guid)
    assert asked(True) == []
    facets = count_values(
        SYSTEM, world.tasks, Query(), column="Attachments", asking=asking
    ).facets
    assert [one.value for one in facets] == [False]


def used(world: World) -> int:
    return get_quota(SYSTEM, world.hr).used


def is_stored(body: bytes = BODY) -> bool:
    digest = hashlib.sha256(body).hexdigest()
    return bool(
        engine().fetch_all("SELECT 1 FROM core_blob WHERE sha256 = %s", (digest,))
    )


def test_files_are_attached_opened_and_counted(world: World) -> None:
    before = used(world)
    attach(world, "b.txt", "A.pdf", who="member")
    assert names(world) == ["A.pdf", "b.txt"]
    assert used(world) == before + 2 * len(BODY)
    both = [world.item("task1"), world.item("task2")]
    visitor = world.actor("visitor")
    assert count_attachments(visitor, both) == {world.task1: 2}
    first = list_attachments(visitor, world.task1)[0]
    with open_attachment(visitor, world.task1, first.guid).file as file:
        assert file.read() == BODY
    assert first.author == world.principal("member")


@pytest.mark.parametrize(
    "wrong", [["a.txt", "A.TXT"], ["b.txt", "have.txt"], ["a/b"], ["x" * 256], [""]]
)
def test_a_name_that_cannot_be_attaches_nothing(world: World, wrong: list[str]) -> None:
    attach(world, "have.txt")
    with pytest.raises(Invalid) as caught:
        attach(world, "new.txt", *wrong)
    assert set(caught.value.fields) == {"files"}
    assert names(world) == ["have.txt"]


def test_there_is_a_limit_of_files_and_of_storage(world: World) -> None:
    with pytest.raises(Invalid):
        attach(world, *(f"{n}.txt" for n in range(MAX_FILES + 1)))
    set_quota(SYSTEM, world.hr, limit=used(world) + 10, warning=None)
    with pytest.raises(CoreError):
        attach(world, "large.bin")
    assert names(world) == []


def test_the_wrong_person_sees_no_name_no_count_and_no_byte(world: World) -> None:
    attach(world, f"salary {HR_SECRET}.txt")
    (made,) = list_attachments(SYSTEM, world.task1)
    with pytest.raises(Forbidden):
        attach(world, "x.txt", who="visitor")
    with pytest.raises(Forbidden):
        remove_attachment(world.actor("visitor"), world.task1, made.guid)
    break_inheritance(
        world.actor("owner"), world.securable("task1"), start=Inherit.CLEAR
    )
    reads: list[Callable[[str], object]] = [
        lambda who: list_attachments(world.actor(who), world.task1),
        lambda who: open_attachment(world.actor(who), world.task1, made.guid),
        lambda who: remove_attachment(world.actor(who), world.task1, made.guid),
        lambda who: attach(world, "x.txt", who=who),
    ]
    for who in ("member", "visitor", "nobody", "guest"):
        for read in reads:
            with pytest.raises(NotFound):
                read(who)
    # Not by way of an item that is seen either.
    with pytest.raises(NotFound):
        open_attachment(world.actor("member"), world.task2, made.guid)
    for guid in ("", "x", made.guid[:-1]):
        with pytest.raises(NotFound):
            open_attachment(SYSTEM, world.task1, guid)


def test_what_is_taken_away_can_be_put_back_until_it_is_purged(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, before = world.actor("owner"), used(world)
    attach(world, "a.txt", "b.txt")
    first, second = list_attachments(SYSTEM, world.task1)
    remove_attachment(owner, world.task1, first.guid)
    assert names(world) == ["b.txt"]
    assert count_attachments(SYSTEM, [world.item("task1")]) == {world.task1: 1}
    with pytest.raises(NotFound):
        open_attachment(owner, world.task1, first.guid)
    restore_attachment(owner, world.task1, first.guid)
    assert names(world) == ["a.txt", "b.txt"]
    remove_attachment(owner, world.task1, first.guid)
    attach(world, "A.txt")
    with pytest.raises(Conflict):
        restore_attachment(owner, world.task1, first.guid)
    assert used(world) == before + 3 * len(BODY)
    with pytest.raises(Forbidden):
        purge_removed(owner)
    at = clock.now() + 94 * clock.DAY
    monkeypatch.setattr(clock, "now", lambda: at)
    assert purge_removed(SYSTEM) == 1
    assert purge_removed(SYSTEM) == 0
    assert used(world) == before + 2 * len(BODY)
    assert second.guid in {one.guid for one in list_attachments(SYSTEM, world.task1)}


def test_it_is_kept_in_the_bin_with_its_item_and_goes_with_it(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner, before = world.actor("owner"), used(world)
    attach(world, "a.txt", body=b"only here")
    deletion = delete_item(owner, world.task1)
    with pytest.raises(NotFound):
        list_attachments(owner, world.task1)
    restore_deletion(owner, deletion)
    assert names(world) == ["a.txt"]
    # Nothing but the attachment needs the body: it is not collected.
    at = clock.now() + 2 * clock.DAY
    monkeypatch.setattr(clock, "now", lambda: at)
    collect_garbage(SYSTEM)
    assert is_stored(b"only here")
    assert list(run_checks(SYSTEM, hash_bodies=True)) == []
    deletion = delete_item(owner, world.task1)
    for _ in range(2):
        purge_deletion(owner, deletion)
    assert used(world) == before
    collect_garbage(SYSTEM)
    assert not is_stored(b"only here")


def test_it_goes_along_with_a_copy_and_a_move(world: World) -> None:
    owner = world.actor("owner")
    other = make_list(world, "Other")
    attach(world, "a.txt")
    before = used(world)
    made = copy_item(owner, world.task1, to=ItemId(other.root), name="1_.000").item
    assert names(world, made.id) == ["a.txt"]
    assert used(world) == before + len(BODY)
    (copied,) = list_attachments(SYSTEM, made.id)
    remove_attachment(owner, made.id, copied.guid)
    assert names(world) == ["a.txt"]
    move_item(owner, world.task1, to=ItemId(other.root), name="2_.000")
    assert names(world) == ["a.txt"]


def test_a_list_may_take_none_and_files_take_none(world: World) -> None:
    owner = world.actor("owner")
    attach(world, "a.txt")
    assert takes_attachments(owner, world.tasks)
    with pytest.raises(Forbidden):
        set_attachments(world.actor("visitor"), world.tasks, allowed=False)
    set_attachments(owner, world.tasks, allowed=False)
    assert not takes_attachments(owner, world.tasks)
    with pytest.raises(Conflict):
        attach(world, "b.txt")
    assert names(world) == ["a.txt"]
    with pytest.raises(NotFound):
        takes_attachments(world.actor("nobody"), world.tasks)
    notes = world.item("notes")
    assert not takes_attachments(owner, notes.list)
    with pytest.raises(Conflict):
        add_attachments(owner, notes.id, files=[NewFile("a", stage(BODY))])


def test_attaching_is_a_change_of_the_item(world: World) -> None:
    before = get_item(SYSTEM, world.task1)
    attach(world, "a.txt", who="member")
    after = get_item(SYSTEM, world.task1)
    assert after.version > before.version
    assert after.editor == world.principal("member")
    rows = engine().fetch_all(
        "SELECT verb FROM core_change WHERE item = %s ORDER BY id DESC LIMIT 1",
        (world.task1,),
    )
    assert rows == [("item.attached",)]
