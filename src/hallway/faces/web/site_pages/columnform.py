"""The settings of a column as a form shows them, by type, and what was typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from hallway.core.errors import Invalid
from hallway.core.items.targets import find_shape
from hallway.core.lists.queries import list_lists
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.rules import UNIQUE
from hallway.core.lists.types import TYPES
from hallway.core.lists.types.numbers import CURRENCY
from hallway.core.terms.queries import list_term_sets
from hallway.faces.web.parse import Call
from hallway.faces.web.rows import cells
from hallway.faces.web.rows.question import read_number
from hallway.faces.web.rows.typed import read_decimal, read_moment, typed

_TARGET = "target"
"""The field of a lookup's list: `list` in the address is the one that is set up."""
FLAGS = ("required", "unique", "hidden", "read_only")


@dataclass(kw_only=True)
class Setting:
    """A setting as the form shows it.

    kind   text, area, check, select, checks, date, datetime-local
    """

    name: str
    label: str
    kind: str = "text"
    hint: str = ""
    options: Sequence[tuple[str, str]] = ()
    inputmode: str = ""
    typed: str = ""
    chosen: Sequence[str] = ()
    error: str = ""
    needed: bool = False


def type_words() -> dict[str, str]:
    """The types of columns, in words."""
    return {
        "text": _("Line of text"),
        "note": _("Several lines of text"),
        "number": _("Number"),
        "currency": _("Amount of money"),
        "yesno": _("Yes or no"),
        "choice": _("Choice"),
        "choices": _("Several choices"),
        "date": _("Date"),
        "datetime": _("Date and time"),
        "person": _("Person"),
        "persons": _("Several people"),
        "lookup": _("Item of another list"),
        "lookups": _("Several items of another list"),
        "link": _("Link"),
        "picture": _("Picture"),
        "location": _("Place"),
        "rating": _("Rating"),
        "autonumber": _("Number given by the list"),
        "term": _("Term"),
        "terms": _("Several terms"),
        "calculated": _("Calculated"),
    }


def offered() -> list[tuple[str, str, str]]:
    """The types one can add: name, words, and what each is good for."""
    about = {
        "text": _("A name, a code, a subject"),
        "note": _("A description, remarks, a history that is only added to"),
        "number": _("A quantity, a share in per cent"),
        "currency": _("A price or cost, exact to the cent"),
        "yesno": _("A box to tick"),
        "choice": _("One of some words, such as a status"),
        "choices": _("As many of some words as fit, such as tags"),
        "date": _("A day"),
        "datetime": _("A day and a time of day"),
        "person": _("Who it is about, who is responsible"),
        "persons": _("Everybody who takes part"),
        "lookup": _("The customer of an order, the project of a task"),
        "lookups": _("All the products of an offer"),
        "link": _("An address with words for it"),
        "picture": _("A picture by its address"),
        "location": _("A place, with its address and where it is on the map"),
        "term": _("A word of the term store"),
        "terms": _("Words of the term store"),
        "rating": _("Stars"),
        "autonumber": _("Counts the items; a number is given once and stays"),
        "calculated": _("Made of the other columns by a formula"),
    }
    words = type_words()
    return [(name, words[name], text) for name, text in about.items()]


def settings_of(
    call: Call,
    kind: str,
    column: ColumnRecord | None,
    *,
    errors: Mapping[str, str],
) -> list[Setting]:
    """The settings of a type, as typed if the form has been sent, else as stored."""
    makers = [*_SETTINGS.get(kind, ())]
    if TYPES[kind].is_given:
        makers += [_rule, _message]
    made = [one for make in makers if (one := make(call, column, kind)) is not None]
    for one in made:
        one.error = errors.get("list" if one.name == _TARGET else one.name, "")
        if call.request.method == "POST":
            one.typed = call.value(one.name)
            one.chosen = call.values(one.name)
        elif column is not None:
            one.typed, one.chosen = _stored(column, kind, one)
    return made


def _stored(column: ColumnRecord, kind: str, one: Setting) -> tuple[str, Sequence[str]]:
    rule = column.settings.get("rule")
    if one.name in _RULE:
        part = rule.get(_RULE[one.name]) if isinstance(rule, dict) else ""
        return str(part or ""), ()
    value = column.settings.get(one.name)
    if value is None:
        return "", ()
    if one.kind == "check":
        return ("1" if value else ""), ()
    if one.kind == "checks":
        return "", [str(name) for name in value] if isinstance(value, list) else ()
    if isinstance(value, list):
        return "\n".join(map(str, value)), ()
    if isinstance(value, bool):
        return ("yes" if value else "no"), ()
    if kind == "currency" and isinstance(value, int | float):
        return cells.number_words(value), ()
    if kind in ("number", "datetime") and not isinstance(value, str):
        return next(iter(typed(column, value).values()), [""])[0], ()
    return str(value), ()


def _default(_call: Call, _column: ColumnRecord | None, kind: str) -> Setting:
    return _default_of(kind)


