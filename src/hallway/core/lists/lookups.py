"""What a lookup column points to."""

from __future__ import annotations

from typing import Any

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.errors import Invalid
from hallway.core.kinds import get_kind
from hallway.core.lists.models import List
from hallway.core.lists.records import ListRecord
from hallway.core.lists.rows import column_records, get_list_row

NAME, NUMBER = "FileLeafRef", "ID"
"""What of every item can be shown: its name, its number."""


def find_target(actor: Actor, guid: object) -> ListRecord | None:
    """Return the living list of this GUID if the actor sees it."""
    found = List.unscoped.filter(guid=guid, deletion__isnull=True).first()
    if found is None:
        return None
    if not holds(get_mask(actor, found.scope_id), Right.VIEW_LIST_ITEMS):
        return None
    return get_list_row(found.pk)


def check_target(actor: Actor, settings: dict[str, Any]) -> None:
    """Raise Invalid unless a lookup's settings name a list the actor sees.

    Says which column is shown where that is left open: the title, a file's name, or
    the number.
    """
    target = find_target(actor, settings["list"])
    if target is None:
        raise Invalid({"list": "There is no such list."})
    shown = [
        one.internal_name
        for one in column_records(target.id)
        if one.type not in ("lookup", "lookups")
    ]
    known = {*shown, NUMBER, NAME}
    if "shown" not in settings:
        has_bodies = get_kind(target.kind).has_bodies
        usual = NAME if has_bodies else NUMBER
        settings["shown"] = "Title" if "Title" in shown else usual
    if settings["shown"] not in known:
        raise Invalid({"shown": "That list has no such column to show."})
    if not {*settings.get("extra", [])} <= known:
        raise Invalid({"extra": "That list has no such column to show."})
