from __future__ import annotations

import time

import pytest

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.changes.commands import find_broken_seal, seal_changes
from hallway.core.changes.journal import (
    NothingRecorded,
    all_or_none,
    command,
    housekeeping,
    journal,
    record,
)
from hallway.core.changes.queries import (
    get_newest_number,
    get_start,
    list_audit,
    list_list_changes,
    read_changes,
)
from hallway.core.changes.records import ChangeRecord, Cursor
from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from hallway.core.items.commands import create_folder, delete_item, move_item
from hallway.core.people.models import Tenant
from hallway.core.sites.commands import rename_site, set_quota
from hallway.core.sites.queries import get_site
from hallway.core.trash.commands import purge_deletion
from hallway.platform.db import engine
from tests.world import SYSTEM, World


def settle() -> None:
    """Wait for the transactions of other test processes in the same cluster.

    They hold readers of the whole log back, whichever database they are in.
    """
    mine = engine().current_txid()
    deadline = time.monotonic() + 60
    while mine is not None and (engine().now_horizon() or 0) <= mine:
        assert time.monotonic() < deadline, "a transaction stays open"
        time.sleep(0.02)


def read_all(*, limit: int = 7) -> list[ChangeRecord]:
    found: list[ChangeRecord] = []
    cursor = get_start(SYSTEM)
    while True:
        rows, cursor = read_changes(SYSTEM, cursor, limit=limit)
        if not rows:
            return found
        found += rows


def test_a_command_that_records_nothing_is_rolled_back(world: World) -> None:
    @command
    def write(actor: Actor) -> None:
        engine().execute("UPDATE core_site SET title = 'silent'")

    with pytest.raises(NothingRecorded):
        write(SYSTEM)
    assert get_site(SYSTEM, "/sites/hr").title != "silent"


def test_a_command_that_fails_late_is_rolled_back_whole(world: World) -> None:
    newest = get_newest_number(SYSTEM, world.documents)

    @command
    def write(actor: Actor) -> None:
        create_folder(actor, world.root, name="half")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write(SYSTEM)
    assert get_newest_number(SYSTEM, world.documents) == newest
    create_folder(SYSTEM, world.root, name="half")


def test_commands_inside_a_command_are_one(world: World) -> None:
    @command
    def write(actor: Actor) -> None:
        for name in "abc":
            create_folder(actor, world.root, name=name)

    newest = get_newest_number(SYSTEM, world.documents)
    write(SYSTEM)
    added = list_list_changes(SYSTEM, world.documents, after=newest)
    assert [one.n for one in added] == [newest + 1, newest + 2, newest + 3]
    assert len({one.at for one in added}) == 1


def test_commands_of_which_all_hold_keep_their_actors_and_times(world: World) -> None:
    newest = get_newest_number(SYSTEM, world.documents)
    doers = [world.actor("owner"), world.actor("member")]
    with all_or_none():
        for days, doer in zip((2, 1), doers, strict=True):
            with clock.turned_back(days * clock.DAY):
                create_folder(doer, world.plans, name=f"{days} days ago")
    added = list_list_changes(SYSTEM, world.documents, after=newest)
    assert [one.actor for one in added] == [doer.principal for doer in doers]
    assert added[1].at - added[0].at > clock.DAY // 2


def test_of_several_commands_all_hold_or_none(world: World) -> None:
    def make_twice() -> None:
        with all_or_none():
            create_folder(SYSTEM, world.plans, name="New")
            create_folder(SYSTEM, world.plans, name="new")

    newest = get_newest_number(SYSTEM, world.documents)
    with pytest.raises(Conflict):
        make_twice()
    assert get_newest_number(SYSTEM, world.documents) == newest
    create_folder(SYSTEM, world.plans, name="New")


def test_nobody_writes_outside_a_command() -> None:
    with pytest.raises(RuntimeError):
        journal()
    with pytest.raises(RuntimeError):
        record(("list", 1), "x")


def test_housekeeping_needs_no_record(world: World) -> None:
    @housekeeping
    def tidy(actor: Actor) -> int:
        return engine().execute("UPDATE core_site SET description = 'x'")

    assert tidy(SYSTEM) == len(world.sites)


def test_a_change_says_who_what_and_through_which_face(world: World) -> None:
    member = world.actor("member").through("dav")
    made = create_folder(member, world.plans, name="New")
    change = list_list_changes(SYSTEM, world.documents, limit=1000)[-1]
    assert (change.actor, change.verb, change.item, change.face) == (
        member.principal,
        "item.created",
        made.id,
        "dav",
    )
    assert change.after["name"] == "New"


def test_changes_are_trimmed_to_what_the_reader_sees(world: World) -> None:
    def items(who: str) -> set[int | None]:
        changes = list_list_changes(world.actor(who), world.documents, limit=1000)
        return {one.item for one in changes}

    assert world.payroll in items("owner")
    for who in ("member", "visitor"):
        assert world.payroll not in items(who)
    assert world.may in items("visitor")
    for who in ("nobody", "guest", "acme", "anonymous"):
        with pytest.raises(NotFound):
            list_list_changes(world.actor(who), world.documents)
        with pytest.raises(NotFound):
            get_newest_number(world.actor(who), world.documents)


