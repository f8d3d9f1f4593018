from __future__ import annotations

import pytest

from hallway.core.access.commands import Inherit, break_inheritance
from hallway.core.errors import Conflict, Forbidden, Invalid, Locked, NotFound
from hallway.core.items.commands import (
    create_folder,
    create_item,
    delete_item,
    move_item,
    update_values,
)
from hallway.core.items.queries import (
    find_moved_number,
    find_redirect,
    get_item,
    get_path,
    get_quota,
    open_body,
    resolve,
)
from hallway.core.items.records import ItemId, Overwrite
from hallway.core.lists.commands import add_list
from hallway.core.locks.commands import lock_item
from hallway.core.trash.commands import restore_deletion
from hallway.core.trash.queries import get_deletion
from hallway.core.versions.queries import list_versions
from tests.world import SYSTEM, World


def test_a_row_is_added_though_one_from_elsewhere_has_its_name(world: World) -> None:
    owner = world.actor("owner")
    other = add_list(owner, world.hr, name="Other", kind="generic")
    rows = [create_item(owner, world.tasks, values={"Title": f"{n}"}) for n in "abc"]
    for one in rows:
        move_item(owner, one.id, to=ItemId(other.root), name=one.name)
    made = [create_item(owner, other.id, values={}) for _n in range(5)]
    names = [one.name for one in (*rows, *made)]
    assert len(set(names)) == len(names)
    assert [one.name for one in made] == [f"{one.number}_.000" for one in made]


def test_a_rename_keeps_number_guid_and_content(world: World) -> None:
    before = world.item("welcome")
    after = move_item(
        world.actor("member"), before.id, to=world.root, name="Hello.txt"
    ).item
    assert (after.name, after.number, after.guid) == (
        "Hello.txt",
        before.number,
        before.guid,
    )
    assert after.etag == before.etag
    assert after.version == before.version + 1


def test_a_rename_may_change_case_alone(world: World) -> None:
    name = world.item("welcome").name
    member = world.actor("member")
    moved = move_item(member, world.welcome, to=world.root, name=name.upper())
    assert (moved.item.name, moved.replaced) == (name.upper(), False)
    assert resolve(member, world.path("welcome")).item == moved.item


def test_a_folder_is_renamed_with_all_in_it(world: World) -> None:
    move_item(world.actor("member"), world.plans, to=world.root, name="Schemes")
    assert world.path("notes")[3] == "Schemes"
    place = resolve(world.actor("visitor"), world.path("notes"))
    assert place.item is not None
    assert place.item.id == world.notes


def test_a_move_within_the_list_keeps_the_number(world: World) -> None:
    before = world.item("notes")
    after = move_item(
        world.actor("owner"), before.id, to=world.root, name=before.name
    ).item
    assert (after.number, after.guid, after.parent) == (
        before.number,
        before.guid,
        world.root,
    )


def test_a_reader_cannot_rename(world: World) -> None:
    with pytest.raises(Forbidden):
        move_item(world.actor("visitor"), world.welcome, to=world.root, name="x")
    with pytest.raises(Forbidden):
        move_item(world.actor("visitor"), world.welcome, to=world.plans, name="x")


@pytest.mark.parametrize("who", ["nobody", "acme", "guest", "anonymous"])
@pytest.mark.parametrize("name", ["welcome", "plans", "root", "task1"])
def test_what_is_hidden_is_absent_to_who_would_move_it(
    world: World, who: str, name: str
) -> None:
    # Whatever the target is: a file, the thing itself, nothing.
    for to in (world.root, world.q3, world.items[name], ItemId(10**12)):
        with pytest.raises(NotFound):
            move_item(world.actor(who), world.items[name], to=to, name="x")


def test_a_hidden_target_is_absent(world: World) -> None:
    for to in (world.salaries, world.payroll, ItemId(10**12)):
        with pytest.raises(NotFound):
            move_item(world.actor("member"), world.q3, to=to, name="x")


def test_a_folder_with_what_may_not_be_deleted_stays(world: World) -> None:
    # Minutes in it is hidden from the member.
    with pytest.raises(Forbidden):
        move_item(world.actor("member"), world.plans, to=world.gazette_root, name="x")
    assert world.item("plans").parent == world.root


def test_a_folder_does_not_go_into_itself(world: World) -> None:
    for to in (world.plans, world.deep):
        with pytest.raises(Conflict):
            move_item(world.actor("owner"), world.plans, to=to, name="x")


def test_a_library_itself_stays(world: World) -> None:
    with pytest.raises(Forbidden):
        move_item(world.actor("owner"), world.gazette_root, to=world.root, name="x")


def test_a_file_is_no_target(world: World) -> None:
    with pytest.raises(Conflict):
        move_item(world.actor("owner"), world.q3, to=world.welcome, name="x")


def test_an_illegal_name_is_refused(world: World) -> None:
    with pytest.raises(Invalid):
        move_item(world.actor("owner"), world.q3, to=world.root, name="a/b")


def test_a_taken_name_is_a_conflict_unless_it_may_be_replaced(world: World) -> None:
    owner, taken = world.actor("owner"), world.item("welcome")
    with pytest.raises(Conflict):
        move_item(owner, world.q3, to=world.root, name=taken.name)
    moved = move_item(
        owner, world.q3, to=world.root, name=taken.name, overwrite=Overwrite.ALLOW
    )
    assert moved.replaced
    with pytest.raises(NotFound):
        get_item(owner, taken.id)


