"""Rules that paint, tried on some rows before they are saved."""

from __future__ import annotations

import re

from hallway.core.access.commands import Inherit, break_inheritance
from hallway.core.items.commands import create_item
from hallway.core.lists.views.commands import change_view
from hallway.core.lists.views.queries import get_view
from hallway.core.lists.views.records import STANDARD, Content, Rule, Tone
from hallway.wire.query import Compare, Field, Op
from tests.core.query.asking import ask
from tests.faces.web.content.browsing import words
from tests.faces.web.content.conftest import Enter
from tests.world import SYSTEM, World

from .test_list import TASKS

EDIT = f"{TASKS}?view=all&show=edit-view"
FORM = {"do": "preview-view", "title": "All items", "layout": "list"}
LARGE = {
    "rule.column": "Points",
    "rule.op": "from",
    "rule.value": "40",
    "rule.tone": "warn",
    "rule.where": "row",
}


def add(world: World, title: str, points: int) -> int:
    create_item(
        world.actor("owner"), world.tasks, values={"Title": title, "Points": points}
    )
    (row,) = ask(SYSTEM, world.tasks, title).rows
    world.items[title] = row.item.id
    return row.item.number


def sample(text: str) -> str:
    return text[text.index("<hw-sample") : text.index("</hw-sample>")]


def rows(text: str) -> list[str]:
    found = re.findall(r"<tr[^>]*>(?:(?!</tr>).)*</tr>", sample(text), re.DOTALL)
    return [one for one in found if "<td" in one]


def test_a_rule_paints_a_sample_and_is_not_saved(enter: Enter, world: World) -> None:
    add(world, "Elder", 50)
    add(world, "Fir", 30)
    owner = enter("owner")
    page = owner.post(EDIT, {**FORM, **LARGE})
    assert page.status == 200
    painted = [one for one in rows(page.text) if "rows__tone--warn" in one]
    assert len(painted) == 1
    assert "Elder" in painted[0]
    assert f"1 of {len(rows(page.text))} rows are painted" in words(page)
    # The form is as it was filled in, and nothing is kept.
    assert re.search(r'value="40"[^>]* name="rule.value"', page.text)
    assert get_view(world.actor("owner"), world.tasks).content.rules == ()
    cell = owner.post(EDIT, {**FORM, **LARGE, "rule.where": "cell"})
    assert len(re.findall(r'<td class="[^"]*rows__tone--warn', cell.text)) == 1
    assert not re.search(r'<tr class="[^"]*rows__tone', sample(cell.text))


def test_a_rule_that_is_wrong_says_so_beside_it(enter: Enter, world: World) -> None:
    page = enter("owner").post(EDIT, {**FORM, **LARGE, "rule.value": "many"})
    assert page.status == 200
    assert "A number is expected." in words(page)
    assert "rows__tone--warn" not in "".join(rows(page.text))
    wrong = enter("owner").post(EDIT, {**FORM, **LARGE, "sort": "Nothing"})
    assert wrong.status == 200
    assert rows(wrong.text) == []


def test_rules_that_are_there_are_shown_and_taken_away(
    enter: Enter, world: World
) -> None:
    add(world, "Elder", 50)
    two = tuple(
        Rule(where=Compare(Field("Points"), Op.GE, least), tone=tone)
        for least, tone in ((45, Tone.BAD), (1, Tone.OK))
    )
    owner, actor = enter("owner"), world.actor("owner")
    change_view(actor, world.tasks, STANDARD, title="", content=Content(rules=two))
    page = owner.get(EDIT)
    assert "rows__tone--bad" in "".join(rows(page.text))
    # Without the first the second paints; both still stand there to be ticked again.
    page = owner.post(EDIT, {**FORM, "rule": "1"})
    assert "rows__tone--bad" not in "".join(rows(page.text))
    assert "rows__tone--ok" in "".join(rows(page.text))
    ticks = re.findall(r'name="rule" value="(\d)"( checked)?', page.text)
    assert ticks == [("0", ""), ("1", " checked")]
    assert owner.post(EDIT, {**FORM, "do": "save-view", "rule": "1"}).status == 303
    assert get_view(actor, world.tasks).content.rules == two[1:]


def test_nobody_samples_what_he_does_not_see(enter: Enter, world: World) -> None:
    add(world, "Elder", 50)
    add(world, "Secretfern", 60)
    break_inheritance(
        world.actor("owner"), world.securable("Secretfern"), start=Inherit.CLEAR
    )
    mine = f"{TASKS}?show=new-view"
    page = enter("member").post(mine, {**FORM, **LARGE, "audience": "me"})
    assert page.status == 200
    assert "Elder" in sample(page.text)
    assert "Secretfern" not in page.text
    assert "1 of" in words(page)
    assert enter("visitor").post(EDIT, {**FORM, **LARGE}).status == 403
    assert enter("nobody").post(EDIT, {**FORM, **LARGE}).status == 404