def test_of_what_was_purged_only_that_it_went_is_told(world: World) -> None:
    for _ in range(2):
        purge_deletion(world.actor("owner"), world.deletions["old"])
    changes = list_list_changes(world.actor("visitor"), world.documents, limit=1000)
    told = [one for one in changes if one.item == world.old]
    assert told[-1].verb == "item.purged"
    assert {(one.before, one.after) for one in told} == {(None, None)}


def test_a_reader_goes_on_after_a_number(world: World) -> None:
    every = list_list_changes(SYSTEM, world.documents, limit=1000)
    assert [one.n for one in every] == list(range(1, len(every) + 1))
    paged: list[ChangeRecord] = []
    while page := list_list_changes(
        SYSTEM, world.documents, after=paged[-1].n if paged else 0, limit=3
    ):
        paged += page
    assert paged == every


def test_a_move_to_another_list_is_in_both_streams(world: World) -> None:
    move_item(world.actor("owner"), world.q3, to=world.gazette_root, name="q3")
    out = list_list_changes(SYSTEM, world.documents, limit=1000)[-1]
    into = list_list_changes(SYSTEM, world.gazette, limit=1000)[-1]
    assert (out.verb, into.verb) == ("item.moved_out", "item.moved_in")
    assert out.item == into.item == world.q3


def test_a_warning_of_the_quota_is_recorded_once(world: World) -> None:
    used = get_site(SYSTEM, "/sites/hr").used_bytes
    set_quota(SYSTEM, world.hr, limit=None, warning=used + 5)
    for name in ("a", "b", "c"):
        world.put("root", name, b"123")
    warned = list_audit(SYSTEM, verb="site.quota_warned")
    assert [one.after for one in warned] == [{"used": used + 6}]


def test_the_audit_is_for_administrators(world: World) -> None:
    assert list_audit(world.actor("admin"), limit=1)
    assert list_audit(SYSTEM, person=world.principal("member"), verb="item.*")
    for who in ("owner", "nobody", "anonymous"):
        with pytest.raises(Forbidden):
            list_audit(world.actor(who))
        with pytest.raises(Forbidden):
            read_changes(world.actor(who), Cursor(epoch="x"))
        with pytest.raises(Forbidden):
            seal_changes(world.actor(who))


def test_a_cursor_reads_every_change_once(committed_world: World) -> None:
    ids = [row[0] for row in engine().fetch_all("SELECT id FROM core_change")]
    settle()
    read = read_all()
    assert sorted(one.id for one in read) == sorted(ids)
    _, end = read_changes(SYSTEM, get_start(SYSTEM), limit=10_000)
    assert read_changes(SYSTEM, end) == ([], end)
    create_folder(SYSTEM, committed_world.root, name="New")
    settle()
    added, _ = read_changes(SYSTEM, Cursor.decode(end.encode()))
    assert [one.verb for one in added] == ["item.created"]


def test_a_cursor_of_another_history_is_stale(committed_world: World) -> None:
    cursor = get_start(SYSTEM)
    Tenant.unscoped.update(change_epoch="00000000-0000-0000-0000-000000000001")
    with pytest.raises(Stale):
        read_changes(SYSTEM, cursor)
    settle()
    assert read_changes(SYSTEM, get_start(SYSTEM))[0]


@pytest.mark.parametrize("text", ["", "x", "W10", "é", "WyJhIiwgMSwgMl0x", "bnVsbA"])
def test_what_is_no_cursor_is_invalid(text: str) -> None:
    with pytest.raises(Invalid):
        Cursor.decode(text)


def test_a_seal_finds_what_was_changed_later(committed_world: World) -> None:
    settle()
    while seal_changes(SYSTEM):
        pass
    create_folder(SYSTEM, committed_world.root, name="New")
    settle()
    assert seal_changes(SYSTEM) == 1
    assert seal_changes(SYSTEM) == 0
    assert find_broken_seal(SYSTEM) is None
    seals = [row[0] for row in engine().fetch_all("SELECT id FROM core_seal")]
    last = engine().fetch_all("SELECT max(id) FROM core_change")[0][0]
    engine().execute("UPDATE core_change SET actor = actor + 1 WHERE id = %s", (last,))
    assert find_broken_seal(SYSTEM) == seals[-1]
    engine().execute("UPDATE core_change SET verb = 'x' WHERE id = 1")
    assert find_broken_seal(SYSTEM) == seals[0]


def test_a_seal_finds_what_was_removed_later(committed_world: World) -> None:
    rename_site(SYSTEM, committed_world.hr, title="Renamed")
    settle()
    while seal_changes(SYSTEM):
        pass
    change = list_audit(SYSTEM, limit=1)[0]
    assert change.verb == "site.renamed"
    engine().execute("DELETE FROM core_change WHERE id = %s", (change.id,))
    assert find_broken_seal(SYSTEM) is not None
    # The stream's own count says so too; the sound world wants it consecutive.
    engine().execute(
        "UPDATE core_stream SET last = last - 1 WHERE kind = 'site' AND ref = %s",
        (committed_world.hr,),
    )


def test_the_log_survives_what_it_speaks_of(world: World) -> None:
    deletion = delete_item(world.actor("owner"), world.q3)
    for _ in range(2):
        purge_deletion(world.actor("owner"), deletion)
    verbs = [one.verb for one in list_audit(SYSTEM, item=world.q3)]
    assert verbs == ["item.purged", "deletion.staged", "item.deleted", "item.created"]
