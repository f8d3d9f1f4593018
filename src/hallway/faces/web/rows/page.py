"""The page of a list: a view of it, filters, pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from hallway.core.access.rights import Right
from hallway.core.attachments.queries import count_attachments
from hallway.core.errors import Invalid
from hallway.core.kinds import get_kind
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.types import kind_of
from hallway.core.lists.views.records import Content, Layout, ViewRecord
from hallway.core.query.queries import (
    list_groups,
    list_marked,
    list_rows,
    total_values,
)
from hallway.core.query.records import EDITOR, MODIFIED, NAME, NUMBER, Row, RowPage
from hallway.faces.web.frame import frame_of
from hallway.faces.web.library import Head, count_words, crumbs_of
from hallway.faces.web.library import title_of as folder_title
from hallway.faces.web.parse import Call, href, layout_href
from hallway.faces.web.render import page
from hallway.faces.web.rows import cells, kinds, layouts, narrow, panel, viewbar
from hallway.faces.web.rows.lines import Lines, nearest, shrinks
from hallway.faces.web.rows.named import Named, name_all
from hallway.faces.web.rows.parts import SIZE, Part, is_figure, parts_of, words_of
from hallway.faces.web.rows.question import (
    LACKING,
    Question,
    asking,
    can_sort,
    kind_of_filter,
    lacking,
    read,
)
from hallway.faces.web.rows.summing import group_words, total_words
from hallway.faces.web.rows.widths import sized, widths_of
from hallway.wire.query import Scope

Leaving = Callable[[int, Part, int], int]
"""Tells of a column at a place, of so many, when it leaves a table that gets narrow."""


class Grouped(NamedTuple):
    """The rows of a group, or all of them where there are no groups.

    `lines` are records for a template, or markup, which `html` has together.
    """

    title: str
    many: int
    totals: str
    lines: Sequence[object]

    @property
    def html(self) -> SafeString:
        """The rows as markup."""
        return SafeString("".join(map(str, self.lines)))


def show(call: Call, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The page of a list; `problem` says why what was asked was not done."""
    columns = list_columns(call.actor, call.list.id)
    views, view = viewbar.find(call)
    question = read(call, columns, view)
    found, refused = ask(call, question)
    problem = problem or refused or " ".join(question.errors.values())
    parts = parts_of(view.content, columns, call.list)
    people = cells.people_in(found.rows, columns) | narrow.asked_people(question)
    people |= {row.item.author for row in found.rows}
    values = [row.values for row in found.rows]
    named = name_all(call.actor, values, columns, people=people)
    tones = tones_of(call, view, found.rows)
    first = _first(view.content, parts, columns)
    shown = [part for part in parts if part.name != first.name]
    clips = count_attachments(call.actor, [row.item for row in found.rows])
    columns_shown = sized(list(heads(question, first, shown, shrinks)), first, shown)
    lines = Lines(call, first, shown, columns, named).html(found.rows, tones, clips)
    if refused or (question.errors and status == 200):
        status = 400 if status == 200 else status
    return page(
        call.request,
        "web/rows/list.html",
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
        title=folder_title(call),
        description=call.list.description if call.folder.parent is None else "",
        crumbs=crumbs_of(call),
        layout=view.content.layout.value,
        is_table=view.content.layout in (Layout.LIST, Layout.COMPACT),
        groups=grouped(call, question, found, lines, columns, named),
        is_grouped=bool(question.group),
        totals=totals_of(call, question, shown, columns, shrinks),
        layouts=layouts.context(call, question, found, parts, columns, named),
        has_rows=bool(found.rows),
        has_columns=bool(columns),
        columns=columns_shown,
        widths=widths_of(call, view, columns_shown),
        count=count_words(found.total or 0),
        **narrowing(call, question, columns, named.people),
        grid_href=question.href(edit="grid"),
        export_href=question.href(export="csv"),
        excel_href=question.href(export="xlsx"),
        calendar_href=next(
            (
                question.href(export="ical", column=one.internal_name)
                for one in columns
                if not one.is_hidden
                and kind_of(one.type, one.settings) in ("date", "datetime")
            ),
            "",
        ),
        import_href=layout_href(call.site, "import", list=call.list.guid)
        if get_kind(call.list.kind).saved is None
        else "",
        panel=panel.panel_of(call, question),
        back=question.href(page=found.previous) if found.previous else "",
        next=question.href(page=found.next) if found.next else "",
        may_add=call.may(Right.ADD_LIST_ITEMS),
        may_delete=call.may(Right.DELETE_LIST_ITEMS),
        may_edit=call.may(Right.EDIT_LIST_ITEMS),
        may_manage=call.may(Right.MANAGE_LISTS),
        **viewbar.context(call, question, views),
        new_href=href(call.place.path, show="new"),
        new_items=kinds.new_items(call),
        defaults_href=""
        if call.folder.parent is None
        else href(call.place.path, show="defaults"),
        settings_href=layout_href(call.site, "list", list=call.list.guid),
        column_href=layout_href(
            call.site, "list", list=call.list.guid, show="add-column"
        ),
        access_href=layout_href(call.site, "permissions", list=call.list.guid),
        sheet_class="sheet--cols",
        app_class="app--fixed",
    )


