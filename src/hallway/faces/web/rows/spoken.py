"""Conditions of views, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from django.utils import formats
from django.utils.translation import gettext as _

from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.types import type_of
from hallway.faces.web.rows.cells import day_words, number_words
from hallway.faces.web.rows.parts import title_of
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
    Member,
    Not,
    Now,
    Op,
    Or,
    Overlaps,
    PartOf,
    Today,
    Value,
    conditions,
)


def people_in(where: Condition | None, columns: Sequence[ColumnRecord]) -> set[int]:
    """Whom conditions name."""
    persons = {
        one.internal_name
        for one in columns
        if type_of(one.type, one.settings).refers == "principal"
    } | {"Author", "Editor"}
    return {
        value
        for one in conditions(where)
        for name, value in _compared(one)
        if name in persons and isinstance(value, int) and not isinstance(value, bool)
    }


def _compared(one: Condition) -> Iterator[tuple[str, Value]]:
    match one:
        case Compare(Field(name), _op, value):
            yield name, value
        case In(Field(name), values):
            yield from ((name, value) for value in values)
        case Below(Field(name), term):
            yield name, term
        case _:
            return


def terms_of(where: Condition | None) -> tuple[Condition, ...]:
    """The conditions that all have to hold."""
    match where:
        case None:
            return ()
        case And(terms):
            return terms
        case _:
            return (where,)


def terms_named(where: Condition | None, columns: Sequence[ColumnRecord]) -> set[int]:
    """The managed terms that conditions name."""
    typed = {
        one.internal_name
        for one in columns
        if type_of(one.type, one.settings).refers == "term"
    }
    return {
        value
        for one in conditions(where)
        for name, value in _compared(one)
        if name in typed and isinstance(value, int)
    }


def spoken(
    where: Condition,
    columns: Sequence[ColumnRecord],
    people: Mapping[int, str],
    terms: Mapping[int, str] | None = None,
) -> str:
    """A condition as a sentence people read; names of people and terms by number."""
    return _Speaker(columns, people, terms or {}).said(where)


class _Speaker:
    def __init__(
        self,
        columns: Sequence[ColumnRecord],
        people: Mapping[int, str],
        terms: Mapping[int, str],
    ) -> None:
        self._columns = columns
        self._terms = terms
        self._typed = {
            one.internal_name
            for one in columns
            if type_of(one.type, one.settings).refers == "term"
        }
        self._people = people
        self._persons = {
            one.internal_name
            for one in columns
            if type_of(one.type, one.settings).refers == "principal"
        } | {"Author", "Editor"}

    def said(self, where: Condition) -> str:
        match where:
            case And(terms):
                return _("%(first)s and %(second)s") % self._two(terms)
            case Or(terms):
                return _("%(first)s or %(second)s") % self._two(terms)
            case Not(IsNull(left)):
                return _("%(title)s has a value") % {"title": self._title(left)}
            case Not(term):
                return _("not: %(condition)s") % {"condition": self.said(term)}
            case IsNull(left):
                return _("%(title)s has no value") % {"title": self._title(left)}
            case Like(left, match, text):
                said = {
                    Match.CONTAINS: _("%(title)s contains “%(value)s”"),
                    Match.STARTS: _("%(title)s starts with “%(value)s”"),
                    Match.ENDS: _("%(title)s ends with “%(value)s”"),
                }[match]
                return said % {"title": self._title(left), "value": text}
            case Compare(left, op, value):
                return self._comparison(left, op, value)
            case In(left, values):
                listed = ", ".join(self._value(left, one) for one in values)
                facts = {"title": self._title(left), "value": listed}
                return _("%(title)s is one of: %(value)s") % facts
            case Anywhere(word):
                return _("“%(word)s” is in a text") % {"word": word}
            case Member(left) | Below(left):
                return self._membership(where, left)
            case Overlaps(start, end):
                facts = {"start": self._title(start), "end": self._title(end)}
                return _("from %(start)s to %(end)s meets a day") % facts

    def _membership(self, where: Member | Below, left: Field) -> str:
        facts = {"title": self._title(left)}
        if isinstance(where, Member):
            return _("%(title)s names a member or a group") % facts
        facts["value"] = self._value(left, where.term)
        return _("%(title)s is %(value)s or below it") % facts

    def _two(self, terms: Sequence[Condition]) -> dict[str, str]:
        said = [
            f"({self.said(one)})" if isinstance(one, And | Or) else self.said(one)
            for one in terms
        ]
        first = ", ".join(said[:-1]) or "…"
        return {"first": first, "second": said[-1] if said else "…"}

    def _comparison(self, left: Field | PartOf, op: Op, value: Value) -> str:
        said = {
            Op.EQ: _("%(title)s is %(value)s"),
            Op.NE: _("%(title)s is not %(value)s"),
            Op.LT: _("%(title)s is below %(value)s"),
            Op.LE: _("%(title)s is at most %(value)s"),
            Op.GT: _("%(title)s is above %(value)s"),
            Op.GE: _("%(title)s is at least %(value)s"),
        }[op]
        return said % {"title": self._title(left), "value": self._value(left, value)}

    def _title(self, left: Field | PartOf) -> str:
        field = left.field if isinstance(left, PartOf) else left
        title = title_of(field.name, self._columns)
        return f"{title} ({left.part.value})" if isinstance(left, PartOf) else title

    def _value(self, left: Field | PartOf, value: Value) -> str:
        name = left.field.name if isinstance(left, PartOf) else left.name
        match value:
            case bool():
                return _("Yes") if value else _("No")
            case Me():
                return _("me")
            case Today(0):
                return _("today")
            case Today(days) if days > 0:
                return _("in %(days)s days") % {"days": days}
            case Today(days):
                return _("%(days)s days ago") % {"days": -days}
            case Now():
                return _("now")
            case int() if name in self._persons:
                return self._people.get(value, _("Somebody who is gone"))
            case int() if name in self._typed:
                return self._terms.get(value, f"#{value}")
            case int() | float():
                return number_words(float(value))
            case datetime():
                return str(formats.date_format(value, "DATETIME_FORMAT"))
            case date():
                return day_words(value.isoformat())
            case _:
                return str(value)
