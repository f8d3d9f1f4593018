"""Pure decisions about sheets: names, plans, and the JSON of both."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.rules import MAX_CHOICES, is_reserved
from hallway.core.lists.types import TYPES
from hallway.core.sheets.records import (
    GUID,
    NUMBER,
    CellChange,
    CellError,
    ColumnPlan,
    FileColumn,
    Found,
    Mode,
    Plan,
)
from hallway.wire.paths import fold
from hallway.wire.tables.guessing import Guess

MAX_FILE = 64 * 1024 * 1024
"""Bytes of a file that is brought in."""
MAX_ROWS = 200_000
"""Rows of it, the head not counted."""
LOOKED = 20_000
"""Rows from which the types of columns are guessed."""
AT_ONCE = 500
"""Rows that are brought in while the person waits, all or none."""
SHORT = 2_000
"""Rows that are checked while the person waits."""
TOLD = 200
"""Errors that are told one by one."""
SHOWN = 50
"""Changes that are told one by one."""
KEPT_DAYS = 7
"""How long a sheet is kept that nobody goes on with."""

MADE = (
    "text",
    "note",
    "number",
    "currency",
    "yesno",
    "choice",
    "choices",
    "date",
    "datetime",
    "person",
    "persons",
    "link",
    "picture",
    "location",
    "rating",
)
"""Types of columns that a file can make; others point to what only a person knows."""
_NO_LETTER = re.compile(r"[^A-Za-z0-9]+")
_NUMBERS = frozenset(("id", "number", "nummer"))
_FORMS = {
    "number": ("point", "comma"),
    "currency": ("point", "comma"),
    "date": ("ymd", "dmy", "mdy"),
    "datetime": ("ymd", "dmy", "mdy"),
}


def internal_name(title: str, taken: Iterable[str]) -> str:
    """Return a name for programs, made of a title, that nothing has yet."""
    plain = unicodedata.normalize("NFKD", title.replace("ß", "ss"))
    plain = "".join(one for one in plain if not unicodedata.combining(one))
    words = [word for word in _NO_LETTER.split(plain) if word]
    name = "".join(word[:1].upper() + word[1:] for word in words)[:50] or "Column"
    if name[0].isdigit():
        name = f"Column{name}"[:50]
    used = {one.lower() for one in taken}
    candidate, n = name, 1
    while candidate.lower() in used or is_reserved(candidate):
        n += 1
        candidate = f"{name}{n}"
    return candidate


def list_name(title: str) -> str:
    """Return a title without what no address holds."""
    legal = "".join(" " if one in '"*:<>?/\\|' else one for one in title)
    return " ".join(legal.split()).strip(" .")


def titles_of(heads: Sequence[str]) -> list[str]:
    """Return a title for each column of a file, each once."""
    found: list[str] = []
    used: set[str] = set()
    for at, head in enumerate(heads, 1):
        title = " ".join(head.split())[:240] or f"Column {at}"
        candidate, n = title, 1
        while candidate.casefold() in used:
            n += 1
            candidate = f"{title} {n}"
        used.add(candidate.casefold())
        found.append(candidate)
    return found


def forms_of(kind: str) -> tuple[str, ...]:
    """Return the ways in which a type's values are written."""
    return _FORMS.get(kind, ())


def plan_new(
    columns: Sequence[FileColumn], *, title: str, zone: str, whole: bool
) -> Plan:
    """Return what becomes of a file where nobody has said otherwise: a new list.

    Unless the `whole` of it was seen, choices may be others than those that were.
    """
    planned = [
        ColumnPlan(
            at=one.at,
            name="x",
            title=one.head,
            type=_type_of(one.guess),
            form=one.guess.form,
            settings=settings_of(_type_of(one.guess), one.guess, fill=not whole),
        )
        for one in columns
    ]
    return Plan(title=title, zone=zone, columns=tuple(named(planned)))


def named(columns: Iterable[ColumnPlan]) -> list[ColumnPlan]:
    """Return columns of a new list with their internal names.

    The first line of text is the Title: what items are called by.  One without a name
    is left out, and stays so.
    """
    taken: list[str] = []
    found = []
    has_title = False
    for one in columns:
        name = ""
        if one.name:
            if one.type == "text" and not has_title:
                has_title = True
                name = internal_name("Title", taken)
            else:
                name = internal_name(one.title, [*taken, "Title"])
            taken.append(name)
        found.append(replace(one, name=name))
    return found


