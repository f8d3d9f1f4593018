"""Moving and copying page by page, without script."""

from __future__ import annotations

import re
from urllib.parse import quote

import pytest

from hallway.core.access.commands import Inherit, break_inheritance
from hallway.core.items.commands import move_item, update_values
from hallway.core.jobs.runner import run_pending
from hallway.core.locks.commands import check_out
from hallway.core.sites.commands import set_quota
from hallway.core.transfers import commands
from tests.core.lists.world_of_columns import add
from tests.faces.dav.asking import Answer
from tests.faces.web.content.browsing import words
from tests.faces.web.content.conftest import Enter
from tests.world import SYSTEM, World

BOX = "/sites/hr/Documents/Box"
TEAM = "/sites/hr/team/Documents"


@pytest.fixture
def box(world: World) -> World:
    keep = world.items
    keep["box"] = world.folder("root", "Box")
    keep["a"] = world.put("box", "a.txt", b"a here")
    keep["b"] = world.put("box", "b.txt", b"b")
    keep["inner"] = world.folder("box", "Inner")
    keep["c"] = world.put("inner", "c.txt", b"c")
    return world


def asked(world: World, way: str, *items: str, to: str = "", **more: str) -> str:
    numbers = "".join(f"&item={world.item(one).number}" for one in items)
    rest = "".join(f"&{name}={quote(value)}" for name, value in more.items())
    return f"{BOX}?show={way}{numbers}{f'&to={quote(to)}' if to else ''}{rest}"


def form(
    world: World, way: str, *items: str, to: str, **more: str
) -> dict[str, object]:
    return {
        "do": way,
        "item": [world.item(one).number for one in items],
        "to": to,
        **more,
    }


def undo_of(page: Answer) -> str:
    found = re.search(r'action="([^"]*do=undo-transfer[^"]*)"', page.text)
    assert found is not None, page.text[-2000:]
    return found[1].replace("&amp;", "&")


def test_a_copy_is_made_and_taken_back(enter: Enter, box: World) -> None:
    owner = enter("owner")
    page = owner.get(asked(box, "copy", "a", "inner", to=TEAM))
    assert page.status == 200
    said = words(page)
    assert "Copy 2 items" in said
    assert "Copies can be read by: " in said
    assert "Copy the earlier versions too" in said
    made = owner.follow(owner.post(BOX, form(box, "copy", "a", "inner", to=TEAM)))
    assert "2 items copied to “Documents”" in words(made)
    assert f'<a class="toast__act" href="{TEAM}">Open</a>' in made.text
    assert owner.get(f"{TEAM}/Inner/c.txt").text == "c"
    undone = owner.follow(owner.post(undo_of(made)))
    assert "Undone for 2 items" in words(undone)
    assert owner.get(f"{TEAM}/a.txt").status == 404
    assert owner.get(f"{BOX}/a.txt").text == "a here"


def test_old_addresses_lead_on_and_back_after_undoing(enter: Enter, box: World) -> None:
    owner = enter("owner")
    there = f"{TEAM}/b.txt"
    moved = owner.follow(owner.post(BOX, form(box, "move", "b", to=TEAM)))
    assert owner.get(f"{BOX}/b.txt").headers["location"] == there
    owner.follow(owner.post(undo_of(moved)))
    assert owner.get(f"{BOX}/b.txt").text == "b"
    assert owner.get(there).headers["location"] == f"{BOX}/b.txt"
    # Within one library too.
    owner.post(BOX, form(box, "move", "c", to="/sites/hr/Documents"))
    old = owner.get(f"{BOX}/Inner/c.txt")
    assert old.headers["location"] == "/sites/hr/Documents/c.txt"
    assert enter("nobody").get(f"{BOX}/Inner/c.txt").status == 404


