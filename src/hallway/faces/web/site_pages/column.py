"""The pages of one column: which type, its settings, its end and its return."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.core.changes.journal import together
from hallway.core.errors import Invalid, NotFound
from hallway.core.kinds import get_kind
from hallway.core.lists.commands import (
    add_column,
    remove_column,
    rename_column,
    restore_column,
    set_column,
)
from hallway.core.lists.queries import (
    count_column_values,
    list_columns,
    list_removed_columns,
)
from hallway.core.lists.records import ColumnRecord, ListRecord
from hallway.core.lists.rules import is_reserved
from hallway.core.lists.types import TYPES
from hallway.core.sitecolumns.commands import use_site_column
from hallway.core.sitecolumns.queries import list_site_columns
from hallway.faces._common.numbers import number
from hallway.faces.web.library import Crumb
from hallway.faces.web.parse import Call, layout_href
from hallway.faces.web.site_pages.columnform import (
    FLAGS,
    flags_of,
    offered,
    read_settings,
    settings_of,
    type_words,
)
from hallway.faces.web.site_pages.shell import site_page

NAME = "list"
_NOT_A_LETTER = re.compile(r"[^A-Za-z0-9]+")


class Flag(NamedTuple):
    """A rule of a column as the form shows it."""

    name: str
    label: str
    checked: bool
    error: str


def address(call: Call, found: ListRecord, **query: str) -> str:
    """The address of a page of a list's settings."""
    return layout_href(call.site, NAME, list=found.guid, **query)


def column_named(call: Call, found: ListRecord) -> ColumnRecord:
    """The column that is meant; NotFound if there is none."""
    for one in list_columns(call.actor, found.id):
        if one.internal_name == call.value("column"):
            return one
    raise NotFound


def show(
    call: Call,
    found: ListRecord,
    crumbs: list[Crumb],
    errors: dict[str, str],
    status: int,
) -> HttpResponse:
    """The choice of a type, the form of a column, or the question before its end."""
    column = None if call.show == "add-column" else column_named(call, found)
    kind = call.value("type") if column is None else column.type
    title = _("Add a column") if column is None else column.title
    shared: dict[str, Any] = {
        "name": NAME,
        "title": title,
        "crumbs": [*crumbs, Crumb(title, "")],
        "status": status if errors else 200,
        "errors": errors,
        "here": address(call, found),
    }
    if column is None and kind not in TYPES:
        types = [
            (words, text, address(call, found, show="add-column", type=name))
            for name, words, text in offered()
        ]
        mine = {one.site_column for one in list_columns(call.actor, found.id)}
        return site_page(
            call,
            "web/site/columntypes.html",
            types=types,
            site_columns=[
                (one.guid, one.title)
                for one in list_site_columns(call.actor, call.site.id)
                if one.id not in mine
            ],
            **shared,
        )
    brought = column is not None and is_brought(found, column)
    return site_page(
        call,
        "web/site/column.html",
        title_typed=call.value("title") if errors or column is None else column.title,
        text_typed=call.value("description")
        if errors or column is None
        else column.settings.get("description", ""),
        column=column,
        brought=brought,
        type=kind,
        kind=type_words().get(kind, kind),
        settings=settings_of(call, kind, column, errors=errors),
        flags=_flags(call, kind, column, errors),
        is_removing=call.show == "remove-column",
        values=count_column_values(call.actor, found.id, column.id)
        if column is not None and call.show == "remove-column"
        else 0,
        action=address(call, found, show="add-column", type=kind)
        if column is None
        else address(call, found, show="column", column=column.internal_name),
        retype_href=""
        if column is None
        else address(call, found, show="retype", column=column.internal_name),
        remove_href=""
        if column is None
        else address(call, found, show="remove-column", column=column.internal_name),
        **shared,
    )


