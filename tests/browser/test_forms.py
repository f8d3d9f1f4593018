"""A form is made, a stranger answers it at the keyboard, and the item is there."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.conftest import Opener, wait_until_in
from tests.conformance.server import LiveServer

pytestmark = pytest.mark.browser

MO = "mo@example.com"
PASSWORD = "correct horse 9"
# Answered on the page's own clock.
_UNTIL_READ = """new Promise((done) =>
  setTimeout(done, Math.max(0, 2500 - performance.now())))"""
IDEAS = "/sites/plans/Lists/Ideas"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server where strangers may answer, with a list of one column."""
    data = tmp_path_factory.mktemp("forms")
    server = LiveServer(data / "data", f"sqlite:///{data}/hallway.sqlite3")
    server.data.mkdir()
    (server.data / "hallway.toml").write_text("guest_forms = true\n")
    server.start()
    subprocess.run(
        [
            *(sys.executable, "-m", "hallway", "user", "add", MO),
            *("--name", "Mo Berg", "--password-stdin"),
        ],
        env=server.environ,
        input=PASSWORD + "\n",
        text=True,
        check=False,
    )
    server.run("site", "add", "/sites/plans", "--owner", MO)
    server.run("list", "add", "/sites/plans", "Ideas", "--kind", "generic")
    yield server
    server.stop()


def enter(open_page: Opener) -> Page:
    page = open_page("/accounts/login/")
    page.locator("[name=login]").fill(MO)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    wait_until_in(page)
    return page


def make_form(page: Page) -> str:
    """Make a form in the settings of the list; give its address."""
    page.goto(IDEAS)
    page.get_by_role("link", name="Add column").first.click()
    page.get_by_role("link", name="Line of text", exact=True).click()
    page.get_by_label("Title").fill("Idea")
    page.get_by_role("button", name="Add column").click()
    page.get_by_role("link", name="Collect answers").click()
    page.get_by_role("link", name="New form").click()
    page.get_by_label("Title").fill("Your idea")
    page.get_by_label("Anybody who has the address, strangers too").check()
    page.get_by_label("What is said to who has answered").fill("We read it.")
    page.get_by_role("button", name="Make form").click()
    box = page.get_by_label("Address of the form")
    expect(box).to_have_value(re.compile(r"/f/\d+-[a-z2-7]{32}$"))
    assert axe.violations(page) == []
    return box.input_value()


def press_until(page: Page, key: str, name: str) -> None:
    """Press a key until what is called so has the focus."""
    wanted = page.get_by_role("button", name=name)
    for _ in range(30):
        if wanted.evaluate("(one) => one === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{name} is not reached by {key}")


def test_a_stranger_answers_by_keyboard(open_page: Opener) -> None:
    owner = enter(open_page)
    address = make_form(owner)
    for width, theme in ((1440, "light"), (390, "dark")):
        page = open_page(address, width=width, theme=theme)
        assert axe.violations(page) == []
        # Nobody answers in less than two seconds.
        page.evaluate(_UNTIL_READ)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(page.get_by_role("textbox").first).to_be_focused()
        page.keyboard.type(f"More plants {width}")
        press_until(page, "Tab", "Send answer")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
        expect(page.get_by_text("We read it.")).to_be_visible()
        assert axe.violations(page) == []
    owner.goto(IDEAS)
    for width in (1440, 390):
        expect(owner.get_by_role("link", name=f"More plants {width}")).to_be_visible()
