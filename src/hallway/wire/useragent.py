"""What a browser calls itself, in words a person knows.

A header says whatever its sender likes: this is for showing, never for deciding.
"""

from __future__ import annotations

from dataclasses import dataclass

# In this order: every browser names those before it, too.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Vivaldi", "Vivaldi"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chromium", "Chromium"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)
_LONGEST = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class UserAgent:
    """A browser and its system; `other` is what was said where they are unknown."""

    browser: str = ""
    system: str = ""
    other: str = ""


def parse(header: str) -> UserAgent:
    """Return what a User-Agent header (RFC 9110 10.1.5) speaks of."""
    browser = _first(_BROWSERS, header)
    system = _first(_SYSTEMS, header)
    if not browser:
        return UserAgent(system=system, other=_short(header))
    return UserAgent(browser=browser, system=system)


def _first(words: tuple[tuple[str, str], ...], header: str) -> str:
    return next((name for word, name in words if word in header), "")


def _short(header: str) -> str:
    text = " ".join("".join(c if c.isprintable() else " " for c in header).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
