"""PROPFIND: properties of a resource and of what is below it (RFC 4918 9.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from django.http import HttpResponseBase

from hallway.core.errors import NotFound
from hallway.core.items import queries
from hallway.core.items.records import (
    ContainerEntry,
    DeadPropertyRecord,
    ItemId,
    ItemRecord,
)
from hallway.core.locks import queries as locks
from hallway.core.locks.records import LockRecord
from hallway.faces.dav import props
from hallway.faces.dav.conditions import check_if
from hallway.faces.dav.errors import Refused
from hallway.faces.dav.locked import activelocks
from hallway.faces.dav.parse import Call, read_xml
from hallway.faces.dav.render import multistatus
from hallway.wire.davheaders import Depth
from hallway.wire.davxml.parse import parse_propfind
from hallway.wire.davxml.render import response
from hallway.wire.paths import quote_segment

MAX_INFINITE = 20_000
"""Rows an answer of infinite depth may have; above, 403 (RFC 4918 9.1.1)."""


def answer(call: Call) -> HttpResponseBase:
    """Return 207 with a response for each resource the actor may see."""
    depth = call.depth(Depth.ZERO, Depth.ONE, Depth.INFINITY)
    place = call.place
    if place.missing:
        raise NotFound
    plan = props.plan(parse_propfind(read_xml(call.environ)))
    check_if(call)
    if place.item is None:
        return multistatus(_containers(call, plan, depth))
    listing = _Listing(call, plan, place.item)
    if depth is Depth.ZERO or not place.item.is_folder:
        return multistatus([listing.itself()])
    if depth is Depth.ONE:
        return multistatus(listing.with_children())
    return multistatus(listing.with_descendants())


def _containers(call: Call, plan: props.Plan, depth: Depth) -> Iterator[str]:
    if depth is Depth.INFINITY:
        raise _too_deep()
    place = call.place
    site = place.site
    created = site.created if site is not None else 0
    name = site.title if site is not None else "".join(place.segments[-1:]) or "Hallway"
    base = call.href
    here = ContainerEntry(name, place.path, created, created)
    yield response(base, props.container_propstats(plan, here))
    if depth is Depth.ONE:
        yield "".join(
            [
                response(
                    f"{base}{quote_segment(entry.name)}/",
                    props.container_propstats(plan, entry),
                )
                for entry in queries.list_places(call.actor, place)
            ]
        )


class _Listing:
    """One answer about an item of a list: what was read once for all its rows."""

    def __init__(self, call: Call, plan: props.Plan, item: ItemRecord) -> None:
        self.call = call
        self.plan = plan
        self.item = item
        self.covering: list[LockRecord] = []
        if plan.needs_locks:
            self.covering = locks.list_locks_on(call.actor, item)
        self.from_above = [lock for lock in self.covering if lock.deep]
        self.quota = None
        if plan.needs_quota and item.is_folder:
            self.quota = queries.get_quota(call.actor, call.list.site)

    def itself(self) -> str:
        """Return the response of the item asked for."""
        dead = self.read_dead([self.item]).get(self.item.id, ())
        return self.one(self.item, self.call.href, dead, self.covering)

    def with_children(self) -> Iterator[str]:
        """Yield the item and then its children, a page at a time.

        Four statements a page, however many children it holds.
        """
        mine = self.itself()
        below: dict[ItemId, list[LockRecord]] = {}
        if self.plan.needs_locks:
            below = locks.list_locks_below(self.call.actor, self.item)
        base = self.call.href
        for page in queries.iter_children(
            self.call.actor, self.item, pending=self.call.list.pending
        ):
            yield mine + self.page(page, lambda item: f"{base}{_step(item)}", below)
            mine = ""
        if mine:
            yield mine

    def with_descendants(self) -> Iterator[str]:
        """Yield the item and all below it; refuses before the first if too many."""
        found = queries.list_descendants(
            self.call.actor,
            self.item,
            limit=MAX_INFINITE,
            pending=self.call.list.pending,
        )
        if len(found) > MAX_INFINITE:
            raise _too_deep()
        hrefs = {self.item.id: self.call.href}
        for item in found:
            if item.parent is not None:
                hrefs[item.id] = f"{hrefs[item.parent]}{_step(item)}"
        below: dict[ItemId, list[LockRecord]] = {}
        if self.plan.needs_locks:
            below = locks.list_locks_within(self.call.actor, self.item)
        mine = self.itself()
        for start in range(0, len(found), 1000):
            page = found[start : start + 1000]
            yield mine + self.page(page, lambda item: hrefs[item.id], below)
            mine = ""
        if mine:
            yield mine

    def page(
        self,
        items: Sequence[ItemRecord],
        href_of: Callable[[ItemRecord], str],
        below: dict[ItemId, list[LockRecord]],
    ) -> str:
        """Return the responses of a page of items."""
        dead = self.read_dead(items)
        above = self.from_above
        rows = []
        simple = not (dead or above or below)
        for item in items:
            href = href_of(item)
            if simple and (row := props.plain_response(self.plan, item, href)):
                rows.append(row)
                continue
            held = above + _covering(item, below) if below else above
            rows.append(self.one(item, href, dead.get(item.id, ()), held))
        return "".join(rows)

    def one(
        self,
        item: ItemRecord,
        href: str,
        dead: Sequence[DeadPropertyRecord],
        held: Sequence[LockRecord],
    ) -> str:
        """Return the response of one item."""
        locks_xml = activelocks(item, href, held) if held else ""
        stats = props.propstats(
            self.plan, item, dead=dead, locks_xml=locks_xml, quota=self.quota
        )
        # As `response`, without looking for what to escape: an href needs none.
        return f"<D:response><D:href>{href}</D:href>{stats}</D:response>"

    def read_dead(
        self, items: Sequence[ItemRecord]
    ) -> dict[ItemId, list[DeadPropertyRecord]]:
        """Return the dead properties of these items, where the answer needs any."""
        if not self.plan.needs_dead:
            return {}
        return queries.list_dead_properties_of(
            self.call.actor, [item.id for item in items]
        )


def _covering(
    item: ItemRecord, below: dict[ItemId, list[LockRecord]]
) -> list[LockRecord]:
    """Return the locks below the listed folder that cover one of its descendants."""
    return [
        lock
        for ancestor in item.ancestors
        for lock in below.get(ItemId(ancestor), ())
        if lock.deep or ancestor == item.id
    ]


def _step(item: ItemRecord) -> str:
    return quote_segment(item.name) + ("/" if item.is_folder else "")


def _too_deep() -> Refused:
    return Refused(
        403,
        "This is too much for one answer: ask with Depth 1, folder by folder.",
        condition="propfind-finite-depth",
    )
