"""The table of a list: columns, filters, pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.access.queries import get_principal_titles
from hallway.core.access.rights import Right
from hallway.core.items.records import ItemRecord
from hallway.core.lists.queries import list_columns, list_lists
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.types import kind_of, type_of
from hallway.core.query.queries import count_values, list_rows
from hallway.core.query.records import EDITOR, MODIFIED, NUMBER, Row, RowPage
from hallway.faces._common.numbers import number
from hallway.faces.web.frame import frame_of
from hallway.faces.web.library import Head, count_words, crumbs_of
from hallway.faces.web.library import title_of as folder_title
from hallway.faces.web.parse import Call, href, layout_href
from hallway.faces.web.render import page
from hallway.faces.web.rows import cells
from hallway.faces.web.rows.named import Named, name_targets
from hallway.faces.web.rows.question import (
    ME,
    Asked,
    Question,
    asking,
    kind_of_filter,
    read,
)
from hallway.faces.web.when import When, when

_NARROW = 4


class Line(NamedTuple):
    """A row of the table."""

    number: int
    name: str
    href: str
    is_folder: bool
    cells: list[tuple[cells.Cell, int]]
    modified: When
    by: str
    by_id: int
    chosen: bool
    is_private: bool


class Option(NamedTuple):
    """A value a column can be narrowed to."""

    value: str
    label: str
    many: int
    checked: bool


class Narrow(NamedTuple):
    """A part of the filter pane."""

    name: str
    label: str
    kind: str
    options: list[Option]
    value: str
    last: str
    error: str
    open: bool
    note: str


class Chip(NamedTuple):
    """A filter that is on, and the address without it."""

    label: str
    remove_href: str


def show(call: Call, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The page of a list; `problem` says why what was asked was not done."""
    columns = list_columns(call.actor, call.list.id)
    question = read(call, columns)
    found = _ask(call, question)
    people = cells.people_in(found.rows, columns) | _asked_people(question)
    narrow = _narrow(call, question, columns) if call.show == "filter" else []
    titles = get_principal_titles(call.actor, people)
    shown = [one for one in columns if not one.is_hidden]
    values = [row.values for row in found.rows]
    named = name_targets(call.actor, values, shown, titles)
    return page(
        call.request,
        "web/rows/list.html",
        frame=frame_of(
            call.actor,
            site=call.site,
            lists=list_lists(call.actor, call.site.id),
            current=call.place.path,
        ),
        status=400 if question.errors and status == 200 else status,
        call=call,
        question=question,
        problem=problem or " ".join(question.errors.values()),
        title=folder_title(call),
        description=call.list.description if call.folder.parent is None else "",
        crumbs=crumbs_of(call),
        lines=[_line(call, row, shown, named) for row in found.rows],
        columns=list(_heads(question, shown)),
        editor_shrinks=_shrinks_editor(shown),
        count=count_words(found.total or 0),
        chips=list(_chips(question, titles)),
        clear_href=call.here,
        narrow=narrow,
        filter_href=question.href(show="filter"),
        plain_href=question.href(),
        is_filtering=call.show == "filter",
        export_href=question.href(export="csv"),
        excel_href=question.href(export="xlsx"),
        calendar_href=next(
            (
                question.href(export="ical", column=one.internal_name)
                for one in shown
                if kind_of(one.type, one.settings) in ("date", "datetime")
            ),
            "",
        ),
        import_href=layout_href(call.site, "import", list=call.list.guid),
        back=_edge(question, found, before=True),
        next=_edge(question, found, before=False),
        may_add=call.may(Right.ADD_LIST_ITEMS),
        may_delete=call.may(Right.DELETE_LIST_ITEMS),
        may_manage=call.may(Right.MANAGE_LISTS),
        new_href=href(call.place.path, show="new"),
        settings_href=layout_href(call.site, "list", list=call.list.guid),
        column_href=layout_href(
            call.site, "list", list=call.list.guid, show="add-column"
        ),
        access_href=layout_href(call.site, "permissions", list=call.list.guid),
        sheet_class="sheet--cols",
        app_class="app--fixed",
    )


def _ask(call: Call, question: Question) -> RowPage:
    return list_rows(
        call.actor,
        call.list.id,
        question.query(page=question.page),
        asking=asking(call),
        folder=call.folder,
    )


def _line(
    call: Call,
    row: Row,
    columns: list[ColumnRecord],
    named: Named,
) -> Line:
    item, titles = row.item, named.people
    first = cells.title_column(columns)
    return Line(
        number=item.number,
        name=item.name if item.is_folder else cells.title_of(item, row.values, columns),
        href=item_href(call.place.path, item),
        is_folder=bool(item.is_folder),
        cells=[
            (
                cells.cell(
                    column,
                    row.values.get(column.internal_name),
                    titles,
                    now=call.now,
                    named=named,
                ),
                _shrinks(position, column),
            )
            for position, column in enumerate(columns)
            if column != first
        ],
        modified=when(item.modified, now=call.now),
        by=titles.get(item.editor, ""),
        by_id=item.editor,
        chosen=item.number in call.numbers,
        is_private=item.scope != call.folder.scope,
    )


def item_href(path: str, item: ItemRecord) -> str:
    """The address of an item of a list."""
    return href(f"{path}/{item.name if item.is_folder else item.number}")


def _shrinks(position: int, column: ColumnRecord) -> int:
    """When a column leaves a table that gets narrow: 4 first, 1 last."""
    if column.type == "note" or position > _NARROW:
        return 3
    return 1 if position <= _NARROW // 2 else 2


