"""Rolling a folder back, page by page, without script."""

from __future__ import annotations

import re

import pytest

from hallway.core import clock
from hallway.core.access.commands import Inherit, break_inheritance
from hallway.core.items.commands import move_item
from hallway.core.jobs.runner import run_pending
from tests.faces.web.content.browsing import words
from tests.faces.web.content.conftest import Enter
from tests.world import World

BOX = "/sites/hr/Documents/Box"


@pytest.fixture
def box(world: World) -> World:
    world.items["box"] = world.folder("root", "Box")
    for name in ("a", "b"):
        world.items[name] = world.put("box", f"{name}.txt", b"old")
    return world


def start_of(world: World) -> str:
    guid = world.lists["documents"].guid
    return f"/sites/hr/_layouts/rollback?list={guid}&folder={world.item('box').number}"


def scramble(world: World) -> int:
    moment = clock.now()
    world.put("box", "a.txt", b"scrambled")
    world.put("box", "note.txt", b"pay")
    move_item(world.actor("owner"), world.b, to=world.box, name="b.locked")
    return moment


def test_a_folder_is_rolled_back(enter: Enter, box: World) -> None:
    owner, moment = enter("owner"), scramble(box)
    start = start_of(box)
    assert start.replace("&", "&amp;") in owner.get(BOX).text
    page = owner.get(start)
    assert page.status == 200
    assert "Show what would change" in words(page)
    answer = owner.post(start, {"do": "plan", "instant": moment})
    assert answer.status == 303
    here = answer.headers["location"]
    said = words(owner.get(here))
    for text in (
        "Nothing has changed yet",
        "Version 1.0 instead of 2.0",
        "Becomes “b.txt”",
        "To the recycle bin",
        "Make 3 changes",
    ):
        assert text in said
    answer = owner.post(here, {"do": "apply"})
    assert answer.status == 303
    waiting = owner.get(here)
    assert "0 of 3" in words(waiting)
    assert waiting.headers["refresh"] == "3"
    run_pending()
    said = words(owner.get(here))
    assert "“Box” is as it was on" in said
    assert "Stays" not in said
    assert owner.get(f"{BOX}/b.txt").text == "old"
    assert owner.get(f"{BOX}/a.txt").text == "old"
    assert owner.get(f"{BOX}/note.txt").status == 404
    # And back: to the moment before it was done.
    instant = re.search(r'name="instant" value="(\d+)"', owner.get(here).text)
    assert instant is not None
    answer = owner.post(start, {"do": "plan", "instant": instant[1]})
    said = words(owner.follow(answer))
    assert "Version 2.0 instead of 3.0" in said
    assert "Out of the recycle bin" in said


def test_a_typed_moment_and_presets(enter: Enter, box: World) -> None:
    owner, start = enter("owner"), start_of(box)
    for typed, said in (
        ("yesterday", "A date and time is expected"),
        ("2999-01-01T00:00", "Choose a moment that is past."),
        ("2001-01-01T00:00", "It was not there at that moment."),
    ):
        answer = owner.post(start, {"do": "plan", "moment": typed})
        assert (answer.status, said in words(answer)) == (400, True), typed
    answer = owner.post(start, {"do": "plan", "preset": "hour"})
    assert "It was not there at that moment." in words(answer)


def test_what_stays_is_told_by_itself(enter: Enter, box: World) -> None:
    owner, member, moment = enter("owner"), enter("member"), scramble(box)
    start = start_of(box)
    answer = member.post(start, {"do": "plan", "instant": moment})
    here = answer.headers["location"]
    member.post(here, {"do": "apply"})
    move_item(box.actor("owner"), box.b, to=box.box, name="b.again")
    run_pending()
    page = member.get(here + "&show=left")
    said = words(page)
    assert "Somebody changed it in the meantime." in said
    assert "Version 1.0" not in said
    # It is the member's own.
    assert owner.get(here).status == 404
    assert owner.post(here, {"do": "apply"}).status == 404


def test_nothing_to_do_is_said(enter: Enter, box: World) -> None:
    owner = enter("owner")
    answer = owner.post(start_of(box), {"do": "plan", "instant": clock.now() - 1})
    said = words(owner.follow(answer))
    assert "There is nothing to do." in said
    assert "Make" not in said


def test_forms_that_are_none_of_the_page(enter: Enter, box: World) -> None:
    owner, moment, start = enter("owner"), scramble(box), start_of(box)
    here = owner.post(start, {"do": "plan", "instant": moment}).headers["location"]
    assert owner.post(here, {"do": "dance"}).status == 400
    owner.post(here, {"do": "apply"})
    owner.post(here, {"do": "stop"})
    run_pending()
    assert "It was stopped" in words(owner.get(here))
    owner.post(here, {"do": "apply"})
    run_pending()
    again = owner.post(here, {"do": "apply"})
    assert again.status == 409
    for folder in ("x", "-1", "9" * 30, "999999"):
        address = re.sub(r"folder=\d+", f"folder={folder}", start)
        assert owner.get(address).status == 404, folder
    assert owner.get("/sites/hr/_layouts/rollback?rollback=x").status == 404


def test_who_may_not_is_not_shown_the_way(enter: Enter, box: World) -> None:
    scramble(box)
    visitor = enter("visitor")
    assert "_layouts/rollback" not in visitor.get(BOX).text
    assert visitor.get(start_of(box)).status == 403
    assert enter("nobody").get(start_of(box)).status == 404


def test_hidden_names_and_counts_are_not_told(enter: Enter, box: World) -> None:
    member = enter("member")
    secret = box.items["secret"] = box.put("box", "Quarry.txt", b"old")
    break_inheritance(box.actor("owner"), box.securable("secret"), start=Inherit.CLEAR)
    moment = scramble(box)
    box.put("box", "Quarry.txt", b"scrambled")
    assert box.item("secret").id == secret
    answer = member.post(start_of(box), {"do": "plan", "instant": moment})
    page = member.follow(answer)
    assert "Quarry" not in page.text
    assert "Make 3 changes" in words(page)
