"""Functions of numbers."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable, Sequence

from hallway.wire.formula.functions.signature import (
    Function,
    Known,
    Mismatch,
    Run,
    Takes,
    joined,
)
from hallway.wire.formula.nodes import Error, Type
from hallway.wire.formula.values import Fault, Value, as_moment, as_number

NUMBER = Takes.NUMBER


def _given(values: Sequence[Value]) -> list[float]:
    """The numbers among what is given; absent ones do not count."""
    return [as_number(value) for value in values if value is not None]


def _sum(_run: Run, *values: Value) -> Value:
    return sum(_given(values))


def _product(_run: Run, *values: Value) -> Value:
    given = _given(values)
    return math.prod(given) if given else 0.0


def _average(_run: Run, *values: Value) -> Value:
    given = _given(values)
    if not given:
        raise Fault(Error.DIV0)
    return sum(given) / len(given)


def _count(_run: Run, *values: Value) -> Value:
    return sum(isinstance(value, float | dt.date) for value in values)


def _least(_run: Run, *values: Value) -> Value:
    return _ordered(values)[0]


def _greatest(_run: Run, *values: Value) -> Value:
    return _ordered(values)[-1]


def _ordered(values: Sequence[Value]) -> list[Value]:
    given = [value for value in values if value is not None]
    days = [value for value in given if isinstance(value, dt.date)]
    if days and len(days) == len(given):
        return [*sorted(days, key=as_moment)]
    return [*sorted(map(as_number, given))] or [None]


def _countable(types: Sequence[Known]) -> Known:
    """Numbers with numbers, or dates with dates."""
    joined_type = joined([Type.NUMBER if t is Type.YESNO else t for t in types])
    if joined_type is Type.TEXT:
        raise Mismatch("Texts have no least and no greatest")
    return joined_type


def _numbers(types: Sequence[Known]) -> Known:
    if not set(types) <= {None, Type.NUMBER, Type.YESNO}:
        raise Mismatch("Only numbers can be added up")
    return Type.NUMBER


def _power(_run: Run, base: float, exponent: float) -> Value:
    return power(base, exponent)


def power(base: float, exponent: float) -> float:
    """``base`` to the ``exponent``; 0^0 is #NUM!, as in Excel."""
    if base == 0 and exponent <= 0:
        raise Fault(Error.DIV0 if exponent < 0 else Error.NUM)
    try:
        return math.pow(base, exponent)
    except (ValueError, OverflowError):
        raise Fault(Error.NUM) from None


def _root(_run: Run, number: float) -> Value:
    if number < 0:
        raise Fault(Error.NUM)
    return math.sqrt(number)


def _exp(_run: Run, number: float) -> Value:
    try:
        return math.exp(number)
    except OverflowError:
        raise Fault(Error.NUM) from None


def _log(_run: Run, number: float, base: float = 10) -> Value:
    if number <= 0 or base <= 0:
        raise Fault(Error.NUM)
    if base == 1:
        raise Fault(Error.DIV0)
    return math.log10(number) if base == 10 else math.log(number) / math.log(base)


def _ln(_run: Run, number: float) -> Value:
    if number <= 0:
        raise Fault(Error.NUM)
    return math.log(number)


def _mod(_run: Run, number: float, divisor: float) -> Value:
    if divisor == 0:
        raise Fault(Error.DIV0)
    return number % divisor


def _sign(_run: Run, number: float) -> Value:
    return (number > 0) - (number < 0)


def _many(
    usage: str,
    gives: Callable[[Sequence[Known]], Known] | Type,
    run: Callable[..., Value],
) -> Function:
    return Function(
        usage=usage,
        takes=(Takes.ANYTHING,),
        more=Takes.ANYTHING,
        gives=gives,
        run=run,
    )


def _plain(
    usage: str, run: Callable[..., Value], *, least: int | None = None
) -> Function:
    places = usage.count(",") + (not usage.endswith("()"))
    return Function(
        usage=usage,
        takes=(NUMBER,) * places,
        least=least,
        gives=Type.NUMBER,
        run=run,
    )


FUNCTIONS = (
    _many("SUM(number, [number, …])", _numbers, _sum),
    _many("PRODUCT(number, [number, …])", _numbers, _product),
    _many("AVERAGE(number, [number, …])", _numbers, _average),
    _many("COUNT(value, [value, …])", Type.NUMBER, _count),
    _many("MIN(value, [value, …])", _countable, _least),
    _many("MAX(value, [value, …])", _countable, _greatest),
    _plain("ABS(number)", lambda _run, number: abs(number)),
    _plain("SIGN(number)", _sign),
    _plain("MOD(number, divisor)", _mod),
    _plain("POWER(number, exponent)", _power),
    _plain("SQRT(number)", _root),
    _plain("EXP(number)", _exp),
    _plain("LN(number)", _ln),
    _plain("LOG(number, [base])", _log, least=1),
    _plain("LOG10(number)", _log),
    _plain("PI()", lambda _run: math.pi),
)
