from __future__ import annotations

import pytest

from hallway.core import clock
from hallway.core.access.commands import Inherit, break_inheritance, grant_role
from hallway.core.access.rights import RoleId
from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.items.commands import delete_item, move_item, update_values
from hallway.core.items.queries import (
    get_item,
    get_path,
    list_descendants,
    list_values_of,
    open_body,
)
from hallway.core.items.records import ItemId
from hallway.core.jobs.runner import run_pending
from hallway.core.lists.commands import add_column, set_versioning
from hallway.core.locks.commands import lock_item
from hallway.core.rollback.applying import apply_next
from hallway.core.rollback.commands import (
    apply_rollback,
    start_rollback,
    stop_rollback,
)
from hallway.core.rollback.queries import get_rollback, get_totals, list_steps
from hallway.core.rollback.records import Kind, State, StepState
from hallway.core.rollback.rows import find_rollback
from hallway.core.trash.commands import purge_deletion, restore_deletion
from hallway.core.versions.queries import list_versions
from tests.world import SYSTEM, World

Tree = dict[tuple[str, ...], tuple[int, bytes | None]]


def tree_of(world: World, folder: ItemId) -> Tree:
    """Every path below a folder, with the item there and its bytes."""
    top = get_item(SYSTEM, folder)
    found: Tree = {}
    for item in list_descendants(SYSTEM, top, limit=1000):
        body = None
        if not item.is_folder:
            with open_body(SYSTEM, item) as file:
                body = file.read()
        found[get_path(SYSTEM, item.id)] = (item.id, body)
    return found


def totals(guid: str, world: World, who: str = "owner") -> dict[str, int]:
    found = get_totals(world.actor(who), guid)
    told = {kind.value: n for kind, n in found.planned.items() if n}
    more = {"cannot": found.cannot, "refused": found.refused, "gone": found.gone}
    return told | {key: n for key, n in more.items() if n}


@pytest.fixture
def box(world: World) -> World:
    """A folder `box` with files and folders, as it was at the moment."""
    keep = world.items
    keep["box"] = world.folder("root", "Box")
    keep["sub"] = world.folder("box", "Sub")
    keep["other"] = world.folder("root", "Other")
    for name in ("a", "b", "c"):
        keep[name] = world.put("box", f"{name}.txt", f"{name} old".encode())
    keep["d"] = world.put("sub", "d.txt", b"d old")
    return world


def roll_back(
    world: World, moment: int, folder: str = "box", who: str = "owner"
) -> str:
    """Plan and do it; gives its guid."""
    actor = world.actor(who)
    made = start_rollback(actor, world.items[folder], moment=moment)
    assert made.state is State.PLANNED
    apply_rollback(actor, made.guid)
    run_pending()
    assert get_rollback(actor, made.guid).state is State.DONE
    return made.guid


def move(world: World, item: str, to: str, name: str) -> None:
    move_item(world.actor("owner"), world.items[item], to=world.items[to], name=name)


def delete(world: World, item: str, who: str = "owner") -> None:
    world.deletions[item] = delete_item(world.actor(who), world.items[item])


def test_what_was_overwritten_and_renamed_is_as_it_was(box: World) -> None:
    before, moment = tree_of(box, box.box), clock.now()
    for name in ("a", "b", "c"):
        box.put("box", f"{name}.txt", b"scrambled")
        move(box, name, "box", f"{name}.txt.locked")
    note = box.put("box", "README.txt", b"pay")
    made = start_rollback(box.actor("owner"), box.box, moment=moment)
    assert totals(made.guid, box) == {"remove": 1, "rename": 3, "content": 3}
    assert tree_of(box, box.box) != before
    apply_rollback(box.actor("owner"), made.guid)
    run_pending()
    assert tree_of(box, box.box) == before
    done = get_totals(box.actor("owner"), made.guid)
    assert (done.done, done.cannot, done.refused) == (done.planned, 0, 0)
    # Nothing is rewritten: the scrambled version is there, and the note in the bin.
    assert [v.number for v in list_versions(SYSTEM, box.a)] == ["3.0", "2.0", "1.0"]
    with pytest.raises(NotFound):
        get_item(SYSTEM, note)
    again = start_rollback(box.actor("owner"), box.box, moment=moment)
    assert totals(again.guid, box) == {}


