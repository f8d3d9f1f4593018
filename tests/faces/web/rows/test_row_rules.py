"""Under a row rule no page, count, group, suggestion or file tells of others' items."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest

from hallway.core.items.commands import create_item, update_values
from hallway.core.rowrules.commands import set_row_rule
from hallway.core.rowrules.records import RowRule, Rows
from tests.faces.dav.asking import ask
from tests.faces.web.content.browsing import names, words
from tests.faces.web.content.conftest import Enter
from tests.world import HR_SECRET, SYSTEM, World

TASKS = f"/sites/hr/Lists/Tasks%20{HR_SECRET}"
DOCUMENTS = "/sites/hr/Documents"
SECRET = "quibblewort"
OWN = RowRule(see=Rows.OWN, columns=("Who",))


@pytest.fixture
def ruled(world: World) -> World:
    """Tasks and Documents show people their own; a secret of the owner in each."""
    owner, member = world.actor("owner"), world.actor("member")
    values = {"Title": f"{SECRET} one", "State": "done", "Due": "2026-03-01"}
    world.items["secret"] = create_item(owner, world.tasks, values=values).id
    world.items["mine"] = create_item(
        member, world.tasks, values={"Title": "Mine", "State": "new"}
    ).id
    world.items["paper"] = world.put("root", f"{SECRET}.txt", SECRET.encode())
    world.items["own"] = world.put("root", "own.txt", b"mine", who="member")
    set_row_rule(owner, world.tasks, rule=OWN)
    set_row_rule(owner, world.documents, rule=RowRule(see=Rows.OWN))
    return world


@pytest.mark.parametrize(
    "address",
    [
        TASKS,
        f"{TASKS}?q={SECRET}",
        f"{TASKS}?export=csv",
        f"{TASKS}?show=filter",
        f"{TASKS}?group=Title",
        f"{TASKS}?export=ical&column=Due",
        DOCUMENTS,
        f"/search?q={SECRET}",
        f"/search/suggest?q={SECRET}",
        "/",
    ],
)
def test_no_page_tells_of_others_items(
    enter: Enter, ruled: World, address: str
) -> None:
    for who in ("member", "visitor", "nobody"):
        text = enter(who).get(address).text
        # The search says again what was asked for, which is less.
        assert f"{SECRET} one" not in text
        assert f"{SECRET}.txt" not in text
    if address != "/":
        shown = enter("owner").get(address).text
        assert f"{SECRET} one" in shown or f"{SECRET}.txt" in shown


def test_counts_groups_and_facets_are_of_ones_own(enter: Enter, ruled: World) -> None:
    member = enter("member")
    assert names(member.get(TASKS)) == ["Mine"]
    assert "1 item" in words(member.get(TASKS))
    assert "4 items" in words(enter("owner").get(TASKS))
    assert names(enter("visitor").get(TASKS)) == []
    assert names(member.get(f"{TASKS}?group=State")) == ["Mine"]


def test_others_items_are_not_there(enter: Enter, ruled: World) -> None:
    number = ruled.item("secret").number
    for who in ("member", "visitor"):
        browser = enter(who)
        assert browser.get(f"{TASKS}/{number}").status == 404
        assert browser.get(f"{TASKS}/{number}?show=versions").status == 404
        assert browser.get(f"{DOCUMENTS}/{SECRET}.txt").status == 404
    assert enter("owner").get(f"{TASKS}/{number}").status == 200


def test_webdav_shows_ones_own_files(ruled: World) -> None:
    def listed(who: str) -> str:
        answer = ask("PROPFIND", f"{DOCUMENTS}/", token=ruled.token(who), Depth="1")
        assert answer.status == 207
        return answer.text

    assert f"{SECRET}.txt" in listed("owner")
    assert "own.txt" in listed("member")
    assert "own.txt" not in listed("visitor")
    for who in ("member", "visitor"):
        assert f"{SECRET}.txt" not in listed(who)
        for method in ("GET", "HEAD", "PROPFIND", "DELETE"):
            answer = ask(
                method,
                f"{DOCUMENTS}/{SECRET}.txt",
                token=ruled.token(who),
                Depth="0",
            )
            assert answer.status == 404, method
    # A folder stays there for everybody who sees the library.
    assert f"Plans%20{HR_SECRET}" in listed("visitor")


def test_an_item_appears_to_whom_it_names(enter: Enter, ruled: World) -> None:
    values = {"Who": ruled.principal("visitor")}
    update_values(SYSTEM, ruled.items["secret"], values=values)
    visitor = enter("visitor")
    assert names(visitor.get(TASKS)) == [f"{SECRET} one"]
    number = ruled.item("secret").number
    shown = words(visitor.get(f"{TASKS}/{number}"))
    assert "names you" in shown
    assert f"{SECRET} one" in visitor.get(f"{TASKS}?export=csv").text


@pytest.fixture
def own_alone(world: World) -> World:
    """Tasks that everybody sees, and changes where they are his own."""
    owner, member = world.actor("owner"), world.actor("member")
    for who, actor in (("theirs", owner), ("mine", member)):
        made = create_item(actor, world.tasks, values={"Title": who})
        world.items[who] = made.id
    set_row_rule(owner, world.tasks, rule=RowRule(edit=Rows.OWN))
    return world


def test_the_grid_draws_rows_one_may_not_change_as_fixed(
    enter: Enter, own_alone: World, statements: Any
) -> None:
    member = enter("member")
    page = member.get(f"{TASKS}?edit=grid")
    for name, is_fixed in (("mine", False), ("theirs", True)):
        number = own_alone.item(name).number
        (row,) = re.findall(f'<tr data-number="{number}"[^>]*>', page.text)
        assert ("data-fixed" in row) is is_fixed
        body = page.text.partition(row)[2].partition("</tr>")[0]
        cell = re.search(f'<td data-text="{name}"[^>]*>', body)
        assert cell is not None
        assert ("data-fixed" in cell[0]) is is_fixed

    def cost() -> int:
        with statements() as found:
            assert member.get(f"{TASKS}?edit=grid").status == 200
        return len(found)

    few = cost()
    # Each of its own people, so each with a scope of its own.
    for who in ("member", "owner", "member2", "visitor"):
        if who not in own_alone.people:
            continue
        for n in range(8):
            values = {"Title": f"{who} {n}", "Who": own_alone.principal(who)}
            create_item(own_alone.actor("owner"), own_alone.tasks, values=values)
    assert cost() <= few


def test_who_is_refused_a_deletion_is_told_of_each_item(
    enter: Enter, own_alone: World
) -> None:
    member = enter("member")
    mine, theirs = (own_alone.item(one) for one in ("mine", "theirs"))
    form = {"do": "delete", "item": [mine.number, theirs.number]}
    page = member.post(TASKS, form)
    assert page.status == 200
    told = words(page)
    assert "1 of 2 deleted" in told
    assert "These were left as they are" in told
    assert "theirs" in told
    assert f'href="{TASKS}/{theirs.number}"' in page.text
    assert names(member.get(f"{TASKS}?q=mine")) == []
    assert names(member.get(f"{TASKS}?q=theirs")) == ["theirs"]
    undo = re.search(r'<form method="post" action="([^"]*do=restore[^"]*)"', page.text)
    assert undo is not None
    member.follow(member.post(unescape(undo[1]), {}))
    assert names(member.get(f"{TASKS}?q=mine")) == ["mine"]
    # Where none went there is nothing to take back.
    other = own_alone.item("task1").number
    refused = member.post(TASKS, {"do": "delete", "item": [theirs.number, other]})
    assert refused.status == 403
    assert "0 of 2 deleted" in words(refused)
    assert "do=restore" not in refused.text
