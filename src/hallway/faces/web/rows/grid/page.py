"""A list's page as a grid: the rows of a view, edited in place."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.access.rights import Right
from hallway.core.contenttypes.columns import type_columns
from hallway.core.contenttypes.queries import find_list_types
from hallway.core.contenttypes.rows import BY_NAME
from hallway.core.errors import Invalid
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ColumnRecord
from hallway.core.query.queries import list_rows
from hallway.core.query.records import MODIFIED, NAME, NUMBER, RowPage
from hallway.faces.web.frame import frame_of
from hallway.faces.web.library import count_words, crumbs_of
from hallway.faces.web.library import title_of as folder_title
from hallway.faces.web.parse import Call, href
from hallway.faces.web.render import page
from hallway.faces.web.rows import cells, narrow, viewbar
from hallway.faces.web.rows.grid.lines import (
    GridHead,
    blank_of,
    is_fixed,
    lines_of,
    options_of,
    suggest_of,
)
from hallway.faces.web.rows.named import name_all
from hallway.faces.web.rows.parts import Part, has_files, parts_of, width_of
from hallway.faces.web.rows.question import Question, asking, can_sort, read
from hallway.faces.web.rows.widths import edges

PAGE = 200
"""Rows of a page: all of them are there, so that the browser finds every word."""
EDIT = "grid"
"""What an address says of the grid: `edit=grid`."""
_NONE = RowPage(rows=[], total=0, next="", previous="")


def show(call: Call, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The rows of a view as a grid."""
    columns = list_columns(call.actor, call.list.id)
    views, view = viewbar.find(call)
    question = read(call, columns, view)
    parts = grid_parts(call, question, columns)
    found, refused = _ask(call, question)
    problem = problem or refused or " ".join(question.errors.values())
    if (refused or question.errors) and status == 200:
        status = 400
    people = narrow.asked_people(question)
    named = name_all(call.actor, (), columns, people=people)
    may_add = call.may(Right.ADD_LIST_ITEMS) and not has_files(call.list)
    return page(
        call.request,
        "web/rows/grid/page.html",
        frame=frame_of(
            call.actor,
            site=call.site,
            shown=call.list,
            current=call.place.path,
        ),
        status=status,
        call=call,
        question=question,
        problem=problem,
        missing=viewbar.missing_words(view),
        title=folder_title(call),
        crumbs=crumbs_of(call),
        heads=list(_heads(call, question, parts)),
        lines=lines_of(call, found.rows, parts, columns),
        blank=blank_of(parts) if may_add else None,
        may_add=may_add,
        edges=edges(call, view),
        save_href=question.href(edit=EDIT),
        leave_href=question.href(),
        new_href=href(call.place.path, show="new"),
        count=count_words(found.total or 0),
        chips=list(
            narrow.chips(question, named.people, narrow.asked_terms(call, question))
        ),
        clear_href=question.plain(),
        back=question.href(edit=EDIT, page=found.previous) if found.previous else "",
        next=question.href(edit=EDIT, page=found.next) if found.next else "",
        view_title=viewbar.title_of(view, call.list),
        view_icon=viewbar.ICONS[view.content.layout],
        view_items=[
            replace(one, href=_in_grid(one.href))
            for one in viewbar.items(call, question, views)
        ],
        words=json.dumps(words()),
        sheet_class="sheet--cols",
        app_class="app--fixed",
    )


def _in_grid(address: str) -> str:
    """Where a line of the menu leads: a view stays a grid, a form of one is none."""
    if not address or "show=" in address:
        return address
    return f"{address}{'&' if '?' in address else '?'}edit={EDIT}"


def _ask(call: Call, question: Question) -> tuple[RowPage, str]:
    """A page of rows, or none and why."""
    query = question.query(page=question.page, limit=PAGE)
    try:
        found = list_rows(
            call.actor, call.list.id, query, asking=asking(call), folder=call.folder
        )
    except Invalid as error:
        return _NONE, " ".join(error.fields.values())
    return found, ""


