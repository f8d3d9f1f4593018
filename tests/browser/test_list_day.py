"""A list from its first row to the address somebody is sent, with nothing but keys."""

from __future__ import annotations

import csv
import io
import subprocess
import sys

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser import axe
from tests.browser.conftest import Opener, wait_until_in
from tests.browser.hands import Keys
from tests.browser.stock import ANN, MO, PASSWORD, SITE
from tests.browser.test_grid import cell, press, put, saved
from tests.conformance.server import LiveServer

pytestmark = pytest.mark.browser

LIST = f"{SITE}/Lists/Chairs"
HIDDEN = "Throne"
CHAIRS = f"""Title,Price,Ordered,House
Stool,12.50,2026-11-02,Halden
Bench,80,2026-11-03,Kranich
Sofa,640,2026-11-04,Halden
{HIDDEN},9000,2026-11-05,Halden
Pew,95.90,2026-11-06,Kranich
Couch,700,2026-11-09,Halden
"""


@pytest.fixture(scope="module")
def site(site: LiveServer) -> LiveServer:
    """The live server with a site, its owner, and a colleague who may read it."""
    run(site, "tests.browser.stock")
    return site


def run(site: LiveServer, module: str, *words: str) -> None:
    subprocess.run([sys.executable, "-m", module, *words], env=site.environ, check=True)


