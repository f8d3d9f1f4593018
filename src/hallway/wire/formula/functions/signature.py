"""What a function takes and gives, and how its arguments become what it takes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from hallway.wire.formula.nodes import Error, FormulaError, Node, Type
from hallway.wire.formula.values import Fault, Value, as_number, as_text, as_yesno

Known = Type | None
"""A type, or None for a part that is always absent and so fits everywhere."""


class Takes(Enum):
    """What may stand in one place of a call."""

    ANYTHING = "anything"
    TEXT = "text"
    NUMBER = "number"
    YESNO = "yes or no"
    DAY = "date"


FITS: dict[Takes, frozenset[Known]] = {
    Takes.ANYTHING: frozenset({None, *Type}),
    Takes.TEXT: frozenset({None, *Type}),
    Takes.NUMBER: frozenset({None, Type.NUMBER, Type.YESNO}),
    Takes.YESNO: frozenset({None, Type.NUMBER, Type.YESNO}),
    Takes.DAY: frozenset({None, Type.DATE, Type.DATETIME}),
}


class Run(Protocol):
    """What a function may ask of the evaluation it runs in."""

    now: dt.datetime | None
    me: str | None

    def value(self, node: Node) -> Value:
        """Give what a part evaluates to."""

    def spend(self, work: int) -> None:
        """Count so many characters as worked on; raise Fault when it is too much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One function: ``usage`` names its arguments, those in brackets may be left out.

    ``takes`` has a place for each argument; ``least`` of them must be given. If
    ``more`` is given, arguments after the last place are like it, without end.
    ``run`` gets the evaluation and the arguments, evaluated and made into what it
    takes; ``choose`` instead gets the parts and evaluates those it needs. What is
    computed from an absent date is absent, without asking ``run``.
    """

    usage: str
    gives: Callable[[Sequence[Known]], Known] | Type
    takes: tuple[Takes, ...] = ()
    least: int | None = None
    more: Takes | None = None
    run: Callable[..., Value] | None = None
    choose: Callable[[Run, Sequence[Node]], Value] | None = None
    moving: bool = False

    @property
    def name(self) -> str:
        """The function's name, in capitals."""
        return self.usage.partition("(")[0]

    def place(self, i: int) -> Takes:
        """What the argument at ``i``, from 0, must be."""
        if i < len(self.takes):
            return self.takes[i]
        return self.more or Takes.ANYTHING

    def demand_count(self, count: int, at: int) -> None:
        """Raise FormulaError if the function does not take so many arguments."""
        least = len(self.takes) if self.least is None else self.least
        if count < least or (self.more is None and count > len(self.takes)):
            raise FormulaError(f"{self.usage} has other arguments", position=at)


def fitted(value: Value, takes: Takes) -> Value:
    """A value as a place takes it; an absent date stays None."""
    if takes is Takes.TEXT:
        return as_text(value)
    if takes is Takes.NUMBER:
        return as_number(value)
    if takes is Takes.YESNO:
        return as_yesno(value)
    if takes is Takes.DAY and value is not None and not isinstance(value, dt.date):
        raise Fault(Error.VALUE)
    return value


class Mismatch(Exception):
    """Two types that should be one; the checker adds the position."""


def joined(types: Sequence[Known]) -> Known:
    """The one type of several parts of which any may be the answer.

    Raises Mismatch if there is none.
    """
    found: Known = None
    for each in types:
        if found is None:
            found = each
        elif each is not None and each is not found:
            raise Mismatch(f"{found.value} and {each.value} cannot both be the answer")
    return found
