"""Moving and copying what somebody chose, each thing whole or not at all."""

from __future__ import annotations

import pytest

from hallway.core.access.commands import Inherit, break_inheritance, grant_role
from hallway.core.access.rights import RoleId
from hallway.core.errors import Conflict, Invalid, NotFound
from hallway.core.items.commands import create_folder, delete_item, put_file
from hallway.core.items.queries import (
    find_moved_number,
    find_redirect,
    get_item,
    get_quota,
    list_children,
    open_body,
)
from hallway.core.items.records import History, ItemId
from hallway.core.jobs.runner import run_pending
from hallway.core.locks.commands import check_out
from hallway.core.sites.commands import set_quota
from hallway.core.transfers import commands
from hallway.core.transfers.commands import (
    forget_old,
    resume_transfer,
    start_transfer,
    stop_transfer,
    undo_transfer,
)
from hallway.core.transfers.queries import get_totals, get_transfer, list_steps
from hallway.core.transfers.records import Clash, State, StepState, TransferRecord, Way
from hallway.core.versions.commands import comment_version, label_version
from hallway.core.versions.queries import list_versions
from tests.world import SYSTEM, World, stage

TAKEN = "a.txt"


@pytest.fixture
def box(world: World) -> World:
    """Two files and a folder with two more, and a library with a file of their name."""
    keep = world.items
    keep["box"] = world.folder("root", "Box")
    keep["a"] = world.put("box", TAKEN, b"a here")
    keep["b"] = world.put("box", "b.txt", b"b")
    keep["inner"] = world.folder("box", "Inner")
    keep["c"] = world.put("inner", "c.txt", b"c")
    keep["there"] = world.put("team_root", TAKEN, b"a there")
    return world


def names(folder: ItemId) -> list[str]:
    found = list_children(SYSTEM, get_item(SYSTEM, folder), limit=100)
    return sorted(one.name for one in found.items)


def text(item: ItemId) -> bytes:
    with open_body(SYSTEM, get_item(SYSTEM, item)) as body:
        return body.read()


def named(folder: ItemId, name: str) -> ItemId:
    found = list_children(SYSTEM, get_item(SYSTEM, folder), limit=100)
    return next(one.id for one in found.items if one.name == name)


def said(world: World, held: TransferRecord, who: str = "owner") -> dict[str, str]:
    steps = list_steps(world.actor(who), held.guid)
    return {one.name: one.said for one in steps if one.said}


def go(
    world: World,
    way: Way,
    *items: str,
    clash: Clash = Clash.REFUSE,
    to: str = "team_root",
    who: str = "owner",
    history: History = History.CURRENT,
) -> TransferRecord:
    return start_transfer(
        world.actor(who),
        [world.items[one] for one in items],
        to=world.items[to],
        way=way,
        clash=clash,
        history=history,
    )


def test_things_move_and_what_has_no_room_stays(box: World) -> None:
    held = go(box, Way.MOVE, "a", "b", "inner", "c")
    assert (held.state, held.many, held.done) == (State.DONE, 4, 4)
    totals = get_totals(box.actor("owner"), held.guid)
    # What is in a chosen folder goes with it.
    assert (totals.done, totals.refused, totals.skipped) == (2, 1, 0)
    assert said(box, held) == {TAKEN: "Something here already has that name."}
    assert names(box.box) == [TAKEN]
    assert {"b.txt", "Inner", TAKEN} <= set(names(box.team_root))
    assert names(box.inner) == ["c.txt"]


@pytest.mark.parametrize("way", [Way.MOVE, Way.COPY])
def test_a_name_that_is_taken_is_kept_beside(box: World, way: Way) -> None:
    go(box, way, "a", "b", clash=Clash.KEEP)
    assert text(named(box.team_root, "a (2).txt")) == b"a here"
    assert text(box.there) == b"a there"
    assert (TAKEN in names(box.box)) is (way is Way.COPY)


