"""Pure decisions about columns: their names, their settings, what items begin with."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from hallway.core.errors import Invalid
from hallway.core.lists.types import RESULTS, TYPES, is_empty
from hallway.core.lists.types import numbers as _numbers
from hallway.core.lists.types.texts import MAX_TEXT
from hallway.core.names import check_text

MAX_CHOICES = 500
MAX_DECIMALS = 10
MAX_EXTRA = 10
FORMATS = ("plain", "markdown")
DELETING = ("keep", "restrict", "cascade")

INTERNAL = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
RESERVED = frozenset(
    """
    ID GUID UniqueId Created Modified Author Editor FileLeafRef FileRef FileDirRef
    FSObjType FileSystemObjectType File_x0020_Size File_x0020_Type ContentType
    ContentTypeId Attachments _UIVersion _UIVersionString owshiddenversion
    _ModerationStatus _Level _HasCopyDestinations EncodedAbsUrl BaseName LinkFilename
    LinkFilenameNoMenu LinkTitle LinkTitleNoMenu DocIcon PermMask ProgId ScopeId
    HTML_x0020_File_x0020_Type MetaInfo Order CheckoutUser CheckedOutUserId
    EffectiveBasePermissions ParentList Folder File FieldValuesAsText
    """.lower().split()
)
"""Names every item answers to in questions, in any case: SharePoint's own."""


def check_internal_name(name: str) -> None:
    """Raise Invalid unless a new column may be called so."""
    if not INTERNAL.fullmatch(name):
        raise Invalid(
            {"internal_name": "Letters, digits and “_”, starting with a letter."}
        )
    if is_reserved(name):
        raise Invalid({"internal_name": f"Every item has a “{name}” already."})


def is_reserved(name: str) -> bool:
    """Tell whether every item answers to a name."""
    return name.lower() in RESERVED


def check_settings(kind: str, settings: Mapping[str, object]) -> dict[str, Any]:
    """Return a column's settings as they are stored; Invalid names the one at fault.

    description  what stands below the field, up to 1,000 characters
    default      what a new item begins with, as somebody would give it; also `@me`
                 for people, `@today`, `@today+7` and `@now` for days and moments
    max_length   of a text: the most characters
    format       of a note: `plain` or `markdown`;  append: it is only added to
    choices      of a choice: its words, each once;  fill: others may be written too
    min, max     of a number, an amount in major units, a day or a moment
    decimals     of a number: so many are shown;  percent: 0.25 is shown as 25 %
    currency     of an amount: a code of ISO 4217
    max          of a rating: how many stars there are, 2 to 10
    groups       of a person: groups may be named too
    list         of a lookup: the GUID of the list it points to;  shown: the internal
                 name of the column that is read;  extra: those shown beside it;
                 deleting: `keep`, `restrict` or `cascade` when what is there goes
    set          of a term: the GUID of its term set
    formula      of a calculated column; `result` and `uses` are made of it
    rule         what a value must meet: {"formula", "message"}
    Empty ones are left out; others are kept as they are.
    """
    kept: dict[str, Any] = {
        name: value
        for name, value in settings.items()
        if value not in (None, "", []) and (value is not False or name == "default")
    }
    description = str(kept.get("description", ""))
    check_text(description, field="description", longest=1000)
    for check in _CHECKS.get(kind, ()):
        check(kept)
    if "default" in kept:
        kept["default"] = check_default(kind, kept)
    return kept


def _flag(name: str) -> Callable[[dict[str, Any]], None]:
    def check(kept: dict[str, Any]) -> None:
        if name in kept and kept[name] is not True:
            raise Invalid({name: "Yes or no is expected."})

    return check


def _whole(name: str, least: int, most: int) -> Callable[[dict[str, Any]], None]:
    def check(kept: dict[str, Any]) -> None:
        if name not in kept:
            return
        found = _numbers.whole(kept[name])
        if found is None or not least <= found <= most:
            raise Invalid({name: f"A whole number from {least} to {most} is expected."})
        kept[name] = found

    return check


def _one_of(name: str, words: tuple[str, ...]) -> Callable[[dict[str, Any]], None]:
    def check(kept: dict[str, Any]) -> None:
        if name in kept and kept[name] not in words:
            raise Invalid({name: "One of: " + ", ".join(words) + "."})

    return check


def _guid(name: str, message: str) -> Callable[[dict[str, Any]], None]:
    def check(kept: dict[str, Any]) -> None:
        try:
            kept[name] = str(UUID(str(kept.get(name, ""))))
        except ValueError:
            raise Invalid({name: message}) from None

    return check


def _choices(kept: dict[str, Any]) -> None:
    if "choices" not in kept:
        return
    given = kept["choices"]
    if not isinstance(given, list | tuple):
        raise Invalid({"choices": "A list of words is expected."})
    choices = [str(one).strip() for one in given if str(one).strip()]
    if len(choices) > MAX_CHOICES or any(len(one) > MAX_TEXT for one in choices):
        raise Invalid({"choices": "At most 500 choices of 255 characters each."})
    check_text("".join(choices), field="choices", longest=MAX_CHOICES * MAX_TEXT)
    if len(set(choices)) < len(choices):
        raise Invalid({"choices": "Each choice stands there once."})
    kept["choices"] = choices


