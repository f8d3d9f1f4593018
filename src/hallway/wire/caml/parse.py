"""Reading `<View>`, `<Query>` and `<Where>` (MS-WSSCAML 2.2)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from lxml import etree

from hallway.wire.caml.errors import CamlError
from hallway.wire.caml.values import is_yes, name_of, refusal, value_of
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
    Order,
    Overlaps,
    Query,
    Scope,
    Span,
    Sum,
    Today,
    Total,
    Value,
    simplified,
)

MAX_LENGTH = 200_000
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_SUMS = {
    **{one.value: one for one in Sum},
    "AVERAGE": Sum.AVERAGE,
    "MAXIMUM": Sum.MAX,
    "MINIMUM": Sum.MIN,
}
_SCOPES = {one.value.lower(): one for one in Scope}
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


def parse_caml(text: str | bytes) -> Query:
    """Return the question of a `<View>`, a `<Query>` or a `<Where>`.

    What of a view is no part of a question is passed over.  Raises CamlError, which
    names the element and its line, for anything else.
    """
    root = _root(text)
    match name_of(root):
        case "View":
            return _view(root)
        case "Query":
            return _query(root, Query())
        case "Where":
            return Query(where=_where(root))
        case _:
            raise refusal(root, "View, Query or Where is expected")


def _root(text: str | bytes) -> etree._Element:
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise CamlError("UTF-8 is expected") from None
    if len(text) > MAX_LENGTH:
        raise CamlError("Too long")
    text = _DECLARATION.sub("", text).strip()
    # A document type could declare entities; CAML has none.
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise CamlError("A document type is not read")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(text.encode("utf-8", "surrogatepass"), parser)
    except (etree.XMLSyntaxError, UnicodeEncodeError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        raise CamlError("This is no XML", element="?", line=line) from None


def _children(element: etree._Element) -> list[etree._Element]:
    found = list(element.iterchildren("*"))
    if len(found) > MAX_NODES:
        raise refusal(element, "Too much")
    return found


def _view(root: etree._Element) -> Query:
    query = Query(scope=_scope(root.get("Scope")))
    for one in _children(root):
        match name_of(one):
            case "Query":
                query = _query(one, query)
            case "ViewFields":
                query = replace(query, select=tuple(_fields(one)))
            case "RowLimit":
                query = replace(query, limit=_limit(one))
            case "Aggregations":
                query = replace(query, totals=_totals(one))
            case "QueryOptions":
                query = _options(one, query)
            case "Joins" | "ProjectedFields":
                raise refusal(one, "Joins are not read; ask for Lookup/Column instead")
            case _:
                pass
    return query


def _scope(text: str | None) -> Scope:
    # Clients also write what only their own code understands.
    return _SCOPES.get((text or "").strip().lower(), Scope.DEFAULT)


def _limit(element: etree._Element) -> int | None:
    text = (element.text or "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise refusal(element, "A whole number is expected")
    # 0 means all of them.
    return int(text) or None


def _options(element: etree._Element, query: Query) -> Query:
    for one in _children(element):
        match name_of(one):
            case "Folder":
                query = replace(query, folder=(one.text or "").strip().strip("/"))
            case "ViewAttributes":
                query = replace(query, scope=_scope(one.get("Scope")))
            case "Paging":
                token = one.get("ListItemCollectionPositionNext", "")
                query = replace(query, token=token)
            case _:
                pass
    return query


def _query(element: etree._Element, query: Query) -> Query:
    for one in _children(element):
        match name_of(one):
            case "Where":
                query = replace(query, where=_where(one))
            case "OrderBy":
                query = replace(query, order=_orders(one))
            case "GroupBy":
                query = replace(
                    query, group=_orders(one), collapsed=is_yes(one.get("Collapse"))
                )
            case _:
                raise refusal(one, "Where, OrderBy or GroupBy is expected")
    return query


def _fields(element: etree._Element) -> list[Field]:
    return [_field(one) for one in _children(element)]


def _field(element: etree._Element) -> Field:
    name = element.get("Name", "")
    if name_of(element) != "FieldRef" or not name:
        raise refusal(element, "A FieldRef with a Name is expected")
    return Field(name, "ID" if is_yes(element.get("LookupId")) else "")


def _orders(element: etree._Element) -> tuple[Order, ...]:
    return tuple(
        Order(
            _field(one),
            descending=(one.get("Ascending") or "").strip().lower() == "false",
        )
        for one in _children(element)
    )


def _totals(element: etree._Element) -> tuple[Total, ...]:
    if (element.get("Value") or "On").strip().lower() == "off":
        return ()
    found = []
    for one in _children(element):
        kind = _SUMS.get((one.get("Type") or "").strip().upper())
        if kind is None:
            raise refusal(one, "There is no such total")
        found.append(Total(_field(one), kind))
    return tuple(found)


def _where(element: etree._Element) -> Condition | None:
    children = _children(element)
    if not children:
        return None
    if len(children) > 1:
        raise refusal(children[1], "One condition is expected; join two by And or Or")
    return simplified(_Reader().condition(children[0], 0))


class _Reader:
    """Reads conditions; counts what it has read."""

    def __init__(self) -> None:
        self._read = 0

    def condition(self, element: etree._Element, depth: int) -> Condition:
        self._read += 1
        if depth > MAX_DEPTH or self._read > MAX_NODES:
            raise refusal(element, "Too much")
        name = name_of(element)
        if name in ("And", "Or"):
            terms = tuple(self.condition(one, depth + 1) for one in _children(element))
            if not terms:
                raise refusal(element, "Conditions are expected")
            return And(terms) if name == "And" else Or(terms)
        if name in _OPS:
            field, value = self._pair(element)
            return Compare(field, _OPS[name], value)
        if name in _MATCHES:
            field, value = self._pair(element)
            if not isinstance(value, str):
                value = str(value)
            return Like(field, _MATCHES[name], value)
        return self._other(name, element)

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
                raise refusal(element, "There is no such condition")

    def _only(self, element: etree._Element) -> Field:
        children = _children(element)
        if len(children) != 1:
            raise refusal(element, "One FieldRef is expected")
        return _field(children[0])

    def _pair(self, element: etree._Element) -> tuple[Field, Value]:
        children = _children(element)
        names = [name_of(one) for one in children]
        if sorted(names) != ["FieldRef", "Value"]:
            raise refusal(element, "A FieldRef and a Value are expected")
        field, value = children if names[0] == "FieldRef" else children[::-1]
        return _field(field), value_of(value)

    def _in(self, element: etree._Element) -> Condition:
        children = _children(element)
        if [name_of(one) for one in children] != ["FieldRef", "Values"]:
            raise refusal(element, "A FieldRef and Values are expected")
        given = _children(children[1])
        self._read += len(given)
        return In(_field(children[0]), tuple(value_of(one) for one in given))

    def _member(self, element: etree._Element) -> Condition:
        try:
            membership = Membership(element.get("Type", ""))
        except ValueError:
            raise refusal(element, "There is no such membership") from None
        group = None
        if membership is Membership.GROUP:
            text = (element.get("ID") or "").strip()
            if not (text.isascii() and text.isdigit() and len(text) < 19):
                raise refusal(element, "The ID of a group is expected")
            group = int(text)
        return Member(self._only(element), membership, group)

    def _overlap(self, element: etree._Element) -> Condition:
        children = _children(element)
        fields = [_field(one) for one in children if name_of(one) == "FieldRef"]
        given = [one for one in children if name_of(one) == "Value"]
        if len(fields) not in (2, 3) or len(given) != 1:
            raise refusal(element, "Two or three FieldRefs and a Value are expected")
        inner = _children(given[0])
        word = name_of(inner[0]) if inner else ""
        if word in ("Day", "Week", "Month", "Year"):
            value: Value = Today()
        else:
            value = value_of(given[0])
        if not isinstance(value, date | Today | Now):
            raise refusal(given[0], "A day is expected")
        # The third FieldRef says how it recurs.
        return Overlaps(fields[0], fields[1], value, _SPANS.get(word, Span.DAY))
