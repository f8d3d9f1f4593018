"""What a question to a list is made of, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from hallway.core.items.records import ItemRecord, Values

NUMBER = ".number"
CREATED = ".created"
MODIFIED = ".modified"
AUTHOR = ".author"
EDITOR = ".editor"
"""Facts of every item, asked for like columns; no internal name has a dot."""


class Op(Enum):
    """How a filter compares a column with its value."""

    EQUALS = "is"
    CONTAINS = "contains"
    STARTS = "starts"
    BEFORE = "before"
    AFTER = "after"
    EMPTY = "empty"
    ONE_OF = "in"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """One condition; `value` is a tuple for `ONE_OF` and ignored for `EMPTY`.

    Values are what column types take: see `lists.types`.  Texts are compared without
    case and accents, choices as they are.
    """

    column: str
    op: Op
    value: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """By a column's value, nothing first; then by the item's number, the same way."""

    column: str = NUMBER
    descending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An item and its values by internal name, in their stored form."""

    item: ItemRecord
    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPage:
    """One page of the rows that meet a question.

    total      how many there are, counted up to COUNTED + 1
    has_more   whether there are rows after the last of these
    has_fewer  whether there are rows before the first
    """

    rows: list[Row]
    total: int
    has_more: bool
    has_fewer: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """How many of the rows looked at have a value; None stands for no value."""

    value: Any
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetCounts:
    """The values of a column, most frequent first; `exact` unless rows were left."""

    facets: list[Facet]
    exact: bool
