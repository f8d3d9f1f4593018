"""Reads of the form of a list's items."""

from __future__ import annotations

from hallway.core.access.actors import Actor
from hallway.core.lists.itemform.records import ItemForm
from hallway.core.lists.itemform.rows import find_item_form
from hallway.core.lists.queries import get_list
from hallway.core.lists.records import ListId


def get_item_form(actor: Actor, list_id: ListId) -> ItemForm | None:
    """Return the form of a list's items; None where it shows all columns in order.

    Columns that came since are not in it, see `rules.complete`.  NotFound if the list
    is hidden.
    """
    get_list(actor, list_id)
    return find_item_form(list_id)
