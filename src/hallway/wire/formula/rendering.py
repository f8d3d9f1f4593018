"""Formulas to texts; parsing the text gives the formula again."""

from __future__ import annotations

from hallway.wire.formula.nodes import (
    Call,
    Column,
    Formula,
    Node,
    Number,
    Operation,
    Sign,
    Text,
    YesNo,
)
from hallway.wire.formula.parsing import LEVELS


def render(formula: Formula) -> str:
    """Write a formula: a leading ``=``, names in brackets, commas, no spaces."""
    return "=" + _node(formula.root)


def _node(node: Node) -> str:
    if isinstance(node, Number):
        return _number(node.value)
    if isinstance(node, Text):
        return '"' + node.value.replace('"', '""') + '"'
    if isinstance(node, YesNo):
        return "TRUE" if node.value else "FALSE"
    if isinstance(node, Column):
        return "[" + node.name.replace("]", "]]") + "]"
    if isinstance(node, Sign):
        return _sign(node)
    if isinstance(node, Operation):
        level = LEVELS[node.operator]
        return (
            _within(node.left, level) + node.operator + _within(node.right, level + 1)
        )
    if isinstance(node, Call):
        return node.function + "(" + ",".join(map(_node, node.arguments)) + ")"
    return ""  # an argument left out


def _sign(node: Sign) -> str:
    if node.sign != "%":
        return node.sign + _within(node.operand, 6)
    operand = _node(node.operand)
    if isinstance(node.operand, Operation) or (
        isinstance(node.operand, Sign) and node.operand.sign != "%"
    ):
        operand = f"({operand})"
    return operand + "%"


def _within(node: Node, level: int) -> str:
    if isinstance(node, Operation) and LEVELS[node.operator] < level:
        return f"({_node(node)})"
    return _node(node)


def _number(value: float) -> str:
    if value.is_integer() and value < 1e15:
        return str(int(value))
    return repr(value)
