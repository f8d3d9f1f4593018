"""Days and moments."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from hallway.core.lists.types.base import Settings

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A day within what a calendar of four digits holds, in every zone.
_FIRST = (datetime(1, 1, 2, tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)
_LAST = (datetime(9999, 12, 31, tzinfo=UTC) - EPOCH) // timedelta(microseconds=1)


def day(value: Any, settings: Settings) -> str:
    """Return a day as YYYY-MM-DD."""
    found = _day(value)
    low, high = settings.get("min"), settings.get("max")
    if low is not None and found < low:
        raise ValueError(f"Not before {low}.")
    if high is not None and found > high:
        raise ValueError(f"Not after {high}.")
    return found


def _day(value: Any) -> str:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise ValueError("A date is expected, as 2026-12-31.") from None


def instant(value: Any, settings: Settings) -> int:
    """Return a moment in microseconds since 1970 UTC."""
    found = _instant(value)
    low, high = settings.get("min"), settings.get("max")
    if low is not None and found < low:
        raise ValueError(f"Not before {_words(low)}.")
    if high is not None and found > high:
        raise ValueError(f"Not after {_words(high)}.")
    return found


def _words(moment: int) -> str:
    return moment_of(moment).strftime("%Y-%m-%d %H:%M UTC")


def moment_of(instant: int) -> datetime:
    """Return the moment that so many microseconds stand for."""
    return EPOCH + timedelta(microseconds=instant)


def _instant(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return _near(value)
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            value = None
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError("A date and time with its zone is expected.")
    # Whole numbers all the way: before 1970 a float's fraction counts the other way.
    return _near((value - EPOCH) // timedelta(microseconds=1))


def _near(instant: int) -> int:
    if not _FIRST <= instant <= _LAST:
        raise ValueError("That is too far away.")
    return instant
