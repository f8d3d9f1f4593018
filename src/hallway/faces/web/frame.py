"""The bars around every page of staff."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.errors import NotFound
from hallway.core.kinds import get_kind
from hallway.core.lists.queries import find_list_at, list_lists
from hallway.core.lists.records import ListRecord
from hallway.core.names import ASSET_LIBRARY
from hallway.core.sites.queries import get_site, list_hub
from hallway.core.sites.records import SiteRecord
from hallway.core.social.notifications.queries import count_new
from hallway.design.frame import Entry, Frame, Group, MenuItem, Site, Who
from hallway.faces.web.parse import LAYOUTS, href
from hallway.kinds.requests.queries import is_agent

THEME = f"/{LAYOUTS}/theme"
SIGN_OUT = "/accounts/logout/"
ACCOUNT = "/accounts/2fa/"
BIN = "recyclebin"
HUB_SITES = 7
"""Sites of a hub that its bar names; all stand at its home."""
RAIL_LISTS = 50
"""Lists of a site that its rail names; all stand on the page of its contents."""


def frame_of(
    actor: Actor,
    *,
    site: SiteRecord | None = None,
    lists: Sequence[ListRecord] | None = None,
    shown: ListRecord | None = None,
    current: str = "",
    hub: Iterable[Entry] = (),
    mask: int = 0,
    query: str = "",
) -> Frame:
    """The frame for one actor; ``current`` is the path of the page, for its mark.

    ``mask`` is what he may do with the site, where the page knows: it brings the way
    to what only owners use. ``lists`` are all of the site's, where the page has them;
    ``shown`` is the list the page is of, where it is of one.
    """
    hub = list(hub) or ([] if site is None else _hub_bar(actor, site))
    desk = Entry(
        label=_("Helpdesk"), href="/desk", icon="headset", current=current == "/desk"
    )
    admin = Entry(
        label=_("Admin"),
        href="/admin",
        icon="settings",
        current=current.startswith("/admin"),
    )
    return Frame(
        person=Who(name=actor.name),
        apps=(
            Entry(label=_("Home"), href="/", icon="home", current=current == "/"),
            Entry(label=_("Sites"), href="/sites", icon="building-community"),
            Entry(
                label=_("News"), href="/news", icon="news", current=current == "/news"
            ),
            Entry(
                label=_("People"),
                href="/people",
                icon="users",
                current=current == "/people",
            ),
            *((desk,) if is_agent(actor) else ()),
            *((admin,) if actor.everything is not None else ()),
        ),
        mine=(
            MenuItem(label=_("My profile"), href="/people/me", icon="user-circle"),
            MenuItem(label=_("Shared with you"), href="/shared", icon="share"),
            MenuItem(label=_("Account and sign-in"), href=ACCOUNT, icon="fingerprint"),
        ),
        search_action="/search",
        search_suggest="/search/suggest",
        query=query,
        bell=_bell(actor),
        theme_action=THEME,
        sign_out=SIGN_OUT,
        hub=tuple(hub),
        hub_label=_("Company") if site is None else _("Hub"),
        site=None if site is None else _site(site),
        rail=() if site is None else _rail(actor, site, lists, shown, current, mask),
        rail_label="" if site is None else site.title,
        bottom=(
            Entry(label=_("Home"), href="/", icon="home", current=current == "/"),
            Entry(
                label=_("Sites"),
                href="/sites",
                icon="building-community",
                current=current.startswith(("/sites", "/teams")),
            ),
            Entry(
                label=_("Search"),
                href="/search",
                icon="search",
                current=current == "/search",
            ),
            Entry(
                label=_("News"), href="/news", icon="news", current=current == "/news"
            ),
            Entry(
                label=_("Me"),
                href="/people/me",
                icon="user-circle",
                current=current == "/people/me",
            ),
        ),
    )


def company_frame(actor: Actor, *, current: str) -> Frame:
    """The frame of a page that belongs to no site, with the bar of the company's."""
    try:
        own = get_site(actor, "/")
    except NotFound:
        return frame_of(actor, current=current)
    hub = company_entries(own, list_lists(actor, own.id), current=current)
    return frame_of(actor, current=current, hub=hub)


