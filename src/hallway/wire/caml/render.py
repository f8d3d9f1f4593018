"""The query model as a CAML `<View>`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID
from xml.sax.saxutils import escape, quoteattr

from hallway.wire.caml.errors import Unsayable
from hallway.wire.query import (
    And,
    Compare,
    Condition,
    Field,
    In,
    IsNull,
    Like,
    Match,
    Me,
    Member,
    Not,
    Now,
    Op,
    Operand,
    Or,
    Order,
    Overlaps,
    Query,
    Scope,
    Span,
    Today,
    Value,
    simplified,
)

_OPS = {
    Op.EQ: "Eq",
    Op.NE: "Neq",
    Op.LT: "Lt",
    Op.LE: "Leq",
    Op.GT: "Gt",
    Op.GE: "Geq",
}
_SPANS = {Span.WEEK: "Week", Span.MONTH: "Month", Span.YEAR: "Year"}
# What stands in no XML (XML 1.0, 2.2), and line ends that reading changes.
_UNWRITABLE = frozenset(map(chr, range(32))) - {"\t", "\n"} | {"\ufffe", "\uffff"}


def render_view(query: Query) -> str:
    """Return a question as a `<View>`; Unsayable for what CAML has no words for.

    Negations are turned inwards as far as CAML has words for what they become.
    """
    parts = []
    inner = ""
    where = simplified(query.where)
    if where is not None:
        inner += f"<Where>{_said(where)}</Where>"
    if query.group:
        collapse = ' Collapse="TRUE"' if query.collapsed else ""
        inner += f"<GroupBy{collapse}>{_orders(query.group)}</GroupBy>"
    if query.order:
        inner += f"<OrderBy>{_orders(query.order)}</OrderBy>"
    parts.append(f"<Query>{inner}</Query>")
    if query.select:
        parts.append(f"<ViewFields>{''.join(map(_ref, query.select))}</ViewFields>")
    if query.limit is not None:
        parts.append(f'<RowLimit Paged="TRUE">{query.limit}</RowLimit>')
    if query.totals:
        totals = "".join(
            _ref(one.field, f' Type="{one.sum.value}"') for one in query.totals
        )
        parts.append(f'<Aggregations Value="On">{totals}</Aggregations>')
    scope = "" if query.scope is Scope.DEFAULT else f' Scope="{query.scope.value}"'
    return f"<View{scope}>{''.join(parts)}</View>"


def _orders(orders: Sequence[Order]) -> str:
    return "".join(
        _ref(one.field, ' Ascending="FALSE"' if one.descending else "")
        for one in orders
    )


def _ref(field: Field, more: str = "") -> str:
    if field.inner not in ("", "ID"):
        raise Unsayable("CAML looks up numbers alone")
    if not field.name or _UNWRITABLE & set(field.name):
        raise Unsayable("CAML cannot name that column")
    lookup = ' LookupId="TRUE"' if field.inner else ""
    return f"<FieldRef Name={quoteattr(field.name)}{lookup}{more}/>"


def _column(left: Operand) -> str:
    if not isinstance(left, Field):
        raise Unsayable("CAML has no parts of dates")
    return _ref(left)


def _said(where: Condition) -> str:
    match where:
        case And(terms) | Or(terms):
            return _joined(terms, type(where).__name__)
        case Not(term):
            return _negated(term)
        case IsNull(left):
            return f"<IsNull>{_ref(left)}</IsNull>"
        case Compare(left, op, value):
            name = _OPS[op]
            return f"<{name}>{_column(left)}{_value(value)}</{name}>"
        case In(left, values):
            inner = "".join(map(_value, values))
            return f"<In>{_column(left)}<Values>{inner}</Values></In>"
        case Like(left, match, text) if match is not Match.ENDS:
            name = "Contains" if match is Match.CONTAINS else "BeginsWith"
            return f"<{name}>{_ref(left)}{_value(text)}</{name}>"
        case Member(left, membership, group):
            number = "" if group is None else f' ID="{group}"'
            kind = f' Type="{membership.value}"'
            return f"<Membership{kind}{number}>{_ref(left)}</Membership>"
        case Overlaps():
            return _overlap(where)
        case _:
            raise Unsayable(f"CAML cannot say {type(where).__name__}")


def _negated(term: Condition) -> str:
    """Return what says that a term is false: CAML has no word for not."""
    match term:
        case IsNull(left):
            return f"<IsNotNull>{_ref(left)}</IsNotNull>"
        case _:
            raise Unsayable(f"CAML cannot negate {type(term).__name__}")


def _joined(terms: Sequence[Condition], name: str) -> str:
    """Return terms in pairs: an And and an Or take two."""
    if not terms:
        raise Unsayable("CAML has no condition that is always true or false")
    *rest, last = terms
    if not rest:
        return _said(last)
    return f"<{name}>{_joined(rest, name)}{_said(last)}</{name}>"


def _overlap(one: Overlaps) -> str:
    if one.span is Span.DAY:
        value = _value(one.value)
    elif one.value == Today():
        value = f'<Value Type="DateTime"><{_SPANS[one.span]}/></Value>'
    else:
        raise Unsayable("CAML knows this week, month and year alone")
    fields = f"{_ref(one.start)}{_ref(one.end)}"
    return f"<DateRangesOverlap>{fields}{value}</DateRangesOverlap>"


def _value(value: Value) -> str:
    match value:
        case bool():
            return _typed("Boolean", "1" if value else "0")
        case str():
            return _typed("Text", value)
        case int():
            return _typed("Integer", _digits(str(value)))
        case float() if math.isfinite(value):
            return _typed("Number", _digits(repr(value)))
        case UUID():
            return _typed("Guid", str(value))
        case datetime():
            return (
                '<Value Type="DateTime" IncludeTimeValue="TRUE">'
                f"{value.isoformat()}</Value>"
            )
        case date():
            return _typed("DateTime", value.isoformat())
        case Me():
            return '<Value Type="Integer"><UserID/></Value>'
        case Today(days):
            offset = f' OffsetDays="{days}"' if days else ""
            return f'<Value Type="DateTime"><Today{offset}/></Value>'
        case Now(0):
            return '<Value Type="DateTime" IncludeTimeValue="TRUE"><Now/></Value>'
        case _:
            raise Unsayable(f"CAML cannot say {type(value).__name__}")


def _digits(text: str) -> str:
    if len(text) > 30:
        raise Unsayable("Too long a number")
    return text


def _typed(kind: str, text: str) -> str:
    if _UNWRITABLE & set(text) or any("\ud800" <= one <= "\udfff" for one in text):
        raise Unsayable("XML has no such character")
    return f'<Value Type="{kind}">{escape(text)}</Value>'
