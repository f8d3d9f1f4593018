"""What an address asks of a list: filters, words, an order, an edge of a page.

`<op>.<column>=<value>`, several of one column; `q` for words anywhere; `sort` with a
hyphen before it for the other way.  Everything is in the address, so it can be mailed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from hallway.core.lists.records import ColumnRecord
from hallway.core.query.records import MODIFIED, NUMBER, Filter, Op, Sort
from hallway.faces._common.numbers import number
from hallway.faces.web.parse import Call, href

OPS = ("in", "is", "contains", "starts", "from", "to", "empty")
PAGE = 100
_MOST = 100
_DAY = timedelta(days=1)


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
    """What is asked; `errors` say by field name what could not be understood."""

    path: str
    asked: list[Asked] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    text: str = ""
    sort: Sort = field(default_factory=lambda: Sort(column=MODIFIED, descending=True))
    is_usual: bool = True
    after: int | None = None
    before: int | None = None
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def is_narrowed(self) -> bool:
        """Tell whether rows are left out."""
        return bool(self.asked or self.text)

    def query(self, *, without: Asked | None = None) -> dict[str, Any]:
        """What an address says of it, but for one condition and the page's edge."""
        found: dict[str, Any] = {}
        if self.text:
            found["q"] = self.text
        for one in self.asked:
            if one is not without:
                found[one.name] = list(one.values)
        if not self.is_usual:
            sign = "-" if self.sort.descending else ""
            found["sort"] = f"{sign}{self.sort.column}"
        return found

    def href(self, **more: str | int | None) -> str:
        """The address of this question, with more to it."""
        return href(self.path, **{**self.query(), **more})

    def without(self, one: Asked) -> str:
        """The address of this question but for one condition."""
        return href(self.path, **self.query(without=one))

    def others(self, column: str) -> list[Filter]:
        """The filters of all other columns."""
        return [one for one in self.filters if one.column != column]

    def values(self, name: str) -> tuple[str, ...]:
        """What the address says under a name."""
        return next((one.values for one in self.asked if one.name == name), ())


def read(call: Call, columns: list[ColumnRecord]) -> Question:
    """Read a question from an address."""
    query = call.query
    question = Question(
        path=call.place.path,
        text=" ".join(query.get("q", "").replace("\0", "").split())[:200],
        after=number(query.get("after", "")),
        before=number(query.get("before", "")),
    )
    by_name = {column.internal_name: column for column in columns}
    _read_sort(question, query.get("sort", ""), by_name)
    for name in query:
        op, dot, column_name = name.partition(".")
        column = by_name.get(column_name)
        if dot and column is not None and op in OPS:
            _read_filter(question, op, column, query)
    return question


def _read_sort(question: Question, text: str, by_name: dict[str, ColumnRecord]) -> None:
    name = text.removeprefix("-")
    if name in by_name or name in (MODIFIED, NUMBER, ".editor", ".created", ".author"):
        question.sort = Sort(column=name, descending=text.startswith("-"))
        question.is_usual = False


def _read_filter(
    question: Question, op: str, column: ColumnRecord, query: QueryDict
) -> None:
    name = f"{op}.{column.internal_name}"
    values = tuple(value.replace("\0", "") for value in query.getlist(name))[:_MOST]
    if op != "in":
        values = tuple(value.strip() for value in values if value.strip())[:1]
    if not values:
        return
    question.asked.append(Asked(op, column, values))
    try:
        question.filters.append(_filter(op, column, values))
    except ValueError as error:
        question.errors[name] = str(error)


def _filter(op: str, column: ColumnRecord, values: tuple[str, ...]) -> Filter:
    name = column.internal_name
    if op == "empty":
        return Filter(column=name, op=Op.EMPTY)
    if op == "in":
        wanted = tuple(_value(column, one) if one else None for one in values)
        return Filter(column=name, op=Op.ONE_OF, value=wanted)
    if op in ("from", "to"):
        return _bound(op, column, values[0])
    if op in ("contains", "starts") and column.type not in ("text", "note", "choice"):
        raise ValueError(_("This column is not text."))
    value = _value(column, values[0])
    if op == "is" and column.type == "datetime":
        raise ValueError(_("Give a first and a last day instead."))
    return Filter(column=name, op=Op(op), value=value)


def _value(column: ColumnRecord, text: str) -> Any:
    match column.type:
        case "number":
            return read_number(text)
        case "yesno":
            return text in ("1", "yes", "true")
        case "person":
            person = number(text)
            if not person:
                raise ValueError(_("A person is expected."))
            return person
        case "date":
            return read_day(text).isoformat()
        case "datetime":
            return microseconds(datetime.combine(read_day(text), time()))
        case _:
            return text


def _bound(op: str, column: ColumnRecord, text: str) -> Filter:
    """A bound that is itself inside; the core's are outside."""
    kind = Op.AFTER if op == "from" else Op.BEFORE
    value: Any
    if column.type == "number":
        away = -math.inf if op == "from" else math.inf
        value = math.nextafter(read_number(text), away)
    elif column.type in ("date", "datetime"):
        try:
            day = read_day(text) + (_DAY if op == "to" else timedelta())
            value = microseconds(datetime.combine(day, time()))
            if op == "from":
                value -= 1
            if column.type == "date":
                value = (day - _DAY if op == "from" else day).isoformat()
        except OverflowError:
            raise ValueError(_("That is too far away.")) from None
    else:
        raise ValueError(_("This column has no order of numbers or days."))
    return Filter(column=column.internal_name, op=kind, value=value)


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
