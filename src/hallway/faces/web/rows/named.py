"""What the numbers in rows stand for: people, and items that lookups point to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from django.utils.translation import get_language

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_principal_names, get_principal_titles
from hallway.core.items.targets import Shape, Target, find_shape, get_targets
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.types import TYPES
from hallway.core.terms.queries import get_term_titles
from hallway.faces.web.parse import person_href

Rows = Iterable[Mapping[str, Any]]


class Named(NamedTuple):
    """Titles of principals and terms by id; targets of lookups by name and id.

    kinds  what principals are, by id: only persons have a page
    """

    people: Mapping[int, str]
    shapes: Mapping[str, Shape]
    targets: Mapping[str, Mapping[int, Target]]
    terms: Mapping[int, str]
    kinds: Mapping[int, str] = MappingProxyType({})

    def page_of(self, person: int) -> str:
        """The address of a person's page; empty for groups, forms and the like."""
        return person_href(person) if self.kinds.get(person) == "person" else ""


NOBODY = Named({}, {}, {}, {})


def ids_in(value: Any) -> Iterator[int]:
    """The numbers that a value holds."""
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, int) and not isinstance(one, bool):
            yield one


def numbers_of(rows: Rows, column: ColumnRecord) -> set[int]:
    """The numbers that rows have in a column."""
    return {one for row in rows for one in ids_in(row.get(column.internal_name))}


def people_of(rows: Rows, columns: Sequence[ColumnRecord]) -> set[int]:
    """Everybody that rows name in their columns."""
    found = list(rows)
    return {
        one
        for column in columns
        if TYPES[column.type].refers == "principal"
        for one in numbers_of(found, column)
    }


def name_targets(
    actor: Actor, rows: Rows, columns: Sequence[ColumnRecord], people: Mapping[int, str]
) -> Named:
    """What rows refer to; a few statements for each lookup column, for all rows."""
    found = list(rows)
    shapes, targets, more = {}, {}, set()
    for column in columns:
        if TYPES[column.type].refers != "item":
            continue
        ids = numbers_of(found, column)
        shape = find_shape(actor, column) if ids else None
        if shape is None:
            continue
        name = column.internal_name
        shapes[name] = shape
        targets[name] = get_targets(actor, shape, ids)
        more |= shown_people(shape, targets[name].values())
    if more:
        people = {**people, **get_principal_titles(actor, more)}
    return Named(people, shapes, targets, name_terms(actor, found, columns))


def name_terms(
    actor: Actor, rows: Rows, columns: Sequence[ColumnRecord]
) -> Mapping[int, str]:
    """What the terms of rows are called in the reader's language; one statement."""
    found = list(rows)
    wanted = {
        one
        for column in columns
        if TYPES[column.type].refers == "term"
        for one in numbers_of(found, column)
    }
    return get_term_titles(actor, wanted, language=get_language() or "en")


def shown_people(shape: Shape, targets: Iterable[Target]) -> set[int]:
    """Whom targets show."""
    found = list(targets)
    shown = [shape.name, *shape.extra]
    columns = [shape.columns[one] for one in shown if one in shape.columns]
    return people_of(({shape.name: t.value, **t.extra} for t in found), columns)


def name_all(
    actor: Actor, rows: Rows, columns: Sequence[ColumnRecord], *, people: Iterable[int]
) -> Named:
    """What rows refer to, and the names of these people too."""
    found = list(rows)
    names = get_principal_names(actor, {*people, *people_of(found, columns)})
    titles = {one: name.title for one, name in names.items()}
    named = name_targets(actor, found, columns, titles)
    return named._replace(kinds={one: name.kind for one, name in names.items()})
