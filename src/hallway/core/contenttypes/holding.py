"""Taking a content type of a site for a command."""

from __future__ import annotations

from typing import NamedTuple

from hallway.core.access.actors import Actor
from hallway.core.contenttypes.models import ContentType
from hallway.core.contenttypes.spreading import lists_below
from hallway.core.errors import Conflict, NotFound
from hallway.core.sitecolumns.seeing import hold_site
from hallway.core.sites.records import SiteId


class Held(NamedTuple):
    """A content type of a site, and the lists that have it or one below it."""

    row: ContentType
    site: SiteId
    lists: list[int]


def hold_type(actor: Actor, content_type: int) -> Held:
    """Return a type of a site that the actor manages, and the lists below it.

    Nobody else changes the site's types or these lists now.
    """
    row = ContentType.unscoped.filter(pk=content_type, site__isnull=False)
    site = row.values_list("site_id").first()
    if site is None:
        raise NotFound
    lists = lists_below([content_type])
    hold_site(actor, site[0], *(("list", one) for one in lists))
    held: ContentType | None = row.first()
    if held is None:
        raise NotFound
    return Held(held, SiteId(site[0]), lists)


def refuse_closed(held: ContentType) -> None:
    """Raise Conflict for a type that is not to be changed."""
    if held.source_id is not None:
        raise Conflict(
            "This content type was published here; it is changed where it is from."
        )
    if held.is_read_only:
        raise Conflict("This content type is read-only.")
