"""Answers: pages in the frame, and ways back after a form."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from hallway.design.frame import Frame
from hallway.faces._common import toasts


def page(
    request: HttpRequest,
    template: str,
    *,
    frame: Frame,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """A page of staff, with what the page before had to say."""
    said = toasts.read(request)
    response = render(
        request,
        template,
        {"frame": frame, "toasts": said, **context},
        status=status,
    )
    # What somebody may no longer see is gone at his next request.
    response.headers["Cache-Control"] = "private, no-cache"
    if toasts.COOKIE in request.COOKIES:
        response.delete_cookie(toasts.COOKIE, samesite="Lax")
    return response


def see_other(
    request: HttpRequest,
    address: str,
    *,
    text: str = "",
    undo: str = "",
    leads: str = "",
) -> HttpResponse:
    """Lead on after a form that was accepted (RFC 9110 15.4.4), with a toast.

    `leads` is the address of what the toast speaks of.
    """
    response = HttpResponseRedirect(address, status=303)
    if text:
        toasts.put(request, response, text, undo=undo, href=leads)
    return response
