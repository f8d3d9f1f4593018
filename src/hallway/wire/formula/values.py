"""Values while a formula is evaluated.

Numbers are floats; moments are naive, in the zone of the evaluation, so that days are
days by the clock on the wall; absent is None, and so is an empty text.
"""

from __future__ import annotations

import datetime as dt
import math

from hallway.wire.formula.nodes import MAX_TEXT, Error

Value = str | float | bool | dt.date | None  # a datetime is a date
MIDNIGHT = dt.time()


class Fault(Exception):
    """An Error on its way to whoever catches it: IFERROR, or the answer."""

    def __init__(self, error: Error) -> None:
        super().__init__(error.value)
        self.error = error


def tidy(value: Value | int) -> Value:
    """A value as others may use it: numbers finite floats, texts not too long."""
    if isinstance(value, bool) or value is None or isinstance(value, dt.date):
        return value
    if isinstance(value, str):
        if len(value) > MAX_TEXT:
            raise Fault(Error.VALUE)
        return value or None
    try:
        number = float(value)
    except OverflowError:
        raise Fault(Error.NUM) from None
    if not math.isfinite(number):
        raise Fault(Error.NUM)
    return number + 0.0  # never -0.0


def as_number(value: Value) -> float:
    """A number; absent is 0, TRUE is 1."""
    if value is None:
        return 0.0
    if isinstance(value, int | float):
        return float(value)
    raise Fault(Error.VALUE)


def as_yesno(value: Value) -> bool:
    """Yes or no; absent and 0 are no."""
    return as_number(value) != 0


def as_text(value: Value) -> str:
    """A value as ``&`` writes it; dates and moments as ISO 8601 does."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float | int):
        return number_text(float(value))
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S").zfill(19)
    return value.isoformat()


def number_text(number: float) -> str:
    """A number as a cell shows it: up to 15 digits, no needless zeros."""
    text = f"{number:.15g}"
    if "e" in text:
        digits, _, exponent = text.partition("e")
        return f"{digits}E{exponent}"
    return text


def as_moment(value: dt.date) -> dt.datetime:
    """A date as its first moment; a moment as it is."""
    if isinstance(value, dt.datetime):
        return value
    return dt.datetime.combine(value, MIDNIGHT)


def day_of(value: dt.date) -> dt.date:
    """The day of a moment or date."""
    return value.date() if isinstance(value, dt.datetime) else value


def moved(value: dt.date, days: float) -> dt.date:
    """The date or moment ``days`` later; a date moves by whole days."""
    try:
        if isinstance(value, dt.datetime):
            seconds = round(days * 86400, 3)
            return value + dt.timedelta(seconds=seconds)
        return value + dt.timedelta(days=math.floor(days))
    except OverflowError:
        raise Fault(Error.NUM) from None


def days_between(later: dt.date, earlier: dt.date) -> float:
    """The days from ``earlier`` to ``later``, with parts of days between moments."""
    between = as_moment(later) - as_moment(earlier)
    return between / dt.timedelta(days=1)


def compare(left: Value, right: Value) -> int:
    """Less than 0, 0 or more, as ``left`` is before, like or after ``right``.

    Texts are compared without regard to case; absent is like 0, an empty text and
    no, and before every date.
    """
    if left is None and right is None:
        return 0
    if isinstance(left, str) or isinstance(right, str):
        one, other = as_text(left).casefold(), as_text(right).casefold()
        return (one > other) - (one < other)
    if isinstance(left, dt.date) or isinstance(right, dt.date):
        if left is None or right is None:
            return -1 if left is None else 1
        if not (isinstance(left, dt.date) and isinstance(right, dt.date)):
            raise Fault(Error.VALUE)
        first, second = as_moment(left), as_moment(right)
        return (first > second) - (first < second)
    a, b = as_number(left), as_number(right)
    return (a > b) - (a < b)
