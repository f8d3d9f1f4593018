"""What the form of a view says."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.views.records import Content, Layout, Rule, Shown, Tone
from hallway.faces._common.numbers import number
from hallway.faces.web.parse import Call
from hallway.faces.web.rows.ruling import read_rule
from hallway.faces.web.rows.spoken import terms_of
from hallway.faces.web.rows.viewing.page import sums_of
from hallway.wire.query import (
    And,
    Condition,
    Field,
    Order,
    Query,
    Scope,
    Sum,
    Total,
    simplified,
)


def read_content(
    call: Call, base: Content, columns: list[ColumnRecord], errors: dict[str, str]
) -> Content:
    """The view as the form has it; notes what is wrong by the part that is at fault."""
    try:
        layout = Layout(call.value("layout"))
    except ValueError:
        layout = base.layout
    terms = terms_of(base.query.where)
    kept = {number(one) for one in call.values("filter")}
    where = simplified(
        And(tuple(term for place, term in enumerate(terms) if place in kept))
    )
    rules = tuple(
        rule
        for place, rule in enumerate(base.rules)
        if place in {number(one) for one in call.values("rule")}
    )
    shown = _read_shown(call, errors)
    names = {one.name for one in shown}
    return Content(
        layout=layout,
        query=Query(
            where=where,
            order=_orders(call, "sort", "sort2"),
            group=_orders(call, "group", "group2"),
            totals=_read_totals(call, columns),
            scope=Scope.RECURSIVE
            if call.value("scope") == Scope.RECURSIVE.value
            else Scope.DEFAULT,
        ),
        shown=shown,
        widths=tuple(one for one in base.widths if one.name not in names),
        quick=tuple(call.values("quick")),
        rules=(*rules, *_new_rule(call, columns, errors)),
        board=call.value("board"),
        start=call.value("start"),
        end=call.value("end"),
        picture=call.value("picture"),
    )


def _new_rule(
    call: Call, columns: list[ColumnRecord], errors: dict[str, str]
) -> tuple[Rule, ...]:
    if not call.value("rule.column"):
        return ()
    try:
        where: Condition = read_rule(call, columns)
        tone = Tone(call.value("rule.tone"))
    except ValueError as error:
        errors["rules"] = str(error)
        return ()
    column = call.value("rule.column") if call.value("rule.where") == "cell" else ""
    return (Rule(where=where, tone=tone, column=column),)


def _orders(call: Call, *names: str) -> tuple[Order, ...]:
    found: list[Order] = []
    for name in names:
        field = call.value(name)
        down = bool(call.value(f"{name}-down"))
        if field and all(field != one.field.name for one in found):
            found.append(Order(Field(field), descending=down))
    return tuple(found)


def _read_totals(call: Call, columns: list[ColumnRecord]) -> tuple[Total, ...]:
    found = []
    for one in columns:
        name = one.internal_name
        value = call.value(f"total.{name}")
        if value in {key for key, _words in sums_of(one)} - {""}:
            found.append(Total(Field(name), Sum(value)))
    return tuple(found)


def _read_shown(call: Call, errors: dict[str, str]) -> tuple[Shown, ...]:
    placed = []
    for name in call.values("shown"):
        place = number(call.value(f"place.{name}"))
        text = call.value(f"width.{name}").strip()
        width = number(text)
        if text and width is None:
            errors["shown"] = _("A width is a number of pixels.")
        placed.append((place or 10_000, Shown(name=name, width=width or None)))
    placed.sort(key=lambda one: one[0])
    return tuple(shown for _place, shown in placed)
