"""Files that come in parts: begun, gone on with, finished, given up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Sum

from hallway.core import clock, names
from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.changes.journal import command, housekeeping, unchanged
from hallway.core.errors import (
    Conflict,
    Forbidden,
    Invalid,
    Locked,
    NotFound,
    OverQuota,
    Stale,
)
from hallway.core.items.commands import put_file
from hallway.core.items.queries import get_item, get_mask_now
from hallway.core.items.records import Clash, Expect, ItemId, PutResult
from hallway.core.items.rows import get_held
from hallway.core.items.shape import demand_bodies
from hallway.core.sites.models import Site
from hallway.core.uploads.models import Upload
from hallway.core.uploads.records import UploadRecord
from hallway.core.uploads.rows import find_row, record_of
from hallway.platform.storage import PartBusy, PartGone, StagedBlob, get_store

KEEP = timedelta(days=7)
"""How long an upload waits for its next bytes."""
STEP = 16 * 1024 * 1024
"""Bytes after which what came is made to last, also in the middle of a request."""
MOST_OPEN = 1000
"""Uploads that one person may have begun at a time."""


@housekeeping
def begin_upload(
    actor: Actor,
    folder: ItemId,
    *,
    name: str,
    size: int,
    client_modified: int | None = None,
    comment: str = "",
) -> UploadRecord:
    """Begin to bring a file into a folder; it is there once it is finished.

    Raises what storing it raises and is known by now: Invalid for its name,
    Forbidden, NotFound, OverQuota with all that is on its way into the site.
    """
    names.check_name(name)
    names.check_text(comment, field="comment")
    if not actor.is_person:
        raise NotFound
    found = get_item(actor, folder)
    if not found.is_folder:
        raise Conflict("That is a file, not a folder.")
    demand(actor, get_mask_now(actor, found), Right.ADD_LIST_ITEMS)
    held = get_held(folder)
    demand_bodies(held)
    waiting = Upload.unscoped.filter(expires__gt=clock.now(), item=None)
    if waiting.filter(owner=actor.principal).count() >= MOST_OPEN:
        raise Conflict("Too many files are on their way already.")
    coming = waiting.filter(folder__list__site_id=held.facts.site)
    sizes = coming.aggregate(all=Sum("size"))["all"] or 0
    used, limit = Site.unscoped.values_list("used_bytes", "quota_bytes").get(
        pk=held.facts.site
    )
    if limit is not None and used + sizes + size > limit:
        raise OverQuota("This site's storage limit would be passed.")
    row = Upload.unscoped.create(
        owner=actor.principal,
        folder_id=folder,
        name=name,
        size=size,
        client_modified=client_modified,
        comment=comment,
        expires=_later(),
    )
    return record_of(row)


def append_to_upload(
    actor: Actor, guid: str, *, offset: int, pieces: Iterable[bytes]
) -> UploadRecord:
    """Add bytes at `offset`; what came before an error of `pieces` is kept.

    The offset told is of bytes that survive a crash. Raises Stale for another offset,
    Locked while somebody else sends, Invalid for more bytes than were announced.
    """
    row = find_row(actor, guid)
    try:
        with get_store().part(row.guid.hex) as part:
            # Whoever held it before has moved on.
            row = find_row(actor, guid)
            if offset != row.offset or row.item_id is not None:
                raise Stale("The upload is at another place by now.")
            part.begin_at(offset)
            at = kept = offset
            try:
                for piece in pieces:
                    if at + len(piece) > row.size:
                        raise Invalid({"size": "More came than was announced."})
                    part.write(piece)
                    at += len(piece)
                    if at - kept >= STEP:
                        part.sync()
                        kept = _advance(actor, guid, at)
            finally:
                if at > kept:
                    part.sync()
                    _advance(actor, guid, at)
    except PartBusy:
        raise Locked(actor.name) from None
    except PartGone:
        _forget(actor, guid)
        raise NotFound from None
    return record_of(find_row(actor, guid))


@housekeeping
def _advance(actor: Actor, guid: str, offset: int) -> int:
    row = find_row(actor, guid)
    row.offset, row.expires = offset, _later()
    row.save(update_fields=["offset", "expires"])
    return offset


def finish_upload(
    actor: Actor,
    guid: str,
    *,
    limit: int,
    expect: Expect | None = None,
    clash: Clash = Clash.VERSION,
) -> PutResult:
    """Store the file under its name, as `put_file` does; twice is once.

    Stale while bytes are missing. After a refusal all bytes are still there.
    """
    row = find_row(actor, guid)
    if row.item_id is not None:
        return PutResult(item=get_item(actor, ItemId(row.item_id)), created=False)
    try:
        with get_store().part(row.guid.hex) as part:
            row = find_row(actor, guid)
            if row.offset != row.size:
                raise Stale("Not all of the file has come yet.")
            part.begin_at(row.size)
            body = get_store().stage(part.read(), length=row.size, limit=limit)
            done = _finish(actor, guid, body=body, expect=expect, clash=clash)
            part.drop()
    except PartBusy:
        raise Locked(actor.name) from None
    except PartGone:
        _forget(actor, guid)
        raise NotFound from None
    return done


@command
def _finish(
    actor: Actor, guid: str, *, body: StagedBlob, expect: Expect | None, clash: Clash
) -> PutResult:
    row = find_row(actor, guid)
    if row.item_id is not None:
        unchanged()
        return PutResult(item=get_item(actor, ItemId(row.item_id)), created=False)
    done = put_file(
        actor,
        ItemId(row.folder_id),
        name=row.name,
        body=body,
        expect=expect,
        client_modified=row.client_modified,
        comment=row.comment,
        clash=clash,
    )
    row.item_id = done.item.id
    row.save(update_fields=["item"])
    return done


def cancel_upload(actor: Actor, guid: str) -> None:
    """Give an upload up; its bytes are gone."""
    row = find_row(actor, guid)
    try:
        with get_store().part(row.guid.hex) as part:
            _forget(actor, guid)
            part.drop()
    except PartBusy:
        raise Locked(actor.name) from None


@housekeeping
def _forget(actor: Actor, guid: str) -> None:
    find_row(actor, guid).delete()


def drop_expired_uploads(actor: Actor, *, limit: int = 500) -> int:
    """Remove uploads whose time is over, and their bytes; how many."""
    if actor.everything is None:
        raise Forbidden("Only the system does this.")
    old = _drop_rows(actor, limit=limit)
    for name in old:
        try:
            with get_store().part(name) as part:
                part.drop()
        except PartBusy:
            continue
    return len(old)


@housekeeping
def _drop_rows(actor: Actor, *, limit: int) -> list[str]:
    del actor
    old = list(
        Upload.unscoped.filter(expires__lte=clock.now())
        .order_by("expires")
        .values_list("pk", "guid")[:limit]
    )
    Upload.unscoped.filter(pk__in=[pk for pk, _guid in old]).delete()
    return [guid.hex for _pk, guid in old]


def _later() -> int:
    return clock.now() + int(KEEP.total_seconds()) * clock.SECOND
