"""The pictures of a post or page: a folder of its own in the site's `SiteAssets`."""

from __future__ import annotations

from hallway.core.access.actors import Actor
from hallway.core.access.commands import bring_back, set_aside
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.changes.journal import command, unchanged
from hallway.core.items.commands import create_folder, put_file
from hallway.core.items.queries import get_path
from hallway.core.items.queries.children import get_mask_now
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.lists.commands import ensure_assets
from hallway.core.names import ASSET_LIBRARY
from hallway.core.sites.records import SiteId
from hallway.kinds.publishing.drafts import owns_scope, securable_of
from hallway.platform.db import engine
from hallway.platform.storage import StagedBlob
from hallway.wire.paths import join_href, name_key


@command
def add_picture(actor: Actor, item: ItemRecord, *, name: str, body: StagedBlob) -> str:
    """Store a picture of an item; return its address.

    It stands at `SiteAssets/<list>/<number>/<name>`; while the item is a draft only
    those who may edit it can read it.  The same one sent again is the one there; a
    different one gets another name.
    """
    demand(actor, get_mask_now(actor, item), Right.EDIT_LIST_ITEMS)
    site, list_name = _place_of(item)
    library = ensure_assets(actor, site)
    above = _folder(actor, ItemId(library.root), list_name)
    folder = _folder(actor, above, str(item.number))
    held = _item(folder)
    if owns_scope(item) and not owns_scope(held):
        set_aside(actor, securable_of(held))
    stored, free = _named(folder, name, body.sha256)
    if stored is None:
        stored = put_file(actor, folder, name=free, body=body).item.id
    else:
        unchanged()
    return join_href(get_path(actor, stored), collection=False)


def follow(actor: Actor, item: ItemRecord, *, published: bool) -> None:
    """Hide or open an item's pictures with the item; inside a command.

    Whoever may edit the item may do this, whatever he may do in `SiteAssets`.
    """
    folder = _find(item)
    if folder is None:
        return
    held = _item(folder)
    if published and owns_scope(held):
        bring_back(actor, securable_of(held), of=securable_of(item))
    elif not published and not owns_scope(held):
        set_aside(actor, securable_of(held), of=securable_of(item))


def _place_of(item: ItemRecord) -> tuple[SiteId, str]:
    row = engine().fetch_one(
        "SELECT site_id, url_name FROM core_list WHERE id = %s", (item.list,)
    )
    assert row is not None
    return SiteId(row[0]), str(row[1]).rpartition("/")[2]


def _find(item: ItemRecord) -> ItemId | None:
    site, list_name = _place_of(item)
    row = engine().fetch_one(
        "SELECT f.id FROM core_list l"
        " JOIN core_item a ON a.parent_id = l.root_id AND a.name_key = %s"
        " AND a.deletion_id IS NULL"
        " JOIN core_item f ON f.parent_id = a.id AND f.name_key = %s"
        " AND f.deletion_id IS NULL"
        " WHERE l.site_id = %s AND l.url_key = %s",
        (name_key(list_name), str(item.number), site, name_key(ASSET_LIBRARY)),
    )
    return None if row is None else ItemId(row[0])


def _folder(actor: Actor, parent: ItemId, name: str) -> ItemId:
    found = _child(parent, name)
    return found if found is not None else create_folder(actor, parent, name=name).id


def _child(parent: ItemId, name: str) -> ItemId | None:
    row = engine().fetch_one(
        "SELECT id FROM core_item WHERE parent_id = %s AND name_key = %s"
        " AND deletion_id IS NULL",
        (parent, name_key(name)),
    )
    return None if row is None else ItemId(row[0])


def _named(folder: ItemId, name: str, sha256: str) -> tuple[ItemId | None, str]:
    """Return the picture of that name and body if there is one, else a free name."""
    stem, dot, extension = name.rpartition(".")
    tried, n = name, 1
    while (found := _child(folder, tried)) is not None:
        if _item(found).sha256 == sha256:
            return found, tried
        n += 1
        tried = f"{stem}-{n}{dot}{extension}"
    return None, tried


def _item(item: ItemId) -> ItemRecord:
    from hallway.core.items.rows import get_item_row

    return get_item_row(item)
