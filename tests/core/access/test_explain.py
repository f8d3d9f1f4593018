from __future__ import annotations

import pytest

from hallway.core.access.explain import explain
from hallway.core.access.queries import get_item_mask, get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.errors import Forbidden, NotFound
from hallway.core.items.commands import delete_item
from hallway.core.items.queries import get_item, resolve
from hallway.core.items.records import Place
from tests.world import CAST, SYSTEM, World


def place(world: World, name: str) -> Place:
    return resolve(SYSTEM, world.path(name))


@pytest.mark.parametrize("who", [*CAST, "anonymous"])
def test_the_decision_is_the_cores_for_every_item_and_right(
    world: World, who: str
) -> None:
    subject = world.actor(who)
    for name in world.items.keys() - {"old"}:
        item, where = world.item(name), place(world, name)
        mask = get_item_mask(
            subject,
            list_id=item.list,
            scope=item.scope,
            ancestry=item.ancestry,
            pending=1,
        )
        for right in Right:
            told = explain(SYSTEM, right, place=where, subject=subject)
            assert told.allowed is holds(mask, right), (name, right)
            assert told.reasons
            assert told.sentence.endswith(".")


@pytest.mark.parametrize("who", CAST)
def test_the_decision_is_the_cores_for_every_site(world: World, who: str) -> None:
    subject = world.actor(who)
    for site in world.sites.values():
        where = resolve(SYSTEM, tuple(part for part in site.path.split("/") if part))
        for right in Right:
            told = explain(SYSTEM, right, place=where, subject=subject)
            assert told.allowed is holds(get_mask(subject, site.scope), right)


@pytest.mark.parametrize("name", ["welcome", "offer", "issue", "may"])
@pytest.mark.parametrize("who", CAST)
def test_what_is_said_is_what_a_command_does(world: World, who: str, name: str) -> None:
    subject = world.actor(who)
    right = Right.DELETE_LIST_ITEMS
    told = explain(SYSTEM, right, place=place(world, name), subject=subject)
    if told.allowed:
        delete_item(subject, world.items[name])
    else:
        with pytest.raises((NotFound, Forbidden)):
            delete_item(subject, world.items[name])


def test_the_sentence_names_the_group_and_the_way_to_it(world: World) -> None:
    told = explain(
        SYSTEM,
        Right.EDIT_LIST_ITEMS,
        place=place(world, "welcome"),
        subject=world.actor("member"),
    )
    for words in (
        world.groups["hr_members"].title,
        f"by way of “{world.groups['partners'].title}”",
        "Edit",
        "granted by System Account on 20",
        f"the site “{world.sites['hr'].title}”",
    ):
        assert words in told.sentence


def test_a_direct_grant_is_called_direct(world: World) -> None:
    told = explain(
        SYSTEM,
        Right.OPEN_ITEMS,
        place=place(world, "offer"),
        subject=world.actor("guest"),
    )
    assert told.sentence.startswith("Guest may open it: Guest has Read on the file “")
    assert "” directly, granted by Owner on 20" in told.sentence


def test_who_asks_about_himself_is_addressed(world: World) -> None:
    guest = world.actor("guest")
    where = resolve(guest, world.path("offer"))
    told = explain(guest, Right.OPEN_ITEMS, place=where, subject=guest)
    assert told.sentence.startswith("You may open it: You have Read on")
    told = explain(guest, Right.EDIT_LIST_ITEMS, place=where, subject=guest)
    assert told.sentence.startswith("You may not change it: You only have Read on")


def test_who_has_too_little_is_told_what_he_has(world: World) -> None:
    told = explain(
        SYSTEM,
        Right.EDIT_LIST_ITEMS,
        place=place(world, "welcome"),
        subject=world.actor("visitor"),
    )
    assert told.sentence.startswith("Visitor may not change it: Visitor only has Read")


def test_who_has_nothing_is_told_so(world: World) -> None:
    told = explain(
        SYSTEM,
        Right.VIEW_LIST_ITEMS,
        place=place(world, "payroll"),
        subject=world.actor("member"),
    )
    assert not told.allowed
    assert "No role on the folder “Salaries" in told.sentence
    assert told.sentence.endswith("reaches Member.")


def test_what_is_hidden_from_who_asks_is_absent(world: World) -> None:
    nobody = world.actor("nobody")
    with pytest.raises(NotFound):
        explain(
            nobody,
            Right.VIEW_LIST_ITEMS,
            place=resolve(nobody, world.path("welcome")),
            subject=world.actor("member"),
        )
    # Nor does a place somebody else resolved help.
    with pytest.raises(NotFound):
        explain(
            nobody,
            Right.VIEW_LIST_ITEMS,
            place=place(world, "welcome"),
            subject=world.actor("member"),
        )
    with pytest.raises(NotFound):
        get_item(nobody, world.welcome)
