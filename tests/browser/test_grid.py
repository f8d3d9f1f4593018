"""A list's rows edited in place, by keyboard alone."""

from __future__ import annotations

import csv
import io
import subprocess
import sys

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import axe
from tests.browser.conftest import Opener, wait_until_in
from tests.browser.stock import MO, PASSWORD
from tests.conformance.server import LiveServer

pytestmark = pytest.mark.browser

LISTS = ("Desk", "Shelf", "Attic")
SAVED = "Everything is saved"
BLOCKS = [
    ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
    ("a", [["a"]]),
    ("", [[""]]),
    ("\t\n", [["", ""]]),
    ('"a\tb"\t"c\nd"\n', [["a\tb", "c\nd"]]),
    ('"say ""hi"""\tx', [['say "hi"', "x"]]),
    ('"open\tb', [['"open', "b"]]),
    ('"a"b\tc', [['"a"b', "c"]]),
    ('5"\t6', [['5"', "6"]]),
    ("a\n\nb", [["a"], [""], ["b"]]),
]
_READ = """async (texts) => {
  const here = document.querySelector('script[src$="/grid/grid.js"]').src;
  const { parse, format } = await import(here.replace(/grid\\.js$/, 'tsv.js'));
  const found = texts.map((one) => parse(one));
  return [found, found.map((one) => parse(format(one)))];
}"""


@pytest.fixture(scope="module")
def site(site: LiveServer) -> LiveServer:
    """The live server with a list for each test, and somebody who may edit it."""
    subprocess.run(
        [sys.executable, "-m", "tests.browser.stock", *LISTS],
        env=site.environ,
        check=True,
    )
    return site


def path(name: str) -> str:
    return f"/sites/plans/Lists/{name}"


def enter(
    open_page: Opener, name: str, width: int = 1440, theme: str = "light"
) -> Page:
    """Open the grid of a list, sorted by title, and stand in its first cell."""
    page = open_page("/accounts/login/", width=width, theme=theme)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("[name=login]").fill(MO)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    wait_until_in(page)
    if width > 500:
        page.goto(f"{path(name)}?sort=Title")
        page.get_by_role("link", name="Edit in grid").press("Enter")
    else:
        page.goto(f"{path(name)}?sort=Title&edit=grid")
    expect(page.get_by_role("grid")).to_be_visible()
    first = cell(page, 1, "Title")
    for _ in range(60):
        if first.evaluate("one => one === document.activeElement"):
            break
        page.keyboard.press("Tab")
    expect(first).to_be_focused()
    return page


