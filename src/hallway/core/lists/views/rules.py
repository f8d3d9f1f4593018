"""Pure decisions about views: what is stored, what is legal, what is left of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Any

from hallway.core.errors import Invalid
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.types import TYPES
from hallway.core.lists.views.records import Content, Layout, Rule, Shown, Tone
from hallway.wire import queryjson
from hallway.wire.paths import fold
from hallway.wire.query import (
    And,
    Anywhere,
    Below,
    Compare,
    Condition,
    In,
    IsNull,
    Like,
    Member,
    Not,
    Or,
    Overlaps,
    PartOf,
    Query,
    fields,
    simplified,
)

FACTS = frozenset(
    {
        *("ID", "GUID", "Created", "Modified", "Author", "Editor", "FileLeafRef"),
        *("FSObjType", "File_x0020_Size", "ContentType", "Title"),
    }
)
"""What every item answers to beside its list's columns."""
MAX_SHOWN, MAX_QUICK, MAX_RULES, MAX_GROUPS = 300, 10, 20, 3
NARROWEST, WIDEST = 40, 2000
_DAYS = frozenset({"date", "datetime"})
_NO_WORD = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME = 60


def name_from(title: str) -> str:
    """Return what an address may call a view of this title."""
    word = _NO_WORD.sub("-", fold(title)).strip("-")[:_LONGEST_NAME].strip("-")
    return word or "view"


def dump(content: Content) -> dict[str, Any]:
    """Return what the table keeps of a view, by its column."""
    settings: dict[str, Any] = {
        name: value
        for name in ("board", "start", "end", "picture")
        if (value := getattr(content, name))
    }
    if content.quick:
        settings["quick"] = list(content.quick)
    if widths := {one.name: one.width for one in content.widths if one.width}:
        settings["widths"] = widths
    if content.rules:
        settings["rules"] = [
            {
                "where": queryjson.dump(Query(where=rule.where)),
                "tone": rule.tone.value,
                "column": rule.column,
            }
            for rule in content.rules
        ]
    return {
        "layout": content.layout.value,
        "query": queryjson.dump(content.query),
        "shown": [
            {"name": one.name, **({"width": one.width} if one.width else {})}
            for one in content.shown
        ],
        "settings": settings,
    }


def load(row: Mapping[str, Any]) -> Content:
    """Return the view that `dump` made this of."""
    settings = row["settings"]
    return Content(
        layout=Layout(row["layout"]),
        query=queryjson.load(row["query"]),
        shown=tuple(
            Shown(name=one["name"], width=one.get("width")) for one in row["shown"]
        ),
        widths=tuple(
            Shown(name=name, width=width)
            for name, width in settings.get("widths", {}).items()
        ),
        quick=tuple(settings.get("quick", ())),
        rules=tuple(
            Rule(
                where=queryjson.load(one["where"]).where or And(()),
                tone=Tone(one["tone"]),
                column=one["column"],
            )
            for one in settings.get("rules", ())
        ),
        **{
            name: settings.get(name, "")
            for name in ("board", "start", "end", "picture")
        },
    )


def check(content: Content, columns: list[ColumnRecord]) -> Content:
    """Return a view as it is kept; Invalid names the part that is at fault.

    A page's place and a folder are the reader's, not the view's, and are left out.
    """
    types = {column.internal_name: column.type for column in columns}
    known = types.keys() | FACTS
    asked = fields(content.query)
    for rule in content.rules:
        asked |= fields(Query(where=rule.where))
    _check_known("query", {one.name for one in asked}, known)
    sized = (*content.shown, *content.widths)
    _check_known("shown", {one.name for one in sized}, known)
    _check_known("quick", set(content.quick), known)
    _check_known("rules", {rule.column for rule in content.rules if rule.column}, known)
    for field, given, most in (
        ("shown", sized, MAX_SHOWN),
        ("quick", content.quick, MAX_QUICK),
        ("rules", content.rules, MAX_RULES),
        ("group", content.query.group, MAX_GROUPS),
    ):
        if len(given) > most:
            raise Invalid({field: f"At most {most}."})
    names = [one.name for one in sized]
    if len(set(names)) < len(names):
        raise Invalid({"shown": "Each column stands there once."})
    for one in sized:
        if one.width is not None and not NARROWEST <= one.width <= WIDEST:
            raise Invalid({"shown": f"A width is {NARROWEST} to {WIDEST} pixels."})
    _check_layout(content, types)
    query = replace(content.query, token="", skip=0, folder="")
    return replace(content, query=replace(query, where=simplified(content.query.where)))