def enter(open_page: Opener, who: str, path: str) -> Page:
    page = open_page("/accounts/login/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("[name=login]").fill(who)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("[name=password]").press("Enter")
    wait_until_in(page)
    page.goto(path)
    return page


def stored(page: Page, query: str = "") -> list[dict[str, str]]:
    """The rows that whoever looks may see, by title."""
    answer = page.request.get(f"{LIST}?sort=Title&export=csv{query}")
    return list(csv.DictReader(io.StringIO(answer.body().decode("utf-8-sig"))))


def test_a_lists_whole_day_by_keys(open_page: Opener, site: LiveServer) -> None:
    page = enter(open_page, MO, SITE)
    keys = Keys(page)
    make_of_a_file(page, keys)
    add_columns(page, keys)
    make_a_view(page, keys)
    edit_in_the_grid(page, keys)
    address = narrow(page, keys)
    run(site, "tests.browser.listday", "Chairs", HIDDEN)
    other = enter(open_page, ANN, address)
    is_shared(page, other)


def make_of_a_file(page: Page, keys: Keys) -> None:
    keys.press(page.get_by_role("link", name="Site contents"))
    keys.press(page.get_by_role("link", name="New list from a file"))
    file: FilePayload = {
        "name": "Chairs.csv",
        "mimeType": "text/csv",
        "buffer": CHAIRS.encode(),
    }
    keys.choose(page.get_by_label("A table as CSV or Excel"), file)
    keys.press(page.get_by_role("button", name="Look into the file"))
    expect(page.get_by_label("Type of Price")).to_have_value("number:point")
    assert axe.violations(page) == []
    keys.write(page.get_by_label("Type of House"), "Choice")
    keys.press(page.get_by_role("button", name="Check all rows"))
    make = page.get_by_role("button", name="Make the list")
    expect(make).to_be_visible()
    assert axe.violations(page) == []
    keys.press(make)
    leave = page.get_by_role("button", name="Open Chairs").or_(
        page.get_by_role("link", name="Open Chairs")
    )
    expect(leave).to_be_visible()
    keys.press(leave)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Chairs")
    assert len(stored(page)) == 6


def add_columns(page: Page, keys: Keys) -> None:
    """A choice and a column of people, each by its form."""
    for kind, title in (("Choice", "State"), ("Person", "Buyer")):
        page.goto(LIST)
        keys.press(page.get_by_role("link", name="Add column"))
        keys.press(page.get_by_role("link", name=kind, exact=True))
        keys.write(page.get_by_label("Title"), title)
        if kind == "Choice":
            keys.write(page.get_by_label("Choices"), "new\nopen\ndone")
        keys.press(page.get_by_role("button", name="Add column"))
        expect(page.get_by_text(f"Column “{title}” added")).to_be_visible()
    page.goto(LIST)


def make_a_view(page: Page, keys: Keys) -> None:
    """A view for everybody, grouped by the house."""
    keys.press(page.get_by_role("button", name="All items"))
    keys.press(page.get_by_role("link", name="Save as new view"))
    keys.write(page.get_by_label("Name", exact=True), "By house")
    # Boxes of which one is chosen are one stop.
    keys.reach(page.get_by_label("For me alone"))
    press(page, "ArrowDown")
    expect(page.get_by_label("For everybody who sees this list")).to_be_checked()
    # By its first letter, as in any select.
    keys.write(page.get_by_label("Group by"), "Hou")
    assert axe.violations(page) == []
    keys.press(page.get_by_role("button", name="Save view"))
    expect(
        page.get_by_role("rowheader", name="Halden")
        .or_(page.get_by_text("House: Halden"))
        .first
    ).to_be_visible()
    assert axe.violations(page) == []


def edit_in_the_grid(page: Page, keys: Keys) -> None:
    """A block is filled down; 50 rows of six cells are pasted, and taken back."""
    page.goto(f"{page.url}&sort=Title" if "?" in page.url else f"{page.url}?sort=Title")
    keys.press(page.get_by_role("link", name="Edit in grid"))
    expect(page.get_by_role("grid")).to_be_visible()
    before = stored(page)
    state = cell(page, 1, "State")
    keys.reach(cell(page, 1, "Title"))
    while not state.evaluate("one => one === document.activeElement"):
        press(page, "ArrowRight")
    page.keyboard.type("open")
    press(page, "Enter", "ArrowUp", "Shift+ArrowDown", "Shift+ArrowDown", "Control+D")
    expect(cell(page, 3, "State")).to_have_text("open")
    saved(page)
    block = [cell(page, row, "Title").inner_text() for row in (1, 2, 3)]
    assert opened(page) == sorted(block)

    lines = [
        f"Chair {n:02}\t{n},5\t{n % 28 + 1}.2.2027\tHalden\t"
        f"{'new' if n % 2 else 'open'}\t{ANN}\r\n"
        for n in range(1, 51)
    ]
    press(page, "Control+End", "Home")
    put(page, "".join(lines))
    expect(page.locator("tbody > tr")).to_have_count(57)
    saved(page)
    rows = [row for row in stored(page) if row["Title"].startswith("Chair")]
    assert len(rows) == 50
    assert [*rows[6].values()][:6] == [
        "Chair 07",
        "7.5",
        "2027-02-08",
        "Halden",
        "new",
        "Ann Lind",
    ]
    assert axe.violations(page) == []
    press(page, "Control+Z")
    expect(page.locator("tbody > tr")).to_have_count(7)
    saved(page)
    assert len(stored(page)) == len(before)
    # The block as well.
    press(page, "Control+Z")
    saved(page)
    assert opened(page) == block[:1]
    press(page, "Control+Y")
    saved(page)


def opened(page: Page) -> list[str]:
    """The titles of the rows whose state is open."""
    return [row["Title"] for row in stored(page) if row["State"] == "open"]


def narrow(page: Page, keys: Keys) -> str:
    """Filter, and give the address that is sent."""
    keys.press(page.get_by_role("link", name="Leave grid"))
    keys.press(page.get_by_role("link", name="Filter"))
    page.wait_for_url("**show=filter**")
    box = page.get_by_label("Halden")
    if not box.is_visible():
        keys.press(page.locator("summary").filter(has_text="House"))
    keys.tick(box)
    assert axe.violations(page) == []
    keys.press(page.get_by_role("button", name="Apply"))
    page.wait_for_url("**in.House=Halden**")
    expect(page.get_by_role("link", name=HIDDEN)).to_be_visible()
    return page.url


def is_shared(mine: Page, theirs: Page) -> None:
    """They see what I see, but not what they may not."""
    mine.reload()
    for page in (mine, theirs):
        for name in ("Stool", "Sofa", "Couch"):
            expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
        for name in ("Bench", "Pew"):
            expect(page.get_by_role("link", name=name, exact=True)).to_have_count(0)
        expect(page.get_by_text("Halden").first).to_be_visible()
        assert axe.violations(page) == []
    expect(mine.get_by_role("link", name=HIDDEN)).to_be_visible()
    expect(mine.get_by_text("4 items", exact=True)).to_be_visible()
    # Neither the row nor that there is one.
    expect(theirs.get_by_text("3 items", exact=True)).to_be_visible()
    expect(theirs.get_by_text(HIDDEN)).to_have_count(0)
    assert HIDDEN not in theirs.content()
    assert HIDDEN not in str(stored(theirs))
    expect(theirs.get_by_role("link", name="Edit in grid")).to_have_count(0)
