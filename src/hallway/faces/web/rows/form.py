"""The form of an item: a field for each column, and what was typed into it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from hallway.core.access.queries import get_principal_titles
from hallway.core.items.saving import list_beginnings
from hallway.core.items.targets import find_shape, find_targets, list_targets
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.types.numbers import CURRENCY, RATING
from hallway.core.terms.queries import get_term_titles
from hallway.faces._common.numbers import number
from hallway.faces.web.parse import Call, href
from hallway.faces.web.rows import cells
from hallway.faces.web.rows.named import NOBODY, Named, name_all, shown_people
from hallway.faces.web.rows.typed import (
    Texts,
    beginning,
    name_of,
    sent,
    typed,
    value_of,
)
from hallway.faces.web.when import When
from hallway.faces.web.who import Chosen, chosen
from hallway.faces.web.writing import prose

LISTED = 200
"""Items a lookup offers in a list; of more it is searched."""
_INPUTS = {"note": "area", "date": "date", "datetime": "datetime-local"}


@dataclass(kw_only=True)
class Part:
    """One of several boxes of a field."""

    id: str
    name: str
    label: str
    typed: str
    inputmode: str = ""
    maxlength: int | None = None


@dataclass(kw_only=True)
class Said:
    """What somebody added to a note that is only added to; `html` if it is Markdown."""

    by: str
    at: When
    text: str
    html: SafeString | str = ""


@dataclass(kw_only=True)
class Field:
    """A field as the form shows it.

    kind    area, check, select, checks, stars, parts, person, picker, shown, or an
            input's type
    typed   what stands in it
    people  what a picker holds
    now     what it is by now, where somebody else changed it
    shown   the value of a column that people do not write
    """

    id: str
    name: str
    label: str
    kind: str
    typed: str
    required: bool
    hint: str
    error: str = ""
    now: str = ""
    options: Sequence[tuple[str, str, bool]] = ()
    people: Sequence[Chosen] = ()
    inputmode: str = ""
    maxlength: int | None = None
    wide: bool = False
    single: bool = True
    suggest: str = ""
    words: str = ""
    parts: Sequence[Part] = ()
    other: Part | None = None
    shown: cells.Cell | None = None
    preview: SafeString | str = ""
    history: Sequence[Said] = field(default_factory=list)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The options as a list to choose one from has them."""
        return [(value, words) for value, words, _chosen in self.options]


def new_fields(
    call: Call, columns: Sequence[ColumnRecord], errors: Mapping[str, str]
) -> list[Field]:
    """The fields of a new item, with what was typed if the form has been sent."""
    columns = [one for one in columns if one.is_given and not one.is_hidden]
    begun: Mapping[str, Any] = {}
    if call.request.method != "POST":
        begun = list_beginnings(call.actor, call.folder)
    return asked_fields(call, columns, errors, begun)


def asked_fields(
    call: Call,
    columns: Sequence[ColumnRecord],
    errors: Mapping[str, str],
    begun: Mapping[str, Any],
) -> list[Field]:
    """The fields, with what was typed if the form has been sent, else with `begun`."""
    return [
        _made(
            call,
            column,
            sent(call, column)
            if call.request.method == "POST"
            else beginning(column, begun.get(column.internal_name)),
            errors.get(column.internal_name, ""),
            NOBODY,
        )
        for column in columns
    ]


def fields(
    call: Call,
    columns: Sequence[ColumnRecord],
    values: Mapping[str, Any],
    errors: Mapping[str, str],
    *,
    changed: Mapping[str, Any] | None = None,
    history: Mapping[str, Sequence[Said]] | None = None,
) -> list[Field]:
    """The fields; with what was typed if the form has been sent, else with `values`.

    `changed` are the values as they are by now, if the form was overtaken: `values` are
    those that it would save.
    """
    columns = [one for one in columns if not one.is_hidden]
    stored = values if changed is None else changed
    named = name_all(call.actor, [stored], columns, people=())
    made = []
    for column in columns:
        name = column.internal_name
        value = stored.get(name)
        if not column.is_given:
            made.append(_shown(call, column, value, named))
            continue
        texts = typed(column, value, named)
        if call.request.method == "POST":
            texts = sent(call, column)
        one = _made(call, column, texts, errors.get(name, ""), named)
        if changed is not None and name in values:
            words = cells.plain(column, value, named.people, named=named)
            one.now = words or _("nothing")
        if column.settings.get("format") == "markdown" and value:
            one.preview, _rendered = prose(value)
        one.history = (history or {}).get(name, [])
        made.append(one)
    return made


