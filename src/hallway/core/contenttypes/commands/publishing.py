"""Publishing content types of a site to others, and taking that back."""

from __future__ import annotations

from collections.abc import Sequence

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand, holds
from hallway.core.changes.journal import StreamRef, command, lock_streams, record
from hallway.core.contenttypes.inheriting import columns_of
from hallway.core.contenttypes.models import ContentType, TypeColumn
from hallway.core.contenttypes.records import ContentTypeId
from hallway.core.contenttypes.rules import Linked, is_at_or_above
from hallway.core.contenttypes.spreading import lists_below, spread
from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.sitecolumns.models import SiteColumn
from hallway.core.sitecolumns.seeing import hold_site
from hallway.core.sitecolumns.spreading import lists_with
from hallway.core.sitecolumns.spreading import spread as spread_column
from hallway.core.sites.models import Site
from hallway.core.sites.records import SiteId


@command
def publish_content_type(
    actor: Actor, content_type: ContentTypeId, *, sites: Sequence[SiteId]
) -> None:
    """Give other sites a copy of a type and its columns, or bring theirs up to date.

    The copy has the same id and is read-only there; all it inherits is its own.  For
    who manages both sites, and of a hub for the sites that joined it.  Invalid names
    `sites`; Conflict where one has something else of that name.
    """
    wanted = sorted(set(sites))
    if not wanted:
        raise Invalid({"sites": "Choose the sites."})
    copies = ContentType.unscoped.filter(source=content_type, site__in=wanted)
    lists = lists_below(copies.values_list("pk", flat=True))
    links = TypeColumn.unscoped.filter(of__in=copies).values("site_column")
    for column in SiteColumn.unscoped.filter(pk__in=links, source__isnull=False):
        lists += lists_with(column.pk)
    held, home = _hold(actor, content_type, wanted, lists)
    columns = columns_of(held)
    for site in wanted:
        _publish(actor, held, columns, Site.unscoped.get(pk=site))
    record(
        ("site", home),
        "content_type.published",
        after={"content_type": held.pk, "name": held.name, "sites": wanted},
    )


def _hold(
    actor: Actor, content_type: int, sites: Sequence[SiteId], lists: Sequence[int]
) -> tuple[ContentType, int]:
    row = ContentType.unscoped.filter(pk=content_type, site__isnull=False)
    home = row.values_list("site_id").first()
    if home is None:
        raise NotFound
    also: list[StreamRef] = [("site", one) for one in sites]
    also += [("list", one) for one in lists]
    owner = hold_site(actor, home[0], *also)
    held: ContentType | None = row.first()
    if held is None:
        raise NotFound
    if held.source_id is not None:
        raise Conflict("This content type is published by another site.")
    for site in sites:
        _check_target(actor, owner, site)
    return held, owner.pk


def _check_target(actor: Actor, owner: Site, site: SiteId) -> None:
    target = Site.unscoped.filter(pk=site).first()
    if target is None:
        raise NotFound
    mask = get_mask(actor, target.scope_id)
    demand(actor, mask, Right.VIEW_LIST_ITEMS)
    may = actor.everything is not None or holds(mask, Right.MANAGE_WEB)
    if not may and target.hub_id != owner.pk:
        raise Forbidden(f"You do not manage “{target.title}”.")
    if is_at_or_above(owner.path, target.path):
        raise Invalid({"sites": f"“{target.title}” has it already: it is below."})


def _publish(
    actor: Actor, held: ContentType, columns: Sequence[Linked], target: Site
) -> None:
    facts = {
        "name": held.name,
        "name_key": held.name_key,
        "description": held.description,
        "group": held.group,
        "source": held,
        "is_whole": True,
        "is_read_only": True,
        "order": [],
    }
    others = ContentType.unscoped.filter(site=target, name_key=held.name_key)
    if others.exclude(type_id=held.type_id).exists():
        raise Conflict(
            f"“{target.title}” has another content type called “{held.name}”."
        )
    copy: ContentType = ContentType.unscoped.update_or_create(
        site=target, type_id=held.type_id, defaults=facts
    )[0]
    kept = []
    for position, one in enumerate(columns):
        column = _copy_column(actor, one.column, target)
        flags = {"is_required": one.required, "is_hidden": one.hidden}
        link = TypeColumn.unscoped.update_or_create(
            of=copy, site_column=column, defaults={**flags, "position": position}
        )[0]
        kept.append(link.pk)
    TypeColumn.unscoped.filter(of=copy).exclude(pk__in=kept).delete()
    record(
        ("site", target.pk),
        "content_type.received",
        after={"content_type": copy.pk, "name": held.name, "site": held.site_id},
    )
    spread(actor, [copy.pk], lists_below([copy.pk]))


def _copy_column(actor: Actor, column: SiteColumn, target: Site) -> SiteColumn:
    """Return what a site's column is in another site; a copy of it, or itself."""
    if is_at_or_above(column.site.path, target.path):
        return column
    facts = {
        "title": column.title,
        "group": column.group,
        "required": column.required,
        "settings": column.settings,
    }
    there: SiteColumn | None = SiteColumn.unscoped.filter(
        site=target, guid=column.guid
    ).first()
    if there is None:
        others = SiteColumn.unscoped.filter(
            site=target, internal_name=column.internal_name
        )
        if others.exists():
            raise Conflict(
                f"“{target.title}” has another column called “{column.internal_name}”."
            )
        made: SiteColumn = SiteColumn.unscoped.create(
            site=target,
            guid=column.guid,
            internal_name=column.internal_name,
            type=column.type,
            source=column,
            **facts,
        )
        record(
            ("site", target.pk),
            "site_column.added",
            after={"site_column": made.pk, "title": made.title, "type": made.type},
        )
        return made
    before = {name: getattr(there, name) for name in facts}
    SiteColumn.unscoped.filter(pk=there.pk).update(source=column, **facts)
    changed: SiteColumn = SiteColumn.unscoped.get(pk=there.pk)
    if before != facts:
        record(
            ("site", target.pk),
            "site_column.changed",
            before={"site_column": there.pk, **before},
            after={"site_column": there.pk, **facts},
        )
        spread_column(actor, changed, lists_with(there.pk))
    return changed


@command
def unpublish_content_type(
    actor: Actor, content_type: ContentTypeId, *, site: SiteId
) -> None:
    """Leave a site its copy of a type as its own, which it may change from now on.

    For who manages the site that published it, or the one that has the copy.
    """
    copies = ContentType.unscoped.filter(source=content_type, site=site)
    found = copies.select_related("source__site", "site").first()
    if found is None:
        raise NotFound
    lock_streams([("site", found.source.site_id), ("site", site)])
    masks = [get_mask(actor, one.scope_id) for one in (found.source.site, found.site)]
    if not any(holds(mask, Right.MANAGE_WEB) for mask in masks):
        for mask in masks:
            demand(actor, mask, Right.MANAGE_WEB)
    copy = copies.first()
    if copy is None:
        raise NotFound
    record(
        ("site", found.source.site_id),
        "content_type.unpublished",
        before={"content_type": content_type, "name": copy.name, "sites": [site]},
    )
    record(
        ("site", site),
        "content_type.kept",
        after={"content_type": copy.pk, "name": copy.name},
    )
    ContentType.unscoped.filter(pk=copy.pk).update(source=None, is_read_only=False)
    still = TypeColumn.unscoped.filter(of__site=site, of__source__isnull=False)
    SiteColumn.unscoped.filter(
        site=site, pk__in=TypeColumn.unscoped.filter(of=copy).values("site_column")
    ).exclude(pk__in=still.values("site_column")).update(source=None)
