"""The pages of a file on its way into a list: upload, columns, check, result."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.core.contenttypes.columns import type_columns
from hallway.core.contenttypes.queries import find_list_types
from hallway.core.errors import Conflict, Invalid, NotFound, Stale
from hallway.core.lists.queries import list_columns, list_lists
from hallway.core.lists.records import ListRecord
from hallway.core.sheets.commands import (
    apply_sheet,
    check_sheet,
    choose_table,
    demand_import,
    drop_sheet,
    set_plan,
    stage_sheet,
)
from hallway.core.sheets.queries import get_sheet, iter_bad_rows, list_preview
from hallway.core.sheets.records import (
    GUID,
    NUMBER,
    Bad,
    ColumnPlan,
    Plan,
    SheetRecord,
    State,
)
from hallway.core.sheets.rules import MAX_FILE
from hallway.faces.web.errors import field_errors, refusal
from hallway.faces.web.frame import list_path
from hallway.faces.web.library import Crumb
from hallway.faces.web.parse import Call, href, layout_href
from hallway.faces.web.render import see_other
from hallway.faces.web.sheets.form import read_plan
from hallway.faces.web.sheets.words import mode_options, type_options, type_value
from hallway.faces.web.site_pages import contents
from hallway.faces.web.site_pages.shell import site_page
from hallway.faces.web.spreadsheet import Line, defused, spoken
from hallway.platform.storage import TooLarge

NAME = "import"
LOOK_EVERY = 3
"""Seconds after which a page that waits is asked for again."""
_FORM = 1024 * 1024


class Step(NamedTuple):
    """A step of the way."""

    label: str
    done: bool
    current: bool


class Column(NamedTuple):
    """A column of the file in the form."""

    at: int
    head: str
    title: str
    example: str
    taken: bool
    type: str
    name: str
    is_key: bool
    error: str


class Stat(NamedTuple):
    """A number of the check."""

    label: str
    value: int
    text: str = ""


class Wrong(NamedTuple):
    """What is wrong in a cell, in the reader's language."""

    line: int
    title: str
    value: str
    message: str


def demand_upload(call: Call) -> None:
    """Refuse a file before it is read, if it would be refused then."""
    found = _target(call)
    demand_import(call.actor, call.site.id, None if found is None else found.id)
    length = call.request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > MAX_FILE + _FORM:
        raise TooLarge("the file is too large")


def show(call: Call) -> HttpResponseBase:
    """The form of a file, or how far one is."""
    if "sheet" not in call.query:
        return _show_upload(call)
    sheet = _sheet(call)
    if call.query.get("export") == "bad":
        return _send_bad(sheet, call)
    match sheet.state:
        case State.CHECKING | State.APPLYING:
            return _show_waiting(call, sheet)
        case State.DONE:
            return _show_done(call, sheet)
        case _:
            return _show_plan(call, sheet)


def act(call: Call) -> HttpResponse:
    """Take a file, or go on with one."""
    if call.uploads is not None:
        return _take(call)
    sheet = _sheet(call)
    do = call.value("do")
    if do == "drop":
        return _drop(call, sheet)
    try:
        _go_on(call, sheet, do)
    except (Invalid, Conflict, Stale) as error:
        sheet = get_sheet(call.actor, sheet.guid)
        typed = read_plan(call, sheet) if do == "check" else None
        return _show_plan(
            call,
            sheet,
            typed=typed,
            errors=field_errors(error, "form"),
            status=refusal(error).status,
        )
    return see_other(call.request, _here(call, sheet))


def _go_on(call: Call, sheet: SheetRecord, do: str) -> None:
    match do:
        case "table":
            choose_table(
                call.actor,
                sheet.guid,
                sheet=call.value("table"),
                has_head=bool(call.value("head")),
            )
        case "check":
            set_plan(call.actor, sheet.guid, read_plan(call, sheet))
            check_sheet(call.actor, sheet.guid)
        case "apply" | "leave":
            bad = Bad.LEAVE if do == "leave" else Bad.STOP
            apply_sheet(call.actor, sheet.guid, bad=bad)
        case _:
            raise Invalid({"form": _("This page does not know that form.")})


