"""The versions of an item that is no file, and what one may do with the item."""

from __future__ import annotations

from hallway.core.access.queries import get_item_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.errors import NotFound
from hallway.core.items.records import ItemRecord
from hallway.core.versions.queries import list_versions
from hallway.faces.web.parse import Call
from hallway.faces.web.when import When, when


class Version:
    """A version as its page shows it."""

    def __init__(self, number: str, by: str, at: When, note: str) -> None:
        self.number = number
        self.by = by
        self.at = at
        self.note = note
        self.is_current = False
        self.action = ""


def may(call: Call, right: Right) -> bool:
    """Tell whether the actor holds a right on the row that is shown."""
    return holds(mask_of(call), right)


def mask_of(call: Call) -> int:
    """The actor's rights on the row that is shown."""
    if call.row is None:
        raise NotFound
    return get_item_mask(
        call.actor,
        list_id=call.row.list,
        scope=call.row.scope,
        ancestry=call.row.ancestry,
        pending=call.list.pending,
    )


def versions_of(call: Call, item: ItemRecord, *, action: str) -> list[Version]:
    """The versions of an item, newest first; `action` takes the form that restores."""
    may_edit = may(call, Right.EDIT_LIST_ITEMS)
    found = []
    for one in list_versions(call.actor, item.id):
        version = Version(
            one.number, one.author_name, when(one.created, now=call.now), one.comment
        )
        version.is_current = one.is_current
        version.action = action if may_edit and not one.is_current else ""
        found.append(version)
    return found


def read_version(text: str) -> tuple[int, int]:
    """The two parts of a version's number; NotFound for what is none."""
    major, dot, minor = text.partition(".")
    if not (
        dot and f"{major}{minor}".isascii() and major.isdigit() and minor.isdigit()
    ):
        raise NotFound
    if len(text) > 18:
        raise NotFound
    return int(major), int(minor)
