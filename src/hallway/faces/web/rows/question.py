"""What an address asks of a list: filters, words, an order, an edge of a page.

`<op>.<column>=<value>`, several of one column; `q` for words anywhere; `sort` with a
hyphen before it for the other way.  Everything is in the address, so it can be mailed.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from hallway.core.contenttypes.queries import find_list_types
from hallway.core.contenttypes.records import ListType
from hallway.core.contenttypes.rows import BY_ID
from hallway.core.items.saving import is_needed
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.types import type_of
from hallway.core.lists.views.records import ViewRecord
from hallway.core.query.records import MODIFIED, NAME, Asking
from hallway.faces._common.numbers import number
from hallway.faces.web.parse import Call, href
from hallway.faces.web.rows.parts import asked_columns, facts_of, has_files
from hallway.wire.query import (
    And,
    Anywhere,
    Below,
    Compare,
    Condition,
    Field,
    In,
    IsNull,
    Like,
    Match,
    Me,
    Op,
    Or,
    Order,
    Query,
    Scope,
    Value,
    simplified,
)

OPS = ("in", "below", "is", "contains", "starts", "from", "to", "empty")
PAGE = 100
ME, ALL = "@me", "@all"
LACKING = "lacking"
"""What an address says for those that lack a value they need."""
_FOLDERS = Compare(Field("FSObjType"), Op.EQ, 1)
_MOST = 100
_EITHER = ("in", "below")
_NUMBERS = frozenset({"number", "currency", "rating", "autonumber"})
_DAYS = frozenset({"date", "datetime"})


class Asked(NamedTuple):
    """One condition as the address has it."""

    op: str
    column: ColumnRecord
    values: tuple[str, ...]

    @property
    def name(self) -> str:
        """Its name in the address."""
        return f"{self.op}.{self.column.internal_name}"


@dataclass(kw_only=True)
class Question:
    """What is asked; `errors` say by field name what could not be understood.

    view   the view it is asked through; its own conditions hold as well
    below  where rows are looked for once they are narrowed: of files, in all folders
           below
    terms  the condition of each column that is narrowed, by its name
    lacks  the condition that a value is lacking that is needed, if it is asked for
    group  what rows are grouped by
    page   the token of the page wanted
    """

    path: str
    view: ViewRecord
    below: Scope = Scope.FILES
    has_default_view: bool = True
    asked: list[Asked] = field(default_factory=list)
    terms: list[tuple[str, Condition]] = field(default_factory=list)
    text: str = ""
    lacks: Condition | None = None
    orders: tuple[Order, ...] = (Order(Field(MODIFIED), descending=True),)
    group: tuple[Order, ...] = ()
    is_usual: bool = True
    has_usual_group: bool = True
    page: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def is_narrowed(self) -> bool:
        """Tell whether rows are left out."""
        return bool(self.asked or self.text or self.lacks)

    @property
    def scope(self) -> Scope:
        """Where rows are looked for; narrowed or grouped, folders are left out."""
        saved = self.view.content.query
        if self.below is Scope.FILES:
            is_open = not (self.terms or self.text or self.lacks or saved.where)
            return Scope.DEFAULT if is_open and not self.group else Scope.FILES
        if self.text and not (self.asked or self.lacks or self.group):
            return Scope.ALL
        if self.is_narrowed or saved.scope is Scope.RECURSIVE:
            return Scope.RECURSIVE
        return Scope.FILES if self.group else Scope.DEFAULT

    @property
    def files(self) -> Scope:
        """Where rows without folders are looked for."""
        is_below = self.scope in (Scope.RECURSIVE, Scope.ALL)
        return Scope.RECURSIVE if is_below else Scope.FILES

    @property
    def order(self) -> Order:
        """What rows are sorted by first."""
        return self.orders[0]

    @property
    def sort(self) -> str:
        """The order as the address has it."""
        return f"{'-' if self.order.descending else ''}{self.order.field.name}"

    def where(self, *, without: str = "") -> Condition | None:
        """What rows meet: the view's condition, and what the address adds to it."""
        saved = self.view.content.query.where
        terms = [] if saved is None else [saved]
        terms += [term for name, term in self.terms if name != without]
        terms += [Anywhere(word) for word in self.text.split()]
        if self.lacks is not None:
            terms.append(self.lacks)
        return simplified(And(tuple(terms)))

    def query(self, *, without: str = "", limit: int = 0, page: str = "") -> Query:
        """The question itself; without the condition of one column, if one is named.

        Narrowed, folders are left out: they have no values.  A library's view that
        shows a folder shows the folders in it, so that one can go on.
        """
        scope = self.below if without else self.scope
        where, saved = self.where(without=without), self.view.content.query
        if scope is Scope.DEFAULT and where is not None:
            where = Or((_FOLDERS, where))
        grouped = [one.field for one in self.group]
        orders = [one for one in self.orders if one.field not in grouped]
        return Query(
            where=simplified(where),
            order=(*self.group, *orders),
            group=self.group,
            totals=saved.totals,
            scope=scope,
            limit=limit or PAGE,
            token=page,
            counted=True,
        )

    def address(self, *, without: Asked | None = None) -> dict[str, Any]:
        """What an address says of it, but for one condition and the page."""
        found: dict[str, Any] = {}
        if not self.has_default_view:
            found["view"] = self.view.name
        if not self.has_usual_group:
            found["group"] = self.group[0].field.name if self.group else ""
        if self.text:
            found["q"] = self.text
        if self.lacks is not None:
            found[LACKING] = "1"
        for one in self.asked:
            if one is not without:
                found[one.name] = list(one.values)
        if not self.is_usual:
            found["sort"] = self.sort
        return found

    def href(self, **more: str | int | None) -> str:
        """The address of this question, with more to it."""
        return href(self.path, **{**self.address(), **more})

    def plain(self) -> str:
        """The address of the view alone."""
        return href(self.path, **({} if self.has_default_view else self.viewed()))

    def viewed(self) -> dict[str, str]:
        """What an address says of the view."""
        return {"view": self.view.name}

    def without(self, one: Asked) -> str:
        """The address of this question but for one condition."""
        return href(self.path, **self.address(without=one))

    def values(self, name: str) -> tuple[str, ...]:
        """What the address says under a name."""
        return next((one.values for one in self.asked if one.name == name), ())


