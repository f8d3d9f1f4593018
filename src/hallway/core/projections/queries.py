"""What tables lists have."""

from __future__ import annotations

from typing import NamedTuple

from hallway.core.access.actors import Actor
from hallway.core.errors import Forbidden
from hallway.core.projections.schema import PROJECTIONS
from hallway.core.projections.shape import read_shape
from hallway.platform.db import engine


class TableState(NamedTuple):
    """The table of a list.

    state    filling, or ready: asked
    columns  of the list, that it holds
    indexes  how many it has
    """

    state: str
    columns: int
    indexes: int


def list_tables(actor: Actor) -> dict[int, TableState]:
    """Return the newest table of each list that has one, by the list's id.

    Forbidden for non-administrators.
    """
    if actor.everything is None:
        raise Forbidden("Only an administrator may see the state of all lists.")
    found = {}
    for list_id, state, text in engine().fetch_all(
        f"SELECT list_id, state, shape FROM {PROJECTIONS} WHERE state <> 'left'"
        " ORDER BY list_id, generation"
    ):
        shape = read_shape(text)
        count = len(engine().indexes_of(shape.table)) if state == "ready" else 0
        found[list_id] = TableState(state, len(shape.kinds), count)
    return found


def list_ready(actor: Actor) -> dict[int, tuple[int, str]]:
    """Return generation and shape of the tables that lists are asked on, by list.

    Forbidden for non-administrators.
    """
    if actor.everything is None:
        raise Forbidden("Only an administrator may see the state of all lists.")
    return {
        list_id: (generation, text)
        for list_id, generation, text in engine().fetch_all(
            f"SELECT list_id, generation, shape FROM {PROJECTIONS}"
            " WHERE state = 'ready' ORDER BY list_id"
        )
    }