def _bounds(kind: str) -> Callable[[dict[str, Any]], None]:
    def check(kept: dict[str, Any]) -> None:
        for name in ("min", "max"):
            if name not in kept:
                continue
            try:
                # An amount is kept in major units, as people speak of it.
                found = TYPES[kind].encode(kept[name], _free(kind, kept))
                kept[name] = (
                    float(_numbers.decimal(kept[name])) if kind == "currency" else found
                )
            except ValueError as error:
                raise Invalid({name: str(error)}) from None
        if "min" in kept and "max" in kept and kept["max"] < kept["min"]:
            raise Invalid({"max": "The most is below the least."})

    return check


def _free(kind: str, kept: Mapping[str, Any]) -> dict[str, Any]:
    return {"currency": kept["currency"]} if kind == "currency" else {}


def _currency(kept: dict[str, Any]) -> None:
    code = str(kept.get("currency", _numbers.CURRENCY)).strip().upper()
    if code not in _numbers.CURRENCIES:
        raise Invalid({"currency": "A currency's three letters, as EUR."})
    kept["currency"] = code


def _lookup(kept: dict[str, Any]) -> None:
    extra = kept.get("extra", [])
    names = list(extra) if isinstance(extra, list | tuple) else [None]
    names.append(kept.get("shown", "Title"))
    if not all(isinstance(one, str) and INTERNAL.fullmatch(one) for one in names):
        raise Invalid({"extra": "Internal names of columns are expected."})
    if len(extra) > MAX_EXTRA:
        raise Invalid({"extra": f"At most {MAX_EXTRA} columns."})
    if extra:
        kept["extra"] = list(dict.fromkeys(extra))
    kept.setdefault("deleting", "keep")


_LIST = _guid("list", "Choose the list it points to.")
_SET = _guid("set", "Choose the terms it takes.")
_CHOICE = (_choices, _flag("fill"))
_GROUPS = (_flag("groups"),)
_LOOKUP = (_LIST, _lookup, _one_of("deleting", DELETING))
_CHECKS: dict[str, tuple[Callable[[dict[str, Any]], None], ...]] = {
    "text": (_whole("max_length", 1, MAX_TEXT),),
    "note": (_one_of("format", FORMATS), _flag("append")),
    "number": (
        _whole("decimals", 0, MAX_DECIMALS),
        _flag("percent"),
        _bounds("number"),
    ),
    "currency": (_currency, _bounds("currency")),
    "choice": _CHOICE,
    "choices": _CHOICE,
    "date": (_bounds("date"),),
    "datetime": (_bounds("datetime"),),
    "person": _GROUPS,
    "persons": _GROUPS,
    "lookup": _LOOKUP,
    "lookups": _LOOKUP,
    "term": (_SET,),
    "terms": (_SET,),
    "rating": (_whole("max", 2, _numbers.MAX_RATING),),
    "calculated": (_one_of("result", RESULTS),),
}

UNIQUE = frozenset(
    [
        *("text", "number", "currency", "choice", "date", "datetime"),
        *("person", "lookup", "term"),
    ]
)
"""Types whose values can be held unique."""

_TODAY = re.compile(r"@today([+-]\d{1,5})?")
_SPOKEN = {
    "person": ("@me",),
    "persons": ("@me",),
    "date": ("@today", "@now"),
    "datetime": ("@today", "@now"),
}


def check_default(kind: str, kept: Mapping[str, Any]) -> Any:
    """Return the `default` among settings as it is stored; Invalid if it is none."""
    given = kept["default"]
    if _is_spoken(kind, given):
        return given
    rest = {name: value for name, value in kept.items() if name != "default"}
    try:
        stored = TYPES[kind].encode(given, rest)
    except ValueError as error:
        raise Invalid({"default": str(error)}) from None
    if kind == "currency":
        return str(_numbers.major(stored, kept["currency"]))
    return stored


def _is_spoken(kind: str, given: object) -> bool:
    if not isinstance(given, str) or kind not in _SPOKEN:
        return False
    if given in _SPOKEN[kind]:
        return True
    return "@today" in _SPOKEN[kind] and _TODAY.fullmatch(given) is not None


def begin_with(
    kind: str, settings: Mapping[str, Any], *, me: int, now: datetime
) -> Any:
    """Return what a new item begins with, as if somebody gave it; None for nothing.

    `now` is in the zone of whoever makes the item: days begin there.
    """
    default = settings.get("default")
    if is_empty(default) or not _is_spoken(kind, default):
        return default
    if default == "@me":
        return me
    if default == "@now":
        return now if kind == "datetime" else now.date()
    shift = _TODAY.fullmatch(str(default))
    assert shift is not None
    try:
        day = now.date() + timedelta(days=int(shift[1] or 0))
    except OverflowError:
        return None
    return day if kind == "date" else datetime.combine(day, time(), now.tzinfo)
