"""Formulas of columns and lists: what they may use, what they make, in which order.

The language is `wire.formula`.  A formula names columns by their internal names or
their titles; it is stored with internal names, which never change.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, tzinfo
from functools import lru_cache
from typing import Any, NamedTuple

from hallway.core.errors import Conflict, Invalid
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.types import RESULTS, TYPES, kind_of
from hallway.core.lists.types.numbers import CURRENCY, major
from hallway.core.lists.types.times import moment_of
from hallway.core.names import check_text
from hallway.wire import formula as wire
from hallway.wire.formula import MOVING, Error, Formula, FormulaError

LONGEST = 8_000
"""Characters of a formula."""
_READ = {
    **dict.fromkeys(("text", "note", "choice", "choices", "link", "location"), "text"),
    **dict.fromkeys(("number", "currency", "rating", "autonumber"), "number"),
    "yesno": "yesno",
    "date": "date",
    "datetime": "datetime",
}
"""What formulas take the values of a type for; others they cannot use."""


_MOVING = MOVING - {"ME"}
"""What changes by itself, and a rule may ask for: the day and the moment it is."""


class Checked(NamedTuple):
    """A formula as it is stored, what it makes, and the columns it uses.

    result  one of RESULTS
    uses    internal names
    """

    text: str
    result: str
    uses: tuple[str, ...]


@lru_cache(maxsize=512)
def _parsed(text: str) -> Formula:
    return wire.parse(text)


def check_formula(
    text: object, columns: Iterable[ColumnRecord], *, field: str = "formula"
) -> Checked:
    """Return a formula over these columns; Invalid says what is wrong, and where."""
    return _checked(text, list(columns), field, frozenset())


def _checked(
    text: object, columns: list[ColumnRecord], field: str, may: frozenset[str]
) -> Checked:
    if not isinstance(text, str) or not text.strip():
        raise Invalid({field: "Write a formula."})
    check_text(text, field=field, longest=LONGEST)
    kinds = kinds_of(columns)
    titles: dict[str, str] = {}
    for one in columns:
        # A title that two columns have names neither.
        titles[one.title] = "" if one.title in titles else one.internal_name
    names = {
        title: name for title, name in titles.items() if name and title not in kinds
    }
    try:
        found = wire.rename(_parsed(text), names)
        result = wire.check(found, kinds, may=may)
    except FormulaError as error:
        raise Invalid({field: str(error)}) from None
    if result.value not in RESULTS:
        raise Invalid({field: "This makes nothing that a column can hold."})
    return Checked(wire.render(found), result.value, tuple(sorted(wire.columns(found))))


def kinds_of(columns: Iterable[ColumnRecord]) -> dict[str, str]:
    """Return what formulas take columns for, by internal name."""
    return {
        one.internal_name: _READ[kind]
        for one in columns
        if (kind := kind_of(one.type, one.settings)) in _READ
    }


def _answer(
    text: str,
    columns: list[ColumnRecord],
    data: Mapping[str, Any],
    *,
    now: int,
    zone: tzinfo,
) -> Any:
    """Return what a formula makes; ValueError where that is an error of its own."""
    found = wire.evaluate(
        _parsed(text),
        readable(columns, data),
        types=kinds_of(columns),
        now=moment_of(now),
        zone=zone,
    )
    if isinstance(found, Error):
        raise ValueError(found.value)  # noqa: TRY004 - it is a value without a number
    return found


def check_rule(rule: object, columns: Iterable[ColumnRecord]) -> dict[str, Any]:
    """Return a validation rule as it is stored, {"formula", "message"}; or none.

    Invalid names `rule` for the formula and `message` for what is said.
    """
    given = rule if isinstance(rule, Mapping) else {"formula": rule}
    if not given.get("formula"):
        return {}
    checked = _checked(given["formula"], list(columns), "rule", _MOVING)
    if checked.result != "yesno":
        raise Invalid({"rule": "A rule is true or false."})
    message = str(given.get("message") or "").strip()
    check_text(message, field="message", longest=500)
    return {"formula": checked.text, "message": message}


def check_condition(
    text: object, columns: Iterable[ColumnRecord], *, field: str = "when"
) -> str:
    """Return a formula that is true or false as it is stored; Invalid says why not."""
    checked = _checked(text, list(columns), field, _MOVING)
    if checked.result != "yesno":
        raise Invalid({field: "A condition is true or false."})
    return checked.text


def is_true(
    text: str,
    columns: list[ColumnRecord],
    data: Mapping[str, Any],
    *,
    now: int,
    zone: tzinfo,
) -> bool:
    """Tell whether a checked condition is met; one that gives an error is not."""
    try:
        return _answer(text, columns, data, now=now, zone=zone) is True
    except ValueError:
        return False


def names_in(text: str) -> frozenset[str]:
    """Return the columns that a stored formula asks for, by internal name."""
    return frozenset(wire.columns(_parsed(text)))


def spoken(text: str, columns: Iterable[ColumnRecord]) -> str:
    """Return a stored formula as people read it: with titles, without the sign."""
    titles = {one.internal_name: one.title for one in columns}
    return wire.render(wire.rename(_parsed(text), titles)).removeprefix("=")


def uses_of(column: ColumnRecord) -> tuple[str, ...]:
    """Return the columns a calculated column uses, by internal name."""
    uses = column.settings.get("uses", ())
    return tuple(map(str, uses)) if isinstance(uses, list | tuple) else ()


def in_order(columns: Iterable[ColumnRecord]) -> list[ColumnRecord]:
    """Return calculated columns, each after those it uses; Invalid for a circle."""
    waiting = {one.internal_name: one for one in columns if one.type == "calculated"}
    found: list[ColumnRecord] = []
    while waiting:
        ready = [
            one
            for one in waiting.values()
            if not any(name in waiting for name in uses_of(one))
        ]
        if not ready:
            raise Invalid({"formula": "This column would be calculated from itself."})
        for one in ready:
            found.append(one)
            del waiting[one.internal_name]
    return found


def refuse_used(
    name: str, columns: Iterable[ColumnRecord], rule: Mapping[str, Any]
) -> None:
    """Raise Conflict while a column is used by others, their rules, or the list's."""
    for one in columns:
        if name in uses_of(one):
            raise Conflict(f"“{one.title}” is calculated from this column.")
        own = one.settings.get("rule")
        if one.internal_name != name and _asks(own, name):
            raise Conflict(f"The rule of “{one.title}” asks for this column.")
    if _asks(rule, name):
        raise Conflict("The list's rule asks for this column.")


