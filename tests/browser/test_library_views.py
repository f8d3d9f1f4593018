"""A library filtered by keys, and what several uploaded files need asked at once."""

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

LU = "lu@example.com"
PASSWORD = "correct horse 9"
LIBRARY = "/sites/shelf/Documents"
WIDTHS = (1440, 390)


@pytest.fixture(scope="module")
def site(site: LiveServer) -> LiveServer:
    """The live server with a site and a folder."""
    subprocess.run(
        [
            *(sys.executable, "-m", "hallway", "user", "add", LU),
            *("--name", "Lu Fink", "--password-stdin"),
        ],
        env=site.environ,
        input=PASSWORD + "\n",
        text=True,
        check=False,
    )
    site.run("site", "add", "/sites/shelf", "--owner", LU)
    site.token, site.email = site.run("token", "create", LU), LU
    assert site.ask("MKCOL", f"{LIBRARY}/Plans")[0] == 201
    return site


def enter(open_page: Opener) -> Page:
    page = open_page("/accounts/login/")
    page.locator("[name=login]").fill(LU)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    wait_until_in(page)
    page.goto(LIBRARY)
    return page


def is_sound(page: Page) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert axe.violations(page) == []
        over = "document.documentElement.scrollWidth - innerWidth"
        assert page.evaluate(over) <= 0
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})


def test_files_get_their_values_and_are_found_by_them(
    open_page: Opener, site: LiveServer
) -> None:
    page = enter(open_page)
    page.get_by_role("link", name="Add column").click()
    page.get_by_role("link", name="Choice", exact=True).click()
    page.get_by_label("Title").fill("State")
    page.get_by_label("Choices").fill("Draft\nFinal")
    page.get_by_label("Every item needs a value").check()
    page.get_by_role("button", name="Add column").click()
    expect(page.get_by_text("Column “State” added")).to_be_visible()

    # Three files are sent; one form asks what they need.
    page.goto(f"{LIBRARY}/Plans")
    page.get_by_role("link", name="Upload").first.click()
    files: list[FilePayload] = [
        {"name": f"{name}.txt", "mimeType": "text/plain", "buffer": b"one"}
        for name in ("Ash", "Birch", "Cedar")
    ]
    page.locator("input[name=files]").set_input_files(files)
    page.wait_for_url("**show=needs&item=**")
    expect(page.get_by_role("heading", name="3 files need values")).to_be_visible()
    is_sound(page)
    keys = Keys(page)
    # By its first letter, as in any select.
    keys.write(page.locator("#c-State"), "F")
    keys.press(page.locator("summary").filter(has_text="Birch.txt"))
    keys.write(page.locator("select[id^=f]:visible"), "D")
    keys.press(page.get_by_role("button", name="Save values"))
    expect(page.get_by_text("3 files have their values now")).to_be_visible()

    # From the library, the filter finds them below, with nothing but keys.
    page.goto(LIBRARY)
    keys.press(page.get_by_role("link", name="Filter"))
    page.wait_for_url("**show=filter**")
    is_sound(page)
    keys.tick(page.get_by_label("Final"))
    keys.press(page.get_by_role("button", name="Apply"))
    page.wait_for_url("**in.State=Final**")
    expect(page.get_by_role("link", name="Ash.txt", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="Birch.txt", exact=True)).to_be_hidden()
    expect(page.get_by_text("in Plans", exact=True).first).to_be_visible()
    is_sound(page)

    # A file's properties, from its menu.
    page.get_by_role("link", name="More for Cedar.txt").click()
    page.get_by_role("link", name="Properties").click()
    expect(page.get_by_role("heading", name="Properties of")).to_be_visible()
    is_sound(page)
    page.get_by_label("State").select_option("Draft")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved")).to_be_visible()
    is_sound(page)
