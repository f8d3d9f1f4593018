"""Every shape of page that each persona reaches by links: sound in every look."""

from __future__ import annotations

import re
from collections import deque
from typing import NamedTuple
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from playwright.sync_api import Page

from tests.browser import axe
from tests.browser.personas import (
    ADMIN,
    AGENT,
    CUSTOMER,
    MEMBER,
    Enter,
    demo,
    enter,
)

__all__ = ["demo", "enter"]

pytestmark = pytest.mark.browser


class Round(NamedTuple):
    """Where somebody begins, and how many pages there are for him at least."""

    starts: tuple[str, ...]
    least: int


ROUNDS = {
    MEMBER: Round(("/",), 40),
    AGENT: Round(("/desk",), 40),
    ADMIN: Round(("/admin", "/"), 60),
    CUSTOMER: Round(("/portal",), 8),
}
WIDE, NARROW = 1440, 390
# Not pages: files, streams, and what ends the session.
_SKIPPED = re.compile(
    r"/logout|/static/|/files/|/photo|[?&](download|as|version|export)=|\.\w{2,5}$"
)
# Of these the value makes another page, of others only that they are there; these
# others make the same page of other rows.
_TELLING = frozenset({"show", "write", "tab", "layout"})
_ROWS = frozenset({"sort", "letter", "month", "after", "before", "above", "view"})
# Sites below a site.
_ABOVE = ("clients",)
_LINKS = "[...document.querySelectorAll('a[href]')].map((a) => a.href)"
_ACTIONS = """[...document.querySelectorAll('form[method=post]')]
  .map((one) => one.getAttribute('action') || location.href)"""
_IS_STILL = "Promise.all(document.getAnimations().map((one) => one.finished))"
_THEME = "(theme) => { document.documentElement.dataset.theme = theme; }"


def shape(address: str) -> str:
    """What addresses of pages that are made alike have in common."""
    parts = urlsplit(address)
    path = parts.path.split("/")
    # Whatever the site and the folder, and however deep.
    if path[1:2] == ["sites"] and len(path) > 2:
        deep = 4 if path[2] in _ABOVE else 3
        path = ["", "sites", "*", *path[deep:]]
    for library in ("Documents", "Uploads", "Manuals"):
        if library in path:
            at = path.index(library) + 1
            below = path[at:]
            path = [*path[:at], *(["folder"] if below else [])]
    path = [re.sub(r"^([A-Z]+-)?\d+(-.*)?$", "#", part) for part in path]
    asked = sorted(
        f"{name}={value}" if name in _TELLING else name
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name not in _ROWS
    )
    return "/".join(path) + "?" + "&".join(asked)


def links(page: Page) -> list[str]:
    """Addresses of our own pages that a page leads to."""
    origin = urljoin(page.url, "/")
    found: list[str] = page.evaluate(_LINKS)
    return [
        link.partition("#")[0]
        for link in found
        if link.startswith(origin) and not _SKIPPED.search(link)
    ]


class Known(NamedTuple):
    """What has been looked at: shapes of pages, and ways in which text is styled."""

    shapes: set[str]
    styles: set[int]


@pytest.fixture(scope="module")
def known() -> Known:
    """What an earlier persona was shown need not be looked at again."""
    return Known(set(), set())


def faults(page: Page, known: Known, *, is_new: bool) -> list[str]:
    """What is wrong with a page: light and dark, on a desk and in a hand.

    Each rule once, those about layout in each width, those about colours in each
    width and theme where a page styles text as none before it did.
    """
    new = axe.samples(page) - known.styles
    if not (is_new or new):
        return []
    known.styles.update(new)
    found: list[str] = []
    # Begun as the page before was left: to change the width takes a while.
    is_wide = page.viewport_size is not None and page.viewport_size["width"] == WIDE
    for width in (WIDE, NARROW) if is_wide else (NARROW, WIDE):
        page.set_viewport_size({"width": width, "height": 900})
        if is_new and width == WIDE:
            found += [f"{width}: {one}" for one in axe.structure(page)]
        elif new:
            found += [f"{width}: {one}" for one in axe.layout(page)]
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        found += [f"{width}: scrolls sideways by {over}"] if over > 0 else []
        for theme in ("light", "dark") if new else ():
            page.evaluate(_THEME, theme)
            page.evaluate(_IS_STILL)
            found += [f"{width} {theme}: {one}" for one in axe.colours(page, new)]
    heads = page.locator("h1").count()
    found += [f"{heads} h1"] if heads != 1 else []
    return found if page.title().strip() else [*found, "no title"]


@pytest.mark.parametrize("who", ROUNDS)
def test_nothing_is_wrong_on_any_page_that_links_lead_to(
    enter: Enter, known: Known, who: str
) -> None:
    page = enter(who, reduced_motion="reduce")
    axe.load(page)
    waiting = deque(urljoin(page.url, start) for start in ROUNDS[who].starts)
    seen = {shape(address) for address in waiting}
    asked = set[str]()
    found: dict[str, list[str]] = {}
    visited = 0
    while waiting:
        address = waiting.popleft()
        answer = page.goto(address, wait_until="domcontentloaded")
        visited += 1
        assert answer is not None
        kind = answer.headers.get("content-type", "")
        assert kind.startswith("text/html"), f"{address} is {kind}"
        wrong = faults(page, known, is_new=shape(address) not in known.shapes)
        known.shapes.add(shape(address))
        if answer.status != 200:
            wrong.append(f"status {answer.status}")
        if wrong:
            found[address] = wrong
        for action in {urljoin(page.url, one) for one in page.evaluate(_ACTIONS)}:
            if shape(action) not in asked:
                asked.add(shape(action))
                # Without its token it does nothing; where nothing is, it is not asked.
                if page.request.post(action, form={}).status == 404:
                    found[action] = [f"a form on {address} leads nowhere"]
        for link in links(page):
            if shape(link) not in seen:
                seen.add(shape(link))
                waiting.append(link)
    assert found == {}
    assert visited >= ROUNDS[who].least
