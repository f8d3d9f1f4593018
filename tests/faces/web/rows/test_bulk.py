"""Editing the rows that are ticked: the form, the question, the answer, undo."""

from __future__ import annotations

import re
from html import unescape

import pytest

from hallway.core.items.queries import get_values
from hallway.core.items.records import ItemId
from tests.core.contenttypes.world_of_types import (
    content_type,
    site_column,
    type_of,
    use,
)
from tests.core.lists.world_of_columns import add
from tests.faces.web.content.browsing import words
from tests.faces.web.content.conftest import Enter
from tests.faces.web.rows.test_list import TASKS
from tests.world import HR_SECRET, SYSTEM, World


def tasks(world: World) -> list[str]:
    return [str(world.item(name).number) for name in ("task1", "task2")]


def points(world: World) -> list[object]:
    items: list[ItemId] = [world.task1, world.task2]
    return [get_values(SYSTEM, one)["Points"] for one in items]


def test_many_rows_are_edited_confirmed_and_taken_back(
    enter: Enter, world: World
) -> None:
    owner, chosen = enter("owner"), tasks(world)
    assert 'value="ask-bulk"' in owner.get(TASKS).text
    asked = owner.post(TASKS, {"do": "ask-bulk", "item": chosen})
    form = owner.follow(asked)
    assert "Edit 2 items" in words(form)
    assert "Different values" in words(form)
    assert "Now: new" in words(form)
    sent = {"item": chosen, "way.Points": "set", "c.Points": "2", "way.State": "empty"}
    question = owner.post(TASKS, {"do": "confirm-bulk", **sent})
    assert question.status == 200
    assert "Change 2 items" in words(question)
    assert points(world) == [1.0, 2.0]
    back = owner.post(TASKS, {"do": "edit-bulk", **sent})
    assert 'value="2"' in back.text
    done = owner.follow(owner.post(TASKS, {"do": "bulk", **sent}))
    assert "2 items changed" in words(done)
    assert points(world) == [2.0, 2.0]
    assert "State" not in get_values(SYSTEM, world.task1)
    undo = re.search(r'action="([^"]+do=undo-bulk[^"]+)"', done.text)
    assert undo is not None
    undone = owner.follow(owner.post(unescape(undo[1]), {}))
    assert "2 items are as they were" in words(undone)
    assert points(world) == [1.0, 2.0]
    assert get_values(SYSTEM, world.task1)["State"] == "new"


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({}, "Nothing is to change yet"),
        ({"c.Points": "3"}, "Choose what to do with this value."),
        ({"way.Points": "set", "c.Points": "many"}, "A number is expected."),
        ({"way.Points": "set"}, "A value is needed."),
        ({"way.Title": "empty"}, "This page does not know that form."),
        ({"way.State": "set", "c.State": "gone"}, "One of:"),
        ({"way.Points": "add", "c.Points": "1"}, "This page does not know"),
    ],
)
def test_what_is_wrong_stands_in_the_form_and_what_was_typed_too(
    enter: Enter, world: World, sent: dict[str, str], message: str
) -> None:
    owner, chosen = enter("owner"), tasks(world)
    kept = {"c.Text": "typed", "way.Text": "set"} if sent else {}
    for step in ("confirm-bulk", "bulk"):
        answer = owner.post(TASKS, {"do": step, "item": chosen, **kept, **sent})
        assert answer.status == 400
        assert message in words(answer)
        assert not kept or ">typed</textarea>" in answer.text
    assert points(world) == [1.0, 2.0]


def test_who_was_refused_is_told_and_the_others_are_kept(
    enter: Enter, world: World
) -> None:
    add(world, world.tasks, "Code", "text", unique=True)
    owner, chosen = enter("owner"), tasks(world)
    sent = {"do": "bulk", "item": chosen, "way.Code": "set", "c.Code": "A1"}
    told = owner.post(TASKS, sent)
    assert told.status == 200
    assert "1 item changed" in words(told)
    assert f"Task 2 {HR_SECRET}" in words(told)
    assert "Code: Another item has this value already." in words(told)
    again = owner.post(TASKS, sent)
    assert again.status == 200
    assert "0 items changed, 1 was so already" in words(again)


def test_the_wrong_person(enter: Enter, world: World) -> None:
    chosen = tasks(world)
    visitor = enter("visitor")
    assert 'value="ask-bulk"' not in visitor.get(TASKS).text
    refused = visitor.post(
        TASKS, {"do": "bulk", "item": chosen, "way.Points": "set", "c.Points": "9"}
    )
    assert refused.status == 409
    assert "You may see this, but not" in words(refused)
    assert points(world) == [1.0, 2.0]
    owner = enter("owner")
    for nothing in ("999", "0", "x"):
        assert owner.get(f"{TASKS}?show=bulk&item={nothing}").status == 404
    answer = owner.post(TASKS, {"do": "ask-bulk"})
    assert answer.status == 400
    assert "Choose what to edit first." in words(answer)
    for first in ("", "x", "999999"):
        undo = {"do": "undo-bulk", "first": first, "last": first}
        assert owner.post(TASKS, undo).status == 404


def test_items_become_of_another_type_together(enter: Enter, world: World) -> None:
    visit = content_type(world, "Visit", site_column(world, "Host", "text"))
    owner, chosen = enter("owner"), tasks(world)
    assert "way.ContentType" not in owner.get(f"{TASKS}?show=bulk&item=1").text
    use(world, world.tasks, visit)
    form = owner.get(f"{TASKS}?show=bulk&item={'&item='.join(chosen)}")
    assert "Now: Item" in words(form)
    sent = {"item": chosen, "way.ContentType": "set", "c.ContentType": "Visit"}
    assert "Content type" in words(owner.post(TASKS, {"do": "confirm-bulk", **sent}))
    # The new type needs what these items lack.
    refused = owner.post(TASKS, {"do": "bulk", **sent})
    assert refused.status == 409
    assert "Host: A value is needed." in words(refused)
    empty = owner.post(TASKS, {"do": "bulk", **sent, "way.ContentType": "empty"})
    assert empty.status == 400
    unknown = owner.post(TASKS, {"do": "bulk", **sent, "c.ContentType": "Folder"})
    assert unknown.status == 400
    assert [type_of(one) for one in (world.task1, world.task2)] == ["Item", "Item"]
    sent |= {"way.Host": "set", "c.Host": "Petra"}
    done = owner.follow(owner.post(TASKS, {"do": "bulk", **sent}))
    assert "2 items changed" in words(done)
    assert [type_of(one) for one in (world.task1, world.task2)] == ["Visit", "Visit"]
    assert get_values(SYSTEM, world.task1)["Host"] == "Petra"
    undo = re.search(r'action="([^"]+do=undo-bulk[^"]+)"', done.text)
    assert undo is not None
    owner.follow(owner.post(unescape(undo[1]), {}))
    assert [type_of(one) for one in (world.task1, world.task2)] == ["Item", "Item"]
    assert "Host" not in get_values(SYSTEM, world.task1)
