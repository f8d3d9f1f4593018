"""The form of a list's items: sections, order, and what is asked when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.errors import Conflict, Invalid, NotFound
from hallway.core.kinds import get_kind
from hallway.core.lists.formulas import kinds_of, spoken
from hallway.core.lists.itemform.commands import set_item_form
from hallway.core.lists.itemform.queries import get_item_form
from hallway.core.lists.itemform.records import FormField, FormSection, ItemForm
from hallway.core.lists.itemform.rules import MOST_SECTIONS, complete
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ColumnRecord, ListRecord
from hallway.faces._common.numbers import number
from hallway.faces.web.errors import field_errors, refusal
from hallway.faces.web.frame import list_path
from hallway.faces.web.library import Crumb
from hallway.faces.web.parse import Call, href
from hallway.faces.web.render import see_other
from hallway.faces.web.site_pages.column import NAME, address
from hallway.faces.web.site_pages.columnform import type_words
from hallway.faces.web.site_pages.shell import site_page

SHOW = DO = "item-form"
_LONGEST = 300
"""Fields that are read from the page."""


def arranges(found: ListRecord) -> bool:
    """Tell whether a list has a form to arrange."""
    return get_kind(found.kind).saved is None


class Line(NamedTuple):
    """A field as the page shows it; `must`: it is always asked."""

    name: str
    title: str
    type: str
    must: bool
    shown: bool
    when: str
    error: str
    is_first: bool
    is_last: bool

    @property
    def up(self) -> str:
        """The step of its button."""
        return f"up:{self.name}"

    @property
    def down(self) -> str:
        """The step of its button."""
        return f"down:{self.name}"

    @property
    def when_id(self) -> str:
        """The id of the box of its condition."""
        return f"when-{self.name}"


class Part(NamedTuple):
    """A section as the page shows it."""

    at: int
    label: str
    title: str
    note: str
    lines: Sequence[Line]
    title_error: str
    note_error: str
    is_first: bool
    is_last: bool

    @property
    def key(self) -> str:
        """What chooses it."""
        return str(self.at)

    @property
    def title_id(self) -> str:
        """The name of the box of its title."""
        return f"s.{self.at}.title"

    @property
    def note_id(self) -> str:
        """The name of the box of its note."""
        return f"s.{self.at}.note"

    @property
    def up(self) -> str:
        """The step of its button."""
        return f"section-up:{self.at}"

    @property
    def down(self) -> str:
        """The step of its button."""
        return f"section-down:{self.at}"

    @property
    def remove(self) -> str:
        """The step of its button."""
        return f"section-remove:{self.at}"


def show(
    call: Call,
    found: ListRecord,
    crumbs: list[Crumb],
    *,
    form: ItemForm | None = None,
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The form as it is, or as it was typed with what is wrong in it."""
    errors = {name: _(text) for name, text in (errors or {}).items()}
    every = list_columns(call.actor, found.id)
    columns = [one for one in every if not one.is_hidden]
    if form is None:
        form = _spoken(complete(get_item_form(call.actor, found.id), columns), every)
    readable = kinds_of(columns)
    here = address(call, found, show=SHOW)
    return site_page(
        call,
        "web/site/itemform.html",
        name=NAME,
        title=_("Form of “%(name)s”") % {"name": found.title},
        crumbs=[*crumbs, Crumb(_("Form"), here)],
        status=status,
        action=here,
        do=DO,
        parts=_parts(form, columns, errors),
        choices=[(str(at), _label(at, one)) for at, one in enumerate(form.sections)],
        problem=" ".join(
            text
            for name, text in errors.items()
            if not name.startswith("sections.") or name.endswith((".column", ".hidden"))
        ),
        usable=[one.title for one in columns if one.internal_name in readable],
        has_form=found.has_form,
        has_columns=bool(columns),
        has_room=len(form.sections) < MOST_SECTIONS,
        preview=""
        if get_kind(found.kind).has_bodies
        else href(list_path(call.site, found), show="new"),
        back=address(call, found),
    )


def _label(at: int, section: FormSection) -> str:
    return section.title or _("Section %(number)s") % {"number": at + 1}


def _spoken(form: ItemForm, columns: Sequence[ColumnRecord]) -> ItemForm:
    """The form with its conditions as people write them."""
    return ItemForm(
        sections=tuple(
            replace(
                section,
                fields=tuple(
                    replace(one, when=spoken(one.when, columns) if one.when else "")
                    for one in section.fields
                ),
            )
            for section in form.sections
        )
    )


def _parts(
    form: ItemForm, columns: Sequence[ColumnRecord], errors: Mapping[str, str]
) -> list[Part]:
    known, words = {one.internal_name: one for one in columns}, type_words()
    parts = []
    last = len(form.sections) - 1
    for at, section in enumerate(form.sections):
        place = f"sections.{at}"
        end = len(section.fields) - 1
        lines = []
        for position, one in enumerate(section.fields):
            column = known[one.column]
            lines.append(
                Line(
                    name=one.column,
                    title=column.title,
                    type=words.get(column.type, column.type),
                    must=_must(column),
                    shown=not one.hidden,
                    when=one.when,
                    error=errors.get(f"{place}.fields.{position}.when", ""),
                    is_first=at == 0 and position == 0,
                    is_last=at == last and position == end,
                )
            )
        parts.append(
            Part(
                at=at,
                label=_label(at, section),
                title=section.title,
                note=section.note,
                lines=lines,
                title_error=errors.get(f"{place}.title", ""),
                note_error=errors.get(f"{place}.note", ""),
                is_first=at == 0,
                is_last=at == last,
            )
        )
    return parts


