"""The page of a file, by mouse and by keys; what would run does not."""

from __future__ import annotations

import io
import subprocess
import sys
import wave
from collections.abc import Callable, Iterator

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from reportlab.pdfgen.canvas import Canvas

from tests.browser import axe
from tests.browser.conftest import PATIENCE, Opener, wait_until_in
from tests.conformance.server import LiveServer

pytestmark = pytest.mark.browser

VI = "vi@example.com"
PASSWORD = "correct horse 9"
LIBRARY = "/sites/shown/Documents"
ATTACK = (
    "document.title = 'ran'; localStorage.setItem('ran', '1');"
    "fetch('/people/me').then(() => localStorage.setItem('ran', '2'))"
)
HTML = f"<!doctype html><html><body><script>{ATTACK}</script><p>hostile</p></body>"
SVG = (
    f'<svg xmlns="http://www.w3.org/2000/svg" onload="{ATTACK}"><script>{ATTACK}'
    "</script></svg>"
)

Enter = Callable[..., Page]


def pdf() -> bytes:
    made = io.BytesIO()
    canvas = Canvas(made, pagesize=(300, 400))
    for number in (1, 2, 3):
        canvas.drawString(20, 300, f"Words of page {number}")
        canvas.showPage()
    canvas.save()
    return made.getvalue()


def sound() -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(8000)
        written.writeframes(b"\0\0" * 24_000)
    return made.getvalue()


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (64, 48), "teal").save(made, "PNG")
    return made.getvalue()


FILES = {
    "a.png": picture(),
    "b.pdf": pdf(),
    "c.csv": b"Name;Much\nOne;1\n",
    "d.html": HTML.encode(),
    "e.svg": SVG.encode(),
    "f.wav": sound(),
    "g.pdf": b"%PDF-1.7 broken",
}


@pytest.fixture(scope="module")
def site(site: LiveServer) -> Iterator[LiveServer]:
    """The live server with a worker, a site and a file of each kind."""
    subprocess.run(
        [
            *(sys.executable, "-m", "hallway", "user", "add", VI),
            *("--name", "Vi Berg", "--password-stdin"),
        ],
        env=site.environ,
        input=PASSWORD + "\n",
        text=True,
        check=False,
    )
    site.run("site", "add", "/sites/shown", "--owner", VI)
    site.token, site.email = site.run("token", "create", VI), VI
    for name, body in FILES.items():
        assert site.ask("PUT", f"{LIBRARY}/{name}", body)[0] == 201
    worker = subprocess.Popen(
        [sys.executable, "-m", "hallway", "worker", "--threads", "1"], env=site.environ
    )
    yield site
    worker.terminate()
    worker.wait(30)


@pytest.fixture
def enter(open_page: Opener) -> Enter:
    """Signs in and opens the library."""

    def signed_in(**options: object) -> Page:
        page = open_page("/accounts/login/", **options)
        page.locator("[name=login]").fill(VI)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("[name=password]").press("Enter")
        wait_until_in(page)
        page.goto(LIBRARY)
        return page

    return signed_in


def is_drawn(page: Page, name: str) -> bool:
    picture = page.get_by_role("img", name=name)
    return bool(picture.evaluate("it => it.decode().then(() => it.naturalWidth > 0)"))


def test_one_goes_through_a_folder_by_keys(enter: Enter) -> None:
    page = enter()
    page.get_by_role("link", name="a.png", exact=True).click()
    expect(page.get_by_role("heading", name="a.png")).to_be_visible()
    assert is_drawn(page, "a.png")
    assert axe.violations(page) == []
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("heading", name="b.pdf")).to_be_visible()
    # Its pages come by themselves, as soon as they are made.
    last = page.get_by_role("img", name="Page 3 of b.pdf")
    expect(last).to_be_attached(timeout=2 * PATIENCE)
    assert is_drawn(page, "Page 1 of b.pdf")
    page.get_by_text("Text of page 1").click()
    expect(page.get_by_text("Words of page 1")).to_be_visible()
    assert axe.violations(page) == []
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("columnheader", name="Much")).to_be_visible()
    assert axe.violations(page) == []
    # What is scrolled sideways has the arrows for itself.
    page.get_by_role("region", name="c.csv").press("ArrowRight")
    expect(page.get_by_role("heading", name="c.csv")).to_be_visible()
    page.keyboard.press("Escape")
    page.wait_for_url(f"**{LIBRARY}")


@pytest.mark.parametrize("name", ["d.html", "e.svg"])
def test_what_would_run_does_not(enter: Enter, name: str) -> None:
    page = enter()
    page.goto(f"{LIBRARY}/{name}?web=1")
    expect(page.get_by_text("localStorage.setItem").first).to_be_visible()
    # By its own address it is a download, in a frame it is nothing.
    with page.expect_download() as download:
        page.evaluate("(address) => location.assign(address)", f"{LIBRARY}/{name}")
    assert download.value.suggested_filename == name
    page.wait_for_timeout(300)
    assert page.evaluate("localStorage.getItem('ran')") is None
    assert page.title() != "ran"


def test_a_sound_is_played_from_any_place(enter: Enter) -> None:
    page = enter()
    page.goto(f"{LIBRARY}/f.wav?web=1")
    player = page.locator("audio")
    seeks = """it => new Promise((done) => {
      it.addEventListener("seeked", () => done([it.duration, it.currentTime]));
      const seek = () => { it.currentTime = 2; };
      if (it.readyState) seek(); else it.addEventListener("loadedmetadata", seek);
    })"""
    assert player.evaluate(seeks) == [3, 2]
    # Its arrows are its own.
    player.press("ArrowLeft")
    expect(page.get_by_role("heading", name="f.wav")).to_be_visible()


def test_a_broken_file_has_a_card(enter: Enter) -> None:
    page = enter(width=390)
    page.goto(f"{LIBRARY}/g.pdf?web=1")
    expect(
        page.get_by_role("heading", name="This file cannot be shown")
    ).to_be_visible()
    expect(page.get_by_role("link", name="Download").last).to_be_visible()
    assert axe.violations(page) == []
