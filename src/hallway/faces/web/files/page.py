"""A folder of a library on its own address: the list, and the pane beside it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.access.rights import Right
from hallway.core.errors import NotFound
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.views.records import (
    STANDARD,
    Audience,
    Content,
    Layout,
    ViewRecord,
)
from hallway.core.locks.queries import list_locks_below, list_locks_within
from hallway.core.query.records import NAME, RowPage
from hallway.core.rollback.queries import may_roll_back
from hallway.faces.web.details import pane_of
from hallway.faces.web.files.needs import needs_of
from hallway.faces.web.files.plain import list_plain
from hallway.faces.web.files.resumable import PATH as UPLOADS
from hallway.faces.web.files.table import Locks, leaving, lines_of
from hallway.faces.web.frame import frame_of
from hallway.faces.web.library import count_words, crumbs_of, title_of
from hallway.faces.web.parse import Call, href, layout_href
from hallway.faces.web.render import page
from hallway.faces.web.rows import cells, layouts, narrow, viewbar
from hallway.faces.web.rows.named import Named, name_all
from hallway.faces.web.rows.page import (
    ask,
    grouped,
    heads,
    narrowing,
    tones_of,
    totals_of,
)
from hallway.faces.web.rows.parts import Part, fact_titles, parts_of
from hallway.faces.web.rows.paths import paths_of
from hallway.faces.web.rows.question import Question, read
from hallway.faces.web.rows.widths import sized, widths_of
from hallway.wire.query import Scope

PAGE = 200


def show(call: Call, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The page of a folder; ``problem`` says why what was asked was not done."""
    try:
        columns = list_columns(call.actor, call.list.id)
        views, view = viewbar.find(call)
        sees_list = True
    except NotFound:
        if call.query.get("view"):
            raise
        columns, views, view, sees_list = [], [], _plain_view(), False
    question = read(call, columns, view)
    if sees_list:
        found, refused = ask(call, question, limit=PAGE)
    else:
        found, refused = list_plain(call, question, limit=PAGE), ""
    problem = problem or refused or " ".join(question.errors.values())
    if status == 200 and (refused or question.errors):
        status = 400
    named = _named(call, question, found, columns)
    return page(
        call.request,
        "web/library.html",
        frame=frame_of(
            call.actor,
            site=call.site,
            shown=call.list,
            current=call.place.path,
        ),
        status=status,
        call=call,
        problem=problem,
        question=question,
        title=title_of(call),
        crumbs=crumbs_of(call),
        pane=pane_of(call, [row.item for row in found.rows]),
        sees_list=sees_list,
        has_columns=any(one.is_given and not one.is_hidden for one in columns),
        sheet_class="sheet--cols",
        app_class="app--fixed",
        **_ways(call),
        **_table(call, question, found, columns, named),
        **viewbar.context(call, question, views),
        **(narrowing(call, question, columns, named.people) if sees_list else {}),
        **needs_of(call, question, columns),
    )


def _plain_view() -> ViewRecord:
    """The view of a folder for who does not see its library."""
    return ViewRecord(
        guid="",
        name=STANDARD,
        title="",
        audience=Audience.EVERYBODY,
        content=Content(),
        is_default=True,
        is_saved=False,
    )


def _ways(call: Call) -> dict[str, Any]:
    """What can be done here, and where."""
    path = call.place.path
    may_manage = call.may(Right.MANAGE_LISTS)
    is_root = call.folder.parent is None
    return {
        "may_add": call.may(Right.ADD_LIST_ITEMS),
        "may_delete": call.may(Right.DELETE_LIST_ITEMS),
        "may_edit": call.may(Right.EDIT_LIST_ITEMS),
        "may_share": call.may(Right.EDIT_LIST_ITEMS)
        or call.may(Right.MANAGE_PERMISSIONS),
        "new_href": href(path, show="new"),
        "new_words": _("New folder"),
        "upload_href": href(path, show="upload"),
        "upload_words": _("Upload files"),
        "upload_action": href(path, do="upload"),
        "upload_needs": href(path, show="needs"),
        "upload_endpoint": UPLOADS,
        "about_href": href(path, show="details"),
        "settings_href": layout_href(call.site, "list", list=call.list.guid)
        if may_manage
        else "",
        "column_href": layout_href(
            call.site, "list", list=call.list.guid, show="add-column"
        )
        if may_manage
        else "",
        "defaults_href": href(path, show="defaults")
        if may_manage and not is_root
        else "",
        "access_href": href(path, show="access"),
        "rollback_href": layout_href(
            call.site, "rollback", list=call.list.guid, folder=call.folder.number
        )
        if may_roll_back(call.actor, call.place.mask)
        else "",
        "download_href": href(path, download=1) if call.may(Right.OPEN_ITEMS) else "",
    }


def _named(
    call: Call, question: Question, found: RowPage, columns: list[ColumnRecord]
) -> Named:
    """What the rows refer to, and whom filters and marks name."""
    rows = found.rows
    people = cells.people_in(rows, columns) | narrow.asked_people(question)
    people |= {row.item.author for row in rows}
    people |= {
        row.item.checked_out_to for row in rows if row.item.checked_out_to is not None
    }
    return name_all(call.actor, [row.values for row in rows], columns, people=people)


def _locks(call: Call, question: Question) -> Locks:
    if question.scope in (Scope.RECURSIVE, Scope.ALL):
        return list_locks_within(call.actor, call.folder)
    return list_locks_below(call.actor, call.folder)


def _table(
    call: Call,
    question: Question,
    found: RowPage,
    columns: list[ColumnRecord],
    named: Named,
) -> dict[str, Any]:
    content = question.view.content
    parts = parts_of(content, columns, call.list)
    shown = [part for part in parts if part.name != NAME]
    name = Part(NAME, fact_titles()[NAME], None, content.width_of(NAME))
    is_table = content.layout in (Layout.LIST, Layout.COMPACT)
    columns_shown = sized(list(heads(question, name, shown, leaving)), name, shown)
    lines = []
    if is_table and found.rows:
        lines = lines_of(
            call,
            found.rows,
            shown,
            columns,
            named,
            paths=paths_of(call, found.rows),
            locks=_locks(call, question),
            tones=tones_of(call, question.view, found.rows),
        )
    return {
        "layout": content.layout.value,
        "is_table": is_table,
        "layouts": layouts.context(call, question, found, parts, columns, named),
        "rows": lines,
        "has_rows": bool(found.rows),
        "groups": grouped(call, question, found, lines, columns, named)
        if is_table
        else [],
        "is_grouped": bool(question.group),
        "totals": totals_of(call, question, shown, columns, leaving),
        "columns": columns_shown,
        "widths": widths_of(call, question.view, columns_shown),
        "count": count_words(found.total or 0),
        "back": question.href(page=found.previous) if found.previous else "",
        "next": question.href(page=found.next) if found.next else "",
        "grid_href": question.href(edit="grid"),
        "export_href": question.href(export="csv"),
        "excel_href": question.href(export="xlsx"),
        "is_later": bool(question.page),
    }
