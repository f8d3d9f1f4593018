"""The way round a site, beside its pages."""

from __future__ import annotations

import re

from hallway.core.lists.commands import add_list
from hallway.faces.web.frame import RAIL_LISTS
from tests.faces.dav.asking import Answer
from tests.faces.web.content.conftest import Enter
from tests.world import World


def marked(page: Answer) -> list[tuple[str, bool]]:
    """The lists that the rail names, each with whether it is the one shown."""
    rail = page.text.partition('id="rail"')[2].partition("</nav>")[0]
    found = re.findall(r'href="([^"]*/Lists/[^"]*)"( aria-current="page")?', rail)
    return [(address, bool(current)) for address, current in found]


def test_the_rail_of_a_large_site_names_some_lists_and_the_one_shown(
    enter: Enter, world: World
) -> None:
    owner = world.actor("owner")
    for n in range(RAIL_LISTS + 10):
        add_list(owner, world.hr, name=f"Zone {n:03}", kind="generic")
    last = f"/sites/hr/Lists/Zone%20{RAIL_LISTS + 9:03}"
    browser = enter("owner")
    first = marked(browser.get("/sites/hr/Lists/Tasks%20quillfern"))
    beyond = marked(browser.get(last))
    assert last not in dict(first)
    assert dict(beyond)[last]
    assert [current for _address, current in beyond].count(True) == 1
    # Not more than that, however many there are; libraries are among them.
    assert len(first) <= RAIL_LISTS
    assert len(beyond) == len(first) + 1
    contents = browser.get("/sites/hr/_layouts/contents")
    assert last in contents.text
