"""Pure decisions about the form of a list's items."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import tzinfo
from typing import Any

from hallway.core.errors import Conflict, Invalid
from hallway.core.lists.formulas import (
    calculate,
    check_condition,
    is_true,
    names_in,
    uses_of,
)
from hallway.core.lists.itemform.records import FormField, FormSection, ItemForm
from hallway.core.lists.records import ColumnRecord
from hallway.core.names import check_text

MOST_SECTIONS = 50
"""Sections of a form."""
_NEEDED = "needs a value: give the column a default first, or always ask for it."


def check(form: ItemForm, columns: Sequence[ColumnRecord]) -> ItemForm:
    """Return a form as it is kept; Invalid names each part at fault.

    Parts are named by position, from 0: `sections.1.title`, `sections.1.note` and
    `sections.1.fields.2.when`, `….column` and `….hidden`.
    """
    errors: dict[str, str] = {}
    if not 1 <= len(form.sections) <= MOST_SECTIONS:
        raise Invalid({"sections": f"A form has 1 to {MOST_SECTIONS} sections."})
    known = {one.internal_name: one for one in columns}
    seen: set[str] = set()
    made = []
    for at, section in enumerate(form.sections):
        place = f"sections.{at}"
        title, note = section.title.strip(), section.note.strip()
        for name, text, longest in (("title", title, 255), ("note", note, 2_000)):
            try:
                check_text(text, field=f"{place}.{name}", longest=longest)
            except Invalid as error:
                errors |= error.fields
        fields = []
        for position, one in enumerate(section.fields):
            try:
                fields.append(_field(one, known, seen, f"{place}.fields.{position}"))
            except Invalid as error:
                errors |= error.fields
            seen.add(one.column)
        made.append(FormSection(title=title, note=note, fields=tuple(fields)))
    if errors:
        raise Invalid(errors)
    kept = ItemForm(sections=tuple(made))
    _refuse_circles(kept, columns)
    return kept


def _field(
    one: FormField, known: Mapping[str, ColumnRecord], seen: Container[str], place: str
) -> FormField:
    column = known.get(one.column)
    if column is None:
        raise Invalid(
            {f"{place}.column": f"There is no column “{one.column[:60]}” in this list."}
        )
    if one.column in seen:
        raise Invalid(
            {f"{place}.column": f"“{column.title}” stands in the form twice."}
        )
    text, when = f"{place}.when", one.when.strip()
    if when:
        when = check_condition(when, known.values(), field=text)
    must = column.required and column.is_given and "default" not in column.settings
    if must and one.hidden:
        raise Invalid({f"{place}.hidden": f"“{column.title}” {_NEEDED}"})
    if must and when:
        raise Invalid({text: f"“{column.title}” {_NEEDED}"})
    return FormField(column=one.column, when=when, hidden=one.hidden)


def _refuse_circles(form: ItemForm, columns: Sequence[ColumnRecord]) -> None:
    behind = _behind(form, columns)
    for at, section in enumerate(form.sections):
        for position, one in enumerate(section.fields):
            if one.when and one.column in _reached(one.column, behind):
                place = f"sections.{at}.fields.{position}.when"
                raise Invalid({place: "Whether it is asked would depend on itself."})


def _behind(
    form: ItemForm, columns: Iterable[ColumnRecord]
) -> dict[str, tuple[str, ...]]:
    """Return what each column's value and being asked depend on."""
    found = {one.internal_name: uses_of(one) for one in columns}
    for one in form.fields:
        if one.when:
            found[one.column] = (*found.get(one.column, ()), *names_in(one.when))
    return found


def _reached(name: str, behind: Mapping[str, tuple[str, ...]]) -> set[str]:
    found: set[str] = set()
    waiting = list(behind.get(name, ()))
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting.extend(behind.get(one, ()))
    return found


def dump(form: ItemForm, columns: Iterable[ColumnRecord]) -> list[dict[str, Any]]:
    """Return a form as it is stored: columns by their ids."""
    ids = {one.internal_name: one.id for one in columns}
    return [
        {
            "title": section.title,
            "note": section.note,
            "fields": [
                {"column": ids[one.column]}
                | ({"when": one.when} if one.when else {})
                | ({"hidden": True} if one.hidden else {})
                for one in section.fields
            ],
        }
        for section in form.sections
    ]