def grid_parts(
    call: Call, question: Question, columns: list[ColumnRecord]
) -> list[Part]:
    """The columns of the grid: what rows are called first, then those of the view."""
    content = question.view.content
    parts = parts_of(content, columns, call.list)
    types = type_columns(find_list_types(call.actor, call.list.id))
    parts += [Part(one.internal_name, one.title, one) for one in types]
    if has_files(call.list):
        parts = [part for part in parts if part.name != NAME]
        width = content.width_of(NAME)
        return [Part(NAME, _("Name"), None, width), *parts]
    parts = [part for part in parts if part.name != NUMBER]
    column = cells.title_column(columns)
    if column is None:
        return parts
    name = column.internal_name
    known = {part.name: part for part in parts}
    width = content.width_of(name)
    first = known.get(name, Part(name, column.title, column, width))
    return [first, *(part for part in parts if part.name != name)]


def _heads(call: Call, question: Question, parts: list[Part]) -> Iterator[GridHead]:
    order = question.order
    for part in parts:
        column = part.column
        is_now = order.field.name == part.name
        down = not order.descending if is_now else part.name == MODIFIED
        sorts = can_sort(column) if column is not None else part.name != NAME
        # What no column of the list holds is no order of a view.
        sorts = sorts and part.name != BY_NAME
        settings = {} if column is None else column.settings
        longest = settings.get("max_length", 255)
        yield GridHead(
            name=part.name,
            title=part.title,
            kind="" if column is None else column.type,
            width=width_of(part),
            sort_href=question.href(edit=EDIT, sort=f"{'-' if down else ''}{part.name}")
            if sorts
            else "",
            sorted=("descending" if order.descending else "ascending")
            if is_now
            else "",
            num=column is not None and cells.is_figure(column),
            is_fixed=is_fixed(part),
            is_many=column is not None
            and column.type in ("choices", "persons", "lookups", "terms"),
            is_open=bool(settings.get("fill")),
            needed=column is not None and column.required,
            options=json.dumps(options) if (options := _options(column)) else "",
            suggest="" if column is None else suggest_of(call, column),
            longest=longest
            if column is not None and column.type == "text" and isinstance(longest, int)
            else None,
        )


def _options(column: ColumnRecord | None) -> list[str]:
    return [] if column is None else options_of(column)


def words() -> dict[str, str]:
    """What the grid says; `{…}` is filled in by the script."""
    return {
        "cell": _("{column}, item {row}"),
        "newRow": _("{column}, new row"),
        "fixed": _("This cell cannot be changed here."),
        "changed": _("Changed; saved when you leave the row"),
        "saving": _("Saving, rows: {count}"),
        "saved": _("Everything is saved"),
        "refused": _("Rows to look at: {count}"),
        "waiting": _("Not saved: the server does not answer. Trying again."),
        "failed": _("The server did not take this. Load the page again."),
        "gone": _("This item is gone: somebody deleted it."),
        "rowChanged": _("changed"),
        "rowSaving": _("saving"),
        "rowSaved": _("saved"),
        "rowRefused": _("not saved"),
        "rowConflict": _("changed by somebody else"),
        "theirs": _("By now: {text}"),
        "nothing": _("nothing"),
        "keep": _("Keep mine"),
        "take": _("Take theirs"),
        "conflict": _(
            "{cell}: somebody else changed this meanwhile. Press Enter to choose."
        ),
        "wrong": _("{cell}: {message}"),
        "pasted": _("Cells pasted: {count}, new rows: {rows}"),
        "left": _("left out: {count}"),
        "tooMany": _(
            "At most {count} rows are pasted at once. Use Import for more of them."
        ),
        "copied": _("Cells copied: {count}"),
        "filled": _("Cells filled: {count}"),
        "emptied": _("Cells emptied: {count}"),
        "undone": _("Undone"),
        "redone": _("Done again"),
        "nothingToUndo": _("There is nothing to undo."),
        "nothingToRedo": _("There is nothing to do again."),
        "options": _("Suggestions: {count}"),
    }
