"""The same change for the items that are ticked: asked, confirmed, told, taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.core.contenttypes.columns import list_type_titles, type_columns
from hallway.core.contenttypes.queries import find_list_types
from hallway.core.errors import Invalid, NotFound
from hallway.core.items.commands import (
    check_edits,
    undo_updates,
    update_many,
)
from hallway.core.items.queries import list_numbered_below, list_values_of
from hallway.core.items.records import Edit, Edited, ItemId, ItemRecord, Way
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.types import TYPES
from hallway.faces._common.numbers import number
from hallway.faces.web.frame import frame_of
from hallway.faces.web.library import Crumb, crumbs_of
from hallway.faces.web.parse import Call, href
from hallway.faces.web.render import page, see_other
from hallway.faces.web.rows import cells, form, refused
from hallway.faces.web.rows.form import Field
from hallway.faces.web.rows.named import name_all
from hallway.faces.web.rows.sections import (
    Formed,
    Section,
    conditions_of,
    shown_in,
    to_fill,
)
from hallway.faces.web.rows.typed import endings, name_of, sent, value_of

MAX_ITEMS = 500
"""Items that one form may name."""
KEEP = "keep"
_YES, _NO = "yes", "no"
Values = Mapping[ItemId, Mapping[str, Any]]


class Line(NamedTuple):
    """A column in the form: what to do with it, and the value for that.

    when  what an item must meet to be given a value, as people read it
    """

    id: str
    name: str
    title: str
    now: str
    way: str
    ways: list[tuple[str, str]]
    field: Field | None
    error: str
    when: str


class Asked(NamedTuple):
    """What the form says of a column that is to change, in words."""

    title: str
    way: str
    value: str


@dataclass(kw_only=True)
class Chosen:
    """The items that are ticked, and what they have.

    columns  in the order of the list's form, also those that it hides
    words    the conditions of columns, as people read them
    """

    items: list[ItemRecord]
    columns: list[ColumnRecord]
    values: Values
    formed: Formed
    words: Mapping[str, str]


def ask(call: Call) -> HttpResponse:
    """Lead to the form for the items that are ticked."""
    numbers = call.numbers[:MAX_ITEMS]
    if not numbers:
        raise Invalid({"item": _("Choose what to edit first.")})
    return see_other(call.request, href(call.place.path, show="bulk", item=numbers))


def show(
    call: Call, *, errors: Mapping[str, str] | None = None, status: int = 200
) -> HttpResponse:
    """The form: each column that people write, left as it is unless they say so."""
    chosen = _chosen(call)
    errors = errors or {}
    lines = _lines(call, chosen, errors)
    known = {one.internal_name for one in chosen.columns}
    return _page(
        call,
        chosen,
        "form",
        status=400 if errors and status == 200 else status,
        sections=_sections(chosen, lines),
        problem=" ".join(text for name, text in errors.items() if name not in known),
        hidden=[("item", str(one.number)) for one in chosen.items],
    )


def confirm(call: Call) -> HttpResponse:
    """Ask once more, with the number of items and what will be done to each."""
    chosen = _chosen(call)
    edits, errors = _read(call, chosen.columns)
    if not errors and not edits:
        errors = {"": _("Nothing is to change yet: choose it beside a column.")}
    if not errors:
        try:
            check_edits(call.actor, call.list.id, edits)
        except Invalid as error:
            errors = {name: _(text) for name, text in error.fields.items()}
    if errors:
        return show(call, errors=errors)
    lines = {one.name: one for one in _lines(call, chosen, {})}
    asked = [_in_words(lines[f"way.{one.column}"]) for one in edits]
    return _page(call, chosen, "confirm", asked=asked, hidden=_hidden(call, chosen))


def save(call: Call) -> HttpResponse:
    """Change the items; who was refused, and why, is told, and the others are kept."""
    chosen = _chosen(call)
    edits, errors = _read(call, chosen.columns)
    if errors or not edits:
        return confirm(call)
    try:
        done = update_many(
            call.actor, call.list.id, [one.id for one in chosen.items], edits=edits
        )
    except Invalid as error:
        return show(call, errors={k: _(text) for k, text in error.fields.items()})
    text = ngettext(
        "%(count)d item changed", "%(count)d items changed", len(done.changed)
    ) % {"count": len(done.changed)}
    if done.same:
        text += ", " + ngettext(
            "%(count)d was so already", "%(count)d were so already", len(done.same)
        ) % {"count": len(done.same)}
    if not done.refused:
        return see_other(call.request, call.here, text=text, undo=_undo(call, done))
    by_id = {one.id: one for one in chosen.items}
    return refused.show(
        call,
        [(by_id[one], error) for one, error in done.refused],
        title=_title(chosen),
        text=text,
        undo=_undo(call, done),
        status=200 if done.changed or done.same else 409,
    )


def undo(call: Call) -> HttpResponse:
    """Take the change back where nobody changed the same since."""
    first, last = number(call.value("first")), number(call.value("last"))
    if first is None or last is None:
        raise NotFound
    done = undo_updates(call.actor, call.list.id, first=first, last=last)
    text = ngettext(
        "%(count)d item is as it was",
        "%(count)d items are as they were",
        len(done.changed),
    ) % {"count": len(done.changed)}
    if done.refused:
        text += ". " + ngettext(
            "%(count)d was left: it was changed again since, or cannot go back.",
            "%(count)d were left: they were changed again since, or cannot go back.",
            len(done.refused),
        ) % {"count": len(done.refused)}
    return see_other(call.request, call.here, text=text)


def _chosen(call: Call) -> Chosen:
    items = list_numbered_below(
        call.actor, call.folder, call.numbers[:MAX_ITEMS], pending=call.list.pending
    )
    if not items:
        raise NotFound
    every = list_columns(call.actor, call.list.id)
    columns = [one for one in every if one.is_given and not one.is_hidden]
    values = dict(list_values_of(call.actor, items))
    for column in type_columns(find_list_types(call.actor, call.list.id)):
        # Every item has one.
        columns.append(replace(column, required=True))
        titles = list_type_titles(call.actor, call.list.id, items)
        values |= {
            one: {**values.get(one, {}), column.internal_name: title}
            for one, title in titles.items()
        }
    formed = to_fill(call)
    return Chosen(
        items=items,
        columns=formed.ordered(columns),
        values=values,
        formed=formed,
        words=conditions_of(formed.form, every),
    )


def _page(
    call: Call, chosen: Chosen, step: str, *, status: int = 200, **context: Any
) -> HttpResponse:
    many = len(chosen.items)
    title = _title(chosen)
    return page(
        call.request,
        "web/rows/bulk.html",
        frame=frame_of(
            call.actor,
            site=call.site,
            current=call.place.path,
        ),
        status=status,
        call=call,
        step=step,
        title=title,
        submit=ngettext("Change %(count)d item", "Change %(count)d items", many)
        % {"count": many},
        crumbs=[*crumbs_of(call), Crumb(title, "")],
        action=call.here,
        back=call.here,
        **context,
    )


def _title(chosen: Chosen) -> str:
    many = len(chosen.items)
    title = ngettext("Edit %(count)d item", "Edit %(count)d items", many)
    return title % {"count": many}


def _lines(call: Call, chosen: Chosen, errors: Mapping[str, str]) -> list[Line]:
    # A value is needed only where one is to be set: `_ways` and `_read` say when.
    optional = [replace(one, required=False) for one in chosen.columns]
    fields = {one.name: one for one in form.fields(call, optional, {}, errors)}
    now = _now(call, chosen)
    made = []
    for column in chosen.columns:
        name = column.internal_name
        field: Field | None = fields[name_of(column)]
        if column.type == "yesno" or (field is not None and field.kind == "shown"):
            field = None
        elif field is not None:
            field.label = _("Value of “%(title)s”") % {"title": column.title}
        made.append(
            Line(
                id=f"way-{name}",
                name=f"way.{name}",
                title=column.title,
                now=now[name],
                way=call.value(f"way.{name}") or KEEP,
                ways=_ways(column),
                field=field,
                error=errors.get(name, "") if field is None else "",
                when=chosen.words.get(name, ""),
            )
        )
    return made


def _sections(chosen: Chosen, lines: Sequence[Line]) -> list[Section[Line]]:
    """The lines in the sections of the list's form."""
    by_name = {one.name: one for one in lines}
    return shown_in(
        chosen.formed, chosen.columns, lambda one: by_name[f"way.{one.internal_name}"]
    )


