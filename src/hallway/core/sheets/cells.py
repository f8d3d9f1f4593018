"""Cells and values: what a cell means in a column, and what a value is in a cell."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Any, NamedTuple

from hallway.core.lists.types import TYPES, kind_of
from hallway.core.lists.types.numbers import CURRENCY, major
from hallway.core.lists.types.times import EPOCH, moment_of
from hallway.core.sheets.reading import text_of
from hallway.core.sheets.rules import forms_of, split_many
from hallway.wire.tables.records import Value
from hallway.wire.tables.values import (
    read_day,
    read_decimal,
    read_moment,
    read_number,
    read_yes_no,
    split_money,
)
from hallway.wire.tables.workbook import Fault
from hallway.wire.tables.writing import MAX_TEXT, Cell, Link

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
# As tables export a link that has words.
_CALLED = re.compile(r"(?P<text>[^<>]+?)\s*<(?P<url>[^<>\s]+)>")
_MICROSECOND = timedelta(microseconds=1)
_SECOND = 1_000_000


class Texts(NamedTuple):
    """What names people, items or terms: to be looked up."""

    texts: tuple[str, ...]


def read_cell(
    kind: str, settings: Mapping[str, Any], value: Value, *, form: str, zone: tzinfo
) -> Any:
    """Return what a cell gives a column, as commands take it; None for nothing.

    `Texts` for what refers to something else.  ValueError says what is wrong.
    """
    if isinstance(value, Fault):
        raise ValueError("The formula in this cell failed.")
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    form = form if form in forms_of(kind) else (*forms_of(kind), "")[0]
    match kind:
        case "number":
            return _number(value, form)
        case "currency":
            return _amount(value, form, str(settings.get("currency", CURRENCY)))
        case "rating":
            return _number(value, "point")
        case "yesno":
            return _yes_no(value)
        case "date":
            return _day(value, form)
        case "datetime":
            return _moment(value, form, zone)
        case "note":
            return undefused(text_of(value)).replace("\r\n", "\n")
        case "choices":
            return split_many(text_of(value))
    return _words(kind, undefused(text_of(value)).strip())


def _words(kind: str, text: str) -> Any:
    if kind in ("link", "picture") and (found := _CALLED.fullmatch(text)):
        return {"url": found["url"], "text": found["text"]}
    if TYPES[kind].refers:
        return Texts(tuple(split_many(text)) if TYPES[kind].is_many else (text,))
    return text


def undefused(text: str) -> str:
    """Return text without what keeps a spreadsheet from taking it for a formula."""
    return text[1:] if text[:1] == "'" and text[1:].startswith(_FORMULA) else text


def _number(value: Value, form: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("A number is expected.")
    return read_number(value, form) if isinstance(value, str) else float(value)


def _amount(value: Value, form: str, currency: str) -> str:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("An amount is expected.")
    if not isinstance(value, str):
        return str(Decimal(repr(value)))
    try:
        text, named = split_money(value)
    except ValueError:
        text, named = value, currency
    if named != currency:
        raise ValueError(f"An amount in {currency} is expected.")
    try:
        return str(read_decimal(text, form))
    except ValueError:
        raise ValueError("An amount is expected.") from None


def _yes_no(value: Value) -> bool:
    if isinstance(value, bool):
        return value
    return read_yes_no(text_of(value))


def _day(value: Value, form: str) -> str:
    if isinstance(value, datetime):
        if value.time() != time():
            raise ValueError("A date without a time is expected.")
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if not isinstance(value, str):
        raise ValueError("A date is expected, as 2026-12-31.")
    return read_day(value, form).isoformat()


def _moment(value: Value, form: str, zone: tzinfo) -> int:
    if isinstance(value, str):
        value = read_moment(value, form)
    elif isinstance(value, date) and not isinstance(value, datetime):
        value = datetime.combine(value, time())
    if not isinstance(value, datetime):
        raise ValueError("A date and a time are expected.")
    aware = value.replace(tzinfo=zone) if value.tzinfo is None else value
    try:
        return (aware - EPOCH) // _MICROSECOND
    except OverflowError:
        raise ValueError("That is too far away.") from None


class Names(NamedTuple):
    """What is read where values refer to something; what is hidden has no entry.

    people  by principal: the title and the e-mail address
    items   by column, then by item: the number in its list and what is shown of it
    terms   by term: its label
    """

    people: Mapping[int, tuple[str, str]]
    items: Mapping[int, Mapping[int, tuple[int, str]]]
    terms: Mapping[int, str]


NOBODY = Names({}, {}, {})


def said(
    column: int, kind: str, settings: Mapping[str, Any], value: Any, names: Names
) -> str:
    """Return a value as a word in a file, whole; people by their addresses."""
    made = cell_of(column, kind, settings, value, names, zone=EPOCH.tzinfo)
    if isinstance(made, Link):
        return made.url
    return text_of(made)


def cell_of(
    column: int,
    kind: str,
    settings: Mapping[str, Any],
    value: Any,
    names: Names,
    *,
    zone: tzinfo | None,
) -> Cell:
    """Return a stored value as a typed cell of a workbook; None for nothing."""
    if value is None:
        return None
    kind = kind_of(kind, settings)
    match kind:
        case "number" | "rating" | "autonumber":
            whole = float(value).is_integer() and abs(value) < 10**15
            return int(value) if whole else float(value)
        case "currency":
            return float(major(value, str(settings.get("currency", CURRENCY))))
        case "date":
            return date.fromisoformat(value)
        case "datetime":
            return moment_of(value).astimezone(zone).replace(tzinfo=None)
        case "link" | "picture":
            return Link(str(value.get("url", "")), str(value.get("url", "")))
        case "location":
            return _place(value)
    if isinstance(value, list):
        texts = [_named(column, kind, one, names) for one in value]
        return "; ".join(one for one in texts if one)
    made: Cell = _named(column, kind, value, names)
    return value if isinstance(value, bool) else made


def _place(value: Mapping[str, Any]) -> str:
    parts = [str(value.get("name", ""))]
    if value.get("address") not in (None, "", parts[0]):
        parts.append(str(value["address"]))
    if value.get("latitude") is not None:
        parts.append(f"{value['latitude']:g}, {value['longitude']:g}")
    return ", ".join(parts)


def _named(column: int, kind: str, value: Any, names: Names) -> str:
    match TYPES[kind].refers:
        case "principal":
            title, email = names.people.get(value, ("", ""))
            return email or title
        case "item":
            number, text = names.items.get(column, {}).get(value, (0, ""))
            return text or (f"#{number}" if number else "")
        case "term":
            return names.terms.get(value, "")
    return str(value)


def format_of(kind: str, settings: Mapping[str, Any]) -> str:
    """Return how a workbook shows a column's numbers; empty for as they are."""
    match kind_of(kind, settings):
        case "currency":
            return f'#,##0.00\\ "{settings.get("currency", CURRENCY)}"'
        case "number" if settings.get("percent"):
            return "0%" if not settings.get("decimals") else _decimals(settings) + "%"
        case "number" if settings.get("decimals") is not None:
            return _decimals(settings)
    return ""