def cell(page: Page, row: int, column: str) -> Locator:
    """A cell, by its row on the page and the title of its column."""
    names = page.locator("thead th").evaluate_all(
        "all => all.map(it => it.dataset.name)"
    )
    at = names.index(column)
    return page.locator("tbody > tr").nth(row - 1).locator("> *").nth(at)


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def put(page: Page, text: str) -> None:
    """Press Ctrl+V with a text on the clipboard."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+V")


def stored(page: Page, name: str) -> list[dict[str, str]]:
    """The rows that are in the store, by title."""
    answer = page.request.get(f"{path(name)}?sort=Title&export=csv")
    text = answer.body().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def column(page: Page, name: str, title: str) -> list[str]:
    return [row[title] for row in stored(page, name)]


def saved(page: Page) -> None:
    expect(page.locator("[data-status]")).to_have_text(SAVED)


def test_a_block_is_edited_by_keyboard(open_page: Opener) -> None:
    page = enter(open_page, "Desk")
    assert axe.violations(page) == []
    rows = [rows for _text, rows in BLOCKS]
    assert page.evaluate(_READ, [text for text, _rows in BLOCKS]) == [rows, rows]

    # Type to replace; Tab goes on, Enter down; the row is saved when it is left.
    page.keyboard.type("Apple tree")
    press(page, "Tab")
    page.keyboard.type("1,5")
    press(page, "Tab")
    page.keyboard.type("31.12.2026")
    press(page, "Tab")
    page.keyboard.type("y")
    press(page, "Tab")
    page.keyboard.type("op")
    press(page, "Tab")
    page.keyboard.type("Ann Lind")
    expect(page.get_by_role("option", name="Ann Lind")).to_be_visible()
    press(page, "Enter")
    expect(cell(page, 2, "Owner")).to_be_focused()
    saved(page)
    row = stored(page, "Desk")[0]
    assert (row["Title"], row["Amount"], row["Due"]) == (
        "Apple tree",
        "1.5",
        "2026-12-31",
    )
    assert (row["Done"], row["State"], row["Owner"]) == ("Yes", "open", "Ann Lind")

    # F2 keeps what is there, Escape gives up.
    press(page, "Home", "F2")
    page.keyboard.type(" wood")
    press(page, "Escape")
    expect(cell(page, 2, "Title")).to_have_text("Birch")
    press(page, "F2")
    page.keyboard.type(" wood")
    press(page, "Shift+Enter")
    expect(cell(page, 1, "Title")).to_be_focused()
    saved(page)

    # A block is filled down, emptied, and all of it undone.
    press(page, "ArrowRight", "Control+Shift+ArrowDown", "Shift+ArrowUp", "Control+D")
    saved(page)
    assert column(page, "Desk", "Amount") == ["1.5", "1.5", "1.5"]
    press(page, "Delete")
    saved(page)
    assert column(page, "Desk", "Amount") == ["", "", ""]
    press(page, "Control+Z")
    expect(cell(page, 3, "Amount")).to_have_text("1.5")
    saved(page)
    press(page, "Control+Z")
    expect(cell(page, 3, "Amount")).to_have_text("3")
    saved(page)
    assert column(page, "Desk", "Amount") == ["1.5", "2", "3"]
    press(page, "Control+Y")
    expect(cell(page, 3, "Amount")).to_have_text("1.5")
    saved(page)
    assert column(page, "Desk", "Amount") == ["1.5", "1.5", "1.5"]

    # What is copied is pasted as the very same; what nobody writes stays.
    press(page, "Control+Home", "Shift+End", "Control+C", "ArrowDown", "Control+V")
    expect(cell(page, 2, "Title")).to_have_text("Apple tree")
    saved(page)
    assert column(page, "Desk", "Title") == ["Apple tree", "Apple tree", "Cedar"]
    assert column(page, "Desk", "Owner") == ["Ann Lind", "Ann Lind", ""]
    assert len({*column(page, "Desk", "No")}) == 3
    press(page, "Home", "End")
    expect(page.get_by_role("gridcell").and_(page.locator(":focus"))).to_have_attribute(
        "aria-readonly", "true"
    )


def test_a_block_is_pasted_and_its_bad_cells_are_told(open_page: Opener) -> None:
    page = enter(open_page, "Shelf")
    lines = [
        f'"Row ""{n:02}""{", two" if n == 7 else ""}"\t{n},5\t{n % 28 + 1}.2.2027'
        f"\t{'ja' if n % 2 else 'nein'}\tDone\t{MO}\r\n"
        for n in range(1, 51)
    ]
    press(page, "Control+End", "Home")
    put(page, "".join(lines))
    expect(page.locator("[data-status]")).to_have_text(SAVED)
    expect(page.locator("tbody > tr")).to_have_count(54)
    rows = [row for row in stored(page, "Shelf") if row["Title"].startswith("Row")]
    assert len(rows) == 50
    assert rows[6]["Title"] == 'Row "07", two'
    assert (rows[6]["Amount"], rows[6]["Due"]) == ("7.5", "2027-02-08")
    assert {row["Owner"] for row in rows} == {"Mo Berg"}
    assert [row["Done"] for row in rows[:2]] == ["Yes", "No"]
    numbers = {row["No"] for row in rows}

    press(page, "Control+Z")
    expect(page.locator("tbody > tr")).to_have_count(4)
    assert column(page, "Shelf", "Title") == ["Ash", "Birch", "Cedar"]
    press(page, "Control+Y")
    expect(page.locator("tbody > tr")).to_have_count(54)
    saved(page)
    again = [row for row in stored(page, "Shelf") if row["Title"].startswith("Row")]
    assert {row["No"] for row in again} == numbers

    # Good rows are kept, bad ones say what is wrong where it is, as it was typed.
    press(page, "Control+Home")
    put(page, "Oak\t1\t2027-01-01\nPine\tmany\tsoon\nRose\t3\t2027-01-03\n")
    expect(page.locator("[data-status]")).to_have_text("Rows to look at: 1")
    bad = cell(page, 2, "Amount")
    expect(bad).to_have_attribute("aria-invalid", "true")
    expect(bad).to_contain_text("many")
    expect(bad).to_contain_text("A number is expected.")
    expect(cell(page, 2, "Due")).to_contain_text("A date is expected")
    assert axe.violations(page) == []
    titles = column(page, "Shelf", "Title")
    assert {"Oak", "Birch", "Rose"} <= {*titles}
    assert "Pine" not in titles
    press(page, "Control+Home", "ArrowDown", "ArrowRight")
    page.keyboard.type("2")
    press(page, "Tab")
    page.keyboard.type("2027-01-02")
    press(page, "Enter")
    saved(page)
    assert "Pine" in column(page, "Shelf", "Title")


def test_two_people_see_each_others_changes(open_page: Opener) -> None:
    mine, theirs = (enter(open_page, "Attic") for _ in range(2))
    press(theirs, "ArrowRight")
    theirs.keyboard.type("70")
    press(theirs, "Enter")
    saved(theirs)

    # Another cell of the row: both stay.
    mine.keyboard.type("Acorn")
    press(mine, "Enter")
    saved(mine)
    expect(cell(mine, 1, "Amount")).to_have_text("70")

    # The same cell: whoever comes later sees both, and chooses.
    press(theirs, "ArrowUp")
    theirs.keyboard.type("71")
    press(theirs, "Enter")
    saved(theirs)
    press(mine, "ArrowUp", "ArrowRight")
    mine.keyboard.type("72")
    press(mine, "Enter")
    both = cell(mine, 1, "Amount")
    expect(both).to_contain_text("72")
    expect(both).to_contain_text("By now: 71")
    assert axe.violations(mine) == []
    press(mine, "ArrowUp", "Enter")
    expect(mine.get_by_role("button", name="Keep mine")).to_be_focused()
    press(mine, "Enter", "ArrowDown")
    saved(mine)
    assert column(mine, "Attic", "Amount")[0] == "72"
    assert column(mine, "Attic", "Title")[0] == "Acorn"


def test_the_grid_fits_a_phone_and_the_dark(open_page: Opener) -> None:
    page = enter(open_page, "Attic", width=390, theme="dark")
    page.keyboard.type("x")
    press(page, "Tab")
    assert axe.violations(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0
