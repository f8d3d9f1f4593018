"""What an explanation says is what each way in does, for 2,000 random questions."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from django.db import transaction

from hallway.core.access.commands import Inherit, break_inheritance, grant_role
from hallway.core.access.explain import explain
from hallway.core.access.groups.commands import add_member, create_group
from hallway.core.access.rights import Right, RoleId
from hallway.core.items.queries import resolve
from hallway.core.items.records import Place
from hallway.wire.paths import join_href
from tests.access.requests import BODY, Attempt, try_it
from tests.access.test_pages import browser
from tests.world import SYSTEM, World

TRIPLES = 2_000
PEOPLE = ("owner", "member", "visitor", "guest", "acme", "globex", "nobody")
STAFF = ("owner", "member", "visitor", "nobody")
REFUSED = {401, 403, 404, 409}

# Right → what needs it, and what somebody who has it is answered.
WAYS = {
    Right.VIEW_LIST_ITEMS: (Attempt("see", "PROPFIND", b"", {"Depth": "0"}), {207}),
    Right.OPEN_ITEMS: (Attempt("read", "GET"), {200}),
    Right.EDIT_LIST_ITEMS: (Attempt("save", "PUT", BODY), {204}),
    Right.DELETE_LIST_ITEMS: (Attempt("delete", "DELETE"), {204}),
    Right.ADD_LIST_ITEMS: (Attempt("add", "MKCOL"), {201}),
}


def grow(world: World, chance: random.Random) -> list[str]:
    """Folders and files with permissions of their own, at random; their names."""
    folders, files = ["root"], []
    for n in range(24):
        name = f"folder {n}"
        world.items[name] = world.folder(chance.choice(folders), f"F{n}")
        folders.append(name)
    for n in range(40):
        name = f"file {n}"
        world.items[name] = world.put(chance.choice(folders), f"f{n}.txt", b"x")
        files.append(name)
    team = create_group(SYSTEM, title="Task force")
    inner = create_group(SYSTEM, title="Night shift")
    add_member(SYSTEM, team.id, inner.id)
    add_member(SYSTEM, inner.id, world.principal("nobody"))
    add_member(SYSTEM, team.id, world.principal("acme"))
    grown = folders[1:] + files
    for name in chance.sample(grown, 22):
        where = world.securable(name)
        break_inheritance(SYSTEM, where, start=chance.choice(list(Inherit)))
        reached = [world.principal(who) for who in chance.sample(PEOPLE, 2)]
        for principal in (*reached, chance.choice((team.id, inner.id))):
            grant_role(
                SYSTEM, where, principal=principal, role=chance.choice(list(RoleId))
            )
    return grown


def ask_faces(
    world: World, who: str, name: str, right: Right, place: Place
) -> dict[str, bool]:
    """What each way in does for somebody: the name of the way, and whether it did."""
    attempt, done = WAYS[right]
    path = join_href(world.path(name), collection=False)
    if right is Right.ADD_LIST_ITEMS:
        path += "/made"
    answer, _ = try_it(world, who, attempt, path)
    assert answer.status in done | REFUSED, (who, name, right, answer.status)
    found = {"dav": answer.status in done}
    reads = right in (Right.VIEW_LIST_ITEMS, Right.OPEN_ITEMS)
    is_folder = place.item is not None and place.item.is_folder
    if who in STAFF and (right is Right.OPEN_ITEMS) is not is_folder and reads:
        page = browser(world, who).get(path)
        assert page.status_code in {200, 403, 404}
        if not page.streaming or page.status_code != 200:
            found["web"] = page.status_code == 200
    if who in STAFF and right is Right.ADD_LIST_ITEMS:
        with transaction.atomic():
            form = browser(world, who).post(
                path.removesuffix("/made"),
                "do=new&name=made",
                content_type="application/x-www-form-urlencoded",
            )
            transaction.set_rollback(True)
        assert form.status_code in {303, 403, 404}
        found["web"] = form.status_code == 303
    return found


@pytest.mark.slow
def test_the_sentence_is_what_each_way_in_does(world: World) -> None:
    # The same world at each run, on either database.
    chance = random.Random("explained")
    grown = grow(world, chance)
    subjects = {who: world.actor(who) for who in PEOPLE}
    places = {name: resolve(SYSTEM, world.path(name)) for name in grown}
    seen: Counter[tuple[Right, bool]] = Counter()
    for _ in range(TRIPLES):
        who, right = chance.choice(PEOPLE), chance.choice(list(WAYS))
        name = chance.choice(grown)
        item = places[name].item
        assert item is not None
        if right is Right.ADD_LIST_ITEMS and not item.is_folder:
            right = Right.VIEW_LIST_ITEMS
        if item.is_folder and right in (
            Right.OPEN_ITEMS,
            Right.EDIT_LIST_ITEMS,
            Right.DELETE_LIST_ITEMS,
        ):
            # A folder has no bytes, and its deletion asks about all that is in it.
            right = Right.VIEW_LIST_ITEMS
        told = explain(SYSTEM, right, place=places[name], subject=subjects[who])
        says_no = " may not " in told.sentence
        assert told.allowed is not says_no, told.sentence
        for way, did in ask_faces(world, who, name, right, places[name]).items():
            assert did is told.allowed, (way, who, name, told.sentence)
        seen[right, told.allowed] += 1
    # Both answers were met for every right, many times.
    assert len(seen) == 2 * len(WAYS)
    assert min(seen.values()) > 30
