"""The bar and the menus of a library, by mouse and by keys."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.conftest import Opener, wait_until_in
from tests.conformance.server import LiveServer

pytestmark = pytest.mark.browser

MO = "mo@example.com"
PASSWORD = "correct horse 9"
LIBRARY = "/sites/plans/Documents"
FILES = ("Offer Brewery.docx", "Offer Dairy.xlsx", "Plan.pdf")

Enter = Callable[..., Page]


@pytest.fixture(scope="module")
def site(site: LiveServer) -> LiveServer:
    """The live server with a site and a few files."""
    subprocess.run(
        [
            *(sys.executable, "-m", "hallway", "user", "add", MO),
            *("--name", "Mo Berg", "--password-stdin"),
        ],
        env=site.environ,
        input=PASSWORD + "\n",
        text=True,
        check=False,
    )
    site.run("site", "add", "/sites/plans", "--owner", MO)
    site.token, site.email = site.run("token", "create", MO), MO
    assert site.ask("MKCOL", f"{LIBRARY}/Offers")[0] == 201
    for name in (*FILES, "Minutes.txt"):
        address = f"{LIBRARY}/{name}".replace(" ", "%20")
        assert site.ask("PUT", address, b"one")[0] == 201
    return site


@pytest.fixture
def enter(open_page: Opener) -> Enter:
    """Signs in and opens the library."""

    def signed_in(**options: object) -> Page:
        page = open_page("/accounts/login/", **options)
        page.locator("[name=login]").fill(MO)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("[name=password]").press("Enter")
        wait_until_in(page)
        page.goto(LIBRARY)
        return page

    return signed_in


def test_the_bar_follows_what_is_selected(enter: Enter) -> None:
    page = enter()
    bar = page.get_by_role("toolbar", name="In this folder")
    expect(bar.get_by_role("link", name="New folder")).to_be_visible()
    expect(bar.get_by_role("button", name="Delete")).to_be_hidden()
    page.get_by_label("Select Plan.pdf").check()
    expect(bar.get_by_role("status")).to_have_text("1 selected")
    expect(bar.get_by_role("link", name="New folder")).to_be_hidden()
    expect(bar.get_by_role("button", name="Share")).to_be_visible()
    assert axe.violations(page) == []
    page.get_by_label("Select Offer Dairy.xlsx").check()
    expect(bar.get_by_role("status")).to_have_text("2 selected")
    expect(bar.get_by_role("button", name="Share")).to_be_hidden()
    # Several are downloaded as one archive.
    expect(bar.get_by_role("button", name="Download")).to_be_visible()
    # The bar stays one stop of Tab, whatever stands in it.
    stops = bar.locator(":is(a, button)[tabindex='0']")
    expect(stops).to_have_count(1)
    expect(stops).to_be_visible()
    bar.get_by_role("button", name="Clear selection").click()
    expect(bar.get_by_role("link", name="New folder")).to_be_visible()
    expect(page.locator("tbody :checked")).to_have_count(0)


def test_a_rows_menu_is_opened_walked_and_left(enter: Enter) -> None:
    page = enter()
    more = page.get_by_role("link", name="More for Plan.pdf")
    more.click()
    menu = page.get_by_role("group", name="More for Plan.pdf")
    expect(menu.get_by_role("link", name="Open")).to_be_focused()
    assert axe.violations(page) == []
    page.keyboard.press("ArrowDown")
    expect(menu.get_by_role("link", name="Download")).to_be_focused()
    page.keyboard.press("v")
    expect(menu.get_by_role("link", name="Version history")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(more).to_be_focused()
    more.click()
    menu.get_by_role("link", name="Version history").click()
    page.wait_for_url("**show=versions**")
    expect(page.get_by_text("1.0").first).to_be_visible()


def test_a_link_is_copied(enter: Enter, site: LiveServer) -> None:
    page = enter(permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("link", name="More for Plan.pdf").click()
    page.get_by_role("link", name="Copy link").click()
    expect(page.get_by_text("Link copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{site.origin}{LIBRARY}/Plan.pdf"


def test_keys_rename_look_and_delete(enter: Enter) -> None:
    page = enter()
    name = page.get_by_role("link", name="Minutes.txt", exact=True)
    name.focus()
    page.keyboard.press("Alt+Enter")
    page.wait_for_url("**show=details**")
    page.goto(LIBRARY)
    name.focus()
    page.keyboard.press("Shift+F10")
    expect(page.get_by_role("group", name="More for Minutes.txt")).to_be_visible()
    page.keyboard.press("Escape")
    name.focus()
    page.keyboard.press("F2")
    page.wait_for_url("**show=rename**")
    page.get_by_role("textbox", name="Name").fill("Notes.txt")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Renamed to “Notes.txt”")).to_be_visible()
    page.get_by_role("link", name="Notes.txt", exact=True).focus()
    page.keyboard.press("Delete")
    expect(page.get_by_text("“Notes.txt” deleted")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("link", name="Notes.txt", exact=True).focus()
    page.keyboard.press("?")
    for words in ("Rename it", "Details of a file", "What can be done with it"):
        expect(page.get_by_text(words)).to_be_visible()


def test_what_is_ticked_is_deleted_together(enter: Enter) -> None:
    page = enter()
    for name in FILES[:2]:
        page.get_by_label(f"Select {name}").check()
    page.get_by_label(f"Select {FILES[0]}").focus()
    page.keyboard.press("Delete")
    expect(page.get_by_text("2 items deleted")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name=FILES[0], exact=True)).to_be_visible()


def test_without_script_the_pane_has_it_all(enter: Enter) -> None:
    page = enter(java_script_enabled=False)
    page.get_by_role("link", name="More for Offer Dairy.xlsx").click()
    for name in ("Download", "Share", "Rename", "Move to"):
        expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_a_menu_stands_on_any_screen(enter: Enter, width: int, theme: str) -> None:
    page = enter(width=width, theme=theme)
    page.get_by_role("link", name="More for Offer Dairy.xlsx").click()
    menu = page.get_by_role("group", name="More for Offer Dairy.xlsx")
    expect(menu).to_be_visible()
    assert axe.violations(page) == []
    box = menu.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    assert box["y"] + box["height"] <= 900
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
