"""Every shape of page each persona can reach over links: sound, light and dark."""

from __future__ import annotations

import re
from collections import deque
from urllib.parse import urljoin, urlsplit

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

STARTS = {
    MEMBER: ["/", "/sites", "/people"],
    AGENT: ["/desk"],
    ADMIN: ["/admin"],
    CUSTOMER: ["/portal"],
}
MOST = 60
# Not pages: files, and what ends the session.
_SKIPPED = re.compile(r"logout|download|/static/|/files/|/_api|version=|\.\w{2,5}$")
_LINKS = "[...document.querySelectorAll('a[href]')].map((a) => a.href)"
_IS_STILL = "Promise.all(document.getAnimations().map((a) => a.finished))"


def _shape(address: str) -> str:
    """Addresses of pages made alike have the same shape."""
    parts = urlsplit(address)
    path = [re.sub(r"^\d+(-.*)?$", "#", part) for part in parts.path.split("/")]
    if "Documents" in path:
        path = path[path.index("Documents") :][:2]
    elif path[1:2] == ["sites"] and len(path) > 2:
        path[2] = "*"
    asked = sorted(
        pair if pair.startswith(("show=", "write=")) else pair.partition("=")[0]
        for pair in parts.query.split("&")
    )
    return re.sub(r"\d+", "#", "/".join(path)) + "?" + "&".join(asked)


def _links(page: Page) -> list[str]:
    origin = urljoin(page.url, "/")
    found: list[str] = page.evaluate(_LINKS)
    return [
        link.partition("#")[0]
        for link in found
        if link.startswith(origin) and not _SKIPPED.search(link)
    ]


def _faults(page: Page, width: int) -> list[str]:
    page.evaluate(_IS_STILL)
    faults = axe.violations(page)
    if page.evaluate("document.documentElement.scrollWidth") > width:
        faults.append("too wide")
    if page.locator("h1").count() != 1:
        faults.append(f"{page.locator('h1').count()} h1")
    if not page.title().strip():
        faults.append("no title")
    return faults


@pytest.mark.parametrize(("width", "theme"), [(1440, "light"), (390, "dark")])
@pytest.mark.parametrize("who", STARTS)
def test_nothing_is_wrong_on_any_page_a_persona_reaches(
    enter: Enter, who: str, width: int, theme: str
) -> None:
    page = enter(who, width=width, theme=theme)
    waiting = deque(urljoin(page.url, start) for start in STARTS[who])
    seen = {_shape(address) for address in waiting}
    found = {}
    visited = 0
    while waiting and visited < MOST:
        address = waiting.popleft()
        answer = page.goto(address)
        visited += 1
        assert answer is not None
        faults = _faults(page, width)
        if answer.status != 200:
            faults.append(f"status {answer.status}")
        if faults:
            found[address] = faults
        for link in _links(page):
            if _shape(link) not in seen:
                seen.add(_shape(link))
                waiting.append(link)
    assert visited > len(STARTS[who])
    assert found == {}
