"""Items of a list edited together, with nothing but keys."""

from __future__ import annotations

import subprocess
import sys

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser import axe
from tests.browser.conftest import Opener, wait_until_in
from tests.browser.hands import Keys
from tests.conformance.server import LiveServer

pytestmark = pytest.mark.browser

KIM = "kim@example.com"
PASSWORD = "correct horse 9"
WIDTHS = (1440, 390)


@pytest.fixture(scope="module")
def site(site: LiveServer) -> LiveServer:
    """The live server with a list."""
    subprocess.run(
        [
            *(sys.executable, "-m", "hallway", "user", "add", KIM),
            *("--name", "Kim Ott", "--password-stdin"),
        ],
        env=site.environ,
        input=PASSWORD + "\n",
        text=True,
        check=False,
    )
    site.run("site", "add", "/sites/work", "--owner", KIM)
    site.run("list", "add", "/sites/work", "Chairs", "--kind", "generic")
    return site


def enter(open_page: Opener) -> Page:
    page = open_page("/accounts/login/")
    page.locator("[name=login]").fill(KIM)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    wait_until_in(page)
    return page


def make(page: Page) -> None:
    """A list with two columns and three items."""
    page.goto("/sites/work/Lists/Chairs")
    page.get_by_role("link", name="List settings").click()
    here = page.url
    for words, title in (("Line of text", "Title"), ("Several choices", "Tags")):
        page.goto(here)
        page.get_by_role("link", name="Add column").click()
        page.get_by_role("link", name=words, exact=True).click()
        page.get_by_label("Title").fill(title)
        if title == "Tags":
            page.get_by_label("Choices").fill("Red\nGreen\nBlue")
        page.get_by_role("button", name="Add column").click()
        expect(page.get_by_text(f"Column “{title}” added")).to_be_visible()
    for name, tag in (("Stool", "Red"), ("Bench", "Blue"), ("Sofa", "Red")):
        page.goto("/sites/work/Lists/Chairs?show=new")
        page.get_by_label("Title").fill(name)
        page.get_by_label(tag).check()
        page.get_by_role("button", name="Add item").click()


def test_rows_are_edited_together_by_keys(open_page: Opener) -> None:
    page = enter(open_page)
    make(page)
    page.goto("/sites/work/Lists/Chairs")
    keys = Keys(page)
    edit = page.get_by_role("button", name="Edit properties")
    expect(edit).to_be_hidden()
    for name in ("Stool", "Bench"):
        keys.tick(page.get_by_label(f"Select {name}"))
    expect(page.get_by_text("2 selected")).to_be_visible()
    assert axe.violations(page) == []
    keys.press(edit)
    expect(page.get_by_text("Different values").first).to_be_visible()
    # By its first letter, as in any select.
    page.get_by_label("Tags", exact=True).focus()
    page.keyboard.type("Add")
    keys.tick(page.get_by_label("Green"))
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert axe.violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    keys.press(page.get_by_role("button", name="Next"))
    change = page.get_by_role("button", name="Change 2 items")
    expect(change).to_be_visible()
    assert axe.violations(page) == []
    keys.press(change)
    expect(page.get_by_text("2 items changed")).to_be_visible()
    green = page.get_by_role("row").filter(has_text="Green")
    expect(green).to_have_count(2)
    keys.press(page.get_by_role("button", name="Undo"))
    expect(page.get_by_text("2 items are as they were")).to_be_visible()
    expect(green).to_have_count(0)
    look_closer(page, keys)


def look_closer(page: Page, keys: Keys) -> None:
    """The panel beside the table: a file is attached, a value saved, the way back."""
    page.set_viewport_size({"width": 1440, "height": 900})
    keys.press(page.get_by_role("link", name="Sofa"))
    pane = page.get_by_role("complementary", name="Sofa")
    expect(pane.get_by_role("heading", name="Sofa")).to_be_focused()
    assert axe.violations(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Sofa")).to_be_focused()
    expect(pane).to_have_count(0)
    page.keyboard.press("Enter")
    files: list[FilePayload] = [
        {"name": name, "mimeType": "text/plain", "buffer": b"a"}
        for name in ("plan.txt", "bill.txt")
    ]
    pane.get_by_label("Drop files here").set_input_files(files)
    keys.press(pane.get_by_role("button", name="Attach"))
    expect(page.get_by_text("2 files attached").first).to_be_visible()
    expect(pane.get_by_role("link", name="plan.txt")).to_be_visible()
    assert axe.violations(page) == []
    keys.press(pane.get_by_role("button", name="Take bill.txt away"))
    expect(page.get_by_text("“bill.txt” taken away")).to_be_visible()
    expect(pane.get_by_role("link", name="bill.txt")).to_have_count(0)
    pane.get_by_label("Title").fill("Couch")
    keys.press(pane.get_by_role("button", name="Save item"))
    renamed = page.get_by_role("complementary", name="Couch")
    expect(renamed.get_by_text("Title: Sofa → Couch")).to_be_visible()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert axe.violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
