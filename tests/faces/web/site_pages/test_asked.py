"""What people ask a long list, on the page of its settings."""

from __future__ import annotations

from hallway.core.lists.queries import get_list
from hallway.core.projections.asked import keep_asked, take_asked
from tests.core.projections.stage import finish
from tests.faces.web.content.browsing import words
from tests.faces.web.content.conftest import Enter
from tests.world import HR_SECRET, SYSTEM, World

TASKS = f"/sites/hr/Lists/Tasks%20{HR_SECRET}"


def test_settings_say_what_a_list_is_asked_often(enter: Enter, world: World) -> None:
    settings = f"/sites/hr/_layouts/list?list={get_list(SYSTEM, world.tasks).guid}"
    owner = enter("owner")
    assert "What people filter by" not in words(owner.get(settings))
    finish(world.tasks)
    take_asked()
    for _time in range(3):
        enter("visitor").get(f"{TASKS}?in.State=new&sort=Points")
    keep_asked(SYSTEM)
    said = words(owner.get(settings))
    assert "What people filter by" in said
    of = HR_SECRET
    assert f"State {of}, sorted by Points {of} 3 times" in said
    assert enter("visitor").get(settings).status == 403
