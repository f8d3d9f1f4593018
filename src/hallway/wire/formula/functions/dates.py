"""Functions of dates and moments."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Callable, Sequence

from hallway.wire.formula.formats import month_called
from hallway.wire.formula.functions.signature import Function, Known, Run, Takes
from hallway.wire.formula.nodes import Error, Type
from hallway.wire.formula.values import Fault, Value, as_moment, day_of, moved

DAY, NUMBER, TEXT = Takes.DAY, Takes.NUMBER, Takes.TEXT
_MOST_MONTHS = 12 * 10000

# WEEKDAY's kinds: the weekday that counts as first, Monday being 0, and its number.
_WEEKDAYS = {1: (6, 1), 2: (0, 1), 3: (0, 0)} | {11 + i: (i, 1) for i in range(7)}

_WRITTEN = (
    re.compile(r"(?P<y>\d{4})[-/](?P<m>\d{1,2})[-/](?P<d>\d{1,2})(?:[T ].*)?"),
    re.compile(r"(?P<m>\d{1,2})/(?P<d>\d{1,2})/(?P<y>\d{4})"),
    re.compile(r"(?P<d>\d{1,2})[- ](?P<m>[A-Za-z]{3,9})[- ](?P<y>\d{4})"),
    re.compile(r"(?P<m>[A-Za-z]{3,9}) (?P<d>\d{1,2}), ?(?P<y>\d{4})"),
)


def _day(year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except (ValueError, OverflowError):
        raise Fault(Error.NUM) from None


def _in_months(day: dt.date, months: float) -> tuple[int, int]:
    """The year and month so many months later, cut towards 0."""
    if abs(months) > _MOST_MONTHS:
        raise Fault(Error.NUM)
    count = day.year * 12 + day.month - 1 + int(months)
    year, month = divmod(count, 12)
    if not 1 <= year <= 9999:
        raise Fault(Error.NUM)
    return year, month + 1


def _last(year: int, month: int) -> int:
    return calendar.monthrange(year, month)[1]


def _date(_run: Run, year: float, month: float, day: float) -> Value:
    if not 0 <= year < 10000:
        raise Fault(Error.NUM)
    full = int(year) + (1900 if year < 1900 else 0)
    first = _day(*_in_months(_day(full, 1, 1), int(month) - 1), 1)
    return moved(first, int(day) - 1)


def _edate(_run: Run, day: dt.date, months: float) -> Value:
    year, month = _in_months(day, months)
    return _day(year, month, min(day.day, _last(year, month)))


def _eomonth(_run: Run, day: dt.date, months: float) -> Value:
    year, month = _in_months(day, months)
    return _day(year, month, _last(year, month))


def _weekday(_run: Run, day: dt.date, kind: float = 1) -> Value:
    if int(kind) not in _WEEKDAYS:
        raise Fault(Error.NUM)
    first, number = _WEEKDAYS[int(kind)]
    return (day.weekday() - first) % 7 + number


def _datevalue(_run: Run, value: Value) -> Value:
    if value is None or isinstance(value, dt.date):
        return value if value is None else day_of(value)
    if isinstance(value, str):
        for pattern in _WRITTEN:
            if found := pattern.fullmatch(value.strip()):
                return _written(found)
    raise Fault(Error.VALUE)


def _written(found: re.Match[str]) -> dt.date:
    month = found["m"]
    number = month_called(month) if month.isalpha() else int(month)
    try:
        return dt.date(int(found["y"]), number, int(found["d"]))
    except ValueError:
        raise Fault(Error.VALUE) from None


def _months_between(start: dt.date, end: dt.date) -> int:
    months = (end.year - start.year) * 12 + end.month - start.month
    return months - (end.day < start.day)


def _datedif(_run: Run, start: dt.date, end: dt.date, unit: str) -> Value:
    first, last = day_of(start), day_of(end)
    if first > last:
        raise Fault(Error.NUM)
    months = _months_between(first, last)
    if unit.upper() == "D":
        return (last - first).days
    if unit.upper() == "M":
        return months
    if unit.upper() == "Y":
        return months // 12
    if unit.upper() == "YM":
        return months % 12
    if unit.upper() == "MD":
        return _days_left(first, last, months)
    if unit.upper() == "YD":
        return _days_left(first, last, months // 12 * 12)
    raise Fault(Error.NUM)


def _days_left(first: dt.date, last: dt.date, months: int) -> int:
    """The days from ``months`` after the first day to the last."""
    year, month = _in_months(first, months)
    reached = dt.date(year, month, min(first.day, _last(year, month)))
    return (last - reached).days


def _networkdays(_run: Run, start: dt.date, end: dt.date) -> Value:
    first, last = day_of(start), day_of(end)
    if first > last:
        return -_workdays(last, first)
    return _workdays(first, last)


def _workdays(first: dt.date, last: dt.date) -> int:
    """The days from Monday to Friday, both ends counted."""
    weeks, rest = divmod((last - first).days + 1, 7)
    return weeks * 5 + sum((first.weekday() + i) % 7 < 5 for i in range(rest))


def _today(run: Run) -> Value:
    return None if run.now is None else run.now.date()


def _now(run: Run) -> Value:
    return run.now


def _of_day(usage: str, part: Callable[[dt.datetime], int]) -> Function:
    return Function(
        usage=usage,
        takes=(DAY,),
        gives=Type.NUMBER,
        run=lambda _run, day: part(as_moment(day)),
    )


def _function(
    usage: str,
    run: Callable[..., Value],
    takes: Sequence[Takes],
    gives: Callable[[Sequence[Known]], Known] | Type = Type.NUMBER,
    *,
    least: int | None = None,
) -> Function:
    return Function(usage=usage, takes=tuple(takes), least=least, gives=gives, run=run)


FUNCTIONS = (
    _function("DATE(year, month, day)", _date, (NUMBER,) * 3, Type.DATE),
    _function("DATEVALUE(text)", _datevalue, (Takes.ANYTHING,), Type.DATE),
    _of_day("YEAR(date)", lambda moment: moment.year),
    _of_day("MONTH(date)", lambda moment: moment.month),
    _of_day("DAY(date)", lambda moment: moment.day),
    _of_day("HOUR(date)", lambda moment: moment.hour),
    _of_day("MINUTE(date)", lambda moment: moment.minute),
    _of_day("SECOND(date)", lambda moment: moment.second),
    _function("WEEKDAY(date, [kind])", _weekday, (DAY, NUMBER), least=1),
    _function("DATEDIF(start, end, unit)", _datedif, (DAY, DAY, TEXT)),
    _function("EDATE(date, months)", _edate, (DAY, NUMBER), Type.DATE),
    _function("EOMONTH(date, months)", _eomonth, (DAY, NUMBER), Type.DATE),
    _function("NETWORKDAYS(start, end)", _networkdays, (DAY, DAY)),
    Function(usage="TODAY()", gives=Type.DATE, run=_today, moving=True),
    Function(usage="NOW()", gives=Type.DATETIME, run=_now, moving=True),
)
