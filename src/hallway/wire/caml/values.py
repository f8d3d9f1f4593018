"""Values of conditions, by the type they are given with (MS-WSSCAML 2.2.1.2)."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime
from uuid import UUID

from lxml import etree

from hallway.wire.caml.document import Refused, name_of
from hallway.wire.query import Me, Now, Today, Value

# Clients write types in any case: `datetime`, `GUID`.
_NUMBERS = frozenset({"number", "currency", "integer", "counter", "modstat"})
_FLAGS = frozenset({"boolean", "alldayevent", "recurrence", "attachments"})
_REFERENCES = frozenset({"user", "usermulti", "lookup", "lookupmulti"})
_YES, _NO = frozenset({"1", "true"}), frozenset({"0", "false"})
_STATES = {"approved": 0, "denied": 1, "rejected": 1, "pending": 2, "draft": 3}
_WHOLE = re.compile(r"[+-]?[0-9]{1,30}")
_NUMBER = re.compile(
    r"[+-]?([0-9]{1,30}\.?[0-9]{0,30}|\.[0-9]{1,30})(e[+-]?[0-9]{1,3})?"
)
# A number alone, or with what people read of it: `5;#Miriam`.
_REFERENCE = re.compile(r"([0-9]{1,18})(;#.*)?", re.DOTALL)
_DAYS = re.compile(r"[+-]?[0-9]{1,7}")
_MOST_DAYS = 4_000_000


def is_yes(text: str | None) -> bool:
    """Tell whether an attribute says TRUE, in any case."""
    return (text or "").strip().lower() in _YES


def value_of(element: etree._Element) -> Value:
    """Return what a `<Value>` says; Refused where it says nothing."""
    if len(element):
        return _relative(only_child(element))
    kind, text = (element.get("Type") or "Text").strip(), element.text or ""
    try:
        if kind.lower() == "datetime":
            return _moment(element, text.strip())
        return _typed(kind.lower(), text)
    except (ValueError, OverflowError):
        raise Refused(element, f"This is no {kind}") from None


def text_of(element: etree._Element) -> str:
    """Return the text a `<Value>` holds, whatever its type."""
    if len(element):
        raise Refused(element[0], "A text is expected")
    return element.text or ""


def only_child(element: etree._Element) -> etree._Element:
    """Return the one element in a `<Value>`; Refused if there is more than that."""
    child: etree._Element = element[0]
    if len(element) > 1:
        raise Refused(element[1], "One value is expected")
    if f"{element.text or ''}{child.tail or ''}".strip():
        raise Refused(element, "Either a text or an element is expected")
    return child


def _relative(element: etree._Element) -> Value:
    match name_of(element):
        case "UserID":
            return Me()
        case "Now":
            return Now()
        case "Today":
            return Today(_days(element))
        case _:
            raise Refused(element, "This is no value")


def _days(element: etree._Element) -> int:
    text = (element.get("OffsetDays") or element.get("Offset") or "0").strip()
    if not _DAYS.fullmatch(text):
        raise Refused(element, "A number of days is expected")
    days = int(text)
    if abs(days) > _MOST_DAYS:
        raise Refused(element, "Too many days")
    return days


def _typed(kind: str, text: str) -> Value:
    plain = text.strip()
    if kind in _NUMBERS:
        state = _STATES.get(plain.lower()) if kind == "modstat" else None
        return _number(plain) if state is None else state
    if kind in _FLAGS:
        word = plain.lower()
        if word not in _YES | _NO:
            raise ValueError(text)
        return word in _YES
    if kind == "guid":
        return UUID(plain)
    if kind in _REFERENCES and (found := _REFERENCE.fullmatch(plain)):
        return int(found[1])
    return text


def _number(text: str) -> int | float:
    if _WHOLE.fullmatch(text):
        return int(text)
    if not _NUMBER.fullmatch(text.lower()):
        raise ValueError(text)
    found = float(text)
    if not math.isfinite(found):
        raise ValueError(text)
    return found


def _moment(element: etree._Element, text: str) -> date | datetime:
    """Return a day, or a moment where the time is to count."""
    has_time = is_yes(element.get("IncludeTimeValue"))
    if len(text) == len("2026-12-31") and not has_time:
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    if not has_time:
        return moment.date()
    if moment.tzinfo is None and is_yes(element.get("StorageTZ")):
        return moment.replace(tzinfo=UTC)
    return moment