def asking(call: Call) -> Asking:
    """When and where the reader asks."""
    return Asking(now=call.now, zone=timezone.get_current_timezone())


def read(call: Call, columns: list[ColumnRecord], view: ViewRecord) -> Question:
    """Read a question from an address, asked through a view."""
    query = call.query
    saved = view.content.query
    is_library = has_files(call.list)
    question = Question(
        path=call.place.path,
        view=view,
        below=Scope.RECURSIVE if is_library else Scope.FILES,
        has_default_view=not query.get("view"),
        group=saved.group,
        text=" ".join(query.get("q", "").replace("\0", "").split())[:200],
        page=query.get("page", ""),
    )
    asked = asked_columns(call, columns)
    by_name = {column.internal_name: column for column in asked}
    facts = facts_of(call.list).keys()
    if saved.order:
        question.orders = saved.order
    elif is_library:
        question.orders = (Order(Field(NAME)),)
    if query.get(LACKING):
        question.lacks = lacking(call, columns)
    _read_group(question, query, by_name, facts)
    _read_sort(question, query.get("sort", ""), by_name, facts)
    for name in query:
        op, dot, column_name = name.partition(".")
        column = by_name.get(column_name)
        if dot and column is not None and op in OPS:
            _read_filter(question, op, column, query)
    return question


def lacking(call: Call, columns: Sequence[ColumnRecord]) -> Condition | None:
    """The condition that a value is missing that an item needs, by its content type.

    None where none needs any.
    """
    types = find_list_types(call.actor, call.list.id)
    if types is None:
        return _lacking(columns, None)
    terms = [
        And((Compare(Field(BY_ID), Op.EQ, of.type_id), lacks))
        for of in types.every
        if (lacks := _lacking(columns, of)) is not None
    ]
    return simplified(Or(tuple(terms))) if terms else None


def _lacking(columns: Sequence[ColumnRecord], of: ListType | None) -> Condition | None:
    terms = [
        IsNull(Field(one.internal_name))
        for one in columns
        if not one.is_hidden and is_needed(one, of)
    ]
    return simplified(Or(tuple(terms))) if terms else None


def _read_sort(
    question: Question,
    text: str,
    by_name: dict[str, ColumnRecord],
    facts: Collection[str],
) -> None:
    name = text.removeprefix("-")
    column = by_name.get(name)
    if name in facts or (column is not None and can_sort(column)):
        question.orders = (Order(Field(name), descending=text.startswith("-")),)
        question.is_usual = False


def _read_group(
    question: Question,
    query: QueryDict,
    by_name: dict[str, ColumnRecord],
    facts: Collection[str],
) -> None:
    if "group" not in query:
        return
    name = str(query["group"])
    column = by_name.get(name)
    if name and not (name in facts or (column is not None and can_group(column))):
        return
    question.group = (Order(Field(name)),) if name else ()
    question.has_usual_group = False


def can_group(column: ColumnRecord) -> bool:
    """Tell whether rows can be grouped by a column."""
    kind = type_of(column.type, column.settings)
    return not (
        kind.is_many or kind.stored == "object" or column.type in ("note", "term")
    )


