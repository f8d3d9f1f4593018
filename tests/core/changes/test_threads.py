"""Several connections at once: threads, transactions out of order, processes."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection

from hallway.core.access.actors import Actor
from hallway.core.changes.commands import seal_changes
from hallway.core.changes.journal import command
from hallway.core.changes.queries import get_start, read_changes
from hallway.core.errors import Conflict, CoreError, Locked, Stale
from hallway.core.items.commands import create_folder, put_file
from hallway.core.items.queries import iter_children
from hallway.core.items.records import Expect, ItemId
from hallway.core.locks.commands import lock_item
from hallway.core.versions.queries import list_versions
from hallway.platform.db import close_connection, engine
from tests import databases
from tests.conftest import DATABASE
from tests.core.jobs.stage import in_threads
from tests.world import SYSTEM, World, stage

PATIENCE = 30


def wait_for_others() -> None:
    """Wait until no transaction older than the newest change runs in the cluster.

    Tests of other processes hold theirs for many seconds, and readers wait for them.
    """
    deadline = time.monotonic() + 4 * PATIENCE
    while (horizon := engine().now_horizon()) is not None:
        row = engine().fetch_one("SELECT COALESCE(max(txid), 0) FROM core_change")
        assert row is not None
        if row[0] < horizon:
            return
        if time.monotonic() > deadline:
            pytest.fail(f"transactions from before {row[0]} still run: {horizon}")
        time.sleep(0.2)


def start(work: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            close_connection()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_no_reader_skips_what_commits_late(committed_world: World) -> None:
    if DATABASE == "sqlite":
        pytest.skip("SQLite has one writer at a time: nothing commits out of order")
    world, wrote, finish = committed_world, threading.Event(), threading.Event()

    @command
    def write_slowly(actor: Actor) -> None:
        # Numbers its transaction now, its change rows come with the end.
        create_folder(actor, world.gazette_root, name="slow")
        wrote.set()
        assert finish.wait(PATIENCE)

    wait_for_others()
    _, cursor = read_changes(SYSTEM, get_start(SYSTEM), limit=10_000)
    slow = start(lambda: write_slowly(SYSTEM))
    try:
        assert wrote.wait(PATIENCE)
        quick = create_folder(SYSTEM, world.root, name="quick")
        # Committed, but numbered above one that still runs: it has to wait.
        rows, cursor = read_changes(SYSTEM, cursor)
        assert rows == []
        assert seal_changes(SYSTEM) >= 0
    finally:
        finish.set()
        slow.join(PATIENCE)
    wait_for_others()
    rows, cursor = read_changes(SYSTEM, cursor)
    assert [one.verb for one in rows] == ["item.created"] * 2
    assert rows[1].item == quick.id
    # The late one has the smaller transaction and the larger id.
    assert rows[0].id > rows[1].id
    assert read_changes(SYSTEM, cursor) == ([], cursor)


def test_a_reader_beside_many_writers_misses_nothing(committed_world: World) -> None:
    world = committed_world
    roots = [world.root, world.gazette_root, world.team_root, world.acme_site_root]
    numbers = iter(range(len(roots)))
    done = threading.Event()
    wait_for_others()
    _, cursor = read_changes(SYSTEM, get_start(SYSTEM), limit=10_000)
    seen: list[int | None] = []

    def write() -> None:
        root = roots[next(numbers)]
        for n in range(15):
            create_folder(SYSTEM, root, name=f"n{n}")

    def read() -> None:
        nonlocal cursor
        while True:
            last_round = done.is_set()
            rows, cursor = read_changes(SYSTEM, cursor, limit=5)
            seen.extend(one.item for one in rows)
            if last_round and not rows:
                return

    reader = start(read)
    try:
        in_threads(len(roots), write)
        wait_for_others()
    finally:
        done.set()
        reader.join(PATIENCE)
    made = {
        one.id
        for root in roots
        for page in iter_children(SYSTEM, world_item(root))
        for one in page
        if one.name.startswith("n") and one.name[1:].isdigit()
    }
    assert len(made) == 60
    assert sorted(seen, key=lambda item: item or 0) == sorted(made)


def world_item(item: int):  # type: ignore[no-untyped-def]
    from hallway.core.items.queries import get_item

    return get_item(SYSTEM, ItemId(item))


def test_of_two_writers_one_is_stale(committed_world: World) -> None:
    world = committed_world
    seen = world.item("welcome")
    outcomes: list[str] = []

    def save() -> None:
        try:
            put_file(
                SYSTEM,
                world.root,
                name=seen.name,
                body=stage(os.urandom(8)),
                expect=Expect.found(seen),
            )
            outcomes.append("saved")
        except Stale:
            outcomes.append("stale")

    in_threads(2, save)
    assert sorted(outcomes) == ["saved", "stale"]
    assert len(list_versions(SYSTEM, world.welcome)) == 4


def test_of_two_makers_of_one_name_one_is_refused(committed_world: World) -> None:
    world, outcomes = committed_world, list[str]()

    def make() -> None:
        try:
            create_folder(SYSTEM, world.root, name="Same")
            outcomes.append("made")
        except Conflict:
            outcomes.append("taken")

    in_threads(4, make)
    assert sorted(outcomes) == ["made", "taken", "taken", "taken"]


def test_the_second_writer_is_told_who_holds_the_file(committed_world: World) -> None:
    world = committed_world
    actors = [world.actor("owner"), world.actor("member")]
    outcomes: list[tuple[str, str]] = []

    def lock_and_save() -> None:
        actor = actors.pop()
        item = world.item("welcome")
        try:
            lock = lock_item(
                actor,
                item.id,
                shared=False,
                deep=False,
                owner_xml="",
                timeout_seconds=60,
            )
            put_file(
                actor,
                world.root,
                name=item.name,
                body=stage(actor.name.encode()),
                tokens={lock.token},
            )
            outcomes.append(("saved", actor.name))
        except Locked as refused:
            outcomes.append(("locked by", refused.by))

    in_threads(2, lock_and_save)
    (refused, by), (saved, who) = sorted(outcomes)
    assert (refused, saved) == ("locked by", "saved")
    assert by == who


def test_many_writers_of_one_file_lose_no_version(committed_world: World) -> None:
    world, name = committed_world, committed_world.item("welcome").name

    def save() -> None:
        for _ in range(5):
            put_file(SYSTEM, world.root, name=name, body=stage(os.urandom(8)))

    in_threads(4, save)
    majors = [one.major for one in list_versions(SYSTEM, world.welcome)]
    assert majors == list(range(23, 0, -1))


def test_moves_across_lists_in_both_directions_end(committed_world: World) -> None:
    from hallway.core.items.commands import move_item

    world = committed_world
    pairs = [(world.q3, world.gazette_root), (world.issue, world.root)]
    errors: list[CoreError] = []

    def move() -> None:
        item, to = pairs.pop()
        back = world_item(item).parent
        for n in range(6):
            target = to if n % 2 == 0 else back
            try:
                move_item(SYSTEM, item, to=target, name=f"moved {item}")
            except Conflict as error:
                errors.append(error)

    in_threads(2, move)
    assert errors == []


@pytest.mark.slow
def test_eight_processes_write_side_by_side(committed_world: World) -> None:
    seconds = float(os.environ.get("HALLWAY_TEST_WRITE_SECONDS", "3"))
    name = str(connection.settings_dict["NAME"])
    environment = {
        **os.environ,
        "HALLWAY_DATABASE_URL": databases.url(name),
        "HALLWAY_DATA": os.environ["HALLWAY_DATA"],
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    close_connection()
    writers = [
        subprocess.Popen(
            [
                sys.executable,
                str(Path(__file__).with_name("writer.py")),
                str(committed_world.root),
                str(seconds),
                f"p{n}",
            ],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for n in range(8)
    ]
    answers = [writer.communicate(timeout=seconds + 90) for writer in writers]
    for out, err in answers:
        assert out.strip().isdigit(), err
    counts = [int(out) for out, _ in answers]
    assert min(counts) > 0
    made = [
        one
        for page in iter_children(SYSTEM, world_item(committed_world.root))
        for one in page
        if one.name[:1] == "p" and one.name[1:2].isdigit()
    ]
    assert len(made) == sum(counts)
