"""What every page of the portal needs: who asks, for which customer, and the bars."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.errors import NotFound
from hallway.core.people.records import BrandRecord
from hallway.design.frame import Entry, Frame, MenuItem, Who
from hallway.faces._common import throttle, toasts
from hallway.faces._common.body import declared_length
from hallway.faces._common.session import person_of, to_sign_in
from hallway.faces._common.uploads import StoreHandler
from hallway.faces.portal import errors
from hallway.faces.portal.brand import FACE, brand_of, shown, style_href
from hallway.kinds.requests.queries import is_agent, list_customers
from hallway.kinds.requests.records import CustomerRecord, File
from hallway.kinds.requests.rules import LARGEST_FILE, MOST_FILES
from hallway.platform.storage import TooLarge

COOKIE = "portal-customer"
"""Which of several customers somebody looks at; a choice, not a right."""
SENDING = throttle.Limit(name="portal", times=60, within=timedelta(minutes=10))
_LARGEST_FORM = MOST_FILES * LARGEST_FILE
P = ParamSpec("P")


@dataclass(kw_only=True)
class Visit:
    """One request to the portal."""

    request: HttpRequest
    actor: Actor
    customers: list[CustomerRecord]
    brand: BrandRecord | None
    uploads: StoreHandler | None = None
    now: int = field(default_factory=clock.now)

    @property
    def chosen(self) -> CustomerRecord | None:
        """The customer looked at: the only one, or the one chosen."""
        if len(self.customers) == 1:
            return self.customers[0]
        prefix = self.request.COOKIES.get(COOKIE, "")
        return next((one for one in self.customers if one.prefix == prefix), None)

    @property
    def customer(self) -> CustomerRecord:
        """The customer looked at; ChooseFirst where there are several."""
        if not self.customers:
            raise NotFound
        found = self.chosen
        if found is None:
            raise ChooseFirst
        return found

    @property
    def files(self) -> list[File]:
        """The files of the form."""
        found = [] if self.uploads is None else self.uploads.files
        return [File(one.name, one.body) for one in found]

    def value(self, name: str) -> str:
        """A field of the form; empty if absent."""
        return self.request.POST.get(name, "")

    def page(
        self, template: str, *, current: str = "", status: int = 200, **context: Any
    ) -> HttpResponse:
        """A page in the customer's frame, with what the page before had to say."""
        response = render(
            self.request,
            template,
            {
                "frame": self._frame(current),
                "style": style_href(self.brand),
                "toasts": toasts.read(self.request),
                "now": self.now,
                **context,
            },
            status=status,
        )
        response.headers["Cache-Control"] = "private, no-cache"
        if toasts.COOKIE in self.request.COOKIES:
            response.delete_cookie(toasts.COOKIE, samesite="Lax")
        return response

    def see_other(self, address: str, text: str = "") -> HttpResponse:
        """Lead on after a form that was accepted (RFC 9110 15.4.4), with a toast."""
        response = HttpResponseRedirect(address, status=303)
        if text:
            toasts.put(self.request, response, text)
        return response

    def _frame(self, current: str) -> Frame:
        places = (
            ("home", _("Home"), "/portal", "home"),
            ("requests", _("Requests"), "/portal/requests", "headset"),
            ("documents", _("Documents"), "/portal/documents", "folder"),
        )
        hub = tuple(
            Entry(label=label, href=href, icon=icon, current=name == current)
            for name, label, href, icon in places
        )
        ask = Entry(label=_("Ask"), href="/portal/requests/new", icon="plus")
        me = Entry(
            label=_("Me"),
            href="/portal/profile",
            icon="user-circle",
            current=current == "profile",
        )
        mine = [
            MenuItem(label=_("My profile"), href="/portal/profile", icon="user-circle")
        ]
        if len(self.customers) > 1:
            mine.append(
                MenuItem(
                    label=_("Change company"),
                    href="/portal/organisation",
                    icon="building-community",
                )
            )
        return Frame(
            brand=shown(self.brand),
            person=Who(name=self.actor.name),
            hub=hub,
            mine=tuple(mine),
            theme_action="/portal/theme",
            sign_out="/accounts/logout/",
            bottom=(*hub[:2], ask, hub[2], me),
        )


class ChooseFirst(Exception):
    """Somebody of several customers has not said which he looks at."""


View = Callable[Concatenate[Visit, P], HttpResponseBase]


def portal_page(
    *methods: str,
) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Make a view of `view(visit, …)` that takes these methods.

    A stranger is led to sign in, an agent to the desk; for other staff there is
    nothing here.  Files of a form go into the store while it is read, and only then
    is it asked for its token.
    """

    def decorate(
        view: View[P],
    ) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @csrf_exempt
        @wraps(view)
        def answer(
            request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs
        ) -> HttpResponseBase:
            if request.method not in ("HEAD", *methods):
                return HttpResponse(status=405, headers={"Allow": ", ".join(methods)})
            actor = person_of(request, face=FACE)
            if not actor.is_person:
                return to_sign_in(request)
            visit = Visit(
                request=request,
                actor=actor,
                customers=list_customers(actor),
                brand=brand_of(request),
            )
            try:
                if actor.staff and not visit.customers:
                    if is_agent(actor):
                        return HttpResponseRedirect("/desk")
                    raise NotFound
                return _take(visit, lambda: view(visit, *args, **kwargs))
            except ChooseFirst:
                return HttpResponseRedirect("/portal/organisation")
            except errors.EXPECTED as error:
                return refuse(visit, error)

        return answer

    return decorate


def refuse(visit: Visit, error: Exception) -> HttpResponse:
    """A page that says what is wrong and what to do."""
    found = errors.refusal(error)
    response = visit.page(
        "portal/refused.html",
        status=found.status,
        title=found.title,
        text=found.text,
        icon=found.icon,
    )
    if isinstance(error, throttle.TooMany):
        response.headers["Retry-After"] = str(error.wait)
    return response


def token_of(visit: Visit) -> str:
    """The token of the form that was sent, or of a new one."""
    return visit.value("token") or secrets.token_urlsafe(18)


def _take(visit: Visit, then: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    request = visit.request
    if request.method != "POST":
        return then()
    if request.content_type == "multipart/form-data":
        largest = min(settings.HALLWAY.max_upload, _LARGEST_FORM)
        if declared_length(request.META) > largest:
            raise TooLarge("the form is too large")
        visit.uploads = StoreHandler(request.META)
        request.upload_handlers = [visit.uploads]

    @csrf_protect
    def protected(_request: HttpRequest) -> HttpResponseBase:
        throttle.count(visit.actor, SENDING)
        return then()

    return protected(request)