def test_deletions_moves_and_new_folders_are_undone(box: World) -> None:
    before, moment = tree_of(box, box.box), clock.now()
    outside = tree_of(box, box.other)
    box.items["new"] = box.folder("box", "New")
    move(box, "a", "new", "renamed.txt")
    box.put("new", "fresh.txt", b"fresh")
    delete(box, "sub")
    move(box, "c", "other", "c.txt")
    delete(box, "b")
    made = start_rollback(box.actor("owner"), box.box, moment=moment)
    assert totals(made.guid, box) == {"remove": 1, "return": 2, "move": 2}
    found = get_totals(box.actor("owner"), made.guid)
    assert (found.removed, found.returned) == (2, 3)
    apply_rollback(box.actor("owner"), made.guid)
    run_pending()
    assert tree_of(box, box.box) == before
    assert tree_of(box, box.other) == outside


def test_names_that_were_exchanged_are_exchanged_back(box: World) -> None:
    before, moment = tree_of(box, box.box), clock.now()
    move(box, "a", "box", "x.txt")
    move(box, "b", "box", "a.txt")
    move(box, "a", "box", "b.txt")
    roll_back(box, moment)
    assert tree_of(box, box.box) == before


def test_folders_that_were_turned_inside_out_are_put_right(box: World) -> None:
    before, moment = tree_of(box, box.box), clock.now()
    box.items["inner"] = box.items["sub"]
    move(box, "sub", "root", "Sub")
    move(box, "box", "sub", "Box")
    roll_back(box, moment, folder="root")
    assert tree_of(box, box.box) == before


def test_what_took_the_name_of_a_deleted_file_makes_room(box: World) -> None:
    before, moment = tree_of(box, box.box), clock.now()
    delete(box, "a")
    box.put("box", "a.txt", b"another")
    delete(box, "b")
    move(box, "c", "box", "b.txt")
    roll_back(box, moment)
    assert tree_of(box, box.box) == before


def test_what_came_and_went_or_came_back_since_is_as_it_was(box: World) -> None:
    delete(box, "c")
    moment = clock.now()
    before = tree_of(box, box.box)
    box.items["e"] = box.put("box", "e.txt", b"short-lived")
    delete(box, "e")
    restore_deletion(box.actor("owner"), box.deletions["c"])
    roll_back(box, moment)
    assert tree_of(box, box.box) == before


def test_old_things_deleted_with_a_new_folder_come_back_without_it(
    box: World,
) -> None:
    before, moment = tree_of(box, box.box), clock.now()
    box.items["new"] = box.folder("box", "New")
    move(box, "a", "new", "a.txt")
    box.put("new", "fresh.txt", b"fresh")
    delete(box, "new")
    roll_back(box, moment)
    assert tree_of(box, box.box) == before


def test_properties_come_back_too(box: World) -> None:
    owner = box.actor("owner")
    add_column(owner, box.documents, internal_name="State", title="State", type="text")
    update_values(owner, box.a, values={"State": "signed"})
    before, moment = box.item("a"), clock.now()
    update_values(owner, box.a, values={"State": "forged"})
    roll_back(box, moment)
    assert list_values_of(owner, [before])[before.id]["State"] == "signed"


