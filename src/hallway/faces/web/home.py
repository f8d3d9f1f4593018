"""The first page of the day: one's sites, and what has changed in them."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.items import queries
from hallway.core.items.queries import RecentFile
from hallway.core.lists.queries import list_lists
from hallway.core.sites.queries import list_sites
from hallway.core.sites.records import SiteRecord
from hallway.faces.web.frame import frame_of
from hallway.faces.web.parse import Call
from hallway.faces.web.recent import recent_of
from hallway.faces.web.render import page
from hallway.faces.web.sites import entries_of, site_card
from hallway.faces.web.when import date_words, hour_of

RECENT = 12
SITES = 8
"""Sites shown at home; all of them are a page away."""


def show(call: Call) -> HttpResponse:
    """The page ``/`` of somebody who works here."""
    sites = list_sites(call.actor)
    files = queries.list_recent_files(call.actor, limit=RECENT)
    own = call.place.site
    return page(
        call.request,
        "web/home.html",
        frame=frame_of(call.actor, current="/"),
        greeting=_greeting(call),
        recent=[recent_of(call, one) for one in files],
        sites=[site_card(one) for one in _busiest(sites, files)],
        site_count=len(sites),
        entries=[] if own is None else entries_of(own, list_lists(call.actor, own.id)),
        own_title="" if own is None else own.title,
    )


def _busiest(sites: list[SiteRecord], files: list[RecentFile]) -> list[SiteRecord]:
    """The sites where something changed lately come first, then by title."""
    order: dict[str, int] = {}
    for position, one in enumerate(files):
        order.setdefault(one.site, position)
    ranked = sorted(
        sites, key=lambda site: (order.get(site.title, RECENT), site.title.casefold())
    )
    return ranked[:SITES]


def _greeting(call: Call) -> str:
    names = {
        "name": call.actor.name.split(" ")[0],
        "day": date_words(call.now),
    }
    hour = hour_of(call.now)
    if hour < 11:
        return _("Good morning, %(name)s. %(day)s") % names
    if hour < 18:
        return _("Good day, %(name)s. %(day)s") % names
    return _("Good evening, %(name)s. %(day)s") % names
