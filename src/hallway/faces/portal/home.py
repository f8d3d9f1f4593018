"""The portal's first page, the choice of a company, and one's own page."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from hallway.core.errors import Invalid
from hallway.core.items.queries import list_recent_files
from hallway.core.people.queries import get_person
from hallway.design.context import THEMES
from hallway.faces._common.when import hour_of, when
from hallway.faces.portal.documents import entry_of
from hallway.faces.portal.page import COOKIE, Visit, portal_page
from hallway.faces.portal.words import row_of
from hallway.kinds.requests.queries import count_open, list_requests
from hallway.kinds.requests.records import PersonName, RequestRecord

_YEAR = 365 * 24 * 60 * 60
RECENT = 6


@portal_page("GET")
def show(visit: Visit) -> HttpResponseBase:
    """Open requests of the company, and what was shared with it lately."""
    if not visit.customers:
        return visit.page("portal/nothing.html", current="home")
    customer, now = visit.customer, visit.now
    requests = list_requests(visit.actor, customer.organisation, limit=RECENT)
    files = list_recent_files(visit.actor, limit=RECENT, site=customer.site)
    recent = [
        entry_of(customer, one.path, one.item.name, by=one.editor, at=one.item.modified)
        for one in files
    ]
    return visit.page(
        "portal/home.html",
        current="home",
        greeting=_greeting(visit),
        customer=customer,
        requests=[row_of(one, visit.actor, now=now) for one in requests],
        count=count_open(visit.actor, customer.organisation),
        contacts=_contacts(requests),
        documents=[
            {**one, "meta": [one["by"], when(one["at"], now=now).words]}
            for one in recent
            if one is not None
        ],
    )


@portal_page("GET", "POST")
def choose(visit: Visit) -> HttpResponseBase:
    """Say which of several companies is looked at."""
    if visit.request.method == "POST":
        prefix = visit.value("customer")
        if prefix not in [one.prefix for one in visit.customers]:
            raise Invalid({"customer": "Choose one of your companies."})
        response = visit.see_other("/portal")
        response.set_cookie(
            COOKIE,
            prefix,
            max_age=_YEAR,
            httponly=True,
            samesite="Lax",
            secure=visit.request.is_secure(),
        )
        return response
    return visit.page(
        "portal/choose.html", customers=visit.customers, chosen=visit.chosen
    )


@portal_page("GET")
def profile(visit: Visit) -> HttpResponseBase:
    """Who one is here, and the ways to change how one signs in."""
    return visit.page(
        "portal/profile.html",
        current="profile",
        person=get_person(visit.actor, visit.actor.principal),
        companies=[one.name for one in visit.customers],
    )


@portal_page("POST")
def theme(visit: Visit) -> HttpResponse:
    """Keep light or dark in a cookie, and lead back to the portal."""
    response = visit.see_other("/portal")
    chosen = visit.value("theme")
    if chosen in THEMES:
        response.set_cookie("theme", chosen, max_age=_YEAR, samesite="Lax")
    else:
        response.delete_cookie("theme", samesite="Lax")
    return response


def _contacts(requests: list[RequestRecord]) -> list[dict[str, str]]:
    """Who answers the requests shown, each with their numbers."""
    answered: dict[PersonName, list[str]] = {}
    for one in requests:
        if one.assignee is not None:
            who = PersonName(one.assignee, one.assignee_name)
            answered.setdefault(who, []).append(one.ref)
    return [
        {"name": who.name, "sub": _("answers %(refs)s") % {"refs": ", ".join(refs)}}
        for who, refs in answered.items()
    ]


def _greeting(visit: Visit) -> str:
    name = {"name": visit.actor.name}
    hour = hour_of(visit.now)
    if hour < 11:
        return _("Good morning, %(name)s") % name
    if hour < 18:
        return _("Good day, %(name)s") % name
    return _("Good evening, %(name)s") % name
