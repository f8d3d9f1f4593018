"""Conditions as CAML can say them: negations turned inwards, days in common."""

from __future__ import annotations

from datetime import date, datetime

from hallway.wire.caml.errors import Unsayable
from hallway.wire.query import (
    MAX_DEPTH,
    MAX_NODES,
    And,
    Compare,
    Condition,
    Field,
    In,
    IsNull,
    Not,
    Op,
    Or,
    Overlaps,
    Span,
    Today,
    conditions,
    simplified,
)

_TURNED = {Op.EQ: Op.NE, Op.NE: Op.EQ}
_OPPOSITES = {Op.LT: Op.GE, Op.GE: Op.LT, Op.GT: Op.LE, Op.LE: Op.GT}


def pushed(where: Condition | None) -> Condition | None:
    """Return the same condition, simplified, with no Not but that of an IsNull.

    Unsayable if it holds one whose opposite CAML cannot say, or if it is deeper or has
    more conditions and values than parsers read.
    """
    if where is None:
        return None
    _measure(where)
    found = simplified(_straight(where))
    if found is not None:
        _measure(found)
    return found


def _measure(where: Condition) -> None:
    """Refuse what is too deep or too much, without going as deep."""
    nodes = 0
    queue = [(where, 0)]
    while queue:
        one, depth = queue.pop()
        nodes += 1 + (len(one.values) if isinstance(one, In) else 0)
        if depth > MAX_DEPTH or nodes > MAX_NODES:
            raise Unsayable("That is more than is read of CAML")
        match one:
            case And(terms) | Or(terms):
                queue += [(term, depth + 1) for term in terms]
            case Not(IsNull()):
                # One element, IsNotNull.
                pass
            case Not(term):
                queue.append((term, depth + 1))
            case _:
                pass


def _straight(where: Condition) -> Condition:
    match where:
        case And(terms):
            return And(tuple(map(_straight, terms)))
        case Or(terms):
            return Or(tuple(map(_straight, terms)))
        case Not(term):
            return _opposite(term)
        case _:
            return where


def _opposite(term: Condition) -> Condition:
    """Return what is true exactly where a term is false."""
    match term:
        case IsNull():
            return Not(term)
        case Not(inner):
            return _straight(inner)
        case And(terms):
            return Or(tuple(map(_opposite, terms)))
        case Or(terms):
            return And(tuple(map(_opposite, terms)))
        case Compare(left, op, value) if op in _TURNED:
            return Compare(left, _TURNED[op], value)
        case Compare(Field(_, "") as left, op, value):
            # A comparison with a value that is absent is false.
            return Or((Compare(left, _OPPOSITES[op], value), IsNull(left)))
        case In(left, values):
            return And(tuple(Compare(left, Op.NE, value) for value in values))
        case _:
            # What a lookup of several leads to may be both less and not less.
            raise Unsayable(f"CAML cannot negate {type(term).__name__}")


def calendar_day(where: Condition) -> date | None:
    """Return the day whose week, month or year is meant; None for today.

    CAML has one of them for a whole question; Unsayable for several.
    """
    days = {
        one.value
        for one in conditions(where)
        if isinstance(one, Overlaps) and one.span is not Span.DAY
    }
    if not days or days == {Today()}:
        return None
    first, *others = days
    if others or not isinstance(first, date) or isinstance(first, datetime):
        raise Unsayable("CAML knows the week, month and year of one day")
    return first
