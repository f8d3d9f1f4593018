"""Values of a question, as their column keeps them."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from hallway.core.errors import Invalid
from hallway.core.lists.types import TYPES
from hallway.core.names import is_storable
from hallway.core.query.fields import Asked
from hallway.core.query.records import Asking
from hallway.wire.query import Me, Now, Today, Value

_MOST = 2**63 - 1
_YES = frozenset({"1", "true", "yes", "-1"})
_NO = frozenset({"0", "false", "no"})


def text_of(asked: Asked, value: Value) -> str:
    """Return a value as text; Invalid where it is none that is kept."""
    match value:
        case str():
            found = value
        case bool():
            found = "true" if value else "false"
        case int() | float() | UUID():
            found = str(value)
        case date() | time():
            found = value.isoformat()
        case _:
            raise refusal(asked, "A text is expected.")
    if not is_storable(found):
        raise refusal(asked, "This holds a character that is no text.")
    return found


def number_of(asked: Asked, value: Value) -> Any:
    """Return a double, or a currency's minor units."""
    # Only what the currency is matters: what is asked for may be out of bounds.
    settings = {
        key: asked.settings[key] for key in ("currency",) if key in asked.settings
    }
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise refusal(asked, "A number is expected.")
    try:
        return TYPES[asked.kind].encode(value, settings)
    except ValueError as error:
        raise refusal(asked, str(error)) from None


def whole_of(asked: Asked, value: Value) -> int:
    """Return a whole number of 64 bits."""
    found = value
    if isinstance(found, bool):
        found = int(found)
    if isinstance(found, float) and found.is_integer():
        found = int(found)
    if isinstance(found, str):
        digits = found.strip().removeprefix("-")
        if digits.isascii() and digits.isdigit() and len(digits) < 20:
            found = int(found)
    if not isinstance(found, int) or abs(found) > _MOST:
        raise refusal(asked, "A whole number is expected.")
    return found


def flag_of(asked: Asked, value: Value) -> int:
    """Return yes or no as 1 or 0."""
    word = str(value).strip().lower() if isinstance(value, str | int) else ""
    if word in _YES or value is True:
        return 1
    if word in _NO or value is False:
        return 0
    raise refusal(asked, "Yes or no is expected.")


def guid_of(asked: Asked, value: Value) -> str:
    """Return a GUID as 32 hex digits, as both databases take it."""
    try:
        return UUID(str(value)).hex
    except ValueError:
        raise refusal(asked, "A GUID is expected.") from None


def day_or_moment(asked: Asked, value: Value, asking: Asking) -> date | int:
    """Return a day, or a moment in microseconds."""
    try:
        match value:
            case Today(days):
                return asking.today(days)
            case Now(seconds):
                return asking.now + seconds * 1_000_000
            case datetime():
                return asking.instant(value)
            case date():
                return value
            case str():
                return _parsed(value.strip(), asking)
            case _:
                raise refusal(asked, "A date is expected, as 2026-12-31.")
    except (ValueError, OverflowError):
        raise refusal(asked, "A date is expected, as 2026-12-31.") from None


def _parsed(text: str, asking: Asking) -> date | int:
    if len(text) == len("2026-12-31"):
        return date.fromisoformat(text)
    return asking.instant(datetime.fromisoformat(text))


def day_of(asked: Asked, value: Value, asking: Asking) -> str:
    """Return the day of a value, as 2026-12-31."""
    found = day_or_moment(asked, value, asking)
    try:
        return (found if isinstance(found, date) else asking.day(found)).isoformat()
    except (ValueError, OverflowError):
        raise refusal(asked, "That is too far away.") from None


def moment_of(asked: Asked, value: Value, asking: Asking) -> tuple[int, int]:
    """Return the first moment of a value and the first after it.

    A day lasts from one midnight to the next, a moment a microsecond.
    """
    found = day_or_moment(asked, value, asking)
    if isinstance(found, int):
        low, high = found, found + 1
    else:
        try:
            low = asking.begin(found)
            high = asking.begin(date.fromordinal(found.toordinal() + 1))
        except (ValueError, OverflowError):
            raise refusal(asked, "That is too far away.") from None
    if abs(low) >= _MOST:
        raise refusal(asked, "That is too far away.")
    return low, high


def is_me(value: Value) -> bool:
    """Tell whether a value stands for whoever asks."""
    return isinstance(value, Me)


def refusal(asked: Asked, message: str) -> Invalid:
    """Return what says that a value does not fit its column."""
    return Invalid({asked.name: message})
