"""What a formula gives for one row."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence

from hallway.wire.formula.checking import MOVING, Checker
from hallway.wire.formula.functions import FUNCTIONS
from hallway.wire.formula.functions.numbers import power
from hallway.wire.formula.functions.signature import Takes, fitted
from hallway.wire.formula.nodes import (
    Call,
    Column,
    Error,
    Formula,
    Node,
    Number,
    Operation,
    Sign,
    Text,
    Type,
    YesNo,
)
from hallway.wire.formula.values import (
    Fault,
    Value,
    as_number,
    as_text,
    compare,
    days_between,
    moved,
    tidy,
)

MAX_WORK = 2_000_000  # characters read or written by all functions of one evaluation


def evaluate(
    formula: Formula,
    values: Mapping[str, object],
    *,
    types: Mapping[str, Type | str],
    now: dt.datetime | None = None,
    zone: dt.tzinfo = dt.UTC,
    me: str | None = None,
) -> Value | Error:
    """The answer of a formula that has been checked, None if it is absent.

    ``values`` are those of the columns by name, one that is not there is absent;
    ``types`` are what `check` was told. Moments are aware, and their parts and days
    are those of ``zone``; ``now`` is aware too, and a moment that is the answer is one
    of UTC. ``me`` is what ME gives. Never raises for a formula that `check` has passed
    with these types.
    """
    run = _Evaluation(values, types, zone, me)
    try:
        run.begin(now)
        return run.outward(run.value(formula.root))
    except Fault as fault:
        return fault.error


class _Evaluation:
    """One run through a formula; each part is evaluated at most once."""

    def __init__(
        self,
        values: Mapping[str, object],
        types: Mapping[str, Type | str],
        zone: dt.tzinfo,
        me: str | None,
    ) -> None:
        self._values = values
        self._zone = zone
        self._checker = Checker(types, MOVING)
        self._work = 0
        self.now: dt.datetime | None = None
        self.me = me

    def begin(self, now: dt.datetime | None) -> None:
        """Set the clock on the wall."""
        self.now = None if now is None else self._local(now)

    def spend(self, work: int) -> None:
        self._work += work
        if self._work > MAX_WORK:
            raise Fault(Error.NUM)

    def value(self, node: Node) -> Value:
        found = tidy(self._value(node))
        if isinstance(found, str):
            self.spend(len(found))
        return found

    def outward(self, value: Value) -> Value:
        """Make a moment of the wall clock one of the world."""
        if isinstance(value, dt.datetime):
            try:
                return value.replace(tzinfo=self._zone).astimezone(dt.UTC)
            except OverflowError:  # a day off the end of the calendar
                raise Fault(Error.NUM) from None
        return value

    def _local(self, moment: dt.datetime) -> dt.datetime:
        try:
            return moment.astimezone(self._zone).replace(tzinfo=None, fold=0)
        except OverflowError:
            raise Fault(Error.NUM) from None

    def _value(self, node: Node) -> Value:
        if isinstance(node, Number | Text | YesNo):
            return node.value
        if isinstance(node, Column):
            return self._column(self._values.get(node.name))
        if isinstance(node, Sign):
            number = as_number(self.value(node.operand))
            return {"-": -number, "+": number, "%": number / 100}[node.sign]
        if isinstance(node, Operation):
            return self._operation(node)
        if isinstance(node, Call):
            return self._call(node)
        return None

    def _column(self, value: object) -> Value:
        if isinstance(value, dt.datetime):
            return self._local(value)
        if value is None or isinstance(value, str | bool | int | float | dt.date):
            return value
        raise Fault(Error.VALUE)

    def _operation(self, node: Operation) -> Value:
        left, right = self.value(node.left), self.value(node.right)
        for part, value in ((node.left, left), (node.right, right)):
            if value is None and node.operator in "+-" and self._is_day(part):
                return None
        return operated(node.operator, left, right)

    def _is_day(self, node: Node) -> bool:
        """Tell whether a part that is absent would be a date if it were not."""
        return self._checker.type_of(node) in {Type.DATE, Type.DATETIME}

    def _call(self, node: Call) -> Value:
        function = FUNCTIONS.get(node.function)
        if function is None:
            raise Fault(Error.VALUE)
        if function.choose is not None:
            return function.choose(self, node.arguments)
        arguments: list[Value] = []
        for i, part in enumerate(node.arguments):
            takes = function.place(i)
            arguments.append(fitted(self.value(part), takes))
        if self._lacks_a_day(function.takes, arguments) or function.run is None:
            return None
        return function.run(self, *arguments)

    def _lacks_a_day(self, takes: Sequence[Takes], arguments: Sequence[Value]) -> bool:
        return any(
            place is Takes.DAY and value is None
            for place, value in zip(takes, arguments, strict=False)
        )


def operated(operator: str, left: Value, right: Value) -> Value:
    """The answer of one operator between two values."""
    if operator == "&":
        return as_text(left) + as_text(right)
    if operator in _COMPARED:
        return _COMPARED[operator](compare(left, right))
    if isinstance(left, dt.date) or isinstance(right, dt.date):
        return _shifted(operator, left, right)
    a, b = as_number(left), as_number(right)
    if operator == "+":
        return a + b
    if operator == "-":
        return a - b
    if operator == "*":
        return a * b
    if operator == "^":
        return power(a, b)
    if b == 0:
        raise Fault(Error.DIV0)
    return a / b


_COMPARED: dict[str, Callable[[int], bool]] = {
    "=": lambda order: order == 0,
    "<>": lambda order: order != 0,
    "<": lambda order: order < 0,
    "<=": lambda order: order <= 0,
    ">": lambda order: order > 0,
    ">=": lambda order: order >= 0,
}


def _shifted(operator: str, left: Value, right: Value) -> Value:
    if isinstance(left, dt.date) and isinstance(right, dt.date):
        return days_between(left, right)
    if isinstance(left, dt.date):
        days = as_number(right)
        return moved(left, days if operator == "+" else -days)
    if isinstance(right, dt.date):
        return moved(right, as_number(left)) if operator == "+" else None
    return None
