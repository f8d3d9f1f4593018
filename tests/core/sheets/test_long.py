"""Long files: checked and brought in by jobs, whatever stops these."""

from __future__ import annotations

import pytest

from hallway.core.errors import Conflict
from hallway.core.items.commands import create_item, update_values
from hallway.core.items.queries.children import list_descendants
from hallway.core.items.rows import get_item_row
from hallway.core.jobs.runner import run_pending
from hallway.core.lists.records import ListId
from hallway.core.sheets import applying, jobs, rules
from hallway.core.sheets.commands import apply_sheet, check_sheet, drop_sheet
from hallway.core.sheets.records import Bad, State
from hallway.platform.db import engine
from tests.core.lists.world_of_columns import add, make_list, row
from tests.core.sheets.files import (
    again,
    bring,
    checked,
    csv,
    keyed,
    list_of,
    put,
    rows,
)
from tests.world import SYSTEM, World

LINES = [("Title", "N"), *[(f"row {n}", str(n)) for n in range(600)]]


def make_due() -> None:
    engine().execute("UPDATE core_job SET due = 0 WHERE state = 'queued'")


def test_a_long_file_is_checked_by_a_job(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hallway.core.sheets.commands.SHORT", 100)
    sheet = put(world, csv(*LINES))
    assert check_sheet(world.actor("owner"), sheet.guid) is State.CHECKING
    run_pending()
    found = again(world, sheet)
    assert found.state is State.CHECKED
    assert found.found.added == 600


def test_rows_come_in_batch_by_batch_and_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    sheet = bring(world, checked(world, put(world, csv(*LINES))))
    assert sheet.state is State.APPLYING
    made = list_of(sheet)
    assert rows(made.id) == []
    with pytest.raises(Conflict):
        drop_sheet(world.actor("owner"), sheet.guid)
    with pytest.raises(Conflict):
        apply_sheet(world.actor("owner"), sheet.guid, bad=Bad.STOP)
    real, calls = create_item, 0

    def stops(*args: object, **kwargs: object) -> object:
        nonlocal calls
        calls += 1
        if calls in (250, 300):
            raise RuntimeError("the worker is gone")
        return real(*args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(applying, "create_item", stops)
    run_pending()
    assert len(rows(made.id)) == 200
    assert again(world, sheet).done == 200
    make_due()
    run_pending()
    make_due()
    run_pending()
    found = again(world, sheet)
    assert (found.state, found.done) == (State.DONE, 600)
    assert [one["Title"] for one in rows(made.id)] == [f"row {n}" for n in range(600)]
    # A job that runs once more finds nothing to do.
    jobs.apply(world.actor("owner"), _Context(), sheet=sheet.guid)  # type: ignore[arg-type]
    assert len(rows(made.id)) == 600


class _Context:
    def heartbeat(self, progress: int | None = None) -> None:
        pass


@pytest.fixture
def stock(world: World) -> ListId:
    made = make_list(world, "Stock")
    add(world, made.id, "Title", "text")
    add(world, made.id, "N", "number", unique=True)
    return made.id


def test_what_somebody_else_changed_meanwhile_is_left_and_told(
    world: World, stock: ListId
) -> None:
    owner = world.actor("owner")
    items = [row(owner, stock, Title=f"row {n}", N=10_000 + n) for n in range(5)]
    lines = [("Title", "N"), *[(f"row {n}", str(n)) for n in range(600)]]
    sheet = keyed(world, put(world, csv(*lines), into=stock), "Title")
    sheet = bring(world, checked(world, sheet))
    assert (sheet.found.added, sheet.found.changed) == (595, 5)
    update_values(owner, items[2].id, values={"N": 77_777})
    # Whoever adds the same value of a unique column is quicker too.
    row(owner, stock, Title="quick", N=300)
    run_pending()
    found = again(world, sheet)
    assert found.state is State.DONE
    assert (found.found.overtaken, found.found.refused) == (1, 1)
    assert [(one.line, one.message) for one in found.found.errors] == [
        (4, "Somebody else changed it in the meantime."),
        (302, "Another item has this value already."),
    ]
    there = {one["Title"]: one["N"] for one in rows(stock)}
    assert len(there) == 600
    assert there["row 2"] == 77_777
    assert there["row 3"] == 3
    assert "row 300" not in there


def test_too_many_rows_are_refused_with_the_line(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hallway.core.sheets.parsing.MAX_ROWS", 10)
    sheet = put(world, csv(*LINES))
    check_sheet(world.actor("owner"), sheet.guid)
    found = again(world, sheet)
    assert found.state is State.FAILED
    assert found.error == "Line 12: At most 200,000 rows at once."
    assert rules.MAX_ROWS == 200_000


def test_a_file_that_breaks_off_far_down_is_told(world: World) -> None:
    lines = b"".join(b"%d,x\n" % n for n in range(rules.LOOKED + 10))
    sheet = put(world, b"N,T\n" + lines + b'1,"never closed')
    assert sheet.lines == -1
    assert not sheet.whole
    check_sheet(world.actor("owner"), sheet.guid)
    run_pending()
    found = again(world, sheet)
    assert found.state is State.FAILED
    assert found.error == (
        f"Line {rules.LOOKED + 12:,}: A quotation mark is opened and never closed."
    )


def test_items_stay_in_the_order_of_the_file(world: World, stock: ListId) -> None:
    sheet = bring(world, checked(world, put(world, csv(*LINES[:50]), into=stock)))
    assert sheet.state is State.DONE
    root = get_item_row(list_of(sheet).root)
    items = list_descendants(SYSTEM, root, limit=100)
    assert sorted(one.number for one in items) == list(range(1, 50))