def test_what_cannot_be_done_is_told_before(box: World) -> None:
    moment = clock.now()
    owner = box.actor("owner")
    for name in ("a", "b"):
        box.put("box", f"{name}.txt", b"scrambled")
    lock_item(
        box.actor("member"),
        box.a,
        shared=False,
        deep=False,
        owner_xml="",
        timeout_seconds=600,
    )
    delete(box, "c")
    for _stage in (1, 2):
        purge_deletion(owner, box.deletions["c"])
    move(box, "d", "contracts_root", "d.txt")
    made = start_rollback(owner, box.box, moment=moment)
    assert totals(made.guid, box) == {"content": 1, "cannot": 2, "gone": 1}
    steps, _more = list_steps(owner, made.guid, states=[StepState.CANNOT])
    assert {(one.name, one.said) for one in steps} == {
        ("a.txt", "Locked by Member."),
        ("d.txt", "It is in another library now."),
    }
    # Who does not manage the library is not told of what is gone for good.
    mine = start_rollback(box.actor("member"), box.box, moment=moment)
    assert totals(mine.guid, box, "member")["cannot"] == 2
    assert "gone" not in totals(mine.guid, box, "member")


def test_no_version_of_the_time_is_said(box: World) -> None:
    owner = box.actor("owner")
    set_versioning(owner, box.documents, versioning="none")
    moment = clock.now()
    box.put("box", "a.txt", b"scrambled")
    made = start_rollback(owner, box.box, moment=moment)
    (step,), _more = list_steps(owner, made.guid)
    assert (step.state, step.said) == (
        StepState.CANNOT,
        "No version of that time is kept.",
    )


def test_what_changed_since_the_plan_is_left_alone(box: World) -> None:
    owner, moment = box.actor("owner"), clock.now()
    for name in ("a", "b"):
        box.put("box", f"{name}.txt", b"scrambled")
    box.items["new"] = box.folder("box", "New")
    move(box, "c", "box", "other.txt")
    made = start_rollback(owner, box.box, moment=moment)
    box.put("box", "a.txt", b"saved since")
    box.put("new", "since.txt", b"since")
    move(box, "c", "box", "third.txt")
    apply_rollback(owner, made.guid)
    run_pending()
    refused, _more = list_steps(owner, made.guid, states=[StepState.REFUSED])
    assert {(one.name, one.kind) for one in refused} == {
        ("a.txt", Kind.CONTENT),
        ("New", Kind.REMOVE),
        ("third.txt", Kind.RENAME),
    }
    with open_body(SYSTEM, box.item("a")) as file:
        assert file.read() == b"saved since"
    with open_body(SYSTEM, box.item("b")) as file:
        assert file.read() == b"b old"


def test_a_folder_that_still_holds_old_things_stays(box: World) -> None:
    owner, moment = box.actor("owner"), clock.now()
    box.items["new"] = box.folder("box", "New")
    move(box, "a", "new", "a.txt")
    made = start_rollback(owner, box.box, moment=moment)
    lock_item(
        box.actor("member"),
        box.a,
        shared=False,
        deep=False,
        owner_xml="",
        timeout_seconds=600,
    )
    apply_rollback(owner, made.guid)
    run_pending()
    refused, _more = list_steps(owner, made.guid, states=[StepState.REFUSED])
    assert {one.name for one in refused} == {"a.txt", "New"}
    assert box.item("a").parent == box.new


def test_hidden_things_are_neither_told_nor_touched(box: World) -> None:
    owner = box.actor("owner")
    box.items["hidden"] = box.folder("box", "Hidden")
    box.items["secret"] = box.put("hidden", "secret.txt", b"old")
    break_inheritance(owner, box.securable("hidden"), start=Inherit.CLEAR)
    moment = clock.now()
    box.put("hidden", "secret.txt", b"scrambled")
    box.put("box", "a.txt", b"scrambled")
    move(box, "secret", "hidden", "secret.locked")
    member = box.actor("member")
    made = start_rollback(member, box.box, moment=moment)
    assert totals(made.guid, box, "member") == {"content": 1}
    assert [one.name for one in list_steps(member, made.guid)[0]] == ["a.txt"]
    assert made.many == 1
    roll_back(box, moment, who="member")
    assert box.item("secret").name == "secret.locked"
    assert totals(start_rollback(owner, box.box, moment=moment).guid, box) == {
        "rename": 1,
        "content": 1,
    }