def _field(column: ColumnRecord, texts: Texts, error: str) -> Field:
    return Field(
        id=f"c-{column.internal_name}",
        name=name_of(column),
        label=column.title,
        kind=_INPUTS.get(column.type, "text"),
        typed=texts.get("", [""])[0],
        required=column.required,
        hint=str(column.settings.get("description", "")),
        error=error,
        wide=column.type in ("note", "location", "link", "picture"),
    )


def _shown(call: Call, column: ColumnRecord, value: Any, named: Named) -> Field:
    made = _field(column, {}, "")
    made.kind = "shown"
    made.shown = cells.cell(column, value, named.people, now=call.now, named=named)
    return made


def _made(
    call: Call, column: ColumnRecord, texts: Texts, error: str, named: Named
) -> Field:
    made = _field(column, texts, error)
    match column.type:
        case "yesno":
            made.kind = "check"
        case "choice" | "choices":
            _choose(made, column, texts)
        case "person" | "persons":
            made.kind, made.single = "person", column.type == "person"
            groups = column.settings.get("groups")
            made.suggest = "/people/suggest" + ("" if groups else "?only=people")
            made.people = chosen(call, texts.get("", []))
            made.words = _("Name or e-mail address")
            _rest(made, texts)
        case "lookup" | "lookups":
            _look_up(call, made, column, texts)
        case "term" | "terms":
            _choose_terms(call, made, column, texts)
        case "rating":
            made.kind = "stars"
            most = column.settings.get("max", RATING)
            made.options = _stars(most if isinstance(most, int) else RATING, made.typed)
        case "link" | "picture" | "location":
            made.kind = "parts"
            made.parts = _parts(made, column, texts)
        case "number" | "currency":
            made.inputmode = "decimal"
            made.hint = made.hint or _unit(column)
        case "text":
            longest = column.settings.get("max_length", 255)
            made.maxlength = longest if isinstance(longest, int) else 255
        case "note":
            made.hint = made.hint or _note_hint(column)
    return made


def _unit(column: ColumnRecord) -> str:
    if column.type == "currency":
        return str(column.settings.get("currency", CURRENCY))
    return _("In per cent") if column.settings.get("percent") else ""


def _note_hint(column: ColumnRecord) -> str:
    if column.settings.get("append"):
        return _("Is added below what was said before")
    if column.settings.get("format") == "markdown":
        return _("**bold**, *italic*, - lists, [words](https://…)")
    return ""


def _choose(made: Field, column: ColumnRecord, texts: Texts) -> None:
    settled = column.settings.get("choices", [])
    words = [str(one) for one in settled] if isinstance(settled, list) else []
    given = texts.get("", [])
    words += [one for one in given if one not in words]
    made.options = [(one, one, one in given) for one in words]
    if column.type == "choice":
        made.kind = "select"
        made.options = [("", "—", not given), *made.options]
    else:
        made.kind = "checks"
    if column.settings.get("fill"):
        made.other = Part(
            id=f"{made.id}-other",
            name=f"{made.name}.other",
            label=_("Or something else")
            if column.type == "choice"
            else _("Others, apart by semicolons"),
            typed=texts.get(".other", [""])[0],
        )


def _rest(made: Field, texts: Texts) -> None:
    """What a picker could not make a chip of stands in its box as it was typed."""
    held = {one.value for one in made.people}
    left = [text for text in texts.get("", []) if text not in held]
    made.typed = ", ".join(left)


