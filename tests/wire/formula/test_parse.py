"""Formulas read, written again, and refused with the place that is wrong."""

from __future__ import annotations

import time
from collections.abc import Mapping

import pytest

from hallway.wire.errors import WireError
from hallway.wire.formula import (
    MAX_LENGTH,
    MOVING,
    Error,
    Formula,
    FormulaError,
    check,
    columns,
    evaluate,
    parse,
    rename,
    render,
)

TYPES = {"Title": "text", "Amount": "number", "Due": "date", "Done": "yesno"}


@pytest.mark.parametrize(
    ("text", "rendered"),
    [
        ("=1", "=1"),
        (" 1 + 2 ", "=1+2"),
        ("if([a];1;2)", "=IF([a],1,2)"),
        ("Due_x0020_Date", "=[Due_x0020_Date]"),
        ("[Überfällig am]", "=[Überfällig am]"),
        ("[a]]b]", "=[a]]b]"),
        ('"say ""hi"""', '="say ""hi"""'),
        ("true", "=TRUE"),
        ("FALSE()", "=FALSE"),
        ("((1+2))*3", "=(1+2)*3"),
        ("1-(2-3)", "=1-(2-3)"),
        ("(1-2)-3", "=1-2-3"),
        ("-(2^2)", "=-(2^2)"),
        ("(-2)^2", "=-2^2"),
        ("(1+2)%", "=(1+2)%"),
        ("-5%", "=-5%"),
        ("(-5)%", "=(-5)%"),
        ("5%%", "=5%%"),
        ("IF(,,)", "=IF(,,)"),
        ("1.50", "=1.5"),
        ("1E+30", "=1e+30"),
    ],
)
def test_it_is_written_as_it_was_read(text: str, rendered: str) -> None:
    formula = parse(text)
    assert render(formula) == rendered
    assert parse(rendered) == formula


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 0),
        ("=", 1),
        ("==1", 1),
        ("1+", 2),
        ("1 2", 2),
        ("(1", 2),
        ("1)", 1),
        ('"abc', 0),
        ("1+[abc", 2),
        ("1+[ ]", 2),
        ("IF(1,2", 6),
        ("IF(1 2)", 5),
        ("a!b", 1),
        ("{1}", 0),
        ('"\x00"', 1),
        ('"\ud800"', 1),
        ("1e999", 0),
        ("1" * (MAX_LENGTH + 1), MAX_LENGTH),
        ("(" * 3000 + "1", 65),
        ("-" * 3000 + "1", 65),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(text: str, position: int) -> None:
    with pytest.raises(FormulaError) as caught:
        parse(text)
    assert isinstance(caught.value, WireError)
    assert caught.value.position == position


@pytest.mark.parametrize("text", ["+".join("1" * 4000), "SUM(" + "1," * 4000 + "1)"])
def test_there_is_an_end_to_how_much_one_can_say(text: str) -> None:
    with pytest.raises(FormulaError, match="at most"):
        parse(text)


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("1+[Nothing]", 2),
        ("title", 0),
        ("NOSUCH(1)", 0),
        ('1+"2"', 2),
        ("[Title]*2", 0),
        ("[Title]=1", 7),
        ("[Due]=1", 5),
        ("[Due]+[Due]", 5),
        ("1-[Due]", 1),
        ("[Due]*2", 0),
        ("-[Due]", 1),
        ("[Title]%", 0),
        ("YEAR([Title])", 5),
        ("ABS([Due])", 4),
        ("AND([Title])", 4),
        ("IF([Title],1,2)", 3),
        ("1+IF([Done],1,[Title])", 2),
        ("IF([Done])", 0),
        ("ABS()", 0),
        ("ABS(1,2)", 0),
        ("PI(1)", 0),
        ("IFS([Done],1,[Done])", 0),
        ("IFS([Done],1,[Title],2)", 0),
        ('SWITCH([Amount],"a",1)', 0),
        ("SUM([Title])", 0),
        ("MAX([Amount],[Due])", 0),
        ("MAX([Title])", 0),
        ("1+TODAY()", 2),
        ("NOW()", 0),
        ("ME()", 0),
    ],
)
def test_what_does_not_fit_is_told_with_its_place(text: str, position: int) -> None:
    with pytest.raises(FormulaError) as caught:
        check(parse(text), TYPES)
    assert caught.value.position == position


def test_what_moves_is_allowed_where_it_is_said() -> None:
    assert check(parse("[Due]>=TODAY()"), TYPES, may=MOVING) == "yesno"
    with pytest.raises(FormulaError, match="ME"):
        check(parse("ME()"), TYPES, may=frozenset({"TODAY"}))


def test_columns_are_named_and_renamed() -> None:
    formula = parse("IF([Due Date]>Start,-[Due Date]%,LEFT(x))")
    assert columns(formula) == {"Due Date", "Start", "x"}
    renamed = rename(formula, {"Due Date": "Due]"})
    assert render(renamed) == "=IF([Due]]]>[Start],-[Due]]]%,LEFT([x]))"


def _formula(text: str) -> Formula:
    return parse(text)


@pytest.mark.parametrize(
    "text",
    [
        # Each of these would take seconds or gigabytes if nothing were counted.
        "LEN(" + "&".join(['REPT("a",32767)'] * 60) + ")",
        "SUM(" + ",".join(['LEN(PROPER(REPT("a b",9999)))'] * 250) + ")",
        "SUM(" + ",".join(['SEARCH("a?b*c?d?????????e",REPT("a",32767))'] * 150) + ")",
        'LEN(SUBSTITUTE(REPT("a",32767),"a",REPT("a",32767)))',
        "^".join(["9"] * 60),
        "ROUND(1E308*1,330)+ROUND(1E-300,1E300)",
        "SUM(" + ",".join(["NETWORKDAYS(DATE(1900,1,1),DATE(9999,1,1))"] * 150) + ")",
    ],
)
def test_work_is_bounded(text: str) -> None:
    formula = _formula(text)
    types: Mapping[str, str] = {}
    check(formula, types)
    begun = time.process_time()
    found = evaluate(formula, {}, types=types)
    # Generous: it takes some 20 ms, and minutes without the bound.
    assert time.process_time() - begun < 5
    assert isinstance(found, Error | float)