def can_sort(column: ColumnRecord) -> bool:
    """Tell whether rows can be sorted by a column."""
    kind = type_of(column.type, column.settings)
    return not (kind.is_many and kind.refers) and kind.refers != "term"


def kind_of_filter(column: ColumnRecord) -> str:
    """What a column can be narrowed by: values, numbers, days or text."""
    kind = type_of(column.type, column.settings)
    if kind.refers or column.type in ("choice", "choices", "yesno"):
        return "values"
    if column.type in _NUMBERS or kind.stored == "number":
        return "number"
    if _is_day(column):
        return "days"
    if kind.stored == "flag":
        return "values"
    return "text" if kind.is_text else ""


def _is_day(column: ColumnRecord) -> bool:
    kind = column.settings.get("result") if column.type == "calculated" else column.type
    return kind in _DAYS


def _read_filter(
    question: Question, op: str, column: ColumnRecord, query: QueryDict
) -> None:
    name = f"{op}.{column.internal_name}"
    values = tuple(value.replace("\0", "") for value in query.getlist(name))[:_MOST]
    if op in _EITHER:
        # What a box above the rows says for no choice.
        values = tuple(value for value in values if value != ALL)
    else:
        values = tuple(value.strip() for value in values if value.strip())[:1]
    if not values:
        return
    question.asked.append(Asked(op, column, values))
    try:
        term = term_of(op, column, values)
    except ValueError as error:
        question.errors[name] = str(error)
    else:
        _add(question, op, column, term)


def _add(question: Question, op: str, column: ColumnRecord, term: Condition) -> None:
    """Add a condition; of terms and those with all below them, one is enough."""
    name = column.internal_name
    others = [one.op for one in question.asked[:-1] if one.column is column]
    if op in _EITHER and set(others) & set(_EITHER):
        places = [place for place, one in enumerate(question.terms) if one[0] == name]
        if places:
            _name, before = question.terms.pop(places[-1])
            term = Or((before, term))
    question.terms.append((name, term))


def term_of(op: str, column: ColumnRecord, values: tuple[str, ...]) -> Condition:
    """A condition as addresses say it; ValueError says what is wrong."""
    name = Field(column.internal_name)
    if op == "empty":
        return IsNull(name)
    if op == "in":
        given = In(name, tuple(_value(column, one) for one in values if one))
        return Or((IsNull(name), given)) if "" in values else given
    if op == "below":
        if type_of(column.type, column.settings).refers != "term":
            raise ValueError(_("This column has no terms."))
        terms = [number(one) or 0 for one in values]
        return Or(tuple(Below(name, one) for one in terms))
    if op in ("from", "to"):
        return Compare(
            name, Op.GE if op == "from" else Op.LE, _bound(column, values[0])
        )
    if op in ("contains", "starts"):
        if not type_of(column.type, column.settings).is_text:
            raise ValueError(_("This column is not text."))
        match = Match.CONTAINS if op == "contains" else Match.STARTS
        return Like(name, match, values[0])
    return Compare(name, Op.EQ, _value(column, values[0]))


def _value(column: ColumnRecord, text: str) -> Value:
    kind = type_of(column.type, column.settings)
    if kind.refers == "principal":
        if text == ME:
            return Me()
        person = number(text)
        if not person:
            raise ValueError(_("A person is expected."))
        return person
    if kind.refers:
        found = number(text)
        if not found:
            raise ValueError(_("A number is expected."))
        return found
    if kind.stored == "flag":
        return text in ("1", "yes", "true")
    if kind_of_filter(column) in ("number", "days"):
        return _bound(column, text)
    return text


def _bound(column: ColumnRecord, text: str) -> Value:
    kind = kind_of_filter(column)
    if kind == "number":
        return read_number(text)
    if kind == "days":
        return read_day(text)
    raise ValueError(_("This column has no order of numbers or days."))


def read_number(text: str) -> float:
    """A number as people write it; a comma may stand for the point."""
    text = text.strip().replace("\N{NO-BREAK SPACE}", "")
    if text.count(",") == 1 and "." not in text:
        text = text.replace(",", ".")
    try:
        value = float(text)
    except ValueError:
        raise ValueError(_("A number is expected.")) from None
    if not math.isfinite(value):
        raise ValueError(_("A number is expected."))
    return value


def read_day(text: str) -> date:
    """A day as browsers send it."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(_("A day is expected, as 2026-12-31.")) from None


def microseconds(moment: datetime) -> int:
    """A moment of the reader's time zone, since the epoch."""
    aware = timezone.make_aware(moment) if moment.tzinfo is None else moment
    return int(aware.timestamp()) * 1_000_000 + aware.microsecond
