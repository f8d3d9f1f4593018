"""The first page of the day: what is new, what comes up, where one's things are."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.access.rights import Right
from hallway.core.items import queries
from hallway.core.items.queries import RecentFile
from hallway.core.lists.queries import list_lists
from hallway.core.lists.records import ListRecord
from hallway.core.sites.queries import list_sites
from hallway.core.sites.records import SiteRecord
from hallway.design import assets
from hallway.design.frame import Frame
from hallway.faces.web.events.cards import row_of as event_row
from hallway.faces.web.frame import company_entries, frame_of
from hallway.faces.web.links import entry_of
from hallway.faces.web.news.cards import Card, card_of
from hallway.faces.web.news.dismiss import unless_dismissed
from hallway.faces.web.news.show import NEWS
from hallway.faces.web.parse import Call, href
from hallway.faces.web.recent import recent_of
from hallway.faces.web.render import page
from hallway.faces.web.sites import first_of, site_card
from hallway.faces.web.when import date_words, hour_of
from hallway.kinds.events.queries import list_events
from hallway.kinds.links.queries import list_links
from hallway.kinds.news.queries import list_front
from hallway.kinds.news.records import PostCard
from hallway.kinds.news.rules import HIGH

RECENT = 6
SITES = 8
"""Sites shown at home; all of them are a page away."""
HERO = 3
MORE = 8
EVENTS = 6
LINKS = 10
COVERS = ("doors", "fan", "harbour", "hills", "table", "corridor")
"""Pictures of ours for what stands large and has none."""


def show(call: Call) -> HttpResponse:
    """The page ``/`` of somebody who works here."""
    sites = list_sites(call.actor)
    files = queries.list_recent_files(call.actor, limit=RECENT)
    alert, posts = list_front(call.actor, limit=HERO + MORE)
    hero, more = _ranked(posts, alert)
    events = list_events(call.actor, since=call.now, limit=EVENTS)
    own = call.place.site
    lists = [] if own is None else list_lists(call.actor, own.id)
    may_edit = own is not None and call.may(Right.ADD_LIST_ITEMS)
    links = [] if own is None else list_links(call.actor, own.id, limit=LINKS)
    notice = unless_dismissed(call, alert)
    return page(
        call.request,
        "web/home.html",
        frame=_frame(call, own, lists),
        greeting=_greeting(call),
        alert=None if notice is None else card_of(call, notice),
        hero=[_covered(call, one) for one in hero],
        more=[card_of(call, one) for one in more],
        events=[event_row(call, one) for one in events],
        events_href=_href(call, lists, "events"),
        links=[entry_of(one) for one in links],
        links_href=_href(call, lists, "links") if may_edit else "",
        news_href=NEWS,
        write_href=_href(call, lists, "news", show="new") if may_edit else "",
        recent=[recent_of(call, one) for one in files],
        sites=[site_card(one) for one in _busiest(sites, files)],
        site_count=len(sites),
    )


def _href(call: Call, lists: list[ListRecord], kind: str, **query: str) -> str:
    """The address of the first list of a kind; empty where there is none."""
    own = call.place.site
    path = "" if own is None else first_of(own, lists, kind)
    return href(path, **query) if path else ""


def _frame(call: Call, own: SiteRecord | None, lists: list[ListRecord]) -> Frame:
    if own is None:
        return frame_of(call.actor, current="/")
    hub = company_entries(own, lists, current="/")
    return frame_of(call.actor, current="/", hub=hub)


def _ranked(
    posts: list[PostCard], alert: PostCard | None
) -> tuple[list[PostCard], list[PostCard]]:
    """What stands large, the editors' choice first, and what stands below."""
    shown = [one for one in posts if alert is None or one.item != alert.item]
    shown.sort(key=lambda one: one.priority != HIGH)
    hero, more = shown[:HERO], shown[HERO : HERO + MORE]
    more.sort(key=lambda one: one.published or 0, reverse=True)
    return hero, more


def _covered(call: Call, post: PostCard) -> Card:
    """The card of a post that stands large: one of ours where it has no picture."""
    card = card_of(call, post)
    if card.image:
        return card
    return card._replace(image=assets.url(f"art/{COVERS[post.item % len(COVERS)]}.svg"))


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
