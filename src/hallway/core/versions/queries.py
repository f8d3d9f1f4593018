"""Reads of versions."""

from __future__ import annotations

from typing import BinaryIO

from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.access.queries import get_principal_titles
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.errors import NotFound
from hallway.core.items.queries.children import get_item, get_mask_now
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.versions.models import Version
from hallway.core.versions.records import VersionId, VersionRecord
from hallway.platform.storage import get_store


def list_versions(actor: Actor, item: ItemId) -> list[VersionRecord]:
    """Return an item's versions, newest first; needs the right to see them."""
    found = get_item(actor, item)
    demand(actor, get_mask_now(actor, found), Right.VIEW_VERSIONS)
    rows = list(Version.unscoped.filter(item_id=item).order_by("-major", "-minor"))
    titles = get_principal_titles(actor, {row.author for row in rows})
    return [_record(row, found, titles.get(row.author, "")) for row in rows]


def get_version(actor: Actor, item: ItemId, *, major: int, minor: int) -> VersionRecord:
    """Return one version; NotFound if the item is hidden or never had it."""
    found = get_item(actor, item)
    demand(actor, get_mask_now(actor, found), Right.VIEW_VERSIONS)
    row = Version.unscoped.filter(item_id=item, major=major, minor=minor).first()
    if row is None:
        raise NotFound
    titles = get_principal_titles(actor, [row.author])
    return _record(row, found, titles.get(row.author, ""))


def open_version(
    actor: Actor, item: ItemId, *, major: int, minor: int
) -> tuple[VersionRecord, BinaryIO]:
    """Return a version and its bytes; needs the rights to open and to see versions."""
    found = get_version(actor, item, major=major, minor=minor)
    demand(actor, get_mask_now(actor, get_item(actor, item)), Right.OPEN_ITEMS)
    if found.sha256 is None:
        raise NotFound
    return found, get_store().open(found.sha256)


def _record(row: Version, item: ItemRecord, author_name: str) -> VersionRecord:
    return VersionRecord(
        id=VersionId(row.pk),
        guid=str(row.guid),
        major=row.major,
        minor=row.minor,
        size=row.size,
        sha256=row.blob_id,
        author=PrincipalId(row.author),
        author_name=author_name,
        created=row.created,
        comment=row.comment,
        label=row.label,
        is_current=(row.major, row.minor) == (item.major, item.minor),
        data=row.data,
    )
