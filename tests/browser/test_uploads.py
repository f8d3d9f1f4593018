"""Uploads in the browser: in parts, several at a time, broken off and gone on with."""

from __future__ import annotations

import hashlib
import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Locator, Page, Route, expect

from tests.browser import axe
from tests.browser.conftest import Opener, wait_until_in
from tests.browser.hands import Keys
from tests.conformance.server import LiveServer

pytestmark = pytest.mark.browser

VI = "vi@example.com"
PASSWORD = "correct horse 9"
LIBRARY = "/sites/quay/Documents"
PARTS = "**/_layouts/uploads/*"
MEGABYTE = 1000 * 1000

Enter = Callable[..., Page]


@pytest.fixture(scope="module")
def site(site: LiveServer) -> LiveServer:
    """The live server with somebody who owns a site."""
    added = subprocess.run(
        [
            *(sys.executable, "-m", "hallway", "user", "add", VI),
            *("--name", "Vi Kai", "--password-stdin"),
        ],
        env=site.environ,
        input=PASSWORD + "\n",
        text=True,
        check=False,
    )
    assert added.returncode == 0
    site.run("site", "add", "/sites/quay", "--owner", VI)
    site.token, site.email = site.run("token", "create", VI), VI
    return site


@pytest.fixture
def enter(open_page: Opener, site: LiveServer) -> Enter:
    """Signs in and opens a new, empty folder."""

    def signed_in(name: str, **options: object) -> Page:
        page = open_page("/accounts/login/", **options)
        page.locator("[name=login]").fill(VI)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("[name=password]").press("Enter")
        wait_until_in(page)
        site.ask("MKCOL", f"{LIBRARY}/{name}")
        page.goto(f"{LIBRARY}/{name}", wait_until="networkidle")
        return page

    return signed_in


def large(folder: Path, name: str, megabytes: int) -> Path:
    """A file of bytes that are the same in each run, and nowhere twice."""
    path = folder / name
    chance = random.Random(name)
    with path.open("wb") as file:
        for _ in range(megabytes):
            file.write(chance.randbytes(MEGABYTE))
    return path


def choose(page: Page, files: Path | list[FilePayload]) -> None:
    page.get_by_role("link", name="Upload", exact=True).click()
    page.locator("input[name=files]").set_input_files(files)


def small(*names: str) -> list[FilePayload]:
    return [
        {"name": name, "mimeType": "text/plain", "buffer": name.encode()}
        for name in names
    ]


def panel(page: Page) -> Locator:
    return page.get_by_role("region", name="Uploads")


def row(page: Page, name: str) -> Locator:
    return panel(page).get_by_role("listitem").filter(has_text=name)


def listed(page: Page, name: str) -> Locator:
    return page.get_by_role("main").get_by_role("link", name=name, exact=True)


def slow_line(page: Page) -> Callable[[int], None]:
    """Set how many bytes a second go out; -1 for all that can."""
    session = page.context.new_cdp_session(page)

    def throttle(speed: int) -> None:
        limits = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": speed}
        session.send("Network.emulateNetworkConditions", {"offline": False, **limits})

    return throttle


def is_same(site: LiveServer, path: str, file: Path) -> bool:
    status, _headers, body = site.ask("GET", path)
    wanted = hashlib.sha256(file.read_bytes()).digest()
    return (status, hashlib.sha256(body).digest()) == (200, wanted)


def is_sound(page: Page) -> None:
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert axe.violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_large_file_that_breaks_off_thrice_arrives_as_it_was(
    enter: Enter, site: LiveServer, tmp_path: Path
) -> None:
    page = enter("broken")
    seen: list[str] = []

    def breaking(route: Route) -> None:
        method = route.request.method
        seen.append(method)
        # The first part passes; then three in a row do not.
        if method == "PATCH" and seen.count("PATCH") in (2, 3, 4):
            route.abort()
        else:
            route.continue_()

    page.route(PARTS, breaking)
    choose(page, large(tmp_path, "film.bin", 20))
    expect(listed(page, "film.bin")).to_be_visible(timeout=30_000)
    # What had come before each break was not sent again.
    assert seen.count("PATCH") == 3 + 3
    assert seen.count("HEAD") >= 1
    expect(page.get_by_text("Uploaded (1)")).to_be_visible()
    expect(panel(page)).to_be_hidden()
    assert is_same(site, f"{LIBRARY}/broken/film.bin", tmp_path / "film.bin")
    assert page.evaluate("Object.keys(localStorage)") == []


