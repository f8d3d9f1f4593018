"""What a type of column is, and the texts all of them share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from hallway.core.names import is_storable

Settings: TypeAlias = Mapping[str, Any]
Encoder = Callable[[Any, Settings], Any]

MAX_INTEGER = 2**63 - 1
MAX_MANY = 500
"""Values one column of one item holds at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnType:
    """What a type of column is.

    encode   from what a face parsed to the stored form; ValueError says what is wrong
    stored   how JSON holds a value: `text`, `number` (a double), `integer`, `flag`
             (true or false) or `object`
    is_many  a value is a list of such
    is_text  people read it as text: kept beside it are keys to sort and search by
    is_prose its texts are compared without case and accents; others are, as they are
    has_order  values come before and after each other
    refers   what a value is a number of: `principal`, `item` or `term`; who writes it
             looks that up, see `items.references`
    is_given written by people; others are by the program
    """

    encode: Encoder
    stored: str
    is_many: bool = False
    is_text: bool = False
    is_prose: bool = False
    has_order: bool = False
    refers: str = ""
    is_given: bool = True


def plain(value: Any) -> str:
    """Return text that every database keeps: PostgreSQL has no NUL in JSON."""
    if not isinstance(value, str):
        raise ValueError("Text is expected.")
    if not is_storable(value):
        raise ValueError("Text without NUL and half characters is expected.")
    return value


def line(value: Any, longest: int) -> str:
    """Return one line of text."""
    value = plain(value)
    if len(value) > longest:
        raise ValueError(f"At most {longest} characters.")
    if "\n" in value or "\r" in value:
        raise ValueError("One line of text is expected.")
    return str(value)


def many(encode: Encoder) -> Encoder:
    """Return what encodes a list of values, each once, or one that stands alone."""

    def run(value: Any, settings: Settings) -> list[Any] | None:
        given = list(value) if isinstance(value, list | tuple) else [value]
        if len(given) > MAX_MANY:
            raise ValueError(f"At most {MAX_MANY} values.")
        found = [encode(one, settings) for one in given if one not in (None, "")]
        return list(dict.fromkeys(found)) or None

    return run


def refuse(_value: Any, _settings: Settings) -> Any:
    """Refuse any value: the program writes this column."""
    raise ValueError("This value is made by the list itself.")
