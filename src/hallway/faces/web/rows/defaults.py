"""What new items in a folder begin with: a form for who manages the list."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.errors import Conflict, Invalid
from hallway.core.items.commands import set_folder_defaults
from hallway.core.items.queries import get_folder_defaults
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ColumnRecord
from hallway.faces.web.errors import said
from hallway.faces.web.frame import frame_of
from hallway.faces.web.library import Crumb, crumbs_of
from hallway.faces.web.parse import Call
from hallway.faces.web.render import page, see_other
from hallway.faces.web.site_pages.columnform import (
    Setting,
    default_setting,
    read_default,
    typed_default,
)


def show(
    call: Call, *, errors: Mapping[str, str] | None = None, problem: str = ""
) -> HttpResponse:
    """The form, with what was typed if it has been sent."""
    demand(call.actor, call.place.mask, Right.MANAGE_LISTS)
    title = _("What new items in “%(name)s” begin with") % {"name": call.folder.name}
    own = get_folder_defaults(call.actor, call.folder.id)
    settings = [
        _setting(call, column, own.get(column.internal_name), errors or {})
        for column in _columns(call)
    ]
    return page(
        call.request,
        "web/rows/defaults.html",
        frame=frame_of(
            call.actor,
            site=call.site,
            current=call.place.path,
        ),
        status=400 if errors else 409 if problem else 200,
        call=call,
        title=title,
        crumbs=[*crumbs_of(call), Crumb(title, "")],
        problem=problem,
        settings=settings,
        action=call.here,
        back=call.here,
    )


def _columns(call: Call) -> list[ColumnRecord]:
    columns = list_columns(call.actor, call.list.id)
    return [one for one in columns if one.is_given and default_setting(one.type)]


def _name(column: ColumnRecord) -> str:
    return f"d.{column.internal_name}"


def _setting(
    call: Call, column: ColumnRecord, given: object, errors: Mapping[str, str]
) -> Setting:
    one = default_setting(column.type) or Setting(name="", label="")
    one.name, one.label = _name(column), column.title
    one.error = errors.get(column.internal_name, "")
    if call.request.method == "POST":
        one.typed = call.value(one.name)
    else:
        one.typed = typed_default(column, given)
    return one


def act(call: Call) -> HttpResponse:
    """Save the form; what is wrong stands beside its field."""
    demand(call.actor, call.place.mask, Right.MANAGE_LISTS)
    defaults: dict[str, object] = {}
    errors: dict[str, str] = {}
    for column in _columns(call):
        name = column.internal_name
        try:
            defaults[name] = read_default(column, call.value(_name(column)))
        except ValueError as error:
            errors[name] = str(error)
    if errors:
        return show(call, errors=errors)
    try:
        set_folder_defaults(call.actor, call.folder.id, defaults=defaults)
    except Invalid as error:
        return show(call, errors=error.fields)
    except Conflict as error:
        return show(call, problem=said(error))
    return see_other(call.request, call.here, text=_("Saved"))
