"""Row rules in the settings of a list."""

from __future__ import annotations

from hallway.core.items.commands import create_item
from hallway.core.lists.queries import get_list
from hallway.core.rowrules.commands import set_row_rule
from hallway.core.rowrules.queries import get_row_rule
from hallway.core.rowrules.records import NO_RULE, RowRule, Rows
from tests.faces.web.content.browsing import words
from tests.faces.web.content.conftest import Enter
from tests.world import HR_SECRET, SYSTEM, World

TASKS = f"/sites/hr/Lists/Tasks%20{HR_SECRET}"


def settings(world: World) -> str:
    guid = get_list(SYSTEM, world.lists["tasks"].id).guid
    return f"/sites/hr/_layouts/list?list={guid}"


def test_an_owner_looks_first_and_then_sets_it(enter: Enter, world: World) -> None:
    owner, address = enter("owner"), settings(world)
    page = owner.get(address)
    assert "Row rules" in words(page)
    begin = page.text.index('id="row-rules"')
    assert "csrfmiddlewaretoken" in page.text[begin:].partition("</form>")[0]
    form = {"see": "own", "edit": "all", "own": ["Who"]}
    tried = owner.post(address, {**form, "do": "try-rows"})
    assert tried.status == 200
    assert "2 of 2 items would be seen only by who made them, whom they name" in words(
        tried
    )
    # What was ticked stays, and nothing was changed.
    assert tried.text.count('name="own" value="Who" checked') == 1
    assert get_row_rule(SYSTEM, world.tasks) == NO_RULE
    saved = owner.follow(owner.post(address, {**form, "do": "rows"}))
    assert saved.text.count('name="own" value="Who" checked') == 1
    assert get_row_rule(SYSTEM, world.tasks).see is Rows.OWN
    owner.post(address, {"see": "all", "edit": "all", "do": "rows"})
    assert get_row_rule(SYSTEM, world.tasks) == NO_RULE


def test_what_is_wrong_is_said_beside_it(enter: Enter, world: World) -> None:
    owner, address = enter("owner"), settings(world)
    form = {"see": "own", "own": ["Title"], "do": "rows"}
    answer = owner.post(address, form)
    assert answer.status == 400
    assert "Choose among the columns that name persons." in words(answer)
    assert get_row_rule(SYSTEM, world.tasks) == NO_RULE


def test_a_member_is_told_and_changes_nothing(enter: Enter, world: World) -> None:
    set_row_rule(world.actor("owner"), world.tasks, rule=RowRule(see=Rows.OWN))
    member, address = enter("member"), settings(world)
    shown = member.get(address)
    assert "People see only their own items here." in words(shown)
    assert 'value="try-rows"' not in shown.text
    for do in ("rows", "try-rows"):
        answer = member.post(address, {"see": "all", "edit": "all", "do": do})
        assert answer.status == 403
    assert get_row_rule(SYSTEM, world.tasks).see is Rows.OWN


def test_it_is_said_who_has_access_and_why(enter: Enter, world: World) -> None:
    made = create_item(world.actor("member"), world.tasks, values={"Title": "Mine"})
    set_row_rule(world.actor("owner"), world.tasks, rule=RowRule(see=Rows.OWN))
    for who in ("owner", "member"):
        item = words(enter(who).get(f"{TASKS}/{made.number}"))
        assert "Member Edit, if in “" in item
    assert "and you made this item" in item
    guid = get_list(SYSTEM, world.lists["tasks"].id).guid
    page = f"/sites/hr/_layouts/permissions?list={guid}&item={made.number}"
    assert "People see only their own items here." in words(enter("owner").get(page))
    asked = enter("owner").get(f"{page}&person=visitor@world.example")
    assert "shows people only their own items" in words(asked)
