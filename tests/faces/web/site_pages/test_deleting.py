"""Deleting a list from its settings, and what the recycle bin makes of it."""

from __future__ import annotations

import re

import pytest

from hallway.core.access.commands import break_inheritance
from hallway.core.errors import NotFound
from hallway.core.lists.commands import add_list
from hallway.core.lists.queries import get_list
from hallway.kinds.requests.commands import open_customer
from tests.faces.web.content.browsing import words
from tests.faces.web.content.conftest import Enter
from tests.faces.web.site_pages.test_pages import HR, guid, listing
from tests.world import HR_SECRET, SYSTEM, World

BIN = f"{HR}/recyclebin"
TASKS = f"Tasks {HR_SECRET}"
PAGE = f"/sites/hr/Lists/{TASKS}"


def undo(page: str) -> str:
    found = re.search(r'action="([^"]*do=restore[^"]*)"', page)
    assert found is not None
    return found[1].replace("&amp;", "&")


def deletion(page: str, name: str) -> str:
    found = re.search(r'value="([^"]+)" aria-label="Select ' + name, page)
    assert found is not None
    return found[1]


def test_a_list_is_deleted_and_the_deed_undone(enter: Enter, world: World) -> None:
    owner, here = enter("owner"), listing(world)
    settings = owner.get(here)
    assert "Delete this list" in words(settings)
    assert "show=delete" in settings.text
    asked = words(owner.get(f"{here}&show=delete"))
    assert f"Delete “{TASKS}”?" in asked
    assert "2 items go to the recycle bin with it." in asked
    assert "for 93 days" in asked
    page = owner.follow(owner.post(here, {"do": "delete"}))
    assert f"“{TASKS}” deleted" in words(page)
    assert "Site contents" in words(page)
    for address in (here, PAGE, f"{PAGE}/1", f"{PAGE}?show=filter"):
        assert owner.get(address).status == 404
    assert owner.post(here, {"do": "delete"}).status == 404
    back = owner.follow(owner.post(undo(page.text), {}))
    assert f"“{TASKS}” is back" in words(back)
    assert owner.get(PAGE).status == 200
    assert owner.get(f"{PAGE}/1").status == 200


def test_the_bin_shows_a_list_and_gives_it_back(enter: Enter, world: World) -> None:
    owner = enter("owner")
    owner.post(listing(world), {"do": "delete"})
    page = owner.get(BIN)
    assert "List · 2 items" in words(page)
    assert f"Human Resources {HR_SECRET}" in words(page)
    form = {"do": "restore", "deletion": deletion(page.text, TASKS)}
    for who in ("visitor", "nobody"):
        assert TASKS not in enter(who).get(BIN).text
        assert enter(who).post(BIN, form).status == 404
    back = owner.follow(owner.post(BIN, form))
    assert f"“{TASKS}” is back" in words(back)
    assert get_list(SYSTEM, world.tasks).title == TASKS


def test_a_taken_address_is_asked_about(enter: Enter, world: World) -> None:
    member = enter("member")
    page = member.follow(member.post(listing(world), {"do": "delete"}))
    add_list(SYSTEM, world.hr, name=TASKS, kind="generic")
    question = member.follow(member.post(undo(page.text), {}))
    assert "The name is taken" in words(question)
    assert TASKS in words(question)
    form = {"do": "restore", "deletion": deletion(member.get(BIN).text, TASKS)}
    back = member.follow(member.post(BIN, {**form, "clash": "rename"}))
    assert f"“{TASKS} (2)” is back" in words(back)
    assert member.get(f"{PAGE} (2)").status == 200


def test_emptying_both_bins_deletes_it_for_good(enter: Enter, world: World) -> None:
    member, owner = enter("member"), enter("owner")
    member.post(listing(world), {"do": "delete"})
    member.post(f"{BIN}?do=empty", {})
    assert TASKS not in member.get(BIN).text
    assert "List · 2 items" in words(owner.get(f"{BIN}?stage=2"))
    owner.post(f"{BIN}?do=empty&stage=2", {})
    assert TASKS not in owner.get(f"{BIN}?stage=2").text
    with pytest.raises(NotFound):
        get_list(SYSTEM, world.tasks)


def test_why_it_cannot_be_deleted_stands_above_the_question(
    enter: Enter, world: World
) -> None:
    here = f"{HR}/list?list={guid(world, 'documents')}"
    locked = enter("owner").post(here, {"do": "delete"})
    assert locked.status == 423
    assert "Locked by Member." in words(locked)
    assert "Delete “Documents”?" in words(locked)
    # What only the owner may see lies in it.
    assert enter("member").post(here, {"do": "delete"}).status in (403, 423)
    made = open_customer(SYSTEM, world.organisations["acme"].id, "/sites/clients/acme")
    of_portal = get_list(SYSTEM, made.list)
    kept = enter("admin").post(
        f"/sites/clients/acme/_layouts/list?list={of_portal.guid}", {"do": "delete"}
    )
    assert kept.status == 409
    assert "A customer's portal needs this list; it stays." in words(kept)
    assert get_list(SYSTEM, made.list) == of_portal


def test_while_permissions_change_there_is_no_number(
    enter: Enter, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hallway.core.access.breaking.RESTAMP_INLINE", 0)
    break_inheritance(SYSTEM, world.securable("tasks"))
    asked = words(enter("owner").get(listing(world, show="delete")))
    assert "All that is in it goes to the recycle bin with it." in asked


def test_an_empty_library_says_so(enter: Enter, world: World) -> None:
    owner = enter("owner")
    here = f"{HR}/list?list={guid(world, 'drafts')}"
    assert "Delete this library" in words(owner.get(here))
    assert "There is nothing in it." in words(owner.get(f"{here}&show=delete"))
    owner.post(here, {"do": "delete"})
    assert "Library · 0 items" in words(owner.get(BIN))
