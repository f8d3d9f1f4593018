"""Sharing an item: who may, with whom, and what it leads to."""

from __future__ import annotations

import pytest

from hallway.core.access.actors import EVERYONE
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.changes.queries import list_audit
from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.items.commands import put_file
from hallway.core.items.queries import get_item
from hallway.core.sharing.commands import share_item, unshare_item
from hallway.core.sharing.queries import get_sharing, list_shared_with
from hallway.core.sharing.records import ShareRight
from tests.core.invariants import broken
from tests.world import SYSTEM, World, stage


def share(world: World, who: str, item: str, to: str, right: str = "view") -> int:
    return share_item(
        world.actor(who),
        world.items[item],
        principals=[world.principal(to)],
        right=ShareRight(right),
    )


def test_an_owner_shares_a_file_and_nobody_loses_access(world: World) -> None:
    assert share(world, "owner", "q3", "nobody") == 1
    for who in ("owner", "member", "visitor", "nobody"):
        assert get_item(world.actor(who), world.q3).name
    with pytest.raises(NotFound):
        get_item(world.actor("nobody"), world.plans)
    newest = list_audit(SYSTEM, limit=1)[0]
    assert newest.verb == "item.shared"
    assert newest.after["principals"] == [world.principal("nobody")]
    assert broken() == []


def test_what_is_shared_already_changes_nothing(world: World) -> None:
    assert share(world, "owner", "q3", "nobody", "edit") == 1
    assert share(world, "owner", "q3", "nobody", "view") == 0
    assert list_audit(SYSTEM, limit=1)[0].after["role"] == ShareRight.EDIT.role


def test_a_folder_is_shared_with_all_that_inherits_from_it(world: World) -> None:
    share(world, "owner", "plans", "nobody", "edit")
    nobody = world.actor("nobody")
    put_file(nobody, world.deep, name="mine.txt", body=stage(b"x"))
    with pytest.raises(NotFound):
        get_item(nobody, world.minutes)
    assert broken() == []


def test_a_member_shares_with_colleagues_alone(world: World) -> None:
    assert share(world, "member", "q3", "nobody", "edit") == 1
    for outside in ("guest", "acme"):
        with pytest.raises(Forbidden):
            share(world, "member", "q3", outside)
    assert share(world, "owner", "q3", "acme") == 1


def test_nobody_gives_more_than_he_has(world: World) -> None:
    with pytest.raises(Forbidden):
        share(world, "member", "q3", "nobody", "full")
    with pytest.raises(Forbidden):
        share(world, "visitor", "q3", "nobody")
    with pytest.raises(NotFound):
        share(world, "nobody", "q3", "nobody")
    with pytest.raises(NotFound):
        share(world, "member", "salaries", "nobody")


def test_it_is_not_shared_with_everyone_or_no_one(world: World) -> None:
    owner = world.actor("owner")
    for principals in ([EVERYONE], [], [987654321]):
        with pytest.raises(Invalid):
            share_item(
                owner,
                world.q3,
                principals=principals,  # type: ignore[arg-type]
                right=ShareRight.VIEW,
            )


def test_an_owner_takes_it_back(world: World) -> None:
    share(world, "owner", "q3", "nobody")
    unshare_item(world.actor("owner"), world.q3, principal=world.principal("nobody"))
    with pytest.raises(NotFound):
        get_item(world.actor("nobody"), world.q3)
    with pytest.raises(NotFound):
        unshare_item(
            world.actor("owner"), world.q3, principal=world.principal("nobody")
        )


def test_a_member_takes_back_what_he_gave_and_nothing_else(world: World) -> None:
    share(world, "member", "q3", "nobody")
    share(world, "owner", "q3", "acme")
    member = world.actor("member")
    with pytest.raises(Forbidden):
        unshare_item(member, world.q3, principal=world.principal("acme"))
    unshare_item(member, world.q3, principal=world.principal("nobody"))
    sharing = get_sharing(member, world.q3)
    assert sharing.rights == (ShareRight.VIEW, ShareRight.EDIT)
    assert sharing.removable == frozenset()


def test_what_is_inherited_is_taken_away_here_alone(world: World) -> None:
    visitors = world.groups["hr_visitors"].id
    unshare_item(world.actor("owner"), world.q3, principal=visitors)
    with pytest.raises(NotFound):
        get_item(world.actor("visitor"), world.q3)
    assert get_item(world.actor("visitor"), world.welcome)


def test_somebody_keeps_full_control(world: World) -> None:
    owners = world.groups["hr_owners"].id
    with pytest.raises(Conflict):
        unshare_item(world.actor("owner"), world.q3, principal=owners)
    scope = get_item(world.actor("owner"), world.q3).scope
    assert holds(get_mask(world.actor("owner"), scope), Right.MANAGE_PERMISSIONS)


def test_shared_with_you_lists_what_others_gave(world: World) -> None:
    share(world, "owner", "notes", "nobody")
    (one,) = list_shared_with(world.actor("nobody"))
    assert one.found.item.id == world.notes
    assert (one.found.site, one.found.library, one.by) == ("", "", "Owner")
    assert [x.found.item.id for x in list_shared_with(world.actor("guest"))] == [
        world.offer
    ]
    # Members have it through the site: it was not shared with them.
    for who in ("member", "acme", "globex", "anonymous"):
        assert list_shared_with(world.actor(who)) == []


def test_shared_with_you_forgets_what_is_taken_back(world: World) -> None:
    share(world, "owner", "notes", "nobody")
    unshare_item(world.actor("owner"), world.notes, principal=world.principal("nobody"))
    assert list_shared_with(world.actor("nobody")) == []
