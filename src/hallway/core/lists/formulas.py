"""Formulas of columns and lists: what they may use, what they make, in which order.

The language itself is a format of the wire; whoever brings it says so by `speak`.
Without one no column is calculated and nothing is validated by a formula.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, tzinfo
from typing import Any, NamedTuple, Protocol

from hallway.core.errors import Conflict, Invalid
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.types import RESULTS, TYPES, kind_of
from hallway.core.lists.types.numbers import CURRENCY, major
from hallway.core.lists.types.times import moment_of
from hallway.core.names import check_text

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


class Checked(NamedTuple):
    """What a formula makes, one of RESULTS, and the columns it uses."""

    result: str
    uses: tuple[str, ...]


class Language(Protocol):
    """What a language of formulas does; ValueError says what is wrong and where."""

    def check(self, text: str, columns: Mapping[str, str]) -> Checked:
        """Return what a formula over columns of these kinds makes."""

    def evaluate(
        self, text: str, values: Mapping[str, Any], *, now: int, zone: tzinfo
    ) -> Any:
        """Return a value; `values` by internal name, what is absent is left out."""


_language: list[Language] = []


def speak(language: Language | None) -> None:
    """Have formulas be written in this language from now on."""
    _language[:] = [] if language is None else [language]


def language() -> Language | None:
    """Return the language of formulas, if there is one."""
    return _language[0] if _language else None


def check_formula(
    text: object, columns: Iterable[ColumnRecord], *, field: str = "formula"
) -> Checked:
    """Return what a formula over these columns makes; Invalid says what is wrong."""
    spoken = language()
    if spoken is None:
        raise Invalid({field: "This installation knows no formulas."})
    if not isinstance(text, str) or not text.strip():
        raise Invalid({field: "Write a formula."})
    check_text(text, field=field, longest=LONGEST)
    kinds = {
        one.internal_name: _READ[kind]
        for one in columns
        if (kind := kind_of(one.type, one.settings)) in _READ
    }
    try:
        checked = spoken.check(text, kinds)
    except ValueError as error:
        raise Invalid({field: str(error)}) from None
    if checked.result not in RESULTS:
        raise Invalid({field: "This makes nothing that a column can hold."})
    return checked


def check_rule(rule: object, columns: Iterable[ColumnRecord]) -> dict[str, Any]:
    """Return a validation rule as it is stored, {"formula", "message"}; or none.

    Invalid names `rule` for the formula and `message` for what is said.
    """
    given = rule if isinstance(rule, Mapping) else {"formula": rule}
    if not given.get("formula"):
        return {}
    checked = check_formula(given["formula"], columns, field="rule")
    if checked.result != "yesno":
        raise Invalid({"rule": "A rule is true or false."})
    message = str(given.get("message") or "").strip()
    check_text(message, field="message", longest=500)
    return {"formula": given["formula"], "message": message}


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


def refuse_used(name: str, columns: Iterable[ColumnRecord]) -> None:
    """Raise Conflict while other columns are calculated from one."""
    users = [one.title for one in columns if name in uses_of(one)]
    if users:
        raise Conflict(f"“{users[0]}” is calculated from this column.")


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
    spoken = language()
    if spoken is None:
        return
    for column in in_order(columns):
        data.pop(column.key, None)
        formula = str(column.settings.get("formula", ""))
        kind = kind_of(column.type, column.settings)
        try:
            values = readable(columns, data)
            value = spoken.evaluate(formula, values, now=now, zone=zone)
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
    spoken = language()
    found = {}
    for name, one in rules.items():
        if spoken is None or not one.get("formula"):
            continue
        try:
            values = readable(columns, data)
            is_met = spoken.evaluate(one["formula"], values, now=now, zone=zone)
        except ValueError:
            is_met = False
        if is_met is not True:
            found[name] = one.get("message") or "This breaks a rule of the list."
    return found
