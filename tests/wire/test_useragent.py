"""What a browser calls itself, in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hallway.wire import useragent

CHROME = "Mozilla/5.0 ({}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 {}"
SAFARI = "Mozilla/5.0 ({}) AppleWebKit/605.1.15 (KHTML, like Gecko) {} Safari/605.1.15"


@pytest.mark.parametrize(
    ("header", "browser", "system"),
    [
        (CHROME.format("X11; Linux x86_64", "Safari/537.36"), "Chrome", "Linux"),
        (CHROME.format("Windows NT 10.0", "Safari/537.36 Edg/150"), "Edge", "Windows"),
        (CHROME.format("Linux; Android 15", "Mobile Safari"), "Chrome", "Android"),
        (
            SAFARI.format("Macintosh; Mac OS X 15", "Version/18"),
            "Safari",
            "macOS",
        ),
        (SAFARI.format("iPhone; CPU like Mac OS X", "CriOS/150"), "Chrome", "iPhone"),
        ("Mozilla/5.0 (X11; Linux; rv:140.0) Firefox/140.0", "Firefox", "Linux"),
    ],
)
def test_browsers_are_told_apart(header: str, browser: str, system: str) -> None:
    found = useragent.parse(header)
    assert (found.browser, found.system, found.other) == (browser, system, "")


def test_whatever_is_no_browser_is_shown_short() -> None:
    assert useragent.parse("curl/8.1").other == "curl/8.1"
    assert len(useragent.parse("x" * 500).other) == 60


@given(st.text())
def test_nothing_breaks_it(header: str) -> None:
    found = useragent.parse(header)
    assert found.other.isprintable()
    assert len(found.other) <= 60
