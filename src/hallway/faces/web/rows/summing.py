"""Totals and groups in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from hallway.core.access.queries import get_principal_titles
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.types import type_of
from hallway.core.query.records import AUTHOR, EDITOR, NUMBER, Group, Totalled
from hallway.faces.web.parse import Call
from hallway.faces.web.rows import cells
from hallway.faces.web.rows.question import Question
from hallway.faces.web.when import when
from hallway.wire.query import Sum


def sum_words() -> dict[Sum, str]:
    """What totals are called."""
    return {
        Sum.COUNT: _("Count"),
        Sum.SUM: _("Sum"),
        Sum.AVERAGE: _("Average"),
        Sum.MIN: _("Least"),
        Sum.MAX: _("Most"),
        Sum.DEVIATION: _("Deviation"),
        Sum.VARIANCE: _("Variance"),
    }


def total_words(one: Totalled, columns: Sequence[ColumnRecord]) -> str:
    """A total as people read it."""
    name = sum_words()[one.sum]
    if one.value is None:
        return f"{name} —"
    if one.sum is Sum.COUNT:
        return f"{name} {cells.grouped(one.value)}"
    column = next((c for c in columns if c.internal_name == one.name), None)
    if column is None:
        is_moment = one.name in ("Created", "Modified")
        value = when(one.value, now=one.value).exact if is_moment else str(one.value)
        return f"{name} {value}"
    value = one.value
    if column.type == "currency" and one.sum is not Sum.VARIANCE:
        value = round(value)
    elif isinstance(value, float) and column.type not in ("number", "calculated"):
        return f"{name} {cells.grouped(round(value, 2))}"
    return f"{name} {cells.cell(column, value, {}, now=0).text}"


def group_words(
    call: Call,
    groups: Sequence[Group],
    question: Question,
    columns: Sequence[ColumnRecord],
) -> dict[str, tuple[int, str]]:
    """How many rows each group has and its totals, by its words without case."""
    known = {one.internal_name: one for one in columns}
    fields = [known.get(one.field.name) for one in question.group]
    names = [one.field.name for one in question.group]
    people = get_principal_titles(call.actor, _people(groups, fields, names))
    found: dict[str, tuple[int, str]] = {}
    for group in groups:
        words = " · ".join(
            _words(name, column, value, led, people) or _("No value")
            for name, column, value, led in zip(
                names, fields, group.values, group.words, strict=True
            )
        )
        totals = " · ".join(total_words(one, columns) for one in group.totals)
        found[words.casefold()] = (group.count, totals)
    return found


def _people(
    groups: Sequence[Group], fields: Sequence[ColumnRecord | None], names: Sequence[str]
) -> set[int]:
    places = [
        place
        for place, (column, name) in enumerate(zip(fields, names, strict=True))
        if _is_person(name, column)
    ]
    return {
        group.values[place]
        for group in groups
        for place in places
        if group.values[place] is not None
    }


def _is_person(name: str, column: ColumnRecord | None) -> bool:
    if column is None:
        return name in (AUTHOR, EDITOR)
    return type_of(column.type, column.settings).refers == "principal"


def _words(
    name: str,
    column: ColumnRecord | None,
    value: Any,
    led: str | None,
    people: Mapping[int, str],
) -> str:
    if led is not None:
        return led
    if value is None:
        return ""
    if _is_person(name, column):
        return people.get(value, "")
    if column is None:
        return str(value) if name == NUMBER else cells.day_words(str(value))
    if column.type == "datetime":
        return cells.day_words(str(value))
    return cells.plain(column, value, people)