def _take(call: Call) -> HttpResponse:
    found = _target(call)
    files = call.uploads.files if call.uploads is not None else []
    if len(files) != 1:
        return _show_upload(call, problem=_("Choose one file."))
    try:
        sheet = stage_sheet(
            call.actor,
            call.site.id,
            name=files[0].name,
            body=files[0].body,
            list_id=None if found is None else found.id,
        )
    except Invalid as error:
        text = " ".join(_(one) for one in error.fields.values())
        return _show_upload(call, problem=text)
    return see_other(call.request, _here(call, sheet))


def _drop(call: Call, sheet: SheetRecord) -> HttpResponse:
    found = _list_of(call, sheet)
    drop_sheet(call.actor, sheet.guid)
    back = layout_href(call.site, contents.NAME)
    if found is not None:
        back = href(list_path(call.site, found))
    return see_other(call.request, back)


def _target(call: Call) -> ListRecord | None:
    """The list that the address names; None for a new one.

    Of the address alone: the form is not read yet.
    """
    guid = call.query.get("list", "").lower()
    return _list_with(call, guid=guid) if guid else None


def _list_of(call: Call, sheet: SheetRecord) -> ListRecord | None:
    return None if sheet.list is None else _list_with(call, number=sheet.list)


def _list_with(call: Call, *, guid: str = "", number: int = 0) -> ListRecord:
    for one in list_lists(call.actor, call.site.id):
        if one.guid == guid or one.id == number:
            return one
    raise NotFound


def _sheet(call: Call) -> SheetRecord:
    sheet = get_sheet(call.actor, call.value("sheet"))
    if sheet.site != call.site.id:
        raise NotFound
    return sheet


def _here(call: Call, sheet: SheetRecord) -> str:
    return layout_href(call.site, NAME, sheet=sheet.guid)


def _page(
    call: Call, template: str, found: ListRecord | None, at: int, **context: Any
) -> HttpResponse:
    title = _("New list from a file") if found is None else _("Import rows")
    above = Crumb(_("Site contents"), layout_href(call.site, contents.NAME))
    if found is not None:
        above = Crumb(found.title, href(list_path(call.site, found)))
    labels = (_("File"), _("Columns"), _("Check"), _("Done"))
    return site_page(
        call,
        f"web/sheets/{template}.html",
        name=NAME,
        title=title,
        crumbs=[above, Crumb(title, layout_href(call.site, NAME))],
        steps=[Step(one, n < at, n == at) for n, one in enumerate(labels)],
        back_href=above.href,
        found=found,
        **context,
    )


def _show_upload(call: Call, *, problem: str = "") -> HttpResponse:
    found = _target(call)
    demand_import(call.actor, call.site.id, None if found is None else found.id)
    more = {} if found is None else {"list": found.guid}
    return _page(
        call,
        "upload",
        found,
        0,
        status=400 if problem else 200,
        problem=problem,
        action=layout_href(call.site, NAME, **more),
    )


def _show_waiting(call: Call, sheet: SheetRecord) -> HttpResponse:
    is_checking = sheet.state is State.CHECKING
    response = _page(
        call,
        "waiting",
        _list_of(call, sheet),
        2 if is_checking else 3,
        sheet=sheet,
        is_checking=is_checking,
        done=sheet.done,
        many=max(sheet.lines, 0),
        here=_here(call, sheet),
    )
    # Without script too; the page says what it waits for each time.
    response.headers["Refresh"] = str(LOOK_EVERY)
    return response


def _show_done(call: Call, sheet: SheetRecord) -> HttpResponse:
    found = _list_of(call, sheet)
    return _page(
        call,
        "done",
        found,
        4,
        sheet=sheet,
        stats=_stats(sheet),
        wrong=_wrong(sheet),
        bad_href=_bad_href(call, sheet),
        action=_here(call, sheet),
    )


