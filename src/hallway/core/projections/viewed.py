"""Indexes for what saved views and people ask: what is filtered by, and the order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from hallway.core.items.keys import sort_name
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.types import type_of
from hallway.core.lists.views.models import View
from hallway.core.projections.shape import PLACED, Index, Shape, kind_kept, value_name
from hallway.wire import queryjson
from hallway.wire.query import And, Compare, Condition, Field, In, Op, Query, Sum

MOST = 12
"""Indexes for the views of one list, and for what else it is asked."""
OFTEN = 20
"""Times a question has to be asked to get an index."""
ADDED = (Sum.SUM, Sum.AVERAGE)
"""Totals of integers that change by what a row adds or takes away."""
_FACTS = {
    "ID": "number",
    "Created": "created",
    "Modified": "modified",
    "Author": "author",
    "Editor": "editor",
    "FileLeafRef": "sort_key",
}


def viewed_indexes(
    shape: Shape, list_id: int, columns: Iterable[ColumnRecord]
) -> list[Index]:
    """Return the indexes by which a list is read without sorting.

    They are for its views, and then for what it was asked often beside them.  What is
    compared with one value comes first, then the order.  For the groups of a view and
    their totals, an index has all that is read of a row: it is a tenth of the table.
    """
    by_name = {one.internal_name: one for one in columns if one.key in shape.kinds}
    found: dict[tuple[str, ...], Index] = {}
    views = View.unscoped.filter(list_id=list_id).order_by("pk")
    for stored in views.values_list("query", flat=True):
        try:
            query = queryjson.load(stored)
        except queryjson.QueryJsonError:
            continue
        wanted = _columns_of(query, by_name)
        if wanted and len(found) < MOST:
            found[wanted] = _index(shape, wanted)
        covering = _covering(shape.table, query, by_name)
        if covering and len(found) < MOST:
            found[covering.columns + covering.beside] = covering
    there = {*_FACTS.values()}
    for one in by_name.values():
        there |= {value_name(int(one.id)), sort_name(int(one.id))}
    for text, count in shape.asked.items():
        wanted = tuple(text.split(","))
        if count >= OFTEN and there.issuperset(wanted) and len(found) < MOST:
            found[wanted] = _index(shape, wanted)
    return list(found.values())


def _index(shape: Shape, wanted: tuple[str, ...]) -> Index:
    name = f"{shape.table}_w_v_{'_'.join(wanted)}"[:60]
    return Index(name, ("rank", *wanted), beside=PLACED)


def asked_of(query: Query, columns: Iterable[ColumnRecord]) -> tuple[str, ...] | None:
    """Return the columns of an index for a question, None where it needs none."""
    return _columns_of(query, {one.internal_name: one for one in columns})


def sums_of(query: Query, columns: Iterable[ColumnRecord]) -> str:
    """Return what an index for groups and totals has; nothing where there is none."""
    covering = _covering("", query, {one.internal_name: one for one in columns})
    return "" if covering is None else covering.sums


def names_of(columns: Iterable[ColumnRecord]) -> dict[str, str]:
    """Return what an index's columns are called in questions."""
    found = {column: name for name, column in _FACTS.items()}
    for one in columns:
        found[value_name(int(one.id))] = one.internal_name
        found[sort_name(int(one.id))] = one.internal_name
    return found


def _columns_of(
    query: Query, by_name: dict[str, ColumnRecord]
) -> tuple[str, ...] | None:
    equal = sorted(set(_equal(query, by_name)))[:3]
    if not equal:
        return None
    order = "number"
    if query.order:
        first = query.order[0].field.name
        column = by_name.get(first)
        if column is not None and not type_of(column.type, column.settings).refers:
            is_text = type_of(column.type, column.settings).is_text
            number = int(column.id)
            order = sort_name(number) if is_text else value_name(number)
        else:
            order = _FACTS.get(first, "number")
    return (*(one for one in equal if one != order), order, "number")


def _equal(query: Query, by_name: dict[str, ColumnRecord]) -> Iterator[str]:
    for one in _terms(query.where):
        match one:
            case Compare(Field(name, ""), Op.EQ, _) | In(Field(name, ""), _):
                column = by_name.get(name)
                if column is not None and _is_plain(column):
                    yield value_name(int(column.id))
                elif name in ("Author", "Editor"):
                    yield _FACTS[name]
            case _:
                pass


def _covering(
    table: str, query: Query, by_name: dict[str, ColumnRecord]
) -> Index | None:
    """Return an index with all that groups and totals read; None if it is too much.

    Scope by scope, for these are what rows are trimmed by.
    """
    equal = list(dict.fromkeys(_equal(query, by_name)))
    if not query.group or len(equal) < sum(1 for _one in _terms(query.where)):
        return None
    grouped, beside = list[str](), list[str]()
    for one in query.group:
        column = by_name.get(one.field.name)
        if column is None or not _is_plain(column):
            return None
        type_ = type_of(column.type, column.settings)
        if type_.refers not in ("", "principal"):
            return None
        grouped.append(value_name(int(column.id)))
        if type_.is_text:
            beside.append(sort_name(int(column.id)))
    for total in query.totals:
        column = by_name.get(total.field.name)
        if column is None:
            return None
        beside.append(value_name(int(column.id)))
    ordered = (*dict.fromkeys((*equal, "scope_id", *grouped)),)
    more = (*dict.fromkeys(one for one in beside if one not in ordered), "parent_id")
    name = f"{table}_s_g_{'_'.join((*ordered, *more))}"[:60]
    totals = _kept_totals(query, by_name)
    return Index(name, ("rank", *ordered), beside=more, totals=totals)


def _kept_totals(
    query: Query, by_name: Mapping[str, ColumnRecord]
) -> tuple[str, ...] | None:
    """Return the columns of totals that can be kept; None if some cannot."""
    found = list[str]()
    for total in query.totals:
        column = by_name[total.field.name]
        is_integer = kind_kept(column) == "integer"
        if total.sum is not Sum.COUNT and not (is_integer and total.sum in ADDED):
            return None
        found.append(value_name(int(column.id)))
    return (*dict.fromkeys(found),)


def _is_plain(column: ColumnRecord) -> bool:
    type_ = type_of(column.type, column.settings)
    return not (type_.is_many or type_.is_prose or type_.stored == "object")


def _terms(where: Condition | None) -> Iterator[Condition]:
    match where:
        case None:
            return
        case And(terms):
            for one in terms:
                yield from _terms(one)
        case _:
            yield where
