"""Writes to the form of a list's items."""

from __future__ import annotations

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.changes.journal import command, record, unchanged
from hallway.core.errors import Conflict
from hallway.core.kinds import get_kind
from hallway.core.lists.holding import hold_list
from hallway.core.lists.itemform import rules
from hallway.core.lists.itemform.records import ItemForm
from hallway.core.lists.models import List
from hallway.core.lists.records import ListId
from hallway.core.lists.rows import column_records


@command
def set_item_form(actor: Actor, list_id: ListId, *, form: ItemForm | None) -> None:
    """Say how the form of a list's items looks; None shows all columns in order.

    For who manages the list.  Invalid names each part at fault by its position, see
    `rules.check`; Conflict for a kind whose items are written in pages of their own.
    """
    held = hold_list(actor, list_id, Right.MANAGE_LISTS)
    if get_kind(held.kind).saved is not None:
        raise Conflict("The items of this list are written in a page of their own.")
    stored = None
    if form is not None:
        columns = column_records(list_id)
        stored = rules.dump(rules.check(form, columns), columns)
    if stored == held.form:
        unchanged()
        return
    record(
        ("list", list_id),
        "list.form_set",
        before={"form": held.form},
        after={"form": stored},
    )
    List.unscoped.filter(pk=list_id).update(form=stored, modified=clock.now())
