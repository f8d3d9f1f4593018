"""Texts to formulas: tokens by one regular expression, then precedence climbing."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from hallway.wire.formula.nodes import (
    MAX_DEPTH,
    MAX_LENGTH,
    MAX_NODES,
    MAX_TEXT,
    Call,
    Column,
    Formula,
    FormulaError,
    Missing,
    Node,
    Number,
    Operation,
    Sign,
    Text,
    YesNo,
)

_TOKEN = re.compile(
    r"""
      (?P<space>[ \t\r\n\u00a0]+)
    | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<text>"(?:[^"]|"")*")
    | (?P<column>\[(?:[^\]]|\]\])*\])
    | (?P<name>[^\W\d][\w.]*)
    | (?P<operator><>|<=|>=|[-+*/^&=<>%])
    | (?P<mark>[(),;])
    """,
    re.VERBOSE,
)
# What cannot be stored or shown: control characters and halves of surrogate pairs.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

# Excel's order: a sign binds closer than ^, and ^ goes from left to right.
LEVELS = {
    **dict.fromkeys(("=", "<>", "<", "<=", ">", ">="), 1),
    "&": 2,
    "+": 3,
    "-": 3,
    "*": 4,
    "/": 4,
    "^": 5,
}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    at: int


def parse(text: str) -> Formula:
    """Read a formula; a leading ``=`` may be left out.

    Raises FormulaError with the position of what is wrong.
    """
    if len(text) > MAX_LENGTH:
        raise FormulaError(
            f"A formula has at most {MAX_LENGTH} characters", position=MAX_LENGTH
        )
    if unfit := _UNFIT.search(text):
        raise FormulaError(
            "A formula holds no control characters", position=unfit.start()
        )
    reader = _Reader(_tokens(text))
    if reader.next.text == "=":
        reader.take()
    root, _ = reader.expression(1, 0)
    if reader.next.kind != "end":
        raise _unexpected(reader.next)
    return Formula(root)


def _tokens(text: str) -> list[_Token]:
    tokens = []
    at = 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None:
            raise FormulaError(_what_is_wrong(text[at]), position=at)
        if found.lastgroup is not None and found.lastgroup != "space":
            tokens.append(_Token(found.lastgroup, found.group(), at))
        at = found.end()
    tokens.append(_Token("end", "", len(text)))
    return tokens


def _what_is_wrong(character: str) -> str:
    if character == '"':
        return "The text that begins here has no closing quote"
    if character == "[":
        return "The column that begins here has no closing bracket"
    return f"“{character}” means nothing here"


def _unexpected(token: _Token) -> FormulaError:
    if token.kind == "end":
        return FormulaError("The formula ends too early", position=token.at)
    return FormulaError(f"“{token.text}” is not expected here", position=token.at)


class _Reader:
    """Goes through the tokens once; every part comes with how deep it is."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._i = 0
        self._nodes = 0

    @property
    def next(self) -> _Token:
        return self._tokens[self._i]

    def take(self) -> _Token:
        token = self._tokens[self._i]
        self._i += 1
        return token

    def expression(self, level: int, outer: int) -> tuple[Node, int]:
        """Read operands joined by operators of ``level`` or closer."""
        left, depth = self._signed(outer)
        while (own := LEVELS.get(self.next.text, 0)) >= level and self._operator():
            token = self.take()
            right, other = self.expression(own + 1, outer + 1)
            depth = max(depth, other) + 1
            left = Operation(operator=token.text, left=left, right=right, at=token.at)
            self._bound(depth + outer, token.at)
        return left, depth

    def _operator(self) -> bool:
        return self.next.kind == "operator"

    def _bound(self, depth: int, at: int) -> None:
        self._nodes += 1
        if depth > MAX_DEPTH:
            raise FormulaError(
                f"A formula is nested at most {MAX_DEPTH} levels deep", position=at
            )
        if self._nodes > MAX_NODES:
            raise FormulaError(f"A formula has at most {MAX_NODES} parts", position=at)

    def _signed(self, outer: int) -> tuple[Node, int]:
        token = self.next
        self._bound(outer, token.at)
        if token.kind == "operator" and token.text in "+-":
            self.take()
            operand, depth = self._signed(outer + 1)
            return Sign(sign=token.text, operand=operand, at=token.at), depth + 1
        node, depth = self._operand(outer)
        while self.next.text == "%" and self._operator():
            token = self.take()
            node, depth = Sign(sign="%", operand=node, at=token.at), depth + 1
            self._bound(depth + outer, token.at)
        return node, depth

    def _operand(self, outer: int) -> tuple[Node, int]:
        token = self.take()
        if token.kind == "number":
            return _number(token), 1
        if token.kind == "text":
            return _text(token), 1
        if token.kind == "column":
            return _column(token), 1
        if token.kind == "name":
            return self._named(token, outer)
        if token.text == "(" and token.kind == "mark":
            node, depth = self.expression(1, outer + 1)
            self._close()
            return node, depth + 1
        raise _unexpected(token)

    def _named(self, token: _Token, outer: int) -> tuple[Node, int]:
        name = token.text.upper()
        called = self.next.kind == "mark" and self.next.text == "("
        if name in {"TRUE", "FALSE"}:
            if called:
                self.take()
                self._close()
            return YesNo(value=name == "TRUE", at=token.at), 1
        if not called:
            return Column(name=token.text, at=token.at), 1
        self.take()
        arguments, depth = self._arguments(outer)
        return Call(function=name, arguments=arguments, at=token.at), depth + 1

    def _arguments(self, outer: int) -> tuple[tuple[Node, ...], int]:
        if self.next.kind == "mark" and self.next.text == ")":
            self.take()
            return (), 0
        found: list[Node] = []
        deepest = 1
        while True:
            token = self.next
            if token.kind == "mark" and token.text in ",;)":
                self._bound(outer, token.at)
                found.append(Missing(at=token.at))
            else:
                node, depth = self.expression(1, outer + 1)
                found.append(node)
                deepest = max(deepest, depth)
            token = self.take()
            if token.kind == "mark" and token.text == ")":
                return tuple(found), deepest
            if token.kind != "mark" or token.text not in ",;":
                raise _unexpected(token)

    def _close(self) -> None:
        token = self.take()
        if token.kind != "mark" or token.text != ")":
            raise _unexpected(token)


def _number(token: _Token) -> Number:
    value = float(token.text)
    if not math.isfinite(value):
        raise FormulaError("The number is too large", position=token.at)
    return Number(value=value, at=token.at)


def _text(token: _Token) -> Text:
    value = token.text[1:-1].replace('""', '"')
    if len(value) > MAX_TEXT:
        raise FormulaError("The text is too long", position=token.at)
    return Text(value=value, at=token.at)


def _column(token: _Token) -> Column:
    name = token.text[1:-1].replace("]]", "]").strip()
    if not name:
        raise FormulaError("The column's name is missing", position=token.at)
    return Column(name=name, at=token.at)
