"""Days of work in the demo: by mouse, by keyboard only, and with script off."""

from __future__ import annotations

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.hands import Hands, Keys, Mouse
from tests.browser.personas import AGENT, CUSTOMER, MEMBER, Enter, demo, enter

__all__ = ["demo", "enter"]

pytestmark = pytest.mark.browser

WAYS = ["mouse", "keys", "no script"]
TEMPLATES = "/sites/procurement/Documents/Templates"
NEWS = "Two houses, one hallway: what changes on 1 December"
SECRET = "fernwhisper"


def begin(enter: Enter, who: str, way: str) -> tuple[Page, Hands]:
    page = enter(who, java_script_enabled=way != "no script")
    return page, Keys(page) if way == "keys" else Mouse(page)


def upload(page: Page, hands: Hands, way: str, name: str, text: str) -> None:
    """Put a file into the folder that is open; with script, choosing is sending."""
    file: FilePayload = {
        "name": name,
        "mimeType": "text/plain",
        "buffer": text.encode(),
    }
    hands.press(page.get_by_role("link", name="Upload", exact=True))
    hands.choose(page.locator("input[name=files]"), file)
    if way == "no script":
        hands.press(page.get_by_role("button", name="Upload"))


@pytest.mark.parametrize("way", WAYS)
def test_a_members_day(enter: Enter, way: str) -> None:
    page, hands = begin(enter, MEMBER, way)
    name = f"Minutes {way}.txt"
    hands.press(page.get_by_role("link", name=NEWS, exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text(NEWS)

    page.goto(TEMPLATES)
    link = page.get_by_role("link", name=name, exact=True)
    upload(page, hands, way, name, "first")
    expect(link).to_be_visible()
    upload(page, hands, way, name, "second text")
    if way != "no script":
        # With script, one is asked about a name that is taken; a new version is meant.
        asked = page.get_by_role("dialog", name="Some names are taken")
        hands.press(asked.get_by_role("button", name="Upload"))
    expect(page.get_by_role("row", name=name)).to_contain_text("11 bytes")

    page.goto(TEMPLATES)
    hands.press(page.get_by_role("link", name=f"More for {name}"))
    # The pane says it in a word, the menu of the row in two.
    words = "Versions" if way == "no script" else "Version history"
    hands.press(page.get_by_role("link", name=words, exact=True))
    hands.press(page.get_by_role("button", name="Version 1.0"))
    hands.press(page.get_by_role("button", name="Restore"))
    expect(page.get_by_text("Version 1.0 restored")).to_be_visible()
    pane = page.get_by_role("complementary", name=name)
    expect(pane.get_by_role("listitem")).to_have_count(3)

    hands.press(pane.get_by_role("link", name="Share", exact=True))
    hands.write(page.get_by_label("With whom"), AGENT)
    hands.press(page.get_by_role("button", name="Share", exact=True))
    expect(page.get_by_text(f"“{name}” shared")).to_be_visible()
    page.goto(TEMPLATES)
    fatma = enter(AGENT)
    answer = fatma.request.get(f"{TEMPLATES}/{name}?download=1")
    assert (answer.status, answer.text()) == (200, "first")

    hands.tick(page.get_by_role("checkbox", name=f"Select {name}"))
    hands.press(page.get_by_role("button", name="Delete").first)
    expect(link).to_have_count(0)
    assert fatma.request.get(f"{TEMPLATES}/{name}?download=1").status == 404
    hands.press(page.get_by_role("button", name="Undo"))
    expect(link).to_be_visible()
    answer = fatma.request.get(f"{TEMPLATES}/{name}?download=1")
    assert (answer.status, answer.text()) == (200, "first")


@pytest.mark.parametrize("way", WAYS)
def test_a_customers_and_an_agents_day(enter: Enter, way: str) -> None:
    subject = f"The display shows E-41 ({way})"
    jo, hers = begin(enter, CUSTOMER, way)
    hers.press(jo.get_by_role("link", name="See your documents"))
    document = jo.get_by_role("link", name="Maintenance contract 2026 to 2029.docx")
    expect(document.first).to_be_visible()
    jo.goto("/portal")
    hers.press(jo.get_by_role("link", name="Open a request").first)
    hers.write(jo.get_by_label("Subject"), subject)
    hers.write(jo.get_by_label("Description"), "Since this morning.")
    hers.press(jo.get_by_role("button", name="Send request"))
    expect(jo.get_by_role("heading", level=1)).to_have_text(subject)
    address = jo.url

    fatma, theirs = begin(enter, AGENT, way)
    fatma.goto("/desk")
    queue = fatma.get_by_role("region", name="Requests")
    theirs.press(queue.get_by_role("link", name=subject, exact=True))
    theirs.press(fatma.get_by_role("button", name="Assign to me"))
    theirs.press(fatma.get_by_role("link", name="Internal note"))
    note = fatma.get_by_role("textbox", name="Internal note")
    theirs.write(note, f"The fan again, {SECRET}.")
    theirs.press(fatma.get_by_role("button", name="Keep note"))
    said = fatma.get_by_role("region", name="Conversation")
    expect(said).to_contain_text(SECRET)
    theirs.write(fatma.get_by_role("textbox", name="Reply to"), "We come at ten.")
    theirs.press(fatma.get_by_role("button", name="Send, then wait"))
    expect(said).to_contain_text("We come at ten.")

    jo.goto(address)
    expect(jo.get_by_text("We come at ten.")).to_be_visible()
    assert SECRET not in jo.content()
    hers.write(jo.get_by_label("Your reply"), "Thank you.")
    hers.press(jo.get_by_role("button", name="Send", exact=True))
    expect(jo.get_by_text("Thank you.")).to_be_visible()
    fatma.reload()
    expect(said).to_contain_text("Thank you.")