def _default_of(kind: str) -> Setting:
    label = _("What a new item begins with")
    one = Setting(name="default", label=label)
    match kind:
        case "note":
            one.kind = "area"
        case "yesno":
            one.kind = "select"
            one.options = [("", "—"), ("yes", _("Yes")), ("no", _("No"))]
        case "choices":
            one.kind, one.hint = "area", _("Each on its own line")
        case "person" | "persons":
            one.kind = "select"
            one.options = [("", _("Nobody")), ("@me", _("Whoever adds it"))]
        case "date" | "datetime":
            one.hint = _("A day as 2026-12-31, @today, @today+7 or @today-1")
        case "number" | "currency" | "rating":
            one.inputmode = "decimal"
    return one


_BEGUN = frozenset(
    [
        *("text", "note", "number", "currency", "yesno", "choice", "choices"),
        *("date", "datetime", "person", "persons", "rating"),
    ]
)


def default_setting(kind: str) -> Setting | None:
    """Return the field for what a column begins with; None for what has none."""
    return _default_of(kind) if kind in _BEGUN else None


def typed_default(column: ColumnRecord, given: object) -> str:
    """Return what stands in that field for a default as it is stored."""
    stored = replace(column, settings={**column.settings, "default": given})
    one = _default_of(column.type)
    return _stored(stored, column.type, one)[0]


def read_default(column: ColumnRecord, text: str) -> object:
    """Return the default that was typed; ValueError says what is wrong with it."""
    one = _default_of(column.type)
    one.typed = text
    found = _value(column.type, one)
    if column.settings.get("percent") and isinstance(found, float):
        return found / 100
    return found


def _max_length(_call: Call, _column: ColumnRecord | None, _kind: str) -> Setting:
    label = _("At most so many characters")
    return Setting(name="max_length", label=label, inputmode="numeric")


def _format(_call: Call, _column: ColumnRecord | None, _kind: str) -> Setting:
    options = [("", _("Plain text")), ("markdown", _("Markdown"))]
    return Setting(
        name="format", label=_("How it is written"), kind="select", options=options
    )


def _append(_call: Call, _column: ColumnRecord | None, _kind: str) -> Setting:
    label = _("It is only added to; what was said before stays below")
    return Setting(name="append", label=label, kind="check")


def _decimals(_call: Call, _column: ColumnRecord | None, _kind: str) -> Setting:
    label = _("Digits behind the point that are shown")
    return Setting(name="decimals", label=label, inputmode="numeric")


def _percent(_call: Call, _column: ColumnRecord | None, _kind: str) -> Setting:
    return Setting(name="percent", label=_("Is a share in per cent"), kind="check")


def _bound(name: str) -> Callable[[Call, ColumnRecord | None, str], Setting]:
    def make(_call: Call, _column: ColumnRecord | None, kind: str) -> Setting:
        days = kind in ("date", "datetime")
        label = _("Not before") if days else _("At least")
        if name == "max":
            label = _("Not after") if days else _("At most")
        one = Setting(name=name, label=label, inputmode="" if days else "decimal")
        one.kind = {"date": "date", "datetime": "datetime-local"}.get(kind, "text")
        return one

    return make


def _currency(_call: Call, column: ColumnRecord | None, _kind: str) -> Setting:
    one = Setting(name="currency", label=_("Currency"), typed=CURRENCY)
    one.hint = _("Three letters, as EUR. It stays as it is once chosen.")
    return one


def _choices(_call: Call, _column: ColumnRecord | None, _kind: str) -> Setting:
    one = Setting(name="choices", label=_("Choices"), kind="area", needed=True)
    one.hint = _("Each on its own line")
    return one


def _fill(_call: Call, _column: ColumnRecord | None, _kind: str) -> Setting:
    label = _("Something else may be written in too")
    return Setting(name="fill", label=label, kind="check")


def _groups(_call: Call, _column: ColumnRecord | None, _kind: str) -> Setting:
    return Setting(name="groups", label=_("Groups may be named too"), kind="check")


def _list(call: Call, column: ColumnRecord | None, _kind: str) -> Setting | None:
    if column is not None:
        return None
    lists = list_lists(call.actor, call.site.id)
    one = Setting(name=_TARGET, label=_("The list it points to"), kind="select")
    one.options = [("", "—"), *((found.guid, found.title) for found in lists)]
    one.needed = True
    return one


def _shape(call: Call, column: ColumnRecord | None) -> list[tuple[str, str]]:
    shape = None if column is None else find_shape(call.actor, column)
    if shape is None:
        return []
    names = [
        (one.internal_name, one.title)
        for one in shape.columns.values()
        if one.type not in ("lookup", "lookups")
    ]
    return [*names, ("ID", _("Number")), ("FileLeafRef", _("Name"))]


def _shown(call: Call, column: ColumnRecord | None, _kind: str) -> Setting | None:
    options = _shape(call, column)
    if not options:
        return None
    label = _("What is shown of an item there")
    return Setting(name="shown", label=label, kind="select", options=options)


def _extra(call: Call, column: ColumnRecord | None, _kind: str) -> Setting | None:
    options = _shape(call, column)
    if not options:
        return None
    label = _("What is shown beside it")
    return Setting(name="extra", label=label, kind="checks", options=options)


