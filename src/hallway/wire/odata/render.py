"""The query model as OData."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from enum import Enum
from uuid import UUID

from hallway.wire.odata.errors import Unsayable
from hallway.wire.odata.filter import BELOW
from hallway.wire.query import (
    And,
    Below,
    Compare,
    Condition,
    Field,
    In,
    IsNull,
    Like,
    Match,
    Not,
    Now,
    Operand,
    Or,
    Order,
    PartOf,
    Value,
)

_NAME = re.compile(r"[^\W\d]\w*")
_WORDS = frozenset({"true", "false", "null", "not", "and", "or", "in"})


class Version(Enum):
    """Whose spelling."""

    V3 = "3.0"
    V4 = "4.01"


def render_filter(where: Condition, version: Version = Version.V4) -> str:
    """Return a condition as `$filter`; Unsayable for what OData has no words for."""
    return _Renderer(version).said(where)


def render_order(order: Sequence[Order]) -> str:
    """Return an order as `$orderby`."""
    return ",".join(
        f"{_field(one.field)}{' desc' if one.descending else ''}" for one in order
    )


class _Renderer:
    def __init__(self, version: Version) -> None:
        self._version = version

    def said(self, where: Condition) -> str:
        match where:
            case And(terms):
                return self._joined(terms, "and", "true")
            case Or(terms):
                return self._joined(terms, "or", "false")
            case Not(IsNull(left)):
                return f"{_field(left)} ne null"
            case Not(term):
                return f"not ({self.said(term)})"
            case IsNull(left):
                return f"{_field(left)} eq null"
            case Compare(left, op, value):
                return f"{_operand(left)} {op.value} {self._value(value)}"
            case In(left, values):
                return self._in(left, values)
            case Like(left, match, text):
                return self._like(left, match, text)
            case Below(left, term):
                return f"{BELOW}({_field(left)},{_digits(str(term))})"
            case _:
                raise Unsayable(f"OData cannot say {type(where).__name__}")

    def _joined(self, terms: Sequence[Condition], word: str, none: str) -> str:
        if not terms:
            return none
        said = [
            f"({self.said(one)})" if isinstance(one, And | Or) else self.said(one)
            for one in terms
        ]
        return f" {word} ".join(said)

    def _in(self, left: Operand, values: Sequence[Value]) -> str:
        if self._version is Version.V4:
            return f"{_operand(left)} in ({', '.join(map(self._value, values))})"
        raise Unsayable("OData 3 has no “in”")

    def _like(self, left: Field, match: Match, text: str) -> str:
        name, quoted = _field(left), _quoted(text)
        if match is Match.CONTAINS and self._version is Version.V3:
            return f"substringof({quoted},{name})"
        return f"{match.value}({name},{quoted})"

    def _value(self, value: Value) -> str:
        match value:
            case bool():
                return "true" if value else "false"
            case str():
                return _quoted(value)
            case int():
                return _digits(str(value))
            case float() if math.isfinite(value):
                return _digits(repr(value))
            case UUID():
                return f"guid'{value}'" if self._version is Version.V3 else str(value)
            case datetime():
                return self._moment(value)
            case date():
                text = value.isoformat()
                return f"datetime'{text}'" if self._version is Version.V3 else text
            case time() if self._version is Version.V3 and value.tzinfo is None:
                return f"time'{value.isoformat()}'"
            case Now(seconds) if self._version is Version.V4:
                if not seconds:
                    return "now()"
                word = "add" if seconds > 0 else "sub"
                return f"now() {word} duration'PT{_digits(str(abs(seconds)))}S'"
            case _:
                raise Unsayable(f"OData cannot say {type(value).__name__}")

    def _moment(self, value: datetime) -> str:
        if value.tzinfo is not None:
            value = value.astimezone(UTC)
        text = value.isoformat().replace("+00:00", "Z")
        return f"datetime'{text}'" if self._version is Version.V3 else text


def _digits(text: str) -> str:
    if len(text) > 30:
        raise Unsayable("Too long a number")
    return text


def _quoted(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"


def _operand(left: Operand) -> str:
    if isinstance(left, PartOf):
        return f"{left.part.value}({_field(left.field)})"
    return _field(left)


def _field(field: Field) -> str:
    for one in (field.name, field.inner or "x"):
        if not _NAME.fullmatch(one) or one in _WORDS:
            raise Unsayable(f"OData cannot name “{one}”")
    return str(field)
