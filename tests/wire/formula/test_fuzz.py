"""Any text is a formula or an error; any formula that is checked has an answer."""

from __future__ import annotations

import contextlib
import datetime as dt
import math
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from hallway.wire.formula import (
    FUNCTIONS,
    MAX_TEXT,
    MOVING,
    Error,
    FormulaError,
    Type,
    check,
    evaluate,
    parse,
    render,
)

TYPES = {
    "t": Type.TEXT,
    "n": Type.NUMBER,
    "y": Type.YESNO,
    "d": Type.DATE,
    "m": Type.DATETIME,
}
KINDS = {
    Type.TEXT: str,
    Type.NUMBER: float,
    Type.YESNO: bool,
    Type.DATE: dt.date,
    Type.DATETIME: dt.datetime,
}
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "t": st.text(max_size=20),
        "n": st.floats() | st.integers(),
        "y": st.booleans(),
        "d": st.dates(),
        "m": st.datetimes(timezones=st.just(dt.UTC)),
    },
)
ZONES = st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Auckland"]).map(ZoneInfo)

TEXTS = st.sampled_from(
    ["", "a", "yyyy-mm-dd", "0.00;#,##0%", "*?~", "2026-02-30", "D", "ym", "1e5"]
) | st.text(max_size=6)
LEAVES = st.one_of(
    st.sampled_from(["[t]", "[n]", "[y]", "[d]", "[m]", "TRUE", "FALSE", "1E308"]),
    st.integers(0, 10**6).map(str),
    st.sampled_from(["0", "0.5", "1", "2", "3", "1E300", "32767", "1E-300"]),
    TEXTS.map(lambda text: '"' + text.replace('"', '""') + '"'),
)


def _longer(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from([*"+-*/^&=<>", "<>", "<=", ">="])
    return st.one_of(
        st.tuples(inner, operators, inner).map(lambda t: f"({t[0]}{t[1]}{t[2]})"),
        st.tuples(st.sampled_from("+-"), inner).map("".join),
        inner.map(lambda text: f"({text})%"),
        st.tuples(st.sampled_from(sorted(FUNCTIONS)), st.lists(inner, max_size=4)).map(
            lambda t: f"{t[0]}({','.join(t[1])})"
        ),
    )


FORMULAS = st.recursive(LEAVES, _longer, max_leaves=12)
TOKENS = st.lists(
    st.sampled_from([*'()[]"+-*/^&=<>%,;', "<>", "1", ".5", "IF", "a", "[a]", " ", "é"])
).map("".join)


@given(st.text() | TOKENS | FORMULAS)
def test_any_text_is_a_formula_or_an_error(text: str) -> None:
    refusal: FormulaError | None = None
    try:
        formula = parse(text)
    except FormulaError as error:
        refusal = error
    else:
        assert parse(render(formula)) == formula
    if refusal is not None:
        assert refusal.position is not None
        assert 0 <= refusal.position <= len(text)


@given(FORMULAS, VALUES, ZONES)
def test_what_is_checked_is_answered(
    text: str, values: dict[str, object], zone: ZoneInfo
) -> None:
    with contextlib.suppress(FormulaError):
        formula = parse(text)
        gives = check(formula, TYPES, may=MOVING)
        now = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
        found = evaluate(formula, values, types=TYPES, now=now, zone=zone)
        assert found is None or isinstance(found, Error) or type(found) is KINDS[gives]
        if isinstance(found, float):
            assert math.isfinite(found)
        if isinstance(found, str):
            assert 0 < len(found) <= MAX_TEXT
        if isinstance(found, dt.datetime):
            assert found.tzinfo is dt.UTC


@given(
    st.sampled_from(sorted(FUNCTIONS)),
    st.lists(LEAVES, max_size=4),
    VALUES,
)
def test_every_function_takes_whatever_is_checked(
    name: str, arguments: list[str], values: dict[str, object]
) -> None:
    test_what_is_checked_is_answered.hypothesis.inner_test(  # type: ignore[attr-defined]
        f"{name}({','.join(arguments)})", values, ZoneInfo("Europe/Berlin")
    )
