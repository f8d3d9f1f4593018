"""Column types: from what a face parsed to what is stored, and its refusals.

Stored forms: numbers are doubles, dates `YYYY-MM-DD`, instants microseconds UTC,
persons principal ids, null is absent.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hallway.core.errors import Invalid
from hallway.core.names import is_storable

Encoder = Callable[[Any, Mapping[str, Any]], Any]
_MAX_TEXT = 255
_MAX_INTEGER = 2**63 - 1
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# A day within what a calendar of four digits holds, in every zone.
_FIRST = (datetime(1, 1, 2, tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)
_LAST = (datetime(9999, 12, 31, tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)


def _plain(value: Any) -> str:
    """Return text that every database keeps: PostgreSQL has no NUL in JSON."""
    if not isinstance(value, str):
        raise ValueError("Text is expected.")
    if not is_storable(value):
        raise ValueError("Text without NUL and half characters is expected.")
    return value


def _text(value: Any, settings: Mapping[str, Any]) -> str:
    value = _plain(value)
    longest = int(settings.get("max_length", _MAX_TEXT))
    if len(value) > longest:
        raise ValueError(f"At most {longest} characters.")
    if "\n" in value or "\r" in value:
        raise ValueError("One line of text is expected.")
    return str(value)


def _note(value: Any, _settings: Mapping[str, Any]) -> str:
    return _plain(value)


def _number(value: Any, _settings: Mapping[str, Any]) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("A number is expected.")
    try:
        number = float(value)
    except (ValueError, OverflowError):
        raise ValueError("A number is expected.") from None
    if not math.isfinite(number):
        raise ValueError("A finite number is expected.")
    return number


def _yesno(value: Any, _settings: Mapping[str, Any]) -> bool:
    if not isinstance(value, bool):
        raise ValueError("Yes or no is expected.")
    return value


def _date(value: Any, _settings: Mapping[str, Any]) -> str:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise ValueError("A date is expected, as 2026-12-31.") from None


def _instant(value: Any, _settings: Mapping[str, Any]) -> int:
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
    return _near((value - _EPOCH) // timedelta(microseconds=1))


def _near(instant: int) -> int:
    if not _FIRST <= instant <= _LAST:
        raise ValueError("That is too far away.")
    return instant


def _choice(value: Any, settings: Mapping[str, Any]) -> str:
    choices = settings.get("choices", [])
    if value not in choices:
        raise ValueError("One of: " + ", ".join(map(str, choices)) + ".")
    return str(value)


def _person(value: Any, _settings: Mapping[str, Any]) -> int:
    if (
        isinstance(value, bool)
        or not isinstance(value, int)
        or not 1 <= value <= _MAX_INTEGER
    ):
        raise ValueError("A person is expected.")
    return value


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnType:
    """What a type of column is.

    encode   from what a face parsed to the stored form; ValueError says what is wrong
    stored   how JSON holds a value: `text`, `number` (a double), `integer`, `flag`
             (true or false) or `object`
    is_many  a value is a list of such
    is_text  people read it as text: kept beside it are keys to sort and search by
    is_prose its texts are compared without case and accents; others are, as they are
    has_order  values come before and after each other
    """

    encode: Encoder
    stored: str
    is_many: bool = False
    is_text: bool = False
    is_prose: bool = False
    has_order: bool = False


TYPES: dict[str, ColumnType] = {
    "text": ColumnType(encode=_text, stored="text", is_text=True, is_prose=True),
    "note": ColumnType(encode=_note, stored="text", is_text=True, is_prose=True),
    "number": ColumnType(encode=_number, stored="number", has_order=True),
    "yesno": ColumnType(encode=_yesno, stored="flag"),
    "date": ColumnType(encode=_date, stored="text", has_order=True),
    "datetime": ColumnType(encode=_instant, stored="integer", has_order=True),
    "choice": ColumnType(encode=_choice, stored="text", is_text=True),
    "person": ColumnType(encode=_person, stored="integer"),
}
"""The types of columns by their names."""


def encode(
    columns: list[tuple[int, str, str, bool, Mapping[str, Any]]],
    values: Mapping[str, Any],
    *,
    stored: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the stored form of `stored` with `values` laid over it.

    columns  (id, internal name, type, required, settings) of the list
    values   by internal name; None removes a value
    Raises Invalid with one message a field; nothing is half accepted.
    """
    errors: dict[str, str] = {}
    result = dict(stored)
    by_name = {column[1]: column for column in columns}
    for name, value in values.items():
        column = by_name.get(name)
        if column is None:
            errors[name] = "There is no such column."
            continue
        number, _name, kind, _required, settings = column
        if value is None or value == "":
            result.pop(str(number), None)
            continue
        try:
            result[str(number)] = TYPES[kind].encode(value, settings)
        except ValueError as error:
            errors[name] = str(error)
    for number, name, _kind, required, _settings in columns:
        if required and str(number) not in result:
            errors.setdefault(name, "A value is needed.")
    if errors:
        raise Invalid(errors)
    return result
