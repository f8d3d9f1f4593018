"""Giving a column another type: dry run, change, history, concurrency, crash."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest

from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.items.commands import update_values
from hallway.core.lists.commands import remove_column
from hallway.core.lists.models import Column
from hallway.core.lists.records import ListRecord
from hallway.core.lists.retyping import filling
from hallway.core.lists.retyping.commands import (
    preview_retyping,
    retype_column,
    stop_retyping,
)
from hallway.core.lists.retyping.converting import Naming, Side, convert, may_become
from hallway.core.lists.types import TYPES
from hallway.core.versions.commands import restore_version
from hallway.core.versions.queries import list_versions
from tests.core.lists.test_references import close
from tests.core.lists.world_of_columns import add, column, make_list, row, value
from tests.world import World

NAMING = Naming(UTC, {7: "Mo Berg"})
SETTINGS: dict[str, dict[str, Any]] = {
    "choice": {"choices": ["Open", "Done"]},
    "choices": {"choices": ["Open", "Done"]},
    "currency": {"currency": "EUR"},
}


def side(type_: str) -> Side:
    return Side(type_, SETTINGS.get(type_, {}))


@pytest.fixture
def things(world: World) -> ListRecord:
    made = make_list(world, "Things")
    add(world, made.id, "Title", "text")
    return made


@pytest.mark.parametrize(
    ("old", "value", "new", "expected"),
    [
        ("text", "1,5", "number", 1.5),
        ("text", " 12.50 ", "currency", 1250),
        ("text", "yes", "yesno", True),
        ("text", "OPEN", "choice", "Open"),
        ("text", "open; done", "choices", ["Open", "Done"]),
        ("text", "31.12.2026", "date", "2026-12-31"),
        ("text", "2026-12-31", "date", "2026-12-31"),
        ("text", "1970-01-01 00:00:01", "datetime", 1_000_000),
        ("text", "3", "rating", 3),
        ("text", "https://a.example", "link", {"url": "https://a.example", "text": ""}),
        ("text", "Bern", "location", {"name": "Bern"}),
        ("note", "one", "text", "one"),
        ("number", 2.0, "text", "2"),
        ("number", 2.5, "currency", 250),
        ("number", 1.0, "yesno", True),
        ("number", 3.0, "rating", 3),
        ("currency", 1250, "number", 12.5),
        ("currency", 1250, "text", "12.50"),
        ("yesno", True, "text", "Yes"),
        ("yesno", False, "number", 0.0),
        ("choice", "Open", "choices", ["Open"]),
        ("choices", ["Open", "Done"], "text", "Open; Done"),
        ("choices", ["Open"], "choice", "Open"),
        ("date", "1970-01-02", "datetime", 86_400_000_000),
        ("datetime", 86_400_000_001, "date", "1970-01-02"),
        ("datetime", 0, "text", "1970-01-01 00:00:00+00:00"),
        ("person", 7, "persons", [7]),
        ("persons", [7], "person", 7),
        ("person", 7, "text", "Mo Berg"),
        ("lookup", 4, "lookups", [4]),
        ("link", {"url": "/a", "text": "b"}, "picture", {"url": "/a", "text": "b"}),
        ("link", {"url": "/a", "text": "b"}, "text", "/a"),
        ("autonumber", 4, "number", 4.0),
    ],
)
def test_a_value_converts(old: str, value: Any, new: str, expected: Any) -> None:
    before, after = side(old), side(new)
    assert may_become(before, after)
    assert convert(value, before, after, NAMING) == expected


@pytest.mark.parametrize(
    ("old", "value", "new"),
    [
        ("text", "many", "number"),
        ("text", "maybe", "yesno"),
        ("text", "Closed", "choice"),
        ("text", "soon", "date"),
        ("text", "2026-02-30", "date"),
        ("text", "javascript:alert(1)", "link"),
        ("note", "one\ntwo", "text"),
        ("note", "x" * 256, "text"),
        ("number", 2.5, "rating"),
        ("number", 2.0, "yesno"),
        ("number", 1.005, "currency"),
        ("choices", ["Open", "Done"], "choice"),
        ("persons", [7, 8], "person"),
    ],
)
def test_a_value_that_does_not_fit_says_why(old: str, value: Any, new: str) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        convert(value, side(old), side(new), NAMING)


def test_some_types_have_no_way() -> None:
    for old in TYPES:
        for new in ("autonumber", "calculated"):
            assert not may_become(Side(old, {}), Side(new, {}))
        assert not may_become(Side(old, {}), Side(old, {}))
    for old, new in (("text", "person"), ("lookup", "text"), ("term", "lookup")):
        assert not may_become(Side(old, {}), Side(new, {}))


def test_a_column_is_retyped_and_keeps_its_identity(
    world: World, things: ListRecord
) -> None:
    owner = world.actor("owner")
    size = add(world, things.id, "Size", "text", unique=True)
    rows = [row(owner, things.id, Size=one) for one in ("1", "2,5")]
    empty = row(owner, things.id, Title="empty")
    run = preview_retyping(owner, things.id, size.id, type="number")
    assert (run.converts, run.fails, run.examples) == (2, 0, ())
    assert column(things.id, "Size") == size
    retype_column(owner, things.id, size.id, type="number", settings={"decimals": 1})
    now = column(things.id, "Size")
    assert (now.guid, now.type, now.title) == (size.guid, "number", size.title)
    assert now.settings == {"decimals": 1}
    assert [value(one, "Size") for one in rows] == [1.0, 2.5]
    assert value(empty, "Size") is None
    assert now.is_unique
    with pytest.raises(Invalid):
        row(owner, things.id, Size=2.5)


def test_what_does_not_convert_is_refused_or_stays_in_versions(
    world: World, things: ListRecord
) -> None:
    owner = world.actor("owner")
    size = add(world, things.id, "Size", "text")
    good = row(owner, things.id, Size="7")
    bad = row(owner, things.id, Size="big")
    hidden = row(owner, things.id, Size="huge")
    close(world, hidden.id)
    run = preview_retyping(owner, things.id, size.id, type="number")
    assert (run.converts, run.fails) == (1, 2)
    assert run.examples[0] == (bad.number, "big", "A number is expected.")
    with pytest.raises(Conflict) as caught:
        retype_column(owner, things.id, size.id, type="number")
    assert caught.value.message == "2 of 3 values do not fit the new type."
    assert column(things.id, "Size") == size
    retype_column(owner, things.id, size.id, type="number", losing=True)
    assert value(good, "Size") == 7.0
    assert value(bad, "Size") is None
    assert "big" in list_versions(owner, bad.id)[0].data.values()
    update_values(owner, bad.id, values={"Title": "x"})
    assert "big" in list_versions(owner, bad.id)[0].data.values()
    update_values(owner, bad.id, values={"Size": 3})
    assert "big" not in list_versions(owner, bad.id)[0].data.values()
    assert "big" in list_versions(owner, bad.id)[-1].data.values()


def test_earlier_versions_come_back_in_the_new_type(
    world: World, things: ListRecord
) -> None:
    owner = world.actor("owner")
    size = add(world, things.id, "Size", "text")
    made = row(owner, things.id, Size="7")
    update_values(owner, made.id, values={"Size": "8"})
    retype_column(owner, things.id, size.id, type="number")
    update_values(owner, made.id, values={"Size": None})
    assert value(made, "Size") is None
    restore_version(owner, made.id, major=1, minor=0)
    assert value(made, "Size") == 7.0
    restore_version(owner, made.id, major=3, minor=0)
    assert value(made, "Size") is None


def test_a_long_list_is_converted_by_a_job_and_readers_see_old_or_new(
    world: World, things: ListRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "BATCH", 2)
    owner = world.actor("owner")
    size = add(world, things.id, "Size", "text")
    rows = [row(owner, things.id, Size=str(n)) for n in range(5)]
    retype_column(owner, things.id, size.id, type="number")
    with pytest.raises(Conflict):
        retype_column(owner, things.id, size.id, type="note")
    new = Column.unscoped.get(list_id=things.id, state="filling")
    # A first batch, and then a worker that was killed and begins again.
    filling.fill_batch(owner, new.pk, after=0)
    assert column(things.id, "Size") == size
    assert [value(one, "Size") for one in rows] == list("01234")
    # Somebody writes meanwhile: before and behind where the work is.
    update_values(owner, rows[0].id, values={"Size": "10"})
    update_values(owner, rows[4].id, values={"Size": "14"})
    update_values(owner, rows[1].id, values={"Size": None})
    late = row(owner, things.id, Size="99")
    with pytest.raises(Invalid) as caught:
        update_values(owner, rows[2].id, values={"Size": "x"})
    assert set(caught.value.fields) == {"Size"}

    class Context:
        def heartbeat(self, progress: int = 0) -> None:
            """Nobody waits."""

    filling.fill(owner, Context(), column=new.pk)  # type: ignore[arg-type]
    now = column(things.id, "Size")
    assert (now.type, now.guid) == ("number", size.guid)
    found = [value(one, "Size") for one in (*rows, late)]
    assert found == [10.0, None, 2.0, 3.0, 14.0, 99.0]
    # The job run once more does no harm.
    filling.fill(owner, Context(), column=new.pk)  # type: ignore[arg-type]
    assert column(things.id, "Size") == now


def test_retyping_stops_and_ends_with_the_column(
    world: World, things: ListRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "BATCH", 1)
    owner = world.actor("owner")
    size = add(world, things.id, "Size", "text")
    for n in range(2):
        row(owner, things.id, Size=str(n))
    with pytest.raises(NotFound):
        stop_retyping(owner, things.id, size.id)
    for end in (stop_retyping, remove_column):
        retype_column(owner, things.id, size.id, type="number")
        new = Column.unscoped.get(list_id=things.id, state="filling")
        end(owner, things.id, size.id)
        filling.finish_filling(owner, new.pk)
        assert not Column.unscoped.filter(list_id=things.id, type="number").exists()


def test_retyping_belongs_to_who_manages_the_list(
    world: World, things: ListRecord
) -> None:
    size = add(world, things.id, "Size", "text")
    for who, refusal in (("visitor", Forbidden), ("nobody", NotFound)):
        actor = world.actor(who)
        for act in (preview_retyping, retype_column):
            with pytest.raises(refusal):
                act(actor, things.id, size.id, type="number")
        with pytest.raises(refusal):
            stop_retyping(actor, things.id, size.id)
    owner = world.actor("owner")
    for wrong in ("x", "autonumber", "person", "text"):
        with pytest.raises(Invalid) as caught:
            preview_retyping(owner, things.id, size.id, type=wrong)
        assert set(caught.value.fields) == {"type"}
    with pytest.raises(NotFound):
        preview_retyping(owner, world.tasks, size.id, type="number")
