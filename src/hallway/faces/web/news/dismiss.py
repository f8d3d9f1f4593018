"""Putting an alert away, in this browser."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse

from hallway.faces.web.parse import Call
from hallway.faces.web.render import see_other
from hallway.faces.web.staff import method_not_allowed
from hallway.faces.web.theme import came_from
from hallway.kinds.news.records import PostCard

COOKIE = "alert"
DISMISS = "/news/dismiss"
_DAYS = 60


def dismiss(call: Call) -> HttpResponse:
    """Keep in a cookie which alert was put away, and lead back to its page."""
    if call.request.method != "POST":
        return method_not_allowed("POST")
    response = see_other(call.request, came_from(call.request))
    try:
        guid = str(UUID(call.value("post")))
    except ValueError:
        return response
    response.set_cookie(
        COOKIE, guid, max_age=_DAYS * 86400, httponly=True, samesite="Lax"
    )
    return response


def unless_dismissed(call: Call, alert: PostCard | None) -> PostCard | None:
    """The alert, if it was not put away."""
    if alert is None or call.request.COOKIES.get(COOKIE) == str(UUID(alert.guid)):
        return None
    return alert
