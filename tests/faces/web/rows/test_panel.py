"""The panel beside the table: what the item's page shows, and the way back to it."""

from __future__ import annotations

import re
from html import unescape

from hallway.core.access.breaking import Inherit
from hallway.core.access.commands import break_inheritance
from hallway.core.items.queries import get_values
from tests.faces.web.content.browsing import words
from tests.faces.web.content.conftest import Enter
from tests.faces.web.rows.test_list import TASKS
from tests.world import HR_SECRET, SYSTEM, World


def panel(world: World) -> str:
    return f"{TASKS}?sort=Title&show=item&item={world.item('task1').number}"


def test_it_shows_the_item_and_saving_leads_back_to_it(
    enter: Enter, world: World
) -> None:
    member = enter("member")
    page = member.get(panel(world))
    assert 'class="pane pane--over"' in page.text
    assert "Who has access" in words(page)
    assert not re.search(r'type="checkbox" name="item"[^>]* checked', page.text)
    back = re.search(r'name="back" value="([^"]+)"', page.text)
    assert back is not None
    here = f"{TASKS}/{world.item('task1').number}"
    sent = {
        "do": "save",
        "back": unescape(back[1]),
        "version": str(world.item("task1").version),
        "c.Title": "Renamed",
        "c.Points": "1",
        "c.State": "new",
    }
    saved = member.post(here, sent)
    assert saved.headers["location"] == unescape(back[1])
    assert "sort=Title" in saved.headers["location"]
    assert get_values(SYSTEM, world.task1)["Title"] == "Renamed"
    # Only the panel is a way back: no other place of this or another house.
    for elsewhere in ("https://evil.example/", "//evil.example", "/admin"):
        answer = member.post(here, {**sent, "back": elsewhere})
        assert answer.headers["location"] == here


def test_the_wrong_person_gets_the_table_alone(enter: Enter, world: World) -> None:
    visitor = enter("visitor")
    page = visitor.get(panel(world))
    assert 'class="pane' in page.text
    assert 'value="save"' not in page.text
    break_inheritance(
        world.actor("owner"), world.securable("task1"), start=Inherit.CLEAR
    )
    hidden = visitor.get(panel(world))
    absent = visitor.get(f"{TASKS}?sort=Title&show=item&item=9999")
    assert (hidden.status, absent.status) == (200, 200)
    for one in (hidden, absent):
        assert 'class="pane' not in one.text
        assert f"Task 1 {HR_SECRET}" not in one.text
