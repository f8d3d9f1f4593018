"""One question to a list, whoever asks it: what OData, CAML, addresses and views say.

The parsers of the wire make these and `core.query` answers them.  A question names
columns by their internal names, which may be SharePoint's for the facts of every item
(`ID`, `Created`, `Author` …), and holds values as its format gave them: only who knows
the column can tell whether `"5"` is a number.

Conditions are true or false and nothing between: a comparison with a value that is
absent is false, and `Not` turns exactly the others round, so `Status ne 'Done'` keeps
the items without a status (OData 4.01 part 2, 5.1.1.1.2).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from typing import TypeAlias
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Me:
    """Whoever asks."""


@dataclass(frozen=True, slots=True)
class Today:
    """The day it is, in the zone of who asks, so many days on."""

    days: int = 0


@dataclass(frozen=True, slots=True)
class Now:
    """The moment it is, so many seconds on."""

    seconds: int = 0


Value: TypeAlias = (
    str | bool | int | float | date | datetime | time | UUID | Me | Today | Now
)
"""What a column is compared with; a `datetime` without a zone is in the asker's."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column by its internal name, or one of what a lookup or a person leads to.

    `Field("Author", "Title")` is the title of the author; `Field("Country", "ID")` the
    number of the item a lookup leads to.
    """

    name: str
    inner: str = ""

    def __str__(self) -> str:
        """Give the path as OData writes it."""
        return f"{self.name}/{self.inner}" if self.inner else self.name


class Part(Enum):
    """A part of a date or a moment (OData 4.01 part 2, 5.1.1.8)."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"
    HOUR = "hour"
    MINUTE = "minute"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class PartOf:
    """A part of a column's date, a whole number."""

    field: Field
    part: Part


Operand: TypeAlias = Field | PartOf


class Op(Enum):
    """How a column is compared with a value."""

    EQ = "eq"
    NE = "ne"
    LT = "lt"
    LE = "le"
    GT = "gt"
    GE = "ge"


@dataclass(frozen=True, slots=True)
class Compare:
    """A comparison.  Texts are compared without case and accents.

    A column of several values equals a value if one of them does, and differs if none
    does.
    """

    left: Operand
    op: Op
    value: Value


@dataclass(frozen=True, slots=True)
class In:
    """The column equals one of these values; of none, it is false."""

    left: Operand
    values: tuple[Value, ...]


class Match(Enum):
    """Where in a text another is looked for."""

    CONTAINS = "contains"
    STARTS = "startswith"
    ENDS = "endswith"


@dataclass(frozen=True, slots=True)
class Like:
    """The column's text, or one of them, has this text in it; without case, accents."""

    left: Field
    match: Match
    text: str


@dataclass(frozen=True, slots=True)
class IsNull:
    """The column has no value."""

    left: Field


class Span(Enum):
    """What a date range is laid over (MS-WSSCAML 2.2.1.2 DateRangesOverlap)."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Overlaps:
    """From `start` to `end` some of the day, week, month or year of `value` is met.

    Weeks begin on Monday.  An item without an end lasts for its start alone.
    """

    start: Field
    end: Field
    value: date | datetime | Today | Now
    span: Span = Span.DAY


class Membership(Enum):
    """Whom a person column must name (MS-WSSCAML 2.2.1.2 Membership)."""

    ALL_USERS = "SPWeb.AllUsers"
    USERS = "SPWeb.Users"
    GROUPS = "SPWeb.Groups"
    GROUP = "SPGroup"
    MINE = "CurrentUserGroups"


@dataclass(frozen=True, slots=True)
class Member:
    """The column names somebody, or a group, as `membership` says.

    `group` is the principal's number, for `Membership.GROUP` alone.
    """

    left: Field
    membership: Membership
    group: int | None = None


@dataclass(frozen=True, slots=True)
class Below:
    """The column has a managed term, by its number, or one anywhere below it."""

    left: Field
    term: int


@dataclass(frozen=True, slots=True)
class Anywhere:
    """A text of the item has this word in it; without case and accents."""

    word: str


@dataclass(frozen=True, slots=True)
class And:
    """Every term is true; of none, it is true."""

    terms: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Some term is true; of none, it is false."""

    terms: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The term is false."""

    term: Condition


Condition: TypeAlias = (
    Compare | In | Like | IsNull | Overlaps | Member | Below | Anywhere | And | Or | Not
)

MAX_DEPTH = 100
"""How deep conditions nest; parsers refuse what is deeper."""
MAX_NODES = 2000
"""How many conditions and values a question has; parsers refuse more."""


@dataclass(frozen=True, slots=True)
class Order:
    """By a column's value; without one first, and last when descending."""

    field: Field
    descending: bool = False