@pytest.mark.parametrize("way", [Way.MOVE, Way.COPY])
def test_a_name_that_is_taken_is_left_out(box: World, way: Way) -> None:
    held = go(box, way, "a", "b", clash=Clash.SKIP)
    totals = get_totals(box.actor("owner"), held.guid)
    assert (totals.done, totals.refused, totals.skipped) == (1, 0, 1)
    assert text(box.there) == b"a there"
    assert TAKEN in names(box.box)


@pytest.mark.parametrize("way", [Way.MOVE, Way.COPY])
def test_a_file_becomes_the_next_version_of_the_one_there(box: World, way: Way) -> None:
    owner, before = box.actor("owner"), box.item("a")
    path = box.path("a")
    held = go(box, way, "a", clash=Clash.REPLACE)
    assert text(box.there) == b"a here"
    numbers = [one.number for one in list_versions(owner, box.there)]
    assert numbers == ["2.0", "1.0"]
    assert (TAKEN in names(box.box)) is (way is Way.COPY)
    if way is Way.MOVE:
        there = "/" + "/".join(box.path("there"))
        assert find_redirect(owner, path) == there
        found = find_moved_number(owner, before.list, before.number)
        assert found is not None
        assert found.id == box.there
    undo = undo_transfer(owner, held.guid)
    assert said(box, undo) == {}
    assert text(box.there) == b"a there"
    assert TAKEN in names(box.box)
    assert text(box.a) == b"a here"
    assert len(list_versions(owner, box.there)) == 3


def test_a_folder_is_not_replaced(box: World) -> None:
    box.items["other"] = create_folder(
        box.actor("owner"), box.team_root, name="Inner"
    ).id
    held = go(box, Way.MOVE, "inner", clash=Clash.REPLACE)
    message = "Only a file can become a new version, and only of a file."
    assert said(box, held) == {"Inner": message}
    assert names(box.other) == []
    assert get_item(SYSTEM, box.inner).parent == box.box


def test_a_move_is_undone_once(box: World) -> None:
    owner = box.actor("owner")
    before = box.item("b")
    held = go(box, Way.MOVE, "b", "inner")
    assert held.may_undo
    undo = undo_transfer(owner, held.guid)
    assert (undo.state, undo.is_undo, undo.may_undo) == (State.DONE, True, False)
    assert names(box.box) == ["Inner", TAKEN, "b.txt"]
    assert box.item("b").guid == before.guid
    # The number is new in another list, and again when it comes back.
    assert box.item("b").number > before.number
    assert not get_transfer(owner, held.guid).may_undo
    with pytest.raises(Conflict):
        undo_transfer(owner, held.guid)
    with pytest.raises(Conflict):
        undo_transfer(owner, undo.guid)


def test_an_undo_that_did_nothing_can_be_tried_again(box: World) -> None:
    owner = box.actor("owner")
    held = go(box, Way.MOVE, "b")
    blocker = box.put("box", "b.txt", b"in the way")
    undo = undo_transfer(owner, held.guid)
    assert said(box, undo) == {"b.txt": "Something here already has that name."}
    delete_item(owner, blocker)
    assert get_transfer(owner, held.guid).may_undo
    undo_transfer(owner, held.guid)
    assert "b.txt" in names(box.box)


def test_a_copy_is_undone_unless_somebody_changed_it(box: World) -> None:
    owner = box.actor("owner")
    before = names(box.team_root)
    held = go(box, Way.COPY, "b", "inner")
    undo_transfer(owner, held.guid)
    assert names(box.team_root) == before
    held = go(box, Way.COPY, "b", "inner")
    put_file(owner, box.team_root, name="b.txt", body=stage(b"changed"))
    put_file(owner, named(box.team_root, "Inner"), name="d.txt", body=stage(b"new"))
    undo = undo_transfer(owner, held.guid)
    changed = "Somebody changed it in the meantime."
    assert said(box, undo) == {"b.txt": changed, "Inner": changed}
    assert {"b.txt", "Inner"} <= set(names(box.team_root))


def test_a_copy_may_stand_beside_its_original(box: World) -> None:
    go(box, Way.COPY, "b", to="box", clash=Clash.KEEP)
    assert names(box.box) == ["Inner", TAKEN, "b (2).txt", "b.txt"]