def narrowing(
    call: Call,
    question: Question,
    columns: list[ColumnRecord],
    titles: Mapping[int, str],
) -> dict[str, Any]:
    """What the templates need of filters: chips, boxes above the rows, the pane."""
    is_filtering = call.show == "filter"
    return {
        "chips": list(
            narrow.chips(question, titles, narrow.asked_terms(call, question))
        ),
        "quick": narrow.quick(call, question, columns),
        "kept": _kept(question),
        "clear_href": question.plain(),
        "narrow": narrow.narrow(call, question, columns) if is_filtering else [],
        "filter_href": question.href(show="filter"),
        "plain_href": question.href(),
        "is_filtering": is_filtering,
        "group_options": viewbar.group_options(columns),
        "group_value": question.group[0].field.name if question.group else "",
        "lacking_name": LACKING if is_filtering and lacking(call, columns) else "",
    }


def _kept(question: Question) -> list[tuple[str, str]]:
    """What an address says beside the boxes above the rows."""
    boxes = {f"in.{name}" for name in question.view.content.quick}
    return [
        (name, one)
        for name, value in question.address().items()
        if name not in boxes
        for one in (value if isinstance(value, list) else [value])
    ]


_NONE = RowPage(rows=[], total=0, next="", previous="")


def ask(call: Call, question: Question, *, limit: int = 0) -> tuple[RowPage, str]:
    """The rows, or none and why: an address may ask for what cannot be asked."""
    if question.view.content.layout in (Layout.BOARD, Layout.CALENDAR):
        return _NONE, ""
    try:
        found = list_rows(
            call.actor,
            call.list.id,
            question.query(page=question.page, limit=limit),
            asking=asking(call),
            folder=call.folder,
        )
    except Invalid as error:
        return _NONE, " ".join(error.fields.values())
    return found, ""


def _first(content: Content, parts: list[Part], columns: list[ColumnRecord]) -> Part:
    """The column whose values lead to the items: what names them, or their number."""
    column = cells.title_column(columns)
    if column is None:
        return Part(NUMBER, _("Item"), None, content.width_of(NUMBER))
    known = {part.name: part for part in parts}
    name = column.internal_name
    return known.get(name, Part(name, column.title, column, content.width_of(name)))


def tones_of(
    call: Call, view: ViewRecord, rows: list[Row]
) -> dict[int, tuple[str, str]]:
    """What a view's rules paint: a tone and a column, by the row's number."""
    rules = view.content.rules
    marked = list_marked(
        call.actor,
        call.list.id,
        rows,
        [rule.where for rule in rules],
        asking=asking(call),
    )
    return {
        number: (rules[place].tone.value, rules[place].column)
        for number, place in marked.items()
    }


