from __future__ import annotations

import pytest

from hallway.core.access.rights import Right
from hallway.core.errors import NotFound
from hallway.core.items.queries import get_item, list_places, open_body, resolve
from tests.world import CAST, SECRET_WORDS, World

ITEMS = ("welcome", "plans", "payroll", "may", "offer", "issue", "task1", "acme_file")
SEEN = {
    "admin": set(ITEMS),
    "owner": {"welcome", "plans", "payroll", "may", "offer", "issue", "task1"},
    "member": {"welcome", "plans", "offer", "issue", "task1"},
    "visitor": {"welcome", "plans", "may", "offer", "issue", "task1"},
    "guest": {"offer"},
    "acme": {"acme_file"},
    "globex": set(),
    "nobody": set(),
    "anonymous": set(),
}


@pytest.mark.parametrize("who", [*CAST, "anonymous"])
def test_each_of_the_cast_sees_what_the_world_says(world: World, who: str) -> None:
    seen = set()
    for name in ITEMS:
        try:
            get_item(world.actor(who), world.items[name])
            seen.add(name)
        except NotFound:
            pass
    assert seen == SEEN[who]


def test_the_world_is_as_built_in_every_test(world: World) -> None:
    assert world.item("welcome").major == 3
    with open_body(world.actor("visitor"), world.item("welcome")) as body:
        assert body.read().startswith(b"3 ")


def test_every_name_holds_a_secret_word(world: World) -> None:
    roots = {name for name in world.items if name.endswith("root")}
    rows = {"task1", "task2", "old"}
    for name in world.items.keys() - roots - rows:
        assert any(word in world.item(name).name for word in SECRET_WORDS)


@pytest.mark.parametrize("who", ["nobody", "anonymous"])
def test_nobody_finds_no_step_anywhere(world: World, who: str) -> None:
    actor = world.actor(who)
    top = resolve(actor, ())
    assert top.is_container
    assert list_places(actor, top) == []
    for segments in (("sites",), ("sites", "hr"), world.path("welcome")):
        place = resolve(actor, segments)
        assert (place.item, place.site, place.missing) == (None, None, segments)
        assert not place.mask & Right.VIEW_LIST_ITEMS
