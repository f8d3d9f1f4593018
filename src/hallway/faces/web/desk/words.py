"""How requests read for an agent."""

from __future__ import annotations

from django.utils.translation import gettext as _

from hallway.kinds.requests.records import EventRecord, Happened
from hallway.kinds.requests.rules import CLOSED, HOLD, NEW, OPEN, SOLVED, WAITING


def state_words(state: str) -> tuple[str, str]:
    """A state, and the kind of its pill."""
    return {
        NEW: (_("New"), "info"),
        OPEN: (_("Open"), "accent"),
        WAITING: (_("Waiting for the customer"), "warn"),
        HOLD: (_("On hold"), ""),
        SOLVED: (_("Solved"), "ok"),
        CLOSED: (_("Closed"), ""),
    }[state]


def priority_words(priority: str) -> tuple[str, str]:
    """A priority, and the kind of its pill."""
    return {
        "low": (_("Low"), ""),
        "normal": (_("Normal"), ""),
        "high": (_("High"), "warn"),
        "urgent": (_("Urgent"), "bad"),
    }[priority]


def event_words(event: EventRecord) -> str:
    """What happened, as a sentence without its end; the time follows it."""
    names = {"name": event.by_name, "person": event.whom_name}
    match event.what:
        case Happened.OPENED:
            return _("%(name)s opened this request for %(person)s") % names
        case Happened.STATE:
            names["state"] = state_words(event.value)[0]
            return _("%(name)s set the state to “%(state)s”") % names
        case Happened.PRIORITY:
            names["priority"] = priority_words(event.value)[0]
            return _("%(name)s set the priority to “%(priority)s”") % names
        case Happened.FOLLOWED:
            return _("%(name)s added %(person)s as a follower") % names
        case Happened.ASSIGNED:
            if event.whom is None:
                return _("%(name)s assigned the request to nobody") % names
            if event.whom == event.by:
                return _("%(name)s took the request") % names
            return _("%(name)s assigned the request to %(person)s") % names