def _show_plan(
    call: Call,
    sheet: SheetRecord,
    *,
    typed: Plan | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    found = _list_of(call, sheet)
    plan = typed or sheet.plan
    errors = {name: _(text) for name, text in (errors or {}).items()}
    preview = list_preview(call.actor, sheet.guid)
    # What a check found is not told of a plan that was refused.
    is_checked = sheet.state is State.CHECKED and typed is None
    problem = errors.get("form") or errors.get("columns") or errors.get("rows", "")
    if sheet.state is State.FAILED and not problem:
        problem = _(sheet.error)
    names = [] if found is None else _names(call, found)
    return _page(
        call,
        "plan",
        found,
        2 if is_checked else 1,
        status=status,
        sheet=sheet,
        plan=plan,
        errors=errors,
        problem=problem,
        action=_here(call, sheet),
        tables=[(one, one) for one in sheet.sheets],
        columns=[_column(one, sheet, plan, preview, errors) for one in plan.columns],
        preview=preview,
        types=type_options(),
        names=names,
        modes=mode_options(),
        mode=plan.mode.value,
        is_checked=is_checked,
        stats=_stats(sheet) if is_checked else [],
        wrong=_wrong(sheet) if is_checked else [],
        apply_words=_apply_words(sheet),
        bad_href=_bad_href(call, sheet),
    )


def _names(call: Call, found: ListRecord) -> list[tuple[str, str]]:
    there = list_columns(call.actor, found.id)
    there += type_columns(find_list_types(call.actor, found.id))
    return [
        ("", _("Leave out")),
        *((one.internal_name, one.title) for one in there if one.is_given),
        (NUMBER, _("Number of the item")),
        (GUID, _("GUID of the item")),
    ]


def _column(
    one: ColumnPlan,
    sheet: SheetRecord,
    plan: Plan,
    preview: list[Any],
    errors: Mapping[str, str],
) -> Column:
    head = sheet.columns[one.at].head
    texts = (row.cells[one.at][0] for row in preview)
    return Column(
        at=one.at,
        head=head,
        title=one.title,
        example=next((text for text in texts if text), "")[:60],
        taken=bool(one.name),
        type=type_value(one),
        name=one.name,
        is_key=one.name != "" and one.name in plan.keys,
        error=errors.get(f"column.{one.at}", ""),
    )


def _stats(sheet: SheetRecord) -> list[Stat]:
    found = sheet.found
    stats = [Stat(_("New"), found.added)]
    if sheet.plan.keys or found.changed:
        stats.append(Stat(_("Changed"), found.changed))
        stats.append(Stat(_("As they are"), found.same))
    stats.append(Stat(_("With errors"), found.bad))
    if found.overtaken:
        stats.append(Stat(_("Changed by others"), found.overtaken))
    if found.refused:
        stats.append(Stat(_("Refused"), found.refused))
    return stats


def _wrong(sheet: SheetRecord) -> list[Wrong]:
    return [
        Wrong(one.line, one.title, one.value, _(one.message))
        for one in sheet.found.errors
    ]


def _apply_words(sheet: SheetRecord) -> str:
    many = sheet.found.added + sheet.found.changed
    if sheet.list is None:
        return ngettext(
            "Make the list with %(count)d row",
            "Make the list with %(count)d rows",
            many,
        ) % {"count": many}
    return ngettext("Bring in %(count)d row", "Bring in %(count)d rows", many) % {
        "count": many
    }


def _bad_href(call: Call, sheet: SheetRecord) -> str:
    if not sheet.found.bad:
        return ""
    return layout_href(call.site, NAME, sheet=sheet.guid, export="bad")


def _send_bad(sheet: SheetRecord, call: Call) -> HttpResponseBase:
    response = StreamingHttpResponse(
        spoken(_bad_lines(sheet, call)), content_type="text/csv; charset=utf-8"
    )
    stem = sheet.name.rpartition(".")[0] or sheet.name
    name = _("%(name)s, rows with errors.csv") % {"name": stem}
    response.headers["Content-Disposition"] = (
        content_disposition_header(as_attachment=True, filename=name) or "attachment"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _bad_lines(sheet: SheetRecord, call: Call) -> Iterator[str]:
    writer = csv.writer(Line())
    heads = [one.head for one in sheet.columns]
    width = len(heads)
    row = [*heads, _("Line of the file"), _("What is wrong")]
    yield "\ufeff" + str(writer.writerow([defused(one) for one in row]))
    for line, cells, text in iter_bad_rows(call.actor, sheet.guid):
        padded = [*cells, *[""] * (width - len(cells))]
        written = [defused(one) for one in padded]
        yield str(writer.writerow([*written, str(line), defused(text)]))