def test_a_copy_takes_its_versions_along_where_asked(box: World) -> None:
    owner = box.actor("owner")
    put_file(box.actor("member"), box.box, name="b.txt", body=stage(b"b two"))
    label_version(owner, box.b, major=1, minor=0, label="First")
    comment_version(owner, box.b, major=1, minor=0, comment="as it began")
    used = sum(one.size for one in list_versions(owner, box.b))
    quota = box.sites["team"].id
    before = get_quota(SYSTEM, quota).used
    go(box, Way.COPY, "b")
    assert [one.number for one in list_versions(owner, named(box.team_root, "b.txt"))]
    delete_item(owner, named(box.team_root, "b.txt"))
    before = get_quota(SYSTEM, quota).used
    go(box, Way.COPY, "b", history=History.ALL)
    made = list_versions(owner, named(box.team_root, "b.txt"))
    assert [(one.number, one.author) for one in made] == [
        ("2.0", box.principal("owner")),
        ("1.0", box.principal("owner")),
    ]
    assert (made[1].label, made[1].comment) == ("First", "as it began")
    assert made[1].created == list_versions(owner, box.b)[1].created
    assert get_quota(SYSTEM, quota).used == before + used
    # And undone: all of it in the recycle bin.
    assert get_item(SYSTEM, named(box.team_root, "b.txt")).major == 2


def test_what_somebody_holds_stays_with_his_name(box: World) -> None:
    check_out(box.actor("member"), box.b)
    check_out(box.actor("member"), box.c)
    held = go(box, Way.MOVE, "a", "b", "inner", clash=Clash.KEEP)
    assert said(box, held) == {
        "b.txt": "Locked by Member.",
        "Inner": "Locked by Member.",
    }
    assert names(box.box) == ["Inner", "b.txt"]


def test_who_may_not_delete_moves_nothing(box: World) -> None:
    owner = box.actor("owner")
    securable = box.securable("b")
    break_inheritance(owner, securable, start=Inherit.CLEAR)
    grant_role(owner, securable, principal=box.principal("member"), role=RoleId.READ)
    inner = box.securable("c")
    break_inheritance(owner, inner, start=Inherit.CLEAR)
    held = go(box, Way.MOVE, "a", "b", "inner", to="plans", who="member")
    words = said(box, held, "member")
    assert set(words) == {"b.txt", "Inner"}
    assert names(box.box) == ["Inner", "b.txt"]
    assert names(box.inner) == ["c.txt"]
    # Of what is hidden nothing is counted.
    assert held.many == 3


@pytest.mark.parametrize("clash", list(Clash))
@pytest.mark.parametrize("name", ["a.txt", "other.txt"])
def test_who_may_not_add_there_learns_nothing_of_its_names(
    box: World, clash: Clash, name: str
) -> None:
    owner = box.actor("owner")
    box.items["shut"] = box.folder("root", "Shut")
    securable = box.securable("shut")
    break_inheritance(owner, securable, start=Inherit.CLEAR)
    grant_role(owner, securable, principal=box.principal("member"), role=RoleId.READ)
    hidden = box.put("shut", name, b"secret")
    box.items["hidden"] = hidden
    break_inheritance(owner, box.securable("hidden"), start=Inherit.CLEAR)
    held = go(box, Way.COPY, "a", to="shut", who="member", clash=clash)
    (message,) = said(box, held, "member").values()
    assert message == "You may see this, but not add to it."
    with pytest.raises(NotFound):
        go(box, Way.COPY, "a", to="salaries", who="member", clash=clash)
    with pytest.raises(NotFound):
        go(box, Way.COPY, "hidden", to="box", who="member", clash=clash)


def test_another_persons_transfer_is_absent(box: World) -> None:
    held = go(box, Way.MOVE, "b")
    for who in ("member", "admin", "nobody"):
        actor = box.actor(who)
        for ask in (get_transfer, get_totals, list_steps, undo_transfer):
            with pytest.raises(NotFound):
                ask(actor, held.guid)
    with pytest.raises(NotFound):
        get_transfer(box.actor("owner"), "nonsense")


