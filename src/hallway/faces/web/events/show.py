"""Events to read: what comes up, a month, what is past, one event and its file."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import formats, timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from hallway.core.access.rights import Right
from hallway.core.errors import NotFound
from hallway.faces.web.events import write
from hallway.faces.web.events.cards import (
    Row,
    begins,
    last_day,
    long_words,
    row_of,
)
from hallway.faces.web.frame import frame_of
from hallway.faces.web.parse import Call, href
from hallway.faces.web.render import page
from hallway.faces.web.versions import may
from hallway.faces.web.when import local, utc
from hallway.faces.web.writing import prose
from hallway.faces.web.written import (
    crumbs_of,
    delete_actions,
    item_href,
    versions_action,
    versions_page,
)
from hallway.kinds.events.queries import get_event, list_events, list_past_events
from hallway.kinds.events.records import Event, EventCard
from hallway.wire import ical
from hallway.wire.links import slug

MOST = 200
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


class Tab(NamedTuple):
    """A way to look at the list."""

    label: str
    href: str
    current: bool


class Month(NamedTuple):
    """Events of one month, under its name."""

    title: str
    rows: list[Row]


class Day(NamedTuple):
    """A day of a month's page; `outside` the month, it is another's."""

    iso: str
    words: str
    number: int
    outside: bool
    today: bool
    rows: list[Row]


def show_list(call: Call) -> HttpResponse:
    """The page of a list of events."""
    if call.show == "new":
        return write.show_new(call)
    shown = call.show if call.show in ("month", "past") else "next"
    path = call.place.path
    may_add = call.may(Right.ADD_LIST_ITEMS)
    context: dict[str, Any] = {
        "title": call.list.title,
        "crumbs": crumbs_of(call),
        "new_href": href(path, show="new") if may_add else "",
        "tabs": [
            Tab(_("Coming up"), href(path), shown == "next"),
            Tab(_("Month"), href(path, show="month"), shown == "month"),
            Tab(_("Past"), href(path, show="past"), shown == "past"),
        ],
        "shown": shown,
    }
    if shown == "month":
        context |= _month(call)
    else:
        if shown == "past":
            cards = list_past_events(
                call.actor, call.list.id, before=call.now, limit=MOST
            )
        else:
            cards = list_events(
                call.actor, since=call.now, list_id=call.list.id, limit=MOST
            )
        context["months"] = _by_month(call, cards)
    return page(
        call.request,
        "web/events.html",
        frame=frame_of(
            call.actor,
            site=call.site,
            current=path,
        ),
        **context,
    )


def _by_month(call: Call, cards: Iterable[EventCard]) -> list[Month]:
    months: list[Month] = []
    for card in cards:
        title = formats.date_format(begins(card), "F Y")
        if not months or months[-1].title != title:
            months.append(Month(title, []))
        months[-1].rows.append(row_of(call, card))
    return months


def _month(call: Call) -> dict[str, object]:
    first = _read_month(call)
    start = first - timedelta(days=first.weekday())
    end = start + timedelta(days=42)
    cards = list_events(
        call.actor,
        # A day on either side: whole days are written in UTC.
        since=_instant(start - timedelta(days=1)),
        until=_instant(end + timedelta(days=1)),
        list_id=call.list.id,
        limit=MOST,
    )
    rows = [(begins(card).date(), last_day(card).date(), card) for card in cards]
    today = local(call.now).date()
    weeks = []
    for week in range(6):
        days = [start + timedelta(days=7 * week + n) for n in range(7)]
        if week and days[0].month != first.month and days[0] > first:
            break
        weeks.append([_day(call, day, first, today, rows) for day in days])
    path = call.place.path
    before, after = first - timedelta(days=1), first + timedelta(days=31)
    return {
        "month": formats.date_format(first, "F Y"),
        "weeks": weeks,
        "day_names": [
            formats.date_format(start + timedelta(days=n), "D") for n in range(7)
        ],
        "before_href": href(path, show="month", month=f"{before:%Y-%m}"),
        "after_href": href(path, show="month", month=f"{after:%Y-%m}"),
        "today_href": href(path, show="month"),
    }


def _read_month(call: Call) -> date:
    try:
        asked = date.fromisoformat(f"{call.query.get('month', '')}-01")
    except ValueError:
        return local(call.now).date().replace(day=1)
    # Beyond, there is no day before or after.
    return asked.replace(year=min(max(asked.year, 1971), 2500))


def _instant(day: date) -> int:
    moment = datetime(
        day.year, day.month, day.day, tzinfo=timezone.get_current_timezone()
    )
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _day(
    call: Call,
    day: date,
    month: date,
    today: date,
    rows: list[tuple[date, date, EventCard]],
) -> Day:
    return Day(
        iso=day.isoformat(),
        words=formats.date_format(day, _("l, j F")),
        number=day.day,
        outside=day.month != month.month,
        today=day == today,
        rows=[row_of(call, card) for start, end, card in rows if start <= day <= end],
    )


def show_event(call: Call) -> HttpResponse:
    """One event; its file for calendars, or its form, where the address asks so."""
    if call.row is None:
        raise NotFound
    event = get_event(call.actor, call.row.id)
    if call.query.get("as") == "ics":
        return _file(call, event)
    if call.show == "edit":
        return write.show_edit(call, event)
    address = item_href(event.card)
    if call.show == "versions":
        return versions_page(call, event.card, event.item)
    if href("/".join(("", *call.place.segments))) != address:
        return HttpResponseRedirect(address)
    body, _rendered = prose(event.values.get("Body"))
    link = write.link_of(event)
    may_edit = may(call, Right.EDIT_LIST_ITEMS)
    return page(
        call.request,
        "web/event.html",
        frame=frame_of(call.actor, current=event.card.list_path),
        row=row_of(call, event.card),
        crumbs=crumbs_of(call),
        when=long_words(event.card),
        zone="" if event.card.all_day else timezone.get_current_timezone_name(),
        place=event.card.place,
        link=link,
        body=body,
        ics_href=f"{address}?as=ics",
        edit_href=f"{address}?show=edit" if may_edit else "",
        actions=[versions_action(event.card), *delete_actions(call, event.card)]
        if may_edit
        else [],
    )


def _file(call: Call, event: Event) -> HttpResponse:
    card = event.card
    address = call.request.build_absolute_uri(item_href(card))
    whole = card.all_day
    body = ical.render(
        ical.Event(
            uid=event.item.guid,
            stamp=utc(event.item.modified),
            starts=utc(card.starts).date() if whole else utc(card.starts),
            ends=utc(card.ends).date() if whole else utc(card.ends),
            summary=card.title,
            location=card.place,
            description=str(event.values.get("Body", "")),
            url=address,
        )
    )
    name = f"{slug(card.title) or 'event'}.ics"
    return HttpResponse(
        body,
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": content_disposition_header(
                as_attachment=True, filename=name
            )
            or "attachment",
            "Cache-Control": "private, no-cache",
        },
    )
