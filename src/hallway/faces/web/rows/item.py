"""One item of a list: its form, its versions, who has access."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from hallway.core.access.explain import explain
from hallway.core.access.queries import get_item_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand, holds
from hallway.core.attachments.commands import add_attachments
from hallway.core.attachments.queries import count_attachments, takes_attachments
from hallway.core.changes.journal import together
from hallway.core.errors import Conflict, Invalid, NotFound, OverQuota, Stale
from hallway.core.items.commands import delete_item
from hallway.core.items.forming import create_by_form, update_by_form
from hallway.core.items.queries import get_values
from hallway.core.items.records import ItemRecord
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ColumnRecord
from hallway.core.trash.queries import get_deletion
from hallway.core.versions.commands import restore_version
from hallway.core.versions.queries import list_versions
from hallway.faces._common.numbers import number
from hallway.faces.web.details import access_of
from hallway.faces.web.errors import refusal, said
from hallway.faces.web.frame import frame_of
from hallway.faces.web.library import Crumb, crumbs_of
from hallway.faces.web.parse import Call, href, layout_href
from hallway.faces.web.render import page, see_other
from hallway.faces.web.rows import attached, cells, form, kinds, sections
from hallway.faces.web.rows.history import (
    Value,
    history_of,
    note_of,
    pointing_at,
    versions_of,
)
from hallway.faces.web.rows.named import name_all
from hallway.faces.web.versions import read_version
from hallway.faces.web.when import when
from hallway.faces.web.writing import new_once, once_of


def show_row(call: Call) -> HttpResponseBase:
    """The page of an item, or one of its files."""
    if attached.ASKED in call.query:
        return attached.send(call)
    return show(call)


def show_new(
    call: Call,
    *,
    errors: Mapping[str, str] | None = None,
    once: str = "",
    status: int = 400,
) -> HttpResponse:
    """The form of a new item; `status` counts where there are errors."""
    demand(call.actor, call.place.mask, Right.ADD_LIST_ITEMS)
    of = kinds.asked(call)
    every = list_columns(call.actor, call.list.id)
    columns = of.columns(every)
    found = errors or {}
    formed = sections.of_new(call, columns, of)
    shown = formed.shown(columns)
    title = _("New %(type)s") % {"type": of.name} if of.of else _("New item")
    return page(
        call.request,
        "web/rows/form.html",
        frame=_frame(call),
        status=status if found else 200,
        call=call,
        title=title,
        of=of,
        crumbs=[*crumbs_of(call), Crumb(title, "")],
        layout=sections.layout_of(
            formed, form.new_fields(call, shown, found), columns, every
        ),
        problem=_other_errors(shown, found),
        once=once or once_of(call),
        takes_files=takes_attachments(call.actor, call.list.id),
        files_error=found.get(attached.FIELD, ""),
        is_again=bool(attached.sent(call)),
        action=call.here,
        back=call.here,
    )


def create(call: Call) -> HttpResponse:
    """Add an item; what is wrong with a value stands beside its field."""
    of = kinds.asked(call)
    columns = of.columns(list_columns(call.actor, call.list.id))
    taken = sections.of_new(call, columns, of).taken(columns)
    values, errors = form.read_new(call, taken)
    if errors:
        return show_new(call, errors=errors)
    made: list[ItemRecord] = []

    def add() -> None:
        one = create_by_form(
            call.actor,
            call.folder,
            values={**values, **of.values()},
            guid=UUID(once_of(call)),
        )
        made.append(one)
        # Sent a second time, it has its files already.
        there = count_attachments(call.actor, [one])
        if (files := attached.sent(call)) and not there:
            add_attachments(call.actor, one.id, files=files)

    try:
        together(call.actor, add)
    except Invalid as error:
        return show_new(call, errors=error.fields)
    except Conflict as error:
        # What this form made is gone: sent again it is a new one.
        status = refusal(error).status
        errors = {"": said(error)}
        return show_new(call, errors=errors, once=new_once(), status=status)
    title = cells.title_of(made[-1], values, columns)
    text = _("“%(title)s” added") % {"title": title}
    return see_other(call.request, call.here, text=text)


def show(
    call: Call,
    *,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, Any] | None = None,
    problem: str = "",
    files_error: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of an item; `typed` are the values of a form that was overtaken."""
    item = _row(call)
    facts = facts_of(call, item, errors=errors, typed=typed)
    return page(
        call.request,
        "web/rows/item.html",
        frame=_frame(call),
        status=status,
        call=call,
        crumbs=[*crumbs_of(call), Crumb(facts["title"], address(call, item))],
        back=call.here,
        sent_back=_back(call, ""),
        **{
            **facts,
            "problem": problem or facts["problem"],
            "files_error": files_error,
        },
    )


