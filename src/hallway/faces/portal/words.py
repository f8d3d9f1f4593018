"""How requests read for a customer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from hallway.faces._common.when import size_words, when
from hallway.kinds.requests.records import MessageRecord, RequestRecord
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


def row_of(request: RequestRecord, actor: Any, *, now: int) -> Row:
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


class Said(NamedTuple):
    """A message as `c/msg.html` shows it."""

    name: str
    company: str
    iso: str
    when: str
    text: str
    files: list[dict[str, str]]


def messages_of(
    messages: Iterable[MessageRecord], request: RequestRecord, brand: str, *, now: int
) -> list[Said]:
    """What was said, for whoever is no agent: the query has left the notes out."""
    found = []
    for one in messages:
        at = when(one.at, now=now)
        files = [
            {
                "name": file.name,
                "href": f"{request_href(request.ref)}/files/{file.id}",
                "size": size_words(file.size),
            }
            for file in one.attachments
        ]
        found.append(
            Said(
                name=one.author_name,
                company=brand if one.by_agent else "",
                iso=at.iso,
                when=at.words,
                text=one.body,
                files=files,
            )
        )
    return found
