from __future__ import annotations

import pytest

from hallway.core.errors import Conflict, Forbidden, NotFound, OverQuota
from hallway.core.items.commands import copy_item, set_dead_properties
from hallway.core.items.queries import (
    get_item,
    get_quota,
    list_dead_properties,
    list_descendants,
    open_body,
)
from hallway.core.items.records import Depth, ItemId, Overwrite, PropertyChange
from hallway.core.sites.commands import set_quota
from hallway.core.versions.queries import list_versions
from tests.world import SYSTEM, World


def test_a_copy_is_a_new_file_with_the_same_bytes(world: World) -> None:
    before = world.item("welcome")
    made = copy_item(
        world.actor("member"), before.id, to=world.plans, name="copy.txt"
    ).item
    assert (made.guid != before.guid, made.number != before.number) == (True, True)
    assert (made.sha256, made.major) == (before.sha256, 1)
    with open_body(world.actor("member"), made) as body:
        assert body.read().startswith(b"3 ")
    assert len(list_versions(world.actor("member"), made.id)) == 1


def test_a_copy_skips_what_the_actor_does_not_see(world: World) -> None:
    member = world.actor("member")
    made = copy_item(member, world.plans, to=world.root, name="Copy").item
    names = {item.name for item in list_descendants(SYSTEM, made, limit=100)}
    assert world.item("notes").name in names
    assert world.item("minutes").name not in names
    assert world.item("may").name not in names


def test_a_copy_inherits_where_it_lands(world: World) -> None:
    owner = world.actor("owner")
    made = copy_item(owner, world.offer, to=world.salaries, name="o").item
    assert made.scope == world.item("salaries").scope
    with pytest.raises(NotFound):
        get_item(world.actor("guest"), made.id)


def test_depth_self_copies_the_folder_alone(world: World) -> None:
    made = copy_item(
        world.actor("owner"), world.plans, to=world.root, name="C", depth=Depth.SELF
    ).item
    assert list_descendants(SYSTEM, made, limit=10) == []


def test_a_file_copied_over_a_file_is_its_next_version(world: World) -> None:
    owner, target = world.actor("owner"), world.item("welcome")
    copied = copy_item(
        owner, world.q3, to=world.root, name=target.name, overwrite=Overwrite.ALLOW
    )
    assert copied.replaced
    assert (copied.item.id, copied.item.major) == (target.id, 4)
    assert copied.item.sha256 == world.item("q3").sha256


def test_a_taken_name_is_a_conflict(world: World) -> None:
    owner = world.actor("owner")
    for name in ("welcome", "plans"):
        with pytest.raises(Conflict):
            copy_item(owner, world.q3, to=world.root, name=world.item(name).name)
    with pytest.raises(Conflict):
        copy_item(
            world.actor("member"),
            world.q3,
            to=world.root,
            name=world.item("salaries").name,
            overwrite=Overwrite.ALLOW,
        )


def test_nothing_is_copied_into_or_onto_itself(world: World) -> None:
    owner = world.actor("owner")
    with pytest.raises(Conflict):
        copy_item(owner, world.plans, to=world.deep, name="x")
    with pytest.raises(Conflict):
        copy_item(
            owner,
            world.q3,
            to=world.plans,
            name=world.item("q3").name,
            overwrite=Overwrite.ALLOW,
        )
    with pytest.raises(Conflict):
        copy_item(
            owner,
            world.deep,
            to=world.root,
            name=world.item("plans").name,
            overwrite=Overwrite.ALLOW,
        )


def test_a_reader_copies_to_where_he_may_add(world: World) -> None:
    visitor = world.actor("visitor")
    with pytest.raises(Forbidden):
        copy_item(visitor, world.welcome, to=world.plans, name="x")
    with pytest.raises(Forbidden):
        copy_item(
            visitor,
            world.q3,
            to=world.root,
            name=world.item("welcome").name,
            overwrite=Overwrite.ALLOW,
        )


@pytest.mark.parametrize("who", ["nobody", "acme", "anonymous"])
def test_what_is_hidden_is_absent_to_who_would_copy_it(world: World, who: str) -> None:
    for to in (world.root, world.q3, ItemId(10**12)):
        with pytest.raises(NotFound):
            copy_item(world.actor(who), world.welcome, to=to, name="x")


def test_a_hidden_target_is_absent(world: World) -> None:
    for to in (world.salaries, world.payroll):
        with pytest.raises(NotFound):
            copy_item(world.actor("member"), world.q3, to=to, name="x")


def test_copies_count_against_the_quota(world: World) -> None:
    used = get_quota(SYSTEM, world.hr).used
    copy_item(world.actor("owner"), world.q3, to=world.root, name="c")
    assert get_quota(SYSTEM, world.hr).used == used + world.item("q3").size
    set_quota(SYSTEM, world.hr, limit=used, warning=None)
    with pytest.raises(OverQuota):
        copy_item(world.actor("owner"), world.q3, to=world.root, name="d")


def test_dead_properties_are_copied(world: World) -> None:
    owner = world.actor("owner")
    change = PropertyChange(namespace="urn:x", name="colour", xml="<c/>")
    set_dead_properties(owner, world.q3, [change])
    made = copy_item(owner, world.q3, to=world.root, name="c").item
    (copied,) = list_dead_properties(owner, made.id)
    assert (copied.namespace, copied.name, copied.xml) == ("urn:x", "colour", "<c/>")


def test_a_copied_row_keeps_its_values(world: World) -> None:
    owner = world.actor("owner")
    made = copy_item(owner, world.task1, to=world.tasks_root, name="copy").item
    (version,) = list_versions(owner, made.id)
    assert version.data == list_versions(owner, world.task1)[0].data != {}


def test_a_file_copied_over_another_keeps_no_foreign_value(world: World) -> None:
    owner = world.actor("owner")
    task2 = world.item("task2")
    before = list_versions(owner, world.task1)[0].data
    copy_item(
        owner,
        world.task1,
        to=world.tasks_root,
        name=task2.name,
        overwrite=Overwrite.ALLOW,
    )
    assert list_versions(owner, task2.id)[0].data == before
