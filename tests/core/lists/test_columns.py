from __future__ import annotations

import pytest

from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.items.queries import get_values
from hallway.core.lists.commands import (
    add_column,
    describe_list,
    order_columns,
    remove_column,
    rename_column,
    set_column,
)
from hallway.core.lists.queries import get_list, list_columns
from hallway.core.lists.records import ColumnId, ColumnRecord
from tests.world import SYSTEM, World


def column(world: World, name: str) -> ColumnRecord:
    columns = list_columns(SYSTEM, world.tasks)
    return next(one for one in columns if one.internal_name == name)


def test_a_column_is_renamed_and_keeps_its_values(world: World) -> None:
    owner = world.actor("owner")
    points = column(world, "Points")
    rename_column(owner, world.tasks, points.id, title="  Effort ")
    assert column(world, "Points").title == "Effort"
    assert get_values(owner, world.task1)["Points"] == 1.0
    with pytest.raises(Invalid):
        rename_column(owner, world.tasks, points.id, title=" ")


def test_settings_are_checked_and_kept(world: World) -> None:
    owner = world.actor("owner")
    state = column(world, "State")
    set_column(
        owner,
        world.tasks,
        state.id,
        required=True,
        settings={
            "choices": [" a ", "b", ""],
            "default": "b",
            "description": "How it stands",
        },
    )
    now = column(world, "State")
    assert now.required
    assert now.settings == {
        "choices": ["a", "b"],
        "default": "b",
        "description": "How it stands",
    }
    # What is there stays, though it is no choice any more.
    assert get_values(owner, world.task1)["State"] == "new"
    for field, settings in (
        ("choices", {"choices": ["a", "a"]}),
        ("choices", {"choices": "a"}),
        ("choices", {"choices": ["x" * 256]}),
        ("default", {"choices": ["a"], "default": "z"}),
        ("description", {"description": "x" * 1001}),
        ("description", {"description": "a\0b"}),
        ("choices", {"choices": ["a\0b"]}),
    ):
        with pytest.raises(Invalid) as caught:
            set_column(owner, world.tasks, state.id, required=False, settings=settings)
        assert set(caught.value.fields) == {field}


def test_a_removed_column_leaves_its_values_where_they_are(world: World) -> None:
    owner = world.actor("owner")
    points = column(world, "Points")
    assert remove_column(owner, world.tasks, points.id) == 2
    assert "Points" not in get_values(owner, world.task1)
    from hallway.core.versions.queries import list_versions

    (version,) = list_versions(owner, world.task1)
    assert version.data[str(points.id)] == 1.0
    with pytest.raises(NotFound):
        remove_column(owner, world.tasks, points.id)


def test_columns_are_put_in_order(world: World) -> None:
    owner = world.actor("owner")
    before = [one.id for one in list_columns(owner, world.tasks)]
    order_columns(owner, world.tasks, columns=before[::-1])
    assert [one.id for one in list_columns(owner, world.tasks)] == before[::-1]
    for wrong in (before[1:], [*before, before[0]], [*before, ColumnId(10**9)]):
        with pytest.raises(Conflict):
            order_columns(owner, world.tasks, columns=wrong)


def test_a_column_of_the_kind_stays(world: World) -> None:
    from hallway.core.lists.commands import add_list

    owner = world.actor("owner")
    made = add_list(owner, world.hr, name="Dates", kind="events")
    title = next(
        one for one in list_columns(owner, made.id) if one.internal_name == "Title"
    )
    with pytest.raises(Conflict):
        remove_column(owner, made.id, title.id)
    with pytest.raises(Conflict):
        set_column(owner, made.id, title.id, required=False, settings={})
    rename_column(owner, made.id, title.id, title="What")


def test_a_list_is_described(world: World) -> None:
    owner = world.actor("owner")
    describe_list(owner, world.tasks, description="What we do")
    assert get_list(owner, world.tasks).description == "What we do"
    with pytest.raises(Invalid):
        describe_list(owner, world.tasks, description="x" * 2001)


@pytest.mark.parametrize("who", ["visitor", "nobody", "acme", "globex", "anonymous"])
def test_columns_belong_to_who_manages_the_list(world: World, who: str) -> None:
    actor = world.actor(who)
    points = column(world, "Points").id
    refusal = Forbidden if who == "visitor" else NotFound
    for act in (
        lambda: rename_column(actor, world.tasks, points, title="x"),
        lambda: set_column(actor, world.tasks, points, required=True, settings={}),
        lambda: remove_column(actor, world.tasks, points),
        lambda: order_columns(actor, world.tasks, columns=[points]),
        lambda: describe_list(actor, world.tasks, description="x"),
        lambda: add_column(
            actor, world.tasks, internal_name="N", title="", type="text"
        ),
    ):
        with pytest.raises(refusal):
            act()


def test_a_column_of_another_list_is_not_found(world: World) -> None:
    points = column(world, "Points").id
    with pytest.raises(NotFound):
        rename_column(world.actor("owner"), world.drafts, points, title="x")