def test_an_upload_is_paused_and_given_up_with_keys(
    enter: Enter, site: LiveServer, tmp_path: Path
) -> None:
    page = enter("paused")
    throttle = slow_line(page)
    throttle(4 * MEGABYTE)
    choose(page, large(tmp_path, "slow.bin", 20))
    bar = page.get_by_role("progressbar", name="slow.bin")
    expect(bar).to_be_visible()
    keys = Keys(page)
    keys.press(row(page, "slow.bin").get_by_role("button", name="Pause: slow.bin"))
    expect(row(page, "slow.bin")).to_contain_text("Paused")
    # The focus stays in the row, on what undoes it.
    go_on = row(page, "slow.bin").get_by_role("button", name="Go on: slow.bin")
    expect(go_on).to_be_focused()
    is_sound(page)
    throttle(-1)
    keys.press(go_on)
    expect(listed(page, "slow.bin")).to_be_visible(timeout=30_000)
    assert is_same(site, f"{LIBRARY}/paused/slow.bin", tmp_path / "slow.bin")

    throttle(4 * MEGABYTE)
    choose(page, large(tmp_path, "unwanted.bin", 20))
    expect(row(page, "unwanted.bin")).to_contain_text("Uploading")
    with page.expect_response(lambda one: one.request.method == "DELETE") as told:
        keys.press(panel(page).get_by_role("button", name="Cancel: unwanted.bin"))
    assert told.value.status in (204, 423)
    expect(panel(page)).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage)") == []
    assert site.ask("GET", f"{LIBRARY}/paused/unwanted.bin")[0] == 404


def test_what_a_reload_broke_off_is_told_and_goes_on(
    enter: Enter, site: LiveServer, tmp_path: Path
) -> None:
    page = enter("reloaded")
    film = large(tmp_path, "left.bin", 20)
    sent: list[int] = []

    def stopping(route: Route) -> None:
        if route.request.method == "PATCH":
            sent.append(int(route.request.headers["upload-offset"]))
        # The second part never gets anywhere.
        if route.request.method != "PATCH" or sent[-1] == 0:
            route.continue_()

    page.route(PARTS, stopping)
    choose(page, film)
    expect(row(page, "left.bin")).to_contain_text("Uploading")
    page.wait_for_function("() => Object.keys(localStorage).length === 1")
    while len(sent) < 2:
        page.wait_for_timeout(50)
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(row(page, "left.bin")).to_contain_text("Broken off")
    page.unroute(PARTS)
    is_sound(page)
    again = row(page, "left.bin").get_by_role("button", name="Choose the file again")
    other = tmp_path / "other.bin"
    other.write_bytes(b"x")
    with page.expect_file_chooser() as window:
        again.click()
    window.value.set_files(other)
    expect(panel(page).get_by_role("alert")).to_have_text(re.compile("another file"))
    with page.expect_request(lambda one: one.method == "PATCH") as first:
        with page.expect_file_chooser() as window:
            again.click()
        window.value.set_files(film)
    assert int(first.value.headers["upload-offset"]) >= sent[1] > 0
    expect(listed(page, "left.bin")).to_be_visible(timeout=30_000)
    assert is_same(site, f"{LIBRARY}/reloaded/left.bin", film)
    assert page.evaluate("Object.keys(localStorage)") == []


