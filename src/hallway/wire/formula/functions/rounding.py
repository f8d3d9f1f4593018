"""Functions that round, by the digits a number is written with, as Excel does."""

from __future__ import annotations

import decimal
import math
from collections.abc import Callable
from decimal import Decimal

from hallway.wire.formula.functions.signature import Function, Run, Takes
from hallway.wire.formula.nodes import Error, Type
from hallway.wire.formula.values import Fault, Value

_CONTEXT = decimal.Context(prec=700)
_MOST = 330  # more digits than a double has before or after the point

NUMBER = Takes.NUMBER


def rounded(number: float, digits: float, how: str) -> float:
    """The number with so many digits behind the point, before it when negative."""
    places = int(max(-_MOST, min(_MOST, digits)))
    unit = Decimal(1).scaleb(-places, context=_CONTEXT)
    # By the digits as written: 1.005 is not the double a little below it.
    count = _CONTEXT.divide(Decimal(repr(number)), unit)
    whole = count.to_integral_value(rounding=how, context=_CONTEXT)
    return float(_CONTEXT.multiply(whole, unit))


def _round(_run: Run, number: float, digits: float) -> Value:
    return rounded(number, digits, decimal.ROUND_HALF_UP)


def _round_up(_run: Run, number: float, digits: float) -> Value:
    return rounded(number, digits, decimal.ROUND_UP)


def _round_down(_run: Run, number: float, digits: float = 0) -> Value:
    return rounded(number, digits, decimal.ROUND_DOWN)


def _int(_run: Run, number: float) -> Value:
    return math.floor(number)


def _even(_run: Run, number: float) -> Value:
    return math.copysign(math.ceil(abs(number) / 2) * 2, number)


def _odd(_run: Run, number: float) -> Value:
    up = math.ceil((abs(number) - 1) / 2) * 2 + 1
    return math.copysign(max(up, 1), number)


def _multiple(number: float, step: float, how: str) -> float:
    if number > 0 > step:
        raise Fault(Error.NUM)
    unit = Decimal(repr(step))
    count = _CONTEXT.divide(Decimal(repr(number)), unit)
    whole = count.to_integral_value(rounding=how, context=_CONTEXT)
    return float(_CONTEXT.multiply(whole, unit))


def _ceiling(_run: Run, number: float, step: float) -> Value:
    return _multiple(number, step, decimal.ROUND_CEILING) if step else 0.0


def _floor(_run: Run, number: float, step: float) -> Value:
    if step == 0:
        raise Fault(Error.DIV0)
    return _multiple(number, step, decimal.ROUND_FLOOR)


def _one(usage: str, run: Callable[..., Value]) -> Function:
    return Function(usage=usage, takes=(NUMBER,), gives=Type.NUMBER, run=run)


def _two(usage: str, run: Callable[..., Value], *, least: int = 2) -> Function:
    return Function(
        usage=usage,
        takes=(NUMBER, NUMBER),
        least=least,
        gives=Type.NUMBER,
        run=run,
    )


FUNCTIONS = (
    _two("ROUND(number, digits)", _round),
    _two("ROUNDUP(number, digits)", _round_up),
    _two("ROUNDDOWN(number, digits)", _round_down),
    _two("TRUNC(number, [digits])", _round_down, least=1),
    _one("INT(number)", _int),
    _one("EVEN(number)", _even),
    _one("ODD(number)", _odd),
    _two("CEILING(number, step)", _ceiling),
    _two("FLOOR(number, step)", _floor),
)
