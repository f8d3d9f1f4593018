"""Events as rows, on whatever page they stand."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.utils import formats
from django.utils.translation import gettext as _

from hallway.faces.web.companies import letter_of
from hallway.faces.web.parse import Call
from hallway.faces.web.when import local, utc
from hallway.faces.web.written import item_href
from hallway.kinds.events.records import EventCard

_DASH = "\u2013"


class Row(NamedTuple):
    """An event as rows show it."""

    title: str
    href: str
    iso: str
    month: str
    day: str
    text: str
    company: str
    letter: str
    site: str


def begins(card: EventCard) -> datetime:
    """When an event begins: in the active zone, whole days where they are written."""
    return utc(card.starts) if card.all_day else local(card.starts)


def last_day(card: EventCard) -> datetime:
    """The last moment of an event, as `begins`."""
    return utc(card.ends - 1) if card.all_day else local(card.ends - 1)


def row_of(call: Call, card: EventCard) -> Row:
    """The row of an event."""
    first = begins(card)
    return Row(
        title=card.title,
        href=item_href(card),
        iso=first.date().isoformat() if card.all_day else first.isoformat(),
        month=formats.date_format(first, "M"),
        day=str(first.day),
        text=" · ".join(part for part in (time_words(card), card.place) if part),
        company=card.organisation_name,
        letter=letter_of(card.organisation_rank),
        site=card.site,
    )


def time_words(card: EventCard) -> str:
    """When an event is, in short: "Thu 10:00-11:00", "Tue, all day", "26 - 28 Nov"."""
    first, last = begins(card), last_day(card)
    if first.date() != last.date():
        days = [formats.date_format(one, _("D j M")) for one in (first, last)]
        return f" {_DASH} ".join(days)
    name = formats.date_format(first, "D")
    if card.all_day:
        return _("%(day)s, all day") % {"day": name}
    end = local(card.ends)
    clock = formats.date_format(first, _("H:i"))
    until = formats.date_format(end, _("H:i"))
    return f"{name} {clock}{_DASH}{until}"


def long_words(card: EventCard) -> str:
    """When an event is, in full: "Thursday, 26 November 2026, 10:00 to 11:00"."""
    first, last = begins(card), last_day(card)
    shape = _("l, j F Y")
    day, end_day = formats.date_format(first, shape), formats.date_format(last, shape)
    if card.all_day:
        if first.date() == last.date():
            return _("%(day)s, all day") % {"day": day}
        return _("%(first)s to %(last)s") % {"first": day, "last": end_day}
    names = {
        "day": day,
        "start": formats.date_format(first, _("H:i")),
        "end": formats.date_format(local(card.ends), _("H:i")),
        "end_day": formats.date_format(local(card.ends), shape),
    }
    if first.date() == last.date():
        return _("%(day)s, %(start)s to %(end)s") % names
    return _("%(day)s, %(start)s to %(end_day)s, %(end)s") % names
