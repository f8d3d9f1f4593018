"""Pages with routes of their own, for people who work here."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from hallway.core.errors import NotFound
from hallway.core.items.records import Place
from hallway.faces._common.session import person_of, to_sign_in
from hallway.faces.web import errors
from hallway.faces.web.parse import Call

FACE = "web"
P = ParamSpec("P")


def staff_page(
    view: Callable[Concatenate[Call, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Make a view of `view(call, …)`, for staff alone.

    A stranger is led to the sign-in page; for whoever belongs to no own company there
    is nothing here.  Refusals of the core become pages that say what to do.  Forms are
    asked for their token by the middleware.
    """

    @wraps(view)
    def answer(
        request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponseBase:
        actor = person_of(request, face=FACE)
        if not actor.is_person:
            return to_sign_in(request)
        try:
            if not actor.staff:
                raise NotFound
            call = Call(request=request, actor=actor, place=Place(segments=()))
            return view(call, *args, **kwargs)
        except errors.EXPECTED as error:
            return errors.answer(request, actor, error)

    return answer


def method_not_allowed(*allowed: str) -> HttpResponse:
    """Return 405 with the methods there are (RFC 9110 15.5.6)."""
    return HttpResponse(status=405, headers={"Allow": ", ".join(allowed)})