def _ways(column: ColumnRecord) -> list[tuple[str, str]]:
    """What may be done to a column."""
    is_added_to = bool(column.settings.get("append"))
    found = [(KEEP, _("Leave as it is"))]
    if column.type == "yesno":
        found += [(_YES, _("Set to yes")), (_NO, _("Set to no"))]
    else:
        words = _("Add below") if is_added_to else _("Set to")
        found.append((Way.SET.value, words))
    if TYPES[column.type].is_many:
        found += [(Way.ADD.value, _("Add")), (Way.REMOVE.value, _("Take away"))]
    if not column.required and not is_added_to:
        found.append((Way.EMPTY.value, _("Empty")))
    return found


def _now(call: Call, chosen: Chosen) -> dict[str, str]:
    """What the items have by now in each column, in words."""
    rows = [chosen.values.get(one.id, {}) for one in chosen.items if not one.is_folder]
    named = name_all(call.actor, rows, chosen.columns, people=())
    found = {}
    for column in chosen.columns:
        values = [row.get(column.internal_name) for row in rows]
        if any(one != values[0] for one in values[1:]):
            found[column.internal_name] = _("Different values")
            continue
        value = values[0] if values else None
        words = cells.plain(column, value, named.people, named=named)
        text = _("Now: %(value)s") % {"value": _short(words)}
        found[column.internal_name] = text if words else _("No value")
    return found


