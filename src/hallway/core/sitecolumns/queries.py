"""Reads of site columns."""

from __future__ import annotations

import uuid

from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.errors import NotFound
from hallway.core.lists.models import Column, List
from hallway.core.sitecolumns.models import SiteColumn
from hallway.core.sitecolumns.records import SiteColumnId, SiteColumnRecord
from hallway.core.sitecolumns.seeing import may_manage, sites_above
from hallway.core.sites.records import SiteId, SiteRecord
from hallway.wire.paths import sort_key


def list_site_columns(actor: Actor, site: SiteId) -> list[SiteColumnRecord]:
    """Return the columns of a site and of those above it, by group and title.

    As far as the actor sees these sites; NotFound if the site itself is hidden.  Where
    two have the same internal name, the nearer site's counts.
    """
    found: dict[str, SiteColumnRecord] = {}
    for where in sites_above(actor, site):
        manages = may_manage(actor, where.scope)
        for one in SiteColumn.unscoped.filter(site=where.id):
            found.setdefault(one.internal_name, _record_of(one, where, manages=manages))
    return sorted(
        found.values(), key=lambda one: (sort_key(one.group), sort_key(one.title))
    )


def get_site_column(actor: Actor, site: SiteId, guid: str) -> SiteColumnRecord:
    """Return the column with a GUID that a site has; NotFound if absent or hidden."""
    try:
        wanted = uuid.UUID(guid)
    except ValueError:
        raise NotFound from None
    for where in sites_above(actor, site):
        one = SiteColumn.unscoped.filter(site=where.id, guid=wanted).first()
        if one is not None:
            return _record_of(one, where, manages=may_manage(actor, where.scope))
    raise NotFound


def list_lists_with(actor: Actor, column: SiteColumnRecord) -> list[tuple[str, str]]:
    """Return the lists that have a site column, as far as the actor sees them.

    Each by the path of its site and its title.
    """
    using = Column.unscoped.filter(site_column=column.id, state="living")
    rows = List.objects.visible_to(actor, Right.VIEW_LIST_ITEMS).filter(
        pk__in=using.values("list"), deletion__isnull=True
    )
    return sorted(rows.values_list("site__path", "title"))


def _record_of(
    column: SiteColumn, where: SiteRecord, *, manages: bool
) -> SiteColumnRecord:
    """Return a column of a site as it leaves this package."""
    return SiteColumnRecord(
        id=SiteColumnId(column.pk),
        guid=str(column.guid),
        site=where.id,
        site_path=where.path,
        site_title=where.title,
        internal_name=column.internal_name,
        title=column.title,
        group=column.group,
        type=column.type,
        required=column.required,
        settings=column.settings,
        is_published=column.source_id is not None,
        may_manage=manages,
    )
