"""Home and the homes of sites: what is new and comes up, trimmed, in few questions."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from hallway.core import clock
from hallway.core.access.groups.commands import add_member
from hallway.kinds.events.commands import add_event
from hallway.kinds.links.commands import add_link
from hallway.kinds.news.home import make_home
from tests.faces.web.content.browsing import words
from tests.faces.web.content.conftest import Enter
from tests.kinds.intranet import DAY, HOUR, draft, event, link, post
from tests.world import SYSTEM, World


@pytest.fixture
def at_home(intranet: World) -> World:
    """Lets the visitor read the home site, which has a list of each kind."""
    from hallway.core.lists.queries import list_lists

    make_home(SYSTEM)
    for one in list_lists(SYSTEM, intranet.home):
        intranet.lists[f"home_{one.kind}"] = one
    readers = intranet.groups["home_visitors"].id
    add_member(SYSTEM, readers, intranet.principal("visitor"))
    return intranet


def fill(world: World, many: int) -> None:
    now = clock.now()
    for n in range(many):
        post(world, f"Post {n}", where="home_news", at=now - n * HOUR)
        post(world, f"Of HR {n}", at=now - n * HOUR - 1)
        draft(world, f"Draft {n}")
        event(world, f"Event {n}", now + n * DAY)
        add_link(
            SYSTEM,
            world.lists["home_links"].id,
            values={"Title": f"Link {n}", "Address": f"/sites?{n}"},
        )
        world.put("root", f"file {n} of {many} quillfern.txt", b"x")


def test_home_says_what_is_new_and_what_comes_up(at_home: World, enter: Enter) -> None:
    now = clock.now()
    for n in range(5):
        post(at_home, f"Post {n}", where="home_news", at=now - n * DAY)
    post(at_home, "First", Priority="high", at=now - 4 * DAY)
    post(at_home, "Mail moves", Priority="alert", AlertUntil=now + DAY, Summary="Soon")
    draft(at_home, "Not yet", where="home_news")
    event(at_home, "Town hall", now + DAY, Place="Hamburg")
    event(at_home, "Long ago", now - 3 * DAY)
    add_link(
        SYSTEM,
        at_home.lists["home_links"].id,
        values={"Title": "Time sheet", "Address": "https://time.example"},
    )
    page = enter("visitor").get("/")
    said = words(page)
    for word in ("Mail moves", "Town hall", "Hamburg", "Time sheet", "More news"):
        assert word in said
    assert said.count("Mail moves") == 2  # once for the ear, in the link
    titles = re.findall(r'class="story__title"[^>]*>([^<]+)<', page.text)
    assert titles == ["First", "Post 0", "Post 1"]
    for word in ("Not yet", "Long ago", "New post"):
        assert word not in said


@pytest.mark.parametrize("who", ["nobody", "guest", "acme", "globex"])
def test_home_says_nothing_to_whom_it_is_not_for(
    at_home: World, enter: Enter, who: str
) -> None:
    fill(at_home, 3)
    text = enter(who).get("/").text
    for word in ("Post 0", "Of HR", "Event 0", "Link 0", "Draft"):
        assert word not in text


def test_home_of_an_empty_house_says_what_to_do(at_home: World, enter: Enter) -> None:
    reader, editor = words(enter("visitor").get("/")), words(enter("admin").get("/"))
    assert "What is published in your sites shows up here" in reader
    assert "Write the first post" not in reader
    assert "Write the first post" in editor
    assert "Add what people look for most" in editor


@pytest.mark.parametrize("who", ["visitor", "admin", "nobody"])
def test_home_asks_twelve_questions_at_most(
    at_home: World, enter: Enter, statements: Callable[[], Any], who: str
) -> None:
    browser = enter(who)
    counts = []
    for many in (3, 30):
        fill(at_home, many)
        browser.get("/")
        with statements() as queries:
            browser.get("/")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12


def test_a_sites_home_shows_its_own_alone(at_home: World, enter: Enter) -> None:
    now = clock.now()
    post(at_home, "Of HR")
    post(at_home, "Of home", where="home_news")
    event(at_home, "Training", now + DAY)
    add_event(
        SYSTEM,
        at_home.lists["home_events"].id,
        values={"Title": "Elsewhere", "Starts": now + HOUR, "Ends": now + 2 * HOUR},
    )
    link(at_home, "Wiki", "/sites/hr/Lists/Pages")
    draft(at_home, "Not yet")
    said = words(enter("visitor").get("/sites/hr"))
    for word in ("Of HR", "Training", "Wiki"):
        assert word in said
    for word in ("Of home", "Elsewhere", "Not yet", "New post"):
        assert word not in said


def test_a_sites_home_asks_the_same_whatever_is_in_it(
    at_home: World, enter: Enter, statements: Callable[[], Any]
) -> None:
    visitor = enter("visitor")
    counts = []
    for many in (3, 30):
        fill(at_home, many)
        for n in range(many):
            link(at_home, f"{many}.{n}", "/")
        visitor.get("/sites/hr")
        with statements() as queries:
            visitor.get("/sites/hr")
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 14


def test_pictures_of_pages_are_no_recent_files(at_home: World, enter: Enter) -> None:
    from hallway.core.items.queries import get_item
    from hallway.kinds.publishing.pictures import add_picture
    from tests.world import stage

    item = get_item(SYSTEM, post(at_home, "With a picture"))
    add_picture(SYSTEM, item, name="door.png", body=stage(b"x"))
    page = enter("owner").get("/sites/hr")
    assert "door.png" not in page.text
    assert page.text.count("Site Assets") == 1  # among the contents, not in the rail


def test_an_alert_is_put_away_for_good_by_whoever_does(
    at_home: World, enter: Enter
) -> None:
    now = clock.now()
    post(
        at_home, "Mail moves", where="home_news", Priority="alert", AlertUntil=now + DAY
    )
    browser, other = enter("visitor"), enter("admin")
    page = browser.get("/")
    (guid,) = re.findall(r'name="post" value="([^"]+)"', page.text)
    assert browser.post("/news/dismiss", {"post": "x"}).status == 303
    assert 'value="' + guid in browser.get("/").text
    answer = browser.post("/news/dismiss", {"post": guid})
    assert answer.headers["location"] == "/"
    assert guid not in browser.get("/").text
    # It is put away, not gone: it stands among the news.
    assert 'class="banner banner--warn"' in other.get("/").text
    assert browser.get("/news/dismiss").status == 405
