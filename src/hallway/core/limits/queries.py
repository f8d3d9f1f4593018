"""Reads of limits, and of what versions take."""

from __future__ import annotations

from typing import Any

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.items.queries import locate
from hallway.core.items.records import ItemId
from hallway.core.limits.counting import seen
from hallway.core.limits.doomed import Part, exempt_lists
from hallway.core.limits.records import (
    Heavy,
    Holding,
    Level,
    Place,
    PreviewRecord,
    Sample,
    Usage,
)
from hallway.core.limits.rows import (
    demand_place,
    find_preview,
    limit_above,
    own_limit,
    place_of,
    preview_record,
)
from hallway.core.sites.models import Site
from hallway.platform.db import engine


def get_limit(actor: Actor, place: Place) -> Holding:
    """Return the limit that holds at a place, and why; for who may set it."""
    demand_place(actor, place)
    own = own_limit(place)
    above, origin = limit_above(place)
    source = origin if own is None else place
    exempt = exempt_lists(place) if place.level is Level.LIST else {}
    return Holding(
        limit=above if own is None else own,
        own=own,
        above=above,
        level=None if source is None else source.level,
        site=_site_title(actor, source),
        exempt=exempt.get(place.ref, ""),
    )


def _site_title(actor: Actor, place: Place | None) -> str:
    """Return the title of a site, "" where the actor may not see it."""
    if place is None or place.level is not Level.SITE:
        return ""
    title, scope = Site.unscoped.values_list("title", "scope_id").get(pk=place.ref)
    sees = holds(get_mask(actor, scope), Right.VIEW_LIST_ITEMS)
    return str(title) if sees else ""


def get_preview(actor: Actor, guid: str) -> PreviewRecord:
    """Return a preview of the actor's own, as long as he may set that limit."""
    held = find_preview(actor, guid)
    demand_place(actor, place_of(held))
    return preview_record(held)


def list_sample(actor: Actor, guid: str) -> list[Sample]:
    """Return the files that would lose most, those that the actor may see now."""
    held = find_preview(actor, guid)
    demand_place(actor, place_of(held))
    found = locate(actor, [one[0] for one in held.sample])
    return [
        Sample(found=found[ItemId(item)], versions=versions, size=size)
        for item, versions, size in held.sample
        if item in found
    ]


def get_usage(actor: Actor, place: Place) -> Usage:
    """Return what the versions of a place's files take, of those the actor may see.

    What is in the recycle bin is not among them.
    """
    demand_place(actor, place)
    where = _in(actor, place)
    row = engine().fetch_one(
        f"SELECT COALESCE(sum(CASE WHEN {_LIVE} THEN v.size ELSE 0 END), 0),"
        f" COALESCE(sum(CASE WHEN {_LIVE} THEN 0 ELSE v.size END), 0),"
        f" COALESCE(sum(CASE WHEN {_LIVE} THEN 0 ELSE 1 END), 0) {where.sql}",
        where.parameters,
    )
    assert row is not None
    return Usage(current=int(row[0]), earlier=int(row[1]), versions=int(row[2]))


def list_heaviest(actor: Actor, place: Place, *, limit: int = 20) -> list[Heavy]:
    """Return the files whose earlier versions take most, those the actor may see."""
    demand_place(actor, place)
    where = _in(actor, place)
    rows = engine().fetch_all(
        f"SELECT i.id, i.size, sum(v.size), count(*) {where.sql} AND NOT ({_LIVE})"
        " GROUP BY i.id, i.size ORDER BY 3 DESC, 4 DESC, 1 LIMIT %s",
        [*where.parameters, limit],
    )
    found = locate(actor, [row[0] for row in rows])
    return [
        Heavy(
            found=found[ItemId(item)],
            current=current,
            earlier=int(earlier),
            versions=versions,
        )
        for item, current, earlier, versions in rows
        if item in found
    ]


_LIVE = "v.major = i.major AND v.minor = i.minor"


def _in(actor: Actor, place: Place) -> Part:
    """Return FROM and WHERE of the versions `v` of living items `i` at a place."""
    mine = seen(actor)
    of: dict[Level, tuple[str, list[Any]]] = {
        Level.ALL: ("1 = 1", []),
        Level.SITE: ("l.site_id = %s", [place.ref]),
        Level.LIST: ("l.id = %s", [place.ref]),
    }
    term, parameters = of[place.level]
    return Part(
        "FROM core_list l JOIN core_item i ON i.list_id = l.id"
        " JOIN core_version v ON v.item_id = i.id"
        f" WHERE {term} AND l.deletion_id IS NULL AND i.deletion_id IS NULL"
        f" AND {mine.sql}",
        [*parameters, *mine.parameters],
    )
