"""Reads of content types."""

from __future__ import annotations

from collections.abc import Iterable

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_masks
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.contenttypes.inheriting import below, columns_along, line_of
from hallway.core.contenttypes.models import ContentType
from hallway.core.contenttypes.records import (
    ContentTypeId,
    ContentTypeRecord,
    Copy,
    ListType,
    TypeColumnRecord,
)
from hallway.core.contenttypes.rows import TYPE, ListTypes, find_types
from hallway.core.contenttypes.rules import BUILT_IN, PARENTS, is_at_or_above
from hallway.core.errors import NotFound
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.lists.models import List
from hallway.core.lists.queries import get_list
from hallway.core.lists.records import ListId
from hallway.core.sitecolumns.seeing import may_manage, sites_above
from hallway.core.sites.models import Site
from hallway.core.sites.queries import get_site_by_id, list_sites
from hallway.core.sites.records import SiteId, SiteRecord
from hallway.platform.db import engine
from hallway.wire import typeids
from hallway.wire.paths import sort_key


def list_content_types(actor: Actor, site: SiteId) -> list[ContentTypeRecord]:
    """Return the types of a site and of those above it, by group and name.

    As far as the actor sees these sites, and the built-in ones that others descend
    from, first; NotFound if the site itself is hidden.
    """
    found = _by_id(actor, site)
    own = [one for one in found.values() if not one.is_builtin]
    return [
        *(found[one] for one in PARENTS),
        *sorted(own, key=lambda one: (sort_key(one.group), sort_key(one.name))),
    ]


def get_content_type(actor: Actor, site: SiteId, type_id: str) -> ContentTypeRecord:
    """Return the type with an id that a site has; NotFound if absent or hidden."""
    try:
        wanted = typeids.parse(type_id)
    except ValueError:
        raise NotFound from None
    found = _by_id(actor, site).get(wanted)
    if found is None:
        raise NotFound
    return found


def _by_id(actor: Actor, site: SiteId) -> dict[str, ContentTypeRecord]:
    rows: dict[str, tuple[ContentType, SiteRecord]] = {}
    manages: dict[SiteId, bool] = {}
    for where in sites_above(actor, site):
        manages[where.id] = may_manage(actor, where.scope)
        for one in ContentType.unscoped.filter(site=where.id):
            rows.setdefault(one.type_id, (one, where))
    names = {**BUILT_IN, **{key: one.name for key, (one, _where) in rows.items()}}
    found = {key: _built_in(key) for key in BUILT_IN}
    for key, (one, where) in rows.items():
        found[key] = ContentTypeRecord(
            id=ContentTypeId(one.pk),
            type_id=key,
            name=one.name,
            description=one.description,
            group=one.group,
            site=where.id,
            site_path=where.path,
            site_title=where.title,
            parent_name=names.get(typeids.parent(key), ""),
            is_read_only=one.is_read_only,
            is_published=one.source_id is not None,
            may_manage=manages[where.id],
        )
    return found


def _built_in(type_id: str) -> ContentTypeRecord:
    above = typeids.parents(type_id)
    return ContentTypeRecord(
        id=None,
        type_id=type_id,
        name=BUILT_IN[type_id],
        description="",
        group="",
        site=None,
        site_path="",
        site_title="",
        parent_name=BUILT_IN[above[0]] if above else "",
        is_read_only=True,
        is_published=False,
        may_manage=False,
    )


def list_type_columns(
    actor: Actor, site: SiteId, type_id: str
) -> list[TypeColumnRecord]:
    """Return the columns of a type that a site has, in their order.

    NotFound if the type is absent or hidden.
    """
    found = get_content_type(actor, site, type_id)
    if found.id is None:
        return []
    line = line_of(ContentType.unscoped.get(pk=found.id))
    return [
        TypeColumnRecord(
            guid=str(one.column.guid),
            internal_name=one.name,
            title=one.column.title,
            type=one.column.type,
            required=one.required,
            hidden=one.hidden,
            origin="" if one.origin == len(line) - 1 else line[one.origin].name,
            is_own=one.is_own,
        )
        for one in columns_along(line)
    ]


def list_types_below(actor: Actor, content_type: ContentTypeRecord) -> list[str]:
    """Return the names of the types of sites he sees that descend from one."""
    if content_type.id is None:
        return []
    ids = [one.pk for one in below([content_type.id]) if one.site_id is not None]
    sites = Site.objects.visible_to(actor, Right.VIEW_LIST_ITEMS)
    rows = ContentType.unscoped.filter(pk__in=ids, site__in=sites.values("pk"))
    return sorted(rows.values_list("name", flat=True), key=sort_key)


def list_lists_of(
    actor: Actor, content_type: ContentTypeRecord
) -> list[tuple[str, str]]:
    """Return the lists that have a type or one below it, as far as the actor sees.

    Each by the path of its site and its title.
    """
    if content_type.id is None:
        return []
    lists = {one.list_id for one in below([content_type.id]) if one.list_id is not None}
    rows = List.objects.visible_to(actor, Right.VIEW_LIST_ITEMS).filter(
        pk__in=lists, deletion__isnull=True
    )
    return sorted(rows.values_list("site__path", "title"))


def list_copies(actor: Actor, content_type: ContentTypeRecord) -> list[Copy]:
    """Return the sites that a type is published to, as far as the actor sees them."""
    if content_type.id is None:
        return []
    copies = ContentType.unscoped.filter(source=content_type.id)
    rows = Site.objects.visible_to(actor, Right.VIEW_LIST_ITEMS).filter(
        pk__in=copies.values("site")
    )
    return [
        Copy(SiteId(pk), str(guid), path, title)
        for pk, guid, path, title in rows.order_by("path_key").values_list(
            "pk", "guid", "path", "title"
        )
    ]


def list_publishable_sites(actor: Actor, site: SiteId) -> list[SiteRecord]:
    """Return the sites that the actor may publish a site's types to, by path.

    None for who does not manage the site; not those that have its types already.
    """
    home = get_site_by_id(actor, site)
    if not may_manage(actor, home.scope):
        return []
    found = [
        one for one in list_sites(actor) if not is_at_or_above(home.path, one.path)
    ]
    masks = get_masks(actor, {one.scope for one in found})
    return [
        one
        for one in found
        if one.hub == site
        or actor.everything is not None
        or holds(masks[one.scope], Right.MANAGE_WEB)
    ]


def list_list_types(actor: Actor, list_id: ListId) -> list[ListType]:
    """Return the content types of a list in their order, none where it has but one.

    NotFound if the list is hidden.
    """
    get_list(actor, list_id)
    found = find_types(list_id)
    return [] if found is None else found.every


def find_list_types(actor: Actor, list_id: ListId) -> ListTypes | None:
    """Return what tells the type of a list's items; None where all are of one."""
    get_list(actor, list_id)
    return find_types(list_id)


def list_item_types(
    actor: Actor, list_id: ListId, items: Iterable[ItemRecord]
) -> dict[ItemId, ListType]:
    """Return the types of a list's items that the actor has been shown already.

    Folders have none; nothing where the list has but one.
    """
    found = find_list_types(actor, list_id)
    ids = [one.id for one in items if not one.is_folder and one.list == list_id]
    if found is None or not ids:
        return {}
    db = engine()
    wanted, parameters = db.is_one_of("i.id", ids)
    rows = db.fetch_all(
        f"SELECT i.id, {db.json_value('i.data', TYPE, 'text')} FROM core_item i"
        f" WHERE {wanted}",
        parameters,
    )
    return {ItemId(item): found.of({TYPE: type_id}) for item, type_id in rows}
