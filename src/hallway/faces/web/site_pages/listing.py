"""The settings of a list or library: its name, versions and columns."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.changes.journal import together
from hallway.core.errors import Conflict, Invalid, NotFound
from hallway.core.kinds import get_kind
from hallway.core.lists.commands import (
    add_column,
    describe_list,
    order_columns,
    remove_column,
    rename_column,
    rename_list,
    set_column,
    set_versioning,
)
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ColumnRecord, ListRecord
from hallway.core.query.queries import count_values
from hallway.core.query.records import Asking
from hallway.faces.web.errors import field_errors, refusal
from hallway.faces.web.frame import list_path
from hallway.faces.web.library import Crumb
from hallway.faces.web.parse import Call, href, layout_href
from hallway.faces.web.render import see_other
from hallway.faces.web.rows.question import read_number
from hallway.faces.web.site_pages import deleting
from hallway.faces.web.site_pages.settings import versioning_words
from hallway.faces.web.site_pages.shell import list_named, site_page
from hallway.wire.query import Query, Scope

NAME = "list"
_NOT_A_LETTER = re.compile(r"[^A-Za-z0-9]+")


class Column(NamedTuple):
    """A column as the settings list it."""

    name: str
    title: str
    type: str
    required: bool
    href: str
    is_first: bool
    is_last: bool


def type_words() -> dict[str, str]:
    """The types of columns, in words."""
    return {
        "text": _("Line of text"),
        "note": _("Several lines of text"),
        "number": _("Number"),
        "yesno": _("Yes or no"),
        "date": _("Date"),
        "datetime": _("Date and time"),
        "choice": _("Choice"),
        "person": _("Person"),
    }


def show(
    call: Call, *, errors: dict[str, str] | None = None, status: int = 400
) -> HttpResponse:
    """The settings, or the form of one column."""
    found = _manage(call)
    if call.show == "delete":
        return deleting.show(call, found, crumbs=_crumbs(call, found))
    if call.show == "add-column":
        return _show_column(call, found, None, errors or {}, status)
    if call.show in ("column", "remove-column"):
        column = _column(call, found)
        return _show_column(call, found, column, errors or {}, status)
    sent = errors is not None and call.request.method == "POST"
    columns = list_columns(call.actor, found.id)
    words = type_words()
    return site_page(
        call,
        "web/site/listsettings.html",
        name=NAME,
        title=_("Settings of “%(name)s”") % {"name": found.title},
        crumbs=_crumbs(call, found),
        status=status if errors else 200,
        errors=errors or {},
        found=found,
        here=_here(call, found),
        title_typed=call.value("title") if sent else found.title,
        text_typed=call.value("description") if sent else found.description,
        path=list_path(call.site, found),
        kind=_(get_kind(found.kind).title),
        versioning=found.versioning,
        versionings=[
            (one, versioning_words(one)) for one in ("major", "minor", "none")
        ],
        has_bodies=get_kind(found.kind).has_bodies,
        columns=[
            Column(
                one.internal_name,
                one.title,
                words.get(one.type, one.type),
                one.required,
                _here(call, found, show="column", column=one.internal_name),
                is_first=position == 0,
                is_last=position == len(columns) - 1,
            )
            for position, one in enumerate(columns)
        ],
        add_href=_here(call, found, show="add-column"),
        delete_href=_here(call, found, show="delete"),
        access_href=layout_href(call.site, "permissions", list=found.guid),
    )


def _manage(call: Call) -> ListRecord:
    found = list_named(call)
    demand(call.actor, get_mask(call.actor, found.scope), Right.MANAGE_LISTS)
    return found


def _here(call: Call, found: ListRecord, **query: str) -> str:
    return layout_href(call.site, NAME, list=found.guid, **query)


def _crumbs(call: Call, found: ListRecord) -> list[Crumb]:
    return [
        Crumb(found.title, href(list_path(call.site, found))),
        Crumb(_("Settings"), _here(call, found)),
    ]


def _column(call: Call, found: ListRecord) -> ColumnRecord:
    for one in list_columns(call.actor, found.id):
        if one.internal_name == call.value("column"):
            return one
    raise NotFound


def _show_column(
    call: Call,
    found: ListRecord,
    column: ColumnRecord | None,
    errors: dict[str, str],
    status: int,
) -> HttpResponse:
    title = _("Add a column") if column is None else column.title
    sent = bool(errors)
    typed = _typed(call) if sent or column is None else _stored(column)
    brought = column is not None and any(
        one.internal_name == column.internal_name
        for one in get_kind(found.kind).columns
    )
    return site_page(
        call,
        "web/site/column.html",
        name=NAME,
        title=title,
        crumbs=[*_crumbs(call, found), Crumb(title, "")],
        status=status if errors else 200,
        errors=errors,
        typed=typed,
        column=column,
        brought=brought,
        kind="" if column is None else type_words().get(column.type, column.type),
        types=list(type_words().items()),
        is_removing=call.show == "remove-column",
        values=0 if column is None else _count(call, found, column),
        here=_here(call, found),
        action=_here(call, found, show="add-column")
        if column is None
        else _here(call, found, show="column", column=column.internal_name),
        remove_href=""
        if column is None
        else _here(call, found, show="remove-column", column=column.internal_name),
        is_choice=column is None or column.type == "choice",
        has_default=column is None or column.type in ("text", "number", "choice"),
    )


def _count(call: Call, found: ListRecord, column: ColumnRecord) -> int:
    """How many of the items the actor sees have a value."""
    counted = count_values(
        call.actor,
        found.id,
        Query(scope=Scope.RECURSIVE),
        column=column.internal_name,
        asking=Asking(now=call.now),
        limit=10_000,
    )
    return sum(one.count for one in counted.facets if one.value is not None)


def _typed(call: Call) -> dict[str, Any]:
    names = ("title", "type", "description", "choices", "default", "required")
    return {name: call.value(name) for name in names}


def _stored(column: ColumnRecord) -> dict[str, Any]:
    choices = column.settings.get("choices", [])
    default = column.settings.get("default", "")
    if isinstance(default, float) and default.is_integer():
        default = int(default)
    return {
        "title": column.title,
        "type": column.type,
        "description": column.settings.get("description", ""),
        "choices": "\n".join(map(str, choices)) if isinstance(choices, list) else "",
        "default": default,
        "required": column.required,
    }


def act(call: Call) -> HttpResponse:
    """Save what a form of the settings says."""
    found = _manage(call)
    if call.value("do") == "delete":
        return deleting.act(call, found, crumbs=_crumbs(call, found))
    action = {
        "save": _save,
        "versioning": _save_versioning,
        "up": _move,
        "down": _move,
        "add-column": _add,
        "column": _change,
        "remove-column": _remove,
    }.get(call.value("do"))
    if action is None:
        raise Invalid({"do": _("This page does not know that form.")})
    try:
        text = action(call, found)
    except (Invalid, Conflict) as error:
        return show(
            call, errors=field_errors(error, "title"), status=refusal(error).status
        )
    return see_other(call.request, _here(call, found), text=text)


def _save(call: Call, found: ListRecord) -> str:
    text = call.value("description").replace("\r\n", "\n")
    if len(text.strip()) > 2000:
        raise Invalid({"description": _("At most 2,000 characters.")})
    actor, title = call.actor, call.value("title")
    steps: list[Callable[[], object]] = [
        partial(describe_list, actor, found.id, description=text)
    ]
    if title.strip() != found.title:
        steps.insert(0, partial(rename_list, actor, found.id, title=title))
    together(actor, *steps)
    return _("Saved")


def _save_versioning(call: Call, found: ListRecord) -> str:
    checkout = bool(call.value("checkout")) if get_kind(found.kind).has_bodies else None
    set_versioning(
        call.actor,
        found.id,
        versioning=call.value("versioning"),
        require_checkout=checkout,
    )
    return _("Saved")


def _move(call: Call, found: ListRecord) -> str:
    columns = [one.id for one in list_columns(call.actor, found.id)]
    at = columns.index(_column(call, found).id)
    to = at - 1 if call.value("do") == "up" else at + 1
    if 0 <= to < len(columns):
        columns[at], columns[to] = columns[to], columns[at]
        order_columns(call.actor, found.id, columns=columns)
    return _("Order changed")


def _settings(call: Call, kind: str) -> dict[str, object]:
    settings: dict[str, object] = {"description": call.value("description").strip()}
    if kind == "choice":
        choices = [one.strip() for one in call.value("choices").splitlines()]
        settings["choices"] = [one for one in choices if one]
        if not settings["choices"]:
            raise Invalid({"choices": _("Write the choices, each on its own line.")})
    default = call.value("default").strip()
    if default and kind == "number":
        try:
            settings["default"] = read_number(default)
        except ValueError as error:
            raise Invalid({"default": str(error)}) from None
    elif default and kind in ("text", "choice"):
        settings["default"] = default
    return settings


def _add(call: Call, found: ListRecord) -> str:
    title, kind = call.value("title").strip(), call.value("type")
    if not title:
        raise Invalid({"title": _("A title has 1 to 255 characters.")})
    taken = {one.internal_name for one in list_columns(call.actor, found.id)}
    add_column(
        call.actor,
        found.id,
        internal_name=_internal_name(title, taken),
        title=title,
        type=kind,
        required=bool(call.value("required")),
        settings=_settings(call, kind),
    )
    return _("Column “%(title)s” added") % {"title": title}


def _internal_name(title: str, taken: set[str]) -> str:
    """A name for programs, made of a title once and for all."""
    words = [word for word in _NOT_A_LETTER.split(title) if word]
    name = "".join(word[:1].upper() + word[1:] for word in words)[:50] or "Column"
    if name[0].isdigit():
        name = f"Column{name}"
    candidate, n = name, 1
    while candidate in taken:
        n += 1
        candidate = f"{name}{n}"
    return candidate


def _change(call: Call, found: ListRecord) -> str:
    column = _column(call, found)
    kept = {
        name: value
        for name, value in column.settings.items()
        if name not in ("description", "choices", "default")
    }
    brought = {one.internal_name for one in get_kind(found.kind).columns}
    title = call.value("title")
    steps: list[Callable[[], object]] = [
        partial(rename_column, call.actor, found.id, column.id, title=title)
    ]
    if column.internal_name not in brought:
        settings = {**kept, **_settings(call, column.type)}
        steps.append(
            partial(
                set_column,
                call.actor,
                found.id,
                column.id,
                required=bool(call.value("required")),
                settings=settings,
            )
        )
    together(call.actor, *steps)
    return _("Saved")


def _remove(call: Call, found: ListRecord) -> str:
    column = _column(call, found)
    kept = remove_column(call.actor, found.id, column.id)
    text = _("Column “%(title)s” removed") % {"title": column.title}
    if kept:
        text += ". " + ngettext(
            "%(count)d value stays in its item's versions",
            "%(count)d values stay in their items' versions",
            kept,
        ) % {"count": kept}
    return text
