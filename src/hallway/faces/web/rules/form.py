"""The form of a rule: what was typed, read and shown again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from hallway.core.automation import rules
from hallway.core.automation.records import (
    AUTHOR,
    EDITOR,
    Assign,
    Content,
    Event,
    Tell,
    Trigger,
)
from hallway.core.errors import Invalid
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.types import kind_of
from hallway.core.lists.types.numbers import CURRENCY, major
from hallway.faces._common.numbers import number
from hallway.faces.web.parse import Call
from hallway.faces.web.rows.ruling import read_rule
from hallway.faces.web.rows.spoken import spoken, terms_of
from hallway.faces.web.rules.words import hour_words, who_words
from hallway.faces.web.site_pages.columnform import read_default, typed_default
from hallway.faces.web.who import Chosen, chosen, who
from hallway.wire.query import And, Condition, simplified

Columns = Sequence[ColumnRecord]


@dataclass(kw_only=True)
class Form:
    """A rule as its form shows it."""

    event: Event
    title: str = ""
    column: str = ""
    to: str = ""
    days: str = "7"
    side: str = "before"
    hour: str = "8"
    terms: list[str] = field(default_factory=list)
    people: list[Chosen] = field(default_factory=list)
    who: str = ""
    whom: list[tuple[str, str, bool]] = field(default_factory=list)
    message: str = ""
    by_mail: bool = False
    assign: str = ""
    value: str = ""
    url: str = ""
    columns: list[tuple[str, str]] = field(default_factory=list)
    settable: list[tuple[str, str]] = field(default_factory=list)
    compared: list[tuple[str, str]] = field(default_factory=list)
    hours: list[tuple[str, str]] = field(default_factory=list)


def form_of(
    call: Call,
    columns: Columns,
    *,
    title: str,
    content: Content,
    people: Mapping[int, str],
) -> Form:
    """The form with what is stored, or with what was typed if it has been sent."""
    trigger = content.trigger
    by_name = {one.internal_name: one for one in columns}
    form = Form(
        event=trigger.event,
        terms=[spoken(one, columns, people) for one in terms_of(content.where)],
        columns=_offered(columns, trigger.event),
        settable=[("", "—"), *_titles(_settable(columns))],
        compared=[("", "—"), *_titles([c for c in columns if not c.is_hidden])],
        hours=[(str(one), hour_words(one)) for one in range(24)],
    )
    named: Sequence[str]
    if call.request.method == "POST":
        for name in ("title", "column", "to", "days", "side", "hour", "message"):
            setattr(form, name, call.value(name))
        form.assign, form.value = call.value("assign"), call.value("value")
        form.by_mail = bool(call.value("mail"))
        form.url, named = call.value("url"), call.values("whom")
        texts = call.values("tell")
        form.people = chosen(call, texts)
        form.who = ", ".join(one for one in texts if not one.startswith("#"))
    else:
        form.title, form.column, form.url = title, trigger.column, content.url
        form.days, form.hour = str(abs(trigger.days)), str(trigger.hour)
        form.side = "after" if trigger.days > 0 else "before"
        column = by_name.get(trigger.column)
        if column is not None:
            form.to = "; ".join(_typed(column, one) for one in trigger.to)
        named = () if content.tell is None else content.tell.columns
        if content.tell is not None:
            texts = [f"#{one}" for one in content.tell.principals]
            form.people, form.message = chosen(call, texts), content.tell.message
            form.by_mail = content.tell.by_mail
        if content.assign is not None:
            form.assign = content.assign.column
            column = by_name.get(content.assign.column)
            if column is not None:
                form.value = _one_line(typed_default(column, content.assign.value))
    form.whom = [
        (name, who_words(name, columns), name in named)
        for name in (AUTHOR, EDITOR, *(one.internal_name for one in _people(columns)))
    ]
    return form


def _offered(columns: Columns, event: Event) -> list[tuple[str, str]]:
    if event is Event.DATE:
        columns = [
            one for one in columns if kind_of(one.type, one.settings) in rules.DATED
        ]
    return [("", "—"), *_titles(columns)]


def _titles(columns: Columns) -> list[tuple[str, str]]:
    return [(one.internal_name, one.title) for one in columns]


def _settable(columns: Columns) -> list[ColumnRecord]:
    return [one for one in columns if one.is_given and one.type in rules.SETTABLE]


def _people(columns: Columns) -> list[ColumnRecord]:
    return [one for one in columns if one.type in rules.PEOPLE]


def _typed(column: ColumnRecord, value: Any) -> str:
    if column.type == "currency" and isinstance(value, int):
        return str(major(value, str(column.settings.get("currency", CURRENCY))))
    if column.type == "choices":
        return str(value)
    return typed_default(column, value)


def _one_line(text: str) -> str:
    return "; ".join(text.split("\n"))


def read(
    call: Call, columns: Columns, event: Event, *, before: Content | None
) -> Content:
    """The rule that was typed; Invalid names each field that cannot be read."""
    errors: dict[str, str] = {}
    by_name = {one.internal_name: one for one in columns}
    content = Content(
        trigger=_trigger(call, event, by_name, errors),
        where=_where(call, columns, before, errors),
        tell=_tell(call, errors),
        assign=_assign(call, by_name, errors),
        url=call.value("url").strip(),
    )
    if errors:
        raise Invalid(errors)
    return content


def _trigger(
    call: Call,
    event: Event,
    by_name: Mapping[str, ColumnRecord],
    errors: dict[str, str],
) -> Trigger:
    name = call.value("column")
    column = by_name.get(name)
    if event is Event.COLUMN:
        to: tuple[Any, ...] = ()
        if column is not None and call.value("to").strip():
            try:
                to = _values(column, call.value("to"))
            except ValueError as error:
                errors["to"] = str(error)
        return Trigger(event=event, column=name, to=to)
    if event is not Event.DATE:
        return Trigger(event=event)
    days, hour = number(call.value("days").strip()), number(call.value("hour"))
    if days is None:
        errors["days"] = _("A number is expected.")
    if hour is None:
        errors["hour"] = _("Choose an hour.")
    sign = 1 if call.value("side") == "after" else -1
    return Trigger(event=event, column=name, days=sign * (days or 0), hour=hour or 0)


def _values(column: ColumnRecord, text: str) -> tuple[Any, ...]:
    found: list[Any] = []
    for part in text.split(";"):
        if part.strip():
            given = _default(column, part.strip())
            try:
                found += rules.stored(column, given)
            except Invalid as error:
                raise ValueError(_(error.fields["to"])) from None
    return tuple(found)


def _default(column: ColumnRecord, text: str) -> Any:
    if column.type == "yesno":
        word = text.strip().casefold()
        if word in ("yes", "1", _("Yes").casefold()):
            return True
        if word in ("no", "0", _("No").casefold()):
            return False
        raise ValueError(_("Write yes or no."))
    if column.type == "choices":
        text = "\n".join(text.split(";"))
    return read_default(column, text)


def _where(
    call: Call, columns: Columns, before: Content | None, errors: dict[str, str]
) -> Condition | None:
    kept = {number(one) for one in call.values("term")}
    held = () if before is None else terms_of(before.where)
    terms = [one for place, one in enumerate(held) if place in kept]
    if call.value("rule.column"):
        try:
            terms.append(read_rule(call, list(columns)))
        except ValueError as error:
            errors["where"] = str(error)
    return simplified(And(tuple(terms)))


def _tell(call: Call, errors: dict[str, str]) -> Tell | None:
    texts = [one for one in call.values("tell") if one.strip()]
    named = tuple(call.values("whom"))
    message = call.value("message").strip()
    if not (texts or named or message):
        return None
    found, wrong = who(call, texts) if texts else ([], "")
    if wrong:
        errors["tell"] = wrong
    return Tell(
        principals=tuple(int(one) for one in found),
        columns=named,
        message=message,
        by_mail=bool(call.value("mail")),
    )


def _assign(
    call: Call, by_name: Mapping[str, ColumnRecord], errors: dict[str, str]
) -> Assign | None:
    name, text = call.value("assign"), call.value("value").strip()
    if not name:
        if text:
            errors["assign"] = _("Choose a column.")
        return None
    column = by_name.get(name)
    value: Any = None
    if column is not None and text:
        try:
            value = _default(column, text)
        except ValueError as error:
            errors["value"] = str(error)
    return Assign(column=name, value=value)
