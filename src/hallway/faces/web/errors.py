"""The one table from refusals to pages that say what to do."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from hallway.core import errors
from hallway.core.access.actors import Actor
from hallway.faces._common.body import LengthRequired
from hallway.faces.web.frame import frame_of
from hallway.faces.web.render import page
from hallway.platform.storage import BodyError, StoreFull, TooLarge
from hallway.wire.errors import WireError

EXPECTED = (errors.CoreError, BodyError, WireError)
"""What a request may raise that is the caller's to mend."""


class Refusal(NamedTuple):
    """A status, a heading and a sentence about the next step."""

    status: int
    title: str
    text: str
    icon: str = "alert-circle"


def refusal(error: Exception) -> Refusal:
    """What to answer to an error."""
    match error:
        case errors.NotFound():
            return Refusal(
                404,
                _("There is nothing here"),
                _(
                    "It was moved or deleted, or it is not shared with you. Ask the"
                    " person who sent you the link."
                ),
                "search",
            )
        case errors.Forbidden():
            return Refusal(403, _("You may not do this here"), said(error), "lock")
        case errors.Locked():
            return Refusal(423, _("Somebody is working on it"), said(error), "lock")
        case errors.Stale():
            return Refusal(412, _("Somebody was quicker"), said(error))
        case errors.OverQuota() | StoreFull():
            return Refusal(507, _("There is no room left"), said(error), "database")
        case TooLarge():
            return Refusal(413, _("That is too large"), said(error), "upload")
        case LengthRequired():
            return Refusal(411, _("This form cannot be read"), said(error))
        case errors.Conflict():
            return Refusal(409, _("That does not fit"), said(error))
        case errors.Invalid():
            return Refusal(400, _("That is not quite right"), said(error))
        case _:
            return Refusal(
                400,
                _("This form did not arrive whole"),
                _("Go back and send it again. Nothing was changed."),
            )


def said(error: Exception) -> str:
    """The sentence of an error, in the reader's language where it is known."""
    match error:
        case errors.Locked():
            return _("Locked by %(name)s. Ask them to close it, then try again.") % {
                "name": error.by
            }
        case errors.CoreError():
            return _(error.message)
        case TooLarge():
            return _("This server takes smaller files only.")
        case StoreFull():
            return _("The server's disk is full. Tell those who run it.")
        case _:
            return _("Go back and send it again. Nothing was changed.")


def field_errors(error: errors.CoreError, field: str) -> dict[str, str]:
    """Messages by field; those that name none stand beside `field`."""
    if isinstance(error, errors.Invalid):
        return dict(error.fields)
    return {field: said(error)}


def answer(request: HttpRequest, actor: Actor, error: Exception) -> HttpResponse:
    """A page in the frame, or a bare one for somebody who has no frame."""
    found = refusal(error)
    shown = {"title": found.title, "text": found.text, "icon": found.icon}
    if actor.staff:
        return page(
            request,
            "web/refused.html",
            frame=frame_of(actor),
            status=found.status,
            **shown,
        )
    response = render(request, "design/error.html", shown, status=found.status)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
