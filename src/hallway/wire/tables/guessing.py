"""What a column of cells most likely holds, told from all of its values together.

Almost all of a column have to fit a type: of twenty values or more, one in twenty may
be wrong, and is an error then instead of making the column text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import lru_cache

from hallway.wire.tables.records import Value
from hallway.wire.tables.values import (
    DAY_FORMS,
    NUMBER_FORMS,
    read_day,
    read_decimal,
    read_moment,
    read_yes_no,
    split_money,
)

MAX_CHOICES = 20
"""Different values of a column of choices."""
MAX_WORDS = 100
"""Different values that are kept, for whoever makes choices of them."""
_REPEATED = 4
"""How often each of them stands there, on average, at least."""
_LONGEST_CHOICE = 60
_TOLERATED = 20
_HOPELESS = 200
_LINE = 255
_LINK = re.compile(r"(?:https?|ftp)://\S+", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")
# A code, not a number: it would lose its zeros, or its last digits.
_DOTTED = re.compile(r"\d{1,2}\.\d{1,2}\.\d")
_CODE = re.compile(r"[+-]?0\d.*|\d{16,}.*|\+\d.*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What a column holds.

    type      text, note, number, currency, yesno, date, datetime, choice, link, email
    form      how numbers or days are written; see `tables.values`
    currency  the code of an amount's
    choices   the words of a choice, as they first occur
    percent   numbers are percentages
    """

    type: str
    form: str = ""
    currency: str = ""
    choices: tuple[str, ...] = ()
    percent: bool = False


@dataclass(slots=True)
class Guesser:
    """Sees the values of one column, one after the other."""

    fits: Counter[tuple[str, str]] = field(default_factory=Counter)
    words: dict[str, None] = field(default_factory=dict)
    currencies: Counter[str] = field(default_factory=Counter)
    seen: int = 0
    texts: int = 0
    percents: int = 0
    dotted: int = 0
    longest: int = 0
    has_breaks: bool = False

    def see(self, value: Value) -> None:
        """Take in a value; nothing is no value."""
        if value is None or (isinstance(value, str) and not value.strip()):
            return
        self.seen += 1
        match value:
            case str():
                self._see_text(value.strip())
            case bool():
                self.fits["yesno", ""] += 1
            case int() | float():
                self._fit("number", NUMBER_FORMS)
            case datetime():
                self._fit("datetime", DAY_FORMS)
                if value.time() == time():
                    self._fit("date", DAY_FORMS)
            case date():
                self._fit("date", DAY_FORMS)
                self._fit("datetime", DAY_FORMS)

    def _fit(self, kind: str, forms: tuple[str, ...]) -> None:
        for form in forms:
            self.fits[kind, form] += 1

    def _see_text(self, text: str) -> None:
        self.texts += 1
        self.longest = max(self.longest, len(text))
        self.has_breaks = self.has_breaks or "\n" in text
        if len(self.words) <= MAX_WORDS:
            self.words[text[: _LINE + 1]] = None
        if self.longest > _LINE or self.has_breaks:
            return
        if self._is_hopeless():
            return
        self.percents += text.endswith("%")
        self.dotted += _DOTTED.match(text) is not None
        kinds, currency = _kinds_of(text)
        for kind in kinds:
            self.fits[kind] += 1
        if currency:
            self.currencies[currency] += 1

    def _is_hopeless(self) -> bool:
        """Tell whether so few of so many fit anything that no more is asked."""
        return self.seen > _HOPELESS and (
            max(self.fits.values(), default=0) * _TOLERATED < self.seen
        )

    def guess(self, *, prefers_comma: bool = False) -> Guess:
        """Tell what the column holds; `prefers_comma` decides what nothing else does.

        So does it for 03/04/2026: the day stands first where the comma is preferred.
        """
        if not self.seen:
            return Guess(type="text")
        if self.longest > _LINE or self.has_breaks:
            return Guess(type="note")
        numbers = ("comma", "point") if prefers_comma else ("point", "comma")
        is_german = prefers_comma or self.dotted > 0
        days = ("dmy", "mdy", "ymd") if is_german else ("mdy", "dmy", "ymd")
        tolerated = self.seen // _TOLERATED
        for most in (0, tolerated) if tolerated else (0,):
            for kind, forms in (
                ("yesno", ("",)),
                ("number", numbers),
                ("currency", numbers),
                ("date", days),
                ("datetime", days),
                ("link", ("",)),
                ("email", ("",)),
            ):
                # The first of those that fit most.
                many = max(self.fits[kind, form] for form in forms)
                form = next(one for one in forms if self.fits[kind, one] == many)
                if many and self.seen - many <= most:
                    return self._made(kind, form)
        return self._words()

    def _made(self, kind: str, form: str) -> Guess:
        if kind == "currency":
            (currency, many), *rest = self.currencies.most_common()
            if rest:
                return self._words()
            del many
            return Guess(type=kind, form=form, currency=currency)
        if kind in ("date", "datetime"):
            is_iso = self.fits[kind, "ymd"] == self.fits[kind, form]
            return Guess(type=kind, form="ymd" if is_iso else form)
        return Guess(
            type=kind, form=form, percent=kind == "number" and self.percents > 0
        )

    def _words(self) -> Guess:
        is_few = len(self.words) <= MAX_CHOICES and self.longest <= _LONGEST_CHOICE
        if is_few and self.texts >= _REPEATED * len(self.words) > _REPEATED:
            return Guess(type="choice", choices=tuple(self.words))
        return Guess(type="text")


def _is(read: Callable[..., object], text: str, *form: str) -> bool:
    try:
        read(text, *form)
    except ValueError:
        return False
    return True


@lru_cache(maxsize=16_384)
def _kinds_of(text: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """Return what a text fits, each with its form, and the currency it names."""
    kinds: list[tuple[str, str]] = []
    currency = ""
    if _is(read_yes_no, text) and text not in ("0", "1", "-"):
        kinds.append(("yesno", ""))
    if any(character.isdigit() for character in text):
        if _CODE.fullmatch(text) is None:
            kinds += [
                ("number", form)
                for form in NUMBER_FORMS
                if _is(read_decimal, text, form)
            ]
        amounts, currency = _amounts_of(text)
        kinds += amounts
        kinds += _days_of(text)
    if _LINK.fullmatch(text):
        kinds.append(("link", ""))
    elif _EMAIL.fullmatch(text):
        kinds.append(("email", ""))
    return tuple(kinds), currency


def _amounts_of(text: str) -> tuple[list[tuple[str, str]], str]:
    try:
        number, currency = split_money(text)
    except ValueError:
        return [], ""
    forms = [form for form in NUMBER_FORMS if _is(read_decimal, number, form)]
    return [("currency", form) for form in forms], currency if forms else ""


def _days_of(text: str) -> list[tuple[str, str]]:
    kinds = []
    for form in DAY_FORMS:
        if _is(read_day, text, form):
            kinds += [("date", form), ("datetime", form)]
        elif ":" in text and _is(read_moment, text, form):
            kinds.append(("datetime", form))
    return kinds
