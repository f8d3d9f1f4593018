"""`$filter` (OData 4.01 part 2, 5.1.1; OData 3 core, 10.2.3.1)."""

from __future__ import annotations

from hallway.wire.odata.errors import ODataError
from hallway.wire.odata.literals import seconds_of, value_of
from hallway.wire.odata.tokens import Kind, Token, tokens_of
from hallway.wire.query import (
    MAX_DEPTH,
    MAX_NODES,
    And,
    Below,
    Compare,
    Condition,
    Field,
    In,
    IsNull,
    Like,
    Match,
    Not,
    Now,
    Op,
    Operand,
    Or,
    Part,
    PartOf,
    Value,
    simplified,
)

_OPS = {op.value: op for op in Op}
_FLIPPED = {
    Op.EQ: Op.EQ,
    Op.NE: Op.NE,
    Op.LT: Op.GT,
    Op.LE: Op.GE,
    Op.GT: Op.LT,
    Op.GE: Op.LE,
}
_PARTS = {part.value: part for part in Part}
# Texts are compared without case and without space around them.
_SAME = frozenset({"tolower", "toupper", "trim"})
_MATCHES = {
    "contains": Match.CONTAINS,
    "startswith": Match.STARTS,
    "endswith": Match.ENDS,
}
BELOW = "Hallway.Below"
"""A function of our own, so it is called by its full name (OData 4.01 part 2, 5.1.1.1).
"""


class _Null:
    """The literal `null`."""


_Side = Operand | Value | _Null | Condition


def parse_filter(text: str, *, prefix: str = "", option: str = "$filter") -> Condition:
    """Return the condition a filter says; ODataError with the place for anything else.

    prefix  what columns may stand below, as Graph's `fields`; it is left out
    """
    parser = _Parser(tokens_of(text, option), option, prefix)
    found = parser.whole()
    return simplified(found) or And(())


