"""The fields of a form that is answered: those of an item's, for who sees no list."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from hallway.core.forms.queries import list_asked
from hallway.core.forms.records import Asked
from hallway.core.lists.records import ColumnRecord
from hallway.faces.web.parse import Call
from hallway.faces.web.rows import form, sections
from hallway.faces.web.rows.typed import sent, value_of


def fields_of(call: Call, asked: Asked, errors: Mapping[str, str]) -> list[form.Field]:
    """The fields, with what was typed if the form has been sent."""
    made = form.asked_fields(call, asked.columns, errors, asked.begun)
    for column, one in zip(asked.columns, made, strict=True):
        terms = asked.terms.get(column.internal_name)
        if terms is not None:
            _offer(one, column, _given(call, asked, column), terms)
    return made


def _given(call: Call, asked: Asked, column: ColumnRecord) -> list[str]:
    if call.request.method == "POST":
        return sent(call, column).get("", [])
    begun = asked.begun.get(column.internal_name) or []
    return [f"#{one}" for one in (begun if isinstance(begun, list) else [begun])]


def _offer(
    one: form.Field,
    column: ColumnRecord,
    given: Sequence[str],
    terms: Sequence[tuple[int, str]],
) -> None:
    """Have a field offer these terms, which nobody can search here."""
    one.people, one.suggest = (), ""
    one.typed = given[0] if given else ""
    one.options = [
        (f"#{number}", title, f"#{number}" in given) for number, title in terms
    ]
    one.kind = "select" if column.type == "term" else "checks"
    if one.kind == "select":
        one.options = [("", "—", not given), *one.options]


def layout_of(
    call: Call, token: str, asked: Asked, fields: Sequence[form.Field]
) -> sections.Layout:
    """The fields in the sections of the list's form, if it has one."""
    if asked.layout is None:
        return sections.layout_of(sections.Formed(), fields, (), ())
    names = names_asked(call, token, asked)
    return sections.arranged(asked.layout, fields, names, asked.spoken)


def names_asked(call: Call, token: str, asked: Asked) -> list[str]:
    """Which columns are asked, with what was typed if the form has been sent."""
    if asked.layout is None:
        return [one.internal_name for one in asked.columns]
    values: dict[str, Any] = {}
    if call.request.method == "POST":
        seen = sections.readable(asked.columns)
        values, _errors = read(call, asked, [one.internal_name for one in seen])
    return list_asked(call.actor, token, values=values)


def read(
    call: Call, asked: Asked, names: Collection[str]
) -> tuple[dict[str, Any], dict[str, str]]:
    """The values that were sent of columns of these names, and what makes no sense.

    Those left empty, too.
    """
    values: dict[str, Any] = {}
    errors: dict[str, str] = {}
    for column in asked.columns:
        name = column.internal_name
        if name not in names:
            continue
        texts = sent(call, column)
        offered = asked.terms.get(name)
        try:
            if offered is None:
                values[name] = value_of(call, column, texts)
            else:
                values[name] = _terms(column, texts.get("", []), offered)
        except ValueError as error:
            errors[name] = str(error)
    return values, errors


def _terms(
    column: ColumnRecord, texts: Sequence[str], offered: Sequence[tuple[int, str]]
) -> Any:
    known = {f"#{number}": number for number, _title in offered}
    if any(text not in known for text in texts):
        raise ValueError(_("Choose one of those offered."))
    found = [known[text] for text in texts]
    if column.type == "terms":
        return found or None
    if len(found) > 1:
        raise ValueError(_("Choose one."))
    return found[0] if found else None
