"""Questions answered in plain Python: what the compiler's answers are held against.

It knows rows as they were written and shares no code with the compiler but the folding
of texts.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cmp_to_key
from typing import Any
from zoneinfo import ZoneInfo

from hallway.wire.paths import fold, sort_key
from hallway.wire.query import (
    And,
    Anywhere,
    Compare,
    Condition,
    Field,
    In,
    IsNull,
    Like,
    Match,
    Me,
    Member,
    Membership,
    Not,
    Now,
    Op,
    Or,
    Order,
    Overlaps,
    PartOf,
    Scope,
    Span,
    Sum,
    Today,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MANY = ("choices", "persons", "lookups")
PROSE = ("text", "note")


@dataclass
class Line:
    """A row as it was written: values by name, and what every item has."""

    number: int
    values: dict[str, Any]
    is_folder: bool = False
    parent: int = 0
    scope: str = "list"


@dataclass
class Model:
    """A list, its columns' types by name, and whom its numbers stand for.

    people   titles by principal
    groups   members by group
    targets  the numbers and texts of what lookups lead to, by item id
    """

    types: Mapping[str, str]
    lines: dict[int, Line]
    people: Mapping[int, str]
    kinds: Mapping[int, str]
    groups: Mapping[int, set[int]]
    site_groups: set[int]
    targets: Mapping[int, tuple[int, str]]
    now: int
    zone: ZoneInfo


@dataclass
class Asker:
    """Who asks: what he sees, who he is, what he is in."""

    scopes: set[str]
    me: int
    groups: set[int] = field(default_factory=set)
    hidden: set[int] = field(default_factory=set)


class Evaluator:
    """Answers questions of one asker."""

    def __init__(self, model: Model, asker: Asker) -> None:
        self.model = model
        self.asker = asker

    def rows(
        self,
        where: Condition | None,
        order: Sequence[Order],
        scope: Scope,
        folder: int = 0,
    ) -> list[int]:
        """Give the numbers of the rows that meet a question, in its order."""
        found = [
            line
            for line in self.model.lines.values()
            if line.scope in self.asker.scopes
            and self.within(line, scope, folder)
            and self.meets(where, line)
        ]
        first = scope in (Scope.DEFAULT, Scope.ALL)

        def compared(a: Line, b: Line) -> int:
            if first and a.is_folder != b.is_folder:
                return -1 if a.is_folder else 1
            for one in order:
                x, y = (self.key(one.field.name, line) for line in (a, b))
                if x != y:
                    sign = -1 if _before(x, y) else 1
                    return -sign if one.descending else sign
            sign = -1 if a.number < b.number else 1
            return -sign if order and order[0].descending else sign

        return [line.number for line in sorted(found, key=cmp_to_key(compared))]

    def within(self, line: Line, scope: Scope, folder: int) -> bool:
        if scope in (Scope.FILES, Scope.RECURSIVE) and line.is_folder:
            return False
        if scope in (Scope.DEFAULT, Scope.FILES):
            return line.parent == folder
        above = line.parent
        while above not in (folder, 0):
            above = self.model.lines[above].parent
        return above == folder

    def key(self, name: str, line: Line) -> Any:
        """Give what a row is sorted by."""
        value = self.value(name, line)
        kind = self.kind(name)
        if value is None:
            return None
        if kind in ("person", "Author"):
            return fold(self.model.people[value])
        if kind == "lookup":
            led = self.led(value)
            return None if led is None else sort_key(led[1])
        if kind == "choices":
            return sort_key(", ".join(value))
        return sort_key(value) if isinstance(value, str) and kind != "date" else value

    def kind(self, name: str) -> str:
        if name in ("Author", "Editor"):
            return "person"
        if name == "ID":
            return "integer"
        return self.model.types[name]

    def value(self, name: str, line: Line) -> Any:
        return line.number if name == "ID" else line.values.get(name)

    def led(self, item: int) -> tuple[int, str] | None:
        return None if item in self.asker.hidden else self.model.targets[item]

    def each(self, name: str, line: Line) -> list[Any]:
        """Give the values of a column: none, one, or all of many."""
        value = self.value(name, line)
        found = [] if value is None else value if isinstance(value, list) else [value]
        if self.kind(name) in ("lookup", "lookups"):
            return [one for one in found if self.led(one) is not None]
        return found

    def meets(self, where: Condition | None, line: Line) -> bool:  # noqa: C901, PLR0912
        match where:
            case None:
                return True
            case And(terms):
                return all(self.meets(one, line) for one in terms)
            case Or(terms):
                return any(self.meets(one, line) for one in terms)
            case Not(term):
                return not self.meets(term, line)
            case Compare(left, Op.NE, value):
                return not self.meets(Compare(left, Op.EQ, value), line)
            case Compare(PartOf(one, part), op, value):
                values = self.each(one.name, line)
                return any(
                    _compare(getattr(self.clock(single), part.value), op, value)
                    for single in values
                )
            case Compare(Field(name, inner), op, value):
                return any(
                    self.compares(name, inner, single, op, value)
                    for single in self.each(name, line)
                )
            case In(left, values):
                return any(self.meets(Compare(left, Op.EQ, v), line) for v in values)
            case Like(Field(name, inner), match, text):
                return any(
                    _like(words, match, fold(text))
                    for single in self.each(name, line)
                    for words in [self.words(name, inner, single)]
                )
            case IsNull(Field(name)):
                return not self.each(name, line)
            case Overlaps(start, end, value, span):
                return self.overlaps(start.name, end.name, value, span, line)
            case Member(Field(name), membership, group):
                return any(
                    self.is_member(single, membership, group)
                    for single in self.each(name, line)
                )
            case Anywhere(word):
                return any(
                    fold(word) in fold(text)
                    for name, kind in self.model.types.items()
                    if kind in (*PROSE, "choice", "choices")
                    for text in self.each(name, line)
                )
        raise AssertionError(where)

    def words(self, name: str, inner: str, value: Any) -> str:
        kind = self.kind(name)
        if kind in ("person", "persons"):
            return fold(self.model.people[value])
        if kind in ("lookup", "lookups"):
            return fold(self.model.targets[value][1])
        return fold(str(value))

    def compares(self, name: str, inner: str, single: Any, op: Op, value: Any) -> bool:
        kind = self.kind(name)
        if kind in ("person", "persons"):
            if inner == "Title":
                return _compare(fold(self.model.people[single]), op, fold(value))
            return bool(single == (self.asker.me if value == Me() else value))
        if kind in ("lookup", "lookups"):
            number, text = self.model.targets[single]
            if inner == "Title" or isinstance(value, str):
                if op is Op.EQ:
                    return fold(text) == fold(value)
                return _compare(sort_key(text), op, sort_key(value))
            return _compare(number, op, value)
        if kind in PROSE:
            if op is Op.EQ:
                return fold(single) == fold(value)
            return _compare(sort_key(single), op, sort_key(value))
        if kind in ("choice", "choices"):
            if op is Op.EQ:
                return bool(single == value)
            return _compare(sort_key(single), op, sort_key(value))
        if kind == "date":
            return _compare(single, op, self.day(value).isoformat())
        if kind == "datetime":
            return self.moments(single, op, value)
        return _compare(single, op, value)

    def clock(self, value: Any) -> Any:
        if isinstance(value, str):
            return date.fromisoformat(value)
        return (EPOCH + timedelta(microseconds=value)).astimezone(self.model.zone)

    def day(self, value: Any) -> date:
        moment = self.moment(value)
        return moment if isinstance(moment, date) else self.clock(moment).date()

    def moment(self, value: Any) -> date | int:
        match value:
            case Today(days):
                return date(*self.clock(self.model.now).timetuple()[:3]) + timedelta(
                    days
                )
            case Now(seconds):
                return self.model.now + seconds * 1_000_000
            case datetime():
                aware = value if value.tzinfo else value.replace(tzinfo=self.model.zone)
                return (aware - EPOCH) // timedelta(microseconds=1)
            case _:
                assert isinstance(value, date)
                return value

    def moments(self, single: int, op: Op, value: Any) -> bool:
        wanted = self.moment(value)
        if isinstance(wanted, int):
            return _compare(single, op, wanted)
        return _compare(self.clock(single).date(), op, wanted)

    def overlaps(
        self, start: str, end: str, value: Any, span: Span, line: Line
    ) -> bool:
        starts, ends = self.value(start, line), self.value(end, line)
        if starts is None:
            return False
        last = starts if ends is None else ends
        days = [
            one if isinstance(one, date) else one.date()
            for one in map(self.clock, (starts, last))
        ]
        days = [date(*one.timetuple()[:3]) for one in days]
        wanted = self.day(value)
        first, it, end_ = (_within(span, one) for one in (days[0], wanted, days[1]))
        return bool(first <= it <= end_)

    def is_member(self, single: int, membership: Membership, group: int | None) -> bool:
        kind = self.model.kinds[single]
        match membership:
            case Membership.MINE:
                return kind == "group" and single in self.asker.groups
            case Membership.ALL_USERS:
                return kind == "person"
            case Membership.GROUPS:
                return single in self.model.site_groups
            case Membership.GROUP:
                return single in self.model.groups.get(group or 0, set())
            case _:
                raise AssertionError(membership)

    def total(self, numbers: Sequence[int], name: str, kind: Sum) -> Any:
        """Give a total of some rows."""
        values = [
            value
            for number in numbers
            if (value := self.value(name, self.model.lines[number])) is not None
        ]
        if kind is Sum.COUNT:
            return len(values)
        if not values:
            return None
        match kind:
            case Sum.SUM:
                return float(sum(values))
            case Sum.AVERAGE:
                return sum(values) / len(values)
            case Sum.MIN:
                return min(values)
            case Sum.MAX:
                return max(values)
        if len(values) < 2:
            return None
        if kind is Sum.DEVIATION:
            return statistics.stdev(values)
        return statistics.variance(values)

    def facets(self, numbers: Sequence[int], name: str) -> dict[Any, int]:
        """Give how often each value occurs."""
        counts: dict[Any, int] = {}
        for number in numbers:
            line = self.model.lines[number]
            for value in self.each(name, line) or [None]:
                word = self.group_key(name, value)
                counts[word] = counts.get(word, 0) + 1
        return counts

    def group_key(self, name: str, value: Any) -> Any:
        """Give what is the same for all rows of a group."""
        kind = self.kind(name)
        if value is None:
            return None
        if kind in PROSE:
            return fold(value)
        if kind == "datetime":
            return self.clock(value).date().isoformat()
        if kind in ("lookup", "lookups"):
            return self.model.targets[value][0]
        return value


def _within(span: Span, day: date) -> Any:
    """Give what is the same for all days of a week, a month, a year."""
    match span:
        case Span.DAY:
            return day
        case Span.WEEK:
            return day.isocalendar()[:2]
        case Span.MONTH:
            return (day.year, day.month)
        case Span.YEAR:
            return day.year


def _before(x: Any, y: Any) -> bool:
    if x is None or y is None:
        return x is None
    return bool(x < y)


def _compare(x: Any, op: Op, y: Any) -> bool:
    match op:
        case Op.EQ:
            return bool(x == y)
        case Op.LT:
            return bool(x < y)
        case Op.LE:
            return bool(x <= y)
        case Op.GT:
            return bool(x > y)
        case Op.GE:
            return bool(x >= y)
        case _:
            raise AssertionError(op)


def _like(words: str, match: Match, text: str) -> bool:
    match match:
        case Match.CONTAINS:
            return text in words
        case Match.STARTS:
            return words.startswith(text)
        case Match.ENDS:
            return words.endswith(text)


__all__ = ["Asker", "Evaluator", "Line", "Model"]
