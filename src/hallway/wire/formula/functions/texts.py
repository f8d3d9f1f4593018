"""Functions of texts; places in texts are counted from 1."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from hallway.wire.formula.formats import fixed, shown
from hallway.wire.formula.functions.signature import Function, Run, Takes
from hallway.wire.formula.nodes import MAX_TEXT, Error, Type
from hallway.wire.formula.values import Fault, Value

TEXT, NUMBER = Takes.TEXT, Takes.NUMBER
_PATTERN = 255  # characters in what SEARCH looks for
_AMOUNT = re.compile(
    r"\s*(?P<sign>-?)\s*[$€£]?\s*(?P<sign2>-?)"
    r"(?P<number>(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?)"
    r"\s*(?P<percent>%?)\s*"
)


def _count(number: float) -> int:
    """A count of characters; Fault if it is negative."""
    if number < 0:
        raise Fault(Error.VALUE)
    return int(min(number, MAX_TEXT + 1))


def _concatenate(_run: Run, *texts: str) -> Value:
    if sum(map(len, texts)) > MAX_TEXT:
        raise Fault(Error.VALUE)
    return "".join(texts)


def _left(_run: Run, text: str, count: float = 1) -> Value:
    return text[: _count(count)]


def _right(_run: Run, text: str, count: float = 1) -> Value:
    return text[max(0, len(text) - _count(count)) :]


def _mid(_run: Run, text: str, start: float, count: float) -> Value:
    if start < 1:
        raise Fault(Error.VALUE)
    first = _count(start) - 1
    return text[first : first + _count(count)]


def _len(_run: Run, text: str) -> Value:
    return len(text)


def _trim(_run: Run, text: str) -> Value:
    return re.sub(" +", " ", text.strip(" "))


def _start(text: str, start: float) -> int:
    """Where to begin looking, from 0."""
    if not 1 <= start <= len(text) + 1:
        raise Fault(Error.VALUE)
    return int(start) - 1


def _find(run: Run, sought: str, text: str, start: float = 1) -> Value:
    run.spend(len(text))
    found = text.find(sought, _start(text, start))
    if found < 0:
        raise Fault(Error.VALUE)
    return found + 1


def _search(run: Run, sought: str, text: str, start: float = 1) -> Value:
    first = _start(text, start)
    if len(sought) > _PATTERN:
        raise Fault(Error.VALUE)
    # Comparing takes a step a character and making a pattern ready about a hundred.
    run.spend(len(text) * (1 + len(sought) // 8) + len(sought) * 100)
    found = None
    at = first
    # What lies between two stars is found as early as it can be, so that nothing
    # is ever tried again.
    for piece in _pieces(sought):
        hit = piece.search(text, at)
        if hit is None:
            raise Fault(Error.VALUE)
        found = hit.start() if found is None else found
        at = hit.end()
    return (first if found is None else found) + 1


def _pieces(sought: str) -> list[re.Pattern[str]]:
    """What stands between the stars; ``?`` is any character, ``~`` takes as written."""
    pieces = [""]
    characters = iter(sought)
    for each in characters:
        if each == "*":
            pieces.append("")
        elif each == "?":
            pieces[-1] += "."
        else:
            literal = next(characters, "~") if each == "~" else each
            pieces[-1] += re.escape(literal)
    return [re.compile(piece, re.IGNORECASE | re.DOTALL) for piece in pieces]


def _substitute(
    run: Run, text: str, old: str, new: str, which: float | None = None
) -> Value:
    run.spend(len(text))
    if which is not None and which < 1:
        raise Fault(Error.VALUE)
    if not old:
        return text
    if which is not None:
        return _substitute_one(text, old, new, int(min(which, MAX_TEXT)))
    if len(text) + text.count(old) * (len(new) - len(old)) > MAX_TEXT:
        raise Fault(Error.VALUE)
    return text.replace(old, new)


def _substitute_one(text: str, old: str, new: str, which: int) -> str:
    parts = text.split(old, which)
    if len(parts) <= which:
        return text
    return old.join(parts[:-1]) + new + parts[-1]


def _replace(_run: Run, text: str, start: float, count: float, new: str) -> Value:
    if start < 1:
        raise Fault(Error.VALUE)
    first = _count(start) - 1
    return text[:first] + new + text[first + _count(count) :]


def _rept(run: Run, text: str, times: float) -> Value:
    if len(text) * _count(times) > MAX_TEXT:
        raise Fault(Error.VALUE)
    run.spend(len(text) * int(times) if text else 0)
    return text * int(times) if text else ""


def _char(_run: Run, number: float) -> Value:
    code = int(number)
    if not (code in {9, 10, 13} or 32 <= code <= 255) or code == 127:
        raise Fault(Error.VALUE)
    try:
        return bytes([code]).decode("cp1252")
    except UnicodeDecodeError:
        raise Fault(Error.VALUE) from None


def _code(_run: Run, text: str) -> Value:
    if not text:
        raise Fault(Error.VALUE)
    try:
        return text[0].encode("cp1252")[0]
    except UnicodeEncodeError:
        return ord("?")


def _value(_run: Run, text: str) -> Value:
    if not text:
        return 0.0
    found = _AMOUNT.fullmatch(text) if len(text) <= _PATTERN else None
    if found is None or not any(map(str.isdigit, found["number"])):
        raise Fault(Error.VALUE)
    try:
        number = float(found["number"].replace(",", ""))
    except ValueError:  # an exponent without digits before it
        raise Fault(Error.VALUE) from None
    if found["sign"] or found["sign2"]:
        number = -number
    return number / 100 if found["percent"] else number


def _fixed(
    _run: Run, number: float, digits: float = 2, no_commas: Value = None
) -> Value:
    return fixed(number, digits, grouped=not no_commas)


def _dollar(_run: Run, number: float, digits: float = 2) -> Value:
    text = "$" + fixed(abs(number), digits, grouped=True)
    return f"({text})" if number < 0 else text


def _text(run: Run, value: Value, pattern: str) -> Value:
    run.spend(len(pattern))
    return shown(value, pattern)


def _exact(_run: Run, one: str, other: str) -> Value:
    return one == other


def _of_text(
    usage: str,
    run: Callable[..., Value],
    takes: Sequence[Takes] = (TEXT,),
    *,
    least: int | None = None,
    gives: Type = Type.TEXT,
) -> Function:
    return Function(usage=usage, takes=tuple(takes), least=least, gives=gives, run=run)


FUNCTIONS = (
    *(
        Function(
            usage=f"{name}(text, [text, …])",
            takes=(TEXT,),
            more=TEXT,
            gives=Type.TEXT,
            run=_concatenate,
        )
        for name in ("CONCATENATE", "CONCAT")
    ),
    _of_text("LEFT(text, [count])", _left, (TEXT, NUMBER), least=1),
    _of_text("RIGHT(text, [count])", _right, (TEXT, NUMBER), least=1),
    _of_text("MID(text, start, count)", _mid, (TEXT, NUMBER, NUMBER)),
    _of_text("LEN(text)", _len, gives=Type.NUMBER),
    _of_text("UPPER(text)", lambda _run, text: text.upper()),
    _of_text("LOWER(text)", lambda _run, text: text.lower()),
    _of_text("PROPER(text)", lambda _run, text: text.title()),
    _of_text("TRIM(text)", _trim),
    _of_text(
        "FIND(sought, text, [start])",
        _find,
        (TEXT, TEXT, NUMBER),
        least=2,
        gives=Type.NUMBER,
    ),
    _of_text(
        "SEARCH(sought, text, [start])",
        _search,
        (TEXT, TEXT, NUMBER),
        least=2,
        gives=Type.NUMBER,
    ),
    _of_text(
        "SUBSTITUTE(text, old, new, [which])",
        _substitute,
        (TEXT, TEXT, TEXT, NUMBER),
        least=3,
    ),
    _of_text(
        "REPLACE(text, start, count, new)", _replace, (TEXT, NUMBER, NUMBER, TEXT)
    ),
    _of_text("REPT(text, times)", _rept, (TEXT, NUMBER)),
    _of_text("EXACT(text, text)", _exact, (TEXT, TEXT), gives=Type.YESNO),
    _of_text("TEXT(value, format)", _text, (Takes.ANYTHING, TEXT)),
    _of_text("VALUE(text)", _value, gives=Type.NUMBER),
    _of_text("CHAR(number)", _char, (NUMBER,)),
    _of_text("CODE(text)", _code, gives=Type.NUMBER),
    _of_text("DOLLAR(number, [digits])", _dollar, (NUMBER, NUMBER), least=1),
    _of_text(
        "FIXED(number, [digits], [no commas])",
        _fixed,
        (NUMBER, NUMBER, Takes.YESNO),
        least=1,
    ),
)
