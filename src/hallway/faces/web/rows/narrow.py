"""Narrowing a list: the pane of filters, the chips of those that are on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from hallway.core.access.queries import get_principal_titles
from hallway.core.contenttypes.rows import BY_NAME
from hallway.core.contenttypes.rules import BUILT_IN
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.types import type_of
from hallway.core.query.queries import count_below, count_values
from hallway.core.terms.queries import get_term_paths, get_term_titles
from hallway.faces._common.numbers import number
from hallway.faces.web.parse import Call, href
from hallway.faces.web.rows import cells
from hallway.faces.web.rows.parts import asked_columns
from hallway.faces.web.rows.question import (
    ALL,
    LACKING,
    ME,
    Asked,
    Question,
    asking,
    kind_of_filter,
)


class Option(NamedTuple):
    """A value a column can be narrowed to."""

    value: str
    label: str
    many: int
    checked: bool


class Narrow(NamedTuple):
    """A part of the filter pane; `above` are terms to choose with all below them."""

    name: str
    label: str
    kind: str
    options: list[Option]
    value: str
    last: str
    error: str
    open: bool
    note: str
    above: Sequence[Option] = ()


class Chip(NamedTuple):
    """A filter that is on, and the address without it."""

    label: str
    remove_href: str


class Quick(NamedTuple):
    """A box above the rows."""

    id: str
    name: str
    label: str
    options: list[tuple[str, str]]
    value: str


def quick(call: Call, question: Question, columns: list[ColumnRecord]) -> list[Quick]:
    """The boxes above the rows that the view wants."""
    asked = asked_columns(call, columns)
    known = {one.internal_name: one for one in asked}
    found = []
    for name in question.view.content.quick:
        column = known.get(name)
        if column is None or kind_of_filter(column) != "values":
            continue
        options, _note = _options(call, question, column)
        chosen = question.values(f"in.{name}")
        found.append(
            Quick(
                id=f"quick-{name}",
                name=f"in.{name}",
                label=column.title,
                options=[
                    (ALL, _("All")),
                    *((one.value, f"{one.label} ({one.many})") for one in options),
                ],
                value=chosen[0] if len(chosen) == 1 else ALL,
            )
        )
    return found


def asked_terms(call: Call, question: Question) -> Mapping[int, str]:
    """What the terms are called that the filters that are on name."""
    wanted = {
        term
        for one in question.asked
        if _refers(one.column) == "term"
        for value in one.values
        if (term := number(value))
    }
    return _term_titles(call, wanted)


def _term_titles(call: Call, terms: Iterable[int]) -> Mapping[int, str]:
    return get_term_titles(call.actor, terms, language=get_language() or "en")


def _refers(column: ColumnRecord) -> str:
    return type_of(column.type, column.settings).refers


def asked_people(question: Question) -> set[int]:
    """Whom the filters that are on name."""
    return {
        person
        for one in question.asked
        if _refers(one.column) == "principal"
        for value in one.values
        if (person := number(value))
    }


def chips(
    question: Question, titles: Mapping[int, str], terms: Mapping[int, str]
) -> Iterable[Chip]:
    """The filters that are on, each with the address without it.

    `titles` of people and `terms`, by number.
    """
    if question.text:
        yield Chip(f"“{question.text}”", _but(question, "q"))
    if question.lacks is not None:
        yield Chip(_("Needs values"), _but(question, LACKING))
    for one in question.asked:
        named = terms if _refers(one.column) == "term" else titles
        yield Chip(_chip_words(one, named), question.without(one))


def _but(question: Question, name: str) -> str:
    """The address of a question but for one word of it."""
    rest = {key: one for key, one in question.address().items() if key != name}
    return href(question.path, **rest)


def _chip_words(one: Asked, titles: Mapping[int, str]) -> str:
    words = {
        "title": one.column.title,
        "value": ", ".join(_value_words(one.column, v, titles) for v in one.values),
    }
    return {
        "in": _("%(title)s: %(value)s"),
        "is": _("%(title)s: %(value)s"),
        "below": _("%(title)s: %(value)s and all below"),
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
        case "term" | "terms" if (term := number(text)) is not None:
            return titles.get(term, f"#{term}")
        case "choice" if column.internal_name == BY_NAME:
            return type_words(text)
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


def narrow(call: Call, question: Question, columns: list[ColumnRecord]) -> list[Narrow]:
    """The parts of the filter pane."""
    return [
        _part(call, question, column)
        for column in asked_columns(call, columns)
        if kind_of_filter(column) and not column.is_hidden
    ]


def _part(call: Call, question: Question, column: ColumnRecord) -> Narrow:
    name = column.internal_name
    kind = kind_of_filter(column)
    options: list[Option] = []
    note = ""
    if kind == "values":
        options, note = _options(call, question, column)
    above: Sequence[Option] = ()
    if _refers(column) == "term":
        above = _above(call, question, column, options)
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
        open=kind == "values" or any(given) or call.query.get("column") == name,
        note=note,
        above=above,
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
    ids = {value for value in counts if isinstance(value, int)}
    if _refers(column) == "principal":
        titles = get_principal_titles(call.actor, ids)
    if _refers(column) == "term":
        titles = _term_titles(call, ids)
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


def _above(
    call: Call, question: Question, column: ColumnRecord, options: Sequence[Option]
) -> list[Option]:
    """The terms that have one of these values below them, each with all of those."""
    name = column.internal_name
    chosen = question.values(f"below.{name}")
    found = {term for one in chosen if (term := number(one))}
    values = {int(one.value) for one in options if one.value}
    paths = get_term_paths(call.actor, {*values, *found})
    for term, path in paths.items():
        found |= {*path} - {term}
    titles = _term_titles(call, found)
    counts = count_below(
        call.actor,
        call.list.id,
        question.query(without=name),
        column=name,
        terms=titles,
        asking=asking(call),
        folder=call.folder,
    )
    return [
        Option(str(term), titles[term], many, str(term) in chosen)
        for term, many in sorted(counts.items(), key=lambda one: titles[one[0]])
    ]


def type_words(name: str) -> str:
    """What a content type is called: one that is built in, in the reader's language."""
    return _(name) if name in BUILT_IN.values() else name


def _value_text(value: Any) -> str:
    if value is None:
        return ""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _choices(column: ColumnRecord) -> list[object]:
    choices = column.settings.get("choices", [])
    return list(choices) if isinstance(choices, list) else []
