"""Where something that moved away is now."""

from __future__ import annotations

from hallway.core.access.actors import Actor
from hallway.core.errors import NotFound
from hallway.core.items.models import ItemRedirect
from hallway.core.items.queries.children import get_item
from hallway.core.items.queries.resolve import resolve
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.items.rules import path_digest
from hallway.core.lists.records import ListId
from hallway.core.lists.rows import get_list_row
from hallway.core.sites.models import SiteRedirect
from hallway.core.sites.rows import find_site
from hallway.core.sites.rules import path_key
from hallway.platform.db import engine
from hallway.wire.paths import name_key


def find_redirect(actor: Actor, segments: tuple[str, ...]) -> str | None:
    """Return the path where what once stood at `segments` is now, if visible.

    A site that was given another path, or an item that moved to another folder or list.
    """
    return _moved_site(actor, segments) or _moved_item(actor, segments)


def find_moved_number(actor: Actor, list_id: ListId, number: int) -> ItemRecord | None:
    """Return the item that once had a number in a list it has left, if visible."""
    row = ItemRedirect.unscoped.filter(list_id=list_id, number=number).first()
    if row is None:
        return None
    try:
        return get_item(actor, ItemId(row.item_id))
    except NotFound:
        return None


def _moved_site(actor: Actor, segments: tuple[str, ...]) -> str | None:
    prefixes = [path_key(segments[:n]) for n in range(1, len(segments) + 1)]
    row = (
        SiteRedirect.unscoped.filter(path_key__in=prefixes)
        .order_by("-path_key")
        .values_list("path_key", "site__path")
        .first()
    )
    if row is None:
        return None
    old, path = row
    rest = segments[old.count("/") :]
    there = tuple(part for part in path.split("/") if part) + rest
    place = resolve(actor, there)
    return None if place.missing else place.path


def _moved_item(actor: Actor, segments: tuple[str, ...]) -> str | None:
    digests = {}
    for split in range(1, len(segments)):
        place = resolve(actor, segments[:split])
        if place.list is None or place.item is None or place.item.parent is not None:
            continue
        rest = [name_key(part) for part in segments[split:]]
        for n in range(1, len(rest) + 1):
            digests[path_digest("/".join(rest[:n]))] = split + n
        rows = ItemRedirect.unscoped.filter(
            list_id=place.list.id, path_key__in=list(digests)
        )
        # The longest first: it may have left a folder that moved later.
        for row in sorted(rows, key=lambda one: -digests[one.path_key]):
            below = segments[digests[row.path_key] :]
            if path := _now_at(actor, ItemId(row.item_id), below):
                return path
        return None
    return None


def _now_at(actor: Actor, item: ItemId, below: tuple[str, ...]) -> str | None:
    try:
        there = resolve(actor, get_path(actor, item) + below)
    except NotFound:
        return None
    return None if there.missing else there.path


def get_path(actor: Actor, item: ItemId) -> tuple[str, ...]:
    """Return the segments of an item's URL; NotFound if it is hidden."""
    found = get_item(actor, item)
    inside = found.ancestors[1:]
    names: dict[int, str] = {}
    if inside:
        marks = ", ".join(["%s"] * len(inside))
        names = dict(
            engine().fetch_all(
                f"SELECT id, name FROM core_item WHERE id IN ({marks})", inside
            )
        )
    of_list = get_list_row(found.list)
    site = find_site("s.id = %s", of_list.site)
    assert site is not None
    path = f"{site.path}/{of_list.url_name}"
    base = tuple(part for part in path.split("/") if part)
    return base + tuple(names[one] for one in inside)
