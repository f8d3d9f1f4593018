"""A day with documents: by mouse and by keyboard, with script and without."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.browser import axe
from tests.browser.conftest import Opener, wait_until_in
from tests.conformance.server import LiveServer

pytestmark = pytest.mark.browser

EMAIL, PASSWORD = "mo@example.com", "correct horse 9"
SITE = "/sites/plans"
LIBRARY = f"{SITE}/Documents"
LONG = "Rahmenvertrag Kältetechnik und Wartung für alle Standorte, Entwurf 4.docx"

Enter = Callable[..., Page]


@pytest.fixture(scope="module")
def site(site: LiveServer) -> LiveServer:
    """The live server with somebody who has a password, a site and some files."""
    added = subprocess.run(
        [sys.executable, "-m", "hallway", "user", "add", EMAIL, "--password-stdin"],
        env=site.environ,
        input=PASSWORD + "\n",
        text=True,
        check=False,
    )
    assert added.returncode == 0
    site.run("site", "add", SITE, "--owner", EMAIL)
    site.token, site.email = site.run("token", "create", EMAIL), EMAIL
    site.run("list", "add", SITE, "Tasks", "--kind", "generic")
    for folder in ("Empty", "Archive"):
        assert site.ask("MKCOL", f"{LIBRARY}/{folder}")[0] == 201
    for name in ("a.txt", "b.pdf", LONG):
        path = f"{LIBRARY}/{quote(name)}"
        assert site.ask("PUT", path, b"one")[0] == 201
        assert site.ask("PUT", path, b"two")[0] == 204
    assert site.ask("PUT", f"{LIBRARY}/gone.txt", b"x")[0] == 201
    assert site.ask("DELETE", f"{LIBRARY}/gone.txt")[0] == 204
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
        page.goto(path)
        return page

    return signed_in


def file(name: str) -> FilePayload:
    return {"name": name, "mimeType": "text/plain", "buffer": name.encode() * 1000}


def names(page: Page) -> list[str]:
    return page.locator(".cellname__link").all_inner_texts()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_axe_finds_nothing_and_nothing_is_too_wide(
    enter: Enter, width: int, theme: str
) -> None:
    page = enter("/", width=width, theme=theme)
    found = {}
    for path in (
        "/",
        "/sites",
        SITE,
        LIBRARY,
        f"{LIBRARY}/Empty",
        f"{LIBRARY}?show=details&item=3",
        f"{LIBRARY}?show=versions&item=3",
        f"{LIBRARY}?show=access&item=3",
        f"{LIBRARY}?show=new",
        f"{LIBRARY}?show=upload",
        f"{LIBRARY}?show=rename&item=3",
        f"{LIBRARY}?show=move&item=3",
        f"{LIBRARY}?show=copy&item=3&q=archive",
        f"{SITE}/Lists/Tasks",
        f"{SITE}/_layouts/recyclebin",
        f"{SITE}/_layouts/recyclebin?show=empty",
    ):
        page.goto(path, wait_until="networkidle")
        page.evaluate("Promise.all(document.getAnimations().map((a) => a.finished))")
        broken = axe.violations(page)
        if page.evaluate("document.documentElement.scrollWidth") > width:
            broken.append("too wide")
        if broken:
            found[path] = broken
    assert found == {}


@pytest.mark.parametrize("script", [True, False])
def test_files_are_uploaded_deleted_and_brought_back(
    enter: Enter, site: LiveServer, script: bool
) -> None:
    at = f"{LIBRARY}/with-{script}"
    assert site.ask("MKCOL", at)[0] == 201
    page = enter(at, java_script_enabled=script)
    expect(page.get_by_text("Drop files here", exact=True)).to_be_visible()
    page.get_by_role("link", name="Upload", exact=True).click()
    page.locator("input[name=files]").set_input_files([file("1.txt"), file("2.txt")])
    if not script:
        page.get_by_role("button", name="Upload").click()
    expect(page.locator(".cellname__link")).to_have_text(["1.txt", "2.txt"])
    page.get_by_role("checkbox", name="Select 1.txt").check()
    page.get_by_role("button", name="Delete").click()
    expect(page.locator(".cellname__link")).to_have_text(["2.txt"])
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".cellname__link")).to_have_text(["1.txt", "2.txt"])


def test_a_version_is_restored_from_the_pane(enter: Enter) -> None:
    page = enter(LIBRARY)
    page.get_by_role("row", name="a.txt").hover()
    page.get_by_role("link", name="More for a.txt").click()
    page.get_by_role("link", name="Version history", exact=True).click()
    page.get_by_role("button", name="Version 1.0").click()
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_text("Version 1.0 restored")).to_be_visible()
    expect(page.locator(".versions li")).to_have_count(3)


def test_a_folder_is_made_renamed_and_moved_by_keyboard(
    enter: Enter, site: LiveServer
) -> None:
    page = enter(LIBRARY)
    page.get_by_role("link", name="New folder").press("Enter")
    page.keyboard.type("Archive")
    page.keyboard.press("Enter")
    expect(page.get_by_text("already has that name")).to_be_visible()
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.type(" 2")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Archive 2", exact=True)).to_be_visible()
    page.get_by_role("checkbox", name="Select Archive 2").press("Space")
    page.get_by_role("button", name="Move to").press("Enter")
    page.get_by_role("link", name="Archive", exact=True).press("Enter")
    page.get_by_role("button", name="Move here").press("Enter")
    expect(page.get_by_text("1 item moved to “Archive”")).to_be_visible()
    assert "Archive 2" not in names(page)


def test_what_fails_is_said_beside_the_file(
    enter: Enter, site: LiveServer, chromium: object
) -> None:
    assert site.ask("MKCOL", f"{LIBRARY}/bad")[0] == 201
    page = enter(f"{LIBRARY}/bad", java_script_enabled=False)
    page.get_by_role("link", name="Upload", exact=True).click()
    page.locator("input[name=files]").set_input_files([file("ok.txt"), file("CON")])
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("alert")).to_contain_text("CON")
    assert names(page) == ["ok.txt"]


def test_german_fits_on_a_phone(enter: Enter) -> None:
    page = enter(LIBRARY, width=390, locale="de-DE")
    expect(page.get_by_role("link", name="Hochladen", exact=True)).to_be_visible()
    for path in (
        LIBRARY,
        f"{LIBRARY}?show=access&item=3",
        f"{SITE}/_layouts/recyclebin",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
