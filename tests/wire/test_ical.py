"""An event as iCalendar: folded, escaped, and whole."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from hallway.wire.ical import Event, render

STAMP = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


def lines(event: Event) -> list[str]:
    """The lines of a calendar, unfolded (RFC 5545 3.1)."""
    raw = render(event)
    assert raw.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in raw.split(b"\r\n"))
    return raw.decode().replace("\r\n ", "").split("\r\n")[:-1]


def test_an_event_with_times() -> None:
    found = lines(
        Event(
            uid="1@hallway",
            stamp=STAMP,
            starts=datetime(2026, 11, 26, 9, 0, tzinfo=UTC),
            ends=datetime(2026, 11, 26, 10, 0, tzinfo=UTC),
            summary="Town hall; all, of us",
            location="Hamburg",
            description="One\nTwo",
            url="https://a.example/x",
        )
    )
    assert found == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Hallway//Hallway//EN",
        "CALSCALE:GREGORIAN",
        "BEGIN:VEVENT",
        "UID:1@hallway",
        "DTSTAMP:20261123T080000Z",
        "DTSTART:20261126T090000Z",
        "DTEND:20261126T100000Z",
        "SUMMARY:Town hall\\; all\\, of us",
        "LOCATION:Hamburg",
        "DESCRIPTION:One\\nTwo",
        "URL:https://a.example/x",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_whole_days_have_dates() -> None:
    found = lines(
        Event(
            uid="x",
            stamp=STAMP,
            starts=date(2026, 12, 1),
            ends=date(2026, 12, 2),
            summary="Day One",
        )
    )
    assert "DTSTART;VALUE=DATE:20261201" in found
    assert "DTEND;VALUE=DATE:20261202" in found


@given(st.text(), st.text())
def test_any_words_stay_in_their_line(summary: str, url: str) -> None:
    found = lines(
        Event(uid="x", stamp=STAMP, starts=STAMP, ends=STAMP, summary=summary, url=url)
    )
    assert len(found) in (12, 13)
    assert [line for line in found if line.startswith("END:")] == [
        "END:VEVENT",
        "END:VCALENDAR",
    ]
