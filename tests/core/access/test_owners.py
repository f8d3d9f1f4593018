"""A site keeps an owner; explanations name people and places."""

from __future__ import annotations

import pytest

from hallway.core.access.commands import grant_role, revoke_role
from hallway.core.access.explain import explain_person, find_origin
from hallway.core.access.groups.commands import add_member, remove_member
from hallway.core.access.records import Securable
from hallway.core.access.rights import Right, RoleId
from hallway.core.errors import Conflict, NotFound
from hallway.core.items.queries import resolve
from hallway.core.lists.queries import count_items, list_lists
from tests.world import HR_SECRET, World


def test_the_last_owner_stays(world: World) -> None:
    owner = world.actor("owner")
    owners = world.groups["hr_owners"].id
    with pytest.raises(Conflict):
        remove_member(owner, owners, world.principal("owner"))
    with pytest.raises(Conflict):
        revoke_role(
            owner,
            Securable(site=world.hr),
            principal=owners,
            role=RoleId.FULL_CONTROL,
        )
    add_member(owner, owners, world.principal("member"))
    remove_member(owner, owners, world.principal("owner"))
    with pytest.raises(Conflict):
        remove_member(world.actor("member"), owners, world.principal("member"))


def test_one_owner_by_name_is_enough(world: World) -> None:
    owner = world.actor("owner")
    grant_role(
        owner,
        Securable(site=world.hr),
        principal=world.principal("visitor"),
        role=RoleId.FULL_CONTROL,
    )
    owners = world.groups["hr_owners"].id
    remove_member(owner, owners, world.principal("owner"))


def test_who_is_no_owner_goes_as_before(world: World) -> None:
    visitors = world.groups["hr_visitors"].id
    remove_member(world.actor("owner"), visitors, world.principal("visitor"))


def test_a_person_is_explained_to_who_sees_both(world: World) -> None:
    member = world.actor("member")
    place = resolve(member, ("sites", "hr"))
    found = explain_person(
        member, Right.EDIT_LIST_ITEMS, place=place, person=world.principal("visitor")
    )
    assert not found.allowed
    assert "Visitor may not change it" in found.sentence
    with pytest.raises(NotFound):
        explain_person(
            world.actor("acme"),
            Right.VIEW_LIST_ITEMS,
            place=resolve(world.actor("acme"), ("sites", "acme")),
            person=world.principal("globex"),
        )


def test_the_origin_of_permissions_is_named(world: World) -> None:
    owner = world.actor("owner")
    salaries = world.item("salaries")
    own = find_origin(owner, salaries.scope)
    assert own.securable.item == salaries.id
    assert own.words == f"the folder “Salaries {HR_SECRET}”"
    with pytest.raises(NotFound):
        find_origin(world.actor("visitor"), salaries.scope)


def test_numbers_of_items_are_trimmed(world: World) -> None:
    lists = list_lists(world.actor("owner"), world.hr)
    mine = count_items(world.actor("owner"), lists)
    theirs = count_items(world.actor("visitor"), lists)
    assert mine[world.tasks] == theirs[world.tasks] == 2
    # The folder with the salaries and what is in it.
    assert mine[world.lists["documents"].id] == theirs[world.lists["documents"].id] + 2
    assert set(count_items(world.actor("nobody"), lists).values()) == {0}
    assert count_items(world.actor("owner"), []) == {}
