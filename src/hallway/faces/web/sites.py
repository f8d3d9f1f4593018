"""All sites, and the home of one with what it holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hallway.core.access.rights import Right
from hallway.core.items import queries
from hallway.core.kinds import get_kind
from hallway.core.lists.queries import list_lists
from hallway.core.lists.records import ListRecord
from hallway.core.names import DEFAULT_LIBRARY
from hallway.core.sites.queries import list_hub, list_sites
from hallway.core.sites.records import SiteRecord
from hallway.faces.web.events.cards import row_of as event_row
from hallway.faces.web.frame import frame_of, list_path
from hallway.faces.web.links import entry_of
from hallway.faces.web.news.cards import card_of
from hallway.faces.web.news.dismiss import unless_dismissed
from hallway.faces.web.parse import Call, href
from hallway.faces.web.recent import recent_of
from hallway.faces.web.render import page
from hallway.faces.web.when import size_words, when
from hallway.kinds.events.queries import list_events
from hallway.kinds.links.queries import list_links
from hallway.kinds.news.queries import list_front
from hallway.wire.paths import sort_key

RECENT = 8
NEWS = 4
EVENTS = 4
LINKS = 10


class SiteCard(NamedTuple):
    """A site in a list of sites; `text` says what it is for."""

    title: str
    href: str
    text: str


class SiteGroup(NamedTuple):
    """Sites under a title, or without one where there is one group."""

    title: str
    sites: list[SiteCard]


class ListEntry(NamedTuple):
    """A list or library in the contents of a site."""

    title: str
    href: str
    icon: str
    kind: str
    changed: int


class Content(NamedTuple):
    """A line of a site's contents."""

    title: str
    href: str
    icon: str
    meta: tuple[str, ...]
    end: str


def site_card(site: SiteRecord) -> SiteCard:
    """A site as a list of sites shows it."""
    text = site.description or kind_words(site.kind, is_hub=site.is_hub)
    return SiteCard(site.title, href(site.path), text)


def kind_words(kind: str, *, is_hub: bool = False) -> str:
    """What a site is for, in words."""
    if is_hub:
        return _("Hub")
    return {
        "team": _("Team site"),
        "communication": _("Communication site"),
        "customer": _("Customer site"),
    }.get(kind, pgettext("a place", "Site"))


def entries_of(site: SiteRecord, lists: Iterable[ListRecord]) -> list[ListEntry]:
    """The lists of a site as entries."""
    return [
        ListEntry(
            title=found.title,
            href=href(list_path(site, found)),
            icon=get_kind(found.kind).icon,
            kind=_("Library") if get_kind(found.kind).has_bodies else _("List"),
            changed=found.modified,
        )
        for found in lists
    ]


def show_all(call: Call) -> HttpResponse:
    """The sites the actor may see, below a step of the path."""
    sites = list_sites(call.actor, below=call.place.path)
    sites.sort(key=lambda one: (not one.is_hub, sort_key(one.title)))
    of_customers = [one for one in sites if one.kind == "customer"]
    ours = [one for one in sites if one.kind != "customer"]
    groups = [("", ours)]
    if of_customers:
        groups = [(_("Our sites"), ours), (_("Sites of customers"), of_customers)]
    return page(
        call.request,
        "web/sites.html",
        frame=frame_of(call.actor, current=call.place.path),
        groups=[
            SiteGroup(title, [site_card(one) for one in some])
            for title, some in groups
            if some
        ],
    )


def show(call: Call) -> HttpResponse:
    """The home of a site: its lists and libraries, sites below, what changed."""
    lists = list_lists(call.actor, call.site.id)
    below = list_sites(call.actor, below=call.site.path)
    files = queries.list_recent_files(call.actor, site=call.site.id, limit=RECENT)
    used = size_words(call.site.used_bytes)
    alert, posts = list_front(call.actor, site=call.site.id, limit=NEWS)
    events = list_events(call.actor, since=call.now, site=call.site.id, limit=EVENTS)
    links = list_links(call.actor, call.site.id, limit=LINKS)
    may_add = call.may(Right.ADD_LIST_ITEMS)
    news_path = first_of(call.site, lists, "news")
    links_path = first_of(call.site, lists, "links") if may_add else ""
    notice = unless_dismissed(call, alert)
    return page(
        call.request,
        "web/site.html",
        frame=frame_of(
            call.actor,
            site=call.site,
            lists=lists,
            current=call.site.path,
            mask=call.place.mask,
        ),
        site=call.site,
        kind=kind_words(call.site.kind, is_hub=call.site.is_hub),
        hub=[site_card(one) for one in _joined(call)],
        used=_("%(size)s used") % {"size": used} if call.site.used_bytes else "",
        contents=[
            Content(
                one.title,
                one.href,
                one.icon,
                (one.kind,),
                when(one.changed, now=call.now).words,
            )
            for one in entries_of(call.site, lists)
        ],
        below=[
            Content(one.title, href(one.path), "building-community", (), "")
            for one in below
        ],
        recent=[recent_of(call, one._replace(site="")) for one in files],
        first=_first_library(call.site, lists),
        alert=None if notice is None else card_of(call, notice),
        news=[
            card_of(call, one)
            for one in posts
            if alert is None or one.item != alert.item
        ],
        news_href=href(news_path) if news_path else "",
        write_href=href(news_path, show="new") if news_path and may_add else "",
        events=[event_row(call, one) for one in events],
        events_href=href(first_of(call.site, lists, "events")),
        links=[entry_of(one) for one in links],
        links_href=href(links_path) if links_path else "",
        is_owner=call.may(Right.MANAGE_WEB),
    )


def _joined(call: Call) -> list[SiteRecord]:
    """The sites that joined this hub; none where it is no hub."""
    found = list_hub(call.actor, call.site.id) if call.site.is_hub else []
    return [one for one in found if one.id != call.site.id]


def first_of(site: SiteRecord, lists: Iterable[ListRecord], kind: str) -> str:
    """The path of the first list of a kind in a site; empty where there is none."""
    return next((list_path(site, one) for one in lists if one.kind == kind), "")


def _first_library(site: SiteRecord, lists: list[ListRecord]) -> ListEntry | None:
    """Return what most people come for: Documents, else the first library."""
    libraries = [found for found in lists if get_kind(found.kind).has_bodies]
    libraries.sort(key=lambda found: found.url_name != DEFAULT_LIBRARY)
    return next(iter(entries_of(site, libraries)), None)
