"""Bodies, dead properties and quota of items."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.errors import NotFound
from hallway.core.items.queries.children import get_item, get_mask_now
from hallway.core.items.records import DeadPropertyRecord, ItemId, ItemRecord, Quota
from hallway.core.sites.records import SiteId
from hallway.platform.db import engine
from hallway.platform.storage import get_store


def get_body_path(actor: Actor, item: ItemRecord) -> str | None:
    """Return a local file with the item's bytes, or None where there is none.

    `item` must come from this actor's own `resolve` or `get_item`; opening needs
    the right to open items, which is asked again here.  NotFound without a body.
    """
    demand(actor, get_mask_now(actor, item), Right.OPEN_ITEMS)
    if item.sha256 is None:
        raise NotFound
    return get_store().path(item.sha256)


def open_body(
    actor: Actor, item: ItemRecord, *, offset: int = 0, mask: int | None = None
) -> BinaryIO:
    """Return the item's bytes from `offset` on; see `get_body_path`.

    `mask` is the actor's rights on it where `resolve` has just told them.
    """
    held = get_mask_now(actor, item) if mask is None else mask
    demand(actor, held, Right.OPEN_ITEMS)
    if item.sha256 is None:
        raise NotFound
    return get_store().open(item.sha256, offset=offset)


def list_dead_properties(actor: Actor, item: ItemId) -> list[DeadPropertyRecord]:
    """Return an item's dead properties; NotFound if the item is hidden."""
    get_item(actor, item)
    return list_dead_properties_of(actor, (item,)).get(item, [])


def list_dead_properties_of(
    actor: Actor, items: Iterable[ItemId]
) -> dict[ItemId, list[DeadPropertyRecord]]:
    """Return the dead properties of items the actor has been shown already."""
    wanted = list(items)
    found: dict[ItemId, list[DeadPropertyRecord]] = {}
    for start in range(0, len(wanted), 1000):
        chunk = wanted[start : start + 1000]
        marks = ", ".join(["%s"] * len(chunk))
        for item, namespace, name, xml in engine().fetch_all(
            "SELECT item_id, namespace, name, xml FROM core_deadproperty"
            f" WHERE item_id IN ({marks}) ORDER BY item_id, namespace, name",
            chunk,
        ):
            record = DeadPropertyRecord(
                item=ItemId(item), namespace=namespace, name=name, xml=xml
            )
            found.setdefault(record.item, []).append(record)
    return found


def get_quota(actor: Actor, site: SiteId) -> Quota:
    """Return a site's storage; NotFound if the actor may not see the site."""
    row = engine().fetch_one(
        "SELECT scope_id, used_bytes, quota_bytes FROM core_site WHERE id = %s",
        (site,),
    )
    if row is None:
        raise NotFound
    scope, used, limit = row
    demand(actor, get_mask(actor, scope), Right.VIEW_LIST_ITEMS)
    return Quota(used=used, limit=limit)


def get_checked_out_at(actor: Actor, item: ItemRecord) -> int | None:
    """Return since when an item the actor has been shown is checked out."""
    row = engine().fetch_one(
        "SELECT checked_out_at FROM core_item WHERE id = %s", (item.id,)
    )
    return None if row is None else row[0]
