"""Reads of sites."""

from __future__ import annotations

from typing import Any

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.access.trim import readable_sql
from hallway.core.errors import NotFound
from hallway.core.sites.records import SiteId, SiteRecord
from hallway.core.sites.rows import find_site, site_columns
from hallway.core.sites.rules import path_key, split_path
from hallway.platform.db import engine
from hallway.wire.paths import sort_key


def get_site(actor: Actor, path: str) -> SiteRecord:
    """Return the site at exactly this path; NotFound if absent or hidden."""
    return _get(actor, "s.path_key = %s", path_key(split_path(path)))


def get_site_by_id(actor: Actor, site: SiteId) -> SiteRecord:
    """Return a site; NotFound if absent or hidden."""
    return _get(actor, "s.id = %s", site)


def _get(actor: Actor, where: str, value: Any) -> SiteRecord:
    site = find_site(where, value)
    if site is None:
        raise NotFound
    demand(actor, get_mask(actor, site.scope), Right.VIEW_LIST_ITEMS)
    return site


def list_sites(actor: Actor, *, below: str = "/") -> list[SiteRecord]:
    """Return the sites the actor may see below a path, by path."""
    trimmed, parameters = readable_sql(actor, Right.VIEW_LIST_ITEMS, "s.scope_id")
    key = path_key(split_path(below))
    start = "/" if key == "/" else key + "/"
    rows = engine().fetch_all(
        f"SELECT {site_columns()} FROM core_site s WHERE s.path_key >= %s"
        f" AND s.path_key < %s AND s.path_key <> '/' AND {trimmed}"
        " ORDER BY s.path_key",
        [start, start[:-1] + "0", *parameters],
    )
    return [SiteRecord._make(row) for row in rows]


def list_hub(actor: Actor, hub: SiteId) -> list[SiteRecord]:
    """Return a hub and the sites that joined it, as far as the actor may see them.

    The hub comes first, then the others by title.
    """
    trimmed, parameters = readable_sql(actor, Right.VIEW_LIST_ITEMS, "s.scope_id")
    rows = engine().fetch_all(
        f"SELECT {site_columns()} FROM core_site s"
        f" WHERE (s.id = %s OR s.hub_id = %s) AND {trimmed}",
        [hub, hub, *parameters],
    )
    sites = [SiteRecord._make(row) for row in rows]
    return sorted(sites, key=lambda one: (one.id != hub, sort_key(one.title), one.id))


def list_sites_around(
    actor: Actor, path: str
) -> tuple[list[SiteRecord], list[SiteRecord]]:
    """Return the sites the actor may see at or above a path, and those below it.

    Each by path, the home site among those above.
    """
    trimmed, parameters = readable_sql(actor, Right.VIEW_LIST_ITEMS, "s.scope_id")
    segments = split_path(path)
    key = path_key(segments)
    prefixes = [path_key(segments[:n]) for n in range(len(segments) + 1)]
    marks = ", ".join(["%s"] * len(prefixes))
    rows = engine().fetch_all(
        f"SELECT {site_columns()} FROM core_site s WHERE (s.path_key IN ({marks})"
        f" OR (s.path_key >= %s AND s.path_key < %s)) AND {trimmed}"
        " ORDER BY s.path_key",
        [*prefixes, f"{key}/", f"{key}0", *parameters],
    )
    sites = [SiteRecord._make(row) for row in rows]
    above = [site for site in sites if path_key(split_path(site.path)) in prefixes]
    return above, sites[len(above) :]
