"""Versions, access, and the recycle bin."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.faces.web.content.browsing import words
from tests.faces.web.content.conftest import Enter
from tests.world import World

LIBRARY = "/sites/hr/Documents"
WELCOME = f"{LIBRARY}/Welcome%20quillfern.txt"
BIN = "/sites/hr/_layouts/recyclebin"


def number(world: World, name: str) -> int:
    return world.item(name).number


def test_the_versions_of_a_file_are_listed_read_and_restored(
    enter: Enter, world: World
) -> None:
    member = enter("member")
    pane = f"{LIBRARY}?show=versions&item={number(world, 'welcome')}"
    page = member.get(pane)
    assert re.findall(r'<strong class="strong num">(.*?)<', page.text) == [
        "3.0",
        "2.0",
        "1.0",
    ]
    old = member.get(f"{WELCOME}?version=1.0")
    assert old.text == "1 quillfern"
    assert (
        "Welcome%20quillfern%20%281.0%29.txt" in old.headers["content-disposition"]
        or 'filename="Welcome quillfern (1.0).txt"'
        in old.headers["content-disposition"]
    )
    form = re.search(r'action="([^"]*restore-version[^"]*version=1.0)"', page.text)
    assert form is not None
    page = member.follow(member.post(unescape(form[1])))
    assert "Version 1.0 restored" in words(page)
    assert "4.0" in words(page)
    assert member.get(WELCOME).text == "1 quillfern"


@pytest.mark.parametrize("version", ["9.0", "1", "x.y", "", "1.0.0", "²1.0", "9" * 30])
def test_a_version_that_never_was_is_not_found(enter: Enter, version: str) -> None:
    assert enter("owner").get(f"{WELCOME}?version={version}").status == 404


def test_who_may_only_read_restores_nothing(enter: Enter, world: World) -> None:
    visitor = enter("visitor")
    item = number(world, "welcome")
    form = {"do": "restore-version", "item": item, "version": "1.0"}
    assert visitor.post(LIBRARY, form).status == 403
    assert visitor.get(WELCOME).text == "3 quillfern"
    pane = visitor.get(f"{LIBRARY}?show=details&item={item}")
    for word in ("Rename", "Move to", "Delete"):
        assert word not in words(pane)
    assert "Copy to" in words(pane)


def test_access_says_who_and_why(enter: Enter, world: World) -> None:
    said = words(
        enter("member").get(f"{LIBRARY}?show=access&item={number(world, 'welcome')}")
    )
    assert "You may change it: You have" in said
    assert "People Partners quillfern" in said
    assert "Human Resources quillfern Owners" in said
    visitor = words(enter("visitor").get(f"{LIBRARY}?show=access"))
    assert "You may see it: You have Read" in visitor
    assert "You may not change it" in visitor


def test_what_was_deleted_is_in_the_bin_of_who_did_it(enter: Enter) -> None:
    assert "old quillfern.txt" in words(enter("member").get(BIN))
    assert "old quillfern.txt" in words(enter("owner").get(BIN))
    assert "The recycle bin is empty" in words(enter("visitor").get(BIN))
    assert enter("nobody").get(BIN).status == 404
    assert enter("acme").get(BIN).status == 404
    assert enter("visitor").get(f"{BIN}?stage=2").status == 403


def guid(page: str) -> str:
    found = re.search(r'name="deletion" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_what_is_in_the_bin_comes_back(enter: Enter) -> None:
    member = enter("member")
    form = {"do": "restore", "deletion": guid(member.get(BIN).text)}
    page = member.follow(member.post(BIN, form))
    assert "“old quillfern.txt” is back in “Plans quillfern”" in words(page)
    assert "The recycle bin is empty" in words(page)


def test_nobody_restores_what_another_deleted(enter: Enter) -> None:
    form = {"do": "restore", "deletion": guid(enter("member").get(BIN).text)}
    assert enter("visitor").post(BIN, form).status == 404
    assert enter("owner").post(BIN, {"do": "restore", "deletion": "x"}).status == 404


def test_a_name_taken_meanwhile_is_asked_about(enter: Enter, world: World) -> None:
    world.put("plans", "old quillfern.txt", b"newer")
    member = enter("member")
    form = {"do": "restore", "deletion": guid(member.get(BIN).text)}
    question = member.follow(member.post(BIN, form))
    assert "The name is taken" in words(question)
    page = member.follow(member.post(BIN, {**form, "clash": "rename"}))
    assert "“old quillfern (2).txt” is back" in words(page)


def test_emptying_asks_first_and_leaves_the_rest_to_owners(enter: Enter) -> None:
    member, owner = enter("member"), enter("owner")
    asked = words(member.get(f"{BIN}?show=empty"))
    assert "Empty the recycle bin?" in asked
    assert "Remove 1 item" in asked
    page = member.follow(member.post(f"{BIN}?do=empty"))
    assert "The recycle bin is empty" in words(page)
    second = owner.get(f"{BIN}?stage=2")
    assert "old quillfern.txt" in words(second)
    page = owner.follow(owner.post(f"{BIN}?do=empty&stage=2"))
    assert "old quillfern.txt" not in words(owner.get(f"{BIN}?stage=2"))


def test_a_theme_is_kept_without_script(enter: Enter) -> None:
    owner = enter("owner")
    answer = owner.post("/_layouts/theme", {"theme": "dark"})
    assert answer.status == 303
    assert 'data-theme="dark"' in owner.get("/").text
    owner.post("/_layouts/theme", {"theme": ""})
    assert "data-theme" not in owner.get("/").text
