from __future__ import annotations

import pytest

from hallway.core.access.commands import (
    Inherit,
    break_inheritance,
    grant_role,
    restore_inheritance,
    revoke_role,
)
from hallway.core.access.queries import list_grants
from hallway.core.access.records import Securable
from hallway.core.access.rights import Right, RoleId
from hallway.core.access.rules import holds
from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.items.queries import get_item, resolve
from hallway.core.items.records import ItemId
from hallway.core.lists.queries import get_list
from tests.world import World


def sees(world: World, who: str, name: str) -> bool:
    try:
        get_item(world.actor(who), world.items[name])
    except NotFound:
        return False
    return True


def grant(world: World, name: str, who: str, role: RoleId = RoleId.READ) -> None:
    grant_role(
        world.actor("owner"),
        world.securable(name),
        principal=world.principal(who),
        role=role,
    )


def test_a_cleared_folder_is_its_owners_alone(world: World) -> None:
    break_inheritance(
        world.actor("owner"), world.securable("plans"), start=Inherit.CLEAR
    )
    assert sees(world, "owner", "notes")
    for who in ("member", "visitor"):
        assert not sees(world, who, "plans")
        assert not sees(world, who, "notes")
    # What had permissions of its own keeps them.
    assert sees(world, "visitor", "may")
    assert sees(world, "guest", "offer")


def test_a_copy_starts_with_the_same_grants(world: World) -> None:
    owner, before = world.actor("owner"), world.item("plans").scope
    break_inheritance(owner, world.securable("plans"), start=Inherit.COPY)
    after = world.item("plans").scope
    assert after != before
    assert world.item("notes").scope == after
    assert [(g.principal, g.role) for g in list_grants(owner, after)] == [
        (g.principal, g.role) for g in list_grants(owner, before)
    ]


def test_a_grant_reaches_what_inherits(world: World) -> None:
    break_inheritance(
        world.actor("owner"), world.securable("plans"), start=Inherit.CLEAR
    )
    grant(world, "plans", "nobody")
    assert sees(world, "nobody", "notes")
    assert not sees(world, "nobody", "welcome")
    assert not sees(world, "nobody", "may")


def test_a_restored_folder_inherits_again(world: World) -> None:
    owner = world.actor("owner")
    restore_inheritance(owner, world.securable("salaries"))
    assert sees(world, "member", "payroll")
    assert world.item("payroll").scope == world.item("root").scope


def test_a_folder_restored_above_leaves_those_below_alone(world: World) -> None:
    owner = world.actor("owner")
    for name in ("plans", "deep"):
        break_inheritance(owner, world.securable(name), start=Inherit.CLEAR)
    restore_inheritance(owner, world.securable("plans"))
    assert sees(world, "member", "q3")
    assert not sees(world, "member", "notes")


def test_a_list_breaks_from_its_site(world: World) -> None:
    owner = world.actor("owner")
    break_inheritance(owner, world.securable("gazette"), start=Inherit.CLEAR)
    assert not sees(world, "member", "issue")
    with pytest.raises(NotFound):
        get_list(world.actor("member"), world.gazette)
    restore_inheritance(owner, world.securable("gazette"))
    assert sees(world, "member", "issue")


def test_a_librarys_root_is_the_library(world: World) -> None:
    owner = world.actor("owner")
    root = Securable(site=world.hr, list=world.gazette, item=world.gazette_root)
    break_inheritance(owner, root, start=Inherit.CLEAR)
    with pytest.raises(NotFound):
        get_list(world.actor("visitor"), world.gazette)


def test_nothing_breaks_or_is_restored_twice(world: World) -> None:
    owner = world.actor("owner")
    with pytest.raises(Conflict):
        break_inheritance(owner, world.securable("salaries"))
    with pytest.raises(Conflict):
        restore_inheritance(owner, world.securable("plans"))
    with pytest.raises(Conflict):
        break_inheritance(owner, world.securable("hr"))
    with pytest.raises(Conflict):
        restore_inheritance(owner, world.securable("hr"))


def test_what_inherits_takes_no_grant(world: World) -> None:
    with pytest.raises(Conflict):
        grant(world, "plans", "nobody")
    with pytest.raises(Conflict):
        revoke_role(
            world.actor("owner"),
            world.securable("plans"),
            principal=world.principal("visitor"),
            role=RoleId.READ,
        )


