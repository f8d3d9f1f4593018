"""What stands in the fields of a form, and the values that this means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.items.targets import find_shape, find_targets
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.types.numbers import CURRENCY, major
from hallway.core.people.finding.records import Wanted
from hallway.core.terms.commands import add_term
from hallway.core.terms.queries import find_term_set, find_terms
from hallway.core.terms.records import TermId
from hallway.faces._common.numbers import number
from hallway.faces.web.parse import Call
from hallway.faces.web.rows import cells
from hallway.faces.web.rows.named import NOBODY, Named, ids_in
from hallway.faces.web.rows.question import microseconds, read_day, read_number
from hallway.faces.web.who import who

Texts = dict[str, list[str]]
"""What was typed, by the ending of the field's name; nothing empty."""

_PARTS = {
    "link": (".url", ".text"),
    "picture": (".url", ".text"),
    "location": (".name", ".address", ".latitude", ".longitude"),
}
_MOMENT = "%Y-%m-%dT%H:%M"


def name_of(column: ColumnRecord) -> str:
    """The name of a column's field."""
    return f"c.{column.internal_name}"


def endings(column: ColumnRecord) -> tuple[str, ...]:
    """What the names of a column's fields end with."""
    if column.settings.get("fill"):
        return ("", ".other")
    return _PARTS.get(column.type, ("",))


def sent(call: Call, column: ColumnRecord) -> Texts:
    """What a form that was sent has for a column."""
    found: Texts = {}
    for ending in endings(column):
        name = name_of(column) + ending
        texts = [text.replace("\r\n", "\n") for text in call.values(name)]
        if column.type not in ("note", "choice", "choices"):
            texts = [text.strip() for text in texts]
        texts = [text for text in texts if text.strip()]
        if texts:
            found[ending] = texts
    return found


def typed(column: ColumnRecord, value: Any, named: Named = NOBODY) -> Texts:
    """What stands in the form for a stored value."""
    if value is None or (column.type == "note" and column.settings.get("append")):
        return {}
    match column.type:
        case "number":
            return {"": [_number(column, value)]}
        case "currency":
            return {"": [_amount(column, value)]}
        case "yesno":
            return {"": ["1"]} if value else {}
        case "datetime":
            moment = datetime.fromtimestamp(0, UTC) + timedelta(microseconds=value)
            return {"": [timezone.localtime(moment).strftime(_MOMENT)]}
        case "person" | "persons":
            return {"": [f"#{one}" for one in ids_in(value)]}
        case "term" | "terms":
            return {"": [f"#{one}" for one in ids_in(value)]}
        case "lookup" | "lookups":
            targets = named.targets.get(column.internal_name, {})
            seen = [targets[one] for one in ids_in(value) if one in targets]
            return {"": [f"#{one.number}" for one in seen]} if seen else {}
        case "choice" | "choices":
            return _choices(column, value)
        case "link" | "picture" | "location":
            texts = {ending: value.get(ending[1:], "") for ending in endings(column)}
            return {
                key: [f"{text:g}" if isinstance(text, float) else str(text)]
                for key, text in texts.items()
                if text != ""
            }
        case _:
            return {"": [str(value)]}


def _number(column: ColumnRecord, value: float) -> str:
    if column.settings.get("percent"):
        # As it was typed: 0.07 * 100 is not 7.
        value = float(Decimal(str(value)) * 100)
    return cells.number_words(value)


def _amount(column: ColumnRecord, value: int) -> str:
    return format(major(value, str(column.settings.get("currency", CURRENCY))), "f")


def _choices(column: ColumnRecord, value: Any) -> Texts:
    words = [str(one) for one in value] if isinstance(value, list) else [str(value)]
    if not column.settings.get("fill"):
        return {"": words}
    settled = column.settings.get("choices", [])
    settled = settled if isinstance(settled, list) else []
    found = {
        "": [one for one in words if one in settled],
        ".other": [one for one in words if one not in settled],
    }
    if found[".other"]:
        found[".other"] = ["; ".join(found[".other"])]
    return {key: texts for key, texts in found.items() if texts}


def beginning(column: ColumnRecord, given: Any) -> Texts:
    """What stands in the form of a new item that begins with a value as given."""
    if given is None or given == "":
        return {}
    match column.type:
        case "currency":
            return {"": [str(given)]}
        case "lookup" | "lookups":
            return {"": [f"#{one}" for one in ids_in(given)]}
        case "datetime" if isinstance(given, datetime):
            return {"": [timezone.localtime(given).strftime(_MOMENT)]}
        case _:
            return typed(column, given)


