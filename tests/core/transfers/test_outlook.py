"""What is told before something is moved or copied."""

from __future__ import annotations

import pytest

from hallway.core.access.commands import Inherit, break_inheritance
from hallway.core.errors import NotFound
from hallway.core.items.commands import update_values
from hallway.core.transfers.outlook import get_outlook
from hallway.core.transfers.records import Outlook, Way
from tests.core.lists.world_of_columns import add
from tests.world import SYSTEM, World


@pytest.fixture
def box(world: World) -> World:
    keep = world.items
    keep["box"] = world.folder("root", "Box")
    keep["a"] = world.put("box", "a.txt", b"a")
    keep["inner"] = world.folder("box", "Inner")
    keep["c"] = world.put("inner", "c.txt", b"c")
    return world


def look(
    world: World,
    *items: str,
    to: str = "team_root",
    who: str = "owner",
    way: Way = Way.MOVE,
) -> Outlook:
    return get_outlook(
        world.actor(who),
        [world.item(one) for one in items],
        to=world.items[to],
        way=way,
    )


def test_names_that_are_taken_are_told(box: World) -> None:
    assert look(box, "a", "inner").clashes == ()
    box.put("team_root", "A.TXT", b"there")
    box.folder("team_root", "Inner")
    found = look(box, "a", "inner")
    assert [one.name for one in found.clashes] == ["a.txt", "Inner"]
    assert found.folders == 1
    # Where it is now, only a copy would need another name.
    assert look(box, "a", to="box").clashes == ()
    assert len(look(box, "a", to="box", way=Way.COPY).clashes) == 1


def test_a_hidden_name_is_not_told(box: World) -> None:
    box.items["x"] = box.put("plans", "a.txt", b"there")
    assert len(look(box, "a", to="plans", who="member").clashes) == 1
    owner = box.actor("owner")
    break_inheritance(owner, box.securable("x"), start=Inherit.CLEAR)
    assert look(box, "a", to="plans", who="member").clashes == ()
    with pytest.raises(NotFound):
        look(box, "a", to="salaries", who="member")


def test_columns_that_are_missing_there_are_told(box: World) -> None:
    here, there = box.lists["documents"].id, box.lists["team_documents"].id
    for name, kind in (("Same", "text"), ("Other", "text"), ("Gone", "text")):
        add(box, here, name, kind)
    add(box, here, "Empty", "text")
    add(box, here, "Case", "autonumber")
    add(box, there, "Same", "text")
    add(box, there, "Other", "number")
    update_values(SYSTEM, box.c, values={"Same": "a", "Other": "5", "Gone": "b"})
    assert look(box, "inner").lost == ("Gone",)
    assert look(box, "a").lost == ()
    assert look(box, "inner", to="plans").lost == ()
    update_values(SYSTEM, box.c, values={"Other": "five"})
    assert look(box, "inner").lost == ("Other", "Gone")
    # Of what is hidden nothing is told.
    owner = box.actor("owner")
    break_inheritance(owner, box.securable("c"), start=Inherit.CLEAR)
    assert look(box, "inner", to="drafts_root", who="member").lost == ()


def test_permissions_and_readers_are_told(box: World) -> None:
    found = look(box, "a", "inner")
    assert found.own == 0
    break_inheritance(box.actor("owner"), box.securable("c"), start=Inherit.COPY)
    assert look(box, "a", "inner").own == 1
    assert any("Members" in one for one in found.readers), found.readers
