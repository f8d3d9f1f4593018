"""Deleting what is ticked, in lists and libraries: who was refused is told, and why."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.core.errors import CoreError
from hallway.core.items.commands import delete_item
from hallway.core.items.records import ItemRecord
from hallway.core.trash.queries import get_deletion
from hallway.faces.web.errors import refusal
from hallway.faces.web.parse import Call, href
from hallway.faces.web.render import see_other
from hallway.faces.web.rows import refused as telling


def delete(call: Call, items: Sequence[ItemRecord], *, text: str = "") -> HttpResponse:
    """Move items to the recycle bin, each by itself; undo brings them back.

    text  what is said where all went, if not how many they are

    Raises what a single one is refused for.
    """
    deletions, refused = [], list[telling.Refused]()
    for one in items:
        try:
            deletions.append(delete_item(call.actor, one.id))
        except CoreError as error:
            if len(items) == 1:
                raise
            refused.append((one, error))
    guids = [get_deletion(call.actor, one).guid for one in deletions]
    undo = href(call.place.path, do="restore", deletion=guids) if guids else ""
    done = ngettext("%(count)d item deleted", "%(count)d items deleted", len(guids)) % {
        "count": len(guids)
    }
    if not refused:
        return see_other(call.request, call.here, text=text or done, undo=undo)
    return telling.show(
        call,
        refused,
        title=ngettext("Delete %(count)d item", "Delete %(count)d items", len(items))
        % {"count": len(items)},
        text=_("%(done)s of %(all)s deleted") % {"done": len(guids), "all": len(items)},
        undo=undo,
        status=200 if guids else refusal(refused[0][1]).status,
    )
