"""A day with news: written by mouse and keyboard, with script and without, read."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable

import pytest
from PIL import Image
from playwright.sync_api import FilePayload, Page, expect

from tests.browser import axe
from tests.browser.conftest import Opener, wait_until_in
from tests.conformance.server import LiveServer

pytestmark = pytest.mark.browser

EMAIL, PASSWORD = "ed@example.com", "correct horse 9"
SITE = "/sites/press"
NEWS = f"{SITE}/Lists/News"

Enter = Callable[..., Page]


@pytest.fixture(scope="module")
def site(site: LiveServer) -> LiveServer:
    """The live server with an editor who owns a site with a list of each kind."""
    subprocess.run(
        [sys.executable, "-m", "hallway", "user", "add", EMAIL, "--password-stdin"],
        env=site.environ,
        input=PASSWORD + "\n",
        text=True,
        check=True,
    )
    site.run("site", "add", SITE, "--owner", EMAIL)
    for kind in ("news", "pages", "events", "links"):
        site.run("list", "add", SITE, kind.title(), "--kind", kind)
    return site


@pytest.fixture
def enter(open_page: Opener) -> Enter:
    """Signs in and opens a page."""

    def signed_in(path: str, **options: object) -> Page:
        page = open_page("/accounts/login/", **options)
        page.locator("[name=login]").fill(EMAIL)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("[name=password]").press("Enter")
        wait_until_in(page)
        page.goto(path, wait_until="networkidle")
        return page

    return signed_in


def png() -> FilePayload:
    body = io.BytesIO()
    Image.new("RGB", (800, 400), "teal").save(body, "PNG")
    return {"name": "door.png", "mimeType": "image/png", "buffer": body.getvalue()}


def test_a_post_is_written_with_marks_and_a_picture(enter: Enter) -> None:
    page = enter(NEWS)
    page.get_by_role("link", name="New post").first.click()
    page.get_by_label("Headline").fill("One hallway")
    text = page.get_by_role("textbox", name="Text", exact=True)
    text.fill("sign-in")
    text.select_text()
    page.get_by_role("button", name="Bold").click()
    expect(text).to_have_value("**sign-in**")
    text.press("Control+z")
    expect(text).to_have_value("sign-in")
    text.press("End")
    text.press("Enter")
    page.get_by_role("button", name="Heading").click()
    text.press_sequentially("Why")
    expect(text).to_have_value("sign-in\n## Why")
    page.get_by_label("Picture above the text").set_input_files(png())
    page.get_by_role("button", name="Publish").click()
    page.wait_for_url(f"**{NEWS}/*-one-hallway")
    expect(page.get_by_role("heading", name="Why")).to_be_visible()
    seen = page.locator(".article__img").evaluate("one => one.naturalWidth")
    assert seen == 800
    assert axe.violations(page) == []
    page.goto("/", wait_until="networkidle")
    expect(page.get_by_role("link", name="One hallway")).to_be_visible()


def test_what_was_typed_survives_a_closed_tab(enter: Enter) -> None:
    page = enter(f"{NEWS}?show=new")
    text = page.get_by_role("textbox", name="Text", exact=True)
    text.press_sequentially("half a thought")
    page.evaluate(
        "() => new Promise((done) => { const look = () =>"
        " localStorage.length ? done() : setTimeout(look, 20); look(); })"
    )
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(f"{NEWS}?show=new", wait_until="networkidle")
    expect(text).to_have_value("")
    page.get_by_role("button", name="Put it back").click()
    expect(text).to_have_value("half a thought")


def test_a_post_is_written_without_script(enter: Enter) -> None:
    page = enter(f"{NEWS}?show=new", java_script_enabled=False)
    page.get_by_label("Headline").fill("Plain words")
    page.get_by_role("textbox", name="Text", exact=True).fill("**kept**")
    expect(page.get_by_role("button", name="Bold")).to_be_hidden()
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview strong")).to_have_text("kept")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Draft saved")).to_be_visible()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("heading", name="Plain words")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_pages_are_sound_and_no_wider_than_the_window(
    enter: Enter, width: int, theme: str
) -> None:
    page = enter("/", width=width, theme=theme)
    found = {}
    for path in (
        "/",
        "/news",
        SITE,
        NEWS,
        f"{NEWS}?show=new",
        f"{SITE}/Lists/Pages",
        f"{SITE}/Lists/Pages?show=new",
        f"{SITE}/Lists/Events",
        f"{SITE}/Lists/Events?show=month",
        f"{SITE}/Lists/Events?show=new",
        f"{SITE}/Lists/Links",
        f"{SITE}/Lists/Links?show=new",
    ):
        page.goto(path, wait_until="networkidle")
        wide = page.evaluate("document.documentElement.scrollWidth") > width
        if problems := [*axe.violations(page), *(["wider"] if wide else [])]:
            found[path] = problems
    assert found == {}
