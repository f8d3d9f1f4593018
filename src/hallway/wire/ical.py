"""Events as iCalendar (RFC 5545), for any calendar to take in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime

_PRODUCT = "-//Hallway//Hallway//EN"
_LONGEST_LINE = 75
"""Octets of a line without its break (RFC 5545 3.1)."""
# RFC 5545 3.1: a control character other than a tab stands nowhere.
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event: instants for one with times, dates for whole days.

    `ends` is the first instant, or day, after it, None where it takes no time;
    `stamp` is when it was last changed.
    """

    uid: str
    stamp: datetime
    starts: datetime | date
    ends: datetime | date | None
    summary: str
    location: str = ""
    description: str = ""
    url: str = ""


def render(event: Event) -> bytes:
    """Return a calendar that holds one event."""
    return b"".join(render_all([event]))


def render_all(events: Iterable[Event], *, name: str = "") -> Iterator[bytes]:
    """Give a calendar piece by piece, an event at a time; `name` is what it is called.

    The name is not of RFC 5545 but what calendars read (X-WR-CALNAME).
    """
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_PRODUCT}"]
    head.append("CALSCALE:GREGORIAN")
    if name:
        head.append(f"X-WR-CALNAME:{_text(name)}")
    yield _folded_all(head)
    for event in events:
        yield _folded_all(_lines(event))
    yield _folded_all(["END:VCALENDAR"])


def _lines(event: Event) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_text(event.uid)}",
        f"DTSTAMP:{_instant(event.stamp)}",
        _when("DTSTART", event.starts),
    ]
    if event.ends is not None:
        lines.append(_when("DTEND", event.ends))
    lines.append(f"SUMMARY:{_text(event.summary)}")
    for name, value in (
        ("LOCATION", _text(event.location)),
        ("DESCRIPTION", _text(event.description)),
        ("URL", _one_line(event.url)),
    ):
        if value:
            lines.append(f"{name}:{value}")
    return [*lines, "END:VEVENT"]


def _folded_all(lines: Iterable[str]) -> bytes:
    return b"".join(_folded(line) for line in lines)


def _when(name: str, at: datetime | date) -> str:
    if isinstance(at, datetime):
        return f"{name}:{_instant(at)}"
    return f"{name};VALUE=DATE:{at:%Y%m%d}"


def _instant(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """Escape a text (RFC 5545 3.3.11)."""
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    value = _CONTROL.sub("", value)
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        value = value.replace(plain, escaped)
    return value


def _one_line(value: str) -> str:
    return _CONTROL.sub("", value.replace("\n", "").replace("\r", ""))


def _folded(line: str) -> bytes:
    """Break a line so that none is longer than 75 octets, between characters."""
    pieces: list[bytes] = []
    piece = b""
    for character in line:
        encoded = character.encode()
        # Each line after the first begins with a space, which counts.
        if len(piece) + len(encoded) > _LONGEST_LINE - bool(pieces):
            pieces.append(piece)
            piece = b""
        piece += encoded
    pieces.append(piece)
    return b"\r\n ".join(pieces) + b"\r\n"
