"""Files that lack values they need: one form for several of them.

Whatever brings a file may bring it without values; people are asked for them here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.core.access.queries import get_item_mask, get_masks
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.changes.journal import together
from hallway.core.errors import CoreError, Invalid, NotFound
from hallway.core.items.commands import update_values
from hallway.core.items.queries import list_numbered_below, list_values_of
from hallway.core.items.records import ItemRecord
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ColumnRecord
from hallway.core.query.queries import count_rows, list_rows
from hallway.core.query.records import NAME, Row
from hallway.faces._common.numbers import number
from hallway.faces.web.errors import refusal, said
from hallway.faces.web.files.table import lacks, needing
from hallway.faces.web.frame import frame_of
from hallway.faces.web.library import Crumb, crumbs_of
from hallway.faces.web.parse import Call, href
from hallway.faces.web.render import page, see_other
from hallway.faces.web.rows import form, sections
from hallway.faces.web.rows.paths import paths_of
from hallway.faces.web.rows.question import (
    LACKING,
    Question,
    asking,
    lacking,
)
from hallway.faces.web.rows.typed import sent, value_of
from hallway.wire.query import (
    Field,
    Order,
    Query,
    Scope,
)

Missing = Mapping[int, Sequence[ColumnRecord]]
"""Columns by the numbers of files."""
MOST = 100
"""Files of one form."""


@dataclass(kw_only=True)
class _Own(Call):
    """What a form says of one of several files: names of fields begin with `prefix`."""

    prefix: str

    def values(self, name: str) -> list[str]:
        """Every value of a field of this file's."""
        return super().values(self.prefix + name)


class File(NamedTuple):
    """A file of the form."""

    number: int
    name: str
    href: str
    chosen: bool
    fields: list[form.Field]
    is_open: bool


@dataclass(kw_only=True)
class Errors:
    """What is wrong: of the values for all, of those of single files, of all of it."""

    together: dict[str, str] = field(default_factory=dict)
    single: dict[int, dict[str, str]] = field(default_factory=dict)
    problem: str = ""
    status: int = 400

    def __bool__(self) -> bool:
        """Tell whether anything is wrong."""
        return bool(self.together or self.single or self.problem)


def needs_of(
    call: Call, question: Question, columns: Sequence[ColumnRecord]
) -> dict[str, Any]:
    """What the page of a folder says of files in it that lack values."""
    if not columns or not call.may(Right.EDIT_LIST_ITEMS):
        return {}
    where = lacking(call, columns)
    if where is None:
        return {}
    many = count_rows(
        call.actor,
        call.list.id,
        Query(where=where, scope=Scope.FILES),
        asking=asking(call),
        folder=call.folder,
    )
    if not many:
        return {}
    return {
        "needs_words": _words(many),
        "needs_href": href(call.place.path, show="needs"),
        "lacking_href": "" if question.lacks else href(call.place.path, **{LACKING: 1}),
    }


def _words(many: int) -> str:
    return ngettext(
        "%(count)d file needs values", "%(count)d files need values", many
    ) % {"count": many}


def lacking_among(call: Call, items: Sequence[ItemRecord]) -> list[int]:
    """The numbers of those of these files that lack a value; for who sees the list."""
    try:
        columns = list_columns(call.actor, call.list.id)
    except NotFound:
        return []
    wanted = needing(call, columns, items)
    if not any(wanted.values()):
        return []
    values = list_values_of(call.actor, items)
    return [
        one.number
        for one in items
        if lacks(Row(item=one, values=values[one.id]), wanted[one.id])
    ]