def test_what_is_out_of_sight_by_now_is_not_told(box: World) -> None:
    owner = box.actor("owner")
    held = go(box, Way.MOVE, "a", "b", to="plans", who="member")
    member = box.actor("member")
    assert len(list_steps(member, held.guid)) == 2
    break_inheritance(owner, box.securable("a"), start=Inherit.CLEAR)
    assert [one.name for one in list_steps(member, held.guid)] == ["b.txt"]
    assert get_totals(member, held.guid).done == 1


@pytest.mark.parametrize(
    ("items", "to"),
    [((), "plans"), (("b",), "there"), (("a", "b", "inner"), "plans")],
)
def test_what_makes_no_sense_is_refused(
    box: World, items: tuple[str, ...], to: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(commands, "MAX_CHOSEN", 2)
    with pytest.raises((Invalid, Conflict)):
        go(box, Way.MOVE, *items, to=to)


@pytest.fixture
def many(box: World, monkeypatch: pytest.MonkeyPatch) -> World:

    monkeypatch.setattr(commands, "SHORT", 3)
    for n in range(6):
        box.items[f"f{n}"] = box.put("box", f"f{n}.txt", b"%d" % n)
    return box


def test_much_is_done_by_a_job_which_is_undone_by_one(many: World) -> None:
    owner = many.actor("owner")
    files = [f"f{n}" for n in range(6)]
    held = go(many, Way.MOVE, *files)
    assert (held.state, held.done, held.may_undo) == (State.GOING, 0, False)
    assert "f0.txt" in names(many.box)
    with pytest.raises(Conflict):
        undo_transfer(owner, held.guid)
    run_pending()
    held = get_transfer(owner, held.guid)
    assert (held.state, held.done, held.may_undo) == (State.DONE, 6, True)
    assert set(names(many.team_root)) >= {f"{one}.txt" for one in files}
    undo = undo_transfer(owner, held.guid)
    assert undo.state is State.GOING
    run_pending()
    assert get_transfer(owner, undo.guid).state is State.DONE
    assert set(names(many.box)) >= {f"{one}.txt" for one in files}


def test_a_job_is_stopped_and_goes_on(many: World) -> None:
    from hallway.core.transfers.applying import apply_next
    from hallway.core.transfers.rows import find_transfer

    owner = many.actor("owner")
    held = go(many, Way.MOVE, *[f"f{n}" for n in range(6)])
    row = find_transfer(owner, held.guid)
    assert not apply_next(owner, row.pk, many=2)
    stop_transfer(owner, held.guid)
    run_pending()
    stopped = get_transfer(owner, held.guid)
    assert (stopped.state, stopped.done) == (State.STOPPED, 2)
    assert len(list_steps(owner, held.guid, states=[StepState.DONE])) == 2
    assert stopped.may_undo
    resume_transfer(owner, held.guid)
    run_pending()
    assert get_transfer(owner, held.guid).state is State.DONE
    with pytest.raises(Conflict):
        resume_transfer(owner, held.guid)


def test_a_job_moves_what_there_is_room_for(many: World) -> None:
    owner = many.actor("owner")
    used = get_quota(SYSTEM, many.team).used
    set_quota(SYSTEM, many.team, limit=used + 4, warning=None)
    held = go(many, Way.MOVE, *[f"f{n}" for n in range(6)])
    run_pending()
    assert get_transfer(owner, held.guid).state is State.DONE
    totals = get_totals(owner, held.guid)
    assert (totals.done, totals.refused) == (4, 2)
    message = "This site's storage limit would be passed."
    assert set(said(many, held).values()) == {message}
    assert get_quota(SYSTEM, many.team).used == used + 4


def test_what_went_is_forgotten_after_a_month(
    box: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = box.actor("owner")
    held = go(box, Way.MOVE, "b")
    assert forget_old(SYSTEM) == 0
    monkeypatch.setattr(commands, "KEPT_DAYS", -1)
    assert forget_old(SYSTEM) == 1
    with pytest.raises(NotFound):
        get_transfer(owner, held.guid)
