"""What tables lists have."""

from __future__ import annotations

from typing import NamedTuple

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.errors import Forbidden
from hallway.core.lists.queries import get_list
from hallway.core.lists.records import ListId
from hallway.core.lists.rows import column_records
from hallway.core.projections.schema import PROJECTIONS
from hallway.core.projections.shape import read_shape
from hallway.core.projections.viewed import OFTEN, names_of, viewed_indexes
from hallway.platform.db import engine


class TableState(NamedTuple):
    """The table of a list.

    state    filling, or ready: asked
    columns  of the list, that it holds
    indexes  how many it has
    asked    how many different questions people often ask it beside its views
    """

    state: str
    columns: int
    indexes: int
    asked: int = 0


class AskedOften(NamedTuple):
    """What a list is asked beside its views: equal in these columns, in that order."""

    equal: tuple[str, ...]
    order: str
    times: int
    has_index: bool


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
        often = sum(one >= OFTEN for one in shape.asked.values())
        found[list_id] = TableState(state, len(shape.kinds), count, often)
    return found


def list_asked(actor: Actor, list_id: ListId) -> list[AskedOften]:
    """Return what a list with a table of its own was asked, the most frequent first.

    Columns by the names questions have for them.  For who manages the list; nothing
    where it has no such table.
    """
    found = get_list(actor, list_id)
    demand(actor, get_mask(actor, found.scope), Right.MANAGE_LISTS)
    if found.projection is None:
        return []
    shape = read_shape(found.projection)
    columns = column_records(list_id)
    names = names_of(columns)
    there = set(engine().indexes_of(shape.table))
    indexed = {
        one.columns[1:]
        for one in viewed_indexes(shape, list_id, columns)
        if one.name in there
    }
    asked = []
    for text, count in sorted(shape.asked.items(), key=lambda one: -one[1]):
        wanted = tuple(text.split(","))
        if not names.keys() >= set(wanted):
            continue
        # The number behind the order is for those alike in it.
        equal = tuple(names[one] for one in wanted[:-2]) or (names[wanted[0]],)
        order = names[wanted[-2]] if len(wanted) > 2 else ""
        asked.append(AskedOften(equal, order, count, wanted in indexed))
    return asked


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
