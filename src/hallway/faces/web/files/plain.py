"""A folder for somebody who does not see its library: names alone, no columns.

Only the folder was shared with him.
"""

from __future__ import annotations

from hallway.core.items.queries import Order, list_children
from hallway.core.query.records import EDITOR, MODIFIED, Row, RowPage
from hallway.faces._common.numbers import number
from hallway.faces.web.parse import Call
from hallway.faces.web.rows.parts import SIZE
from hallway.faces.web.rows.question import Question

_ORDERS = {MODIFIED: Order.MODIFIED, EDITOR: Order.EDITOR, SIZE: Order.SIZE}
_AFTER, _BEFORE = "after-", "before-"


def list_plain(call: Call, question: Question, *, limit: int) -> RowPage:
    """What is in the folder, in the question's order; a page of it."""
    page = question.page
    found = list_children(
        call.actor,
        call.folder,
        order=_ORDERS.get(question.order.field.name, Order.NAME),
        descending=question.order.descending,
        after=_edge(page, _AFTER),
        before=_edge(page, _BEFORE),
        limit=limit,
        pending=call.list.pending,
    )
    items = found.items
    return RowPage(
        rows=[Row(item=item, values={}) for item in items],
        total=found.total,
        next=f"{_AFTER}{items[-1].number}" if found.has_more and items else "",
        previous=f"{_BEFORE}{items[0].number}" if found.has_fewer and items else "",
    )


def _edge(page: str, side: str) -> int | None:
    return number(page.removeprefix(side)) if page.startswith(side) else None