def test_what_is_hidden_is_not_replaced(world: World) -> None:
    name = world.item("salaries").name
    with pytest.raises(Conflict):
        move_item(
            world.actor("member"),
            world.q3,
            to=world.root,
            name=name,
            overwrite=Overwrite.ALLOW,
        )
    assert world.item("salaries").name == name


def test_a_folder_is_not_replaced_by_what_is_in_it(world: World) -> None:
    plans = world.item("plans")
    with pytest.raises(Conflict):
        move_item(
            world.actor("owner"),
            world.deep,
            to=world.root,
            name=plans.name,
            overwrite=Overwrite.ALLOW,
        )
    assert world.item("plans").id == plans.id


@pytest.mark.parametrize("to", ["gazette_root", "team_root"])
def test_a_move_to_another_list_carries_everything(world: World, to: str) -> None:
    owner = world.actor("owner")
    before, old_path = world.item("plans"), world.path("plans")
    notes, notes_path = world.item("notes"), world.path("notes")
    offer = world.item("offer")
    after = move_item(owner, before.id, to=world.items[to], name="Moved").item
    assert after.list == world.item(to).list != before.list
    assert (after.guid, after.parent) == (before.guid, world.items[to])
    assert len(list_versions(owner, world.notes)) == 1
    with open_body(owner, world.item("notes")) as body:
        assert body.read().startswith(b"notes")
    # Own permissions travel; what inherited inherits from the new folder.
    assert world.item("offer").scope == offer.scope
    assert world.item("notes").scope == world.item(to).scope
    # The old number and the old address lead there, also from below.
    for old in (before, notes):
        found = find_moved_number(owner, old.list, old.number)
        assert found is not None
        assert found.id == old.id
    where = "/" + "/".join(get_path(owner, world.plans))
    assert find_redirect(owner, old_path) == where
    assert find_redirect(owner, notes_path) == "/" + "/".join(world.path("notes"))
    assert find_redirect(world.actor("nobody"), old_path) is None
    assert find_moved_number(world.actor("nobody"), before.list, before.number) is None


def test_a_moved_item_gets_the_next_number_of_its_new_list(world: World) -> None:
    owner = world.actor("owner")
    last = create_folder(owner, world.team_root, name="last").number
    moved = move_item(owner, world.welcome, to=world.team_root, name="w").item
    assert moved.number == last + 1
    back = move_item(owner, world.welcome, to=world.root, name="w").item
    assert back.number > world.item("locked").number
    assert create_folder(owner, world.team_root, name="next").number == last + 2


def test_bytes_move_with_a_file_to_another_site(world: World) -> None:
    owner = world.actor("owner")
    size = sum(v.size for v in list_versions(owner, world.welcome))
    here, there = (get_quota(SYSTEM, s).used for s in (world.hr, world.team))
    move_item(owner, world.welcome, to=world.team_root, name="w")
    assert get_quota(SYSTEM, world.hr).used == here - size
    assert get_quota(SYSTEM, world.team).used == there + size


def test_what_was_deleted_inside_a_moved_folder_is_restored_there(world: World) -> None:
    owner = world.actor("owner")
    move_item(owner, world.plans, to=world.team_root, name="Moved")
    deletion = world.deletions["old"]
    assert get_deletion(SYSTEM, deletion).list == world.team_documents
    restored = restore_deletion(owner, deletion)
    assert (restored.parent, restored.list) == (world.plans, world.team_documents)


def test_values_follow_their_columns_into_another_list(world: World) -> None:
    from hallway.core.lists.commands import add_column, add_list
    from hallway.core.lists.queries import list_columns

    owner = world.actor("owner")
    other = add_list(owner, world.team, name="Other", kind="generic")
    add_column(owner, other.id, internal_name="Title", title="", type="text")
    update_values(owner, world.task1, values={"Title": "carried"})
    moved = move_item(
        owner, world.task1, to=ItemId(other.root), name=world.item("task1").name
    ).item
    (column,) = list_columns(owner, other.id)
    newest = list_versions(owner, moved.id)[0]
    assert newest.data[str(column.id)] == "carried"


def test_deletion_of_a_parents_lock_is_asked_for_a_rename(world: World) -> None:
    # RFC 4918 7.4: a lock of a collection guards the names in it.
    owner, member = world.actor("owner"), world.actor("member")
    lock = lock_item(
        owner, world.deep, shared=False, deep=False, owner_xml="", timeout_seconds=600
    )
    with pytest.raises(Locked):
        move_item(member, world.notes, to=world.deep, name="x")
    with pytest.raises(Locked):
        move_item(owner, world.notes, to=world.root, name="x")
    with pytest.raises(Locked):
        move_item(owner, world.q3, to=world.deep, name="x")
    assert (
        move_item(
            owner, world.notes, to=world.deep, name="x", tokens={lock.token}
        ).item.name
        == "x"
    )


def test_own_permissions_of_a_moved_item_stay(world: World) -> None:
    owner = world.actor("owner")
    move_item(owner, world.payroll, to=world.root, name="p")
    assert get_item(world.actor("member"), world.payroll).name == "p"
    break_inheritance(owner, world.securable("payroll"), start=Inherit.CLEAR)
    move_item(owner, world.payroll, to=world.plans, name="p")
    with pytest.raises(NotFound):
        get_item(world.actor("member"), world.payroll)


def test_a_deleted_item_does_not_move(world: World) -> None:
    delete_item(world.actor("owner"), world.q3)
    with pytest.raises(NotFound):
        move_item(world.actor("owner"), world.q3, to=world.root, name="x")