def test_three_files_go_at_a_time(enter: Enter) -> None:
    page = enter("several")
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/several?do=upload", hold)
    choose(page, small("1.txt", "2.txt", "3.txt", "4.txt", "5.txt"))
    expect(panel(page).get_by_text("Waiting", exact=True)).to_have_count(2)
    expect(panel(page).get_by_role("status")).to_have_text("Done: 0 / 5")
    page.wait_for_timeout(200)
    assert len(held) == 3
    held[0].continue_()
    expect(panel(page).get_by_text("Waiting", exact=True)).to_have_count(1)
    expect(panel(page).get_by_role("status")).to_have_text("Done: 1 / 5")
    panel(page).get_by_role("button", name="Pause all").click()
    expect(panel(page).get_by_text("Paused", exact=False)).to_have_count(4)
    page.unroute("**/several?do=upload")
    panel(page).get_by_role("button", name="Go on with all").click()
    for name in ("1.txt", "2.txt", "3.txt", "4.txt", "5.txt"):
        expect(listed(page, name)).to_be_visible()


def test_what_fails_is_said_in_its_row_and_tried_again(enter: Enter) -> None:
    page = enter("failing")
    page.route(
        "**/failing?do=upload",
        lambda route: route.fulfill(
            status=507, content_type="text/plain", body="There is no room left."
        ),
    )
    choose(page, small("a.txt", "b.txt"))
    expect(panel(page).get_by_role("alert")).to_have_text(
        ["There is no room left.", "There is no room left."]
    )
    expect(panel(page).get_by_role("status")).to_contain_text("Failed: 2")
    is_sound(page)
    page.unroute("**/failing?do=upload")
    row(page, "a.txt").get_by_role("button", name="Try again: a.txt").click()
    expect(listed(page, "a.txt")).to_be_visible()
    # What went wrong stays until it is closed.
    expect(row(page, "b.txt")).to_be_visible()
    panel(page).get_by_role("button", name="Close", exact=True).click()
    expect(panel(page)).to_be_hidden()
    assert listed(page, "b.txt").count() == 0


def test_names_that_are_taken_are_asked_about_once(
    enter: Enter, site: LiveServer
) -> None:
    page = enter("taken")
    for name in ("a.txt", "b.txt", "c.txt"):
        site.ask("PUT", f"{LIBRARY}/taken/{name}", b"old")
    page.reload(wait_until="networkidle")
    choose(page, small("a.txt", "b.txt", "c.txt", "d.txt"))
    question = page.get_by_role("dialog", name="Some names are taken")
    expect(question).to_contain_text("Names that are taken here: 3")
    is_sound(page)
    keys = Keys(page)
    # All are skipped but one, of which both are kept.
    question.get_by_role("radio", name="A new version").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(question.get_by_role("radio", name="Skip")).to_be_checked()
    question.get_by_role("combobox", name="b.txt").select_option("Keep both")
    keys.press(question.get_by_role("button", name="Upload"))
    expect(listed(page, "d.txt")).to_be_visible()
    expect(listed(page, "b (2).txt")).to_be_visible()
    expect(row(page, "a.txt")).to_contain_text("Skipped")
    assert site.ask("GET", f"{LIBRARY}/taken/a.txt")[2] == b"old"
    assert site.ask("GET", f"{LIBRARY}/taken/b.txt")[2] == b"old"
    assert site.ask("GET", f"{LIBRARY}/taken/b%20(2).txt")[2] == b"b.txt"

    # Who closes it sends nothing.
    choose(page, small("a.txt", "e.txt"))
    expect(question).to_be_visible()
    page.keyboard.press("Escape")
    expect(question).to_be_hidden()
    assert listed(page, "e.txt").count() == 0

    choose(page, small("a.txt"))
    question.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("row", name="a.txt")).to_contain_text("5 bytes")
    assert site.ask("GET", f"{LIBRARY}/taken/a.txt")[2] == b"a.txt"


