"""Writes to lists and their columns."""

from __future__ import annotations

from django.db.models import F

from hallway.core import clock, names
from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.changes.journal import (
    command,
    lock_streams,
    record,
    unchanged,
)
from hallway.core.errors import Conflict, Invalid, NotFound
from hallway.core.kinds import get_kind
from hallway.core.lists.columns import (
    add_column,
    order_columns,
    remove_column,
    rename_column,
    restore_column,
    set_column,
)
from hallway.core.lists.deleting import delete_list
from hallway.core.lists.formulas import check_rule
from hallway.core.lists.holding import hold_list
from hallway.core.lists.making import make_list
from hallway.core.lists.models import List
from hallway.core.lists.records import ListId, ListRecord
from hallway.core.lists.rows import column_records, get_list_row
from hallway.core.sites.models import Site
from hallway.core.sites.records import SiteId
from hallway.wire.paths import name_key


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
    found = List.unscoped.filter(site=held, url_key=key, deletion__isnull=True).first()
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


@command
def rename_list(actor: Actor, list_id: ListId, *, title: str) -> None:
    """Change a list's title; its address stays."""
    held = hold_list(actor, list_id, Right.MANAGE_LISTS)
    title = names.check_title(title)
    record(
        ("list", list_id),
        "list.renamed",
        before={"title": held.title},
        after={"title": title},
    )
    List.unscoped.filter(pk=list_id).update(title=title, modified=clock.now())


@command
def describe_list(actor: Actor, list_id: ListId, *, description: str) -> None:
    """Say what a list is for, in at most 2,000 characters."""
    held = hold_list(actor, list_id, Right.MANAGE_LISTS)
    description = description.strip()
    names.check_text(description, field="description", longest=2000)
    if description == held.description:
        unchanged()
        return
    record(
        ("list", list_id),
        "list.described",
        before={"description": held.description},
        after={"description": description},
    )
    List.unscoped.filter(pk=list_id).update(
        description=description, modified=clock.now()
    )


@command
def set_rule(actor: Actor, list_id: ListId, *, formula: str, message: str = "") -> None:
    """Say what every item has to meet from now on; an empty formula lifts that.

    Invalid names `rule` or `message`.  Items that are there stay as they are.
    """
    held = hold_list(actor, list_id, Right.MANAGE_LISTS)
    rule = check_rule({"formula": formula, "message": message}, column_records(list_id))
    if rule == held.rule:
        unchanged()
        return
    record(
        ("list", list_id),
        "list.rule_set",
        before={"rule": held.rule},
        after={"rule": rule},
    )
    List.unscoped.filter(pk=list_id).update(
        rule=rule, schema_version=F("schema_version") + 1, modified=clock.now()
    )


@command
def set_versioning(
    actor: Actor,
    list_id: ListId,
    *,
    versioning: str,
    require_checkout: bool | None = None,
) -> None:
    """Choose `none`, `major` or `minor` versions, and whether check-out is a must."""
    held = hold_list(actor, list_id, Right.MANAGE_LISTS)
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


__all__ = [
    "add_column",
    "add_list",
    "delete_list",
    "describe_list",
    "ensure_assets",
    "order_columns",
    "remove_column",
    "rename_column",
    "rename_list",
    "restore_column",
    "set_column",
    "set_rule",
    "set_versioning",
]