def value_of(call: Call, column: ColumnRecord, texts: Texts) -> Any:
    """What was typed means; ValueError says what is wrong with it."""
    first = texts.get("", [""])[0]
    match column.type:
        case "yesno":
            return bool(first)
        case "person" | "persons":
            return _people(call, column, texts.get("", []))
        case "lookup" | "lookups":
            return _targets(call, column, texts.get("", []))
        case "link" | "picture" | "location":
            return _parts(column, texts)
        case "choices":
            return _chosen(texts, split=True) or None
        case "choice":
            chosen = _chosen(texts, split=False)
            # What is written in counts, if a choice stands there too.
            return chosen[-1] if chosen else None
        case "term" | "terms":
            return _terms(call, column, texts.get("", []))
    return _one(column, first) if first.strip() else None


def _one(column: ColumnRecord, text: str) -> Any:
    match column.type:
        case "number":
            found = read_number(text.removesuffix("%"))
            return found / 100 if column.settings.get("percent") else found
        case "currency":
            return read_decimal(text)
        case "rating":
            return number(text) or text
        case "date":
            return read_day(text).isoformat()
        case "datetime":
            return read_moment(text)
        case "text":
            return text.strip()
        case _:
            return text


def read_decimal(text: str) -> str:
    """An amount as people write it; a comma may stand for the point."""
    text = text.strip().replace("\N{NO-BREAK SPACE}", "").replace(" ", "")
    if text.count(",") == 1 and "." not in text:
        return text.replace(",", ".")
    if text.count(".") == 1 and text.rfind(".") > text.rfind(","):
        return text.replace(",", "")
    return text


def read_moment(text: str) -> int:
    """A moment as browsers send it, in the reader's zone."""
    try:
        return microseconds(datetime.fromisoformat(text.strip()))
    except (ValueError, OverflowError):
        raise ValueError(_("A day and a time are expected.")) from None


def _people(call: Call, column: ColumnRecord, texts: Sequence[str]) -> Any:
    if not texts:
        return None
    groups = bool(column.settings.get("groups"))
    wanted = Wanted.PRINCIPALS if groups else Wanted.PEOPLE
    found, message = who(call, texts, wanted=wanted)
    if message:
        raise ValueError(message)
    if column.type == "persons":
        return list(found)
    if len(found) > 1:
        raise ValueError(_("Choose one person."))
    return found[0] if found else None


def _targets(call: Call, column: ColumnRecord, texts: Sequence[str]) -> Any:
    if not texts:
        return None
    shape = find_shape(call.actor, column)
    if shape is None:
        raise ValueError(_("The list that this looks up is gone."))
    numbers = []
    for text in texts:
        if text.startswith("#") and (one := number(text.removeprefix("#"))):
            numbers.append(one)
            continue
        found = find_targets(call.actor, shape, text)
        if not found:
            words = _("There is no “%(text)s” in “%(list)s”.")
            raise ValueError(words % {"text": text[:60], "list": shape.title})
        if len(found) > 1:
            words = _("Several are called “%(text)s”; write the number.")
            raise ValueError(words % {"text": text[:60]})
        numbers.append(found[0].number)
    if column.type == "lookups":
        return numbers
    if len(set(numbers)) > 1:
        raise ValueError(_("Choose one."))
    return numbers[0]


def _terms(call: Call, column: ColumnRecord, texts: Sequence[str]) -> Any:
    found = []
    for text in filter(None, (one.strip() for one in texts)):
        if (given := number(text.removeprefix("#"))) is not None:
            found.append(given)
            continue
        terms = _called(call, column, text)
        if len(terms) > 1:
            words = _("Several are called “%(text)s”; write the number.")
            raise ValueError(words % {"text": text[:60]})
        found.append(int(terms[0]))
    if column.type == "terms":
        return found or None
    if len(set(found)) > 1:
        raise ValueError(_("Choose one."))
    return found[0] if found else None


def _called(call: Call, column: ColumnRecord, text: str) -> list[TermId]:
    """The terms that are called so; a new one, where the set is open to who writes."""
    none = _("There is no term “%(text)s”.") % {"text": text[:60]}
    try:
        of = find_term_set(call.actor, str(column.settings.get("set")))
        found = find_terms(call.actor, of.guid, text)
        if found:
            return found
        if of.is_open:
            return [add_term(call.actor, of.id, title=text)]
    except Invalid as error:
        raise ValueError(_(next(iter(error.fields.values())))) from None
    except Conflict:
        words = _("The term “%(text)s” is not offered any more.")
        raise ValueError(words % {"text": text[:60]}) from None
    except (NotFound, Forbidden):
        raise ValueError(none) from None
    raise ValueError(none)


def _parts(column: ColumnRecord, texts: Mapping[str, list[str]]) -> Any:
    found: dict[str, Any] = {ending[1:]: given[0] for ending, given in texts.items()}
    for name in ("latitude", "longitude"):
        if name in found:
            found[name] = read_number(found[name])
    return found or None


def _chosen(texts: Texts, *, split: bool) -> list[str]:
    others = texts.get(".other", [])
    if split:
        others = [part for text in others for part in text.split(";")]
    return [*texts.get("", []), *(text.strip() for text in others if text.strip())]
