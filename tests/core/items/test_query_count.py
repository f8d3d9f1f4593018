"""How many statements a read takes does not depend on how many rows there are."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hallway.core.access.actors import Actor
from hallway.core.items.queries import (
    iter_children,
    list_descendants,
    list_places,
    resolve,
)
from hallway.core.lists.commands import add_list
from hallway.core.sites.commands import add_site
from tests.world import SYSTEM, World

WHO = ["member", "guest", "nobody"]


def count(read: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as caught:
        read()
    return len(caught)


def grow(world: World, *, first: int, last: int) -> None:
    for n in range(first, last):
        world.put("deep", f"n{n}.txt", b"x")
        add_list(SYSTEM, world.hr, name=f"Library {n}", kind="documents")
        add_site(SYSTEM, path=f"/sites/n{n}")


@pytest.mark.parametrize("who", WHO)
def test_reads_take_as_many_statements_for_3_rows_as_for_30(
    world: World, who: str
) -> None:
    actor: Actor = world.actor(who)
    deep, site = world.item("deep"), ("sites", "hr")
    top = resolve(SYSTEM, ())
    hr = resolve(SYSTEM, site)
    reads: dict[str, Callable[[], object]] = {
        "iter_children": lambda: list(iter_children(actor, deep)),
        "list_descendants": lambda: list_descendants(actor, deep, limit=1000),
        "resolve a file": lambda: resolve(actor, world_path),
        "resolve nothing": lambda: resolve(actor, (*world_path[:-1], "none")),
        "resolve a site": lambda: resolve(actor, site),
        "list_places of /": lambda: list_places(actor, top),
        "list_places of a site": lambda: list_places(actor, hr),
    }
    world_path = world.path("notes")
    grow(world, first=0, last=3)
    few = {name: count(read) for name, read in reads.items()}
    grow(world, first=3, last=30)
    many = {name: count(read) for name, read in reads.items()}
    assert many == few
    assert few["resolve a file"] <= 4
    assert few["iter_children"] == 1


def test_depth_costs_no_statement(world: World) -> None:
    member = world.actor("member")
    flat, deep = world.path("welcome"), world.path("notes")
    assert len(deep) > len(flat)
    assert count(lambda: resolve(member, deep)) == count(lambda: resolve(member, flat))
