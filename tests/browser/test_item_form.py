"""A form is arranged and filled in at the keyboard: fields come and go as one types."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import axe
from tests.browser.conftest import PATIENCE, Opener, wait_until_in
from tests.conformance.server import LiveServer

pytestmark = pytest.mark.browser

MO = "mo@example.com"
PASSWORD = "correct horse 9"
TRIPS = "/sites/plans/Lists/Trips"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server with a list of no columns."""
    data = tmp_path_factory.mktemp("itemform")
    server = LiveServer(data / "data", f"sqlite:///{data}/hallway.sqlite3")
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
    server.run("list", "add", "/sites/plans", "Trips", "--kind", "generic")
    yield server
    server.stop()


def enter(page: Page) -> None:
    page.locator("[name=login]").fill(MO)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    wait_until_in(page)


def add_column(page: Page, title: str) -> None:
    page.goto(TRIPS)
    page.get_by_role("link", name="Add column").first.click()
    page.get_by_role("link", name="Line of text", exact=True).click()
    page.get_by_label("Title").fill(title)
    page.get_by_role("button", name="Add column").click()
    page.get_by_role("link", name="Arrange form").wait_for()


def arrange(page: Page) -> None:
    """Give the form two sections, and let one field be asked only sometimes."""
    for title in ("Means", "Plate", "Notes"):
        add_column(page, title)
    page.get_by_role("link", name="Arrange form").press("Enter")
    page.get_by_label("Title of the section").fill("The trip")
    page.get_by_label("Only asked when: Plate").fill('[Means]="car"')
    page.get_by_role("button", name="Add section").press("Enter")
    page.get_by_label("Title of the section").nth(1).fill("The rest")
    page.get_by_label("Section: Notes").select_option("Section 2")
    page.get_by_label("Title of the section").nth(1).press("Enter")
    expect(page.get_by_label("Section: Notes")).to_have_value("1")
    expect(page.get_by_label("Only asked when: Plate")).to_have_value('[Means]="car"')
    page.get_by_role("button", name="Move Plate up").press("Enter")
    expect(page.locator(".itemform__name").first).to_contain_text("Plate")
    page.get_by_text("How conditions are written").press("Enter")
    assert axe.violations(page) == []


@pytest.fixture(scope="module", autouse=True)
def arranged(chromium: Browser, site: LiveServer) -> None:
    """The form, made at the keyboard."""
    context = chromium.new_context(base_url=site.origin, locale="en-GB")
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto("/accounts/login/")
    enter(page)
    arrange(page)
    context.close()


def test_fields_come_and_go_as_one_types(open_page: Opener) -> None:
    page = open_page("/accounts/login/")
    enter(page)
    page.goto(f"{TRIPS}?show=new")
    page.get_by_role("group", name="The trip").wait_for()
    means, plate = page.get_by_label("Means"), page.get_by_role("textbox", name="Plate")
    expect(plate).to_be_hidden()
    means.focus()
    page.keyboard.type("car")
    expect(plate).to_be_visible()
    expect(means).to_be_focused()
    expect(page.get_by_text("Only asked when")).to_be_hidden()
    assert axe.violations(page) == []
    page.keyboard.press("Shift+Tab")
    expect(plate).to_be_focused()
    page.keyboard.type("B 1")
    page.keyboard.press("Tab")
    page.keyboard.press("End")
    page.keyboard.type("go")
    expect(plate).to_be_hidden()
    for _letter in "go":
        page.keyboard.press("Backspace")
    expect(plate).to_be_visible()
    expect(plate).to_have_value("B 1")
    means.press("Enter")
    page.get_by_role("link", name="car").click()
    expect(page.get_by_role("textbox", name="Plate")).to_have_value("B 1")


def test_the_focus_goes_on_where_its_field_goes(open_page: Opener) -> None:
    page = open_page("/accounts/login/")
    enter(page)
    page.goto(f"{TRIPS}?show=new")
    plate = page.get_by_role("textbox", name="Plate")
    page.get_by_label("Means").fill("car")
    expect(plate).to_be_visible()
    plate.focus()
    # As if the answer to what was typed before came late.
    page.evaluate(
        """() => { const means = document.getElementById("c-Means"); means.value = "";
        means.dispatchEvent(new Event("input", { bubbles: true })); }"""
    )
    expect(plate).to_be_hidden()
    expect(page.get_by_label("Means")).to_be_focused()


def test_without_script_all_is_there_and_told(open_page: Opener) -> None:
    page = open_page("/accounts/login/", java_script_enabled=False)
    enter(page)
    page.goto(f"{TRIPS}?show=new")
    expect(page.get_by_role("textbox", name="Plate")).to_be_visible()
    expect(page.get_by_text('Only asked when [Means]="car"')).to_be_visible()
    page.get_by_role("textbox", name="Plate").fill("B 2")
    page.get_by_label("Means").fill("train")
    page.get_by_role("button", name="Add item").click()
    page.get_by_role("link", name="train").click()
    expect(page.get_by_role("textbox", name="Plate")).to_have_value("")
