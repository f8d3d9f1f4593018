"""Forms that cannot be taken any more: what to do, and what had been typed."""

from __future__ import annotations

import logging
import secrets
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

logger = logging.getLogger(__name__)

FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_LARGEST = 256 * 1024
_SHORT = 12
_SECRET = ("password", "token", "secret", "code", "otp", "key")


class Typed(NamedTuple):
    """A field and what somebody had typed into it."""

    name: str
    text: str


def is_form(request: HttpRequest) -> bool:
    """Tell whether a browser sends a form."""
    return request.method == "POST" and request.content_type in FORMS


def signed_out(request: HttpRequest) -> HttpResponse:
    """Return the answer to the form of somebody whose session is over (403)."""
    page = urlsplit(request.headers.get("Referer", "")).path or request.path
    query = urlencode({"next": page})
    return _page(
        request,
        title=_("You are signed out"),
        text=_(
            "Your session ended while this page was open. Nothing was changed: sign"
            " in, then send the form again."
        ),
        go=f"{reverse('account_login')}?{query}",
        go_label=_("Sign in"),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return the answer to a form whose token does not fit (403), Django's setting."""
    logger.info("form.token_refused", extra={"reason": reason})
    came_from = urlsplit(request.headers.get("Referer", "")).path
    return _page(
        request,
        title=_("This page is out of date"),
        text=_(
            "It was open for too long, or you signed in again in the meantime. Nothing"
            " was changed: open the page again, then send the form."
        ),
        go=came_from if _is_ours(request) and came_from else request.path,
        go_label=_("Open the page again"),
    )


def broken(request: HttpRequest) -> HttpResponse:
    """Return the answer where a view failed (500), with a number for the log."""
    number = secrets.token_hex(4)
    logger.error("request.failed", extra={"number": number})
    shown = {
        "title": _("Something went wrong here"),
        "text": _(
            "It is not your doing. Try again; if it happens again, tell those who run"
            " this server the number %(number)s."
        )
        % {"number": number},
        "icon": "alert-circle",
    }
    response = render(request, "design/error.html", shown, status=500)
    response.headers["Cache-Control"] = "no-store"
    return response


def _page(
    request: HttpRequest, *, title: str, text: str, go: str, go_label: str
) -> HttpResponse:
    shown = {
        "title": title,
        "text": text,
        "go": go,
        "go_label": go_label,
        "typed": _typed(request),
    }
    response = render(request, "design/lost.html", shown, status=403)
    response.headers["Cache-Control"] = "no-store"
    return response


def _typed(request: HttpRequest) -> list[Typed]:
    """What is worth copying from a form that one of our own pages sent.

    Of another site's form nothing is shown: its words would stand on our page.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not _is_ours(request) or not length.isdigit() or int(length) > _LARGEST:
        return []
    try:
        pairs = list(request.POST.items())
    except (
        BadRequest,
        MultiPartParserError,
        RequestDataTooBig,
        SuspiciousOperation,
        UnreadablePostError,
        ValueError,
    ):
        return []
    return [
        Typed(name, text)
        for name, text in pairs
        if isinstance(text, str)
        and (len(text) > _SHORT or " " in text)
        and not any(word in name.lower() for word in _SECRET)
    ]


def _is_ours(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(origin).netloc == request.get_host()
