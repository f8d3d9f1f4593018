"""Questions as JSON: what saved views keep.

Each node is an object with its kind under `is`; dates, moments, times and GUIDs are
objects too, as JSON has no words for them.  Members at their default are left out.  The
form is versioned (`v`), so that what was saved can always be read.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields
from datetime import date, datetime, time
from enum import Enum
from typing import Any
from uuid import UUID

from hallway.wire.errors import WireError
from hallway.wire.query import (
    MAX_DEPTH,
    MAX_NODES,
    And,
    Anywhere,
    Below,
    Compare,
    Field,
    In,
    IsNull,
    Like,
    Match,
    Me,
    Member,
    Membership,
    Not,
    Now,
    Op,
    Or,
    Order,
    Overlaps,
    Part,
    PartOf,
    Query,
    Scope,
    Span,
    Sum,
    Today,
    Total,
)

VERSION = 1
_MAX_TEXT = 20_000
_MAX_NUMBER = 2**63 - 1


class QueryJsonError(WireError):
    """What was saved is no question; `path` says where, as `where.terms.0.op`."""

    def __init__(self, message: str, path: str = "") -> None:
        super().__init__(f"{message} ({path or 'the whole'})")
        self.path = path


def dump(query: Query) -> dict[str, Any]:
    """Return a question as JSON's plain values."""
    return {"v": VERSION, **_members(query)}


def load(given: object) -> Query:
    """Return the question that `dump` made this of; QueryJsonError for anything else.

    Objects nest at most MAX_DEPTH deep and have at most MAX_NODES members in all.
    """
    if not isinstance(given, Mapping) or given.get("v") != VERSION:
        raise QueryJsonError(f"A question of version {VERSION} is expected", "")
    members = {name: value for name, value in given.items() if name != "v"}
    found: Query = _Reader().node(Query, members, "", 0)
    return found


def _members(node: Any) -> dict[str, Any]:
    found = {}
    for one in fields(node):
        value = getattr(node, one.name)
        if one.default is MISSING or value != one.default:
            found[one.name] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    match value:
        case tuple():
            return [_plain(one) for one in value]
        case Enum():
            return value.value
        case datetime() | date() | time():
            return {"is": type(value).__name__, "value": value.isoformat()}
        case UUID():
            return {"is": "UUID", "value": str(value)}
        case str() | bool() | int() | float() | None:
            return value
        case _:
            return {"is": type(value).__name__, **_members(value)}


_KINDS = {
    kind.__name__: kind
    for kind in (
        *(And, Anywhere, Below, Compare, Field, In, IsNull, Like, Me, Member),
        *(Not, Now, Or, Overlaps, PartOf, Today),
    )
}
_CONDITIONS = (
    *(And, Anywhere, Below, Compare, In, IsNull),
    *(Like, Member, Not, Or, Overlaps),
)
_LITERALS: dict[str, Callable[[str], Any]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "UUID": UUID,
}


class _Reader:
    """Reads values by what they have to be; counts what it has read."""

    def __init__(self) -> None:
        self.read = 0

    def node(self, kind: type[Any], given: object, path: str, depth: int) -> Any:
        """Read the members of one kind of node."""
        # A question, an operand and its value stand above and below conditions.
        if depth > MAX_DEPTH + 5:
            raise QueryJsonError("Too deep", path)
        if not isinstance(given, Mapping):
            raise QueryJsonError("An object is expected", path)
        known = _SHAPES[kind]
        made = {}
        for name, value in given.items():
            if name == "is" and kind is not Query:
                continue
            if name not in known:
                raise QueryJsonError("There is no such member", f"{path}{name}")
            self.read += 1
            if self.read > MAX_NODES:
                raise QueryJsonError("Too much", path)
            made[name] = known[name](self, value, f"{path}{name}", depth + 1)
        missing = [
            one.name
            for one in fields(kind)
            if one.default is MISSING and one.name not in made
        ]
        if missing:
            raise QueryJsonError(f"{', '.join(missing)} is missing", path)
        return kind(**made)


_Read = Callable[[_Reader, object, str, int], Any]


def _one_of(*kinds: type[Any]) -> _Read:
    def read(reader: _Reader, given: object, path: str, depth: int) -> Any:
        name = given.get("is") if isinstance(given, Mapping) else None
        kind = _KINDS.get(name) if isinstance(name, str) else None
        if kind is None or kind not in kinds:
            names = ", ".join(one.__name__ for one in kinds)
            raise QueryJsonError(f"One of {names} is expected", path)
        return reader.node(kind, given, f"{path}.", depth)

    return read