def _deleting(_call: Call, _column: ColumnRecord | None, _kind: str) -> Setting:
    one = Setting(
        name="deleting", label=_("When the item there is deleted"), kind="select"
    )
    one.options = [
        ("keep", _("This item stays and shows nothing there")),
        ("restrict", _("It cannot be deleted while this item points to it")),
        ("cascade", _("This item is deleted too")),
    ]
    return one


def _set(call: Call, column: ColumnRecord | None, _kind: str) -> Setting | None:
    if column is not None:
        return None
    one = Setting(name="set", label=_("The term set it offers"), kind="select")
    sets = list_term_sets(call.actor)
    words = [(found.guid, f"{found.group_title} > {found.title}") for found in sets]
    one.options, one.needed = [("", "—"), *words], True
    return one


def _stars(_call: Call, _column: ColumnRecord | None, _kind: str) -> Setting:
    one = Setting(name="max", label=_("How many stars there are"), inputmode="numeric")
    one.hint = _("From 2 to 10; 5 if nothing is said")
    return one


def _formula(_call: Call, _column: ColumnRecord | None, _kind: str) -> Setting:
    one = Setting(name="formula", label=_("Formula"), kind="area", needed=True)
    one.hint = _("Columns by their titles, as in [Price] * [Amount]")
    return one


def _rule(_call: Call, _column: ColumnRecord | None, _kind: str) -> Setting:
    one = Setting(name="rule", label=_("What a value must meet"), kind="area")
    one.hint = _("A formula that is true or false, as in [Amount] > 0")
    return one


def _message(_call: Call, _column: ColumnRecord | None, _kind: str) -> Setting:
    return Setting(name="message", label=_("What is said where it is not met"))


_RULE = {"rule": "formula", "message": "message"}
_MIN, _MAX = _bound("min"), _bound("max")
_LOOKUP = (_list, _shown, _extra, _deleting)
_SETTINGS: dict[
    str, Sequence[Callable[[Call, ColumnRecord | None, str], Setting | None]]
] = {
    "text": (_max_length, _default),
    "note": (_format, _append, _default),
    "number": (_decimals, _percent, _MIN, _MAX, _default),
    "currency": (_currency, _MIN, _MAX, _default),
    "yesno": (_default,),
    "choice": (_choices, _fill, _default),
    "choices": (_choices, _fill, _default),
    "date": (_MIN, _MAX, _default),
    "datetime": (_MIN, _MAX, _default),
    "person": (_groups, _default),
    "persons": (_groups, _default),
    "lookup": _LOOKUP,
    "lookups": _LOOKUP,
    "term": (_set,),
    "terms": (_set,),
    "rating": (_stars, _default),
    "calculated": (_formula,),
}


def flags_of(kind: str) -> list[tuple[str, str]]:
    """The rules a column of a type can have, in words."""
    found = []
    if TYPES[kind].is_given and kind != "yesno":
        found.append(("required", _("Every item needs a value")))
    if kind in UNIQUE:
        found.append(("unique", _("No two items have the same value")))
    found.append(("hidden", _("Is left out of forms and tables")))
    if TYPES[kind].is_given:
        found.append(("read_only", _("People cannot change it")))
    return found


def read_settings(
    call: Call, kind: str, column: ColumnRecord | None
) -> dict[str, object]:
    """What was typed, over what is stored; Invalid names each setting at fault."""
    shown = settings_of(call, kind, column, errors={})
    names = {"description", *(one.name for one in shown)}
    stored = {} if column is None else column.settings
    found = {name: value for name, value in stored.items() if name not in names}
    found["description"] = call.value("description").strip()
    errors: dict[str, str] = {}
    for one in shown:
        try:
            key = "list" if one.name == _TARGET else one.name
            found[key] = _value(kind, one)
        except ValueError as error:
            errors[one.name] = str(error)
    if "message" in found:
        message = found.pop("message")
        found["rule"] = found["rule"] and {
            "formula": found["rule"],
            "message": message,
        }
    if kind in ("choice", "choices") and not found.get("choices"):
        errors["choices"] = _("Write the choices, each on its own line.")
    if errors:
        raise Invalid(errors)
    if kind == "number" and found.get("percent"):
        # People speak of per cents, the column of shares.
        for name in ("min", "max", "default"):
            if isinstance(share := found.get(name), float):
                found[name] = share / 100
    return found


def _value(kind: str, one: Setting) -> object:
    text = one.typed.strip()
    if one.kind == "check":
        return bool(text)
    if one.kind == "checks":
        return list(one.chosen)
    if one.name == "choices" or (one.name == "default" and kind == "choices"):
        return [line.strip() for line in one.typed.splitlines() if line.strip()]
    if not text:
        return None
    if one.name == "default" and kind == "yesno":
        return text == "yes"
    if one.name in ("min", "max", "default"):
        return _measure(kind, text)
    return text


def _measure(kind: str, text: str) -> object:
    if text.startswith("@"):
        return text
    match kind:
        case "number":
            return read_number(text.removesuffix("%"))
        case "currency":
            return read_decimal(text)
        case "datetime":
            return read_moment(text)
        case _:
            return text