def _short(words: str) -> str:
    return words if len(words) <= 80 else f"{words[:79]}…"


def _read(
    call: Call, columns: Sequence[ColumnRecord]
) -> tuple[list[Edit], dict[str, str]]:
    """The edits asked for, and what is wrong beside each column."""
    edits, errors = [], {}
    for column in columns:
        name = column.internal_name
        way = call.value(f"way.{name}") or KEEP
        texts = {} if column.type == "yesno" else sent(call, column)
        if way == KEEP:
            if texts:
                errors[name] = _("Choose what to do with this value.")
            continue
        if way not in dict(_ways(column)):
            errors[name] = _("This page does not know that form.")
        elif way in (_YES, _NO):
            edits.append(Edit(column=name, way=Way.SET, value=way == _YES))
        elif way == Way.EMPTY.value:
            edits.append(Edit(column=name, way=Way.EMPTY))
        elif not texts:
            errors[name] = _("A value is needed.")
        else:
            try:
                value = value_of(call, column, texts)
            except ValueError as error:
                errors[name] = str(error)
                continue
            edits.append(Edit(column=name, way=Way(way), value=value))
    return edits, errors


def _hidden(call: Call, chosen: Chosen) -> list[tuple[str, str]]:
    """Everything the form said, to be said again."""
    found = [("item", str(one.number)) for one in chosen.items]
    for column in chosen.columns:
        names = [f"way.{column.internal_name}"]
        names += [name_of(column) + ending for ending in endings(column)]
        found += [(name, text) for name in names for text in call.values(name)]
    return found


def _in_words(line: Line) -> Asked:
    way = dict(line.ways)[line.way]
    if line.field is None or line.way == Way.EMPTY.value:
        return Asked(line.title, way, "")
    field = line.field
    words = [one.name for one in field.people]
    words += [text for value, text, chosen in field.options if chosen and value]
    parts = [*field.parts, *([field.other] if field.other else [])]
    words += [one.typed for one in parts if one.typed]
    if field.typed and not field.options and not field.parts:
        words.append(field.typed)
    return Asked(line.title, way, ", ".join(words))


def _undo(call: Call, done: Edited) -> str:
    if done.changes is None:
        return ""
    first, last = done.changes
    return href(call.place.path, do="undo-bulk", first=first, last=last)


ACTIONS = {
    "ask-bulk": ask,
    "edit-bulk": show,
    "confirm-bulk": confirm,
    "bulk": save,
    "undo-bulk": undo,
}
"""What its forms do, by the name they say."""
