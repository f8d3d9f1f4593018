"""The form of an item in its sections, with what is asked of what is typed so far."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from django.http import HttpResponse, JsonResponse

from hallway.core.items.forming import ask_again, ask_new
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.lists.formulas import kinds_of, spoken
from hallway.core.lists.itemform.queries import get_item_form
from hallway.core.lists.itemform.records import ItemForm
from hallway.core.lists.itemform.rules import complete
from hallway.core.lists.records import ColumnRecord
from hallway.faces.web.parse import Call
from hallway.faces.web.rows import form
from hallway.faces.web.rows.form import Field
from hallway.faces.web.rows.kinds import Typed

T = TypeVar("T")
ASKED = "asked"
"""What a form says it does when it wants to know which of its fields are asked."""


class Entry(NamedTuple):
    """A field in its section.

    key       the column's internal name, where it is not always asked
    when      what it depends on, as people read it
    is_asked  it is asked now
    """

    field: Field
    key: str = ""
    when: str = ""
    is_asked: bool = True


class Section(NamedTuple, Generic[T]):
    """What stands together, in a frame if it has a title or note."""

    title: str
    note: str
    entries: Sequence[T]

    @property
    def has_frame(self) -> bool:
        """Tell whether it is told apart."""
        return bool(self.title or self.note)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A form as the page shows it; `is_live`: what it asks depends on what is typed."""

    sections: Sequence[Section[Entry]]

    @property
    def is_live(self) -> bool:
        """Tell whether a field is not always asked."""
        return any(one.key for section in self.sections for one in section.entries)

    @property
    def is_empty(self) -> bool:
        """Tell whether it has no field."""
        return not any(section.entries for section in self.sections)


class Formed(NamedTuple):
    """What the list's form says of an item; neither where the list has none.

    asked  the columns that are asked, by internal name
    """

    form: ItemForm | None = None
    asked: frozenset[str] | None = None

    def shown(self, columns: Sequence[ColumnRecord]) -> list[ColumnRecord]:
        """The columns that the page has fields for: also those asked later."""
        hidden = set()
        if self.form is not None and self.asked is not None:
            hidden = {
                one.column
                for one in self.form.fields
                if one.hidden and one.column not in self.asked
            }
        return [one for one in columns if one.internal_name not in hidden]

    def ordered(self, columns: Sequence[ColumnRecord]) -> list[ColumnRecord]:
        """The columns in the order of the form."""
        by_name = {one.internal_name: one for one in columns}
        return [by_name[one.column] for one in complete(self.form, columns).fields]

    def taken(self, columns: Sequence[ColumnRecord]) -> list[ColumnRecord]:
        """The columns that are read from what was sent."""
        asked = self.asked
        return [one for one in columns if asked is None or one.internal_name in asked]


def of_new(call: Call, columns: Sequence[ColumnRecord], of: Typed) -> Formed:
    """What is asked of a new item, with what was typed if the form has been sent."""
    if not call.list.has_form:
        return Formed()
    values: dict[str, Any] = {}
    if call.request.method == "POST":
        values, _errors = form.read_new(call, readable(columns))
    return Formed(
        get_item_form(call.actor, call.list.id),
        ask_new(call.actor, call.folder, values={**values, **of.values()}),
    )


def of_item(
    call: Call,
    item: ItemRecord,
    columns: Sequence[ColumnRecord],
    old: Mapping[str, Any],
    of: Typed,
) -> Formed:
    """What is asked of an item that has the values `old`."""
    if not call.list.has_form:
        return Formed()
    values: dict[str, Any] = {}
    if call.request.method == "POST":
        values, _errors = form.read(call, readable(columns), old)
    return Formed(
        get_item_form(call.actor, call.list.id),
        ask_again(call.actor, item.id, values={**values, **of.values()}),
    )


def to_fill(call: Call) -> Formed:
    """The form where all that is missing is asked, whatever its conditions say."""
    if not call.list.has_form:
        return Formed()
    return Formed(get_item_form(call.actor, call.list.id))


def to_read(call: Call, item: ItemId) -> Formed:
    """What the form would ask of an item as it is: that is what is shown of it."""
    if not call.list.has_form:
        return Formed()
    return Formed(
        get_item_form(call.actor, call.list.id),
        ask_again(call.actor, item, values={}),
    )


def shown_in(
    formed: Formed,
    columns: Sequence[ColumnRecord],
    show: Callable[[ColumnRecord], T],
) -> list[Section[T]]:
    """What is shown of columns, in the sections of the form."""
    kept = {one.internal_name: one for one in formed.taken(columns)}
    made = [
        Section(
            section.title,
            section.note,
            [show(kept[one.column]) for one in section.fields if one.column in kept],
        )
        for section in complete(formed.form, columns).sections
    ]
    return [one for one in made if one.entries]


def readable(columns: Sequence[ColumnRecord]) -> list[ColumnRecord]:
    """The columns that conditions can ask for; to read these changes nothing."""
    kinds = kinds_of(columns)
    return [one for one in columns if one.internal_name in kinds]


def layout_of(
    formed: Formed,
    fields: Sequence[Field],
    columns: Sequence[ColumnRecord],
    every: Sequence[ColumnRecord],
) -> Layout:
    """The fields in the sections of the form.

    columns  those of the fields at least;  every: all that conditions may ask for
    """
    if formed.form is None:
        entries = [Entry(one) for one in fields]
        return Layout(sections=[Section("", "", entries)])
    words = conditions_of(formed.form, every)
    return arranged(complete(formed.form, columns), fields, formed.asked or (), words)


def conditions_of(
    form: ItemForm | None, columns: Sequence[ColumnRecord]
) -> dict[str, str]:
    """The conditions of a form as people read them, by column; over all columns."""
    fields = () if form is None else form.fields
    return {one.column: spoken(one.when, columns) for one in fields if one.when}


def arranged(
    layout: ItemForm,
    fields: Sequence[Field],
    asked: Collection[str],
    words: Mapping[str, str],
) -> Layout:
    """The fields in these sections; `words` are conditions as people read them.

    One with a message is shown in any case.
    """
    by_id = {one.id: one for one in fields}
    sections = []
    for section in layout.sections:
        entries = []
        for one in section.fields:
            field = by_id.get(f"c-{one.column}")
            if field is None:
                continue
            if not one.when:
                entries.append(Entry(field))
                continue
            is_asked = one.column in asked or bool(field.error)
            when = words.get(one.column, "")
            entries.append(Entry(field, one.column, when, is_asked))
        if entries:
            sections.append(Section(section.title, section.note, entries))
    return Layout(sections=sections)


def tell(asked: Collection[str]) -> HttpResponse:
    """Answer a form that wants to know which of its fields are asked."""
    response = JsonResponse({"asked": sorted(asked)})
    response.headers["Cache-Control"] = "private, no-store"
    return response
