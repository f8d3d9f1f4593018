"""Rows of limits, and what those who ask must hold."""

from __future__ import annotations

import uuid

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.errors import NotFound
from hallway.core.limits.models import LimitPreview, VersionLimit
from hallway.core.limits.records import (
    UNLIMITED,
    Level,
    Limit,
    Place,
    PreviewRecord,
)
from hallway.core.lists.models import List
from hallway.core.sites.models import Site


def demand_place(actor: Actor, place: Place) -> None:
    """Raise unless the actor may set limits there.

    Who manages the list, or the site; administrators alone for the installation.
    NotFound if it is hidden or in the recycle bin.
    """
    if place.level is Level.ALL:
        if actor.everything is None:
            raise NotFound
        return
    if place.level is Level.SITE:
        right = Right.MANAGE_WEB
        row = Site.unscoped.filter(pk=place.ref)
    else:
        right = Right.MANAGE_LISTS
        row = List.unscoped.filter(pk=place.ref, deletion__isnull=True)
    scope = row.values_list("scope_id", flat=True).first()
    if scope is None:
        raise NotFound
    demand(actor, get_mask(actor, scope), right)


def own_limit(place: Place) -> Limit | None:
    """Return what is set at a place itself."""
    row: VersionLimit | None = VersionLimit.unscoped.filter(
        level=place.level, ref=place.ref
    ).first()
    return None if row is None else limit_of(row)


def limit_of(row: VersionLimit | LimitPreview) -> Limit:
    """Return the limit that a row says."""
    return Limit(count=row.count, days=row.days, thin=row.thin)


def places_above(place: Place) -> list[Place]:
    """Return the wider places whose limits hold where nearer ones say nothing."""
    above = [Place(level=Level.ALL)]
    if place.level is Level.LIST:
        site = List.unscoped.values_list("site_id", flat=True).get(pk=place.ref)
        above.insert(0, Place(level=Level.SITE, ref=site))
    return [] if place.level is Level.ALL else above


def limit_above(place: Place) -> tuple[Limit, Place | None]:
    """Return the limit that a place gets from those above, and from which."""
    for one in places_above(place):
        found = own_limit(one)
        if found is not None:
            return found, one
    return UNLIMITED, None


def limit_at(place: Place) -> Limit:
    """Return the limit that holds at a place: the nearest one."""
    own = own_limit(place)
    return limit_above(place)[0] if own is None else own


def find_preview(actor: Actor, guid: str) -> LimitPreview:
    """Return a preview of the actor's own; NotFound if absent or another's."""
    try:
        wanted = uuid.UUID(guid)
    except ValueError:
        raise NotFound from None
    row: LimitPreview | None = LimitPreview.unscoped.filter(guid=wanted).first()
    if row is None or row.owner != actor.principal:
        raise NotFound
    return row


def place_of(row: VersionLimit | LimitPreview) -> Place:
    """Return the place that a row is about."""
    return Place(level=Level(row.level), ref=row.ref)


def preview_record(row: LimitPreview) -> PreviewRecord:
    """Return a preview as it leaves this package."""
    return PreviewRecord(
        guid=str(row.guid),
        place=place_of(row),
        limit=None if row.inherits else limit_of(row),
        is_counted=row.is_counted,
        versions=row.versions,
        items=row.items,
        size=row.size,
        freed=row.freed,
        oldest=row.oldest,
        newest=row.newest,
        created=row.created,
    )
