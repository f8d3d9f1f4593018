"""The content types of a site: which there are, one with its columns, publishing."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.contenttypes.commands import (
    add_content_type,
    change_content_type,
    delete_content_type,
    order_type_columns,
    publish_content_type,
    remove_type_column,
    set_type_column,
    unpublish_content_type,
)
from hallway.core.contenttypes.queries import (
    get_content_type,
    list_content_types,
    list_copies,
    list_lists_of,
    list_publishable_sites,
    list_type_columns,
    list_types_below,
)
from hallway.core.contenttypes.records import ContentTypeId, ContentTypeRecord
from hallway.core.errors import Conflict, Invalid, NotFound
from hallway.core.sitecolumns.queries import list_site_columns
from hallway.faces.web.errors import field_errors, refusal
from hallway.faces.web.library import Crumb
from hallway.faces.web.parse import Call, layout_href
from hallway.faces.web.render import see_other
from hallway.faces.web.site_pages.columnform import type_words
from hallway.faces.web.site_pages.shell import site_page

NAME = "types"
BUILT_IN = (gettext_noop("Item"), gettext_noop("Document"), gettext_noop("Folder"))


class Line(NamedTuple):
    """A content type as the page lists it."""

    name: str
    description: str
    parent: str
    origin: str
    href: str
    is_published: bool
    is_read_only: bool


class Column(NamedTuple):
    """A column of a type as its page lists it."""

    guid: str
    title: str
    type: str
    use: str
    origin: str
    can_be_removed: bool
    is_first: bool
    is_last: bool


def type_name(found: ContentTypeRecord) -> str:
    """What a type is called, a built-in one in the reader's language."""
    return _(found.name) if found.is_builtin else found.name


def parent_name(found: ContentTypeRecord) -> str:
    """What the type above is called."""
    return _(found.parent_name) if found.parent_name in BUILT_IN else found.parent_name


def uses() -> list[tuple[str, str]]:
    """What a column may be in a type, in words."""
    return [
        ("optional", _("Optional")),
        ("required", _("Needed")),
        ("hidden", _("Hidden")),
    ]


def use_of(*, required: bool, hidden: bool) -> str:
    """What a column is in a type."""
    return "hidden" if hidden else "required" if required else "optional"


def read_use(call: Call) -> dict[str, bool]:
    """What was chosen for a column; Invalid for anything else."""
    use = call.value("use")
    if use not in dict(uses()):
        raise Invalid({"use": _("Choose what the column is here.")})
    return {"required": use == "required", "hidden": use == "hidden"}


def show(
    call: Call, *, errors: dict[str, str] | None = None, status: int = 400
) -> HttpResponse:
    """The types of a site, or one of them, for who may manage the site."""
    demand(call.actor, call.place.mask, Right.MANAGE_WEB)
    if call.show == "add-type":
        return _new(call, errors or {}, status)
    if call.show in ("type", "remove-type"):
        return _one(call, errors or {}, status)
    types = list_content_types(call.actor, call.site.id)
    own = [one for one in types if not one.is_builtin]
    return site_page(
        call,
        "web/site/contenttypes.html",
        name=NAME,
        title=_("Content types"),
        status=status if errors else 200,
        problem=" ".join((errors or {}).values()),
        groups=[
            (group or _("Content types"), [_line(call, one) for one in found])
            for group, found in groupby(own, key=lambda one: one.group)
        ],
        add_href=_address(call, show="add-type"),
        columns_href=layout_href(call.site, "columns"),
    )


def _line(call: Call, one: ContentTypeRecord) -> Line:
    return Line(
        one.name,
        one.description,
        parent_name(one),
        "" if one.site == call.site.id else one.site_title,
        _address(call, show="type", type=one.type_id),
        one.is_published,
        one.is_read_only and not one.is_published,
    )


def _address(call: Call, **query: str) -> str:
    return layout_href(call.site, NAME, **query)


def _crumbs(call: Call, title: str) -> list[Crumb]:
    return [Crumb(_("Content types"), _address(call)), Crumb(title, "")]


def _new(call: Call, errors: dict[str, str], status: int) -> HttpResponse:
    title = _("Add a content type")
    types = list_content_types(call.actor, call.site.id)
    return site_page(
        call,
        "web/site/newcontenttype.html",
        name=NAME,
        title=title,
        crumbs=_crumbs(call, title),
        status=status if errors else 200,
        errors=errors,
        typed={
            name: call.value(name)
            for name in ("name", "description", "group", "parent")
        },
        parents=[(one.type_id, type_name(one)) for one in types],
        action=_address(call, show="add-type"),
        here=_address(call),
    )


def _named(call: Call) -> ContentTypeRecord:
    found = get_content_type(call.actor, call.site.id, call.value("type"))
    if found.is_builtin:
        raise NotFound
    return found


