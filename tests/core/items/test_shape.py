"""Files belong into libraries, rows into lists."""

from __future__ import annotations

import pytest

from hallway.core.errors import Conflict, Invalid
from hallway.core.items.commands import copy_item, create_item, move_item, put_file
from hallway.core.items.records import ItemId
from hallway.core.lists.commands import add_list
from hallway.core.versions.commands import label_version
from tests.world import SYSTEM, World, stage


@pytest.fixture
def rows(world: World) -> ItemId:
    made = add_list(SYSTEM, world.sites["hr"].id, name="Rows", kind="generic")
    return ItemId(made.root)


def test_a_list_of_rows_takes_no_file(world: World, rows: ItemId) -> None:
    with pytest.raises(Conflict, match="rows, not files"):
        put_file(SYSTEM, rows, name="a.txt", body=stage(b"a"))


def test_a_library_takes_no_row(world: World) -> None:
    with pytest.raises(Conflict, match="holds files"):
        create_item(SYSTEM, world.lists["documents"].id, values={})


def test_a_file_is_neither_moved_nor_copied_into_a_list_of_rows(
    world: World, rows: ItemId
) -> None:
    with pytest.raises(Conflict, match="belong"):
        move_item(SYSTEM, world.q3, to=rows, name="q3")
    with pytest.raises(Conflict, match="belong"):
        copy_item(SYSTEM, world.q3, to=rows, name="q3")


def test_a_comment_or_label_no_database_keeps_is_refused(world: World) -> None:
    with pytest.raises(Invalid, match="no text"):
        put_file(SYSTEM, world.root, name="n.txt", body=stage(b"n"), comment="nul \x00")
    with pytest.raises(Invalid, match="no text"):
        label_version(SYSTEM, world.welcome, major=1, minor=0, label="\ud800")
