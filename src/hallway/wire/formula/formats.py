"""What TEXT, FIXED and DOLLAR write: numbers and dates by patterns, in English.

The subset of Excel's patterns: for numbers ``0 # . , %``, up to three parts divided
by ``;`` for above, below and equal to 0; for dates ``d dd ddd dddd m mm mmm mmmm yy
yyyy h hh m mm s ss AM/PM``; texts in quotes, after a backslash, and
``$ € £ - + / ( ) : space`` as they stand. Any other pattern gives #VALUE!.
"""

from __future__ import annotations

import datetime as dt
import decimal
import math
import re
from collections.abc import Callable
from decimal import Decimal

from hallway.wire.formula.nodes import Error
from hallway.wire.formula.values import Fault, Value, as_moment, as_number, as_text

# English whatever the locale of the process is.
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS = (
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
)
_LONGEST = 255  # characters in a pattern
_MOST = 100  # digits a pattern may ask for, and FIXED behind the point
_CONTEXT = decimal.Context(prec=700)

_LITERAL = r'"(?P<quoted>[^"]*)"|\\(?P<escaped>.)|(?P<plain>[-$€£+/(): ])'
_SECTION = re.compile(r'"[^"]*"|\\.|.', re.DOTALL)
_NUMBER_PART = re.compile(_LITERAL + r"|(?P<digits>[0#.,]+)|(?P<percent>%)", re.DOTALL)
_DATE_PART = re.compile(
    _LITERAL + r"|(?P<half>AM/PM)|(?P<field>d+|m+|y+|h+|s+)|(?P<mark>[.,])",
    re.IGNORECASE | re.DOTALL,
)


def month_called(name: str) -> int:
    """The number of a month by its English name or the name's first three letters."""
    for i, month in enumerate(_MONTHS, start=1):
        if name.casefold() in {month.casefold(), month[:3].casefold()}:
            return i
    raise Fault(Error.VALUE)


def fixed(number: float, digits: float, *, grouped: bool) -> str:
    """A number with so many digits behind the point, with commas if ``grouped``."""
    if not math.isfinite(number):
        raise Fault(Error.NUM)
    places = int(max(-_MOST, min(_MOST, digits)))
    unit = Decimal(1).scaleb(-places, context=_CONTEXT)
    whole = _CONTEXT.divide(Decimal(repr(number)), unit).to_integral_value(
        rounding=decimal.ROUND_HALF_UP, context=_CONTEXT
    )
    value = _CONTEXT.multiply(whole, unit)
    text = format(value, f"{',' if grouped else ''}.{max(places, 0)}f")
    return text.removeprefix("-") if not whole else text


def shown(value: Value, pattern: str) -> str:
    """A value by a pattern; a text stays as it is, absent is an empty text."""
    if value is None or isinstance(value, str | bool):
        return as_text(value)
    if not pattern:
        return ""
    if len(pattern) > _LONGEST:
        raise Fault(Error.VALUE)
    if isinstance(value, dt.date):
        return _date(as_moment(value), pattern)
    return _number(as_number(value), pattern)


def _number(number: float, pattern: str) -> str:
    if pattern.casefold() == "general":
        return as_text(number)
    sections = _sections(pattern)
    if not 1 <= len(sections) <= 3:
        raise Fault(Error.VALUE)
    if number < 0 and len(sections) > 1:
        return _by_section(-number, sections[1])
    if number == 0 and len(sections) == 3:
        return _by_section(number, sections[2])
    return _by_section(number, sections[0])


def _sections(pattern: str) -> list[str]:
    """A pattern's parts between semicolons that are not in quotes."""
    sections = [""]
    for part in _SECTION.findall(pattern):
        if part == ";":
            sections.append("")
        else:
            sections[-1] += part
    return sections


def _parts(pattern: str, known: re.Pattern[str]) -> list[re.Match[str]]:
    found = []
    at = 0
    while at < len(pattern):
        part = known.match(pattern, at)
        if part is None:
            raise Fault(Error.VALUE)
        found.append(part)
        at = part.end()
    return found


def _literal(part: re.Match[str]) -> str:
    return part["quoted"] or part["escaped"] or part["plain"] or ""


def _by_section(number: float, section: str) -> str:
    parts = _parts(section, _NUMBER_PART)
    runs = [part["digits"] for part in parts if part["digits"]]
    if len(runs) > 1:
        raise Fault(Error.VALUE)
    percents = sum(1 for part in parts if part["percent"])
    if percents > 2:
        raise Fault(Error.VALUE)
    number *= 100**percents
    minus, digits = _digits(number, runs[0]) if runs else ("", "")
    texts = [
        digits if part["digits"] else "%" if part["percent"] else _literal(part)
        for part in parts
    ]
    return minus + "".join(texts)


def _digits(number: float, run: str) -> tuple[str, str]:
    """The sign and the digits of a number by a pattern of ``0 # , .`` alone."""
    thousands = len(run) - len(run.rstrip(","))
    whole, point, behind = run.rstrip(",").partition(".")
    if "." in behind or "," in behind or len(run) > _MOST or whole.startswith(","):
        raise Fault(Error.VALUE)
    text = fixed(number / 1000**thousands, len(behind), grouped="," in whole)
    minus = "-" if text.startswith("-") else ""
    front, _, back = text.removeprefix("-").partition(".")
    least = behind.rfind("0") + 1
    back = back[:least] + back[least:].rstrip("0")
    zeros = whole.replace(",", "").lstrip("#").count("0")
    front = "" if front == "0" and not zeros else front
    front = front.zfill(zeros) if "," not in front else front
    return minus, front + (point and "." + back)


def _date(moment: dt.datetime, pattern: str) -> str:
    parts = _parts(pattern, _DATE_PART)
    halves = any(part["half"] for part in parts)
    fields = [(part["field"] or "").casefold() for part in parts]
    texts = []
    for i, part in enumerate(parts):
        if part["half"]:
            texts.append("AM" if moment.hour < 12 else "PM")
        elif not fields[i]:
            texts.append(_literal(part) or part["mark"] or "")
        elif fields[i] in {"m", "mm"} and _is_minute(fields, i):
            texts.append(f"{moment.minute:0{len(fields[i])}}")
        else:
            texts.append(_field(moment, fields[i], halves=halves))
    return "".join(texts)


def _is_minute(fields: list[str], i: int) -> bool:
    """Tell whether an ``m`` follows hours or goes before seconds."""
    before = next((each for each in reversed(fields[:i]) if each), "")
    behind = next((each for each in fields[i + 1 :] if each), "")
    return before.startswith("h") or behind.startswith("s")


def _field(moment: dt.datetime, field: str, *, halves: bool) -> str:
    hour = (moment.hour + 11) % 12 + 1 if halves else moment.hour
    known: dict[str, Callable[[], str]] = {
        "d": lambda: str(moment.day),
        "dd": lambda: f"{moment.day:02}",
        "ddd": lambda: _DAYS[moment.weekday()][:3],
        "dddd": lambda: _DAYS[moment.weekday()],
        "m": lambda: str(moment.month),
        "mm": lambda: f"{moment.month:02}",
        "mmm": lambda: _MONTHS[moment.month - 1][:3],
        "mmmm": lambda: _MONTHS[moment.month - 1],
        "yy": lambda: f"{moment.year % 100:02}",
        "yyyy": lambda: f"{moment.year:04}",
        "h": lambda: str(hour),
        "hh": lambda: f"{hour:02}",
        "s": lambda: str(moment.second),
        "ss": lambda: f"{moment.second:02}",
    }
    if field not in known:
        raise Fault(Error.VALUE)
    return known[field]()
