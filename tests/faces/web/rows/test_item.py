"""An item of a list: its form, what is wrong in it, its versions."""

from __future__ import annotations

import re
from html import unescape

import pytest

from hallway.core.items.commands import update_values
from hallway.core.items.queries import get_values
from hallway.core.items.records import ItemId
from tests.core.query.asking import ask
from tests.faces.web.content.browsing import words
from tests.faces.web.content.conftest import Enter
from tests.faces.web.rows.test_list import TASKS
from tests.world import HR_SECRET, SYSTEM, World

ONCE = "6d1b3a4e-0b5e-4c0e-9f2d-0a6c4a5b7c11"


def address(world: World) -> str:
    return f"{TASKS}/{world.item('task1').number}"


def form(world: World, **changed: str) -> dict[str, str]:
    """What the browser would send for the first task."""
    filled = {
        "do": "save",
        "version": str(world.item("task1").version),
        "c.Title": f"Task 1 {HR_SECRET}",
        "c.Points": "1",
        "c.State": "new",
    }
    return filled | {key.replace("_", "."): value for key, value in changed.items()}


def values(world: World) -> dict[str, object]:
    return dict(get_values(SYSTEM, world.task1))


def test_a_new_item_of_every_type(enter: Enter, world: World) -> None:
    member = enter("member")
    page = member.get(f"{TASKS}?show=new")
    once = re.search(r'name="once" value="([^"]+)"', page.text)
    assert once is not None
    answer = member.post(
        TASKS,
        {
            "do": "new",
            "once": once[1],
            "c.Title": " Order chairs ",
            "c.Points": "2,5",
            "c.Due": "2026-04-01",
            "c.Seen": "2026-04-01T08:30",
            "c.Done": "1",
            "c.State": "open",
            "c.Who": "visitor@world.example",
            "c.Text": "one\r\ntwo",
        },
    )
    assert "“Order chairs” added" in words(member.follow(answer))
    (row,) = ask(SYSTEM, world.tasks, "chairs").rows
    assert row.values["Points"] == 2.5
    assert row.values["Due"] == "2026-04-01"
    assert row.values["Done"] is True
    assert row.values["Who"] == world.principal("visitor")
    assert row.values["Text"] == "one\ntwo"
    # What the form shows is what is sent back: nothing changes on the way.
    shown = member.get(f"{TASKS}/{row.item.number}")
    assert 'value="2.5"' in shown.text
    assert 'value="2026-04-01T08:30"' in shown.text


def test_sending_twice_adds_one(enter: Enter, world: World) -> None:
    member = enter("member")
    sent = {"do": "new", "once": ONCE, "c.Title": "only once"}
    for _ in range(2):
        assert member.post(TASKS, sent).status == 303
    assert ask(SYSTEM, world.tasks, "once").total == 1
    # Another person with the same token does not get at it; his form is a new one.
    owner = enter("owner")
    refused = owner.post(TASKS, sent)
    assert refused.status == 409
    assert "This was sent before" in words(refused)
    assert 'value="only once"' in refused.text
    again = re.search(r'name="once" value="([^"]+)"', refused.text)
    assert again is not None
    assert owner.post(TASKS, {**sent, "once": again[1]}).status == 303
    assert ask(SYSTEM, world.tasks, "once").total == 2


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("c.Title", "", "A value is needed."),
        ("c.Points", "many", "A number is expected."),
        ("c.Points", "inf", "A number is expected."),
        ("c.Due", "soon", "A day is expected"),
        ("c.Seen", "2026-04-01", None),
        ("c.Seen", "never", "A day and a time are expected."),
        ("c.State", "gone", "One of:"),
        ("c.Who", "Nobody There", "Nobody here has this name"),
        ("c.Title", "x" * 256, "At most 255 characters."),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    enter: Enter, world: World, field: str, typed: str, message: str | None
) -> None:
    member = enter("member")
    filled = {"do": "new", "once": ONCE, "c.Title": "Kept title", "c.Text": "kept"}
    answer = member.post(TASKS, {**filled, field: typed})
    if message is None:
        assert answer.status == 303
        return
    assert answer.status == 400
    name = field.removeprefix("c.")
    below = re.search(rf'id="c-{name}-error">.*?<span>(.*?)</span>', answer.text)
    assert below is not None
    assert message in unescape(below[1])
    assert ">kept</textarea>" in answer.text
    assert typed in answer.text
    assert ONCE in answer.text
    before = values(world)
    assert member.post(address(world), form(world) | {field: typed}).status == 400
    assert values(world) == before


def test_an_item_is_edited_and_a_version_brought_back(
    enter: Enter, world: World
) -> None:
    member = enter("member")
    page = member.follow(
        member.post(address(world), form(world, c_Points="7", c_State="done"))
    )
    said = words(page)
    assert "Saved" in said
    assert f"State {HR_SECRET}: new → done" in said
    assert values(world)["Points"] == 7.0
    page = member.follow(
        member.post(address(world), {"do": "restore-version", "version": "1.0"})
    )
    assert "Version 1.0 restored" in words(page)
    assert values(world)["Points"] == 1.0
    assert (
        member.post(address(world), {"do": "restore-version", "version": "x"}).status
        == 404
    )


def test_saving_what_is_there_makes_no_version(enter: Enter, world: World) -> None:
    member = enter("member")
    before = world.item("task1").version
    page = member.follow(member.post(address(world), form(world)))
    assert "Nothing to change" in words(page)
    assert world.item("task1").version == before
    sent = form(world, c_Points="9")
    for _ in range(2):
        assert member.post(address(world), sent).status == 303
    assert world.item("task1").version == before + 1


def test_a_form_that_was_overtaken_shows_both(enter: Enter, world: World) -> None:
    member = enter("member")
    sent = form(world, c_Points="5")
    update_values(world.actor("owner"), ItemId(world.task1), values={"State": "done"})
    answer = member.post(address(world), sent)
    assert answer.status == 409
    said = words(answer)
    assert "Somebody else changed this" in said
    assert "It is by now: done" in said
    assert 'value="5"' in answer.text
    version = re.search(r'name="version" value="(\d+)"', answer.text)
    assert version is not None
    assert values(world)["Points"] == 1.0
    again = member.post(address(world), {**sent, "version": version[1]})
    assert again.status == 303
    assert values(world)["Points"] == 5.0


def test_an_item_is_deleted_and_brought_back(enter: Enter, world: World) -> None:
    member = enter("member")
    page = member.follow(member.post(address(world), {"do": "delete"}))
    assert f"“Task 1 {HR_SECRET}” deleted" in words(page)
    undo = re.search(r'action="([^"]*do=restore[^"]*)"', page.text)
    assert undo is not None
    assert "1 item restored" in words(member.follow(member.post(unescape(undo[1]))))
    assert member.get(address(world)).status == 200


def test_a_reader_sees_values_and_why_he_may(enter: Enter, world: World) -> None:
    page = enter("visitor").get(address(world))
    said = words(page)
    assert f"Task 1 {HR_SECRET}" in said
    assert "You may see it: You have Read" in said
    assert "Save item" not in said
    assert f"Human Resources {HR_SECRET} Owners" in said
