"""What an intranet has beyond the seeded world."""

from __future__ import annotations

from typing import Any

from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.lists.commands import add_list
from hallway.kinds.events.commands import add_event
from hallway.kinds.links.commands import add_link
from hallway.kinds.news.commands import draft_post, publish_post
from hallway.kinds.pages.commands import draft_page
from tests.world import SYSTEM, World

HOUR = 3_600_000_000
DAY = 24 * HOUR


def furnish(world: World) -> World:
    """Add the lists; their ids are `world.news`, `world.home_news`, …"""
    for label, site, name, kind in (
        ("news", "hr", "News", "news"),
        ("pages", "hr", "Pages", "pages"),
        ("events", "hr", "Events", "events"),
        ("links", "hr", "Links", "links"),
        ("home_news", "home", "News", "news"),
        ("acme_news", "acme_site", "News", "news"),
    ):
        world.lists[label] = add_list(
            SYSTEM, world.sites[site].id, name=name, kind=kind
        )
    return world


def draft(world: World, title: str, *, where: str = "news", **values: Any) -> ItemId:
    """Write a draft as the owner (the admin outside /sites/hr)."""
    who = world.actor("owner" if where == "news" else "admin")
    return draft_post(who, world.lists[where].id, values={"Title": title, **values}).id


def post(
    world: World,
    title: str,
    *,
    where: str = "news",
    at: int | None = None,
    **values: Any,
) -> ItemId:
    """Write a post and publish it."""
    item = draft(world, title, where=where, **values)
    publish_post(world.actor("admin"), item, at=at)
    return item


def page(world: World, title: str, **values: Any) -> ItemRecord:
    """Write a page as a draft."""
    return draft_page(
        world.actor("owner"), world.lists["pages"].id, values={"Title": title, **values}
    )


def event(world: World, title: str, starts: int, **values: Any) -> ItemRecord:
    """Add an event of an hour."""
    return add_event(
        world.actor("owner"),
        world.lists["events"].id,
        values={"Title": title, "Starts": starts, "Ends": starts + HOUR, **values},
    )


def link(world: World, title: str, address: str, **values: Any) -> ItemRecord:
    """Add a quick link."""
    return add_link(
        world.actor("owner"),
        world.lists["links"].id,
        values={"Title": title, "Address": address, **values},
    )
