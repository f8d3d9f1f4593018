"""The form of an item: a field for each column, and what was typed into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from hallway.core.access.queries import get_principal_titles
from hallway.core.lists.records import ColumnRecord
from hallway.core.people.finding.records import Wanted
from hallway.faces.web.parse import Call
from hallway.faces.web.rows import cells
from hallway.faces.web.rows.question import microseconds, read_day, read_number
from hallway.faces.web.who import Chosen, chosen, who

_INPUTS = {"note": "area", "date": "date", "datetime": "datetime-local"}


@dataclass(kw_only=True)
class Field:
    """A field as the form shows it.

    kind    area, check, select, person, or an input's type
    typed   what stands in it
    people  whom a person's field holds
    now     what it is by now, where somebody else changed it
    """

    id: str
    name: str
    label: str
    kind: str
    typed: str
    required: bool
    hint: str
    error: str = ""
    now: str = ""
    options: Sequence[tuple[str, str]] = ()
    people: Sequence[Chosen] = ()
    inputmode: str = ""
    maxlength: int | None = None
    wide: bool = False


def name_of(column: ColumnRecord) -> str:
    """The name of a column's field."""
    return f"c.{column.internal_name}"


def fields(
    call: Call,
    columns: Sequence[ColumnRecord],
    values: Mapping[str, Any],
    errors: Mapping[str, str],
    *,
    changed: Mapping[str, Any] | None = None,
) -> list[Field]:
    """The fields; with what was typed if the form has been sent, else with `values`.

    `changed` are the values as they are by now, if the form was overtaken.
    """
    ids = {
        value
        for column in columns
        if column.type == "person"
        for source in (values, changed or {})
        if isinstance(value := source.get(column.internal_name), int)
    }
    titles = get_principal_titles(call.actor, ids)
    sent = call.request.method == "POST"
    made = []
    for column in columns:
        value = values.get(column.internal_name)
        typed = call.value(name_of(column)) if sent else _typed(column, value)
        field = _field(column, typed, errors.get(column.internal_name, ""))
        if column.type == "person":
            field.typed = "" if not sent else typed
            field.people = (
                chosen(call, call.values(field.name))
                if sent
                else _person(value, titles)
            )
            if field.people:
                field.typed = ""
        if changed is not None:
            now = changed.get(column.internal_name)
            if now != values.get(column.internal_name):
                field.now = cells.plain(column, now, titles) or _("nothing")
        made.append(field)
    return made


def _field(column: ColumnRecord, typed: str, error: str) -> Field:
    field = Field(
        id=f"c-{column.internal_name}",
        name=name_of(column),
        label=column.title,
        kind=_INPUTS.get(column.type, "text"),
        typed=typed,
        required=column.required,
        hint=str(column.settings.get("description", "")),
        error=error,
        wide=column.type == "note",
    )
    if column.type == "yesno":
        field.kind = "check"
    elif column.type == "choice":
        field.kind = "select"
        field.options = _options(column, typed)
    elif column.type == "person":
        field.kind = "person"
    elif column.type == "number":
        field.inputmode = "decimal"
    elif column.type == "text":
        longest = column.settings.get("max_length", 255)
        field.maxlength = longest if isinstance(longest, int) else 255
    return field


def _options(column: ColumnRecord, typed: str) -> list[tuple[str, str]]:
    settled = column.settings.get("choices", [])
    choices = [str(one) for one in settled] if isinstance(settled, list) else []
    if typed and typed not in choices:
        choices.append(typed)
    return [("", "—"), *((one, one) for one in choices)]


def _person(value: Any, titles: Mapping[int, str]) -> list[Chosen]:
    if value is None:
        return []
    return [Chosen(f"#{value}", titles.get(value, _("Somebody who is gone")))]


def _typed(column: ColumnRecord, value: Any) -> str:
    if value is None:
        return ""
    match column.type:
        case "number":
            return cells.number_words(value)
        case "yesno":
            return "1" if value else ""
        case "datetime":
            moment = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=value)
            return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")
        case _:
            return str(value)


def defaults(columns: Sequence[ColumnRecord]) -> dict[str, Any]:
    """What a new item begins with."""
    return {
        column.internal_name: column.settings["default"]
        for column in columns
        if "default" in column.settings
    }


def read(
    call: Call, columns: Sequence[ColumnRecord], old: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The values typed, and the messages for those that make no sense.

    What looks the same as before stays as it was: a form shows minutes alone.
    """
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for column in columns:
        name = column.internal_name
        typed = call.value(name_of(column)).replace("\r\n", "\n")
        if column.type != "person" and typed == _typed(column, old.get(name)):
            values[name] = old.get(name)
            if column.type == "yesno":
                values[name] = bool(typed)
            continue
        try:
            values[name] = _read(call, column, typed)
        except ValueError as error:
            errors[name] = str(error)
    return values, errors


def _read(call: Call, column: ColumnRecord, typed: str) -> Any:
    if column.type == "yesno":
        return bool(typed)
    if column.type == "person":
        found, message = who(call, call.values(name_of(column)), wanted=Wanted.PEOPLE)
        if message:
            raise ValueError(message)
        if len(found) > 1:
            raise ValueError(_("Choose one person."))
        return found[0] if found else None
    if not typed.strip():
        return None
    match column.type:
        case "number":
            return read_number(typed)
        case "date":
            return read_day(typed).isoformat()
        case "datetime":
            return _read_moment(typed)
        case "text":
            return typed.strip()
        case _:
            return typed


def _read_moment(typed: str) -> int:
    try:
        return microseconds(datetime.fromisoformat(typed.strip()))
    except (ValueError, OverflowError):
        raise ValueError(_("A day and a time are expected.")) from None
