"""Short questions for tests that are about something else."""

from __future__ import annotations

from hallway.core.access.actors import Actor
from hallway.core.lists.records import ListId
from hallway.core.query.queries import list_rows
from hallway.core.query.records import Asking, RowPage
from hallway.wire.query import And, Anywhere, Order, Query, Scope, simplified

NOW = Asking(now=1_790_000_000_000_000)


def ask(
    actor: Actor, list_id: ListId, text: str = "", *order: Order, limit: int = 100
) -> RowPage:
    """Give the rows of a list, wherever they are, that have these words."""
    words = tuple(Anywhere(word) for word in text.split())
    query = Query(
        where=simplified(And(words)),
        order=order,
        scope=Scope.RECURSIVE,
        limit=limit,
        counted=True,
    )
    return list_rows(actor, list_id, query, asking=NOW)


def numbers(page: RowPage) -> list[int]:
    """Give the numbers of a page's rows."""
    return [row.item.number for row in page.rows]
