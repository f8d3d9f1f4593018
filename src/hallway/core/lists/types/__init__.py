"""Column types: from what a face parsed to what is stored, and its refusals.

What is stored in an item under the column's id, by type; null is absent, and many
values are a list that is never empty:

text, note, choice  text                   choices   [text]
number              a double               currency  integer minor units
yesno               true or false          rating    integer from 1
date                `YYYY-MM-DD`           datetime  microseconds UTC
person              principal id           persons   [principal id]
lookup              item id, of the whole installation; who writes one gives the number
                    in the list that is looked up     lookups   [item id]
term                term id                terms     [term id]
link, picture       {"url", "text"}
location            {"name"}, and if known "address", "latitude" and "longitude"
calculated          as the type that `settings.result` names
autonumber          integer
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hallway.core.errors import Invalid
from hallway.core.lists.types import numbers, others, texts, times
from hallway.core.lists.types.base import ColumnType, Encoder, Settings, many, refuse

TYPES: dict[str, ColumnType] = {
    "text": ColumnType(encode=texts.text, stored="text", is_text=True, is_prose=True),
    "note": ColumnType(encode=texts.note, stored="text", is_text=True, is_prose=True),
    "number": ColumnType(encode=numbers.number, stored="number", has_order=True),
    "currency": ColumnType(encode=numbers.amount, stored="integer", has_order=True),
    "yesno": ColumnType(encode=numbers.yesno, stored="flag"),
    "choice": ColumnType(encode=texts.choice, stored="text", is_text=True),
    "choices": ColumnType(
        encode=many(texts.choice), stored="text", is_many=True, is_text=True
    ),
    "date": ColumnType(encode=times.day, stored="text", has_order=True),
    "datetime": ColumnType(encode=times.instant, stored="integer", has_order=True),
    "person": ColumnType(encode=others.person, stored="integer", refers="principal"),
    "persons": ColumnType(
        encode=many(others.person), stored="integer", is_many=True, refers="principal"
    ),
    "lookup": ColumnType(encode=others.lookup, stored="integer", refers="item"),
    "lookups": ColumnType(
        encode=many(others.lookup), stored="integer", is_many=True, refers="item"
    ),
    "link": ColumnType(
        encode=others.link, stored="object", is_text=True, is_prose=True
    ),
    "picture": ColumnType(
        encode=others.picture, stored="object", is_text=True, is_prose=True
    ),
    "location": ColumnType(
        encode=others.location, stored="object", is_text=True, is_prose=True
    ),
    "term": ColumnType(encode=others.term, stored="integer", refers="term"),
    "terms": ColumnType(
        encode=many(others.term), stored="integer", is_many=True, refers="term"
    ),
    "rating": ColumnType(encode=numbers.rating, stored="integer", has_order=True),
    "calculated": ColumnType(encode=refuse, stored="text", is_given=False),
    "autonumber": ColumnType(
        encode=refuse, stored="integer", has_order=True, is_given=False
    ),
}
"""The types of columns by their names."""

RESULTS = ("text", "number", "yesno", "date", "datetime")
"""What a calculated column may be."""


def kind_of(kind: str, settings: Settings) -> str:
    """Return the type a column's values are stored and asked as."""
    if kind == "calculated":
        result = settings.get("result")
        return str(result) if result in RESULTS else "text"
    return kind


def type_of(kind: str, settings: Settings) -> ColumnType:
    """Return how a column's values are stored: of a calculated one, its result's."""
    return TYPES[kind_of(kind, settings)]


def is_empty(value: Any) -> bool:
    """Tell whether a value that was given stands for none."""
    return value is None or value == "" or (isinstance(value, list) and not value)


def encode(
    columns: list[tuple[int, str, str, bool, Mapping[str, Any]]],
    values: Mapping[str, Any],
    *,
    stored: Mapping[str, Any],
) -> dict[str, Any]:
    """Return the stored form of `stored` with `values` laid over it.

    columns  (id, internal name, type, required, settings) of the list
    values   by internal name; None removes a value
    Raises Invalid with one message a field; nothing is half accepted.  What refers to
    something else is not looked up here: commands write through `items.saving`.
    """
    errors: dict[str, str] = {}
    result = dict(stored)
    by_name = {column[1]: column for column in columns}
    for name, value in values.items():
        column = by_name.get(name)
        if column is None:
            errors[name] = "There is no such column."
            continue
        number, _name, kind, _required, settings = column
        try:
            found = None if is_empty(value) else TYPES[kind].encode(value, settings)
        except ValueError as error:
            errors[name] = str(error)
            continue
        if found is None:
            result.pop(str(number), None)
        else:
            result[str(number)] = found
    for number, name, _kind, required, _settings in columns:
        if required and str(number) not in result:
            errors.setdefault(name, "A value is needed.")
    if errors:
        raise Invalid(errors)
    return result


__all__ = [
    "RESULTS",
    "TYPES",
    "ColumnType",
    "Encoder",
    "Settings",
    "encode",
    "is_empty",
    "kind_of",
    "type_of",
]
