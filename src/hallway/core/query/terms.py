"""Columns and conditions as SQL; pure but for the engine's spelling."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from hallway.core.errors import Invalid
from hallway.core.items.keys import SEARCHED, search_name, sort_name
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.types import TYPES, kind_of, type_of
from hallway.core.query.records import (
    AUTHOR,
    CREATED,
    EDITOR,
    MODIFIED,
    NUMBER,
    Filter,
    Op,
)
from hallway.platform.db import engine
from hallway.wire.paths import fold


class Term(NamedTuple):
    """A piece of SQL with its parameters."""

    sql: str
    parameters: list[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """Something rows are asked about: a column, or a fact of the item.

    value   SQL of the stored value
    order   SQL of what it is sorted by; for persons their place among the titles
    search  SQL of the folded text, for texts
    """

    name: str
    type: str
    value: str
    order: str
    search: str = ""


def fields_of(columns: Iterable[ColumnRecord]) -> dict[str, Field]:
    """Return what a list can be asked about, by name."""
    facts = (
        (NUMBER, "integer", "i.number"),
        (CREATED, "datetime", "i.created"),
        (MODIFIED, "datetime", "i.modified"),
        (AUTHOR, "person", "i.author"),
        (EDITOR, "person", "i.editor"),
    )
    fields = {
        name: Field(name=name, type=kind, value=sql, order=sql)
        for name, kind, sql in facts
    }
    for column in columns:
        kind = type_of(column.type, column.settings)
        as_text = kind.is_many or kind.stored == "object"
        stored = "text" if as_text else kind.stored
        value = engine().json_value("i.data", str(column.id), stored)
        order, search = value, ""
        if kind.is_text:
            order = engine().json_value("i.keys", sort_name(column.id), "text")
            search = engine().json_value("i.keys", search_name(column.id), "text")
        fields[column.internal_name] = Field(
            name=column.internal_name,
            type=kind_of(column.type, column.settings),
            value=value,
            order=order,
            search=search,
        )
    return fields


def field_called(fields: Mapping[str, Field], name: str) -> Field:
    """Return a field by its name; Invalid where there is none."""
    if name not in fields:
        raise Invalid({name: "There is no such column."})
    return fields[name]


def where(
    fields: Mapping[str, Field], filters: Sequence[Filter], text: str
) -> list[Term]:
    """Return the conditions that all must hold; Invalid names the column at fault."""
    terms = [_condition(field_called(fields, one.column), one) for one in filters]
    terms += [_anywhere(fields, word) for word in text.split()]
    return terms


def _anywhere(fields: Mapping[str, Field], word: str) -> Term:
    pattern = f"%{_escaped(fold(word))}%"
    searched = [field.search for field in fields.values() if field.search]
    if not searched:
        return Term("1 = 0", [])
    likes = " OR ".join(f"{sql} LIKE %s ESCAPE '!'" for sql in searched)
    return Term(f"({likes})", [pattern] * len(searched))


def _condition(field: Field, one: Filter) -> Term:
    if one.op is Op.EMPTY:
        return Term(f"{field.value} IS NULL", [])
    if one.op is Op.ONE_OF:
        wanted = [_equals(field, value) for value in one.value]
        if not wanted:
            return Term("1 = 0", [])
        joined = " OR ".join(term.sql for term in wanted)
        return Term(f"({joined})", [p for term in wanted for p in term.parameters])
    if one.op is Op.EQUALS:
        return _equals(field, one.value)
    if one.op in (Op.BEFORE, Op.AFTER):
        if field.type != "integer" and not TYPES[field.type].has_order:
            raise _unfit(field)
        sign = "<" if one.op is Op.BEFORE else ">"
        return Term(f"{field.value} {sign} %s", [_value(field, one.value)])
    if not field.search:
        raise _unfit(field)
    folded = _escaped(fold(str(_value(field, one.value))))
    pattern = f"{folded}%" if one.op is Op.STARTS else f"%{folded}%"
    return Term(f"{field.search} LIKE %s ESCAPE '!'", [pattern])


def _equals(field: Field, value: Any) -> Term:
    if value is None:
        return Term(f"{field.value} IS NULL", [])
    if field.type != "integer" and TYPES[field.type].is_prose:
        wanted = str(_value(field, value))
        return Term(f"{field.search} = %s", [fold(wanted[:SEARCHED])])
    if field.type != "integer" and TYPES[field.type].is_many:
        raise _unfit(field)
    return Term(f"{field.value} = %s", [_value(field, value)])


def _value(field: Field, value: Any) -> Any:
    """Return a filter's value in its stored form."""
    if field.type == "integer":
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        raise Invalid({field.name: "A number is expected."})
    kind = "note" if TYPES[field.type].is_text else field.type
    try:
        stored = TYPES[kind].encode(value, {})
    except ValueError as error:
        raise Invalid({field.name: str(error)}) from None
    return int(stored) if kind == "yesno" else stored


def _unfit(field: Field) -> Invalid:
    return Invalid({field.name: "This column cannot be compared that way."})


def _escaped(text: str) -> str:
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
