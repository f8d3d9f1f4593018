"""What stands beside the rows about the one that is chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hallway.core.items.queries import list_numbered_below
from hallway.faces.web.parse import Call
from hallway.faces.web.rows import item
from hallway.faces.web.rows.question import Question

SHOWN = "item"
"""What an address says of the panel: `show=item&item=NUMBER`."""


def panel_of(call: Call, question: Question) -> dict[str, Any] | None:
    """What the panel shows; None where none is asked for, or the item is not seen."""
    if call.show != SHOWN or not call.numbers:
        return None
    found = list_numbered_below(
        call.actor, call.folder, call.numbers[-1:], pending=call.list.pending
    )
    if not found or found[0].is_folder:
        return None
    row = found[0]
    facts = item.facts_of(replace(call, row=row), row)
    here = question.href(show=SHOWN, item=row.number)
    # Its forms lead back to it.
    files = facts["attached"]._replace(hidden=(("back", here),))
    return {**facts, "attached": files, "close": question.href(), "here": here}
