"""What stands in a cell while somebody edits it, and the value that this is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import formats, timezone, translation

from hallway.core.grid.records import Spelling
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.types import TYPES, kind_of
from hallway.core.lists.types.numbers import CURRENCY, major
from hallway.faces.web.rows import cells
from hallway.faces.web.rows.named import Named, ids_in

_AMERICAN = ("en-us", "en_us")


def spelling() -> Spelling:
    """How the reader writes numbers and days, by his language and zone."""
    return Spelling(
        point="comma" if _decimal() == "," else "point",
        day="mdy" if translation.get_language() in _AMERICAN else "dmy",
        zone=timezone.get_current_timezone(),
    )


def _decimal() -> str:
    return str(formats.get_format("DECIMAL_SEPARATOR"))


def text_of(column: ColumnRecord, value: Any, named: Named) -> str:
    """A value as it is edited and copied; it is understood when it comes back."""
    if value is None:
        return ""
    match kind_of(column.type, column.settings):
        case "number" if column.settings.get("percent"):
            share = float(Decimal(str(value)) * 100)
            return _spelled(cells.number_words(share)) + " %"
        case "number":
            return _spelled(cells.number_words(value))
        case "currency":
            return _spelled(format(_major(column, value), "f"))
        case "datetime":
            return _moment(value)
        case "location":
            return str(value["name"])
        case _:
            return cells.plain(column, value, named.people, named=named)


def _spelled(number: str) -> str:
    return number.replace(".", _decimal())


def _major(column: ColumnRecord, value: int) -> Decimal:
    return major(value, str(column.settings.get("currency", CURRENCY)))


def _moment(value: int) -> str:
    moment = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=value)
    local = timezone.localtime(moment).replace(tzinfo=None)
    exact = "minutes" if not (local.second or local.microsecond) else "auto"
    return local.isoformat(" ", exact)


def given_of(column: ColumnRecord, value: Any, named: Named) -> Any:
    """A value as commands take it: what a cell is given back that is undone."""
    if value is None or not column.is_given:
        return None
    if column.type == "currency":
        return format(_major(column, value), "f")
    if TYPES[column.type].refers != "item":
        return value
    targets = named.targets.get(column.internal_name, {})
    numbers = [targets[one].number for one in ids_in(value) if one in targets]
    if TYPES[column.type].is_many:
        return numbers
    return numbers[0] if numbers else None
