"""Instants and sizes as people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from typing import NamedTuple

from django.template.defaultfilters import filesizeformat
from django.utils import formats, timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

_EPOCH = datetime.fromtimestamp(0, UTC)
# One day in, so that it has a day in every zone.
_FIRST = (datetime(1, 1, 2, tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)
_LAST = (datetime(9999, 12, 31, tzinfo=UTC) - _EPOCH) // timedelta(microseconds=1)
_MINUTE = 60 * 1_000_000
_HOUR = 60 * _MINUTE


class When(NamedTuple):
    """An instant: for machines, in short words, and exactly."""

    iso: str
    words: str
    exact: str


class Now(NamedTuple):
    """An instant others are read beside, and how whoever reads them has them."""

    instant: int
    day: date
    zone: tzinfo
    language: str | None


def beside(now: int) -> Now:
    """What many instants are read beside, in the time zone and language now active."""
    zone = timezone.get_current_timezone()
    return Now(now, utc(now).astimezone(zone).date(), zone, get_language())


def when(instant: int, *, now: int | Now) -> When:
    """How an instant reads beside another, both in microseconds since the epoch.

    In the time zone that is active: "12 minutes ago", "Today, 08:12", "Fri 20 Nov".
    """
    now = beside(now) if isinstance(now, int) else now
    read = _when(instant, now.day, now.zone, now.language)
    passed = now.instant - instant
    if 0 <= passed < _HOUR:
        return read._replace(words=_just(passed))
    return read


@lru_cache(maxsize=4096)
def _when(instant: int, today: date, zone: tzinfo, language: str | None) -> When:
    """What follows from the day: rows have an instant in several places, and again."""
    instant_utc = utc(instant)
    moment, forms = instant_utc.astimezone(zone), _forms(language)
    exact = _format(moment, forms.exact, language)
    iso = instant_utc.isoformat(timespec="seconds")
    return When(iso, _words(moment, today, forms, language), exact)


class _Forms(NamedTuple):
    """How a language writes instants, as Django's `date` filter wants it."""

    exact: str
    clock: str
    weekday: str
    day: str
    year: str


@lru_cache(maxsize=64)
def _forms(
    language: str | None,
) -> _Forms:
    return _Forms(_("j F Y, H:i"), _("H:i"), _("D j M"), _("j M"), _("j M Y"))


def date_words(instant: int) -> str:
    """The day of an instant, with its name: "Monday, 23 November"."""
    return formats.date_format(local(instant), _("l, j F"))


def hour_of(instant: int) -> int:
    """The hour of an instant in the time zone that is active."""
    return local(instant).hour


def size_words(size: int) -> str:
    """A number of bytes in the unit that suits it."""
    return _sized(size, get_language())


@lru_cache(maxsize=4096)
def _sized(
    size: int,
    language: str | None,
) -> str:
    return filesizeformat(size)


def utc(instant: int) -> datetime:
    """An instant in UTC: whole days are written there.

    The first or the last day of the calendar where it lies outside.
    """
    within = min(max(instant, _FIRST), _LAST)
    return _EPOCH + timedelta(microseconds=within)


def local(instant: int) -> datetime:
    """An instant in the time zone that is active."""
    return timezone.localtime(utc(instant))


def _format(moment: datetime, form: str, language: str | None) -> str:
    """Format to the minute: the rows of a table repeat each other's."""
    # As the clock on the wall shows it: equal instants of two zones are not the same.
    shown = moment.replace(second=0, microsecond=0, tzinfo=None)
    return _formatted(shown, form, language)


@lru_cache(maxsize=4096)
def _formatted(
    moment: datetime,
    form: str,
    language: str | None,
) -> str:
    return formats.date_format(moment, form)


def _just(passed: int) -> str:
    """An instant of the last hour, by the microseconds since."""
    minutes = passed // _MINUTE
    if not minutes:
        return _("Just now")
    return ngettext("%(count)d minute ago", "%(count)d minutes ago", minutes) % {
        "count": minutes
    }


def _words(moment: datetime, today: date, forms: _Forms, language: str | None) -> str:
    days = (today - moment.date()).days
    if days in (0, 1):
        words = _("Yesterday, %(time)s") if days else _("Today, %(time)s")
        return words % {"time": _format(moment, forms.clock, language)}
    if 1 < days < 7:
        return _format(moment, forms.weekday, language)
    if moment.year == today.year:
        return _format(moment, forms.day, language)
    return _format(moment, forms.year, language)
