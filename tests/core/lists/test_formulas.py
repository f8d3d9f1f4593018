"""Calculated columns and validation rules."""

from __future__ import annotations

from typing import Any

import pytest

from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.items.commands import copy_item, update_values
from hallway.core.items.records import ItemId
from hallway.core.lists import calculating
from hallway.core.lists.commands import (
    remove_column,
    rename_column,
    restore_column,
    set_column,
    set_rule,
)
from hallway.core.lists.records import ListRecord
from hallway.core.lists.retyping.commands import retype_column
from hallway.core.versions.commands import restore_version
from tests.core.lists.world_of_columns import add, column, make_list, row, value
from tests.world import World


@pytest.fixture
def things(world: World) -> ListRecord:
    made = make_list(world, "Things")
    for name in ("A", "B"):
        add(world, made.id, name, "number")
    return made


def test_a_column_is_calculated_when_an_item_is_saved(
    world: World, things: ListRecord
) -> None:
    owner = world.actor("owner")
    old = row(owner, things.id, A=1, B=1)
    # In an order of their own: the second uses the first, whichever came sooner.
    add(world, things.id, "Sum", "calculated", formula="IF(A = 13, 1 / 0, A + B)")
    twice = add(world, things.id, "Twice", "calculated", formula="Sum + Sum")
    assert twice.settings == {
        "formula": "=[Sum]+[Sum]",
        "result": "number",
        "uses": ["Sum"],
    }
    assert (value(old, "Sum"), value(old, "Twice")) == (2.0, 4.0)
    made = row(owner, things.id, A=2, B=3)
    assert (value(made, "Sum"), value(made, "Twice")) == (5.0, 10.0)
    update_values(owner, made.id, values={"B": 4})
    assert value(made, "Twice") == 12.0
    restore_version(owner, made.id, major=1, minor=0)
    assert value(made, "Twice") == 10.0
    copied = copy_item(owner, made.id, to=ItemId(things.root), name="copy").item
    assert value(copied, "Twice") == 10.0
    update_values(owner, made.id, values={"A": 13})
    assert value(made, "Sum") is None
    with pytest.raises(Invalid) as caught:
        update_values(owner, made.id, values={"Sum": 1})
    assert set(caught.value.fields) == {"Sum"}


def test_a_formula_that_makes_no_sense_is_refused(
    world: World, things: ListRecord
) -> None:
    for formula in ("A + Nothing", "", None, "A + Loop"):
        with pytest.raises(Invalid) as caught:
            add(world, things.id, "Loop", "calculated", formula=formula)
        assert set(caught.value.fields) == {"formula"}
    first = add(world, things.id, "First", "calculated", formula="A + B")
    add(world, things.id, "Second", "calculated", formula="First + B")
    with pytest.raises(Invalid):
        set_column(
            world.actor("owner"),
            things.id,
            first.id,
            required=False,
            settings={"formula": "Second + B"},
        )
    for moving in ("TODAY()", "NOW()", "ME()"):
        # What is stored would go stale.
        with pytest.raises(Invalid):
            add(world, things.id, "Other", "calculated", formula=moving)


def test_columns_are_named_by_their_titles_and_kept_by_their_names(
    world: World, things: ListRecord
) -> None:
    owner = world.actor("owner")
    rename_column(owner, things.id, column(things.id, "A").id, title="Unit price")
    made = add(world, things.id, "Sum", "calculated", formula="=[Unit price] * B")
    assert made.settings["formula"] == "=[A]*[B]"
    assert value(row(owner, things.id, A=3, B=4), "Sum") == 12.0
    rename_column(owner, things.id, column(things.id, "A").id, title="Price")
    assert value(row(owner, things.id, A=2, B=4), "Sum") == 8.0
    # A title that two columns have names neither.
    for name in ("C", "D"):
        added = add(world, things.id, name, "number")
        rename_column(owner, things.id, added.id, title="Same")
    with pytest.raises(Invalid):
        add(world, things.id, "Wrong", "calculated", formula="[Same] + 1")


@pytest.mark.parametrize(
    ("formula", "result", "stored"),
    [
        ('IF(A > 1, "many", "one")', "text", "many"),
        ("A > B", "yesno", False),
        ("DATE(2026, 1, 31) + A", "date", "2026-02-02"),
        ("A / B", "number", 2 / 3),
        ("A / 0", "number", None),
        ('""', "text", None),
    ],
)
def test_what_a_formula_makes_is_kept_as_its_type(
    world: World, things: ListRecord, formula: str, result: str, stored: Any
) -> None:
    made = add(world, things.id, "Out", "calculated", formula=formula)
    assert made.settings["result"] == result
    found = row(world.actor("owner"), things.id, A=2, B=3)
    assert value(found, "Out") == stored


