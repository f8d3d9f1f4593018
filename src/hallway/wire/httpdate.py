"""Dates in HTTP and WebDAV headers and properties, as microseconds since the epoch."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = 1_000_000
_MIN = -62_135_596_800 * _SECOND
_MAX = 253_402_300_799 * _SECOND
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)
_MONTH = f"(?P<month>{'|'.join(_MONTHS)})"
_DAY = "(?P<day>[0-9]{2})"
_TIME = "(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})"
_YEAR = "(?P<year>[0-9]{4})"
_FORMATS = (
    # IMF-fixdate: Sun, 06 Nov 1994 08:49:37 GMT
    re.compile(f"[A-Z][a-z]{{2}}, {_DAY} {_MONTH} {_YEAR} {_TIME} GMT"),
    # RFC 850: Sunday, 06-Nov-94 08:49:37 GMT
    re.compile(f"[A-Z][a-z]{{5,8}}, {_DAY}-{_MONTH}-(?P<year>[0-9]{{2}}) {_TIME} GMT"),
    # asctime: Sun Nov  6 08:49:37 1994
    re.compile(f"[A-Z][a-z]{{2}} {_MONTH} (?P<day>[ 0-9][0-9]) {_TIME} {_YEAR}"),
)


def format_http_date(instant: int) -> str:
    """Return ``instant`` (µs, UTC) as an IMF-fixdate (RFC 9110 5.6.7), cut to seconds.

    Instants outside the years 1 to 9999 give the nearest date inside.
    """
    when = _moment(instant)
    return (
        f"{_DAYS[when.weekday()]}, {when.day:02} {_MONTHS[when.month - 1]} "
        f"{when.year:04} {when.hour:02}:{when.minute:02}:{when.second:02} GMT"
    )


def format_iso_date(instant: int) -> str:
    """Return ``instant`` (µs, UTC) as ``creationdate`` has it (RFC 3339), in seconds.

    Instants outside the years 1 to 9999 give the nearest date inside.
    """
    when = _moment(instant)
    return (
        f"{when.year:04}-{when.month:02}-{when.day:02}"
        f"T{when.hour:02}:{when.minute:02}:{when.second:02}Z"
    )


def _moment(instant: int) -> datetime:
    seconds = min(max(instant, _MIN), _MAX) // _SECOND
    return _EPOCH + timedelta(seconds=seconds)


def parse_http_date(text: str, *, now: int | None = None) -> int | None:
    """Return the instant (µs, UTC) of an HTTP date in any of its three forms, or None.

    RFC 9110 13.1.3 has a date that is none ignored, so there is no error. ``now``
    (µs) settles the century of a two-digit year as RFC 9110 5.6.7 demands; without
    it 69 to 99 are the 1900s, as in POSIX. The day of the week is not checked.
    """
    text = text.strip(" \t")
    for form in _FORMATS:
        if found := form.fullmatch(text):
            return _instant(found, now)
    return None


def _instant(found: re.Match[str], now: int | None) -> int | None:
    year = int(found["year"])
    if len(found["year"]) == 2:
        year = _full_year(year, now)
    second = int(found["second"])
    try:
        when = datetime(
            year,
            _MONTHS.index(found["month"]) + 1,
            int(found["day"]),
            int(found["hour"]),
            int(found["minute"]),
            # RFC 9110 5.6.7 allows a leap second; datetime does not know it.
            59 if second == 60 else second,
            tzinfo=UTC,
        )
    except ValueError:
        return None
    instant = (when - _EPOCH) // timedelta(microseconds=1)
    return instant + _SECOND if second == 60 else instant


def _full_year(year: int, now: int | None) -> int:
    if now is None:
        return year + (1900 if year >= 69 else 2000)
    this_year = _moment(now).year
    full = this_year - this_year % 100 + year
    return full - 100 if full > this_year + 50 else full
