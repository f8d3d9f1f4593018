"""Reads about what is shared with whom."""

from __future__ import annotations

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_principal_titles, list_grants
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.access.trim import open_sql, readable_sql
from hallway.core.items.queries import get_item, locate
from hallway.core.items.queries.children import get_mask_now
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.sharing.records import SharedItem, ShareRight, Sharing
from hallway.core.sharing.rules import gives_more, may_manage, removable
from hallway.platform.db import engine


def get_sharing(actor: Actor, item: ItemId) -> Sharing:
    """Return how the actor may share an item, and who has access; or NotFound."""
    found = get_item(actor, item)
    mask = get_mask_now(actor, found)
    grants = tuple(list_grants(actor, found.scope))
    owned, origin = _origin(found)
    rights: tuple[ShareRight, ...] = ()
    if found.parent is not None and (
        may_manage(mask) or holds(mask, Right.EDIT_LIST_ITEMS)
    ):
        masks = _role_masks()
        rights = tuple(
            one for one in ShareRight if not gives_more(masks[one.role], mask)
        )
    return Sharing(
        rights=rights,
        colleagues=not may_manage(mask),
        inherits=not owned,
        origin=origin,
        grants=grants,
        removable=removable(
            grants, mask=mask, principals=actor.principals, inherits=not owned
        )
        if rights
        else frozenset(),
    )


def _role_masks() -> dict[int, int]:
    return dict(engine().fetch_all("SELECT id, mask FROM core_role"))


def _origin(item: ItemRecord) -> tuple[bool, str]:
    """Return whether an item owns its scope, and the title of what does."""
    row = engine().fetch_one(
        "SELECT c.item_id, i.name, l.title, s.title FROM core_scope c"
        " LEFT JOIN core_item i ON i.id = c.item_id"
        " LEFT JOIN core_list l ON l.id = c.list_id"
        " LEFT JOIN core_site s ON s.id = c.site_id WHERE c.id = %s",
        (item.scope,),
    )
    if row is None:
        return False, ""
    owner, name, library, site = row
    return owner == item.id, name or library or site or ""


def list_shared_with(actor: Actor, *, limit: int = 50) -> list[SharedItem]:
    """Return what others have shared with the actor, newest first, trimmed to him.

    Directly, or with a group or an organisation he is in: what is granted to one of
    his principals on the very item and not on what it is in.
    """
    if not actor.is_person:
        return []
    mine, to_me = engine().is_one_of("g.principal_id", actor.principals)
    by_me, of_me = engine().is_one_of("g.granted_by", actor.principals)
    readable, parameters = readable_sql(actor, Right.VIEW_LIST_ITEMS, "i.scope_id")
    shut, more = open_sql(actor, Right.VIEW_LIST_ITEMS, "i")
    rows = engine().fetch_all(
        "SELECT i.id, max(g.granted), max(g.granted_by) FROM core_grant g"
        " JOIN core_scope c ON c.id = g.scope_id"
        " JOIN core_item i ON i.id = c.item_id AND i.scope_id = c.id"
        " JOIN core_item p ON p.id = i.parent_id"
        f" WHERE {mine} AND g.also = 0 AND NOT ({by_me})"
        " AND i.deletion_id IS NULL AND NOT EXISTS (SELECT 1 FROM core_grant o"
        " WHERE o.scope_id = p.scope_id AND o.principal_id = g.principal_id"
        f" AND o.role_id = g.role_id) AND {readable} AND {shut}"
        " GROUP BY i.id ORDER BY max(g.granted) DESC, i.id DESC LIMIT %s",
        [*to_me, *of_me, *parameters, *more, limit],
    )
    found = locate(actor, [row[0] for row in rows])
    names = get_principal_titles(actor, {row[2] for row in rows})
    return [
        SharedItem(found=found[item], by=names.get(by, ""), at=at)
        for item, at, by in rows
        if item in found
    ]