def grouped(
    call: Call,
    question: Question,
    found: RowPage,
    lines: Sequence[object],
    columns: list[ColumnRecord],
    named: Named,
) -> list[Grouped]:
    """The rows, those of a group below its head: the page is in their order."""
    if not question.group or not lines:
        return [Grouped("", 0, "", lines)]
    facts = {part.name: part for part in parts_of_group(question, columns)}
    counted = list_groups(
        call.actor,
        call.list.id,
        question.query(),
        asking=asking(call),
        folder=call.folder,
    )
    named_groups = group_words(call, counted, question, columns)
    groups: list[Grouped] = []
    within: list[object] = []
    for row, line in zip(found.rows, lines, strict=True):
        words = " · ".join(
            words_of(facts[one.field.name], row, named) or _("No value")
            for one in question.group
        )
        if not groups or groups[-1].title != words:
            count, totals = named_groups.get(words.casefold(), (0, ""))
            within = []
            groups.append(Grouped(words, count, totals, within))
        within.append(line)
    return groups


def parts_of_group(question: Question, columns: list[ColumnRecord]) -> list[Part]:
    """The columns rows are grouped by."""
    known = {one.internal_name: one for one in columns}
    return [
        Part(one.field.name, one.field.name, known.get(one.field.name))
        for one in question.group
    ]


def totals_of(
    call: Call,
    question: Question,
    shown: list[Part],
    columns: list[ColumnRecord],
    leaving: Leaving,
) -> list[tuple[str, int, bool, str]]:
    """What stands below each column, where the view wants totals."""
    if not question.view.content.query.totals:
        return []
    totals = total_values(
        call.actor,
        call.list.id,
        question.query(),
        asking=asking(call),
        folder=call.folder,
    )
    words: dict[str, list[str]] = {}
    for one in totals:
        words.setdefault(one.name, []).append(total_words(one, columns))
    near = nearest(shown)
    return [
        (
            ", ".join(words.get(part.name, [])),
            leaving(position, part, len(shown)),
            is_figure(part),
            part.title if part.name in near else "",
        )
        for position, part in enumerate(shown)
    ]


def heads(
    question: Question, first: Part, shown: list[Part], leaving: Leaving
) -> Iterable[Head]:
    """The heads of a table's columns, each a way to sort by it."""
    yield _head(question, first, leaves=None)
    for position, part in enumerate(shown):
        yield _head(question, part, leaves=leaving(position, part, len(shown)))


def _head(question: Question, part: Part, *, leaves: int | None) -> Head:
    order = question.order
    is_now = order.field.name == part.name
    # Newest and largest first: what people look for.
    down = not order.descending if is_now else part.name in (MODIFIED, SIZE)
    way = "descending" if order.descending else "ascending"
    sorts = part.column is None or can_sort(part.column)
    return Head(
        label=part.title,
        sort_href=question.href(sort=f"{'-' if down else ''}{part.name}")
        if sorts
        else "",
        sorted=way if is_now else "",
        num=is_figure(part),
        shrinks=leaves,
        name=part.name,
        width=part.width,
        filter_href=_filter_href(question, part),
        is_filtered=any(
            one.column.internal_name == part.name for one in question.asked
        ),
    )


def _filter_href(question: Question, part: Part) -> str:
    if not _can_filter(question, part):
        return ""
    return f"{question.href(show='filter', column=part.name)}#facet-{part.name}"


def _can_filter(question: Question, part: Part) -> bool:
    if part.column is not None:
        return bool(kind_of_filter(part.column)) and not part.column.is_hidden
    of_files = (NAME, EDITOR, MODIFIED)
    return question.below is Scope.RECURSIVE and part.name in of_files
