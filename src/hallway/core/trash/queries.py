"""Reads of the recycle bin."""

from __future__ import annotations

import uuid

from django.db.models import F, Q, QuerySet

from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.access.queries import get_mask, get_principal_titles
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand, holds
from hallway.core.errors import NotFound
from hallway.core.lists.records import ListId
from hallway.core.sites.records import SiteId
from hallway.core.sites.rows import find_site
from hallway.core.trash.models import Deletion
from hallway.core.trash.records import DeletionId, DeletionRecord
from hallway.core.trash.rows import is_reached, site_scope, takes_list

FIRST, SECOND = 1, 2
"""The bin everybody has, and the one behind it that only site owners see."""

_REACHED = Q(list__deletion=None) | Q(list__deletion=F("pk"))


def list_deletions(
    actor: Actor, site: SiteId, *, stage: int = FIRST
) -> list[DeletionRecord]:
    """Return what is in a site's recycle bin, newest first.

    Owners (who may manage the site) see all of it, others what they deleted
    themselves; the second stage is for owners alone.  A deleted list is one row, and
    hides what had been deleted from it until it is back.
    """
    found = find_site("s.id = %s", site)
    if found is None:
        raise NotFound
    mask = get_mask(actor, found.scope)
    demand(actor, mask, Right.VIEW_LIST_ITEMS)
    rows = Deletion.unscoped.filter(_REACHED, list__site_id=site, stage=stage)
    if not holds(mask, Right.MANAGE_WEB):
        demand_stage = Right.MANAGE_WEB if stage == SECOND else Right.VIEW_LIST_ITEMS
        demand(actor, mask, demand_stage)
        rows = rows.filter(deleted_by__in=actor.principals)
    rows = rows.select_related("list")
    found_rows = list(rows.order_by("-deleted", "-pk"))
    names = get_principal_titles(actor, {row.deleted_by for row in found_rows})
    return [_record(row, names.get(row.deleted_by, "")) for row in found_rows]


def get_deletion(actor: Actor, deletion: DeletionId) -> DeletionRecord:
    """Return a row of the recycle bin; NotFound if it is another's or gone."""
    return _shown(actor, _rows().filter(pk=deletion).first())


def find_deletion(actor: Actor, guid: str) -> DeletionRecord:
    """Return a row of the recycle bin by its GUID; see `get_deletion`."""
    try:
        wanted = uuid.UUID(guid)
    except ValueError:
        raise NotFound from None
    return _shown(actor, _rows().filter(guid=wanted).first())


def _rows() -> QuerySet[Deletion]:
    return Deletion.unscoped.select_related("list")


def _shown(actor: Actor, row: Deletion | None) -> DeletionRecord:
    if row is None or not is_reached(row):
        raise NotFound
    mask = get_mask(actor, site_scope(row.list_id))
    mine = row.deleted_by in actor.principals and row.stage == FIRST
    if not mine and not holds(mask, Right.MANAGE_WEB):
        raise NotFound
    names = get_principal_titles(actor, [row.deleted_by])
    return _record(row, names.get(row.deleted_by, ""))


def _record(row: Deletion, name: str) -> DeletionRecord:
    return DeletionRecord(
        id=DeletionId(row.pk),
        guid=str(row.guid),
        list=ListId(row.list_id),
        name=row.name,
        folder=row.folder,
        is_folder=row.is_folder,
        items=row.items,
        size=row.size,
        deleted=row.deleted,
        deleted_by=PrincipalId(row.deleted_by),
        deleted_by_name=name,
        stage=row.stage,
        list_kind=row.list.kind if takes_list(row) else "",
    )
