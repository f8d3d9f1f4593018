"""Setting a rule: who may, what it does, at once and by a job, and what is said."""

from __future__ import annotations

import pytest

from hallway.core import clock
from hallway.core.access.commands import grant_role
from hallway.core.access.explain import explain
from hallway.core.access.groups.commands import remove_member
from hallway.core.access.records import Securable
from hallway.core.access.rights import Right, RoleId
from hallway.core.check.queries import run_checks
from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.items.commands import (
    create_folder,
    create_item,
    delete_item,
    move_item,
    update_values,
)
from hallway.core.items.queries import get_item, resolve
from hallway.core.items.queries.children import get_mask_now
from hallway.core.lists.columns import remove_column
from hallway.core.lists.queries import list_columns
from hallway.core.lists.retyping.commands import retype_column
from hallway.core.query.queries import count_rows, count_values, list_groups
from hallway.core.query.records import Asking
from hallway.core.reindex.commands import reindex
from hallway.core.rowrules import commands, jobs
from hallway.core.rowrules.commands import set_row_rule
from hallway.core.rowrules.queries import get_row_rule, preview_row_rule
from hallway.core.rowrules.records import NO_RULE, RowPreview, RowRule, Rows
from hallway.core.trash.commands import purge_deletion
from hallway.platform.db import engine
from hallway.wire.query import Field, Order, Query
from tests.core.projections.stage import finish
from tests.world import SYSTEM, World

OWN = RowRule(see=Rows.OWN, columns=("Who",))
EDIT_OWN = RowRule(edit=Rows.OWN)


@pytest.fixture(params=["items", "table"])
def mine(world: World, request: pytest.FixtureRequest) -> World:
    """The list Tasks with an item of the member beside two of the owner.

    Asked on the items, or on a table of its own.
    """
    if request.param == "table":
        finish(world.tasks)
    world.items["mine"] = create_item(
        world.actor("member"), world.tasks, values={"Title": "Mine"}
    ).id
    return world


def sees(world: World, who: str, name: str) -> bool:
    try:
        get_item(world.actor(who), world.items[name])
    except NotFound:
        return False
    return True


def changes(world: World, who: str, name: str) -> bool:
    item = get_item(SYSTEM, world.items[name])
    return bool(get_mask_now(world.actor(who), item) & Right.EDIT_LIST_ITEMS)


def why(world: World, who: str, name: str, right: Right) -> str:
    actor = world.actor("owner")
    place = resolve(actor, world.path(name))
    return explain(actor, right, place=place, subject=world.actor(who)).sentence


def test_people_see_what_they_made_and_what_names_them(mine: World) -> None:
    set_row_rule(mine.actor("owner"), mine.tasks, rule=OWN)
    assert sees(mine, "member", "mine")
    assert not sees(mine, "member", "task1")
    assert not sees(mine, "visitor", "mine")
    assert all(sees(mine, "owner", one) for one in ("mine", "task1", "task2"))
    values = {"Who": mine.principal("visitor")}
    update_values(mine.actor("member"), mine.items["mine"], values=values)
    assert sees(mine, "visitor", "mine")
    # He reads the list, and no more than that.
    assert not changes(mine, "visitor", "mine")
    assert changes(mine, "member", "mine")
    set_row_rule(mine.actor("owner"), mine.tasks, rule=NO_RULE)
    assert all(sees(mine, "visitor", one) for one in ("mine", "task1"))


def test_being_named_is_no_way_into_a_list(mine: World) -> None:
    set_row_rule(mine.actor("owner"), mine.tasks, rule=OWN)
    values = {"Who": mine.principal("nobody")}
    update_values(mine.actor("member"), mine.items["mine"], values=values)
    assert not sees(mine, "nobody", "mine")


def test_who_leaves_the_group_loses_his_own_items(mine: World) -> None:
    set_row_rule(mine.actor("owner"), mine.tasks, rule=OWN)
    partners = mine.groups["partners"].id
    remove_member(SYSTEM, partners, mine.principal("member"))
    assert not sees(mine, "member", "mine")


def test_people_change_only_their_own(mine: World) -> None:
    set_row_rule(mine.actor("owner"), mine.tasks, rule=EDIT_OWN)
    assert sees(mine, "member", "task1")
    assert not changes(mine, "member", "task1")
    assert changes(mine, "member", "mine")
    assert changes(mine, "owner", "mine")
    with pytest.raises(Forbidden):
        delete_item(mine.actor("member"), mine.items["task1"])