def is_brought(found: ListRecord, column: ColumnRecord) -> bool:
    """Tell whether a column belongs to every list of its kind."""
    brought = {one.internal_name for one in get_kind(found.kind).columns}
    return column.internal_name in brought


def _flags(
    call: Call, kind: str, column: ColumnRecord | None, errors: dict[str, str]
) -> list[Flag]:
    if errors or column is None:
        on = {name for name in FLAGS if call.value(name)}
    else:
        on = {name for name, is_on in _flags_on(column).items() if is_on}
    return [
        Flag(name, words, name in on, errors.get(name, ""))
        for name, words in flags_of(kind)
    ]


def _flags_on(column: ColumnRecord) -> dict[str, bool]:
    return {
        "required": column.required,
        "unique": column.is_unique,
        "hidden": column.is_hidden,
        "read_only": column.is_read_only,
    }


def _typed_flags(call: Call, kind: str) -> dict[str, bool]:
    known = {name for name, _words in flags_of(kind)}
    return {name: name in known and bool(call.value(name)) for name in FLAGS}


def add(call: Call, found: ListRecord) -> str:
    """Add the column that a form describes."""
    title, kind = call.value("title").strip(), call.value("type")
    if kind not in TYPES:
        raise Invalid({"type": _("Choose a type.")})
    if not title:
        raise Invalid({"title": _("A title has 1 to 255 characters.")})
    taken = {one.internal_name for one in list_columns(call.actor, found.id)}
    add_column(
        call.actor,
        found.id,
        internal_name=internal_name(title, taken),
        title=title,
        type=kind,
        settings=read_settings(call, kind, None),
        **_typed_flags(call, kind),
    )
    return _("Column “%(title)s” added") % {"title": title}


def use(call: Call, found: ListRecord) -> str:
    """Add a column of the site."""
    made = use_site_column(call.actor, found.id, guid=call.value("site_column"))
    for one in list_columns(call.actor, found.id):
        if one.id == made:
            return _("Column “%(title)s” added") % {"title": one.title}
    raise NotFound


def internal_name(title: str, taken: set[str]) -> str:
    """A name for programs, made of a title once and for all."""
    words = [word for word in _NOT_A_LETTER.split(title) if word]
    name = "".join(word[:1].upper() + word[1:] for word in words)[:50] or "Column"
    if name[0].isdigit():
        name = f"Column{name}"
    candidate, n = name, 1
    while candidate in taken or is_reserved(candidate):
        n += 1
        candidate = f"{name}{n}"
    return candidate


def change(call: Call, found: ListRecord) -> str:
    """Save what the form of a column says."""
    column = column_named(call, found)
    title = call.value("title")
    steps: list[Callable[[], object]] = [
        partial(rename_column, call.actor, found.id, column.id, title=title)
    ]
    if not is_brought(found, column):
        flags = _typed_flags(call, column.type)
        steps.append(
            partial(
                set_column,
                call.actor,
                found.id,
                column.id,
                settings=read_settings(call, column.type, column),
                required=flags["required"],
                unique=flags["unique"],
                hidden=flags["hidden"],
                read_only=flags["read_only"],
            )
        )
    together(call.actor, *steps)
    return _("Saved")


def remove(call: Call, found: ListRecord) -> str:
    """Take a column away."""
    column = column_named(call, found)
    kept = remove_column(call.actor, found.id, column.id)
    text = _("Column “%(title)s” removed") % {"title": column.title}
    if kept:
        text += ". " + ngettext(
            "%(count)d value stays in its item's versions",
            "%(count)d values stay in their items' versions",
            kept,
        ) % {"count": kept}
    return text


def restore(call: Call, found: ListRecord) -> str:
    """Bring a removed column back."""
    wanted = number(call.value("removed"))
    for one in list_removed_columns(call.actor, found.id):
        if one.id == wanted:
            restore_column(call.actor, found.id, one.id)
            return _("Column “%(title)s” is back") % {"title": one.title}
    raise NotFound
