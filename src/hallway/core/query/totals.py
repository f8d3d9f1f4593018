"""Totals and groups as SQL, and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from hallway.core.lists.types.numbers import CURRENCY, major
from hallway.core.query.fields import Asked, Source, Term
from hallway.core.query.records import Totalled
from hallway.core.query.targets import Target
from hallway.core.query.values import refusal
from hallway.platform.db import engine
from hallway.wire.query import (
    Compare,
    Condition,
    Field,
    IsNull,
    Op,
    Sum,
    Total,
)

MAX_TOTALS = 50
# The square of it, many times over, is still a double.
_LARGE = "1e140"
_FUNCTIONS = {
    Sum.COUNT: "count",
    Sum.SUM: "sum",
    Sum.AVERAGE: "avg",
    Sum.MIN: "min",
    Sum.MAX: "max",
    Sum.DEVIATION: "stddev_samp",
    Sum.VARIANCE: "var_samp",
}


def total_columns(source: Source, totals: Sequence[Total]) -> Term:
    """Return what is selected for totals, each after a comma.

    Invalid for a column that cannot be totalled so.
    """
    found = []
    for one in totals[:MAX_TOTALS]:
        asked = source.asked(one.field.name)
        _check(asked, one.sum)
        function, value = _FUNCTIONS[one.sum], asked.value
        if one.sum not in (Sum.COUNT, Sum.MIN, Sum.MAX):
            # Doubles on both: a sum of bigints would be a decimal on one.
            value = f"CAST({value} AS double precision)"
            if asked.stored == "number":
                found.append(_within_bounds(function, value))
                continue
        found.append(f", {function}({value})")
    return Term("".join(found), [])


def kept_totals(source: Source, totals: Sequence[Total]) -> str | None:
    """Return totals from what is kept of groups; None where they cannot be had so."""
    found = []
    for one in totals[:MAX_TOTALS]:
        asked = source.asked(one.field.name)
        _check(asked, one.sum)
        alias, _dot, name = asked.value.partition(".")
        count = f"sum({alias}.n_{name})"
        summed = f"CAST(sum({alias}.t_{name}) AS double precision)"
        if one.sum is Sum.COUNT:
            found.append(f", CAST({count} AS bigint)")
        elif one.sum is Sum.SUM and asked.stored == "integer":
            found.append(f", CASE WHEN {count} > 0 THEN {summed} END")
        elif one.sum is Sum.AVERAGE and asked.stored == "integer":
            found.append(f", CASE WHEN {count} > 0 THEN {summed} / {count} END")
        else:
            return None
    return "".join(found)


class Stages(NamedTuple):
    """Totals in two stages: of each scope, then of them all; each after a comma."""

    inner: str
    outer: str


def staged_totals(source: Source, totals: Sequence[Total]) -> Stages | None:
    """Return totals in two stages, as `total_columns`; None if they cannot be had so.

    Sums of numbers with fractions may differ in the last digit of a double.
    """
    inner, outer = list[str](), list[str]()
    for place, one in enumerate(totals[:MAX_TOTALS]):
        asked = source.asked(one.field.name)
        _check(asked, one.sum)
        value, name = asked.value, f"t{place}"
        match one.sum:
            case Sum.COUNT:
                inner.append(f", count({value}) AS {name}")
                outer.append(f", CAST(sum({name}) AS bigint)")
            case Sum.MIN | Sum.MAX:
                function = _FUNCTIONS[one.sum]
                inner.append(f", {function}({value}) AS {name}")
                outer.append(f", {function}({name})")
            case Sum.SUM:
                value = f"CAST({value} AS double precision)"
                if asked.stored != "number":
                    inner.append(f", sum({value}) AS {name}")
                    outer.append(f", sum({name})")
                    continue
                inner.append(f"{_within_bounds('sum', value)} AS {name}")
                inner.append(f", max(abs({value})) AS m{place}")
                bounded = f"CASE WHEN max(m{place}) < {_LARGE} THEN sum({name}) END"
                outer.append(f", {bounded}")
            case _:
                return None
    return Stages("".join(inner), "".join(outer))


def _within_bounds(function: str, value: str) -> str:
    """Return a total that is nothing where a number is too large to be added up.

    One database would refuse the whole question, and the other make it infinite.
    """
    fitting = f"CASE WHEN abs({value}) < {_LARGE} THEN {value} END"
    return f", CASE WHEN max(abs({value})) < {_LARGE} THEN {function}({fitting}) END"


def _check(asked: Asked, kind: Sum) -> None:
    is_number = asked.stored in ("number", "integer") and not (
        asked.is_many or asked.refers or asked.kind == "datetime"
    )
    has_ends = is_number or asked.kind in ("date", "datetime")
    fits = {Sum.COUNT: True, Sum.MIN: has_ends, Sum.MAX: has_ends}
    if not fits.get(kind, is_number):
        raise refusal(asked, "This column has no such total.")


def read_totals(totals: Sequence[Total], row: Sequence[Any]) -> tuple[Totalled, ...]:
    """Return totals from what `total_columns` selected."""
    return tuple(
        Totalled(name=one.field.name, sum=one.sum, value=value)
        for one, value in zip(totals[:MAX_TOTALS], row, strict=False)
    )


def count_sql(asked: Asked, target: Target | None) -> Term:
    """Return how often each value occurs in `looked`, as `v`, `n` and `words`.

    `looked` has what is the same for equal values as `k`, and a value as `v`.  Of many
    values each counts.  A lookup counts as what it leads to, in `target`; where nobody
    may see that, as nothing.
    """
    if asked.refers == "item" and target is None:
        return Term("SELECT NULL AS v, count(*) AS n, NULL AS words FROM looked", [])
    each, key = "", "looked.k"
    if asked.is_many:
        each, key = engine().elements("looked.k", asked.stored, "e")
    if target is not None:
        words = target.source.fields[target.shown].value
        visible = (
            f"SELECT t.id, t.number, {words} AS words FROM {target.source.table}"
            f" WHERE {target.rows.sql}"
        )
        led = f"({visible}) AS led"
        inside = f"{each} JOIN {led} ON led.id = {key}" if each else led
        alone = "1 = 1" if each else f"led.id = {key}"
        return Term(
            "SELECT led.number AS v, count(*) AS n, min(led.words) AS words FROM looked"
            f" CROSS JOIN {inside} WHERE {alone} GROUP BY 1"
            " UNION ALL SELECT NULL, count(*), NULL FROM looked WHERE NOT EXISTS"
            f" (SELECT 1 FROM {inside} WHERE {alone}) HAVING count(*) > 0",
            [*target.rows.parameters, *target.rows.parameters],
        )
    if each:
        return Term(
            f"SELECT {key} AS v, count(*) AS n, NULL AS words FROM looked, {each}"
            " GROUP BY 1 UNION ALL SELECT NULL, count(*), NULL FROM looked"
            " WHERE k IS NULL HAVING count(*) > 0",
            [],
        )
    return Term(
        "SELECT min(v) AS v, count(*) AS n, NULL AS words FROM looked GROUP BY k", []
    )


def group_terms(asked: Sequence[Asked], row: Sequence[Any]) -> Iterator[Condition]:
    """Yield what the rows of a group meet."""
    for one, value in zip(asked, row, strict=True):
        field = Field(one.name)
        if value is None:
            yield IsNull(Field(one.name))
        elif one.kind in ("date", "datetime"):
            yield Compare(field, Op.EQ, date.fromisoformat(value))
        elif one.kind == "yesno":
            yield Compare(field, Op.EQ, bool(value))
        elif one.kind == "currency":
            # Questions are asked in major units.
            yield Compare(
                field, Op.EQ, str(major(value, one.settings.get("currency", CURRENCY)))
            )
        else:
            yield Compare(field, Op.EQ, value)