def facts_of(
    call: Call,
    item: ItemRecord,
    *,
    errors: Mapping[str, str] | None = None,
    typed: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """What pages show of an item: its form, files, versions, who has access."""
    of = kinds.typed(call, item)
    every = list_columns(call.actor, call.list.id)
    columns = of.columns(every)
    values = get_values(call.actor, item.id)
    mask = _mask(call, item)
    may_edit = holds(mask, Right.EDIT_LIST_ITEMS)
    named = name_all(call.actor, [values], columns, people=(item.author, item.editor))
    titles = named.people
    rows = []
    if holds(mask, Right.VIEW_VERSIONS):
        rows = list_versions(call.actor, item.id)
    history = history_of(call, every, rows)
    visible = [one for one in columns if not one.is_hidden]

    def shown(column: ColumnRecord) -> Value:
        value = values.get(column.internal_name)
        cell = cells.cell(column, value, titles, now=call.now, named=named)
        past = history.get(column.internal_name, [])
        return Value(column.title, cell, note_of(column, value), past)

    fields: list[form.Field] = []
    if not may_edit:
        formed = sections.to_read(call, item.id)
    else:
        formed = sections.of_item(call, item, columns, values, of)
        fields = form.fields(
            call,
            formed.shown(columns),
            values if typed is None else typed,
            errors or {},
            changed=None if typed is None else values,
            history=history,
        )
    return dict(  # noqa: C408 - read as the words of a call
        item=item,
        title=cells.title_of(item, values, every),
        of=of,
        may_edit=may_edit,
        may_delete=holds(mask, Right.DELETE_LIST_ITEMS),
        layout=sections.layout_of(formed, fields, columns, every),
        shown=[] if may_edit else sections.shown_in(formed, visible, shown),
        problem=_other_errors(formed.shown(columns), errors or {}),
        attached=attached.attached_to(call, item),
        action=address(call, item),
        created=when(item.created, now=call.now),
        author=titles.get(item.author, ""),
        modified=when(item.modified, now=call.now),
        editor=titles.get(item.editor, ""),
        versions=versions_of(call, rows, every),
        pointing=pointing_at(call, item),
        sentences=_sentences(call, item, mask),
        access=access_of(call, item),
        access_href=layout_href(
            call.site, "permissions", list=call.list.guid, item=item.number
        ),
    )


def _row(call: Call) -> ItemRecord:
    if call.row is None:
        raise NotFound
    return call.row


def _mask(call: Call, item: ItemRecord) -> int:
    return get_item_mask(
        call.actor,
        list_id=item.list,
        scope=item.scope,
        ancestry=item.ancestry,
        pending=call.list.pending,
    )


def _back(call: Call, otherwise: str) -> str:
    """Where a form leads when it is done: the panel beside the rows, if it is there."""
    back = call.value("back")
    return back if back.startswith(f"{call.here}?") else otherwise


def _frame(call: Call) -> Any:
    return frame_of(
        call.actor,
        site=call.site,
        current=call.place.path,
    )


def address(call: Call, item: ItemRecord) -> str:
    """The address of an item."""
    return href(f"{call.place.path}/{item.number}")


def _other_errors(columns: list[ColumnRecord], errors: Mapping[str, str]) -> str:
    """What is wrong beside the fields there are."""
    known = {column.internal_name for column in columns} | {attached.FIELD}
    return " ".join(text for name, text in errors.items() if name not in known)


def _sentences(call: Call, item: ItemRecord, mask: int) -> list[str]:
    place = replace(call.place, item=item, mask=mask, missing=())
    found = [
        explain(call.actor, right, place=place, subject=call.actor)
        for right in (Right.EDIT_LIST_ITEMS, Right.VIEW_LIST_ITEMS)
    ]
    kept = found[:1] if found[0].allowed else found[::-1]
    return [one.sentence for one in kept]


def act(call: Call) -> HttpResponse:
    """Do what a form of an item's page asks for."""
    match call.value("do"):
        case "save":
            return _save(call)
        case sections.ASKED:
            return _tell_asked(call)
        case "delete":
            return _delete(call)
        case "restore-version":
            return _renew(call)
        case other if other in attached.ACTIONS:
            return _with_files(call, other)
        case _:
            raise Invalid({"do": _("This page does not know that form.")})


def _with_files(call: Call, action: str) -> HttpResponse:
    try:
        return attached.ACTIONS[action](call, _back(call, address(call, _row(call))))
    except (Invalid, Conflict, OverQuota) as error:
        status = refusal(error).status
        return show(call, files_error=said(error), status=status)


def _save(call: Call) -> HttpResponse:
    item = _row(call)
    of = kinds.typed(call, item)
    columns = of.columns(list_columns(call.actor, item.list))
    old = dict(get_values(call.actor, item.id))
    taken = sections.of_item(call, item, columns, old, of).taken(columns)
    values, errors = form.read(call, taken, old)
    if errors:
        return show(call, errors=errors, status=400)
    values |= of.values(before=kinds.stored(call, item))
    if not values:
        # Also the second of two clicks: it is as they want it.
        return see_other(
            call.request, _back(call, address(call, item)), text=_("Nothing to change")
        )
    try:
        update_by_form(
            call.actor,
            item.id,
            values=values,
            expect_version=number(call.value("version")),
        )
    except Invalid as error:
        return show(call, errors=error.fields, status=400)
    except Stale:
        return show(
            call,
            typed=values,
            problem=_(
                "Somebody else changed this in the meantime. Look at what stands"
                " below the fields, and save again to keep yours."
            ),
            status=409,
        )
    return see_other(call.request, _back(call, address(call, item)), text=_("Saved"))


def tell_asked_new(call: Call) -> HttpResponse:
    """Which fields are asked of a new item, with what was typed so far."""
    demand(call.actor, call.place.mask, Right.ADD_LIST_ITEMS)
    of = kinds.asked(call)
    columns = of.columns(list_columns(call.actor, call.list.id))
    taken = sections.of_new(call, columns, of).taken(columns)
    return sections.tell([one.internal_name for one in taken])


def _tell_asked(call: Call) -> HttpResponse:
    item = _row(call)
    demand(call.actor, _mask(call, item), Right.EDIT_LIST_ITEMS)
    of = kinds.typed(call, item)
    columns = of.columns(list_columns(call.actor, item.list))
    old = dict(get_values(call.actor, item.id))
    taken = sections.of_item(call, item, columns, old, of).taken(columns)
    return sections.tell([one.internal_name for one in taken])


def _delete(call: Call) -> HttpResponse:
    item = _row(call)
    values = get_values(call.actor, item.id)
    columns = list_columns(call.actor, item.list)
    try:
        deletion = delete_item(call.actor, item.id)
    except Conflict as error:
        return show(call, problem=said(error), status=refusal(error).status)
    guid = get_deletion(call.actor, deletion).guid
    text = _("“%(title)s” deleted") % {"title": cells.title_of(item, values, columns)}
    return see_other(
        call.request,
        call.here,
        text=text,
        undo=href(call.place.path, do="restore", deletion=guid),
    )


def _renew(call: Call) -> HttpResponse:
    item = _row(call)
    version = call.value("version")
    major, minor = read_version(version)
    restore_version(call.actor, item.id, major=major, minor=minor)
    text = _("Version %(number)s restored") % {"number": version}
    return see_other(call.request, address(call, item), text=text)