def _many(inner: _Read) -> _Read:
    def read(reader: _Reader, given: object, path: str, depth: int) -> Any:
        if not isinstance(given, list):
            raise QueryJsonError("A list is expected", path)
        reader.read += len(given)
        if reader.read > MAX_NODES:
            raise QueryJsonError("Too much", path)
        return tuple(
            inner(reader, one, f"{path}.{place}", depth)
            for place, one in enumerate(given)
        )

    return read


def _plain_node(kind: type[Any]) -> _Read:
    def read(reader: _Reader, given: object, path: str, depth: int) -> Any:
        return reader.node(kind, given, f"{path}.", depth)

    return read


def _word(kind: type[Enum]) -> _Read:
    def read(_reader: _Reader, given: object, path: str, _depth: int) -> Any:
        try:
            return kind(given)
        except ValueError:
            raise QueryJsonError(f"No {kind.__name__.lower()}", path) from None

    return read


def _text(_reader: _Reader, given: object, path: str, _depth: int) -> str:
    if not isinstance(given, str) or len(given) > _MAX_TEXT:
        raise QueryJsonError("A text is expected", path)
    return given


def _whole(_reader: _Reader, given: object, path: str, _depth: int) -> int:
    if not isinstance(given, int) or isinstance(given, bool):
        raise QueryJsonError("A whole number is expected", path)
    if abs(given) > _MAX_NUMBER:
        raise QueryJsonError("Too large a number", path)
    return given


def _or_none(inner: _Read) -> _Read:
    def read(reader: _Reader, given: object, path: str, depth: int) -> Any:
        return None if given is None else inner(reader, given, path, depth)

    return read


def _flag(_reader: _Reader, given: object, path: str, _depth: int) -> bool:
    if not isinstance(given, bool):
        raise QueryJsonError("True or false is expected", path)
    return given


def _value(reader: _Reader, given: object, path: str, depth: int) -> Any:
    match given:
        case str():
            return _text(reader, given, path, depth)
        case bool():
            return given
        case int():
            return _whole(reader, given, path, depth)
        case float() if math.isfinite(given):
            return given
        case {"is": str(name), "value": str(text), **rest} if not rest:
            return _literal(name, text, path)
        case _:
            return _one_of(Me, Today, Now)(reader, given, path, depth)


def _literal(name: str, text: str, path: str) -> Any:
    if name not in _LITERALS:
        raise QueryJsonError("No kind of value", path)
    try:
        return _LITERALS[name](text)
    except ValueError:
        raise QueryJsonError(f"No {name}", path) from None


def _day(reader: _Reader, given: object, path: str, depth: int) -> Any:
    found = _value(reader, given, path, depth)
    if not isinstance(found, date | Today | Now):
        raise QueryJsonError("A day or a moment is expected", path)
    return found


_FIELD = _one_of(Field)
_OPERAND = _one_of(Field, PartOf)
_CONDITION = _one_of(*_CONDITIONS)
_ORDER = {"field": _FIELD, "descending": _flag}
_SHAPES: dict[type[Any], dict[str, _Read]] = {
    Me: {},
    Today: {"days": _whole},
    Now: {"seconds": _whole},
    Field: {"name": _text, "inner": _text},
    PartOf: {"field": _FIELD, "part": _word(Part)},
    Compare: {"left": _OPERAND, "op": _word(Op), "value": _value},
    In: {"left": _OPERAND, "values": _many(_value)},
    Like: {"left": _FIELD, "match": _word(Match), "text": _text},
    IsNull: {"left": _FIELD},
    Overlaps: {"start": _FIELD, "end": _FIELD, "value": _day, "span": _word(Span)},
    Member: {
        "left": _FIELD,
        "membership": _word(Membership),
        "group": _or_none(_whole),
    },
    Below: {"left": _FIELD, "term": _whole},
    Anywhere: {"word": _text},
    And: {"terms": _many(_CONDITION)},
    Or: {"terms": _many(_CONDITION)},
    Not: {"term": _CONDITION},
    Order: _ORDER,
    Total: {"field": _FIELD, "sum": _word(Sum)},
    Query: {
        "where": _or_none(_CONDITION),
        "order": _many(_plain_node(Order)),
        "select": _many(_FIELD),
        "expand": _many(_text),
        "group": _many(_plain_node(Order)),
        "collapsed": _flag,
        "totals": _many(_plain_node(Total)),
        "scope": _word(Scope),
        "folder": _text,
        "limit": _or_none(_whole),
        "skip": _whole,
        "token": _text,
        "counted": _flag,
    },
}
"""What each kind of node is made of."""
