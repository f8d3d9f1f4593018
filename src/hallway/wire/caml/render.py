"""The query model as a CAML `<View>`."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID
from xml.sax.saxutils import escape, quoteattr

from hallway.wire.caml.document import MAX_LENGTH
from hallway.wire.caml.errors import Unsayable
from hallway.wire.caml.negation import calendar_day, pushed
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
# What stands in no XML (XML 1.0, 2.2).
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# Read plainly it becomes a line feed (XML 1.0, 2.11).
_RETURN = {"\r": "&#13;"}
# libxml2 reads 256 levels; around and below an And stand some more.
_LEVELS = 240


def render_view(query: Query) -> str:
    """Return a question as a `<View>`; Unsayable for what CAML has no words for.

    Negations are turned inwards as far as CAML has words for what they become.  What
    is returned is read back as the same question, but for `expand` and `counted`:
    they ask for more of an answer and stand elsewhere.
    """
    if query.skip:
        raise Unsayable("CAML begins a page by its token alone")
    day, inner = None, ""
    where = pushed(query.where)
    if where is not None:
        day = calendar_day(where)
        inner += f"<Where>{_said(where, 0)}</Where>"
    if query.group:
        collapse = ' Collapse="TRUE"' if query.collapsed else ""
        inner += f"<GroupBy{collapse}>{_orders(query.group)}</GroupBy>"
    if query.order:
        inner += f"<OrderBy>{_orders(query.order)}</OrderBy>"
    scope = "" if query.scope is Scope.DEFAULT else f' Scope="{query.scope.value}"'
    text = (
        f"<View{scope}><Query>{inner}</Query>{_shown(query)}{_options(query, day)}"
        "</View>"
    )
    if len(text) > MAX_LENGTH:
        raise Unsayable("That is more than is read of CAML")
    return text


def _shown(query: Query) -> str:
    parts = []
    if query.select:
        parts.append(f"<ViewFields>{''.join(map(_ref, query.select))}</ViewFields>")
    if query.limit is not None:
        parts.append(f'<RowLimit Paged="TRUE">{query.limit}</RowLimit>')
    if query.totals:
        totals = "".join(
            _ref(one.field, f' Type="{one.sum.value}"') for one in query.totals
        )
        parts.append(f'<Aggregations Value="On">{totals}</Aggregations>')
    return "".join(parts)


def _options(query: Query, day: date | None) -> str:
    parts = []
    if query.folder:
        parts.append(f"<Folder>{_text(query.folder)}</Folder>")
    if query.token:
        token = _attribute(query.token)
        parts.append(f"<Paging ListItemCollectionPositionNext={token}/>")
    if day is not None:
        parts.append(f"<CalendarDate>{day.isoformat()}</CalendarDate>")
    return f"<QueryOptions>{''.join(parts)}</QueryOptions>" if parts else ""


def _orders(orders: Sequence[Order]) -> str:
    return "".join(
        _ref(one.field, ' Ascending="FALSE"' if one.descending else "")
        for one in orders
    )


def _ref(field: Field, more: str = "") -> str:
    if field.inner not in ("", "ID"):
        raise Unsayable("CAML looks up numbers alone")
    if not field.name:
        raise Unsayable("CAML cannot name that column")
    lookup = ' LookupId="TRUE"' if field.inner else ""
    return f"<FieldRef Name={_attribute(field.name)}{lookup}{more}/>"


def _column(left: Operand) -> str:
    if not isinstance(left, Field):
        raise Unsayable("CAML has no parts of dates")
    return _ref(left)


def _said(where: Condition, depth: int) -> str:
    match where:
        case And(terms) | Or(terms):
            return _joined(terms, type(where).__name__, depth)
        case Not(IsNull(left)):
            return f"<IsNotNull>{_ref(left)}</IsNotNull>"
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


def _joined(terms: Sequence[Condition], name: str, depth: int) -> str:
    """Return terms in pairs, as an And and an Or take two; by halves, to stay flat."""
    if not terms:
        raise Unsayable("CAML has no condition that is always true or false")
    if depth > _LEVELS:
        raise Unsayable("That is deeper than is read of XML")
    if len(terms) == 1:
        return _said(terms[0], depth)
    half = len(terms) // 2
    first = _joined(terms[:half], name, depth + 1)
    second = _joined(terms[half:], name, depth + 1)
    return f"<{name}>{first}{second}</{name}>"


def _overlap(one: Overlaps) -> str:
    if one.span is Span.DAY:
        value = _value(one.value)
    else:
        value = f'<Value Type="DateTime"><{_SPANS[one.span]}/></Value>'
    # Three columns are demanded; the third says how an event recurs.
    fields = f'{_ref(one.start)}{_ref(one.end)}<FieldRef Name="RecurrenceID"/>'
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
    return f'<Value Type="{kind}">{_text(text)}</Value>'


def _text(text: str) -> str:
    return escape(_writable(text), _RETURN)


def _attribute(text: str) -> str:
    return quoteattr(_writable(text), _RETURN)


def _writable(text: str) -> str:
    if _UNWRITABLE.search(text):
        raise Unsayable("XML has no such character")
    return text