def test_a_folder_comes_with_its_folders(
    enter: Enter, site: LiveServer, tmp_path: Path
) -> None:
    page = enter("trees")
    trip = tmp_path / "Trip"
    (trip / "Photos" / "Ulm").mkdir(parents=True)
    for path in ("a.txt", "Photos/b.txt", "Photos/Ulm/c.txt", "Photos/aux"):
        (trip / path).write_text(path)
    page.get_by_role("link", name="Upload", exact=True).click()
    page.locator("input[name=tree]").set_input_files(trip)
    expect(listed(page, "Trip")).to_be_visible()
    for path in ("a.txt", "Photos/b.txt", "Photos/Ulm/c.txt"):
        assert site.ask("GET", f"{LIBRARY}/trees/Trip/{path}")[2] == path.encode()
    # What cannot be is told, and the rest is there.
    expect(row(page, "aux").get_by_role("alert")).to_contain_text("reserved")
    expect(panel(page).get_by_role("status")).to_contain_text("Failed: 1")


# What a system hands to a page where a folder is dropped: a hundred things at a time.
_DROPPED = """() => {
  const file = (name) => ({
    isFile: true, name, file: (then) => then(new File([`dropped ${name}`], name)),
  });
  const folder = (name, inside) => ({
    isDirectory: true, name,
    createReader: () => ({ readEntries: (then) => then(inside.splice(0, 100)) }),
  });
  const many = Array.from({ length: 120 }, (_, n) => file(`${n}.txt`));
  const entries = [folder("Dropped", [folder("Empty", []), ...many]), file("z.txt")];
  const form = document.querySelector("hw-drop form");
  form.dispatchEvent(new CustomEvent("hw-drop", {
    bubbles: true, cancelable: true, detail: { files: [], entries, form },
  }));
}"""


def test_a_folder_that_is_dropped_comes_whole(enter: Enter, site: LiveServer) -> None:
    page = enter("dropped")
    page.evaluate(_DROPPED)
    expect(listed(page, "z.txt")).to_be_visible(timeout=30_000)
    at = f"{LIBRARY}/dropped/Dropped"
    assert site.ask("GET", f"{at}/119.txt")[2] == b"dropped 119.txt"
    expect(page.get_by_text("Uploaded (121)")).to_be_visible()
    page.goto(at)
    expect(listed(page, "Empty")).to_be_visible()
    expect(page.get_by_text("121 items")).to_be_visible()


def test_the_same_content_is_told_with_a_link(enter: Enter, site: LiveServer) -> None:
    page = enter("same")
    site.ask("PUT", f"{LIBRARY}/same/first%20one.txt", b"again.txt")
    choose(page, small("again.txt", "new.txt"))
    there = row(page, "again.txt").get_by_role("link")
    expect(there).to_contain_text("first one.txt")
    expect(row(page, "new.txt").get_by_role("link")).to_have_count(0)
    is_sound(page)
    there.click()
    page.wait_for_url("**/first%20one.txt")


def kill(site: LiveServer) -> None:
    """End the server as a power cut does, and start it where it was."""
    assert site.process is not None
    os.killpg(site.process.pid, signal.SIGKILL)
    site.process.wait()
    listen = f"127.0.0.1:{site.port}"
    site.process = subprocess.Popen(
        [sys.executable, "-m", "hallway", "serve", "--listen", listen],
        env=site.environ,
        text=True,
        start_new_session=True,
    )
    site.wait_until_ready()


@pytest.mark.soak
def test_a_very_large_file_outlives_three_deaths_of_the_server(
    enter: Enter, site: LiveServer, tmp_path: Path
) -> None:
    page = enter("deaths")
    film = large(tmp_path, "feature.bin", 300)
    slow_line(page)(15 * MEGABYTE)
    choose(page, film)
    bar = page.get_by_role("progressbar", name="feature.bin").element_handle()
    for percent in (15, 40, 70):
        page.wait_for_function(
            "([bar, least]) => bar.value >= least", arg=[bar, percent], timeout=120_000
        )
        kill(site)
    expect(listed(page, "feature.bin")).to_be_visible(timeout=180_000)
    assert is_same(site, f"{LIBRARY}/deaths/feature.bin", film)