def _decimals(settings: Mapping[str, Any]) -> str:
    many = int(settings.get("decimals") or 0)
    return "0." + "0" * many if many else "0"


def is_same(
    kind: str,
    *,
    cell: Value,
    given: Any,
    stored: Any,
    exported: Cell,
    people: Sequence[tuple[str, str]] = (),
) -> bool:
    """Tell whether a cell says what a stored value is, so that nothing changes.

    given     what the cell gives the column, as it would be stored
    exported  what a file says of the stored value
    people    titles and addresses of those the value names
    """
    if given == stored and given is not None:
        return True
    text = text_of(cell).strip()
    if given is None or stored is None:
        return _reads(kind, text, exported, people)
    if kind == "datetime":
        # Workbooks know milliseconds, texts seconds.
        step = _SECOND if given % _SECOND == 0 else 1000
        return bool(abs(given - stored) < step)
    if isinstance(given, list) and isinstance(stored, list):
        return len(given) == len(stored) and all(one in stored for one in given)
    if kind in ("text", "note", "choice"):
        whole = str(stored)
        return undefused(text_of(cell)) == whole[:MAX_TEXT] or text in (
            whole.strip(),
            f"'{whole}".strip(),
        )
    return _reads(kind, text, exported, people)


def _reads(
    kind: str, text: str, exported: Cell, people: Sequence[tuple[str, str]]
) -> bool:
    """Tell whether a text is what is read for a value; names in any case."""
    if isinstance(exported, Link):
        return text in (exported.url, exported.text)
    written = text_of(exported)
    if not TYPES[kind].refers:
        return text == written
    titles = "; ".join(title for title, _email in people)
    spellings = (written, titles) if people else (written,)
    return text.casefold() in (one.casefold() for one in spellings)
