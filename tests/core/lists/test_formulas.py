"""Calculated columns and validation rules, in a language as small as can be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import tzinfo
from typing import Any

import pytest

from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.items.commands import copy_item, update_values
from hallway.core.items.records import ItemId
from hallway.core.lists import calculating
from hallway.core.lists.commands import (
    remove_column,
    restore_column,
    set_column,
    set_rule,
)
from hallway.core.lists.formulas import Checked, language, speak
from hallway.core.lists.records import ListRecord
from hallway.core.lists.retyping.commands import retype_column
from hallway.core.versions.commands import restore_version
from tests.core.lists.world_of_columns import add, column, make_list, row, value
from tests.world import World


class Sums:
    """`A + B` adds, `A < B` compares; a name stands for a column."""

    def check(self, text: str, columns: Mapping[str, str]) -> Checked:
        """See `Language.check`."""
        sign = "<" if "<" in text else "+"
        names = tuple(part.strip() for part in text.split(sign))
        for name in names:
            if columns.get(name) != "number":
                raise ValueError(f"There is no number “{name}”.")
        return Checked("yesno" if sign == "<" else "number", names)

    def evaluate(
        self, text: str, values: Mapping[str, Any], *, now: int, zone: tzinfo
    ) -> Any:
        """See `Language.evaluate`."""
        sign = "<" if "<" in text else "+"
        found = [values.get(part.strip(), 0.0) for part in text.split(sign)]
        if 13.0 in found:
            raise ValueError("No such number.")
        return found[0] < found[1] if sign == "<" else sum(found)


@pytest.fixture
def things(world: World) -> Iterator[ListRecord]:
    before = language()
    speak(Sums())
    made = make_list(world, "Things")
    for name in ("A", "B"):
        add(world, made.id, name, "number")
    yield made
    speak(before)


def test_a_column_is_calculated_when_an_item_is_saved(
    world: World, things: ListRecord
) -> None:
    owner = world.actor("owner")
    old = row(owner, things.id, A=1, B=1)
    # In an order of their own: the second uses the first, whichever came sooner.
    add(world, things.id, "Sum", "calculated", formula="A + B")
    twice = add(world, things.id, "Twice", "calculated", formula="Sum + Sum")
    assert twice.settings == {
        "formula": "Sum + Sum",
        "result": "number",
        "uses": ["Sum", "Sum"],
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
    speak(None)
    with pytest.raises(Invalid):
        add(world, things.id, "Other", "calculated", formula="A + B")


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