def show(call: Call, *, errors: Errors | None = None) -> HttpResponse:
    """The form; with what was typed if it has been sent."""
    found = errors or Errors()
    columns = list_columns(call.actor, call.list.id)
    rows = _rows(call, columns, _listed(call))
    formed = sections.to_fill(call)
    missing = _missing(call, formed.ordered(columns), rows)
    wanted = _all_of(missing, formed.ordered(columns))
    shared = form.new_fields(call, wanted, found.together)
    fields = {one.id: one for one in shared}
    chosen = set(call.numbers)
    paths = paths_of(call, rows)
    is_sent = call.request.method == "POST"
    many = len(rows)
    title = _words(many) if many else _("No file needs values")
    return page(
        call.request,
        "web/needs.html",
        frame=frame_of(
            call.actor,
            site=call.site,
            current=call.place.path,
        ),
        status=found.status if found else 200,
        call=call,
        title=title,
        crumbs=[*crumbs_of(call), Crumb(title, "")],
        problem=found.problem,
        sections=sections.shown_in(
            formed, wanted, lambda one: fields[f"c-{one.internal_name}"]
        ),
        files=[
            _file(
                call,
                row,
                paths.get(row.item.id, ""),
                missing[row.item.number],
                shared,
                found,
                row.item.number in chosen or not is_sent,
            )
            for row in rows
        ],
        is_many=many > 1,
    )


def _listed(call: Call) -> list[int]:
    """The numbers of the files that the form is about; none means any."""
    of = [found for text in call.values("of") if (found := number(text))]
    return [*of, *call.numbers][: 2 * MOST]


def _rows(
    call: Call, columns: Sequence[ColumnRecord], numbers: Sequence[int]
) -> list[Row]:
    """The files that lack values, of those that the reader may change."""
    where = lacking(call, columns)
    if where is None:
        return []
    if numbers:
        # A folder that was uploaded brings files of folders below.
        items = list_numbered_below(
            call.actor, call.folder, numbers, pending=call.list.pending
        )
        values = list_values_of(call.actor, items)
        rows = [Row(item=one, values=values[one.id]) for one in items]
    else:
        query = Query(
            where=where, order=(Order(Field(NAME)),), scope=Scope.FILES, limit=MOST
        )
        rows = list_rows(
            call.actor,
            call.list.id,
            query,
            asking=asking(call),
            folder=call.folder,
        ).rows
    wanted = needing(call, columns, [row.item for row in rows])
    may = _changeable(call, rows)
    return [
        row for row in rows if lacks(row, wanted[row.item.id]) and row.item.id in may
    ][:MOST]


def _changeable(call: Call, rows: Sequence[Row]) -> set[int]:
    items = [row.item for row in rows]
    if call.list.pending:
        masks = {
            one.id: get_item_mask(
                call.actor,
                list_id=one.list,
                scope=one.scope,
                ancestry=one.ancestry,
                pending=call.list.pending,
            )
            for one in items
        }
    else:
        scopes = get_masks(call.actor, {one.scope for one in items})
        masks = {one.id: scopes[one.scope] for one in items}
    return {one for one, mask in masks.items() if holds(mask, Right.EDIT_LIST_ITEMS)}


def _missing(
    call: Call, columns: Sequence[ColumnRecord], rows: Sequence[Row]
) -> Missing:
    """The columns for which each file lacks a value."""
    wanted = needing(call, columns, [row.item for row in rows])
    return {
        row.item.number: [
            replace(one, required=True)
            for one in columns
            if one.internal_name in wanted[row.item.id]
            and one.internal_name not in row.values
        ]
        for row in rows
    }


def _all_of(missing: Missing, columns: Sequence[ColumnRecord]) -> list[ColumnRecord]:
    """The columns for which any file lacks a value, in their order."""
    found = {one.internal_name: one for some in missing.values() for one in some}
    names = [one.internal_name for one in columns]
    return [found[name] for name in names if name in found]


def _own(call: Call, row: Row) -> _Own:
    return _Own(
        request=call.request,
        actor=call.actor,
        place=call.place,
        now=call.now,
        prefix=f"f{row.item.number}.",
    )


def _file(
    call: Call,
    row: Row,
    path: str,
    wanted: Sequence[ColumnRecord],
    shared: Sequence[form.Field],
    errors: Errors,
    chosen: bool,  # noqa: FBT001 - private
) -> File:
    item = row.item
    found = errors.single.get(item.number, {})
    own = _own(call, row)
    is_typed = call.request.method == "POST" and any(
        sent(own, column) for column in wanted
    )
    names = {f"c-{one.internal_name}" for one in wanted}
    # Without anything typed, the fields are those for all of them, empty.
    fields = (
        form.new_fields(own, wanted, found)
        if is_typed or found
        else [_empty(one) for one in shared if one.id in names]
    )
    return File(
        number=item.number,
        name=path.removeprefix(f"{call.place.path}/") or item.name,
        href=href(path),
        chosen=chosen,
        fields=[_renamed(one, item.number) for one in fields],
        is_open=is_typed or bool(found),
    )