class _Parser:
    """Reads tokens by the precedence of operators: or, and, not, comparisons."""

    def __init__(self, tokens: list[Token], option: str, prefix: str) -> None:
        self._tokens = tokens
        self._option = option
        self._prefix = f"{prefix}/" if prefix else ""
        self._at = 0
        self._depth = 0
        self._nodes = 0
        self._variables: dict[str, Field] = {}

    def whole(self) -> Condition:
        found = self._either()
        if self._now.kind is not Kind.END:
            raise self._error("Something is left over")
        return found

    @property
    def _now(self) -> Token:
        return self._tokens[self._at]

    def _error(self, message: str, token: Token | None = None) -> ODataError:
        place = self._now if token is None else token
        return ODataError(message, option=self._option, position=place.position)

    def _take(self) -> Token:
        token = self._now
        self._at += 1
        return token

    def _is_word(self, word: str) -> bool:
        return self._now.kind is Kind.WORD and self._now.text == word

    def _is_sign(self, sign: str) -> bool:
        return self._now.kind is Kind.SIGN and self._now.text == sign

    def _expect(self, sign: str) -> None:
        if not self._is_sign(sign):
            raise self._error(f"“{sign}” is expected")
        self._at += 1

    def _count(self) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise self._error("Too much")

    def _either(self) -> Condition:
        terms = [self._both()]
        while self._is_word("or"):
            self._at += 1
            terms.append(self._both())
        return terms[0] if len(terms) == 1 else Or(tuple(terms))

    def _both(self) -> Condition:
        terms = [self._one()]
        while self._is_word("and"):
            self._at += 1
            terms.append(self._one())
        return terms[0] if len(terms) == 1 else And(tuple(terms))

    def _one(self) -> Condition:
        """Return a condition: in brackets, negated, or a comparison."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._error("Too deep")
        self._count()
        try:
            if self._is_word("not"):
                self._at += 1
                return Not(self._one())
            if self._is_sign("("):
                self._at += 1
                found = self._either()
                self._expect(")")
                return found
            return self._comparison()
        finally:
            self._depth -= 1

    def _comparison(self) -> Condition:
        start = self._now
        left = self._side()
        if self._now.kind is not Kind.WORD or (
            self._now.text not in _OPS and self._now.text != "in"
        ):
            return self._alone(left, start)
        word = self._take().text
        if word == "in":
            return self._in(left, start)
        op = _OPS[word]
        middle = self._now
        right = self._side()
        if _is_operand(right) and not _is_operand(left):
            left, right, op = right, left, _FLIPPED[op]
        return self._compared(left, op, right, start, middle)

    def _alone(self, left: _Side, start: Token) -> Condition:
        """Return what stands without a comparison: a function, a yes-or-no column."""
        if isinstance(left, Condition):
            return left
        if isinstance(left, Field):
            return Compare(left, Op.EQ, True)  # noqa: FBT003 - the literal
        if left is True:
            return And(())
        if left is False:
            return Or(())
        raise self._error("This is no condition", start)

    def _compared(
        self, left: _Side, op: Op, right: _Side, start: Token, middle: Token
    ) -> Condition:
        if isinstance(left, Condition) and isinstance(right, bool):
            # OData 3: `startswith(Title,'x') eq true`.
            if op not in (Op.EQ, Op.NE):
                raise self._error("This can be true or false alone", middle)
            return left if (op is Op.EQ) == right else Not(left)
        if not isinstance(left, Field | PartOf):
            raise self._error("A column is expected", start)
        if isinstance(right, _Null):
            if op not in (Op.EQ, Op.NE) or isinstance(left, PartOf):
                raise self._error("null is equal or not", middle)
            return IsNull(left) if op is Op.EQ else Not(IsNull(left))
        if isinstance(right, Field | PartOf | Condition):
            raise self._error("Two columns cannot be compared", middle)
        return Compare(left, op, right)

    def _in(self, left: _Side, start: Token) -> Condition:
        if not isinstance(left, Field | PartOf):
            raise self._error("A column is expected", start)
        self._expect("(")
        values: list[Value] = []
        has_null = False
        while not self._is_sign(")"):
            if values or has_null:
                self._expect(",")
            self._count()
            token = self._now
            value = self._side()
            if isinstance(value, _Null) and isinstance(left, Field):
                has_null = True
            elif isinstance(value, Field | PartOf | Condition | _Null):
                raise self._error("A value is expected", token)
            else:
                values.append(value)
        self._at += 1
        found = In(left, tuple(values))
        if has_null and isinstance(left, Field):
            return Or((IsNull(left), found))
        return found

    # --- sides of comparisons

    def _side(self) -> _Side:
        token = self._take()
        if token.kind is not Kind.WORD:
            if token.kind in (Kind.SIGN, Kind.END):
                raise self._error("A column or a value is expected", token)
            return value_of(token, self._option)
        if token.text in ("true", "false"):
            return token.text == "true"
        if token.text == "null":
            return _Null()
        if self._is_sign("("):
            return self._called(token)
        return self._field(token)

    def _field(self, token: Token) -> Field:
        if token.text in self._variables:
            return self._variables[token.text]
        path = token.text.removeprefix(self._prefix)
        name, _slash, inner = path.partition("/")
        if "." in path:
            raise self._error("A column is expected", token)
        if "/" in inner:
            raise self._error("Too long a path", token)
        return Field(name, inner)

    def _called(self, token: Token) -> _Side:
        """Return what a function makes; its name is taken already."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self._error("Too deep", token)
        self._count()
        try:
            self._at += 1
            return self._function(token)
        finally:
            self._depth -= 1

    def _function(self, token: Token) -> _Side:
        if token.text == BELOW:
            return self._below(token)
        path, _slash, last = token.text.rpartition("/")
        name = last.lower()
        if path and name == "any":
            return self._any(token, path)
        if name == "now":
            self._expect(")")
            return self._shifted()
        if name in _SAME:
            inner = self._side()
            self._expect(")")
            if not isinstance(inner, Field | str):
                raise self._error("A text is expected", token)
            return inner
        if name == "date":
            inner = self._column(token)
            self._expect(")")
            return inner
        if name in _PARTS:
            inner = self._column(token)
            self._expect(")")
            return PartOf(inner, _PARTS[name])
        if name in _MATCHES or name == "substringof":
            return self._like(token, name)
        raise self._error(f"There is no function “{token.text}”", token)

    def _column(self, token: Token) -> Field:
        found = self._side()
        if not isinstance(found, Field):
            raise self._error("A column is expected", token)
        return found

    def _like(self, token: Token, name: str) -> Condition:
        first = self._side()
        self._expect(",")
        second = self._side()
        self._expect(")")
        if name == "substringof":
            first, second = second, first
        if not isinstance(first, Field) or not isinstance(second, str):
            raise self._error("A column and a text are expected", token)
        return Like(first, _MATCHES.get(name, Match.CONTAINS), second)

    def _below(self, token: Token) -> Condition:
        """Return `Hallway.Below(Region,7)`: a managed term with all below it."""
        left = self._column(token)
        self._expect(",")
        term = self._side()
        self._expect(")")
        # True is no number, though Python says so.
        if not isinstance(term, int) or isinstance(term, bool):
            raise self._error("A column and the number of a term are expected", token)
        return Below(left, term)

    def _any(self, token: Token, path: str) -> Condition:
        """Return `Tags/any(t: t eq 'a')`: one of a column's values is so."""
        name = self._take()
        if name.kind is not Kind.WORD or {"/", "."} & {*name.text}:
            raise self._error("A name is expected", name)
        self._expect(":")
        before = dict(self._variables)
        field = self._field(Token(Kind.WORD, path, token.position))
        self._variables[name.text] = field
        found = self._either()
        self._variables = before
        self._expect(")")
        return found

    def _shifted(self) -> Value:
        """Return now, or `now() sub duration'P7D'`."""
        if not (self._is_word("add") or self._is_word("sub")):
            return Now()
        sign = 1 if self._take().text == "add" else -1
        token = self._take()
        if token.kind is not Kind.TYPED or token.type != "duration":
            raise self._error("A duration is expected", token)
        return Now(sign * seconds_of(token.text, self._option, token.position))


def _is_operand(side: _Side) -> bool:
    return isinstance(side, Field | PartOf)