def _one(call: Call, errors: dict[str, str], status: int) -> HttpResponse:
    found = _named(call)
    is_open = found.site == call.site.id and not found.is_published
    columns = list_type_columns(call.actor, call.site.id, found.type_id)
    words, names = type_words(), dict(uses())
    has = {one.internal_name for one in columns}
    copies = list_copies(call.actor, found) if is_open else []
    copied = {one.site for one in copies}
    typed = bool(errors) and call.value("do") == "save"
    shared: dict[str, Any] = {
        "typed": {
            name: call.value(name) if typed else value
            for name, value in (
                ("name", found.name),
                ("description", found.description),
                ("group", found.group),
            )
        },
        "read_only_typed": bool(call.value("read_only"))
        if typed
        else found.is_read_only,
    }
    return site_page(
        call,
        "web/site/contenttype.html",
        name=NAME,
        title=found.name,
        crumbs=_crumbs(call, found.name),
        status=status if errors else 200,
        errors=errors,
        problem=" ".join(
            text
            for name, text in errors.items()
            if name not in ("name", "description", "group", "sites")
        ),
        found=found,
        parent=parent_name(found),
        fixed=_fixed(call, found),
        may_change=is_open and not found.is_read_only,
        columns=[
            Column(
                one.guid,
                one.title,
                words.get(one.type, one.type),
                names[use_of(required=one.required, hidden=one.hidden)],
                one.origin,
                one.is_own,
                is_first=position == 0,
                is_last=position == len(columns) - 1,
            )
            for position, one in enumerate(columns)
        ],
        uses=uses(),
        addable=[
            (one.guid, one.title)
            for one in list_site_columns(call.actor, call.site.id)
            if one.internal_name not in has
        ],
        changeable=[(one.guid, one.title) for one in columns],
        below=list_types_below(call.actor, found),
        lists=list_lists_of(call.actor, found),
        copies=copies,
        sites=[
            (one.guid, one.title, one.path, one.id in copied)
            for one in list_publishable_sites(call.actor, call.site.id)
        ]
        if is_open
        else [],
        is_removing=call.show == "remove-type" and is_open,
        action=_address(call, show="type", type=found.type_id),
        remove_href=_address(call, show="remove-type", type=found.type_id),
        columns_href=layout_href(call.site, "columns"),
        here=_address(call),
        **shared,
    )


def _fixed(call: Call, found: ContentTypeRecord) -> str:
    """Why a type is not changed here; empty if it is."""
    if found.is_published:
        return _("Another site published this content type here, and changes it there.")
    if found.site != call.site.id:
        return _(
            "This content type belongs to the site “%(title)s”; it is changed there."
        ) % {"title": found.site_title}
    return ""


def act(call: Call) -> HttpResponse:
    """Save what a form says of a site's content types."""
    demand(call.actor, call.place.mask, Right.MANAGE_WEB)
    do = call.value("do")
    action = _ACTIONS.get(do)
    if action is None:
        raise Invalid({"do": _("This page does not know that form.")})
    try:
        text, back = action(call)
    except (Invalid, Conflict) as error:
        return show(
            call, errors=field_errors(error, "name"), status=refusal(error).status
        )
    return see_other(call.request, back, text=text)


Done = tuple[str, str]
"""What is said of it, and where it leads."""


def _own(call: Call) -> tuple[ContentTypeRecord, ContentTypeId, str]:
    """The type that is meant, of this very site, and its address."""
    found = _named(call)
    if found.id is None or found.site != call.site.id:
        raise NotFound
    return found, found.id, _address(call, show="type", type=found.type_id)


def _add(call: Call) -> Done:
    made = add_content_type(
        call.actor,
        call.site.id,
        name=call.value("name"),
        parent=call.value("parent"),
        description=call.value("description").replace("\r\n", "\n"),
        group=call.value("group"),
    )
    text = _("Content type “%(name)s” added; now its columns") % {"name": made.name}
    return text, _address(call, show="type", type=made.type_id)


def _save(call: Call) -> Done:
    _found, key, back = _own(call)
    change_content_type(
        call.actor,
        key,
        name=call.value("name"),
        description=call.value("description").replace("\r\n", "\n"),
        group=call.value("group"),
        read_only=bool(call.value("read_only")),
    )
    return _("Saved"), back


def _set_column(call: Call) -> Done:
    _found, key, back = _own(call)
    if not call.value("column"):
        raise Invalid({"column": _("Choose a column.")})
    set_type_column(call.actor, key, guid=call.value("column"), **read_use(call))
    return _("Saved"), back


def _remove_column(call: Call) -> Done:
    _found, key, back = _own(call)
    remove_type_column(call.actor, key, guid=call.value("column"))
    return _("Column taken out; lists keep its values"), back


def _move(call: Call) -> Done:
    found, key, back = _own(call)
    columns = list_type_columns(call.actor, call.site.id, found.type_id)
    names = [one.internal_name for one in columns]
    guids = [one.guid for one in columns]
    if call.value("column") not in guids:
        raise NotFound
    at = guids.index(call.value("column"))
    to = at - 1 if call.value("do") == "up" else at + 1
    if 0 <= to < len(names):
        names[at], names[to] = names[to], names[at]
        order_type_columns(call.actor, key, names=names)
    return _("Order changed"), back


def _publish(call: Call) -> Done:
    _found, key, back = _own(call)
    every = list_publishable_sites(call.actor, call.site.id)
    wanted = set(call.values("site"))
    sites = [one.id for one in every if one.guid in wanted]
    if not sites:
        raise Invalid({"sites": _("Choose the sites.")})
    publish_content_type(call.actor, key, sites=sites)
    text = ngettext(
        "Published to %(count)d site", "Published to %(count)d sites", len(sites)
    ) % {"count": len(sites)}
    return text, back


def _unpublish(call: Call) -> Done:
    found, key, back = _own(call)
    for one in list_copies(call.actor, found):
        if one.guid == call.value("site"):
            unpublish_content_type(call.actor, key, site=one.site)
            text = _("“%(title)s” keeps it as its own from now on")
            return text % {"title": one.title}, back
    raise NotFound


def _delete(call: Call) -> Done:
    found, key, _back = _own(call)
    delete_content_type(call.actor, key)
    text = _("Content type “%(name)s” deleted") % {"name": found.name}
    return text, _address(call)


_ACTIONS: dict[str, Callable[[Call], Done]] = {
    "add-type": _add,
    "save": _save,
    "set-column": _set_column,
    "remove-column": _remove_column,
    "up": _move,
    "down": _move,
    "publish": _publish,
    "unpublish": _unpublish,
    "remove-type": _delete,
}
