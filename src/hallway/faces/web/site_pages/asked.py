"""What people ask a long list, in words, on the page of its settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.core.lists.records import ColumnRecord, ListRecord
from hallway.core.projections.queries import list_asked
from hallway.faces.web.parse import Call
from hallway.faces.web.rows.parts import title_of


class Often(NamedTuple):
    """What was asked, how often, and whether an index answers it."""

    words: str
    times: str
    has_index: bool


def often(
    call: Call, found: ListRecord, columns: Sequence[ColumnRecord]
) -> list[Often]:
    """What people ask a list that has a table of its own; nothing of any other."""
    lines = []
    for one in list_asked(call.actor, found.id):
        facts = {
            "columns": ", ".join(title_of(name, columns) for name in one.equal),
            "order": title_of(one.order, columns) if one.order else "",
        }
        words = _("%(columns)s, sorted by %(order)s") if one.order else "%(columns)s"
        times = ngettext("once", "%(count)d times", one.times) % {"count": one.times}
        lines.append(Often(words % facts, times, one.has_index))
    return lines
