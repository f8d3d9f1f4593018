"""The form of a list, and what its content types need."""

from __future__ import annotations

import pytest

from hallway.core.contenttypes.commands import set_list_type_column
from hallway.core.contenttypes.rows import BY_ID
from hallway.core.errors import Invalid
from hallway.core.items.forming import ask_again, ask_new, create_by_form
from hallway.core.items.queries import get_item, get_values
from hallway.core.items.records import ItemId
from hallway.core.lists.itemform.commands import set_item_form
from hallway.core.lists.itemform.records import FormField, FormSection, ItemForm
from tests.core.contenttypes.world_of_types import (
    content_type,
    site_column,
    use,
)
from tests.core.lists.world_of_columns import add, column, make_list
from tests.world import World


def test_what_a_type_needs_is_asked_whatever_the_form_says(world: World) -> None:
    owner, there = world.actor("owner"), make_list(world, "Trips")
    add(world, there.id, "Kind", "text")
    add(world, there.id, "Plate", "text")
    due = site_column(world, "Due", "text")
    type_id = use(world, there.id, content_type(world, "Rental", due)).type_id
    plate = column(there.id, "Plate").id
    set_list_type_column(owner, there.id, type_id=type_id, column=plate, required=True)
    fields = (FormField(column="Kind"), FormField(column="Plate", when='[Kind]="car"'))
    set_item_form(
        owner, there.id, form=ItemForm(sections=(FormSection(fields=fields),))
    )
    root = get_item(owner, ItemId(there.root))
    rental = {BY_ID: type_id}
    assert "Plate" not in ask_new(owner, root, values={})
    assert "Plate" in ask_new(owner, root, values=rental)
    assert "Plate" in ask_new(owner, root, values={**rental, "Kind": "train"})
    with pytest.raises(Invalid) as error:
        create_by_form(owner, root, values={**rental, "Due": "now"})
    assert list(error.value.fields) == ["Plate"]
    values = {**rental, "Due": "now", "Plate": "B 1"}
    made = create_by_form(owner, root, values=values)
    assert get_values(owner, made.id)["Plate"] == "B 1"
    # It has a value by now: the condition counts.
    assert "Plate" not in ask_again(owner, made.id, values={})
    plain = create_by_form(owner, root, values={"Kind": "train"})
    assert "Plate" not in ask_again(owner, plain.id, values={})
    assert "Plate" in ask_again(owner, plain.id, values=rental)
