"""How requests read for a customer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import gettext as _

from hallway.core.access.actors import Actor
from hallway.faces._common.between import in_order
from hallway.faces._common.when import size_words, when
from hallway.kinds.requests.records import (
    EventRecord,
    Happened,
    MessageRecord,
    RequestRecord,
)
from hallway.kinds.requests.rules import CLOSED, HOLD, NEW, OPEN, SOLVED, WAITING


class Row(NamedTuple):
    """A line of `c/rows.html`."""

    title: str
    href: str
    meta: list[str]
    pill: str
    kind: str


def state_words(state: str) -> tuple[str, str]:
    """A state as a customer reads it, and the kind of its pill."""
    return {
        NEW: (_("Received"), "info"),
        OPEN: (_("In progress"), "accent"),
        WAITING: (_("Needs your answer"), "warn"),
        HOLD: (_("On hold"), ""),
        SOLVED: (_("Solved"), "ok"),
        CLOSED: (_("Closed"), ""),
    }[state]


def request_href(ref: str) -> str:
    """The address of a request."""
    return f"/portal/requests/{ref}"


def row_of(request: RequestRecord, actor: Actor, *, now: int) -> Row:
    """A request as a line of a list."""
    words, kind = state_words(request.state)
    mine = request.requester == actor.principal
    return Row(
        title=request.subject,
        href=request_href(request.ref),
        meta=[
            request.ref,
            _("you") if mine else request.requester_name,
            when(request.activity, now=now).words,
        ],
        pill=words,
        kind=kind,
    )


class Line(NamedTuple):
    """What happened between two messages: words and when."""

    event: str
    iso: str
    when: str


class Said(NamedTuple):
    """A message as `c/msg.html` shows it."""

    name: str
    company: str
    iso: str
    when: str
    text: str
    files: list[dict[str, str]]
    event: str = ""


def conversation_of(
    messages: Iterable[MessageRecord],
    events: Iterable[EventRecord],
    request: RequestRecord,
    actor: Actor,
    brand: str,
    *,
    now: int,
) -> list[Said | Line]:
    """What was said, and which states it brought.

    For whoever is no agent: the queries have left out notes and what agents do.
    """
    said: list[tuple[int, Said | Line]] = [
        (one.at, _said(one, request, brand, now=now)) for one in messages
    ]
    lines: list[tuple[int, Said | Line]] = []
    for one in events:
        at = when(one.at, now=now)
        line = Line(event_words(one, actor), at.iso, at.words)
        lines.append((0 if one.what is Happened.OPENED else one.at, line))
    return in_order(said, lines)


def event_words(event: EventRecord, actor: Actor) -> str:
    """What happened, in words; the time follows them."""
    if event.what is not Happened.OPENED:
        return state_words(event.value)[0]
    names = {"name": event.by_name, "person": event.whom_name}
    if event.whom == actor.principal:
        return _("Opened by %(name)s for you") % names
    return _("Opened by %(name)s for %(person)s") % names


def _said(one: MessageRecord, request: RequestRecord, brand: str, *, now: int) -> Said:
    at = when(one.at, now=now)
    return Said(
        name=one.author_name,
        company=brand if one.by_agent else "",
        iso=at.iso,
        when=at.words,
        text=one.body,
        files=[
            {
                "name": file.name,
                "href": f"{request_href(request.ref)}/files/{file.id}",
                "size": size_words(file.size),
            }
            for file in one.attachments
        ],
    )