def _type_of(guess: Guess) -> str:
    return "text" if guess.type == "email" else guess.type


def settings_of(kind: str, guess: Guess, *, fill: bool = False) -> dict[str, Any]:
    """Return the settings of a column that a file makes."""
    if kind in ("choice", "choices"):
        words = [word for one in guess.choices for word in _words(kind, one)]
        words = list(dict.fromkeys(words))[:MAX_CHOICES]
        is_open = fill or not words
        return {"choices": words, **({"fill": True} if is_open else {})}
    if kind == "currency":
        return {"currency": guess.currency or "EUR"}
    if kind == "number" and guess.percent:
        return {"percent": True}
    return {}


def _words(kind: str, text: str) -> list[str]:
    return split_many(text) if kind == "choices" else [text]


def split_many(text: str) -> list[str]:
    """Return the values of a cell that holds several: apart by ; or line breaks."""
    return [one.strip() for one in re.split(r"[;\n]", text) if one.strip()]


def plan_into(
    columns: Sequence[FileColumn], there: Sequence[ColumnRecord], *, zone: str
) -> Plan:
    """Return what becomes of a file in a list: columns match by title or name."""
    by_title = {fold(one.title): one for one in reversed(there)}
    by_name = {one.internal_name.lower(): one for one in there}
    planned: list[ColumnPlan] = []
    used: set[str] = set()
    for one in columns:
        name = _match(one.head, by_title, by_name)
        if name in used:
            name = ""
        used.add(name)
        planned.append(ColumnPlan(at=one.at, name=name, form=one.guess.form))
    keys = next(((key,) for key in (GUID, NUMBER) if key in used), ())
    return Plan(zone=zone, columns=tuple(planned), keys=keys)


def _match(
    head: str, by_title: Mapping[str, ColumnRecord], by_name: Mapping[str, ColumnRecord]
) -> str:
    found = by_title.get(fold(head)) or by_name.get(head.strip().lower())
    if found is not None:
        return found.internal_name if found.is_given else ""
    if head.strip().lower() == GUID.lower():
        return GUID
    return NUMBER if head.strip().lower() in _NUMBERS else ""


def key_types() -> frozenset[str]:
    """Return the types whose values can tell items apart."""
    return frozenset(
        name
        for name, one in TYPES.items()
        if not one.is_many and one.stored != "object" and not one.refers
    )


def write_plan(plan: Plan) -> dict[str, Any]:
    """Return a plan as JSON."""
    return asdict(plan)


def read_plan(stored: Mapping[str, Any]) -> Plan:
    """Return the plan that JSON keeps."""
    if not stored:
        return Plan()
    rest = {
        **stored,
        "columns": tuple(ColumnPlan(**one) for one in stored["columns"]),
        "keys": tuple(stored["keys"]),
        "mode": Mode(stored["mode"]),
    }
    return Plan(**rest)


def write_columns(
    columns: Iterable[FileColumn], *, sheets: Sequence[str], whole: bool
) -> dict[str, Any]:
    """Return what is known of a file as JSON."""
    return {
        "columns": [asdict(one) for one in columns],
        "sheets": list(sheets),
        "whole": whole,
    }


def read_columns(
    stored: Mapping[str, Any],
) -> tuple[tuple[FileColumn, ...], tuple[str, ...], bool]:
    """Return what is known of a file."""
    columns = tuple(
        FileColumn(
            at=one["at"],
            head=one["head"],
            guess=Guess(**{**one["guess"], "choices": tuple(one["guess"]["choices"])}),
        )
        for one in stored.get("columns", [])
    )
    return columns, tuple(stored.get("sheets", [])), bool(stored.get("whole"))


def write_found(found: Found) -> dict[str, Any]:
    """Return what a check found as JSON."""
    return {
        **asdict(found),
        "errors": [list(one) for one in found.errors],
        "changes": [list(one) for one in found.changes],
    }


def read_found(stored: Mapping[str, Any]) -> Found:
    """Return what a check found."""
    if not stored:
        return Found()
    rest = {
        **stored,
        "errors": tuple(CellError(*one) for one in stored["errors"]),
        "changes": tuple(CellChange(*one) for one in stored["changes"]),
    }
    return Found(**rest)