def load(
    stored: Sequence[Mapping[str, Any]], columns: Sequence[ColumnRecord]
) -> ItemForm:
    """Return a stored form; columns that are gone are left out.

    So is a condition that asks for one: its column is always asked.
    """
    names = {int(one.id): one.internal_name for one in columns}
    known = set(names.values())
    return ItemForm(
        sections=tuple(
            FormSection(
                title=str(section.get("title", "")),
                note=str(section.get("note", "")),
                fields=tuple(
                    FormField(
                        column=names[one["column"]],
                        when=_living(str(one.get("when", "")), known),
                        hidden=bool(one.get("hidden")),
                    )
                    for one in section.get("fields", ())
                    if one["column"] in names
                ),
            )
            for section in stored
        )
    )


def _living(when: str, known: set[str]) -> str:
    return when if when and names_in(when) <= known else ""


def follow(
    stored: Sequence[Mapping[str, Any]], old: int, new: int
) -> list[dict[str, Any]]:
    """Return a stored form in which a column took the place of another."""
    return [
        {
            **section,
            "fields": [
                {**one, "column": new} if one["column"] == old else one
                for one in section["fields"]
            ],
        }
        for section in stored
    ]


def complete(form: ItemForm | None, columns: Sequence[ColumnRecord]) -> ItemForm:
    """Return a form with just these columns; those it does not name come last.

    They stand in a section without a title.
    """
    names = [one.internal_name for one in columns]
    sections = [] if form is None else list(form.sections)
    placed = {one.column for section in sections for one in section.fields}
    rest = tuple(FormField(column=name) for name in names if name not in placed)
    if rest and sections and not (sections[-1].title or sections[-1].note):
        last = sections[-1]
        sections[-1] = replace(last, fields=(*last.fields, *rest))
    elif rest or not sections:
        sections.append(FormSection(fields=rest))
    return ItemForm(
        sections=tuple(
            replace(
                one,
                fields=tuple(field for field in one.fields if field.column in names),
            )
            for one in sections
        )
    )


def refuse_asked(
    name: str, columns: Sequence[ColumnRecord], stored: Sequence[Mapping[str, Any]]
) -> None:
    """Raise Conflict while the form asks for a column to know what it shows."""
    titles = {one.internal_name: one.title for one in columns}
    for one in load(stored, columns).fields:
        if one.column != name and one.when and name in names_in(one.when):
            raise Conflict(
                f"The form asks for “{titles[one.column]}” depending on this column."
            )


def decide(
    form: ItemForm,
    columns: list[ColumnRecord],
    given: Mapping[str, Any],
    *,
    base: Mapping[str, Any],
    needed: Container[str],
    now: int,
    zone: tzinfo,
) -> frozenset[str]:
    """Return which columns are asked, by internal name.

    given   stored values as they would be if everything is asked;  base: those that
            stay, or that a new item begins with, where it is not
    needed  columns that must have a value: without one they are always asked
    A condition sees the values as they would be saved: of what is not asked, the base.
    """
    data = dict(given)
    fields = {one.column: one for one in form.fields}
    behind = _behind(form, columns)
    by_name = {one.internal_name: one for one in columns}
    asked: set[str] = set()
    done: set[str] = set()

    def settle(name: str) -> None:
        if name in done or name not in by_name:
            return
        done.add(name)
        for other in behind.get(name, ()):
            settle(other)
        column, field = by_name[name], fields.get(name)
        must = name in needed and base.get(column.key) is None
        if field is None or must or _is_asked(field):
            asked.add(name)
        elif column.is_given:
            data.pop(column.key, None)
            if column.key in base:
                data[column.key] = base[column.key]

    def _is_asked(field: FormField) -> bool:
        if field.hidden or not field.when:
            return not field.hidden
        calculate(columns, data, now=now, zone=zone)
        return is_true(field.when, columns, data, now=now, zone=zone)

    for name in by_name:
        settle(name)
    return frozenset(asked)
