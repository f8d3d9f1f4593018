"""Pure: a value of one type of column as one of another."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any, NamedTuple

from hallway.core.lists.types import TYPES, Settings, kind_of
from hallway.core.lists.types.numbers import CURRENCY, major
from hallway.core.lists.types.times import EPOCH, moment_of
from hallway.wire.paths import fold

_WORDS = frozenset(
    [
        *("text", "note", "number", "currency", "yesno", "choice", "choices"),
        *("date", "datetime", "rating", "link", "picture", "location", "autonumber"),
    ]
)
"""Types whose values can be said in words and read from them."""
_MADE = frozenset(["autonumber", "calculated"])
"""Types whose values a list makes itself: nothing becomes one of them."""
_YES = frozenset(["yes", "true", "1", "ja", "wahr", "y", "x"])
_NO = frozenset(["no", "false", "0", "nein", "falsch", "n"])
_MANY = {"person": "persons", "lookup": "lookups", "term": "terms"}
_ONE = {many: one for one, many in _MANY.items()}


class Side(NamedTuple):
    """A type with its settings."""

    type: str
    settings: Settings


class Naming(NamedTuple):
    """What words need: the reader's zone, and titles of people by number."""

    zone: tzinfo = UTC
    people: Mapping[int, str] = {}


def may_become(old: Side, new: Side) -> bool:
    """Tell whether there is a way from one type to the other at all."""
    before, after = kind_of(*old), new.type
    if after in _MADE or (before == after and old.type == after):
        return False
    if {_ONE.get(before, before)} == {_ONE.get(after, after)} and before in {
        *_MANY,
        *_ONE,
    }:
        return True
    if before in ("person", "persons"):
        return after in ("text", "note")
    return before in _WORDS and after in _WORDS


def convert(value: Any, old: Side, new: Side, naming: Naming) -> Any:
    """Return a stored value in the stored form of another type.

    ValueError says why it does not fit.
    """
    before = kind_of(*old)
    if before in _MANY and _MANY[before] == new.type:
        return [value]
    if before in _ONE and _ONE[before] == new.type:
        if len(value) > 1:
            raise ValueError(f"It has {len(value)} values.")
        return value[0]
    given = _straight(value, before, old.settings, new, naming)
    if given is None:
        given = _read(_say(value, before, old.settings, naming), new, naming)
    found = TYPES[new.type].encode(given, new.settings)
    if found is None:
        raise ValueError("Nothing is left of it.")
    return found


def _straight(
    value: Any, before: str, settings: Settings, new: Side, naming: Naming
) -> Any:
    """Return what is better not said in words; None for all else."""
    match before, new.type:
        case "choices", "choices":
            return value
        case "yesno", "number" | "rating" | "currency":
            return int(value)
        case "number", "yesno":
            if value not in (0, 1):
                raise ValueError("Neither 0 nor 1.")
            return value == 1
        case "datetime", "date":
            return moment_of(value).astimezone(naming.zone).date()
        case "date", "datetime":
            return datetime.combine(date.fromisoformat(value), time(), naming.zone)
        case "link", "picture":
            return value
        case "picture", "link":
            return value
        case _:
            return None


def say(value: Any, side: Side, naming: Naming) -> str:
    """Return a stored value in words that `read` takes."""
    return _say(value, kind_of(*side), side.settings, naming)


def _say(value: Any, kind: str, settings: Settings, naming: Naming) -> str:
    match kind:
        case "number":
            return str(int(value)) if float(value).is_integer() else repr(value)
        case "currency":
            return format(major(value, settings.get("currency", CURRENCY)), "f")
        case "yesno":
            return "Yes" if value else "No"
        case "datetime":
            return moment_of(value).astimezone(naming.zone).isoformat(sep=" ")
        case "choices":
            return "; ".join(map(str, value))
        case "link" | "picture":
            return str(value["url"])
        case "location":
            return ", ".join(
                str(value[name]) for name in ("name", "address") if value.get(name)
            )
        case "person" | "persons":
            ids = value if isinstance(value, list) else [value]
            return "; ".join(naming.people.get(one, f"#{one}") for one in ids)
        case _:
            return str(value)


def _read(text: str, new: Side, naming: Naming) -> Any:
    match new.type:
        case "text":
            return " ".join(text.split()) if "\n" not in text.strip() else text
        case "number" | "currency" | "rating":
            return _figure(text, percent=bool(new.settings.get("percent")))
        case "yesno":
            word = fold(text.strip())
            if word in _YES or word in _NO:
                return word in _YES
            raise ValueError("Neither yes nor no.")
        case "choice":
            return _choice(text.strip(), new.settings)
        case "choices":
            parts = [part.strip() for part in text.replace("\n", ";").split(";")]
            return [_choice(part, new.settings) for part in parts if part]
        case "date":
            return _day(text)
        case "datetime":
            return _moment(text, naming.zone)
        case _:
            return text.strip()


def _figure(text: str, *, percent: bool) -> Any:
    word = text.strip().replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    if word.count(",") == 1 and "." not in word:
        word = word.replace(",", ".")
    if percent and word.endswith("%"):
        try:
            return float(word[:-1]) / 100
        except ValueError:
            return word
    return word


def _choice(text: str, settings: Settings) -> str:
    choices = [str(one) for one in settings.get("choices", [])]
    if text in choices:
        return text
    alike = [one for one in choices if fold(one) == fold(text)]
    return alike[0] if len(alike) == 1 else text


def _day(text: str) -> Any:
    word = text.strip()
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%Y/%m/%d"):
        try:
            return datetime.strptime(word, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
    return _moment(word, UTC).date()


def _moment(text: str, zone: tzinfo) -> datetime:
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError("Neither a day nor a moment, as 2026-12-31 14:30.") from None
    return found if found.tzinfo is not None else found.replace(tzinfo=zone)


__all__ = ["EPOCH", "Naming", "Side", "convert", "may_become", "say"]
