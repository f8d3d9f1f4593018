"""Attaching files to items, taking them away and putting them back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from hallway.core import clock, names
from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.attachments.models import Attachment
from hallway.core.attachments.records import NewFile
from hallway.core.attachments.rows import find_row
from hallway.core.blobs.linking import link_blob
from hallway.core.changes.journal import charge, command, lock_lists, record, unchanged
from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.items.commands.create import NO_TOKENS
from hallway.core.items.records import ItemId
from hallway.core.items.rows import Held
from hallway.core.items.writing import hold, mask_of, touch
from hallway.core.kinds import get_kind
from hallway.core.lists.holding import hold_list
from hallway.core.lists.models import List
from hallway.core.lists.records import ListId
from hallway.core.locks.rows import demand_unlocked
from hallway.core.trash.commands import KEEP
from hallway.platform.db import engine
from hallway.wire.paths import name_key

MAX_FILES = 100
"""Files of one item."""


@command
def add_attachments(actor: Actor, item: ItemId, *, files: Sequence[NewFile]) -> None:
    """Attach files to an item, all or none, for who may edit it.

    Invalid says under `files` which name is taken or illegal; Conflict if the item is a
    file or folder, or its list takes no attachments; OverQuota past the site's limit.
    """
    held = _hold_editable(actor, item)
    if not files:
        unchanged()
        return
    if held.item.is_folder or get_kind(held.facts.kind).has_bodies:
        raise Conflict("Files are attached to the items of lists alone.")
    lists = List.unscoped.filter(pk=held.item.list)
    if not lists.values_list("attachments", flat=True).get():
        raise Conflict("This list takes no attachments.")
    there = Attachment.unscoped.filter(item_id=item, removed=None)
    taken = set(there.values_list("name_key", flat=True))
    if len(taken) + len(files) > MAX_FILES:
        raise Invalid({"files": f"At most {MAX_FILES} files on one item."})
    for file in files:
        _check_name(file.name, taken)
        taken.add(name_key(file.name))
    for file in files:
        Attachment.unscoped.create(
            guid=uuid.uuid4(),
            item_id=item,
            sniffed_type=link_blob(file.body),
            blob_id=file.body.sha256,
            name=file.name,
            name_key=name_key(file.name),
            size=file.body.size,
            author=actor.principal,
            created=clock.now(),
        )
        charge(held.facts.site, file.body.size)
    touch(actor, item)
    record(
        ("list", held.item.list),
        "item.attached",
        item=item,
        after={"files": [[one.name, one.body.sha256] for one in files]},
    )


def _check_name(name: str, taken: set[str]) -> None:
    try:
        names.check_name(name)
    except Invalid as error:
        message = " ".join(error.fields.values())
        raise Invalid({"files": f"“{name[:80]}”: {message}"}) from None
    if name_key(name) in taken:
        raise Invalid({"files": f"A file called “{name}” is attached already."})


@command
def remove_attachment(actor: Actor, item: ItemId, guid: str) -> None:
    """Take a file from an item; it can be put back for as long as the bin keeps."""
    held = _hold_editable(actor, item)
    row = find_row(item, guid)
    if row.removed is not None:
        raise NotFound
    Attachment.unscoped.filter(pk=row.pk).update(removed=clock.now())
    touch(actor, item)
    record(
        ("list", held.item.list),
        "item.attachment_removed",
        item=item,
        before={"files": [[row.name, row.blob_id]]},
    )


@command
def restore_attachment(actor: Actor, item: ItemId, guid: str) -> None:
    """Put back what was taken from an item; Conflict if its name is taken by now."""
    held = _hold_editable(actor, item)
    row = find_row(item, guid)
    if row.removed is None:
        unchanged()
        return
    Attachment.unscoped.filter(pk=row.pk).update(removed=None)
    touch(actor, item)
    record(
        ("list", held.item.list),
        "item.attachment_restored",
        item=item,
        after={"files": [[row.name, row.blob_id]]},
    )


@command
def set_attachments(actor: Actor, list_id: ListId, *, allowed: bool) -> None:
    """Say whether files may be attached to a list's items; those there are stay."""
    held = hold_list(actor, list_id, Right.MANAGE_LISTS)
    lists = List.unscoped.filter(pk=held.id)
    before = lists.values_list("attachments", flat=True).get()
    if before == allowed:
        unchanged()
        return
    lists.update(attachments=allowed, modified=clock.now())
    record(
        ("list", list_id),
        "list.attachments_set",
        before={"attachments": before},
        after={"attachments": allowed},
    )


@command
def purge_removed(actor: Actor, *, limit: int = 100) -> int:
    """Delete for good what was taken away 93 days ago; how many files went."""
    if actor.everything is None:
        raise Forbidden("Only the system does this.")
    before = clock.now() - int(KEEP.total_seconds()) * clock.SECOND
    expired = Attachment.unscoped.filter(removed__lt=before)
    lists = expired.order_by("pk").values_list("item__list_id", flat=True)[:limit]
    lock_lists(sorted(set(lists)))
    rows = list(
        expired.filter(item__list_id__in=set(lists))
        .select_related("item__list")
        .order_by("pk")[:limit]
    )
    if not rows:
        unchanged()
        return 0
    for row in rows:
        charge(row.item.list.site_id, -row.size)
        record(
            ("list", row.item.list_id),
            "item.attachment_purged",
            item=row.item_id,
            before={"files": [[row.name, row.blob_id]]},
        )
    among, ids = engine().is_one_of("id", [row.pk for row in rows])
    engine().execute(f"DELETE FROM core_attachment WHERE {among}", ids)
    return len(rows)


def _hold_editable(actor: Actor, item: ItemId) -> Held:
    held = hold(item)[item]
    demand(actor, mask_of(actor, held.item, held.facts), Right.EDIT_LIST_ITEMS)
    demand_unlocked(actor, held.item, NO_TOKENS)
    return held
