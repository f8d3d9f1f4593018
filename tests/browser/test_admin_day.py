"""An administrator's day in the demo: by mouse, by keyboard only, without script."""

from __future__ import annotations

import base64
import csv
import re
import sqlite3
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.hands import Hands
from tests.browser.personas import ADMIN, Enter, demo, enter
from tests.browser.test_days import WAYS, begin
from tests.conformance.server import LiveServer

__all__ = ["demo", "enter"]

pytestmark = pytest.mark.browser

FOLDER = "/sites/procurement/Documents/Templates"
LOST = "changes.seal"


def pick(hands: Hands, way: str, field: Locator, words: str) -> None:
    """Choose from a field's words; a window opens for the mouse, none for keys."""
    if way == "keys":
        hands.write(field, words)
    else:
        field.select_option(label=words)


def put_file(server: LiveServer, path: str) -> None:
    """Put a document where the administrator may."""
    pair = f"{ADMIN}:{server.run('token', 'create', ADMIN)}".encode()
    shown = {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
    assert server.ask("PUT", quote(path), b"one", headers=shown)[0] == 201


def explained(page: Page, hands: Hands, name: str, address: str) -> str:
    """What the page of a person says he may do at an address."""
    page.goto("/admin/people")
    hands.write(page.get_by_role("searchbox", name="Name or address"), name)
    main = page.get_by_role("main")
    hands.press(main.get_by_role("button", name="Search"))
    hands.press(main.get_by_role("link", name=name, exact=True))
    hands.write(page.get_by_label("Address", exact=True), address)
    hands.press(page.get_by_role("button", name="Explain"))
    region = page.get_by_role("region", name="Explain access")
    # Keys do not wait for the page that they ask for.
    expect(region).to_contain_text(f"{name} may")
    return region.inner_text()


def fail_a_job(server: LiveServer, way: str) -> None:
    """Leave a job as one that failed for good leaves it."""
    with sqlite3.connect(server.data.parent / "hallway.sqlite3", timeout=20) as db:
        db.execute(
            "INSERT INTO core_job (name, args, key, due, tries, state, lease, progress,"
            " error, enqueued, enqueued_by, runs_as)"
            " VALUES (?, '{}', ?, 0, 5, 'failed', '', 0, 'OSError: the disk is full',"
            " 0, 1, 1)",
            (LOST, f"day {way}"),
        )


@pytest.mark.parametrize("way", WAYS)
def test_an_administrators_day(enter: Enter, demo: LiveServer, way: str) -> None:
    page, hands = begin(enter, ADMIN, way)
    name, group, site = f"Nora {way}", f"Auditors {way}", f"Audit {way}"
    email = f"nora-{way.replace(' ', '-')}@nordwind.example"
    file = f"Checklist {way}.txt"
    document = f"{FOLDER}/{file}"
    put_file(demo, document)

    # Somebody new.
    page.goto("/admin")
    rail = page.get_by_role("navigation", name="Admin centre")
    hands.press(rail.get_by_role("link", name="People", exact=True))
    hands.write(page.get_by_label("Name", exact=True), name)
    hands.write(page.get_by_label("E-mail address"), email)
    pick(hands, way, page.get_by_label("Organisation"), "Nordwind")
    hands.press(page.get_by_role("button", name="Add"))
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    before = explained(page, hands, name, document)
    assert "through the group" not in before

    # A group, with the new one in it, that a document is shared with.
    hands.press(rail.get_by_role("link", name="Groups", exact=True))
    hands.write(page.get_by_label("Name", exact=True), group)
    hands.press(page.get_by_role("button", name="Make the group"))
    expect(page.get_by_role("heading", level=1)).to_have_text(group)
    hands.write(page.get_by_label("Person or group"), email)
    hands.press(page.get_by_role("button", name="Put in"))
    expect(page.get_by_role("link", name=name, exact=True)).to_be_visible()
    page.goto(FOLDER)
    hands.press(page.get_by_role("link", name=f"More for {file}"))
    hands.press(page.get_by_role("link", name="Share", exact=True))
    hands.write(page.get_by_label("With whom"), group)
    if way != "no script":
        expect(page.get_by_role("option", name=group)).to_be_visible()
        page.keyboard.press("Enter")
    hands.press(page.get_by_role("button", name="Share", exact=True))
    expect(page.get_by_text(f"“{file}” shared with 1 more")).to_be_visible()
    after = explained(page, hands, name, document)
    assert group in after
    assert after != before

    # A site, and whose it is.
    hands.press(rail.get_by_role("link", name="Sites", exact=True))
    hands.write(page.get_by_label("Address", exact=True), f"/sites/audit-{way[:2]}")
    hands.write(page.get_by_label("Title", exact=True), site)
    hands.write(page.get_by_label("Owner's e-mail address"), email)
    hands.press(page.get_by_role("button", name="Make the site"))
    expect(page.get_by_role("heading", level=1)).to_have_text(site)
    expect(page.get_by_role("main")).to_contain_text(name)

    # What went wrong in the night.
    fail_a_job(demo, way)
    hands.press(rail.get_by_role("link", name="Jobs", exact=True))
    hands.press(page.get_by_role("link", name=re.compile(r"Failed \(1\)")))
    expect(page.get_by_text("the disk is full")).to_be_visible()
    hands.press(page.get_by_role("button", name=f"Run now: {LOST}"))
    expect(page.get_by_text("It runs again")).to_be_visible()
    expect(page.get_by_role("link", name="Failed (0)")).to_be_visible()

    # Who did all that.
    hands.press(rail.get_by_role("link", name="Audit", exact=True))
    hands.write(page.get_by_label("What"), "person.added")
    hands.write(page.get_by_label("Person"), ADMIN)
    if way == "mouse":
        # What is suggested lies over the button.
        page.keyboard.press("Escape")
    hands.press(page.get_by_role("button", name="Filter"))
    row = page.get_by_role("row", name=f"added {name}")
    expect(row).to_contain_text("person.added")
    expect(page.get_by_role("row", name="signed in")).to_have_count(0)
    with page.expect_download() as sent:
        hands.press(page.get_by_role("link", name="CSV"))
    with sent.value.path().open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert {row["verb"] for row in rows} == {"person.added"}
    assert rows[0]["told"] == f"added {name}"
    hands.press(row.get_by_role("link", name=name))
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
