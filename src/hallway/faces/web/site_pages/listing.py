"""The settings of a list or library: its name, versions and columns."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.attachments.commands import set_attachments
from hallway.core.attachments.queries import takes_attachments
from hallway.core.changes.journal import together
from hallway.core.contenttypes.queries import list_list_types
from hallway.core.errors import Conflict, Invalid
from hallway.core.kinds import get_kind
from hallway.core.lists.commands import (
    describe_list,
    order_columns,
    rename_list,
    set_rule,
    set_versioning,
)
from hallway.core.lists.queries import (
    get_rule,
    list_columns,
    list_removed_columns,
)
from hallway.core.lists.records import ListRecord
from hallway.faces.web.errors import field_errors, refusal
from hallway.faces.web.frame import list_path
from hallway.faces.web.library import Crumb
from hallway.faces.web.parse import Call, href, layout_href
from hallway.faces.web.render import see_other
from hallway.faces.web.site_pages import (
    asked,
    column,
    deleting,
    formlinks,
    itemform,
    listtypes,
    retyping,
    rowrules,
)
from hallway.faces.web.site_pages.columnform import type_words
from hallway.faces.web.site_pages.settings import versioning_words
from hallway.faces.web.site_pages.shell import list_named, site_page

NAME = column.NAME


class Column(NamedTuple):
    """A column as the settings list it."""

    name: str
    title: str
    type: str
    required: bool
    href: str
    is_first: bool
    is_last: bool


def show(
    call: Call, *, errors: dict[str, str] | None = None, status: int = 400
) -> HttpResponse:
    """The settings, or the form of one column."""
    found = _manage(call)
    if call.show == "delete":
        return deleting.show(call, found, crumbs=_crumbs(call, found))
    if call.show == "retype":
        return retyping.show(call, found, _crumbs(call, found))
    if call.show in listtypes.SHOWS:
        return listtypes.show(call, found, _crumbs(call, found), errors or {}, status)
    if call.show in formlinks.SHOWS:
        return formlinks.show(call, found, _crumbs(call, found))
    if call.show == itemform.SHOW and itemform.arranges(found):
        return itemform.show(call, found, _crumbs(call, found))
    if call.show in ("add-column", "column", "remove-column"):
        return column.show(call, found, _crumbs(call, found), errors or {}, status)
    sent = (
        errors is not None
        and call.request.method == "POST"
        and call.value("do") != rowrules.SAVE
    )
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
        here=column.address(call, found),
        title_typed=call.value("title") if sent else found.title,
        text_typed=call.value("description") if sent else found.description,
        path=list_path(call.site, found),
        kind=_(get_kind(found.kind).title),
        versioning=found.versioning,
        versionings=[
            (one, versioning_words(one)) for one in ("major", "minor", "none")
        ],
        takes_files=takes_attachments(call.actor, found.id),
        has_bodies=get_kind(found.kind).has_bodies,
        columns=[
            Column(
                one.internal_name,
                one.title,
                words.get(one.type, one.type),
                one.required,
                column.address(call, found, show="column", column=one.internal_name),
                is_first=position == 0,
                is_last=position == len(columns) - 1,
            )
            for position, one in enumerate(columns)
        ],
        often=asked.often(call, found, columns),
        rule=_rule(call, found),
        row_rule=rowrules.section(call, found),
        removed=list_removed_columns(call.actor, found.id),
        add_href=column.address(call, found, show="add-column"),
        types_href=column.address(call, found, show="types")
        if listtypes.has_types(found)
        else "",
        types=[
            listtypes.type_title(one) for one in list_list_types(call.actor, found.id)
        ],
        delete_href=column.address(call, found, show="delete"),
        form_href=column.address(call, found, show=itemform.SHOW)
        if itemform.arranges(found)
        else "",
        forms_href=column.address(call, found, show="forms")
        if formlinks.collects(found)
        else "",
        access_href=layout_href(call.site, "permissions", list=found.guid),
        limits_href=layout_href(call.site, "limits", list=found.guid),
        rules_href=layout_href(call.site, "rules", list=found.guid),
        import_href=layout_href(call.site, "import", list=found.guid)
        if get_kind(found.kind).saved is None
        else "",
    )


def _rule(call: Call, found: ListRecord) -> dict[str, str]:
    """The rule of a list as typed, else as it is."""
    if call.request.method == "POST" and call.value("do") == "rule":
        return {"formula": call.value("rule"), "message": call.value("message")}
    return get_rule(call.actor, found.id)


def _manage(call: Call) -> ListRecord:
    found = list_named(call)
    demand(call.actor, get_mask(call.actor, found.scope), Right.MANAGE_LISTS)
    return found


def _crumbs(call: Call, found: ListRecord) -> list[Crumb]:
    return [
        Crumb(found.title, href(list_path(call.site, found))),
        Crumb(_("Settings"), column.address(call, found)),
    ]


def act(call: Call) -> HttpResponse:
    """Save what a form of the settings says."""
    found = _manage(call)
    if call.value("do") == "delete":
        return deleting.act(call, found, crumbs=_crumbs(call, found))
    if call.value("do") in ("try-type", "retype"):
        return retyping.act(call, found, _crumbs(call, found))
    if call.value("do") == rowrules.TRY:
        rowrules.demand_try(call, found)
        return show(call)
    if call.value("do") in (*formlinks.DOES, formlinks.DELETE):
        return formlinks.act(call, found, _crumbs(call, found))
    if call.value("do") == itemform.DO:
        return itemform.act(call, found, _crumbs(call, found))
    action = {
        "save": _save,
        "versioning": _save_versioning,
        "attachments": _save_attachments,
        "rule": _save_rule,
        rowrules.SAVE: rowrules.save,
        "up": _move,
        "down": _move,
        "add-column": column.add,
        "column": column.change,
        "remove-column": column.remove,
        "restore-column": column.restore,
        "use-site-column": column.use,
        **listtypes.ACTIONS,
    }.get(call.value("do"))
    if action is None:
        raise Invalid({"do": _("This page does not know that form.")})
    try:
        text = action(call, found)
    except (Invalid, Conflict) as error:
        return show(
            call, errors=field_errors(error, "title"), status=refusal(error).status
        )
    is_typed = call.value("do") in listtypes.ACTIONS
    after = listtypes.after(call, found) if is_typed else column.address(call, found)
    return see_other(call.request, after, text=text)


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


def _save_attachments(call: Call, found: ListRecord) -> str:
    allowed = bool(call.value("attachments"))
    set_attachments(call.actor, found.id, allowed=allowed)
    return _("Saved")


def _save_rule(call: Call, found: ListRecord) -> str:
    set_rule(
        call.actor,
        found.id,
        formula=call.value("rule").strip(),
        message=call.value("message"),
    )
    return _("Saved")


def _move(call: Call, found: ListRecord) -> str:
    columns = [one.id for one in list_columns(call.actor, found.id)]
    at = columns.index(column.column_named(call, found).id)
    to = at - 1 if call.value("do") == "up" else at + 1
    if 0 <= to < len(columns):
        columns[at], columns[to] = columns[to], columns[at]
        order_columns(call.actor, found.id, columns=columns)
    return _("Order changed")