def test_a_changed_formula_is_calculated_for_all_in_batches(
    world: World, things: ListRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calculating, "BATCH", 2)
    owner = world.actor("owner")
    rows = [row(owner, things.id, A=n, B=1) for n in range(5)]
    made = add(world, things.id, "Sum", "calculated", formula="A + B")
    # The first batch at once; the others by a job, which may be begun again.
    assert [value(one, "Sum") for one in rows] == [1.0, 2.0, None, None, None]

    class Context:
        def heartbeat(self, progress: int = 0) -> None:
            """Nobody waits."""

    for _begun in range(2):
        calculating.calculate_items(owner, Context(), list_id=things.id)  # type: ignore[arg-type]
    assert [value(one, "Sum") for one in rows] == [1.0, 2.0, 3.0, 4.0, 5.0]
    set_column(owner, things.id, made.id, required=False, settings={"formula": "A + A"})
    calculating.calculate_items(owner, Context(), list_id=things.id)  # type: ignore[arg-type]
    assert [value(one, "Sum") for one in rows] == [0.0, 2.0, 4.0, 6.0, 8.0]


def test_what_others_are_calculated_from_stays(
    world: World, things: ListRecord
) -> None:
    owner = world.actor("owner")
    made = add(world, things.id, "Sum", "calculated", formula="A + B")
    used = column(things.id, "A")
    with pytest.raises(Conflict) as caught:
        remove_column(owner, things.id, used.id)
    assert caught.value.message == "“Sum” is calculated from this column."
    with pytest.raises(Conflict):
        retype_column(owner, things.id, used.id, type="text")
    remove_column(owner, things.id, made.id)
    late = row(owner, things.id, A=1, B=2)
    restore_column(owner, things.id, made.id)
    assert value(late, "Sum") == 3.0
    # As it is now, it can be kept for good.
    retype_column(owner, things.id, made.id, type="number")
    assert value(late, "Sum") == 3.0


def test_what_rules_ask_for_stays(world: World, things: ListRecord) -> None:
    owner = world.actor("owner")
    a, b = column(things.id, "A"), column(things.id, "B")
    set_column(owner, things.id, a.id, required=False, settings={"rule": "A < B"})
    with pytest.raises(Conflict) as caught:
        remove_column(owner, things.id, b.id)
    assert caught.value.message == "The rule of “A” asks for this column."
    with pytest.raises(Conflict):
        retype_column(owner, things.id, b.id, type="text")
    set_column(owner, things.id, a.id, required=False, settings={})
    set_rule(owner, things.id, formula="B > 0")
    with pytest.raises(Conflict) as caught:
        remove_column(owner, things.id, b.id)
    assert caught.value.message == "The list's rule asks for this column."
    # Its own rule goes with a column.
    set_column(owner, things.id, a.id, required=False, settings={"rule": "A > 0"})
    remove_column(owner, things.id, a.id)
    row(owner, things.id, B=1)


def test_a_rule_may_ask_what_day_it_is(world: World, things: ListRecord) -> None:
    owner = world.actor("owner")
    add(world, things.id, "Ends", "date", rule="Ends > TODAY()")
    row(owner, things.id, Ends="9998-01-01")
    with pytest.raises(Invalid) as caught:
        row(owner, things.id, Ends="2020-01-01")
    assert set(caught.value.fields) == {"Ends"}
    with pytest.raises(Invalid):
        set_rule(owner, things.id, formula='ME() = "x"')


def test_rules_of_columns_and_lists_are_told_where_they_are_broken(
    world: World, things: ListRecord
) -> None:
    owner = world.actor("owner")
    rule = {"formula": "A < B", "message": "A is below B."}
    set_column(
        owner,
        things.id,
        column(things.id, "A").id,
        required=False,
        settings={"rule": rule},
    )
    made = row(owner, things.id, A=1, B=2)
    with pytest.raises(Invalid) as caught:
        row(owner, things.id, A=2, B=1)
    assert caught.value.fields == {"A": "A is below B."}
    with pytest.raises(Invalid):
        update_values(owner, made.id, values={"B": 0})
    row(owner, things.id, B=-5)
    set_rule(owner, things.id, formula="B < A", message="")
    with pytest.raises(Invalid) as caught:
        row(owner, things.id, B=5)
    assert caught.value.fields == {"": "This breaks a rule of the list."}
    set_rule(owner, things.id, formula="")
    row(owner, things.id, B=5)
    for wrong in ("A + B", "A < X"):
        with pytest.raises(Invalid) as caught:
            set_rule(owner, things.id, formula=wrong)
        assert set(caught.value.fields) == {"rule"}
    for who, refusal in (("visitor", Forbidden), ("nobody", NotFound)):
        with pytest.raises(refusal):
            set_rule(world.actor(who), things.id, formula="")
