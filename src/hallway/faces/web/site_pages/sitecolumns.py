"""The columns of a site: which there are, the form of one, its end."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import groupby
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.changes.journal import together
from hallway.core.errors import Conflict, Invalid, NotFound
from hallway.core.lists.records import ColumnId, ColumnRecord
from hallway.core.lists.types import TYPES
from hallway.core.sitecolumns.commands import (
    add_site_column,
    change_site_column,
    delete_site_column,
    spread_site_column,
)
from hallway.core.sitecolumns.queries import (
    get_site_column,
    list_lists_with,
    list_site_columns,
)
from hallway.core.sitecolumns.records import SiteColumnRecord
from hallway.faces.web.errors import field_errors, refusal
from hallway.faces.web.library import Crumb
from hallway.faces.web.parse import Call, layout_href
from hallway.faces.web.render import see_other
from hallway.faces.web.site_pages.column import internal_name
from hallway.faces.web.site_pages.columnform import (
    flags_of,
    offered,
    read_settings,
    settings_of,
    type_words,
)
from hallway.faces.web.site_pages.shell import site_page

NAME = "columns"


class Line(NamedTuple):
    """A column as the page lists it; `origin` is the site above that it is from."""

    title: str
    type: str
    origin: str
    href: str
    is_published: bool


def show(
    call: Call, *, errors: dict[str, str] | None = None, status: int = 400
) -> HttpResponse:
    """The columns of a site, or the form of one, for who may manage the site."""
    demand(call.actor, call.place.mask, Right.MANAGE_WEB)
    if call.show in ("add-column", "column", "remove-column"):
        return _form(call, errors or {}, status)
    words = type_words()
    columns = list_site_columns(call.actor, call.site.id)
    return site_page(
        call,
        "web/site/sitecolumns.html",
        name=NAME,
        title=_("Site columns"),
        status=status if errors else 200,
        problem=" ".join((errors or {}).values()),
        groups=[
            (
                group or _("Columns"),
                [
                    Line(
                        one.title,
                        words.get(one.type, one.type),
                        "" if one.site == call.site.id else one.site_title,
                        _address(call, show="column", column=one.guid),
                        one.is_published,
                    )
                    for one in found
                ],
            )
            for group, found in groupby(columns, key=lambda one: one.group)
        ],
        add_href=_address(call, show="add-column"),
        types_href=layout_href(call.site, "types"),
    )


def _address(call: Call, **query: str) -> str:
    return layout_href(call.site, NAME, **query)


def _named(call: Call) -> SiteColumnRecord:
    return get_site_column(call.actor, call.site.id, call.value("column"))


def _form(call: Call, errors: dict[str, str], status: int) -> HttpResponse:
    column = None if call.show == "add-column" else _named(call)
    kind = call.value("type") if column is None else column.type
    title = _("Add a site column") if column is None else column.title
    shared: dict[str, Any] = {
        "name": NAME,
        "title": title,
        "crumbs": [Crumb(_("Site columns"), _address(call)), Crumb(title, "")],
        "status": status if errors else 200,
        "errors": errors,
        "here": _address(call),
    }
    if column is None and (kind not in TYPES or kind == "calculated"):
        types = [
            (words, text, _address(call, show="add-column", type=name))
            for name, words, text in offered()
            if name != "calculated"
        ]
        return site_page(call, "web/site/columntypes.html", types=types, **shared)
    is_sent = bool(errors) or column is None
    return site_page(
        call,
        "web/site/sitecolumn.html",
        title_typed=call.value("title") if is_sent or column is None else column.title,
        group_typed=call.value("group") if is_sent or column is None else column.group,
        text_typed=call.value("description")
        if is_sent or column is None
        else column.settings.get("description", ""),
        groups=sorted(
            {one.group for one in list_site_columns(call.actor, call.site.id)} - {""}
        ),
        column=column,
        fixed=_fixed(call, column),
        kind=type_words().get(kind, kind),
        settings=settings_of(call, kind, _as_column(column), errors=errors),
        can_be_needed="required" in dict(flags_of(kind)),
        required=bool(call.value("required"))
        if is_sent or column is None
        else column.required,
        spreads=bool(call.value("spread")) if errors else True,
        lists=[] if column is None else list_lists_with(call.actor, column),
        is_removing=call.show == "remove-column",
        action=_address(call, show="add-column", type=kind)
        if column is None
        else _address(call, show="column", column=column.guid),
        remove_href=""
        if column is None
        else _address(call, show="remove-column", column=column.guid),
        **shared,
    )


def _fixed(call: Call, column: SiteColumnRecord | None) -> str:
    """Why a column is not changed here; empty if it is."""
    if column is None:
        return ""
    if column.is_published:
        return _("Another site published this column here, and changes it there.")
    if column.site != call.site.id:
        return _(
            "This column belongs to the site “%(title)s”; it is changed there."
        ) % {"title": column.site_title}
    return ""


def _as_column(column: SiteColumnRecord | None) -> ColumnRecord | None:
    """A site's column as the fields of a column's settings want it."""
    if column is None:
        return None
    return ColumnRecord(
        id=ColumnId(0),
        guid=column.guid,
        internal_name=column.internal_name,
        title=column.title,
        type=column.type,
        required=column.required,
        settings=column.settings,
    )


def act(call: Call) -> HttpResponse:
    """Save what a form says of a site's columns."""
    demand(call.actor, call.place.mask, Right.MANAGE_WEB)
    action = {
        "add-column": _add,
        "column": _change,
        "remove-column": _remove,
    }.get(call.value("do"))
    if action is None:
        raise Invalid({"do": _("This page does not know that form.")})
    try:
        text = action(call)
    except (Invalid, Conflict) as error:
        return show(
            call, errors=field_errors(error, "title"), status=refusal(error).status
        )
    return see_other(call.request, _address(call), text=text)


def _add(call: Call) -> str:
    title, kind = call.value("title").strip(), call.value("type")
    if kind not in TYPES:
        raise Invalid({"type": _("Choose a type.")})
    if not title:
        raise Invalid({"title": _("A title has 1 to 255 characters.")})
    columns = list_site_columns(call.actor, call.site.id)
    add_site_column(
        call.actor,
        call.site.id,
        internal_name=internal_name(title, {one.internal_name for one in columns}),
        title=title,
        type=kind,
        group=call.value("group"),
        required=bool(call.value("required")),
        settings=read_settings(call, kind, None),
    )
    return _("Site column “%(title)s” added") % {"title": title}


def _own(call: Call) -> SiteColumnRecord:
    column = _named(call)
    if column.site != call.site.id:
        raise NotFound
    return column


def _change(call: Call) -> str:
    column = _own(call)
    steps: list[Callable[[], object]] = [
        partial(
            change_site_column,
            call.actor,
            column.id,
            title=call.value("title"),
            group=call.value("group"),
            required=bool(call.value("required")),
            settings=read_settings(call, column.type, _as_column(column)),
        )
    ]
    if call.value("spread"):
        steps.append(partial(spread_site_column, call.actor, column.id))
    together(call.actor, *steps)
    return _("Saved")


def _remove(call: Call) -> str:
    column = _own(call)
    delete_site_column(call.actor, column.id)
    return _("Site column “%(title)s” deleted") % {"title": column.title}
