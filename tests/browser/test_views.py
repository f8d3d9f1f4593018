"""Views of a list in a browser: columns made wider by keys and by mouse."""

from __future__ import annotations

import subprocess
import sys

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import axe
from tests.browser.conftest import Opener, wait_until_in
from tests.browser.hands import Keys
from tests.conformance.server import LiveServer

pytestmark = pytest.mark.browser

VI = "vi@example.com"
PASSWORD = "correct horse 9"
LIST = "/sites/views/Lists/Things"
WIDTHS = (1440, 390)


@pytest.fixture(scope="module")
def site(site: LiveServer) -> LiveServer:
    """The live server with a list."""
    subprocess.run(
        [
            *(sys.executable, "-m", "hallway", "user", "add", VI),
            *("--name", "Vi Roth", "--password-stdin"),
        ],
        env=site.environ,
        input=PASSWORD + "\n",
        text=True,
        check=False,
    )
    site.run("site", "add", "/sites/views", "--owner", VI)
    site.run("list", "add", "/sites/views", "Things", "--kind", "generic")
    return site


@pytest.fixture
def page(open_page: Opener, site: LiveServer) -> Page:
    """The list's page, with an item, for who manages it."""
    page = open_page("/accounts/login/")
    page.locator("[name=login]").fill(VI)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    wait_until_in(page)
    page.goto(LIST)
    if not page.get_by_role("table").count():
        page.get_by_role("link", name="Add column").click()
        page.get_by_role("link", name="Line of text", exact=True).click()
        page.get_by_label("Title").fill("Title")
        page.get_by_role("button", name="Add column").click()
        expect(page.get_by_text("Column “Title” added")).to_be_visible()
        page.goto(f"{LIST}?show=new")
        page.locator("[name='c.Title']").fill("A thing")
        page.locator("[name='c.Title']").press("Enter")
        expect(page.get_by_text("A thing").first).to_be_visible()
        page.goto(LIST)
    return page


def is_sound(page: Page) -> None:
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert axe.violations(page) == []
        over = "document.documentElement.scrollWidth - innerWidth"
        assert page.evaluate(over) <= 0
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})


def wide(page: Page, name: str) -> float:
    box = page.get_by_role("columnheader", name=name, exact=True).bounding_box()
    assert box
    return box["width"]


def edge(page: Page, name: str) -> Locator:
    return page.get_by_role("separator", name=f"Width of {name}", exact=True)


@pytest.mark.parametrize("asked", ["", "?edit=grid"])
def test_a_column_is_made_wider_by_keys_and_stays_so(page: Page, asked: str) -> None:
    page.goto(LIST + asked)
    before = wide(page, "Modified")
    title = wide(page, "Title")
    edge(page, "Modified").focus()
    with page.expect_response(lambda one: one.request.method == "POST") as kept:
        for _time in range(3):
            page.keyboard.press("Shift+ArrowRight")
        page.keyboard.press("ArrowLeft")
    assert kept.value.status == 204
    assert abs(wide(page, "Modified") - before - 140) <= 2
    # The others stay as they are.
    assert abs(wide(page, "Title") - title) <= 2
    shown = edge(page, "Modified").get_attribute("aria-valuenow")
    assert shown
    assert abs(int(shown) - before - 140) <= 2
    expect(page.get_by_text("keeps this width")).to_be_visible()
    is_sound(page)
    page.reload()
    # A grid's columns share the room that is left.
    assert wide(page, "Modified") >= before + 138
    edge(page, "Modified").focus()
    with page.expect_response(lambda one: one.request.method == "POST"):
        page.keyboard.press("Delete")
    page.reload()
    assert abs(wide(page, "Modified") - before) <= 2


def test_a_view_with_widths_is_read_on_a_phone(page: Page) -> None:
    edge(page, "Modified").focus()
    with page.expect_response(lambda one: one.request.method == "POST"):
        for _time in range(9):
            page.keyboard.press("Shift+ArrowRight")
    page.reload()
    region = page.get_by_role("region", name="Rows")
    over = "one => one.scrollWidth - one.clientWidth"
    page.set_viewport_size({"width": 390, "height": 900})
    assert region.evaluate(over) <= 0
    assert page.get_by_role("link", name="A thing").is_visible()
    assert not edge(page, "Modified").is_visible()
    is_sound(page)
    with page.expect_response(lambda one: one.request.method == "POST"):
        edge(page, "Modified").dblclick()


def test_a_column_is_dragged(page: Page) -> None:
    before = wide(page, "Modified")
    box = edge(page, "Modified").bounding_box()
    assert box
    x, y = box["x"] + 4, box["y"] + 8
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 90, y, steps=4)
    with page.expect_response(lambda one: one.request.method == "POST"):
        page.mouse.up()
    assert abs(wide(page, "Modified") - before - 90) <= 3
    page.reload()
    assert abs(wide(page, "Modified") - before - 90) <= 3
    # Two presses: as wide as the page makes it, for whoever comes next.
    with page.expect_response(lambda one: one.request.method == "POST"):
        edge(page, "Modified").dblclick()
    page.reload()
    assert abs(wide(page, "Modified") - before) <= 2


def test_rows_are_painted_while_a_rule_is_written(page: Page) -> None:
    page.goto(f"{LIST}?view=all&show=edit-view")
    sample = page.locator("hw-sample")
    expect(sample.get_by_role("cell")).to_have_count(0)
    keys = Keys(page)
    keys.write(page.get_by_label("Where", exact=True), "T")
    keys.write(page.get_by_label("Compared"), "c")
    keys.write(page.locator("#rule-value"), "thing")
    expect(sample.get_by_text("1 of 1 row is painted")).to_be_visible()
    expect(sample.locator("tr.rows__tone--ok")).to_contain_text("A thing")
    is_sound(page)
    keys.write(page.locator("#rule-value"), "s")
    expect(sample.get_by_text("0 of 1 row is painted")).to_be_visible()
    expect(sample.locator("tr.rows__tone")).to_have_count(0)
    # Nothing was kept by that.
    page.reload()
    expect(page.locator("[name=rule]")).to_have_count(0)
