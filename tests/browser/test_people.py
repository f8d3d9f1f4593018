"""Naming somebody, and walking through the chart, by keyboard and without script."""

from __future__ import annotations

import subprocess
import sys

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser import axe
from tests.browser.conftest import Opener, wait_until_in
from tests.conformance.server import LiveServer

pytestmark = pytest.mark.browser

PASSWORD = "correct horse 9"
PAGES = ("/people", "/people?view=table", "/people?q=none", "/people/org", "/people/me")


@pytest.fixture(scope="module")
def site(site: LiveServer) -> LiveServer:
    """The live server with an administrator and a colleague."""
    for name, more in (("mo", ["--admin"]), ("ada", [])):
        added = subprocess.run(
            [
                *(sys.executable, "-m", "hallway", "user", "add"),
                *(f"{name}@example.com", "--name", name.title()),
                *("--password-stdin", *more),
            ],
            env=site.environ,
            input=PASSWORD + "\n",
            text=True,
            check=False,
        )
        assert added.returncode == 0
    return site


def enter(open_page: Opener, path: str, **options: object) -> Page:
    page = open_page("/accounts/login/", **options)
    page.locator("[name=login]").fill("mo@example.com")
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    wait_until_in(page)
    page.goto(path, wait_until="networkidle")
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing(open_page: Opener, theme: str, width: int) -> None:
    page = enter(open_page, PAGES[0], theme=theme, width=width)
    me = page.goto("/people/me")
    assert me is not None
    for path in (*PAGES, f"{page.url}/edit"):
        page.goto(path, wait_until="networkidle")
        assert axe.violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_suggestions_that_come_late_do_not_open_over_the_next_field(
    open_page: Opener,
) -> None:
    page = enter(open_page, "/people/me")
    page.goto(f"{page.url}/edit", wait_until="networkidle")
    found = '<li role="option" data-value="#1" data-name="Ada">Ada</li>'
    asked: list[Route] = []
    page.route("**/*q=ad*", lambda route: asked.append(route))  # noqa: PLW0108
    box = page.get_by_role("combobox", name="Manager")
    box.press_sequentially("ad")
    while not asked:
        page.wait_for_timeout(50)
    box.blur()
    asked.pop().fulfill(body=found, content_type="text/html")
    page.wait_for_timeout(1000)
    expect(box).to_have_attribute("aria-expanded", "false")
    # The same answer opens where one stays.
    page.unroute("**/*q=ad*")
    page.route(
        "**/*q=ad*", lambda route: route.fulfill(body=found, content_type="text/html")
    )
    box.fill("ada")
    expect(box).to_have_attribute("aria-expanded", "true")


def test_a_manager_is_chosen_by_keyboard_and_shown_in_the_chart(
    open_page: Opener,
) -> None:
    page = enter(open_page, "/people/me")
    page.goto(f"{page.url}/edit", wait_until="networkidle")
    box = page.get_by_role("combobox", name="Manager")
    box.press_sequentially("ad")
    expect(page.get_by_role("option", name="Ada")).to_be_visible()
    assert axe.violations(page) == []
    box.press("Enter")
    expect(page.get_by_role("button", name="Remove Ada")).to_be_visible()
    page.get_by_role("button", name="Save profile").click()
    expect(page.get_by_role("heading", name="Mo")).to_be_visible()
    page.goto("/people/org", wait_until="networkidle")
    chart = page.get_by_role("group", name="Around Mo")
    chart.get_by_role("link", name="Mo").focus()
    page.keyboard.press("ArrowUp")
    expect(chart.get_by_role("link", name="Ada")).to_be_focused()


def test_a_name_is_taken_without_script(open_page: Opener) -> None:
    page = enter(open_page, "/people/me", java_script_enabled=False)
    page.goto(f"{page.url}/edit")
    box = page.get_by_label("Manager")
    box.fill("Nobody Known")
    page.get_by_role("button", name="Save profile").click()
    expect(page.get_by_text("Nobody here has this name")).to_be_visible()
    expect(page.get_by_label("Manager")).to_have_value("Nobody Known")
