"""The content types of a list: which it has, their order, and one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.contenttypes.commands import (
    add_list_type,
    change_list_type,
    order_list_types,
    remove_list_type,
    set_list_type_column,
)
from hallway.core.contenttypes.queries import list_content_types, list_list_types
from hallway.core.contenttypes.records import ListType
from hallway.core.contenttypes.rules import fits
from hallway.core.errors import Invalid, NotFound
from hallway.core.kinds import get_kind
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ListRecord
from hallway.faces.web.library import Crumb
from hallway.faces.web.parse import Call, layout_href
from hallway.faces.web.site_pages.column import NAME, address, column_named
from hallway.faces.web.site_pages.columnform import type_words
from hallway.faces.web.site_pages.contenttypes import read_use, use_of, uses
from hallway.faces.web.site_pages.shell import site_page
from hallway.wire import typeids

SHOWS = ("types", "list-type")


class Line(NamedTuple):
    """A content type of a list as its settings list it."""

    type_id: str
    name: str
    description: str
    href: str
    is_base: bool
    is_default: bool
    is_offered: bool
    is_first: bool
    is_last: bool


class Column(NamedTuple):
    """A column of a list, and what it is in a type of it."""

    title: str
    type: str
    use: str
    is_own: bool


def type_title(one: ListType) -> str:
    """What a list's type is called: its base in the reader's language, if as built."""
    return _(one.name) if one.is_base else one.name


def has_types(found: ListRecord) -> bool:
    """Tell whether a list may have several content types."""
    return bool(get_kind(found.kind).content_type)


def show(
    call: Call,
    found: ListRecord,
    crumbs: list[Crumb],
    errors: dict[str, str],
    status: int,
) -> HttpResponse:
    """The types of a list, or one of them."""
    if not has_types(found):
        raise NotFound
    types = list_list_types(call.actor, found.id)
    if call.show == "list-type":
        return _one(call, found, crumbs, errors, status)
    default = next((one.type_id for one in types if one.is_offered), "")
    mine = {typeids.parent(one.type_id) for one in types if not one.is_base}
    base = get_kind(found.kind).content_type
    title = _("Content types")
    return site_page(
        call,
        "web/site/listtypes.html",
        name=NAME,
        title=title,
        crumbs=[*crumbs, Crumb(title, "")],
        status=status if errors else 200,
        errors=errors,
        problem=" ".join(text for name, text in errors.items() if name != "type_id"),
        types=[
            Line(
                one.type_id,
                type_title(one),
                one.description,
                address(call, found, show="list-type", type=one.type_id),
                one.is_base,
                one.type_id == default,
                one.is_offered,
                is_first=position == 0,
                is_last=position == len(types) - 1,
            )
            for position, one in enumerate(types)
        ],
        addable=[
            (one.type_id, one.name)
            for one in list_content_types(call.actor, call.site.id)
            if not one.is_builtin
            and one.type_id not in mine
            and fits(one.type_id, base)
        ],
        typed=call.value("type_id"),
        action=address(call, found, show="types"),
        here=address(call, found),
        site_types_href=layout_href(call.site, "types")
        if holds(call.place.mask, Right.MANAGE_WEB)
        else "",
    )


def _named(call: Call, found: ListRecord) -> ListType:
    for one in list_list_types(call.actor, found.id):
        if one.type_id == call.value("type"):
            return one
    raise NotFound


def _one(
    call: Call,
    found: ListRecord,
    crumbs: list[Crumb],
    errors: dict[str, str],
    status: int,
) -> HttpResponse:
    one = _named(call, found)
    typed = bool(errors) and call.value("do") == "save-type"
    words, names = type_words(), dict(uses())
    columns = {column.id: column for column in list_columns(call.actor, found.id)}
    return site_page(
        call,
        "web/site/listtype.html",
        name=NAME,
        title=type_title(one),
        crumbs=[
            *crumbs,
            Crumb(_("Content types"), address(call, found, show="types")),
            Crumb(type_title(one), ""),
        ],
        status=status if errors else 200,
        errors=errors,
        problem=" ".join(
            text for name, text in errors.items() if name not in ("name", "description")
        ),
        one=one,
        typed_name=call.value("name") if typed else one.name,
        typed_text=call.value("description") if typed else one.description,
        offered=bool(call.value("offered")) if typed else one.is_offered,
        columns=[
            Column(
                columns[key].title,
                words.get(columns[key].type, columns[key].type),
                names[use_of(required=said.required, hidden=said.hidden)],
                said.is_own and not one.is_base,
            )
            for key, said in one.columns.items()
        ],
        uses=uses(),
        choices=[(column.internal_name, column.title) for column in columns.values()],
        action=address(call, found, show="list-type", type=one.type_id),
        here=address(call, found, show="types"),
    )


def _add(call: Call, found: ListRecord) -> str:
    add_list_type(call.actor, found.id, type_id=call.value("type_id"))
    return _("Items of this list may be of this type from now on")


def _remove(call: Call, found: ListRecord) -> str:
    remove_list_type(call.actor, found.id, type_id=call.value("type"))
    return _("Content type taken from the list; its columns stay")


def _move(call: Call, found: ListRecord) -> str:
    types = [one.type_id for one in list_list_types(call.actor, found.id)]
    if call.value("type") not in types:
        raise NotFound
    at = types.index(call.value("type"))
    to = at - 1 if call.value("do") == "type-up" else at + 1
    if 0 <= to < len(types):
        types[at], types[to] = types[to], types[at]
        order_list_types(call.actor, found.id, type_ids=types)
    return _("Order changed")


def _save(call: Call, found: ListRecord) -> str:
    change_list_type(
        call.actor,
        found.id,
        type_id=_named(call, found).type_id,
        name=call.value("name"),
        description=call.value("description").replace("\r\n", "\n"),
        offered=bool(call.value("offered")),
    )
    return _("Saved")


def _set_column(call: Call, found: ListRecord) -> str:
    if not call.value("column"):
        raise Invalid({"column": _("Choose a column.")})
    set_list_type_column(
        call.actor,
        found.id,
        type_id=_named(call, found).type_id,
        column=column_named(call, found).id,
        **read_use(call),
    )
    return _("Saved")


ACTIONS: dict[str, Callable[[Call, ListRecord], str]] = {
    "add-type": _add,
    "remove-type": _remove,
    "type-up": _move,
    "type-down": _move,
    "save-type": _save,
    "set-type-column": _set_column,
}


def after(call: Call, found: ListRecord) -> str:
    """Where a form of these pages leads when it is done."""
    if call.value("do") in ("save-type", "set-type-column"):
        return address(call, found, show="list-type", type=call.value("type"))
    return address(call, found, show="types")
