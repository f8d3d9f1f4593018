"""Conditions: what stands in a `<Where>` (MS-WSSCAML 2.2.1.2)."""

from __future__ import annotations

from datetime import date
from typing import TypeAlias

from lxml import etree

from hallway.wire.caml.columns import field_of
from hallway.wire.caml.document import Refused, children_of, name_of
from hallway.wire.caml.values import only_child, text_of, value_of
from hallway.wire.query import (
    MAX_DEPTH,
    MAX_NODES,
    And,
    Compare,
    Condition,
    Field,
    In,
    IsNull,
    Like,
    Match,
    Member,
    Membership,
    Not,
    Now,
    Op,
    Or,
    Overlaps,
    Span,
    Today,
    Value,
    simplified,
)

Day: TypeAlias = date | Today
"""The day whose week, month and year are meant."""

_OPS = {
    "Eq": Op.EQ,
    "Neq": Op.NE,
    "Lt": Op.LT,
    "Leq": Op.LE,
    "Gt": Op.GT,
    "Geq": Op.GE,
    # Of many values one is meant, as by Eq here.
    "Includes": Op.EQ,
    "NotIncludes": Op.NE,
}
_MATCHES = {"BeginsWith": Match.STARTS, "Contains": Match.CONTAINS}
_SPANS = {
    "Today": Span.DAY,
    "Now": Span.DAY,
    "Day": Span.DAY,
    "Week": Span.WEEK,
    "Month": Span.MONTH,
    "Year": Span.YEAR,
}


def where_of(element: etree._Element, day: Day) -> Condition | None:
    """Return what a `<Where>` says; None for one that is empty."""
    children = children_of(element)
    if not children:
        return None
    if len(children) > 1:
        raise Refused(children[1], "One condition is expected; join two by And or Or")
    return simplified(_Reader(day).condition(children[0], 0))


class _Reader:
    """Reads conditions; counts what it has read."""

    def __init__(self, day: Day) -> None:
        self._day = day
        self._read = 0

    def condition(self, element: etree._Element, depth: int) -> Condition:
        self._count(element, 1)
        if depth > MAX_DEPTH:
            raise Refused(element, "Too deep")
        name = name_of(element)
        if name in ("And", "Or"):
            terms = [self.condition(one, depth + 1) for one in _terms(element)]
            return And(tuple(terms)) if name == "And" else Or(tuple(terms))
        if name in _OPS:
            field, value = self._pair(element)
            return Compare(field, _OPS[name], value_of(value))
        if name in _MATCHES:
            field, value = self._pair(element)
            return Like(field, _MATCHES[name], text_of(value))
        return self._other(name, element)

    def _count(self, element: etree._Element, more: int) -> None:
        self._read += more
        if self._read > MAX_NODES:
            raise Refused(element, "Too much")

    def _other(self, name: str, element: etree._Element) -> Condition:
        match name:
            case "IsNull":
                return IsNull(self._only(element))
            case "IsNotNull":
                return Not(IsNull(self._only(element)))
            case "In":
                return self._in(element)
            case "Membership":
                return self._member(element)
            case "DateRangesOverlap":
                return self._overlap(element)
            case _:
                raise Refused(element, "There is no such condition")

    def _only(self, element: etree._Element) -> Field:
        children = children_of(element)
        if len(children) != 1:
            raise Refused(element, "One FieldRef is expected")
        return field_of(children[0])

    def _pair(self, element: etree._Element) -> tuple[Field, etree._Element]:
        children = children_of(element)
        names = [name_of(one) for one in children]
        if sorted(names) != ["FieldRef", "Value"]:
            raise Refused(element, "A FieldRef and a Value are expected")
        field, value = children if names[0] == "FieldRef" else children[::-1]
        return field_of(field), value

    def _in(self, element: etree._Element) -> Condition:
        children = children_of(element)
        if [name_of(one) for one in children] != ["FieldRef", "Values"]:
            raise Refused(element, "A FieldRef and Values are expected")
        given = children_of(children[1])
        self._count(children[1], len(given))
        for one in given:
            if name_of(one) != "Value":
                raise Refused(one, "A Value is expected")
        return In(field_of(children[0]), tuple(map(value_of, given)))

    def _member(self, element: etree._Element) -> Condition:
        try:
            membership = Membership(element.get("Type", ""))
        except ValueError:
            raise Refused(element, "There is no such membership") from None
        group = None
        if membership is Membership.GROUP:
            text = (element.get("ID") or "").strip()
            if not (text.isascii() and text.isdigit() and len(text) < 19):
                raise Refused(element, "The ID of a group is expected")
            group = int(text)
        return Member(self._only(element), membership, group)

    def _overlap(self, element: etree._Element) -> Condition:
        children = children_of(element)
        fields = [field_of(one) for one in children if name_of(one) == "FieldRef"]
        given = [one for one in children if name_of(one) == "Value"]
        if len(fields) not in (2, 3) or len(given) != 1:
            raise Refused(element, "Two or three FieldRefs and a Value are expected")
        word = name_of(only_child(given[0])) if len(given[0]) else ""
        if word in ("Day", "Week", "Month", "Year"):
            value: Value = Today() if word == "Day" else self._day
        else:
            value = value_of(given[0])
        if not isinstance(value, date | Today | Now):
            raise Refused(given[0], "A day is expected")
        # The third FieldRef says how it recurs.
        return Overlaps(fields[0], fields[1], value, _SPANS.get(word, Span.DAY))


def _terms(element: etree._Element) -> list[etree._Element]:
    """Return what an And or an Or joins, be it in pairs within pairs."""
    name = name_of(element)
    found = []
    queue = [element]
    while queue:
        one = queue.pop()
        if name_of(one) != name:
            found.append(one)
            continue
        children = children_of(one)
        if not children:
            raise Refused(one, "Conditions are expected")
        queue += reversed(children)
    return found
