"""Literals: texts, numbers, days, moments, times, GUIDs."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, time
from uuid import UUID

from hallway.wire.odata.errors import ODataError
from hallway.wire.odata.tokens import Kind, Token
from hallway.wire.query import Value

_FRACTION = re.compile(r"\.(\d+)")
_DURATION = re.compile(
    r"(?P<sign>-?)P(?:(?P<days>\d{1,6})D)?"
    r"(?:T(?:(?P<hours>\d{1,6})H)?(?:(?P<minutes>\d{1,8})M)?(?:(?P<seconds>\d{1,10})S)?)?"
)
_MOST_DIGITS = 30


def value_of(token: Token, option: str) -> Value:
    """Return the value a token stands for; ODataError where it stands for none."""
    try:
        return _value(token)
    except ValueError:
        raise ODataError(
            "This is no value", option=option, position=token.position
        ) from None


def _value(token: Token) -> Value:
    match token.kind:
        case Kind.TEXT:
            return token.text
        case Kind.NUMBER:
            return _number(token.text)
        case Kind.DATE:
            return _moment(token.text)
        case Kind.GUID:
            return UUID(token.text)
        case Kind.TYPED:
            return _typed(token.type, token.text)
        case Kind.WORD if token.text in ("true", "false"):
            return token.text == "true"
        case _:
            raise ValueError(token.text)


def _typed(kind: str, text: str) -> Value:
    match kind:
        case "datetime" | "datetimeoffset":
            return _moment(text)
        case "guid":
            return UUID(text)
        case "time":
            return time.fromisoformat(text)
        case _:
            raise ValueError(kind)


def _number(text: str) -> int | float:
    if len(text) > _MOST_DIGITS:
        raise ValueError(text)
    if text.lstrip("-").isdigit():
        return int(text)
    found = float(text)
    if not math.isfinite(found):
        raise ValueError(text)
    return found


def _moment(text: str) -> date | datetime:
    text = text.strip()
    if len(text) == len("2026-12-31"):
        return date.fromisoformat(text)
    # Python keeps microseconds; OData allows twelve digits.
    text = _FRACTION.sub(lambda found: f".{found[1][:6]:0<6}", text, count=1)
    return datetime.fromisoformat(text)


def seconds_of(text: str, option: str, position: int) -> int:
    """Return a duration in seconds (xs:dayTimeDuration)."""
    found = _DURATION.fullmatch(text)
    if found is None or text[-1:] in ("P", "T"):
        raise ODataError("This is no duration", option=option, position=position)
    parts = {
        name: int(found[name] or 0) for name in ("days", "hours", "minutes", "seconds")
    }
    total = parts["days"] * 86_400 + parts["hours"] * 3600
    total += parts["minutes"] * 60 + parts["seconds"]
    return -total if found["sign"] else total