class Sum(Enum):
    """What is made of a column's values below a view or a group (CAML Aggregations)."""

    COUNT = "COUNT"
    SUM = "SUM"
    AVERAGE = "AVG"
    MIN = "MIN"
    MAX = "MAX"
    DEVIATION = "STDEV"
    VARIANCE = "VAR"


@dataclass(frozen=True, slots=True)
class Total:
    """A total of a column."""

    field: Field
    sum: Sum


class Scope(Enum):
    """Which items below a folder are asked (MS-WSSCAML 2.2.2.2.22 ViewScope).

    DEFAULT      the folder's own items and folders
    FILES        the folder's own items without folders
    RECURSIVE    the items of the folder and all below it, without folders
    ALL          the items and folders of the folder and all below it
    """

    DEFAULT = ""
    FILES = "FilesOnly"
    RECURSIVE = "Recursive"
    ALL = "RecursiveAll"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question.

    where      what rows must meet; None keeps all
    order      first to last; after the last the item's number decides
    select     columns wanted; none means those of the list or view
    expand     lookups and persons of which more than the number is wanted
    group      columns rows are grouped by, first to last
    collapsed  groups are shown closed
    totals     made of all rows that meet the question, and of each group
    scope      which items below the folder
    folder     the folder's path below the list, names joined by `/`; "" is its root
    limit      rows a page; None leaves it to who answers
    skip       rows left out at the beginning
    token      where the page begins, as the answer before it said
    counted    how many rows there are is wanted too
    """

    where: Condition | None = None
    order: tuple[Order, ...] = ()
    select: tuple[Field, ...] = ()
    expand: tuple[str, ...] = ()
    group: tuple[Order, ...] = ()
    collapsed: bool = False
    totals: tuple[Total, ...] = ()
    scope: Scope = Scope.DEFAULT
    folder: str = ""
    limit: int | None = None
    skip: int = 0
    token: str = ""
    counted: bool = False


def conditions(where: Condition | None) -> Iterator[Condition]:
    """Give a condition and all within it, from the outside in."""
    queue = [] if where is None else [where]
    while queue:
        one = queue.pop()
        yield one
        match one:
            case And(terms) | Or(terms):
                queue += reversed(terms)
            case Not(term):
                queue.append(term)
            case _:
                pass


def fields(query: Query) -> set[Field]:
    """Return every column a question depends on, for its answer or its order."""
    found = set(query.select)
    found |= {one.field for one in (*query.order, *query.group)}
    found |= {one.field for one in query.totals}
    for one in conditions(query.where):
        match one:
            case Compare(left) | In(left):
                found.add(left.field if isinstance(left, PartOf) else left)
            case Like(left) | IsNull(left) | Member(left) | Below(left):
                found.add(left)
            case Overlaps(start, end):
                found |= {start, end}
            case _:
                pass
    return found


def simplified(where: Condition | None) -> Condition | None:
    """Return the same condition with its `And` and `Or` flat, and none of one term.

    What both OData and CAML say in pairs becomes one node, so that conditions can be
    compared; `None` stands for what is always true.
    """
    match where:
        case And(terms):
            flat = _flat(terms, And)
            return None if not flat else flat[0] if len(flat) == 1 else And(flat)
        case Or(terms):
            flat = _flat(terms, Or)
            if And(()) in flat:
                return None
            return flat[0] if len(flat) == 1 else Or(flat)
        case Not(term):
            inner = simplified(term)
            if inner is None:
                return Or(())
            return inner.term if isinstance(inner, Not) else Not(inner)
        case _:
            return where


def _flat(terms: tuple[Condition, ...], kind: type[And | Or]) -> tuple[Condition, ...]:
    found: list[Condition] = []
    for term in terms:
        inner = simplified(term)
        if inner is not None:
            found += inner.terms if isinstance(inner, kind) else [inner]
        elif kind is Or:
            found.append(And(()))
    return tuple(found)


__all__ = [
    "MAX_DEPTH",
    "MAX_NODES",
    "And",
    "Anywhere",
    "Below",
    "Compare",
    "Condition",
    "Field",
    "In",
    "IsNull",
    "Like",
    "Match",
    "Me",
    "Member",
    "Membership",
    "Not",
    "Now",
    "Op",
    "Operand",
    "Or",
    "Order",
    "Overlaps",
    "Part",
    "PartOf",
    "Query",
    "Scope",
    "Span",
    "Sum",
    "Today",
    "Total",
    "Value",
    "conditions",
    "fields",
    "simplified",
]