def _must(column: ColumnRecord) -> bool:
    return column.required and column.is_given and "default" not in column.settings


def act(call: Call, found: ListRecord, crumbs: list[Crumb]) -> HttpResponse:
    """Save what the page says, with the step of the button that was pressed."""
    columns = [one for one in list_columns(call.actor, found.id) if not one.is_hidden]
    here = address(call, found, show=SHOW)
    step, _colon, what = call.value("step").partition(":")
    if step == "none":
        set_item_form(call.actor, found.id, form=None)
        text = _("All columns are asked in their order again")
        return see_other(call.request, here, text=text)
    form = _stepped(_read(call, columns), step, what)
    try:
        set_item_form(call.actor, found.id, form=form)
    except (Invalid, Conflict) as error:
        return show(
            call,
            found,
            crumbs,
            form=complete(form, columns),
            errors=field_errors(error, ""),
            status=refusal(error).status,
        )
    text = _("Order changed") if step in ("up", "down") else _("Saved")
    at = f"#field-{what}" if step in ("up", "down") else ""
    return see_other(call.request, here + at, text=text)


def _read(call: Call, columns: Sequence[ColumnRecord]) -> ItemForm:
    """The form as it was typed; columns that are gone are left out."""
    known = {one.internal_name: one for one in columns}
    count = min(max(len(call.values("section")), 1), MOST_SECTIONS + 1)
    fields: list[list[FormField]] = [[] for _at in range(count)]
    moved: list[tuple[int, FormField]] = []
    for name in dict.fromkeys(call.values("field")[:_LONGEST]):
        column = known.get(name)
        if column is None:
            continue
        must = _must(column)
        one = FormField(
            column=name,
            when="" if must else call.value(f"f.{name}.when").strip(),
            hidden=not must and not call.value(f"f.{name}.shown"),
        )
        at = min(number(call.value(f"f.{name}.at")) or 0, count - 1)
        to = min(number(call.value(f"f.{name}.to")) or 0, count - 1)
        if at == to:
            fields[at].append(one)
        else:
            moved.append((to, one))
    for to, one in moved:
        fields[to].append(one)
    return ItemForm(
        sections=tuple(
            FormSection(
                title=call.value(f"s.{at}.title").strip(),
                note=call.value(f"s.{at}.note").replace("\r\n", "\n").strip(),
                fields=tuple(fields[at]),
            )
            for at in range(count)
        )
    )


def _stepped(form: ItemForm, step: str, what: str) -> ItemForm:
    """The form after the step of a button."""
    sections = list(form.sections)
    match step:
        case "":
            return form
        case "add":
            title = _("Section %(number)s") % {"number": len(sections) + 1}
            sections.append(FormSection(title=title))
        case "up" | "down":
            sections = _moved(sections, what, -1 if step == "up" else 1)
        case "section-up" | "section-down" | "section-remove":
            at = number(what)
            if at is None or at >= len(sections):
                raise NotFound
            if step == "section-remove":
                sections = _without(sections, at)
            else:
                to = at - 1 if step == "section-up" else at + 1
                if 0 <= to < len(sections):
                    sections[at], sections[to] = sections[to], sections[at]
        case _:
            raise Invalid({"do": _("This page does not know that form.")})
    return ItemForm(sections=tuple(sections))


def _moved(sections: list[FormSection], name: str, by: int) -> list[FormSection]:
    """A field one place on; past the end of its section it is in the next."""
    at = next(
        (
            (place, position)
            for place, section in enumerate(sections)
            for position, one in enumerate(section.fields)
            if one.column == name
        ),
        None,
    )
    if at is None:
        raise NotFound
    place, position = at
    fields = [list(one.fields) for one in sections]
    one = fields[place].pop(position)
    to = position + by
    if 0 <= to <= len(fields[place]):
        fields[place].insert(to, one)
    elif 0 <= place + by < len(sections):
        there = fields[place + by]
        there.insert(len(there) if by < 0 else 0, one)
    else:
        fields[place].insert(position, one)
    return [
        replace(section, fields=tuple(kept))
        for section, kept in zip(sections, fields, strict=True)
    ]


def _without(sections: list[FormSection], at: int) -> list[FormSection]:
    """The sections without one, whose fields go to its neighbour."""
    if len(sections) == 1:
        return [replace(sections[0], title="", note="")]
    gone = sections.pop(at)
    if at:
        there = sections[at - 1]
        sections[at - 1] = replace(there, fields=(*there.fields, *gone.fields))
    else:
        sections[0] = replace(sections[0], fields=(*gone.fields, *sections[0].fields))
    return sections
