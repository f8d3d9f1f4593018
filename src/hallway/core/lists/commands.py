"""Writes to lists and their columns."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hallway.core import clock, names
from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.changes.journal import (
    command,
    lock_lists,
    lock_streams,
    record,
    unchanged,
)
from hallway.core.errors import Conflict, Invalid, NotFound
from hallway.core.kinds import get_kind
from hallway.core.lists.making import make_list
from hallway.core.lists.models import Column, List
from hallway.core.lists.records import ColumnId, ListId, ListRecord
from hallway.core.lists.rows import get_list_row
from hallway.core.lists.types import TYPES
from hallway.core.sites.models import Site
from hallway.core.sites.records import SiteId
from hallway.wire.paths import name_key

_INTERNAL = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")


@command
def add_list(
    actor: Actor, site: SiteId, *, name: str, kind: str, description: str = ""
) -> ListRecord:
    """Create a list, or a library if the kind's items have bodies.

    A library stands at `<site>/<name>`, any other list at `<site>/Lists/<name>`.
    """
    lock_streams([("site", site)])
    held: Site | None = Site.unscoped.filter(pk=site).first()
    if held is None:
        raise NotFound
    demand(actor, get_mask(actor, held.scope_id), Right.MANAGE_LISTS)
    chosen = get_kind(kind)
    name = name.strip()
    names.check_name(name)
    if chosen.has_bodies:
        _check_address(held, name)
    return make_list(actor, held, name=name, kind=chosen, description=description)


@command
def ensure_assets(actor: Actor, site: SiteId) -> ListRecord:
    """Return the library with the pictures of a site's pages, made if there is none.

    Whoever may add to the site may do this.
    """
    lock_streams([("site", site)])
    held: Site | None = Site.unscoped.filter(pk=site).first()
    if held is None:
        raise NotFound
    demand(actor, get_mask(actor, held.scope_id), Right.ADD_LIST_ITEMS)
    key = name_key(names.ASSET_LIBRARY)
    found = List.unscoped.filter(site=held, url_key=key).first()
    if found is not None:
        unchanged()
        return get_list_row(found.pk)
    return make_list(
        actor,
        held,
        name=names.ASSET_LIBRARY,
        kind=get_kind("documents"),
        title="Site Assets",
    )


def _check_address(site: Site, name: str) -> None:
    key = name_key(name)
    if key in names.RESERVED_IN_SITE or (
        site.path == "/" and key in names.RESERVED_IN_ROOT
    ):
        raise Invalid({"name": f"“{name}” is reserved."})
    below = site.path_key.rstrip("/") + "/" + key
    if Site.unscoped.filter(path_key=below).exists():
        raise Conflict("There is already a site at that address.")


def _hold(actor: Actor, list_id: int, right: Right) -> List:
    lock_lists([list_id])
    held: List | None = List.unscoped.filter(pk=list_id).first()
    if held is None:
        raise NotFound
    demand(actor, get_mask(actor, held.scope_id), right)
    return held


@command
def rename_list(actor: Actor, list_id: ListId, *, title: str) -> None:
    """Change a list's title; its address stays."""
    held = _hold(actor, list_id, Right.MANAGE_LISTS)
    title = title.strip()
    if not title or len(title) > 255:
        raise Invalid({"title": "A title has 1 to 255 characters."})
    record(
        ("list", list_id),
        "list.renamed",
        before={"title": held.title},
        after={"title": title},
    )
    List.unscoped.filter(pk=list_id).update(title=title, modified=clock.now())


@command
def set_versioning(
    actor: Actor,
    list_id: ListId,
    *,
    versioning: str,
    require_checkout: bool | None = None,
) -> None:
    """Choose `none`, `major` or `minor` versions, and whether check-out is a must."""
    held = _hold(actor, list_id, Right.MANAGE_LISTS)
    if versioning not in List.Versioning.values:
        raise Invalid({"versioning": "One of: none, major, minor."})
    checkout = held.require_checkout if require_checkout is None else require_checkout
    record(
        ("list", list_id),
        "list.versioning_set",
        before={"versioning": held.versioning, "checkout": held.require_checkout},
        after={"versioning": versioning, "checkout": checkout},
    )
    List.unscoped.filter(pk=list_id).update(
        versioning=versioning, require_checkout=checkout, modified=clock.now()
    )


@command
def add_column(
    actor: Actor,
    list_id: ListId,
    *,
    internal_name: str,
    title: str,
    type: str,  # noqa: A002 - the field's own word for it
    required: bool = False,
    settings: Mapping[str, object] | None = None,
) -> ColumnId:
    """Add a typed column; Invalid for an unknown type, Conflict for a taken name."""
    _hold(actor, list_id, Right.MANAGE_LISTS)
    if not _INTERNAL.fullmatch(internal_name):
        raise Invalid(
            {"internal_name": "Letters, digits and “_”, starting with a letter."}
        )
    if type not in TYPES:
        known = ", ".join(sorted(TYPES))
        raise Invalid({"type": f"There is no column type “{type}”; known: {known}."})
    position = Column.unscoped.filter(list_id=list_id).count()
    column = Column.unscoped.create(
        list_id=list_id,
        internal_name=internal_name,
        title=title.strip() or internal_name,
        type=type,
        required=required,
        settings=dict(settings or {}),
        position=position,
    )
    record(
        ("list", list_id),
        "column.added",
        after={"column": column.pk, "internal_name": internal_name, "type": type},
    )
    _schema_moved(list_id)
    return ColumnId(column.pk)


def _schema_moved(list_id: int) -> None:
    from django.db.models import F

    List.unscoped.filter(pk=list_id).update(
        schema_version=F("schema_version") + 1, modified=clock.now()
    )
