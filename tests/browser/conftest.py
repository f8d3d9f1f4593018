"""A live server and Debian's Chromium; elements are found by role and name."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.conformance.server import LiveServer
from tests.conftest import require

OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 15_000.0

# Makes a page with what it is given: width, theme, and the options of a context.
Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveServer]:
    """A server on SQLite: what a page looks like does not depend on the database."""
    data = tmp_path_factory.mktemp("browser")
    server = LiveServer(data / "data", f"sqlite:///{data}/hallway.sqlite3")
    server.start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser a module.

    Not one a run: while Playwright is open, Django takes its thread for asynchronous
    and refuses queries in it.
    """
    program = require("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=[*OPTIONS])
        yield browser
        browser.close()


def wait_until_in(page: Page) -> None:
    """Wait until the sign-in form has been taken and another page is there."""
    page.wait_for_url(lambda url: "/accounts/login/" not in url)


def _serious(message: ConsoleMessage) -> list[str]:
    """A message, but not that a page itself was answered with 4xx: a form may be."""
    is_loading = message.text.startswith("Failed to load resource")
    is_page = "/static/" not in message.location["url"]
    return [] if is_loading and is_page else [message.text]


@pytest.fixture
def open_page(chromium: Browser, site: LiveServer) -> Iterator[Opener]:
    """Opens a path in a context of its own; a message of the console is an error."""
    contexts = []
    said: list[str] = []

    def opened(
        path: str, *, width: int = 1440, theme: str = "light", **options: Any
    ) -> Page:
        context = chromium.new_context(
            base_url=site.origin,
            viewport={"width": width, "height": 900},
            locale=options.pop("locale", "en-GB"),
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        context.add_cookies([{"name": "theme", "value": theme, "url": site.origin}])
        page = context.new_page()
        page.on("console", lambda message: said.extend(_serious(message)))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(path, wait_until="networkidle")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert said == []
