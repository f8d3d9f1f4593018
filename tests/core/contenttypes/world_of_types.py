"""Site columns and content types of the HR site."""

from __future__ import annotations

from typing import Any

from hallway.core.contenttypes.commands import (
    add_content_type,
    add_list_type,
    set_type_column,
)
from hallway.core.contenttypes.queries import (
    list_item_types,
    list_list_types,
    list_type_columns,
)
from hallway.core.contenttypes.records import ContentTypeRecord, ListType
from hallway.core.items.queries import get_item
from hallway.core.items.records import ItemId
from hallway.core.lists.records import ListId
from hallway.core.sitecolumns.commands import add_site_column
from hallway.core.sitecolumns.queries import list_site_columns
from hallway.core.sitecolumns.records import SiteColumnRecord
from hallway.wire import typeids
from tests.world import SYSTEM, World


def site_column(
    world: World,
    name: str,
    type_: str,
    *,
    who: str = "owner",
    site: Any = None,
    required: bool = False,
    **settings: Any,
) -> SiteColumnRecord:
    """Give a column of a site, the HR site unless another is named."""
    where = site or world.hr
    add_site_column(
        world.actor(who),
        where,
        internal_name=name,
        title=name,
        type=type_,
        required=required,
        group="Ours",
        settings=settings,
    )
    return column_of(where, name)


def column_of(site: Any, name: str) -> SiteColumnRecord:
    """Give a site's column as it is now."""
    every = list_site_columns(SYSTEM, site)
    return next(one for one in every if one.internal_name == name)


def content_type(
    world: World,
    name: str,
    *columns: SiteColumnRecord,
    parent: str = typeids.ITEM,
    who: str = "owner",
    site: Any = None,
) -> ContentTypeRecord:
    """Give a content type with these columns, the first of them needed."""
    actor = world.actor(who)
    made = add_content_type(actor, site or world.hr, name=name, parent=parent)
    assert made.id is not None
    for position, one in enumerate(columns):
        set_type_column(actor, made.id, guid=one.guid, required=position == 0)
    return made


def use(world: World, list_id: ListId, of: ContentTypeRecord) -> ListType:
    """Let a list have a type; give its type of it."""
    add_list_type(world.actor("owner"), list_id, type_id=of.type_id)
    return list_type(list_id, of.name)


def list_type(list_id: ListId, name: str) -> ListType:
    """Give a list's type as it is now."""
    return next(one for one in list_list_types(SYSTEM, list_id) if one.name == name)


def names(site: Any, of: ContentTypeRecord) -> list[str]:
    """Give the columns of a site's type."""
    every = list_type_columns(SYSTEM, site, of.type_id)
    return [one.internal_name for one in every]


def type_of(item: ItemId) -> str:
    """Give the name of an item's type."""
    found = get_item(SYSTEM, item)
    return list_item_types(SYSTEM, found.list, [found])[item].name


class Context:
    """What a job is given."""

    def heartbeat(self, progress: int = 0) -> None:
        """Nobody waits."""