def test_a_revoked_role_is_gone_at_once(world: World) -> None:
    owner = world.actor("owner")
    assert sees(world, "visitor", "may")
    revoke_role(
        owner,
        world.securable("minutes"),
        principal=world.principal("visitor"),
        role=RoleId.READ,
    )
    assert not sees(world, "visitor", "may")
    with pytest.raises(NotFound):
        revoke_role(
            owner,
            world.securable("minutes"),
            principal=world.principal("visitor"),
            role=RoleId.READ,
        )


def test_a_role_granted_again_changes_nothing(world: World) -> None:
    for _ in range(2):
        grant(world, "salaries", "visitor")
    grants = list_grants(world.actor("owner"), world.item("salaries").scope)
    assert sorted(g.title for g in grants) == ["Owner", "Visitor"]


def test_unknown_persons_and_roles_are_invalid(world: World) -> None:
    owner, salaries = world.actor("owner"), world.securable("salaries")
    with pytest.raises(Invalid) as caught:
        grant_role(owner, salaries, principal=10**12, role=RoleId.READ)  # type: ignore[arg-type]
    assert set(caught.value.fields) == {"principal"}
    with pytest.raises(Invalid) as caught:
        grant_role(owner, salaries, principal=world.principal("nobody"), role=1)
    assert set(caught.value.fields) == {"role"}


@pytest.mark.parametrize("name", ["plans", "offer", "gazette", "hr"])
@pytest.mark.parametrize("who", ["member", "visitor"])
def test_who_sees_it_is_forbidden_to_change_permissions(
    world: World, name: str, who: str
) -> None:
    actor, target = world.actor(who), world.securable(name)
    for act in (break_inheritance, restore_inheritance):
        with pytest.raises(Forbidden):
            act(actor, target)
    for change in (grant_role, revoke_role):
        with pytest.raises(Forbidden):
            change(actor, target, principal=actor.principal, role=RoleId.FULL_CONTROL)


@pytest.mark.parametrize("name", ["plans", "salaries", "gazette", "hr"])
@pytest.mark.parametrize("who", ["nobody", "guest", "acme", "anonymous"])
def test_permissions_of_what_is_hidden_are_absent(
    world: World, name: str, who: str
) -> None:
    actor, target = world.actor(who), world.securable(name)
    for act in (break_inheritance, restore_inheritance):
        with pytest.raises(NotFound):
            act(actor, target)
    for change in (grant_role, revoke_role):
        with pytest.raises(NotFound):
            change(actor, target, principal=actor.principal, role=RoleId.FULL_CONTROL)


def test_what_is_not_there_is_absent(world: World) -> None:
    owner, none = world.actor("owner"), 10**12
    for target in (
        Securable(site=none),
        Securable(site=world.hr, list=none),
        Securable(site=world.hr, list=world.documents, item=none),
        Securable(site=world.hr, list=world.documents, item=world.old),
    ):
        with pytest.raises(NotFound):
            break_inheritance(owner, target)


def test_grants_are_shown_to_those_who_see_the_thing(world: World) -> None:
    scope = world.item("offer").scope
    titles = [g.title for g in list_grants(world.actor("guest"), scope)]
    assert "Guest" in titles
    assert titles[0].endswith("Owners")
    with pytest.raises(NotFound):
        list_grants(world.actor("nobody"), scope)


def test_what_comes_later_inherits_the_new_permissions(world: World) -> None:
    owner = world.actor("owner")
    break_inheritance(owner, world.securable("plans"), start=Inherit.CLEAR)
    made = ItemId(world.put("plans", "later.txt", b"x"))
    with pytest.raises(NotFound):
        get_item(world.actor("member"), made)


def test_something_new_may_be_put_into_a_folder_below_a_hidden_one(
    world: World,
) -> None:
    owner = world.actor("owner")
    inner = world.folder("salaries", "Shared")
    world.items["inner"] = inner
    break_inheritance(owner, world.securable("inner"), start=Inherit.CLEAR)
    grant_role(
        owner,
        world.securable("inner"),
        principal=world.principal("guest"),
        role=RoleId.EDIT,
    )
    guest = world.actor("guest")
    above, missing = world.path("salaries"), (*world.path("inner"), "new.txt")
    place = resolve(guest, missing)
    assert place.parent is not None
    assert place.parent.id == inner
    assert holds(place.parent_mask, Right.ADD_LIST_ITEMS)
    assert place.missing == ("new.txt",)
    # The folders above stay hidden, and two steps into nothing lead nowhere.
    assert resolve(guest, above).item is None
    assert resolve(guest, (*above, "new.txt")).parent is None
    assert resolve(guest, (*missing, "newer.txt")).parent is None