def _empty(one: form.Field) -> form.Field:
    return replace(
        one,
        typed="",
        error="",
        people=(),
        options=[(value, words, value == "") for value, words, _now in one.options],
        parts=[replace(part, typed="") for part in one.parts],
        other=replace(one.other, typed="") if one.other else None,
    )


def _renamed(one: form.Field, of: int) -> form.Field:
    def renamed(part: form.Part) -> form.Part:
        return replace(part, id=f"f{of}-{part.id}", name=f"f{of}.{part.name}")

    return replace(
        one,
        id=f"f{of}-{one.id}",
        name=f"f{of}.{one.name}",
        required=False,
        parts=[renamed(part) for part in one.parts],
        other=renamed(one.other) if one.other else None,
    )


def save(call: Call) -> HttpResponse:
    """Give the ticked files what the form says; all of them, or none."""
    columns = list_columns(call.actor, call.list.id)
    rows = _rows(call, columns, call.numbers) if call.numbers else []
    if not rows:
        return show(call, errors=Errors(problem=_("Choose a file first.")))
    errors = Errors()
    given = _given(call, columns, rows, errors)
    if errors:
        return show(call, errors=errors)
    _keep(call, rows, given, errors)
    if errors:
        return show(call, errors=errors)
    text = ngettext(
        "%(count)d file has its values now",
        "%(count)d files have their values now",
        len(rows),
    ) % {"count": len(rows)}
    done = {row.item.number for row in rows}
    rest = [one for one in _listed(call) if one not in done]
    left = [row.item.number for row in _rows(call, columns, rest)] if rest else []
    address = href(call.place.path, show="needs", item=left) if left else call.here
    return see_other(call.request, address, text=text)


def _given(
    call: Call, columns: Sequence[ColumnRecord], rows: Sequence[Row], errors: Errors
) -> dict[int, dict[str, Any]]:
    """The values of each file: its own, else those for all; notes what is wrong."""
    missing = _missing(call, columns, rows)
    shared, wrong = form.read_new(call, _all_of(missing, columns))
    needing: set[str] = set()
    given: dict[int, dict[str, Any]] = {}
    for row in rows:
        own = _own(call, row)
        values = given.setdefault(row.item.number, {})
        for column in missing[row.item.number]:
            name = column.internal_name
            texts = sent(own, column)
            if not texts:
                needing.add(name)
                values[name] = shared.get(name)
                continue
            try:
                values[name] = value_of(own, column, texts)
            except ValueError as error:
                errors.single.setdefault(row.item.number, {})[name] = str(error)
    for name in needing:
        if name in wrong:
            errors.together[name] = wrong[name]
        elif shared.get(name) in (None, "", []):
            errors.together[name] = _("A value is needed.")
    return given


def _keep(
    call: Call,
    rows: Sequence[Row],
    given: Mapping[int, dict[str, Any]],
    errors: Errors,
) -> None:
    at: list[Row] = []

    def step(row: Row) -> Callable[[], object]:
        def run() -> None:
            at[:] = [row]
            values = given[row.item.number]
            update_values(call.actor, row.item.id, values=values)

        return run

    try:
        together(call.actor, *(step(row) for row in rows))
    except Invalid as error:
        _note(call, at[0], error, given, errors)
    except CoreError as error:
        errors.problem = f"{at[0].item.name}: {said(error)}"
        errors.status = refusal(error).status


def _note(
    call: Call,
    row: Row,
    error: Invalid,
    given: Mapping[int, dict[str, Any]],
    errors: Errors,
) -> None:
    """Note what a file's columns say of its values, beside the field they came from."""
    item = row.item
    own = _own(call, row)
    for name, text in error.fields.items():
        words = _(text)
        if name not in given[item.number]:
            errors.problem = f"{item.name}: {words}"
        elif any(own.values(f"c.{name}{ending}") for ending in ("", ".url", ".name")):
            errors.single.setdefault(item.number, {})[name] = words
        else:
            errors.together[name] = words
