"""Files with versions of chosen ages, and what is left of them."""

from __future__ import annotations

from hallway.core import clock
from hallway.core.items.records import ItemId
from hallway.core.jobs.runner import run_pending
from hallway.core.limits.commands import set_limit, start_preview
from hallway.core.limits.records import Limit, Place, PreviewRecord
from hallway.core.versions.queries import list_versions
from tests.world import SYSTEM, World


def age(
    world: World,
    name: str,
    *days: float,
    parent: str = "root",
    size: int = 0,
    same: bytes = b"",
) -> ItemId:
    """Store a file once for each of these days ago; each has content of its own."""
    for n, ago in enumerate(days):
        body = same or f"{name} {n}".encode().ljust(size, b".")
        with clock.turned_back(int(ago * clock.DAY)):
            world.items[name] = world.put(parent, f"{name}.txt", body)
    return world.items[name]


def numbers(item: ItemId) -> list[str]:
    """The versions of an item, oldest first."""
    return [one.number for one in reversed(list_versions(SYSTEM, item))]


def majors(item: ItemId) -> list[int]:
    """The major versions of an item, oldest first."""
    return [one.major for one in reversed(list_versions(SYSTEM, item))]


def apply(world: World, place: Place, limit: Limit | None, who: str = "owner") -> None:
    """Set a limit and have the jobs do what follows."""
    set_limit(world.actor(who), place, limit)
    run_pending()


def look(
    world: World, place: Place, limit: Limit | None, who: str = "owner"
) -> PreviewRecord:
    """Count what a limit would take away."""
    return start_preview(world.actor(who), place, limit)
