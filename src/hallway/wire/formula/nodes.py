"""The parts a formula is made of, its types, its errors and its bounds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum

from hallway.wire.errors import WireError

MAX_LENGTH = 8192  # characters, as in Excel
MAX_NODES = 2000
MAX_DEPTH = 64  # as in Excel
MAX_TEXT = 32767  # characters in one text, as in a cell of Excel


class FormulaError(WireError):
    """A formula that cannot be read, or whose types do not fit."""


class Type(StrEnum):
    """What a column or a part of a formula is."""

    TEXT = "text"
    NUMBER = "number"
    YESNO = "yesno"
    DATE = "date"
    DATETIME = "datetime"


class Error(Enum):
    """An answer that says why there is none; the values are Excel's words."""

    DIV0 = "#DIV/0!"
    VALUE = "#VALUE!"
    NUM = "#NUM!"
    NA = "#N/A"


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A part; ``at`` is where it stands in the text, counted from 0."""

    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Node):
    """A number as written; never negative."""

    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Node):
    """A text in quotes."""

    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class YesNo(Node):
    """TRUE or FALSE."""

    value: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing(Node):
    """An argument left out, as the second in ``IF(a,,b)``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column(Node):
    """A column, by title or internal name."""

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign(Node):
    """``-`` or ``+`` before an operand, or ``%`` behind it."""

    sign: str
    operand: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation(Node):
    """Two operands with one of ``+ - * / ^ & = <> < <= > >=`` between them."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True, kw_only=True)
class Call(Node):
    """A function, by its name in capitals, of its arguments."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that has been read; two are equal if they say the same."""

    root: Node


def children(node: Node) -> tuple[Node, ...]:
    """The parts that a part is made of."""
    if isinstance(node, Sign):
        return (node.operand,)
    if isinstance(node, Operation):
        return (node.left, node.right)
    if isinstance(node, Call):
        return node.arguments
    return ()


def walk(formula: Formula) -> Iterator[Node]:
    """Every part of a formula, each before its own parts."""
    waiting = [formula.root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children(node)))


def columns(formula: Formula) -> set[str]:
    """The names of columns a formula speaks of, as it writes them."""
    return {node.name for node in walk(formula) if isinstance(node, Column)}


def rename(formula: Formula, names: Mapping[str, str]) -> Formula:
    """The formula with other names for its columns; those not in ``names`` stay."""

    def renamed(node: Node) -> Node:
        if isinstance(node, Column):
            return replace(node, name=names.get(node.name, node.name))
        if isinstance(node, Sign):
            return replace(node, operand=renamed(node.operand))
        if isinstance(node, Operation):
            return replace(node, left=renamed(node.left), right=renamed(node.right))
        if isinstance(node, Call):
            return replace(node, arguments=tuple(map(renamed, node.arguments)))
        return node

    return Formula(renamed(formula.root))
