"""Writing events: the form, and what its buttons do."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.clock import DAY
from hallway.core.errors import Conflict, Invalid, NotFound, Stale
from hallway.core.versions.commands import restore_version
from hallway.faces.web import restoring, versions, writing, written
from hallway.faces.web.companies import company_options
from hallway.faces.web.errors import refusal
from hallway.faces.web.parse import Call
from hallway.faces.web.render import see_other
from hallway.faces.web.when import utc
from hallway.faces.web.writing import Draft
from hallway.faces.web.written import item_href
from hallway.kinds.events.commands import add_event, change_event
from hallway.kinds.events.queries import get_event
from hallway.kinds.events.records import Event
from hallway.wire.links import is_safe_link

FIELDS = ("title", "starts", "ends", "all_day", "place", "body", "link", "company")
NAMES = {
    "Title": "title",
    "Starts": "starts",
    "Ends": "ends",
    "AllDay": "all_day",
    "Place": "place",
    "Body": "body",
    "Link": "link",
    "Organisation": "company",
}
"""The form's fields by the core's names."""
_HOUR = 3_600_000_000
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def show_new(call: Call) -> HttpResponse:
    """The empty form."""
    demand(call.actor, call.place.mask, Right.ADD_LIST_ITEMS)
    return _form(call, Draft(typed=dict.fromkeys(FIELDS, "")))


def show_edit(call: Call, event: Event) -> HttpResponse:
    """The form with what the event says now."""
    demand(call.actor, versions.mask_of(call), Right.EDIT_LIST_ITEMS)
    card, values = event.card, event.values
    whole = card.all_day
    return _form(
        call,
        Draft(
            typed={
                "title": card.title,
                "starts": _typed(card.starts, whole=whole),
                "ends": _typed(card.ends - DAY if whole else card.ends, whole=whole),
                "all_day": "1" if whole else "",
                "place": card.place,
                "body": values.get("Body", ""),
                "link": values.get("Link", ""),
                "company": str(card.organisation or ""),
            },
            version=event.item.version,
        ),
        event=event,
    )


def _typed(instant: int, *, whole: bool) -> str:
    if whole:
        return utc(instant).strftime("%Y-%m-%dT00:00")
    return writing.typed_instant(instant)


def _form(
    call: Call,
    draft: Draft,
    *,
    event: Event | None = None,
    theirs: Event | None = None,
    status: int = 200,
) -> HttpResponse:
    return written.form(
        call,
        "web/eventform.html",
        draft,
        entry=None if event is None else event.card,
        title=_("New event") if event is None else _("Edit event"),
        status=status,
        theirs=None if theirs is None else theirs.values,
        companies=company_options(call),
        zone=writing.zone_words(),
    )


def _values(draft: Draft) -> dict[str, Any]:
    whole = bool(draft.typed["all_day"])
    starts, ends = (_instant(draft, name, whole=whole) for name in ("starts", "ends"))
    if starts is not None and ends is None and "ends" not in draft.errors:
        ends = starts if whole else starts + _HOUR
    if ends is not None and whole:
        ends += DAY
    return {
        "Title": writing.text_of(draft, "title"),
        "Starts": starts,
        "Ends": ends,
        "AllDay": True if whole else None,
        "Place": writing.text_of(draft, "place"),
        "Body": draft.typed["body"].replace("\r\n", "\n").rstrip() or None,
        "Link": writing.text_of(draft, "link"),
        "Organisation": writing.number_of(draft, "company"),
    }


def _instant(draft: Draft, name: str, *, whole: bool) -> int | None:
    if not whole:
        return writing.instant_of(draft, name)
    # Of whole days the date counts, wherever one is.
    typed = draft.typed[name].strip()
    if not typed:
        return None
    try:
        moment = datetime.fromisoformat(f"{typed[:10]}T00:00:00+00:00")
    except ValueError:
        draft.errors[name] = _("A date is expected, as 2026-12-31.")
        return None
    return (moment - _EPOCH) // timedelta(microseconds=1)


def act_on_list(call: Call) -> HttpResponse:
    """Add an event, or bring a deleted one back."""
    if call.value("do") == "restore":
        return restoring.restore(call, call.values("deletion"), back=call.here)
    return _save(call, None)


def act_on_event(call: Call) -> HttpResponse:
    """Do to an event what a form asks for."""
    if call.row is None:
        raise NotFound
    event = get_event(call.actor, call.row.id)
    if call.value("do") == "delete":
        return written.delete(call, event.card)
    if call.value("do") == "restore-version":
        return _restore(call, event)
    return _save(call, event)


def _restore(call: Call, event: Event) -> HttpResponse:
    text = written.restore_version(call, event.item.id, restore_version)
    return see_other(
        call.request,
        item_href(get_event(call.actor, event.item.id).card),
        text=text,
    )


def _save(call: Call, event: Event | None) -> HttpResponse:
    if call.value("do") != "save":
        raise Invalid({"do": _("This page does not know that form.")})
    draft = writing.read(call, FIELDS)
    values = _values(draft)
    if draft.errors:
        return _form(call, draft, event=event, status=400)
    held, expected = event, draft.version or 0
    try:
        if held is None:
            made = writing.make(call, draft, values, add_event)
            held, expected = get_event(call.actor, made.id), made.version
        is_new = event is None
        if not is_new or writing.differs(call, held.item, held.values, values):
            change_event(
                call.actor, held.item.id, values=values, expect_version=expected
            )
    except Stale:
        if held is None:
            raise
        theirs = get_event(call.actor, held.item.id)
        draft.version = theirs.item.version
        return _form(call, draft, event=theirs, theirs=theirs, status=409)
    except (Invalid, Conflict) as error:
        draft.take(error, NAMES)
        return _form(call, draft, event=event, status=refusal(error).status)
    saved = get_event(call.actor, held.item.id)
    return see_other(call.request, item_href(saved.card), text=_("Saved"))


def link_of(event: Event) -> str:
    """The event's link, if it is safe to follow."""
    link = str(event.values.get("Link", ""))
    return link if is_safe_link(link) else ""