def test_whom_a_rule_holds_for_cannot_lift_it(mine: World) -> None:
    set_row_rule(mine.actor("owner"), mine.tasks, rule=OWN)
    # Members manage lists, and change columns and views.
    for rule in (NO_RULE, EDIT_OWN):
        with pytest.raises(Forbidden):
            set_row_rule(mine.actor("member"), mine.tasks, rule=rule)
    with pytest.raises(Forbidden):
        preview_row_rule(mine.actor("member"), mine.tasks, OWN)
    with pytest.raises(NotFound):
        set_row_rule(mine.actor("nobody"), mine.tasks, rule=NO_RULE)
    with pytest.raises(NotFound):
        get_row_rule(mine.actor("nobody"), mine.tasks)
    column = next(
        one for one in list_columns(SYSTEM, mine.tasks) if one.internal_name == "Who"
    )
    with pytest.raises(Conflict):
        remove_column(mine.actor("member"), mine.tasks, column.id)
    with pytest.raises(Conflict):
        retype_column(mine.actor("member"), mine.tasks, column.id, type="text")
    retype_column(mine.actor("member"), mine.tasks, column.id, type="persons")
    assert get_row_rule(SYSTEM, mine.tasks) == RowRule(
        see=Rows.OWN, edit=Rows.OWN, columns=("Who",)
    )


def test_only_columns_of_persons_say_whose_an_item_is(mine: World) -> None:
    for name in ("Title", "Author", "gone"):
        with pytest.raises(Invalid) as caught:
            set_row_rule(
                SYSTEM, mine.tasks, rule=RowRule(see=Rows.OWN, columns=(name,))
            )
        assert list(caught.value.fields) == ["columns"]


def test_what_nobody_made_is_for_those_above_the_rule(mine: World) -> None:
    mine.items["stray"] = create_item(
        SYSTEM, mine.tasks, values={"Title": "Nobody's"}
    ).id
    set_row_rule(mine.actor("owner"), mine.tasks, rule=OWN)
    assert sees(mine, "owner", "stray")
    assert not any(sees(mine, who, "stray") for who in ("member", "visitor"))
    assert preview_row_rule(mine.actor("owner"), mine.tasks, OWN) == RowPreview(
        items=4, ruled=4, unnamed=1, apart=0
    )


def test_counts_groups_and_facets_are_of_what_one_sees(mine: World) -> None:
    values = {"State": "open"}
    update_values(mine.actor("member"), mine.items["mine"], values=values)
    set_row_rule(mine.actor("owner"), mine.tasks, rule=OWN)
    asking = Asking(now=clock.now())
    query = Query(group=(Order(field=Field(name="State")),))
    found = {}
    for who in ("owner", "member", "visitor"):
        actor = mine.actor(who)
        facets = count_values(actor, mine.tasks, Query(), column="State", asking=asking)
        groups = list_groups(actor, mine.tasks, query, asking=asking)
        counted = count_rows(actor, mine.tasks, Query(), asking=asking)
        assert sum(one.count for one in facets.facets) == counted
        assert sum(one.count for one in groups) == counted
        found[who] = counted
    assert found == {"owner": 3, "member": 1, "visitor": 0}


def test_a_new_role_reaches_what_there_is(mine: World) -> None:
    set_row_rule(mine.actor("owner"), mine.tasks, rule=OWN)
    grant_role(
        mine.actor("owner"),
        Securable(site=mine.hr),
        principal=mine.principal("visitor"),
        role=RoleId.DESIGN,
    )
    assert sees(mine, "visitor", "mine")


def test_it_is_said_why(mine: World) -> None:
    owner = mine.actor("owner")
    values = {"Who": mine.principal("visitor")}
    update_values(owner, mine.items["mine"], values=values)
    set_row_rule(owner, mine.tasks, rule=OWN)
    made = why(mine, "member", "mine", Right.EDIT_LIST_ITEMS)
    assert "through the group" in made
    assert made.endswith("; and Member made this item.")
    named = why(mine, "visitor", "mine", Right.VIEW_LIST_ITEMS)
    title = next(
        one.title
        for one in list_columns(owner, mine.tasks)
        if one.internal_name == "Who"
    )
    assert named.endswith(f"; and the column “{title}” names Visitor.")
    hidden = why(mine, "member", "task1", Right.VIEW_LIST_ITEMS)
    assert hidden.endswith("shows people only their own items.")
    set_row_rule(owner, mine.tasks, rule=EDIT_OWN)
    shut = why(mine, "member", "task1", Right.EDIT_LIST_ITEMS)
    assert shut.endswith("lets people change only their own items.")