def test_what_is_taken_is_asked_about_once_for_all(enter: Enter, box: World) -> None:
    owner = enter("owner")
    box.put("team_root", "a.txt", b"a there")
    box.folder("team_root", "Inner")
    page = owner.get(asked(box, "move", "a", "b", "inner", to=TEAM))
    said = words(page)
    assert "2 names are taken here, as “a.txt” is." in said
    for text in (
        "Keep both: what comes gets a number",
        "Add files as a new version of those there; folders stay",
        "Leave out what has the same name",
    ):
        assert text in said
    answer = owner.post(
        BOX, form(box, "move", "a", "b", "inner", to=TEAM, clash="replace")
    )
    assert "/_layouts/transfer?transfer=" in answer.headers["location"]
    page = owner.follow(answer)
    said = words(page)
    assert "2 items moved, 1 stays." in said
    assert "Only a file can become a new version, and only of a file." in said
    assert owner.get(f"{TEAM}/a.txt").text == "a here"
    # And back, from that page.
    here = answer.headers["location"]
    page = owner.follow(owner.post(here, {"do": "undo"}))
    assert "Undone for 2 items." in words(page)
    assert owner.get(f"{TEAM}/a.txt").text == "a there"
    assert owner.get(f"{BOX}/a.txt").text == "a here"
    again = owner.post(here, {"do": "undo"})
    assert again.status == 409
    assert "There is nothing to undo, or it was undone already." in words(again)


def test_who_holds_a_file_is_named(enter: Enter, box: World) -> None:
    check_out(box.actor("member"), box.b)
    page = enter("owner").post(BOX, form(box, "move", "b", to=TEAM))
    assert page.status == 409
    assert "Locked by Member." in words(page)


def test_what_is_lost_or_kept_is_told_before(enter: Enter, box: World) -> None:
    add(box, box.lists["documents"].id, "Gone", "text")
    update_values(SYSTEM, box.a, values={"Gone": "b"})
    break_inheritance(box.actor("owner"), box.securable("c"), start=Inherit.COPY)
    owner = enter("owner")
    said = words(owner.get(asked(box, "move", "a", "inner", to=TEAM)))
    assert "There is no column here for: Gone." in said
    assert "1 thing has permissions of its own and keeps them." in said
    assert "Afterwards it can be read by: HR Team quillfern Owners, HR Team" in said
    break_inheritance(box.actor("owner"), box.securable("a"), start=Inherit.COPY)
    said = words(owner.get(asked(box, "move", "a", to=TEAM)))
    assert "Afterwards it can be read by" not in said


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("/", "Choose a library first."),
        ("/sites/hr", "Choose a library first."),
        (BOX, "This is where it is now."),
        (f"{BOX}/Inner", "A folder cannot be put into itself."),
        ("/sites/hr/Lists/Tasks quillfern", "Files belong into libraries"),
    ],
)
def test_a_place_says_why_it_takes_nothing(
    enter: Enter, box: World, to: str, why: str
) -> None:
    page = enter("owner").get(asked(box, "move", "inner", to=to))
    assert page.status == 200
    assert why in words(page)
    assert re.search(r"<button[^>]* disabled[^>]*>Move here", page.text)


def test_places_are_found_by_name_if_one_sees_them(enter: Enter, box: World) -> None:
    member = enter("member")
    said = words(member.get(asked(box, "copy", "a", q="plans")))
    assert "Plans quillfern" in said
    said = words(member.get(asked(box, "copy", "a", q="inner")))
    assert f"{BOX}/Inner" in said
    # A file is no place, and what is hidden is not found.
    for text in ("welcome", "salaries", "nothingatall"):
        page = member.get(asked(box, "copy", "a", q=text))
        assert "No place that you may see is called so." in words(page), text
    assert "Salaries" not in words(
        member.get(asked(box, "copy", "a", to="/sites/hr/Documents"))
    )
    visitor = enter("visitor")
    said = words(visitor.get(asked(box, "copy", "a", q="plans")))
    assert "You may not add to it" in said


@pytest.mark.parametrize(
    ("text", "path"),
    [
        (f"{BOX}/Inner", f"{BOX}/Inner"),
        (
            "http://127.0.0.1:8000/sites/hr/Documents/Box/Inner?show=details",
            f"{BOX}/Inner",
        ),
        (f"{BOX}/Inner/c.txt", f"{BOX}/Inner"),
        ("/sites/hr", "/sites/hr"),
        ("/sites/hr/Documents/Gone", f"{BOX}/Gone"),
    ],
)
def test_an_address_is_pasted(enter: Enter, box: World, text: str, path: str) -> None:
    gone = box.folder("root", "Gone")
    move_item(box.actor("owner"), gone, to=box.box, name="Gone")
    answer = enter("owner").get(asked(box, "move", "a", q=text))
    assert answer.status == 303
    assert f"to={quote(path, safe='')}" in answer.headers["location"]


