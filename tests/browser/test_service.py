"""A day between a customer and an agent: with script and without, by keyboard too."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser import axe
from tests.browser.conftest import Opener, wait_until_in
from tests.conformance.server import LiveServer

pytestmark = pytest.mark.browser

CUSTOMER, AGENT, PASSWORD = "jo@k.example", "fy@n.example", "correct horse 9"
SUBJECT = "Cold room 2 at Nordstraße does not hold its temperature since this morning"

Enter = Callable[..., Page]


@pytest.fixture(scope="module")
def site(site: LiveServer) -> LiveServer:
    """The live server with a customer and an agent who have passwords."""

    def run(*words: str) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "hallway", *words],
            env=site.environ,
            input=PASSWORD + "\n",
            text=True,
            check=False,
        )
        assert done.returncode == 0, words

    run("customer", "add", "Kellermann Brewery")
    run("customer", "add", "St. Elisabeth Hospital")
    run("customer", "person", "Kellermann Brewery", CUSTOMER, "--password-stdin")
    run("user", "add", AGENT, "--name", "Fatma Yildirim", "--password-stdin")
    run("customer", "agent", AGENT)
    return site


@pytest.fixture
def enter(open_page: Opener) -> Enter:
    """Signs somebody in and opens a page."""

    def signed_in(who: str, path: str, **options: object) -> Page:
        page = open_page("/accounts/login/", **options)
        page.locator("[name=login]").fill(who)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("[name=password]").press("Enter")
        wait_until_in(page)
        page.goto(path)
        return page

    return signed_in


def file(name: str) -> FilePayload:
    return {"name": name, "mimeType": "text/plain", "buffer": name.encode() * 1000}


@pytest.mark.parametrize("script", [True, False])
def test_a_request_is_opened_answered_and_closed(enter: Enter, script: bool) -> None:
    jo = enter(CUSTOMER, "/portal", java_script_enabled=script)
    jo.get_by_role("link", name="Open a request").first.click()
    jo.get_by_label("Subject").fill(f"{SUBJECT} {script}")
    jo.get_by_label("Description").fill("7.8 °C, and the display shows E-41.")
    jo.get_by_label("Files").set_input_files([file("log.txt")])
    jo.get_by_role("button", name="Send request").click()
    expect(jo.get_by_role("heading", level=1)).to_have_text(f"{SUBJECT} {script}")
    address = jo.url
    fatma = enter(AGENT, "/desk", java_script_enabled=script)
    queue = fatma.get_by_role("region", name="Requests")
    queue.get_by_role("link", name=f"{SUBJECT} {script}").click()
    fatma.get_by_role("button", name="Assign to me").click()
    fatma.get_by_role("link", name="Internal note").click()
    fatma.get_by_label("Internal note", exact=True).fill("The fan again, fernwhisper.")
    fatma.get_by_role("button", name="Keep note").click()
    expect(fatma.locator(".msg--note")).to_contain_text("fernwhisper")
    fatma.get_by_role("textbox", name="Reply to").fill("We come at ten.")
    fatma.get_by_role("button", name="Send, then wait").click()
    expect(fatma.locator(".desk__msgs")).to_contain_text("We come at ten.")
    jo.goto(address)
    expect(jo.get_by_text("We come at ten.")).to_be_visible()
    expect(jo.locator(".pill", has_text="Needs your answer").first).to_be_visible()
    assert "fernwhisper" not in jo.content()
    jo.get_by_label("Your reply").fill("Thank you.")
    jo.get_by_role("button", name="Send", exact=True).click()
    expect(jo.get_by_text("Thank you.")).to_be_visible()
    jo.get_by_role("button", name="Close request").click()
    expect(jo.get_by_role("button", name="Open it again")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
def test_an_agent_opens_a_request_for_a_customer(enter: Enter, script: bool) -> None:
    fatma = enter(AGENT, "/desk", java_script_enabled=script)
    if script:
        fatma.wait_for_load_state("load")
        fatma.keyboard.press("c")
    else:
        fatma.get_by_role("link", name="New request").click()
    fatma.get_by_label("Customer").select_option("KEL")
    fatma.get_by_role("button", name="Next").click()
    fatma.get_by_label("Requester").select_option(index=1)
    fatma.get_by_label("Subject").fill(f"She rang {script}")
    fatma.get_by_label("Description").fill("The compressor knocks.")
    fatma.get_by_label("Files").set_input_files([file("log.txt")])
    fatma.get_by_label("Priority").select_option("high")
    fatma.get_by_label("Assign to me").check()
    fatma.get_by_role("button", name="Open request").click()
    expect(fatma.get_by_role("heading", level=1)).to_have_text(f"She rang {script}")
    said = fatma.get_by_role("region", name="Conversation")
    expect(said).to_contain_text("took the request")
    jo = enter(CUSTOMER, "/portal", java_script_enabled=script)
    jo.get_by_role("link", name=f"She rang {script}").click()
    expect(jo.get_by_text("for you")).to_be_visible()
    assert "took the request" not in jo.content()


def test_the_desk_is_worked_by_keyboard(enter: Enter) -> None:
    jo = enter(CUSTOMER, "/portal/requests/new")
    for number in (1, 2):
        jo.goto("/portal/requests/new")
        jo.get_by_label("Subject").fill(f"By keyboard {number}")
        jo.get_by_label("Description").fill("Text")
        jo.get_by_role("button", name="Send request").press("Enter")
        sent = jo.get_by_role("heading", level=1)
        expect(sent).to_have_text(f"By keyboard {number}")
    fatma = enter(AGENT, "/desk")

    def press(key: str) -> None:
        # Keys are heard when the page's script has run.
        fatma.wait_for_load_state("load")
        fatma.keyboard.press(key)

    title = fatma.get_by_role("heading", level=1)
    press("j")
    expect(title).to_have_text("By keyboard 2")
    press("j")
    expect(title).to_have_text("By keyboard 1")
    press("k")
    expect(title).to_have_text("By keyboard 2")
    press("a")
    expect(fatma.get_by_text("The request is yours")).to_be_visible()
    press("n")
    expect(fatma.get_by_role("button", name="Keep note")).to_be_visible()
    press("r")
    expect(fatma.get_by_role("button", name="Send, then wait")).to_be_visible()
    press("r")
    expect(fatma.get_by_role("textbox", name="Reply to")).to_be_focused()
    fatma.keyboard.type("jkan are letters here")
    expect(title).to_have_text("By keyboard 2")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    enter: Enter, width: int, theme: str
) -> None:
    jo = enter(CUSTOMER, "/portal/requests/new", width=width, theme=theme)
    jo.get_by_label("Subject").fill(SUBJECT)
    jo.get_by_label("Description").fill("Text")
    jo.get_by_label("Files").set_input_files([file("log.txt")])
    jo.get_by_role("button", name="Send request").click()
    ref = jo.url.rpartition("/")[2]
    fatma = enter(AGENT, "/desk", width=width, theme=theme)
    found = {}
    for page, paths in (
        (
            jo,
            (
                "/portal",
                "/portal/requests",
                "/portal/requests/new",
                f"/portal/requests/{ref}",
                "/portal/documents/KEL",
                "/portal/documents/KEL/Uploads",
                "/portal/organisation",
                "/portal/profile",
                "/portal/nowhere",
            ),
        ),
        (
            fatma,
            (
                "/desk",
                "/desk?view=waiting",
                f"/desk/requests/{ref}",
                f"/desk/requests/{ref}?write=note",
                "/desk/customers",
                "/desk/requests/new",
                "/desk/requests/new?customer=KEL",
            ),
        ),
    ):
        for path in paths:
            page.goto(path, wait_until="networkidle")
            broken = axe.violations(page)
            if page.evaluate("document.documentElement.scrollWidth") > width:
                broken.append("too wide")
            if broken:
                found[path] = broken
    assert found == {}
