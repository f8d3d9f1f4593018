"""Comparisons as SQL, and the logic of true and false alone."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from hallway.core.errors import Invalid
from hallway.core.items.keys import SEARCHED
from hallway.core.query import values
from hallway.core.query.fields import FALSE, TRUE, Asked, Term
from hallway.core.query.records import Asking
from hallway.platform.db import engine
from hallway.wire.paths import fold, name_key
from hallway.wire.query import (
    Compare,
    Condition,
    Field,
    Like,
    Match,
    Now,
    Op,
    Span,
    Today,
    Value,
)

_SIGNS = {Op.LT: "<", Op.LE: "<=", Op.GT: ">", Op.GE: ">="}


def negated(term: Term) -> Term:
    """Return the condition that a term does not hold, be it false or unknown."""
    if term == TRUE:
        return FALSE
    if term == FALSE:
        return TRUE
    return Term(f"(({term.sql}) IS NOT TRUE)", term.parameters)


def any_of(*terms: Term) -> Term:
    """Return the condition that one of the terms holds."""
    if TRUE in terms:
        return TRUE
    kept = [term for term in terms if term != FALSE]
    if not kept:
        return FALSE
    if len(kept) == 1:
        return kept[0]
    return Term(
        "(" + " OR ".join(f"({term.sql})" for term in kept) + ")",
        [parameter for term in kept for parameter in term.parameters],
    )


def signed(sql: str, op: Op, value: Any) -> Term:
    """Return a comparison by a sign."""
    return Term(f"{sql} {_SIGNS.get(op, '=')} %s", [value])


def equal(asked: Asked, sql: str, op: Op, value: Any) -> Term:
    """Return an equality; Invalid for any other comparison."""
    if op is not Op.EQ:
        raise unfit(asked)
    return Term(f"{sql} = %s", [value])


def likes(asked: Asked, match: Match, text: str) -> Term:
    """Return the condition that a text, or one of many, has another in it."""
    key = name_key if asked.kind == "name" else fold
    wanted = pattern(asked, match, key(text))
    if not asked.is_many:
        return Term(f"{asked.search} LIKE %s ESCAPE '!'", [wanted])
    each, value = engine().elements(asked.search, "text", "e")
    return Term(
        f"EXISTS (SELECT 1 FROM {each} WHERE {value} LIKE %s ESCAPE '!')", [wanted]
    )


def pattern(asked: Asked, match: Match, folded: str) -> str:
    """Return what LIKE looks for, of a folded text; Invalid where it is too long."""
    if len(folded) > SEARCHED:
        raise values.refusal(asked, f"At most {SEARCHED:,} characters.")
    text = folded.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    before = "" if match is Match.STARTS else "%"
    after = "" if match is Match.ENDS else "%"
    return f"{before}{text}{after}"


def is_number(value: Value) -> bool:
    """Tell whether a value is a number, or the digits of one."""
    return isinstance(value, int | float) or (
        isinstance(value, str) and value.strip().isascii() and value.strip().isdigit()
    )


def renamed(inner: Condition, shown: str) -> Condition:
    """Return a condition on what is shown of an item, where it names no column."""
    match inner:
        case Compare(Field(""), op, value):
            return Compare(Field(shown), op, value)
        case Like(Field(""), match, text):
            return Like(Field(shown), match, text)
        case _:
            return inner


def span(
    asked: Asked, value: date | datetime | Today | Now, span: Span, asking: Asking
) -> tuple[date, date]:
    """Return the first day of a day, week, month or year, and the first after it."""
    day = date.fromisoformat(values.day_of(asked, value, asking))
    try:
        match span:
            case Span.DAY:
                return day, day + timedelta(days=1)
            case Span.WEEK:
                first = day - timedelta(days=day.weekday())
                return first, first + timedelta(days=7)
            case Span.MONTH:
                first = day.replace(day=1)
                return first, (first + timedelta(days=31)).replace(day=1)
            case Span.YEAR:
                first = day.replace(month=1, day=1)
                return first, first.replace(year=day.year + 1)
    except (ValueError, OverflowError):
        raise values.refusal(asked, "That is too far away.") from None


def unfit(asked: Asked) -> Invalid:
    """Return what says that a column cannot be asked so."""
    return values.refusal(asked, "This column cannot be compared that way.")