def _asks(rule: object, name: str) -> bool:
    formula = rule.get("formula") if isinstance(rule, Mapping) else None
    return bool(formula) and name in wire.columns(_parsed(str(formula)))


def readable(columns: Iterable[ColumnRecord], data: Mapping[str, Any]) -> Any:
    """Return values as formulas read them, by internal name."""
    return {
        one.internal_name: _readable(one, data[one.key])
        for one in columns
        if one.key in data and kind_of(one.type, one.settings) in _READ
    }


def _readable(column: ColumnRecord, value: Any) -> Any:
    match kind_of(column.type, column.settings):
        case "currency":
            currency = str(column.settings.get("currency", CURRENCY))
            return float(major(value, currency))
        case "rating" | "autonumber":
            return float(value)
        case "date":
            return date.fromisoformat(value)
        case "datetime":
            return moment_of(value)
        case "choices":
            return "; ".join(map(str, value))
        case "link":
            return value["url"]
        case "location":
            return value["name"]
        case _:
            return value


def calculate(
    columns: list[ColumnRecord], data: dict[str, Any], *, now: int, zone: tzinfo
) -> None:
    """Write the values of calculated columns into data; none where there is none."""
    for column in in_order(columns):
        data.pop(column.key, None)
        formula = str(column.settings.get("formula", ""))
        kind = kind_of(column.type, column.settings)
        try:
            value = _answer(formula, columns, data, now=now, zone=zone)
            found = None if value is None else TYPES[kind].encode(value, {})
        except ValueError:
            # No number is infinite, no text endless: nothing stands there.
            continue
        if found is not None and found != "":
            data[column.key] = found


def broken_rules(
    columns: list[ColumnRecord],
    rule: Mapping[str, Any],
    data: Mapping[str, Any],
    *,
    now: int,
    zone: tzinfo,
) -> dict[str, str]:
    """Return messages by field for what breaks a rule; "" is the list's own."""
    rules: dict[str, Mapping[str, Any]] = {"": rule}
    for column in columns:
        own = column.settings.get("rule")
        if isinstance(own, Mapping) and column.key in data:
            rules[column.internal_name] = own
    found = {}
    for name, one in rules.items():
        if not one.get("formula"):
            continue
        try:
            is_met = _answer(one["formula"], columns, data, now=now, zone=zone)
        except ValueError:
            is_met = False
        if is_met is not True:
            found[name] = one.get("message") or "This breaks a rule of the list."
    return found
