"""Making an earlier version's content current again; runs inside a command."""

from __future__ import annotations

import orjson

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.errors import NotFound
from hallway.core.items.keys import keys_of
from hallway.core.items.rows import Held
from hallway.core.items.saving import saver_of
from hallway.core.items.writing import Body, drop_version
from hallway.core.rowrules.stamping import settle_item
from hallway.core.versions.models import Version
from hallway.platform.db import engine


def find_version(item: int, *, major: int, minor: int) -> Version:
    """Return a version's row; NotFound if there is none."""
    row: Version | None = (
        Version.unscoped.select_related("blob")
        .filter(item_id=item, major=major, minor=minor)
        .first()
    )
    if row is None:
        raise NotFound
    return row


def body_of(version: Version) -> Body | None:
    """Return the body a version has, if any."""
    blob = version.blob
    return Body(blob.sha256, blob.size, blob.sniffed_type) if blob else None


def make_current(actor: Actor, item: int, version: Version) -> None:
    """Copy a version's facts onto the item; the content is new to every client."""
    body = body_of(version)
    engine().execute(
        "UPDATE core_item SET blob_id = %s, size = %s, sniffed_type = %s, data = %s,"
        " keys = %s, major = %s, minor = %s, content_version = content_version + 1,"
        " version = version + 1, modified = %s, editor = %s, client_modified = %s"
        " WHERE id = %s",
        (
            *(body or (None, 0, "")),
            orjson.dumps(version.data).decode(),
            keys_of(version.data),
            version.major,
            version.minor,
            clock.now(),
            actor.principal,
            version.client_modified,
            item,
        ),
    )
    settle_item(item)


def drop_session(actor: Actor, held: Held, session: str) -> None:
    """Take back what was saved under an editing session, if anything was.

    Saves are one version, but a restore or a change of values adds another.
    """
    item = held.item
    versions = Version.unscoped.filter(item_id=item.id)
    before: Version | None = (
        versions.select_related("blob")
        .exclude(session=session)
        .order_by("-major", "-minor")
        .first()
    )
    if before is None or (before.major, before.minor) == (item.major, item.minor):
        return
    saved = versions.filter(session=session)
    for major, minor in saved.values_list("major", "minor"):
        drop_version(item.id, held.facts.site, major=major, minor=minor)
    if (saver := saver_of(actor, held)) is not None:
        saver.settle(item.id, before.data)
    make_current(actor, item.id, before)
