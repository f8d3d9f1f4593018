"""Which sites' columns and types there are in a site, and taking a site to change."""

from __future__ import annotations

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand, holds
from hallway.core.changes.journal import StreamRef, lock_streams
from hallway.core.errors import NotFound
from hallway.core.sites.models import Site
from hallway.core.sites.queries import get_site_by_id, list_sites_around
from hallway.core.sites.records import SiteId, SiteRecord


def sites_above(actor: Actor, site: SiteId) -> list[SiteRecord]:
    """Return a site and those above it that the actor sees, the nearest first.

    NotFound if he does not see the site.
    """
    found = get_site_by_id(actor, site)
    above, _below = list_sites_around(actor, found.path)
    return above[::-1]


def may_manage(actor: Actor, scope: int) -> bool:
    """Tell whether the actor may change the columns and types of a site."""
    if actor.everything is not None:
        return True
    return holds(get_mask(actor, scope), Right.MANAGE_WEB)


def hold_site(actor: Actor, site: int, *also: StreamRef) -> Site:
    """Return a site whose columns and types nobody else changes now.

    Refused for who does not manage it; takes more streams with it.
    """
    lock_streams([("site", site), *also])
    held: Site | None = Site.unscoped.filter(pk=site).first()
    if held is None:
        raise NotFound
    demand(actor, get_mask(actor, held.scope_id), Right.MANAGE_WEB)
    return held
