"""One change for many items: all of it or nothing for each, and back again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hallway.core.access.breaking import Inherit
from hallway.core.access.commands import break_inheritance
from hallway.core.errors import Forbidden, Invalid, NotFound, Stale
from hallway.core.items.commands import (
    create_folder,
    create_item,
    undo_updates,
    update_many,
    update_values,
)
from hallway.core.items.queries import get_item
from hallway.core.items.records import Edit, Edited, ItemId, Way
from hallway.core.lists.records import ListId
from hallway.core.versions.queries import list_versions
from tests.core.lists.world_of_columns import add, make_list, row, value
from tests.world import SYSTEM, World


def change(
    world: World, items: Sequence[ItemId], *edits: Edit, who: str = "owner"
) -> Edited:
    list_id = get_item(SYSTEM, items[0]).list
    return update_many(world.actor(who), list_id, items, edits=edits)


def put(column: str, to: Any) -> Edit:
    return Edit(column=column, way=Way.SET, value=to)


@pytest.fixture
def trips(world: World) -> ListId:
    countries = make_list(world, "Countries")
    add(world, countries.id, "Title", "text")
    for name in ("Austria", "Belgium", "Chad"):
        row(world.actor("owner"), countries.id, Title=name)
    made = make_list(world, "Trips").id
    add(world, made, "Title", "text", required=True)
    add(world, made, "Code", "text", unique=True)
    add(world, made, "Tags", "choices", choices=["a", "b", "c"])
    add(world, made, "Countries", "lookups", list=countries.guid)
    add(world, made, "Guests", "persons")
    return made


def test_each_item_gets_the_change_and_a_version(world: World) -> None:
    both = [world.task1, world.task2]
    done = change(world, both, put("State", "open"), put("Points", 2))
    assert done.changed == tuple(both)
    assert [value(one, "Points") for one in both] == [2.0, 2.0]
    assert [value(one, "State") for one in both] == ["open", "open"]
    assert len(list_versions(SYSTEM, world.task1)) == 2
    again = change(world, both, put("State", "open"))
    assert (again.changed, again.same) == ((), tuple(both))
    assert again.changes is None
    assert len(list_versions(SYSTEM, world.task1)) == 2


def test_many_values_are_added_and_removed(world: World, trips: ListId) -> None:
    owner, member = world.actor("owner"), world.principal("member")
    one = row(owner, trips, Title="1", Tags=["a"], Countries=[1, 2], Guests=[member])
    two = row(owner, trips, Title="2", Tags=["b", "a"])
    items = [one.id, two.id]

    def edit(way: Way) -> Edited:
        return change(
            world,
            items,
            Edit(column="Tags", way=way, value=["b"]),
            Edit(column="Countries", way=way, value=[2, 3]),
            Edit(column="Guests", way=way, value=[member]),
        )

    assert edit(Way.ADD).changed == (one.id, two.id)
    assert value(one, "Tags") == ["a", "b"]
    assert value(two, "Tags") == ["b", "a"]
    assert len(value(one, "Countries")) == 3
    assert len(value(two, "Countries")) == 2
    assert value(two, "Guests") == [member]
    edit(Way.REMOVE)
    assert value(one, "Tags") == ["a"]
    assert value(two, "Countries") is None
    assert value(one, "Guests") is None
    assert len(value(one, "Countries")) == 1


def test_what_is_refused_leaves_the_others(world: World, trips: ListId) -> None:
    owner = world.actor("owner")
    one, two = (row(owner, trips, Title=name, Code=name) for name in "ab")
    folder = create_folder(owner, ItemId(one.parent or 0), name="sub")
    done = change(
        world,
        [one.id, folder.id, two.id, world.task1],
        put("Code", "same"),
        put("Tags", ["c"]),
    )
    assert done.changed == (one.id,)
    said = dict(done.refused)
    assert set(said) == {folder.id, two.id, world.task1}
    taken = said[two.id]
    assert isinstance(taken, Invalid)
    assert taken.fields == {"Code": "Another item has this value already."}
    assert isinstance(said[world.task1], NotFound)
    # Nothing of the one that was refused: not its other column, not its old code.
    assert value(two, "Tags") is None
    with pytest.raises(Invalid):
        row(owner, trips, Title="c", Code="b")


def test_the_wrong_person_changes_and_learns_nothing(world: World) -> None:
    refused = change(world, [world.task1], put("Points", 9), who="visitor").refused
    assert [type(one.error) for one in refused] == [Forbidden]
    break_inheritance(
        world.actor("owner"), world.securable("task1"), start=Inherit.CLEAR
    )
    done = change(world, [world.task1, ItemId(10**9)], put("Points", 9), who="member")
    assert [type(one.error) for one in done.refused] == [NotFound, NotFound]
    with pytest.raises(NotFound):
        change(world, [world.task1], put("Points", 9), who="nobody")
    assert value(world.task1, "Points") == 1.0


@pytest.mark.parametrize(
    "edits",
    [
        [put("None", 1)],
        [put("Points", 1), put("Points", 2)],
        [Edit(column="State", way=Way.ADD, value=["new"])],
        [put("Points", "many")],
        [Edit(column="Title", way=Way.EMPTY)],
    ],
)
def test_an_edit_that_makes_no_sense_changes_nothing(
    world: World, edits: list[Edit]
) -> None:
    with pytest.raises(Invalid):
        change(world, [world.task1], *edits)
    assert len(list_versions(SYSTEM, world.task1)) == 1


def test_undo_takes_back_what_nobody_changed_since(world: World) -> None:
    owner, both = world.actor("owner"), [world.task1, world.task2]
    done = change(world, both, put("Points", 7), Edit(column="State", way=Way.EMPTY))
    assert done.changes is not None
    first, last = done.changes
    # Another column of the one, the same column of the other.
    update_values(owner, world.task1, values={"Text": "kept"})
    update_values(world.actor("member"), world.task2, values={"Points": 8})
    for who in ("member", "nobody"):
        with pytest.raises(NotFound):
            undo_updates(world.actor(who), world.tasks, first=first, last=last)
    back = undo_updates(owner, world.tasks, first=first, last=last)
    assert back.changed == (world.task1,)
    assert [type(one.error) for one in back.refused] == [Stale]
    assert value(world.task1, "Points") == 1.0
    assert value(world.task1, "State") == "new"
    assert value(world.task1, "Text") == "kept"
    assert value(world.task2, "Points") == 8.0


def statements(world: World, items: Sequence[ItemId], tags: list[str]) -> int:
    with CaptureQueriesContext(connection) as caught:
        done = change(
            world,
            items,
            Edit(column="Tags", way=Way.ADD, value=tags),
            Edit(column="Countries", way=Way.ADD, value=[3]),
        )
    assert len(done.changed) == len(items)
    return len(caught)


def test_an_item_more_costs_only_what_writing_it_needs(
    world: World, trips: ListId
) -> None:
    owner = world.actor("owner")
    rows = [
        create_item(owner, trips, values={"Title": str(n), "Countries": [1 + n % 2]}).id
        for n in range(22)
    ]
    few = statements(world, rows[:2], ["a"])
    many = statements(world, rows[2:], ["a"])
    # A version, the item, its unique value, and the savepoint they stand in.
    assert (many - few) / 18 <= 6
