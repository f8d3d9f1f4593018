"""Sharing, finding and being told, in a browser."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.conftest import Opener, wait_until_in
from tests.conformance.server import LiveServer

pytestmark = pytest.mark.browser

MO, ADA = "mo@example.com", "ada@example.com"
PASSWORD = "correct horse 9"
SITE = "/sites/plans"
LIBRARY = f"{SITE}/Documents"

Enter = Callable[..., Page]


@pytest.fixture(scope="module")
def site(site: LiveServer) -> LiveServer:
    """The live server with two colleagues, a site of one of them, and a few files."""
    for email, name in ((MO, "Mo Berg"), (ADA, "Ada Hartwig")):
        subprocess.run(
            [
                *(sys.executable, "-m", "hallway", "user", "add", email),
                *("--name", name, "--password-stdin"),
            ],
            env=site.environ,
            input=PASSWORD + "\n",
            text=True,
            check=False,
        )
    site.run("site", "add", SITE, "--owner", MO)
    site.token, site.email = site.run("token", "create", MO), MO
    assert site.ask("MKCOL", f"{LIBRARY}/Offers")[0] == 201
    for name in ("Offer%20Brewery.docx", "Offer%20Dairy.xlsx", "Plan.pdf"):
        assert site.ask("PUT", f"{LIBRARY}/{name}", b"one")[0] == 201
    return site


@pytest.fixture
def enter(open_page: Opener) -> Enter:
    """Signs somebody in and opens a page."""

    def signed_in(path: str, *, who: str = MO, **options: object) -> Page:
        page = open_page("/accounts/login/", **options)
        page.locator("[name=login]").fill(who)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("[name=password]").press("Enter")
        wait_until_in(page)
        page.goto(path)
        return page

    return signed_in


def test_a_file_is_shared_found_and_opened(enter: Enter) -> None:
    page = enter(LIBRARY)
    page.get_by_role("link", name="More for Plan.pdf").click()
    page.get_by_role("link", name="Share", exact=True).click()
    box = page.get_by_role("combobox", name="With whom")
    box.press_sequentially("ada")
    expect(page.get_by_role("option", name="Ada Hartwig")).to_be_visible()
    box.press("Enter")
    assert axe.violations(page) == []
    page.get_by_role("button", name="Share", exact=True).click()
    expect(page.get_by_text("“Plan.pdf” shared with 1 more")).to_be_visible()

    page = enter("/", who=ADA)
    page.get_by_role("link", name=re.compile(r"Notifications, \d new")).click()
    assert axe.violations(page) == []
    expect(page.get_by_text("Mo Berg shared “Plan.pdf” with you.")).to_be_visible()
    page.get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_role("link", name="Notifications", exact=True)).to_be_visible()
    page.goto("/shared")
    assert axe.violations(page) == []
    # By keyboard alone: to the box, its first suggestion, and there.
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("plan")
    option = page.get_by_role("option", name="Plan.pdf")
    expect(option).to_be_visible()
    assert axe.violations(page) == []
    address = option.get_attribute("href")
    assert address == f"{LIBRARY}/Plan.pdf"
    page.keyboard.press("Escape")
    expect(option).not_to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Plan.pdf")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize(
    "path",
    [
        "/search?q=offer",
        "/search?q=nothing",
        "/search",
        "/shared",
        "/notifications",
        f"{LIBRARY}?show=share&item=2",
        f"{LIBRARY}?show=checkin&item=2",
        f"{LIBRARY}?show=discard&item=2",
    ],
)
def test_the_pages_break_no_rule(
    enter: Enter, path: str, width: int, theme: str
) -> None:
    page = enter(path, width=width, theme=theme)
    assert axe.violations(page) == []
    overflow = "document.documentElement.scrollWidth - innerWidth"
    assert page.evaluate(overflow) <= 0


def test_it_is_shared_without_script(enter: Enter) -> None:
    page = enter(f"{LIBRARY}?show=share&item=3", java_script_enabled=False)
    page.get_by_label("With whom").fill(ADA)
    page.get_by_role("button", name="Share", exact=True).click()
    expect(page.get_by_text("shared with 1 more")).to_be_visible()
