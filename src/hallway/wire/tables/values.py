"""Values as people write them into cells: numbers, money, days, moments, yes and no.

A form says how a column writes its values, because one cell alone does not: `point`
(1,234.5) or `comma` (1.234,5) for numbers and money; `ymd`, `dmy` or `mdy` for days and
moments.  Every reader raises ValueError for what it does not understand.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from functools import lru_cache

NUMBER_FORMS = ("point", "comma")
DAY_FORMS = ("ymd", "dmy", "mdy")

_GROUPS = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}'\N{RIGHT SINGLE QUOTATION MARK}"
_PLAIN = str.maketrans("", "", _GROUPS)
_REST = r"(?:[eE][+-]?[0-9]{1,3})?"
_GROUPED = {
    form: re.compile(
        rf"[+-]?(?:[0-9]{{1,3}}(?:[{thousand}{_GROUPS}][0-9]{{3}})+|[0-9]+)"
        rf"(?:{point}[0-9]*)?{_REST}"
    )
    for form, thousand, point in (("point", ",", r"\."), ("comma", r"\.", ","))
}
_BEGINS = re.compile(r"[+-]?\.\d|[+-]?,\d")
_SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "zł": "PLN", "Kč": "CZK"}
_SIGN = r"€|\$|£|¥|zł|Kč|[A-Z]{3}"
_MONEY = re.compile(
    rf"(?P<minus>-?)\s*(?:(?P<before>{_SIGN})\s*(?P<after_sign>[^A-Za-z€$£¥]+)"
    rf"|(?P<before_sign>[^A-Za-z€$£¥]+?)\s*(?P<after>{_SIGN}))"
)
_YES = frozenset(
    ("yes", "y", "true", "on", "ja", "j", "wahr", "x", "1", "oui", "✓", "✔")
)
_NO = frozenset(("no", "n", "false", "off", "nein", "falsch", "0", "non", "-", "✗"))
_MONTHS = {
    name: number
    for names in (
        "jan feb mar apr may jun jul aug sep oct nov dec",
        (
            "january february march april may june"
            " july august september october november december"
        ),
        "jan feb mär apr mai jun jul aug sep okt nov dez",
        (
            "januar februar märz april mai juni"
            " juli august september oktober november dezember"
        ),
        "jän feb mrz apr mai juni juli aug sept okt nov dez",
    )
    for number, name in enumerate(names.split(), 1)
}
_YMD = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
_OTHER = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")
_DAY_WORD = re.compile(r"(\d{1,2})\.?[ -]([^\W\d_]{3,9})\.?,?[ -](\d{4})")
_WORD_DAY = re.compile(r"([^\W\d_]{3,9})\.? (\d{1,2}),? (\d{4})")
_TIME = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,6})\d*)?)?"
    r"(?:\s*([AaPp])\.?[Mm]\.?)?(?:\s*Uhr)?\s*(Z|UTC|[+-]\d{2}:?\d{2})?"
)
_CENTURY = 70


def read_number(text: str, form: str) -> float:
    """Return a number; a percentage is its share, so that 5 % gives 0.05."""
    return float(read_decimal(text, form))


def read_decimal(text: str, form: str) -> Decimal:
    """Return a number as it was written."""
    plain = text.strip().replace("\N{MINUS SIGN}", "-")
    share = plain.endswith("%")
    plain = plain.removesuffix("%").strip()
    if _BEGINS.match(plain):
        plain = re.sub(r"([.,])", r"0\1", plain, count=1)
    if not _GROUPED[form].fullmatch(plain):
        raise ValueError("A number is expected.")
    thousand, point = (",", ".") if form == "point" else (".", ",")
    plain = plain.translate(_PLAIN).replace(thousand, "").replace(point, ".")
    found = Decimal(plain)
    return found / 100 if share else found


def split_money(text: str) -> tuple[str, str]:
    """Return the number and the currency (ISO 4217) of an amount that names one."""
    found = _MONEY.fullmatch(text.strip().replace("\N{MINUS SIGN}", "-"))
    if found is None:
        raise ValueError("An amount with its currency is expected.")
    sign = found["before"] or found["after"]
    number = (found["after_sign"] or found["before_sign"]).strip()
    return found["minus"] + number, _SYMBOLS.get(sign, sign)


def read_yes_no(text: str) -> bool:
    """Return whether a word means yes."""
    word = text.strip().casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueError("Yes or no is expected.")


@lru_cache(maxsize=4096)
def read_day(text: str, form: str) -> date:
    """Return a day."""
    text = text.strip()
    try:
        if found := _YMD.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if (found := _OTHER.fullmatch(text)) and form != "ymd":
            first, second = int(found[1]), int(found[3])
            # With points it is the German order, whatever the others have.
            if form == "mdy" and found[2] != ".":
                first, second = second, first
            return date(_year(found[4]), second, first)
        if found := _DAY_WORD.fullmatch(text):
            return date(int(found[3]), _month(found[2]), int(found[1]))
        if found := _WORD_DAY.fullmatch(text):
            return date(int(found[3]), _month(found[1]), int(found[2]))
    except (ValueError, KeyError):
        pass
    raise ValueError("A date is expected, as 2026-12-31.")


def _year(text: str) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    return year + (1900 if year >= _CENTURY else 2000)


def _month(text: str) -> int:
    return _MONTHS[text.casefold()]


def read_moment(text: str, form: str) -> datetime:
    """Return a moment, without a zone where none is written; a day is its midnight."""
    text = text.strip()
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        pass
    else:
        return found
    day, separator, rest = text.partition("T")
    if not (separator and day and day[-1].isdigit()):
        # The time begins with the last word that has a colon.
        at = re.search(r"[,]?\s+\d{1,2}:\d{2}", text)
        if at is None:
            return datetime.combine(read_day(text, form), time())
        day, rest = text[: at.start()], text[at.start() :].lstrip(", ")
    clock = _TIME.fullmatch(rest.strip())
    if clock is None:
        raise ValueError("A date and a time are expected.")
    try:
        return datetime.combine(read_day(day, form), _clock(clock))
    except ValueError:
        raise ValueError("A date and a time are expected.") from None


def _clock(found: re.Match[str]) -> time:
    hour = int(found[1])
    if found[5]:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if found[5] in "Pp" else 0)
    zone = None
    if found[6] in ("Z", "UTC"):
        zone = UTC
    elif found[6]:
        sign = -1 if found[6][0] == "-" else 1
        digits = found[6][1:].replace(":", "")
        minutes = int(digits[:2]) * 60 + int(digits[2:])
        zone = timezone(sign * timedelta(minutes=minutes))
    return time(
        hour,
        int(found[2]),
        int(found[3] or 0),
        int((found[4] or "0").ljust(6, "0")),
        tzinfo=zone,
    )
