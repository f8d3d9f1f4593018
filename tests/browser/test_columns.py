"""A list with a column of every type: set up, filled in and read in a browser."""

from __future__ import annotations

import subprocess
import sys

import pytest
from playwright.sync_api import Page, expect

from tests.browser import axe
from tests.browser.conftest import Opener, wait_until_in
from tests.conformance.server import LiveServer

pytestmark = pytest.mark.browser

MO = "mo@example.com"
PASSWORD = "correct horse 9"
THINGS = "/sites/plans/Lists/Things"
WIDTHS = (1440, 390)

TYPES: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("Line of text", "Title", {}),
    ("Several lines of text", "Notes", {"How it is written": "Markdown"}),
    ("Number", "Share", {"At most": "100"}),
    ("Amount of money", "Price", {"Currency": "EUR"}),
    ("Yes or no", "Done", {}),
    ("Choice", "State", {"Choices": "New\nOpen\nDone"}),
    ("Several choices", "Tags", {"Choices": "Red\nGreen\nBlue"}),
    ("Date", "Due", {}),
    ("Date and time", "Seen", {}),
    ("Person", "Owner", {"What a new item begins with": "Whoever adds it"}),
    ("Several people", "Team", {}),
    ("Item of another list", "Country", {"The list it points to": "Countries"}),
    ("Several items of another list", "Stops", {"The list it points to": "Countries"}),
    ("Link", "Page", {}),
    ("Picture", "Photo", {}),
    ("Place", "Place", {}),
    ("Rating", "Stars", {}),
    ("Number given by the list", "Case", {}),
)


@pytest.fixture(scope="module")
def site(site: LiveServer) -> LiveServer:
    """The live server with two lists."""
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
    for name in ("Countries", "Things"):
        site.run("list", "add", "/sites/plans", name, "--kind", "generic")
    return site


def enter(open_page: Opener, path: str, width: int) -> Page:
    page = open_page("/accounts/login/", width=width)
    page.locator("[name=login]").fill(MO)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    wait_until_in(page)
    page.goto(path)
    return page


def add_column(page: Page, words: str, title: str, typed: dict[str, str]) -> None:
    page.get_by_role("link", name=words, exact=True).click()
    page.get_by_label("Title").fill(title)
    for label, text in typed.items():
        field = page.get_by_label(label)
        if field.evaluate("one => one.localName") == "select":
            field.select_option(label=text)
        else:
            field.fill(text)
    page.get_by_role("button", name="Add column").click()
    expect(page.get_by_text(f"Column “{title}” added")).to_be_visible()


def settings_of(page: Page, path: str) -> None:
    page.goto(path)
    page.get_by_role("link", name="List settings").click()


def build(page: Page) -> None:
    """Set up both lists by their forms."""
    settings_of(page, "/sites/plans/Lists/Countries")
    page.get_by_role("link", name="Add column").click()
    assert axe.violations(page) == []
    add_column(page, "Line of text", "Title", {})
    for name in ("Austria", "Belgium", "Chad"):
        page.goto("/sites/plans/Lists/Countries?show=new")
        page.get_by_label("Title").fill(name)
        page.get_by_role("button", name="Add item").click()
    settings_of(page, THINGS)
    here = page.url
    for words, title, typed in TYPES:
        page.goto(here)
        page.get_by_role("link", name="Add column").click()
        add_column(page, words, title, typed)
    assert axe.violations(page) == []


def fill(page: Page) -> None:
    """Fill in every field of the form of a new item."""
    page.goto(f"{THINGS}?show=new")
    page.get_by_label("Title").fill("Chair")
    page.get_by_label("Notes").fill("**soft** and *warm*\n\n- one\n- two")
    page.get_by_label("Share").fill("12.5")
    page.get_by_label("Price").fill("1,299.90")
    page.get_by_label("Done").check()
    page.get_by_label("State").select_option("Open")
    page.get_by_label("Green").check()
    page.get_by_label("Blue").check()
    page.get_by_label("Due").fill("2026-04-01")
    page.get_by_label("Seen").fill("2026-04-01T08:30")
    team = page.get_by_label("Team")
    team.fill(MO)
    team.press("Tab")  # who goes on leaves no suggestions open over the next field
    page.get_by_label("Country").select_option(label="Belgium")
    page.get_by_label("Austria").check()
    page.get_by_role("group", name="Page").get_by_label("Address").fill(
        "https://chairs.example/soft"
    )
    page.get_by_label("Words for it").fill("The shop")
    page.get_by_label("Address of the picture").fill("/sites/plans/Documents/a.png")
    page.get_by_label("Name of the place").fill("Bern")
    page.get_by_label("Street and town").fill("Bundesplatz 3")
    page.get_by_label("4 stars").check()


def test_every_type_is_set_up_filled_in_and_read(open_page: Opener) -> None:
    page = enter(open_page, THINGS, 1440)
    build(page)
    fill(page)
    assert axe.violations(page) == []
    page.get_by_role("button", name="Add item").click()
    expect(page.get_by_text("“Chair” added")).to_be_visible()
    row = page.get_by_role("row", name="Chair")
    for words in ("€ 1,299.90", "Open", "Green", "Belgium"):
        expect(row.get_by_text(words, exact=True)).to_have_count(1)
    assert axe.violations(page) == []
    page.get_by_role("link", name="Chair").click()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert axe.violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    # Saved again as it is, nothing changes.
    page.get_by_role("button", name="Save item").click()
    expect(page.get_by_text("Nothing to change")).to_be_visible()