@pytest.mark.parametrize(
    "text",
    [
        "/sites/hr/Documents/Salaries quillfern",
        "/sites/hr/Documents/Salaries quillfern/payroll quillfern.txt",
        "/nowhere",
        "https://elsewhere.example/sites/hr/Documents",
        "http://[",
        "/a\0b",
        "/%00",
        "/%ff",
    ],
)
def test_an_address_that_leads_nowhere_is_said(
    enter: Enter, box: World, text: str
) -> None:
    page = enter("member").get(asked(box, "copy", "a", q=text))
    assert page.status == 200
    assert "There is no place at this address that you may see." in words(page)


def test_where_one_put_things_before_is_offered(enter: Enter, box: World) -> None:
    owner, there = enter("owner"), f'<span class="small muted">{TEAM}</span>'
    assert there not in owner.get(asked(box, "move", "b")).text
    owner.post(BOX, form(box, "move", "a", to=TEAM))
    page = owner.get(asked(box, "move", "b"))
    assert "Used lately" in words(page)
    assert there in page.text
    # Where one may not add any more it is not.
    member, there = enter("member"), f'<span class="small muted">{BOX}/Inner</span>'
    member.post(BOX, form(box, "copy", "b", to=f"{BOX}/Inner"))
    assert there in member.get(asked(box, "copy", "b")).text
    owner_actor = box.actor("owner")
    break_inheritance(owner_actor, box.securable("inner"), start=Inherit.CLEAR)
    assert there not in member.get(asked(box, "copy", "b")).text


def test_a_long_move_shows_how_far_it_is(
    enter: Enter, box: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "SHORT", 2)
    owner = enter("owner")
    answer = owner.post(BOX, form(box, "move", "a", "b", "inner", to=TEAM))
    here = answer.headers["location"]
    page = owner.get(here)
    assert page.headers["refresh"] == "3"
    assert "0 of 4" in words(page)
    assert enter("member").get(here).status == 404
    assert enter("member").post(here, {"do": "stop"}).status == 404
    owner.post(here, {"do": "stop"})
    run_pending()
    said = words(owner.get(here))
    assert "It was stopped. 0 items moved, 3 stay." in said
    owner.post(here, {"do": "resume"})
    run_pending()
    page = owner.get(here)
    assert "3 items moved." in words(page)
    assert f'href="{TEAM}"' in page.text
    assert owner.get(f"{TEAM}/a.txt").text == "a here"
    owner.post(here, {"do": "undo"})
    run_pending()
    assert owner.get(f"{BOX}/a.txt").text == "a here"


def test_where_there_is_no_room_nothing_goes(enter: Enter, box: World) -> None:
    set_quota(SYSTEM, box.team, limit=1, warning=None)
    owner = enter("owner")
    page = owner.post(BOX, form(box, "move", "a", "inner", to=TEAM))
    assert page.status == 507
    assert "This site's storage limit would be passed." in words(page)
    assert owner.get(f"{BOX}/a.txt").text == "a here"


@pytest.mark.parametrize(
    "bad",
    [
        {"to": "/nowhere"},
        {"to": "/sites/hr"},
        {"to": "/sites/hr/Documents/Salaries quillfern"},
        {"to": "\0"},
        {"clash": "dance"},
        {"item": "999999"},
        {"item": ""},
    ],
)
def test_what_makes_no_sense_is_refused(
    enter: Enter, box: World, bad: dict[str, str]
) -> None:
    page = enter("member").post(BOX, {**form(box, "copy", "a", to=TEAM), **bad})
    assert 400 <= page.status < 500
    assert enter("owner").get(f"{TEAM}/a.txt").status == 404


@pytest.mark.parametrize("do", ["dance", "undo", "stop", "resume"])
def test_a_transfer_that_is_not_there_is_absent(
    enter: Enter, box: World, do: str
) -> None:
    at = "/sites/hr/_layouts/transfer?transfer=0b0b0b0b-0000-4000-8000-000000000000"
    owner = enter("owner")
    assert owner.get(at).status == 404
    assert owner.get("/sites/hr/_layouts/transfer").status == 404
    assert owner.post(at, {"do": do}).status == 404
    assert owner.post(BOX, {"do": "undo-transfer", "transfer": "x"}).status == 404


def test_the_way_to_a_place_has_the_titles_of_site_and_list(
    enter: Enter, box: World
) -> None:
    owner = enter("owner")
    for to, way in (
        (f"{BOX}/Inner", "Everything Human Resources quillfern Documents Box Inner"),
        (TEAM, "Everything HR Team quillfern Documents"),
        ("/sites", "Everything"),
    ):
        said = words(owner.get(asked(box, "move", "a", to=to)))
        assert way in said