def _heads(question: Question, columns: list[ColumnRecord]) -> Iterable[Head]:
    first = cells.title_column(columns)
    yield _head(
        question,
        NUMBER if first is None else first.internal_name,
        _("Item") if first is None else first.title,
        shrinks=None,
    )
    for position, column in enumerate(columns):
        if column != first:
            yield _head(
                question,
                column.internal_name,
                column.title,
                num=cells.is_figure(column),
                shrinks=_shrinks(position, column),
            )
    yield _head(question, MODIFIED, _("Modified"), shrinks=3)
    yield _head(question, EDITOR, _("Modified by"), shrinks=_shrinks_editor(columns))


def _shrinks_editor(columns: list[ColumnRecord]) -> int:
    """When the editor leaves, the first of all in a list of many columns."""
    return 4 if len(columns) > _NARROW else 3


def _head(
    question: Question,
    name: str,
    label: str,
    *,
    num: bool = False,
    shrinks: int | None,
) -> Head:
    order = question.order
    is_now = order.field.name == name
    down = not order.descending if is_now else name == MODIFIED
    way = "descending" if order.descending else "ascending"
    return Head(
        label=label,
        sort_href=question.href(sort=f"{'-' if down else ''}{name}"),
        sorted=way if is_now else "",
        num=num,
        shrinks=shrinks,
    )


def _edge(question: Question, found: RowPage, *, before: bool) -> str:
    token = found.previous if before else found.next
    return question.href(page=token) if token else ""


def _asked_people(question: Question) -> set[int]:
    return {
        person
        for one in question.asked
        if type_of(one.column.type, one.column.settings).refers == "principal"
        for value in one.values
        if (person := number(value))
    }


def _chips(question: Question, titles: Mapping[int, str]) -> Iterable[Chip]:
    if question.text:
        rest = {key: one for key, one in question.address().items() if key != "q"}
        yield Chip(f"“{question.text}”", href(question.path, **rest))
    for one in question.asked:
        yield Chip(_chip_words(one, titles), question.without(one))


def _chip_words(one: Asked, titles: Mapping[int, str]) -> str:
    words = {
        "title": one.column.title,
        "value": ", ".join(_value_words(one.column, v, titles) for v in one.values),
    }
    return {
        "in": _("%(title)s: %(value)s"),
        "is": _("%(title)s: %(value)s"),
        "contains": _("%(title)s contains “%(value)s”"),
        "starts": _("%(title)s starts with “%(value)s”"),
        "from": _("%(title)s from %(value)s"),
        "to": _("%(title)s up to %(value)s"),
        "empty": _("%(title)s has no value"),
    }[one.op] % words


def _value_words(column: ColumnRecord, text: str, titles: Mapping[int, str]) -> str:
    if not text:
        return _("no value")
    match column.type:
        case "yesno":
            return _("Yes") if text in ("1", "yes", "true") else _("No")
        case "person" | "persons" if text == ME:
            return _("me")
        case "person" | "persons" if (person := number(text)) is not None:
            return titles.get(person, _("Somebody who is gone"))
        case "date" | "datetime":
            return cells.day_words(text)
        case _:
            return text


def _narrow(
    call: Call, question: Question, columns: list[ColumnRecord]
) -> list[Narrow]:
    return [
        _part(call, question, column)
        for column in columns
        if kind_of_filter(column) and not column.is_hidden
    ]


def _part(call: Call, question: Question, column: ColumnRecord) -> Narrow:
    name = column.internal_name
    kind = kind_of_filter(column)
    options: list[Option] = []
    note = ""
    if kind == "values":
        options, note = _options(call, question, column)
    ops = {"values": ("in", ""), "text": ("contains", "")}.get(kind, ("from", "to"))
    given = [(question.values(f"{op}.{name}") or ("",))[0] if op else "" for op in ops]
    errors = [question.errors.get(f"{op}.{name}", "") for op in ops]
    return Narrow(
        name=name,
        label=column.title,
        kind=kind,
        options=options,
        value=given[0],
        last=given[1],
        error=next(filter(None, errors), ""),
        open=kind == "values" or any(given),
        note=note,
    )


def _options(
    call: Call, question: Question, column: ColumnRecord
) -> tuple[list[Option], str]:
    counted = count_values(
        call.actor,
        call.list.id,
        question.query(without=column.internal_name),
        column=column.internal_name,
        asking=asking(call),
        folder=call.folder,
    )
    counts: dict[Any, int] = {one.value: one.count for one in counted.facets}
    words = {one.value: one.words for one in counted.facets}
    titles: Mapping[int, str] = {}
    if type_of(column.type, column.settings).refers == "principal":
        ids = {value for value in counts if isinstance(value, int)}
        titles = get_principal_titles(call.actor, ids)
    if column.type in ("choice", "choices"):
        settled = [str(one) for one in _choices(column)]
        counts = {**dict.fromkeys(settled, 0), **counts}
    chosen = question.values(f"in.{column.internal_name}")
    options = []
    for value, count in counts.items():
        text = _value_text(value)
        label = words.get(value) or _value_words(column, text, titles)
        options.append(Option(text, label, count, text in chosen))
    return options, "" if counted.exact else _("Counted among the first 10,000.")


def _value_text(value: Any) -> str:
    if value is None:
        return ""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _choices(column: ColumnRecord) -> list[object]:
    choices = column.settings.get("choices", [])
    return list(choices) if isinstance(choices, list) else []
