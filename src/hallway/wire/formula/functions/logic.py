"""Functions that decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from hallway.wire.formula.functions.signature import (
    FITS,
    Function,
    Known,
    Mismatch,
    Run,
    Takes,
    joined,
)
from hallway.wire.formula.nodes import Error, Node, Type
from hallway.wire.formula.values import Fault, Value, as_number, as_yesno, compare

YESNO, ANYTHING = Takes.YESNO, Takes.ANYTHING


def _if(run: Run, parts: Sequence[Node]) -> Value:
    if as_yesno(run.value(parts[0])):
        return run.value(parts[1])
    return run.value(parts[2]) if len(parts) > 2 else None


def _ifs(run: Run, parts: Sequence[Node]) -> Value:
    for condition, answer in zip(parts[::2], parts[1::2], strict=True):
        if as_yesno(run.value(condition)):
            return run.value(answer)
    raise Fault(Error.NA)


def _switch(run: Run, parts: Sequence[Node]) -> Value:
    value = run.value(parts[0])
    rest = parts[1:]
    for case, answer in zip(rest[::2], rest[1::2], strict=False):
        if compare(value, run.value(case)) == 0:
            return run.value(answer)
    if len(rest) % 2:
        return run.value(rest[-1])
    raise Fault(Error.NA)


def _choose(run: Run, parts: Sequence[Node]) -> Value:
    number = as_number(run.value(parts[0]))
    if not 1 <= number < len(parts):
        raise Fault(Error.VALUE)
    return run.value(parts[int(number)])


def _iferror(run: Run, parts: Sequence[Node]) -> Value:
    try:
        return run.value(parts[0])
    except Fault:
        return run.value(parts[1])


def _iserror(run: Run, parts: Sequence[Node]) -> Value:
    try:
        run.value(parts[0])
    except Fault:
        return True
    return False


def _isnumber(run: Run, parts: Sequence[Node]) -> Value:
    try:
        value = run.value(parts[0])
    except Fault:
        return False
    return isinstance(value, float | dt.date)


def _istext(run: Run, parts: Sequence[Node]) -> Value:
    try:
        return isinstance(run.value(parts[0]), str)
    except Fault:
        return False


def _isblank(run: Run, parts: Sequence[Node]) -> Value:
    try:
        return run.value(parts[0]) is None
    except Fault:
        return False


def _every_second(types: Sequence[Known]) -> Known:
    """Check that there are pairs of a test and an answer, and join the answers."""
    if len(types) % 2:
        raise Mismatch("each test needs its answer")
    if not set(types[::2]) <= FITS[YESNO]:
        raise Mismatch("the first, the third and so on must be tests")
    return joined(types[1::2])


def _switched(types: Sequence[Known]) -> Known:
    """Check that the cases are like the value, and join the answers."""
    rest = types[1:]
    pairs = len(rest) // 2 * 2
    cases = [types[0], *rest[:pairs:2]]
    joined([Type.NUMBER if each is Type.YESNO else each for each in cases])
    return joined([*rest[1:pairs:2], *rest[pairs:]])


FUNCTIONS = (
    Function(
        usage="IF(test, then, [otherwise])",
        takes=(YESNO, ANYTHING, ANYTHING),
        least=2,
        gives=lambda types: joined(types[1:]),
        choose=_if,
    ),
    Function(
        usage="IFS(test, then, [test, then, …])",
        takes=(YESNO, ANYTHING),
        more=ANYTHING,
        gives=_every_second,
        choose=_ifs,
    ),
    Function(
        usage="SWITCH(value, case, then, [case, then, …], [otherwise])",
        takes=(ANYTHING, ANYTHING, ANYTHING),
        more=ANYTHING,
        gives=_switched,
        choose=_switch,
    ),
    Function(
        usage="CHOOSE(number, first, [second, …])",
        takes=(Takes.NUMBER, ANYTHING),
        more=ANYTHING,
        gives=lambda types: joined(types[1:]),
        choose=_choose,
    ),
    Function(
        usage="AND(test, [test, …])",
        takes=(YESNO,),
        more=YESNO,
        gives=Type.YESNO,
        run=lambda _run, *tests: all(tests),
    ),
    Function(
        usage="OR(test, [test, …])",
        takes=(YESNO,),
        more=YESNO,
        gives=Type.YESNO,
        run=lambda _run, *tests: any(tests),
    ),
    Function(
        usage="NOT(test)",
        takes=(YESNO,),
        gives=Type.YESNO,
        run=lambda _run, test: not test,
    ),
    Function(
        usage="IFERROR(value, otherwise)",
        takes=(ANYTHING, ANYTHING),
        gives=joined,
        choose=_iferror,
    ),
    Function(
        usage="ISERROR(value)", takes=(ANYTHING,), gives=Type.YESNO, choose=_iserror
    ),
    Function(
        usage="ISBLANK(value)", takes=(ANYTHING,), gives=Type.YESNO, choose=_isblank
    ),
    Function(
        usage="ISNUMBER(value)", takes=(ANYTHING,), gives=Type.YESNO, choose=_isnumber
    ),
    Function(
        usage="ISTEXT(value)", takes=(ANYTHING,), gives=Type.YESNO, choose=_istext
    ),
    Function(
        usage="ME()",
        gives=Type.TEXT,
        run=lambda run: run.me,
        moving=True,
    ),
)
