"""Values on their way between lists: matched, converted, or kept, and never lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hallway.core.items.commands import copy_item, move_item, update_values
from hallway.core.items.queries import get_values, list_unplaced
from hallway.core.items.values import Matcher, load_data
from hallway.core.lists.commands import remove_column
from hallway.core.lists.models import Column
from hallway.core.versions.commands import comment_version, label_version
from hallway.core.versions.models import Version
from hallway.core.versions.queries import list_versions
from tests.core.lists.world_of_columns import add, column
from tests.world import SYSTEM, World

Side = tuple[str, dict[str, Any]]
TEXT: Side = ("text", {})
NUMBER: Side = ("number", {})
FLAG: Side = ("yesno", {})
DAY: Side = ("date", {})
MOMENT: Side = ("datetime", {})
CHOICE: Side = ("choice", {"choices": ["a", "b"]})
CHOICES: Side = ("choices", {"choices": ["a", "b", "c"]})
EUROS: Side = ("currency", {"currency": "EUR"})
DOLLARS: Side = ("currency", {"currency": "USD"})


@pytest.fixture
def shelf(world: World) -> World:
    """A file in one library, and another library."""
    world.items["folder"] = world.folder("root", "Box")
    world.items["file"] = world.put("folder", "file.txt", b"x")
    return world


def columns(world: World, here: Side, there: Side | None) -> None:
    add(world, world.lists["documents"].id, "Thing", here[0], **here[1])
    if there is not None:
        add(world, world.lists["team_documents"].id, "Thing", there[0], **there[1])


@pytest.mark.parametrize(
    ("here", "there", "given_", "value", "kept"),
    [
        (TEXT, TEXT, "five", "five", []),
        (TEXT, None, "five", None, ["five"]),
        (TEXT, NUMBER, "5", 5.0, []),
        (TEXT, NUMBER, "5.0", None, ["5.0"]),
        (TEXT, NUMBER, "five", None, ["five"]),
        (NUMBER, TEXT, 5, "5", []),
        (TEXT, FLAG, "Yes", True, []),
        (TEXT, FLAG, "ja", None, ["ja"]),
        (FLAG, NUMBER, True, 1, []),
        (NUMBER, FLAG, 2, None, [2.0]),
        (MOMENT, DAY, "2026-03-01T10:30:00Z", None, [1772361000000000]),
        (TEXT, DAY, "2026-03-01", "2026-03-01", []),
        (CHOICE, TEXT, "a", "a", []),
        (TEXT, CHOICE, "c", None, ["c"]),
        (CHOICE, CHOICES, "a", ["a"], []),
        (CHOICES, CHOICE, ["a", "b"], None, [["a", "b"]]),
        (EUROS, EUROS, 5, 500, []),
        (EUROS, DOLLARS, 5, None, [500]),
    ],
)
def test_values_find_their_column_and_come_back_the_same(
    shelf: World, here: Side, there: Side | None, given_: Any, value: Any, kept: Any
) -> None:
    columns(shelf, here, there)
    update_values(SYSTEM, shelf.file, values={"Thing": given_})
    before = get_values(SYSTEM, shelf.file)["Thing"]
    owner = shelf.actor("owner")
    moved = move_item(owner, shelf.file, to=shelf.team_root, name="file.txt").item
    assert get_values(SYSTEM, shelf.file).get("Thing") == value
    assert [one for _column, one in list_unplaced(SYSTEM, moved)] == kept
    back = move_item(owner, shelf.file, to=shelf.items["folder"], name="file.txt").item
    assert get_values(SYSTEM, shelf.file)["Thing"] == before
    assert list_unplaced(SYSTEM, back) == []


@pytest.mark.parametrize("pair", [(TEXT, NUMBER), (TEXT, CHOICES), (TEXT, MOMENT)])
def test_nothing_is_lost_whatever_the_value(
    shelf: World, pair: tuple[Side, Side]
) -> None:
    columns(shelf, *pair)
    here, there = shelf.lists["documents"].id, shelf.lists["team_documents"].id
    key = str(Column.unscoped.get(list=here, internal_name="Thing").pk)
    out, back = Matcher(here, there), Matcher(there, here)

    @settings(
        max_examples=60,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture],
    )
    @given(st.text() | st.from_regex(r"[0-9a-c;. :T-]{1,12}", fullmatch=True))
    def comes_back(text: str) -> None:
        data = {key: text, "999999999": text}
        assert back.rekey(out.rekey(data)) == data

    comes_back()


def test_versions_comments_and_labels_go_along(shelf: World) -> None:
    columns(shelf, TEXT, NUMBER)
    update_values(SYSTEM, shelf.file, values={"Thing": "5"})
    shelf.put("folder", "file.txt", b"y")
    update_values(SYSTEM, shelf.file, values={"Thing": "six"})
    label_version(SYSTEM, shelf.file, major=1, minor=0, label="First")
    comment_version(SYSTEM, shelf.file, major=1, minor=0, comment="as it began")
    before = [
        (one.number, one.author, one.created, one.sha256, one.label, one.comment)
        for one in list_versions(SYSTEM, shelf.file)
    ]
    guid = shelf.item("file").guid
    move_item(shelf.actor("owner"), shelf.file, to=shelf.team_root, name="f")
    after = [
        (one.number, one.author, one.created, one.sha256, one.label, one.comment)
        for one in list_versions(SYSTEM, shelf.file)
    ]
    assert (after, shelf.item("file").guid) == (before, guid)
    key = str(
        Column.unscoped.get(
            list=shelf.lists["team_documents"].id, internal_name="Thing"
        ).pk
    )
    values = Version.unscoped.filter(item=shelf.file).order_by("major")
    found = [one.data.get(key) for one in values]
    assert 5.0 in found
    assert found[-1] is None


def test_a_copy_keeps_what_has_no_column_too(shelf: World) -> None:
    columns(shelf, TEXT, None)
    update_values(SYSTEM, shelf.file, values={"Thing": "five"})
    made = copy_item(
        shelf.actor("owner"), shelf.file, to=shelf.team_root, name="f"
    ).item
    assert [one for _column, one in list_unplaced(SYSTEM, made)] == ["five"]
    # A third library may have the column again.
    add(shelf, shelf.lists["drafts"].id, "Thing", "text")
    on = move_item(shelf.actor("owner"), made.id, to=shelf.drafts_root, name="f").item
    assert get_values(SYSTEM, on.id)["Thing"] == "five"
    assert list_unplaced(SYSTEM, on) == []


def test_what_stands_in_a_column_here_is_not_put_over(shelf: World) -> None:
    columns(shelf, TEXT, None)
    update_values(SYSTEM, shelf.file, values={"Thing": "five"})
    owner = shelf.actor("owner")
    move_item(owner, shelf.file, to=shelf.team_root, name="f")
    add(shelf, shelf.lists["team_documents"].id, "Thing", "text")
    update_values(SYSTEM, shelf.file, values={"Thing": "six"})
    back = move_item(owner, shelf.file, to=shelf.root, name="f").item
    assert set(load_data(shelf.file).values()) >= {"five", "six"}
    assert [one for _column, one in list_unplaced(SYSTEM, back)] == ["six"]


def test_hidden_and_removed_columns_are_not_shown(shelf: World) -> None:
    here = shelf.lists["documents"].id
    add(shelf, here, "Secret", "text", hidden=True)
    add(shelf, here, "Old", "text")
    add(shelf, here, "Case", "autonumber")
    update_values(SYSTEM, shelf.file, values={"Secret": "a", "Old": "b"})
    remove_column(shelf.actor("owner"), here, column(here, "Old").id)
    # In its own list a removed column is out of sight as well.
    assert list_unplaced(SYSTEM, shelf.item("file")) == []
    moved = move_item(
        shelf.actor("owner"), shelf.file, to=shelf.team_root, name="f"
    ).item
    assert list_unplaced(SYSTEM, moved) == []