def _look_up(call: Call, made: Field, column: ColumnRecord, texts: Texts) -> None:
    made.single = column.type == "lookup"
    shape = find_shape(call.actor, column)
    if shape is None:
        made.kind = "shown"
        made.hint = _("The list that this looks up is gone, or not shared with you.")
        return
    targets = list_targets(call.actor, shape, limit=LISTED + 1)
    given = texts.get("", [])
    if len(targets) > LISTED:
        made.kind = "picker"
        made.suggest = href(
            call.place.path, show="suggest", column=column.internal_name
        )
        made.words = _("Search in “%(title)s”") % {"title": shape.title}
        numbers = [text for text in given if text.startswith("#")]
        targets = [
            one for text in numbers for one in find_targets(call.actor, shape, text)
        ]
    titles = get_principal_titles(call.actor, shown_people(shape, targets))
    named = Named(titles, {}, {}, {})
    options = [(f"#{t.number}", cells.target_words(shape, t, named)) for t in targets]
    if made.kind == "picker":
        made.people = [Chosen(value, words) for value, words in options]
        _rest(made, texts)
        return
    made.kind = "select" if made.single else "checks"
    made.options = [(value, words, value in given) for value, words in options]
    if made.single:
        made.options = [("", "—", not given), *made.options]


def _choose_terms(call: Call, made: Field, column: ColumnRecord, texts: Texts) -> None:
    made.kind, made.single = "picker", column.type == "term"
    made.suggest = href(call.place.path, show="suggest", column=column.internal_name)
    made.words = _("Begin to write a term")
    given = {text: number(text.removeprefix("#")) for text in texts.get("", [])}
    numbers = [one for one in given.values() if one is not None]
    titles = get_term_titles(call.actor, numbers, language=get_language() or "en")
    made.people = [
        Chosen(f"#{one}", titles[one])
        for one in given.values()
        if one is not None and one in titles
    ]
    _rest(made, texts)


def _stars(most: int, given: str) -> list[tuple[str, str, bool]]:
    return [("", _("None"), not given)] + [
        (
            str(n),
            ngettext("%(count)d star", "%(count)d stars", n) % {"count": n},
            given == str(n),
        )
        for n in range(1, most + 1)
    ]


def _parts(made: Field, column: ColumnRecord, texts: Texts) -> list[Part]:
    labels = {
        "link": {".url": _("Address"), ".text": _("Words for it")},
        "picture": {".url": _("Address of the picture"), ".text": _("What it shows")},
        "location": {
            ".name": _("Name of the place"),
            ".address": _("Street and town"),
            ".latitude": _("Latitude"),
            ".longitude": _("Longitude"),
        },
    }[column.type]
    modes = {".url": "url", ".latitude": "decimal", ".longitude": "decimal"}
    return [
        Part(
            id=made.id if position == 0 else f"{made.id}-{ending[1:]}",
            name=made.name + ending,
            label=label,
            typed=texts.get(ending, [""])[0],
            inputmode=modes.get(ending, ""),
            maxlength=2048 if ending == ".url" else 255,
        )
        for position, (ending, label) in enumerate(labels.items())
    ]


def read_new(
    call: Call, columns: Sequence[ColumnRecord]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The values of a new item, those left empty too, and what makes no sense."""
    columns = [one for one in columns if one.is_given and not one.is_hidden]
    return _read(call, columns)


def read(
    call: Call, columns: Sequence[ColumnRecord], old: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The values that differ from `old`, and the messages for what makes no sense.

    What looks the same as before stays as it was: a form shows minutes alone.
    """
    columns = [one for one in columns if one.is_given and not one.is_hidden]
    named = name_all(call.actor, [old], columns, people=())
    changed = []
    for column in columns:
        before = typed(column, old.get(column.internal_name), named)
        now = sent(call, column)
        if now != before:
            changed.append(column)
    return _read(call, changed)


def _read(
    call: Call, columns: Sequence[ColumnRecord]
) -> tuple[dict[str, Any], dict[str, str]]:
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for column in columns:
        name = column.internal_name
        try:
            values[name] = value_of(call, column, sent(call, column))
        except ValueError as error:
            errors[name] = str(error)
    return values, errors