def test_what_was_hidden_since_the_plan_is_no_longer_told(box: World) -> None:
    moment = clock.now()
    box.put("sub", "d.txt", b"scrambled")
    box.put("box", "a.txt", b"scrambled")
    member = box.actor("member")
    made = start_rollback(member, box.box, moment=moment)
    assert totals(made.guid, box, "member") == {"content": 2}
    break_inheritance(box.actor("owner"), box.securable("sub"), start=Inherit.CLEAR)
    member = box.actor("member")
    assert totals(made.guid, box, "member") == {"content": 1}
    assert [one.name for one in list_steps(member, made.guid)[0]] == ["a.txt"]
    apply_rollback(member, made.guid)
    run_pending()
    with open_body(SYSTEM, box.item("d")) as file:
        assert file.read() == b"scrambled"


def test_each_right_is_asked_for(box: World) -> None:
    owner, moment = box.actor("owner"), clock.now()
    box.items["shared"] = box.put("box", "shared.txt", b"new since")
    box.put("box", "b.txt", b"scrambled")
    break_inheritance(owner, box.securable("b"), start=Inherit.CLEAR)
    grant_role(
        owner,
        box.securable("b"),
        principal=box.principal("member"),
        role=RoleId.READ,
    )
    delete(box, "c")
    member = box.actor("member")
    made = start_rollback(member, box.box, moment=moment)
    cannot, _more = list_steps(member, made.guid, states=[StepState.CANNOT])
    assert {(one.name, one.said) for one in cannot} == {
        ("b.txt", "You may not change it."),
        ("c.txt", "Somebody else deleted it: an owner of the site can bring it back."),
    }


@pytest.mark.parametrize("who", ["nobody", "guest", "acme", "anonymous"])
def test_what_is_hidden_is_not_rolled_back(box: World, who: str) -> None:
    with pytest.raises(NotFound):
        start_rollback(box.actor(who), box.box, moment=clock.now() - 1)


def test_a_reader_may_not(box: World) -> None:
    with pytest.raises(Forbidden):
        start_rollback(box.actor("visitor"), box.box, moment=clock.now() - 1)


@pytest.mark.parametrize("who", ["admin", "member", "nobody"])
def test_a_plan_is_its_owners_alone(box: World, who: str) -> None:
    made = start_rollback(box.actor("owner"), box.box, moment=clock.now() - 1)
    for ask in (get_rollback, get_totals, list_steps, apply_rollback, stop_rollback):
        with pytest.raises(NotFound):
            ask(box.actor(who), made.guid)


def test_moments_and_places_that_make_no_sense(box: World) -> None:
    owner = box.actor("owner")
    for moment in (clock.now() + clock.DAY, 0, box.item("box").created - 1):
        with pytest.raises(Invalid):
            start_rollback(owner, box.box, moment=moment)
    for name in ("a", "tasks_root"):
        with pytest.raises(Conflict):
            start_rollback(owner, box.items[name], moment=clock.now() - 1)
    for guid in ("", "x", "0" * 32):
        with pytest.raises(NotFound):
            get_rollback(owner, guid)


def test_it_stops_and_goes_on(box: World) -> None:
    owner, before, moment = box.actor("owner"), tree_of(box, box.box), clock.now()
    for name in ("a", "b", "c"):
        box.put("box", f"{name}.txt", b"scrambled")
    made = start_rollback(owner, box.box, moment=moment)
    apply_rollback(owner, made.guid)
    other = start_rollback(owner, box.box, moment=moment)
    with pytest.raises(Conflict):
        apply_rollback(owner, other.guid)
    held = find_rollback(owner, made.guid)
    assert apply_next(owner, held.pk, many=1) is False
    stop_rollback(owner, made.guid)
    run_pending()
    stopped = get_rollback(owner, made.guid)
    assert (stopped.state, stopped.done) == (State.STOPPED, 1)
    apply_rollback(owner, made.guid)
    run_pending()
    assert tree_of(box, box.box) == before
