"""Every type of column through an item's life: versions, copies, moves, the bin."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from hallway.core.errors import Invalid
from hallway.core.items.commands import (
    copy_item,
    create_item,
    delete_item,
    move_item,
    update_values,
)
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.lists.records import ListRecord
from hallway.core.lists.types import TYPES
from hallway.core.trash.commands import restore_deletion
from hallway.core.versions.commands import restore_version
from hallway.core.versions.queries import list_versions
from tests.core.lists.world_of_columns import add, column, make_list, row, value
from tests.world import World

# What is given, what is given then, and what is refused; `@` stands for what a
# reference is stored as.
LIVES: dict[str, tuple[Any, Any, Any]] = {
    "text": ("one", "two", "a\nb"),
    "note": ("one\ntwo", "three", 1),
    "number": (1.5, "2.5", "x"),
    "currency": ("12.34", 5, "1.234"),
    "yesno": (True, False, "yes"),
    "choice": ("a", "b", "c"),
    "choices": (["a", "b"], "b", ["a", "c"]),
    "date": ("2026-01-01", "2026-01-02", "soon"),
    "datetime": (5, 6, "soon"),
    "person": ("@visitor", "@member", 10**9),
    "persons": (["@visitor", "@member"], "@member", [10**9]),
    "lookup": (1, 2, 99),
    "lookups": ([1, 2], [2], [1, 99]),
    "link": ("https://a.example", {"url": "/x", "text": "X"}, "x"),
    "picture": ("https://a.example/p.png", "/p.png", "mailto:a@b.example"),
    "location": ("Bern", {"name": "A", "address": "B"}, {"latitude": 1}),
    "term": (1, 2, "x"),
    "terms": ([1, 2], [2], ["x"]),
    "rating": (1, 5, 6),
}
SETTINGS: dict[str, dict[str, Any]] = {
    "choice": {"choices": ["a", "b"]},
    "choices": {"choices": ["a", "b"]},
    "term": {"set": "5b2c7e1e-6f5e-4a52-8d3c-1b2a3c4d5e6f"},
    "terms": {"set": "5b2c7e1e-6f5e-4a52-8d3c-1b2a3c4d5e6f"},
}


def test_every_type_has_a_life_here() -> None:
    given = {name for name, one in TYPES.items() if one.is_given}
    assert set(LIVES) == given


def meant(world: World, given: Any) -> Any:
    if isinstance(given, list):
        return [meant(world, one) for one in given]
    if isinstance(given, str) and given.startswith("@"):
        return world.principal(given[1:])
    return given


@pytest.fixture(autouse=True)
def any_term() -> Any:
    """Every number is a term: what terms there are is tested elsewhere."""
    from hallway.core.items import references

    before = list(references._find_terms)
    references.answer_terms(lambda _actor, _set, numbers: {one: one for one in numbers})
    yield
    references._find_terms[:] = before


@pytest.mark.parametrize("type_", sorted(LIVES))
def test_a_life(world: World, type_: str) -> None:
    owner = world.actor("owner")
    first, then, wrong = (meant(world, one) for one in LIVES[type_])
    target = make_list(world, "Target")
    for _n in range(2):
        row(owner, target.id)
    settings = dict(SETTINGS.get(type_, {}))
    if TYPES[type_].refers == "item":
        settings["list"] = target.guid
    lists = [make_list(world, name) for name in ("Here", "There")]
    for one in lists:
        add(world, one.id, "Title", "text")
        add(world, one.id, "X", type_, **settings)
    here, there = lists
    made = row(owner, here.id, Title="t", X=first)
    stored = value(made, "X")
    assert stored is not None
    with pytest.raises(Invalid) as caught:
        update_values(owner, made.id, values={"X": wrong, "Title": "u"})
    assert set(caught.value.fields) == {"X"}
    assert value(made, "Title") == "t"
    update_values(owner, made.id, values={"X": then})
    later = value(made, "X")
    assert later not in (None, stored)
    update_values(owner, made.id, values={"X": None})
    assert value(made, "X") is None
    _versions(world, made, here, [None, later, stored])
    restore_version(owner, made.id, major=1, minor=0)
    assert value(made, "X") == stored
    copied = copy_item(owner, made.id, to=ItemId(there.root), name="copy").item
    assert value(copied, "X") == stored
    move_item(owner, made.id, to=ItemId(there.root), name="moved")
    assert value(made, "X") == stored
    _versions(world, made, there, [stored, None, later, stored])
    deletion = delete_item(owner, made.id)
    restore_deletion(owner, deletion)
    assert value(made, "X") == stored


def _versions(
    world: World, item: ItemRecord, of: ListRecord, expected: list[Any]
) -> None:
    key = column(of.id, "X").key
    rows = list_versions(world.actor("owner"), item.id)
    assert [one.data.get(key) for one in rows] == expected


def test_of_writers_at_once_one_has_a_unique_value_and_each_its_number(
    committed_world: World,
) -> None:
    from hallway.platform.db import close_connection

    world = committed_world
    made = make_list(world, "At once")
    add(world, made.id, "Code", "text", unique=True)
    add(world, made.id, "Case", "autonumber")
    actor = world.actor("owner")
    together = Barrier(4)

    def write(number: int) -> str:
        together.wait()
        try:
            create_item(actor, made.id, values={"Code": "the same"})
        except Invalid as error:
            return error.fields["Code"]
        finally:
            create_item(actor, made.id, values={"Code": f"own {number}"})
            close_connection()
        return "in"

    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(write, range(4)))
    assert told == ["Another item has this value already."] * 3 + ["in"]
    from hallway.core.items.models import Item

    key = column(made.id, "Case").key
    rows = Item.unscoped.filter(list_id=made.id, is_folder=False)
    numbers = sorted(data[key] for data in rows.values_list("data", flat=True))
    assert numbers == [1, 2, 3, 4, 5]
