"""A library that a program scrambled: all of it back in one action.

HALLWAY_TEST_ROLLBACK_FILES says how many files; with 5,000 it takes some minutes.
"""

from __future__ import annotations

import os

from hallway.core import clock
from hallway.core.items.commands import create_folder, move_item, put_file
from hallway.core.items.queries import get_item, list_descendants, resolve
from hallway.core.items.records import ItemId
from hallway.core.jobs.runner import run_pending
from hallway.core.lists.commands import add_list
from hallway.core.rollback.commands import apply_rollback, run_plan, start_rollback
from hallway.core.rollback.queries import get_rollback, get_totals
from hallway.core.rollback.records import Kind, State
from hallway.core.rollback.rows import find_rollback
from tests.world import SYSTEM, World, stage

FILES = int(os.environ.get("HALLWAY_TEST_ROLLBACK_FILES", "300"))
Facts = dict[tuple[int, str], tuple[int, str | None]]


def facts(folder: ItemId) -> Facts:
    found = list_descendants(SYSTEM, get_item(SYSTEM, folder), limit=FILES * 3)
    return {(one.parent or 0, one.name): (one.id, one.sha256) for one in found}


def test_a_scrambled_library_is_back_as_it_was_in_one_action(world: World) -> None:
    owner = world.actor("owner")
    made = add_list(owner, world.hr, name="Archive", kind="documents")
    root = ItemId(made.root)
    items = []
    for n in range(FILES):
        if n % 100 == 0:
            folder = create_folder(owner, root, name=f"Box {n // 100}").id
        put = put_file(owner, folder, name=f"{n}.docx", body=stage(b"old %d" % n))
        items.append((put.item.id, folder))
    before, moment = facts(root), clock.now()
    member = world.actor("member")
    for n, (item, folder) in enumerate(items):
        put_file(member, folder, name=f"{n}.docx", body=stage(b"scrambled %d" % n))
        move_item(member, item, to=folder, name=f"{n}.docx.locked")
    for one in {folder for _item, folder in items}:
        put_file(member, one, name="README.txt", body=stage(b"pay"))
    plan = start_rollback(owner, root, moment=moment)
    if plan.state is State.PLANNING:
        run_plan(owner, find_rollback(owner, plan.guid))
    totals = get_totals(owner, plan.guid)
    folders = -(-FILES // 100)
    assert {kind: n for kind, n in totals.planned.items() if n} == {
        Kind.RENAME: FILES,
        Kind.CONTENT: FILES,
        Kind.REMOVE: folders,
    }
    assert (totals.cannot, totals.gone) == (0, 0)
    apply_rollback(owner, plan.guid)
    run_pending()
    done = get_totals(owner, plan.guid)
    assert (done.done, done.refused) == (totals.planned, 0)
    assert get_rollback(owner, plan.guid).state is State.DONE
    assert facts(root) == before
    assert resolve(owner, ("sites", "hr", "Archive", "Box 0", "0.docx")).item
