"""Reading `<View>`, `<Query>` and `<Where>` (MS-WSSCAML 2.2)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from lxml import etree

from hallway.wire.caml.columns import field_of
from hallway.wire.caml.conditions import Day, where_of
from hallway.wire.caml.document import Document, Refused, children_of, name_of
from hallway.wire.caml.values import is_yes
from hallway.wire.query import Order, Query, Scope, Sum, Today, Total

_SUMS = {
    **{one.value: one for one in Sum},
    "AVERAGE": Sum.AVERAGE,
    "MAXIMUM": Sum.MAX,
    "MINIMUM": Sum.MIN,
}
_SCOPES = {one.value.lower(): one for one in Scope}


def parse_caml(text: str | bytes) -> Query:
    """Return the question of a `<View>`, a `<Query>` or a `<Where>`.

    What of a view is no part of a question is passed over.  Raises CamlError, which
    names the element and its place, for anything else.
    """
    document = Document(text)
    try:
        return _asked(document.root)
    except Refused as refused:
        raise document.refusal(refused) from None


def _asked(root: etree._Element) -> Query:
    match name_of(root):
        case "View":
            return _view(root)
        case "Query":
            return _query(root, Query(), Today())
        case "Where":
            return Query(where=where_of(root, Today()))
        case _:
            raise Refused(root, "View, Query or Where is expected")


def _view(root: etree._Element) -> Query:
    query = Query(scope=_scope(root.get("Scope")))
    day = _calendar_day(root)
    for one in children_of(root):
        match name_of(one):
            case "Query":
                query = _query(one, query, day)
            case "ViewFields":
                query = replace(query, select=tuple(map(field_of, children_of(one))))
            case "RowLimit":
                query = replace(query, limit=_limit(one))
            case "Aggregations":
                query = replace(query, totals=_totals(one))
            case "QueryOptions":
                query = _options(one, query)
            case "Joins" | "ProjectedFields":
                raise Refused(one, "Joins are not read; ask for Lookup/Column instead")
            case _:
                pass
    return query


def _calendar_day(root: etree._Element) -> Day:
    """Return the day whose week, month and year are meant."""
    found = [
        one
        for options in children_of(root)
        if name_of(options) == "QueryOptions"
        for one in children_of(options)
        if name_of(one) == "CalendarDate" and (one.text or "").strip()
    ]
    if not found:
        return Today()
    try:
        return datetime.fromisoformat((found[-1].text or "").strip()).date()
    except ValueError:
        raise Refused(found[-1], "A day is expected") from None


def _scope(text: str | None) -> Scope:
    # Clients also write what only their own code understands.
    return _SCOPES.get((text or "").strip().lower(), Scope.DEFAULT)


def _limit(element: etree._Element) -> int | None:
    text = (element.text or "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Refused(element, "A whole number is expected")
    # 0 means all of them.
    return int(text) or None


def _options(element: etree._Element, query: Query) -> Query:
    for one in children_of(element):
        match name_of(one):
            case "Folder":
                query = replace(query, folder=(one.text or "").strip().strip("/"))
            case "ViewAttributes" if "Scope" in one.attrib:
                query = replace(query, scope=_scope(one.get("Scope")))
            case "Paging":
                token = one.get("ListItemCollectionPositionNext", "")
                query = replace(query, token=token)
            case _:
                pass
    return query


def _query(element: etree._Element, query: Query, day: Day) -> Query:
    for one in children_of(element):
        match name_of(one):
            case "Where":
                query = replace(query, where=where_of(one, day))
            case "OrderBy":
                query = replace(query, order=_orders(one))
            case "GroupBy":
                query = replace(
                    query, group=_orders(one), collapsed=is_yes(one.get("Collapse"))
                )
            case "WithIndex":
                # Which index answers is for those who answer.
                pass
            case _:
                raise Refused(one, "Where, OrderBy or GroupBy is expected")
    return query


def _orders(element: etree._Element) -> tuple[Order, ...]:
    return tuple(
        Order(
            field_of(one),
            descending=(one.get("Ascending") or "").strip().lower() == "false",
        )
        for one in children_of(element)
    )


def _totals(element: etree._Element) -> tuple[Total, ...]:
    if (element.get("Value") or "On").strip().lower() == "off":
        return ()
    found = []
    for one in children_of(element):
        kind = _SUMS.get((one.get("Type") or "").strip().upper())
        if kind is None:
            raise Refused(one, "There is no such total")
        found.append(Total(field_of(one), kind))
    return tuple(found)