def test_folders_are_seen_by_all(mine: World) -> None:
    owner = mine.actor("owner")
    mine.items["shelf"] = create_folder(owner, mine.tasks_root, name="Shelf").id
    move_item(owner, mine.items["mine"], to=mine.shelf, name="mine")
    set_row_rule(owner, mine.tasks, rule=OWN)
    assert all(sees(mine, who, "shelf") for who in ("owner", "member", "visitor"))
    assert not sees(mine, "visitor", "mine")
    # Somebody else's items are in it: it is not for him to delete.
    with pytest.raises(Forbidden):
        delete_item(mine.actor("visitor"), mine.items["shelf"])
    gone = delete_item(owner, mine.items["shelf"])
    purge_deletion(owner, gone)
    purge_deletion(owner, gone)


@pytest.mark.parametrize("old", [NO_RULE, EDIT_OWN, OWN])
@pytest.mark.parametrize("new", [NO_RULE, EDIT_OWN, OWN])
def test_meanwhile_nobody_has_more_than_afterwards(
    mine: World, monkeypatch: pytest.MonkeyPatch, old: RowRule, new: RowRule
) -> None:
    owner = mine.actor("owner")
    mine.items["shelf"] = create_folder(owner, mine.tasks_root, name="Shelf").id
    move_item(owner, mine.items["task2"], to=mine.shelf, name="two")
    values = {"Who": mine.principal("visitor")}
    update_values(owner, mine.items["task2"], values=values)
    set_row_rule(owner, mine.tasks, rule=old)
    monkeypatch.setattr(commands, "RESTAMP_INLINE", 0)
    monkeypatch.setattr(jobs, "BATCH", 2)
    set_row_rule(owner, mine.tasks, rule=new)
    meanwhile = reached(mine)
    assert sees(mine, "member", "shelf")
    # Work goes on: what is made now is as it will be.
    create_item(mine.actor("member"), mine.tasks, values={"Title": "New"})
    if old != new and (old.columns != new.columns or new.is_none or old.is_none):
        with pytest.raises(Conflict):
            set_row_rule(owner, mine.tasks, rule=EDIT_OWN)
        assert list(run_checks(SYSTEM, hash_bodies=False)) == []
        jobs.apply_batch(SYSTEM, mine.tasks, after=0)
        assert_within(reached(mine), finished(mine))
    assert_within(meanwhile, reached(mine))
    assert list(run_checks(SYSTEM, hash_bodies=False)) == []


Reached = dict[tuple[str, str], int]


def reached(world: World) -> Reached:
    return {
        (who, name): get_mask_now(world.actor(who), get_item(SYSTEM, world.items[name]))
        for who in ("owner", "member", "visitor", "nobody")
        for name in ("mine", "task1", "task2")
    }


def finished(world: World) -> Reached:
    after = 0
    while True:
        done = jobs.apply_batch(SYSTEM, world.tasks, after=after)
        if done.seen < jobs.BATCH:
            break
        after = done.last
    jobs.finish(SYSTEM, world.tasks)
    return reached(world)


def assert_within(some: Reached, all_: Reached) -> None:
    for key, mask in some.items():
        assert mask & ~all_[key] == 0, key


def test_a_wrong_scope_is_found_and_mended(mine: World) -> None:
    set_row_rule(mine.actor("owner"), mine.tasks, rule=OWN)
    assert list(run_checks(SYSTEM, hash_bodies=False)) == []
    wrong = get_item(SYSTEM, mine.items["mine"]).scope
    with engine().write_transaction():
        engine().execute(
            "UPDATE core_item SET scope_id = %s WHERE id = %s",
            (wrong, mine.items["task1"]),
        )
    kinds = {one.kind for one in run_checks(SYSTEM, hash_bodies=False)}
    assert kinds == {"item.row_rule", "list.scope_count"}
    list(reindex(SYSTEM))
    assert list(run_checks(SYSTEM, hash_bodies=False)) == []
    assert not sees(mine, "member", "task1")


def test_a_wrong_grant_is_found_and_mended(mine: World) -> None:
    set_row_rule(mine.actor("owner"), mine.tasks, rule=OWN)
    scope = get_item(SYSTEM, mine.items["task1"]).scope
    engine().execute(
        "INSERT INTO core_grant (scope_id, principal_id, role_id, granted, granted_by)"
        " VALUES (%s, %s, %s, 1, 1)",
        (scope, mine.principal("visitor"), int(RoleId.READ)),
    )
    assert sees(mine, "visitor", "task1")
    kinds = {one.kind for one in run_checks(SYSTEM, hash_bodies=False)}
    assert kinds == {"scope.derived"}
    list(reindex(SYSTEM))
    assert list(run_checks(SYSTEM, hash_bodies=False)) == []
    assert not sees(mine, "visitor", "task1")
