"""Values of conditions, by the type they are given with (MS-WSSCAML 2.2.1.2)."""

from __future__ import annotations

import math
from datetime import date, datetime
from uuid import UUID

from lxml import etree

from hallway.wire.caml.errors import CamlError
from hallway.wire.query import Me, Now, Today, Value

_NUMBERS = frozenset({"Number", "Currency", "Integer", "Counter", "ModStat"})
_YES, _NO = frozenset({"1", "true"}), frozenset({"0", "false"})
_MOST_DIGITS = 30
_MOST_DAYS = 4_000_000


def name_of(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return str(etree.QName(element).localname)


def line_of(element: etree._Element) -> int:
    """Return the line an element begins in, from 1."""
    return int(getattr(element, "sourceline", 0) or 0)


def refusal(element: etree._Element, message: str) -> CamlError:
    """Return what says that an element is wrong."""
    return CamlError(message, element=name_of(element), line=line_of(element))


def is_yes(text: str | None) -> bool:
    """Tell whether an attribute says TRUE, in any case."""
    return (text or "").strip().lower() in _YES


def value_of(element: etree._Element) -> Value:
    """Return what a `<Value>` says; CamlError where it says nothing."""
    children = list(element.iterchildren("*"))
    if children:
        return _relative(children[0])
    kind, text = element.get("Type", "Text"), element.text or ""
    try:
        return _typed(kind, text, has_time=is_yes(element.get("IncludeTimeValue")))
    except (ValueError, OverflowError):
        raise refusal(element, f"This is no {kind}") from None


def _relative(element: etree._Element) -> Value:
    match name_of(element):
        case "UserID":
            return Me()
        case "Now":
            return Now()
        case "Today":
            return Today(days_of(element))
        case _:
            raise refusal(element, "This is no value")


def days_of(element: etree._Element) -> int:
    """Return the days a `<Today>` is moved by."""
    text = (element.get("OffsetDays") or element.get("Offset") or "0").strip()
    digits = text.lstrip("+-")
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 7:
        raise refusal(element, "A number of days is expected")
    days = int(digits) * (-1 if text.startswith("-") else 1)
    if abs(days) > _MOST_DAYS:
        raise refusal(element, "Too many days")
    return days


def _typed(kind: str, text: str, *, has_time: bool) -> Value:
    plain = text.strip()
    if kind in _NUMBERS:
        return _number(plain)
    match kind:
        case "Boolean" | "AllDayEvent":
            word = plain.lower()
            if word not in _YES | _NO:
                raise ValueError(text)
            return word in _YES
        case "DateTime":
            return _moment(plain, has_time=has_time)
        case "Guid":
            return UUID(plain)
        case "User" | "Lookup" | "LookupMulti" | "UserMulti" if plain.isascii():
            is_number = plain.isdigit() and len(plain) < 19
            return int(plain) if is_number else text
        case _:
            return text


def _number(text: str) -> int | float:
    if len(text) > _MOST_DIGITS or not text.isascii():
        raise ValueError(text)
    if text.lstrip("-").isdigit():
        return int(text)
    found = float(text)
    if not math.isfinite(found):
        raise ValueError(text)
    return found


def _moment(text: str, *, has_time: bool) -> date | datetime:
    """Return a day, or a moment where the time is to count."""
    if len(text) == len("2026-12-31"):
        day = date.fromisoformat(text)
        return datetime(day.year, day.month, day.day) if has_time else day  # noqa: DTZ001
    moment = datetime.fromisoformat(text)
    return moment if has_time else moment.date()
