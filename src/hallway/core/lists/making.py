"""How a list comes into being, for those whose right to make it is settled."""

from __future__ import annotations

import uuid

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.changes.journal import record
from hallway.core.changes.models import Stream
from hallway.core.items.models import Item
from hallway.core.kinds import Kind
from hallway.core.lists.models import Column, List
from hallway.core.lists.records import ListRecord
from hallway.core.lists.rows import get_list_row
from hallway.core.sites.models import Site
from hallway.wire.paths import name_key, path_key


def make_list(
    actor: Actor,
    site: Site,
    *,
    name: str,
    kind: Kind,
    title: str = "",
    description: str = "",
) -> ListRecord:
    """Make a list with its root folder, columns and stream, inside a command."""
    url_name = name if kind.has_bodies else f"Lists/{name}"
    at = clock.now()
    made = List.unscoped.create(
        site=site,
        kind=kind.name,
        title=title or name,
        description=description,
        url_name=url_name,
        url_key=path_key(url_name),
        scope_id=site.scope_id,
        created=at,
        created_by=actor.principal,
        modified=at,
    )
    root = Item.unscoped.create(
        guid=uuid.uuid4(),
        list=made,
        number=0,
        ancestry="",
        name=name,
        name_key=name_key(name),
        sort_key="",
        is_folder=True,
        scope_id=site.scope_id,
        created=at,
        modified=at,
        author=actor.principal,
        editor=actor.principal,
    )
    Item.unscoped.filter(pk=root.pk).update(ancestry=f"/{root.pk}/")
    List.unscoped.filter(pk=made.pk).update(root=root)
    Stream.unscoped.create(kind="list", ref=made.pk)
    Column.unscoped.bulk_create(
        Column(
            list=made,
            internal_name=one.internal_name,
            title=one.title,
            type=one.type,
            required=one.required,
            settings=dict(one.settings),
            position=position,
        )
        for position, one in enumerate(kind.columns)
    )
    after = {"list": made.pk, "kind": kind.name, "url": url_name}
    record(("site", site.pk), "list.added", after=after)
    return get_list_row(made.pk)
