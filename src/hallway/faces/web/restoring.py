"""Bringing deletions back; asks when a name is taken by now."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.core.errors import Conflict
from hallway.core.items import queries
from hallway.core.lists.queries import get_list
from hallway.core.lists.records import ListId
from hallway.core.trash.commands import OnClash, restore_deletion
from hallway.core.trash.queries import find_deletion
from hallway.faces.web.frame import BIN
from hallway.faces.web.parse import LAYOUTS, Call, href
from hallway.faces.web.render import see_other

MAX_DELETIONS = 500


def restore(call: Call, guids: Sequence[str], *, back: str) -> HttpResponse:
    """Restore deletions; the first that clashes leads to a question about it."""
    on_clash = OnClash.RENAME if call.value("clash") == "rename" else OnClash.ASK
    restored = []
    for position, guid in enumerate(guids[:MAX_DELETIONS]):
        deletion = find_deletion(call.actor, guid)
        try:
            restored.append(
                restore_deletion(call.actor, deletion.id, on_clash=on_clash)
            )
        except Conflict:
            left = list(guids[position:])
            return see_other(call.request, bin_of(call, show="clash", deletion=left))
    if len(restored) == 1 and restored[0].parent is None:
        title = get_list(call.actor, ListId(restored[0].list)).title
        text = _("“%(title)s” is back") % {"title": title}
    elif len(restored) == 1:
        path = queries.get_path(call.actor, restored[0].id)
        text = _("“%(name)s” is back in “%(folder)s”") % {
            "name": path[-1],
            "folder": path[-2],
        }
    else:
        text = ngettext(
            "%(count)d item restored", "%(count)d items restored", len(restored)
        ) % {"count": len(restored)}
    return see_other(call.request, back, text=text)


def bin_of(call: Call, **query: str | list[str] | None) -> str:
    """The address of the recycle bin of the site."""
    base = "" if call.site.path == "/" else call.site.path
    return href(f"{base}/{LAYOUTS}/{BIN}", **query)