def company_entries(
    own: SiteRecord, lists: Iterable[ListRecord], *, current: str
) -> list[Entry]:
    """The pages of the home site and those of everybody."""
    places = [
        (_("Home"), "/"),
        (_("News"), "/news"),
        (_("People"), "/people"),
        *(
            (one.title, href(list_path(own, one)))
            for one in lists
            if one.kind not in ("news", "links") and one.url_name != ASSET_LIBRARY
        ),
    ]
    return [
        Entry(label=label, href=path, current=path == current) for label, path in places
    ]


def _hub_bar(actor: Actor, site: SiteRecord) -> list[Entry]:
    """The hub of a site and the sites that joined it; empty without one."""
    hub = site.id if site.is_hub else site.hub
    if hub is None:
        return []
    sites = list_hub(actor, hub)
    entries = [
        Entry(label=one.title, href=href(one.path), current=one.id == site.id)
        for one in sites[: HUB_SITES + 1]
    ]
    if len(sites) > HUB_SITES + 1 and sites[0].id == hub:
        all_of_it = f"{href(sites[0].path)}#hub"
        entries.append(Entry(label=_("All sites"), href=all_of_it))
    return entries


def _bell(actor: Actor) -> Entry | None:
    """The bell with the number of what is new; none for whoever is no staff."""
    if not actor.staff:
        return None
    count = count_new(actor)
    spoken = _("Notifications")
    if count:
        spoken = ngettext(
            "Notifications, %(count)d new", "Notifications, %(count)d new", count
        ) % {"count": count}
    return Entry(
        label=_("Notifications"),
        href="/notifications",
        icon="bell",
        count=count or None,
        spoken=spoken,
    )


def _site(site: SiteRecord) -> Site:
    return Site(name=site.title, href=href(site.path))


def list_path(site: SiteRecord, found: ListRecord) -> str:
    """The path of a list of a site."""
    return f"{'' if site.path == '/' else site.path}/{found.url_name}"


def _lists_named(
    actor: Actor, site: SiteRecord, shown: ListRecord | None, current: str
) -> list[ListRecord]:
    """The lists of a site that its rail may name: the first, and the one shown."""
    # The library with the pictures of pages is not named.
    found = list_lists(actor, site.id, limit=RAIL_LISTS + 1)
    if len(found) <= RAIL_LISTS:
        return found
    if shown is None:
        base = "" if site.path == "/" else site.path
        names = current.removeprefix(f"{base}/").split("/")
        shown = find_list_at(
            actor, site.id, "/".join(names[: 2 if names[0] == "Lists" else 1])
        )
    if shown is not None and shown.id not in {one.id for one in found}:
        found.append(shown)
    return found


def _rail(
    actor: Actor,
    site: SiteRecord,
    lists: Sequence[ListRecord] | None,
    shown: ListRecord | None,
    current: str,
    mask: int,
) -> tuple[Group, ...]:
    layouts = f"{'' if site.path == '/' else site.path}/{LAYOUTS}"
    entries = [
        Entry(
            label=_("Home"),
            href=href(site.path),
            icon="home",
            current=current == site.path,
        )
    ]
    named = 0
    if lists is None:
        lists = _lists_named(actor, site, shown, current)
    for found in lists:
        path = list_path(site, found)
        is_current = current == path or current.startswith(f"{path}/")
        # The one that is shown is named in any case.
        if found.url_name == ASSET_LIBRARY or not (named < RAIL_LISTS or is_current):
            continue
        named += 1
        entries.append(
            Entry(
                label=found.title,
                href=href(path),
                icon=get_kind(found.kind).icon,
                current=is_current,
            )
        )
    own = [
        (_("Site contents"), "contents", "layout-list"),
        (_("Members"), "members", "users"),
        (_("Recycle bin"), BIN, "trash"),
    ]
    if holds(mask, Right.MANAGE_WEB):
        own.append((_("Site settings"), "settings", "settings"))
    entries += [
        Entry(
            label=label,
            href=href(f"{layouts}/{name}"),
            icon=icon,
            current=current == f"{layouts}/{name}",
        )
        for label, name, icon in own
    ]
    return (Group(entries=tuple(entries)),)