def resized(content: Content, name: str, width: int | None) -> Content:
    """Return a view with another width of a column, wherever it is kept."""
    if any(one.name == name for one in content.shown):
        shown = tuple(
            replace(one, width=width) if one.name == name else one
            for one in content.shown
        )
        return replace(content, shown=shown)
    others = tuple(one for one in content.widths if one.name != name)
    own = (Shown(name=name, width=width),) if width is not None else ()
    return replace(content, widths=(*others, *own))


def _check_known(field: str, names: AbstractSet[str], known: AbstractSet[str]) -> None:
    if unknown := sorted(names - known):
        raise Invalid({field: f"There is no column “{unknown[0]}”."})


def _check_layout(content: Content, types: Mapping[str, str]) -> None:
    if content.layout is Layout.BOARD and types.get(content.board) != "choice":
        raise Invalid({"board": "A board needs a choice column."})
    if content.layout is Layout.CALENDAR:
        if types.get(content.start) not in _DAYS and content.start not in (
            "Created",
            "Modified",
        ):
            raise Invalid({"start": "A calendar needs a date column."})
        if content.end and types.get(content.end) not in _DAYS:
            raise Invalid({"end": "The end is a date column, too."})
    if content.picture and types.get(content.picture) not in ("picture", "link"):
        raise Invalid({"picture": "Pictures are in a column of pictures."})
    for one in content.query.group:
        kind = types.get(one.field.name)
        if kind is not None and (TYPES[kind].is_many or kind == "note"):
            raise Invalid({"group": "Rows cannot be grouped by that column."})


def fitted(
    content: Content, names: AbstractSet[str]
) -> tuple[Content, tuple[str, ...]]:
    """Return what is left of a view where columns are gone, and their names.

    Conditions on a column that is gone are left out, and said to be.
    """
    known = names | FACTS
    content = replace(
        content, widths=tuple(one for one in content.widths if one.name in known)
    )
    asked = {one.name for one in fields(content.query)}
    for rule in content.rules:
        asked |= {one.name for one in fields(Query(where=rule.where))}
    asked |= {one.name for one in content.shown} | set(content.quick)
    asked |= {content.board, content.start, content.end, content.picture} - {""}
    missing = tuple(sorted(asked - known))
    if not missing:
        return content, ()
    query = content.query
    layout = content.layout
    if (layout is Layout.BOARD and content.board not in known) or (
        layout is Layout.CALENDAR and content.start not in known
    ):
        layout = Layout.LIST
    kept = Content(
        layout=layout,
        query=replace(
            query,
            where=_without(query.where, known),
            order=tuple(one for one in query.order if one.field.name in known),
            group=tuple(one for one in query.group if one.field.name in known),
            totals=tuple(one for one in query.totals if one.field.name in known),
            select=tuple(one for one in query.select if one.name in known),
            expand=tuple(one for one in query.expand if one in known),
        ),
        shown=tuple(one for one in content.shown if one.name in known),
        widths=content.widths,
        quick=tuple(one for one in content.quick if one in known),
        rules=tuple(
            rule
            for rule in content.rules
            if {one.name for one in fields(Query(where=rule.where))} <= known
            and (not rule.column or rule.column in known)
        ),
        **{
            name: value if (value := getattr(content, name)) in known else ""
            for name in ("board", "start", "end", "picture")
        },
    )
    return kept, missing


def _without(where: Condition | None, known: AbstractSet[str]) -> Condition | None:
    """Return a condition without its terms on columns that are not known."""
    match where:
        case None | Anywhere():
            return where
        case And(terms) | Or(terms):
            left = [one for term in terms if (one := _without(term, known)) is not None]
            return simplified(type(where)(tuple(left))) if left else None
        case Not(term):
            inner = _without(term, known)
            return None if inner is None else Not(inner)
        case _:
            return where if _names(where) <= known else None


def _names(where: Condition) -> set[str]:
    match where:
        case Compare(left) | In(left):
            return {(left.field if isinstance(left, PartOf) else left).name}
        case Like(left) | IsNull(left) | Member(left) | Below(left):
            return {left.name}
        case Overlaps(start, end):
            return {start.name, end.name}
        case _:
            return set()
