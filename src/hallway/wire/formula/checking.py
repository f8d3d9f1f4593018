"""What type a formula gives, found without evaluating it."""

from __future__ import annotations

from collections.abc import Mapping

from hallway.wire.formula.functions import FUNCTIONS
from hallway.wire.formula.functions.signature import (
    FITS,
    Function,
    Known,
    Mismatch,
    Takes,
)
from hallway.wire.formula.nodes import (
    Call,
    Column,
    Formula,
    FormulaError,
    Node,
    Number,
    Operation,
    Sign,
    Text,
    Type,
    YesNo,
)

MOVING = frozenset(name for name, each in FUNCTIONS.items() if each.moving)
"""The functions whose answer moves with the moment or the person who asks."""

_DAYS = FITS[Takes.DAY] - {None}


def check(
    formula: Formula,
    types: Mapping[str, Type | str],
    *,
    may: frozenset[str] = frozenset(),
) -> Type:
    """The type of what a formula gives, for columns of the given types.

    ``may`` names the functions among MOVING that are allowed here. What is always
    absent is a text. Raises FormulaError with the position of what does not fit.
    """
    return Checker(types, may).type_of(formula.root) or Type.TEXT


class Checker:
    """Finds the types of parts, and raises FormulaError for one that has none."""

    def __init__(self, columns: Mapping[str, Type | str], may: frozenset[str]) -> None:
        self._columns = columns
        self._may = may

    def type_of(self, node: Node) -> Known:
        """The type of one part; None if it is always absent."""
        if isinstance(node, Number):
            return Type.NUMBER
        if isinstance(node, Text):
            return Type.TEXT if node.value else None
        if isinstance(node, YesNo):
            return Type.YESNO
        if isinstance(node, Column):
            return self._column(node)
        if isinstance(node, Sign):
            self._demand(node.operand, self.type_of(node.operand), Takes.NUMBER)
            return Type.NUMBER
        if isinstance(node, Operation):
            return self._operation(node)
        if isinstance(node, Call):
            return self._call(node)
        return None

    def _column(self, node: Column) -> Type:
        if node.name not in self._columns:
            raise FormulaError(f"There is no column “{node.name}”", position=node.at)
        return Type(self._columns[node.name])

    def _demand(self, node: Node, found: Known, takes: Takes) -> None:
        if found not in FITS[takes] and found is not None:
            raise FormulaError(
                f"A {takes.value} belongs here, not a {found.value}", position=node.at
            )

    def _operation(self, node: Operation) -> Known:
        left, right = self.type_of(node.left), self.type_of(node.right)
        if node.operator == "&":
            return Type.TEXT
        if node.operator in {"+", "-"} and (left in _DAYS or right in _DAYS):
            return self._shifted(node, left, right)
        if node.operator in {"+", "-", "*", "/", "^"}:
            self._demand(node.left, left, Takes.NUMBER)
            self._demand(node.right, right, Takes.NUMBER)
            return Type.NUMBER
        for family in ({Type.TEXT}, {Type.NUMBER, Type.YESNO}, _DAYS):
            if left in {None, *family} and right in {None, *family}:
                return Type.YESNO
        raise self._mismatch(node, left, right)

    def _shifted(self, node: Operation, left: Known, right: Known) -> Known:
        """Check a date moved by days, or the days between two dates."""
        numbers = FITS[Takes.NUMBER]
        if left in _DAYS and right in numbers:
            return left
        if node.operator == "+" and right in _DAYS and left in numbers:
            return right
        if node.operator == "-" and left in _DAYS and right in _DAYS:
            return Type.NUMBER
        raise self._mismatch(node, left, right)

    def _mismatch(self, node: Operation, left: Known, right: Known) -> FormulaError:
        one = left.value if left else "nothing"
        other = right.value if right else "nothing"
        return FormulaError(
            f"“{node.operator}” does not go between {one} and {other}",
            position=node.at,
        )

    def _call(self, node: Call) -> Known:
        function = FUNCTIONS.get(node.function)
        if function is None:
            raise FormulaError(
                f"There is no function “{node.function}”", position=node.at
            )
        if function.moving and node.function not in self._may:
            raise FormulaError(
                f"{node.function} cannot be used here: its answer would go stale",
                position=node.at,
            )
        function.demand_count(len(node.arguments), node.at)
        return self._answer(node, function)

    def _answer(self, node: Call, function: Function) -> Known:
        found = []
        for i, argument in enumerate(node.arguments):
            each = self.type_of(argument)
            self._demand(argument, each, function.place(i))
            found.append(each)
        if isinstance(function.gives, Type):
            return function.gives
        try:
            return function.gives(found)
        except Mismatch as error:
            raise FormulaError(f"{node.function}: {error}", position=node.at) from None
