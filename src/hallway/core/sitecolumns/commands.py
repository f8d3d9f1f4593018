"""Writes to site columns."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.changes.journal import command, record, unchanged
from hallway.core.contenttypes.models import TypeColumn
from hallway.core.errors import Conflict, Invalid, NotFound
from hallway.core.lists.columns import check_column_settings
from hallway.core.lists.formulas import check_rule
from hallway.core.lists.holding import hold_list
from hallway.core.lists.models import Column
from hallway.core.lists.records import ColumnId, ColumnRecord, ListId
from hallway.core.lists.rules import check_internal_name
from hallway.core.lists.types import TYPES
from hallway.core.names import check_text, check_title
from hallway.core.sitecolumns.models import SiteColumn
from hallway.core.sitecolumns.queries import get_site_column
from hallway.core.sitecolumns.records import SiteColumnId
from hallway.core.sitecolumns.seeing import hold_site
from hallway.core.sitecolumns.spreading import lists_with, spread, take
from hallway.core.sites.records import SiteId

_NOT_FOR_SITES = frozenset(["calculated"])
"""Types that speak of other columns of their list."""


@command
def add_site_column(
    actor: Actor,
    site: SiteId,
    *,
    internal_name: str,
    title: str,
    type: str,  # noqa: A002 - the field's own word for it
    group: str = "",
    required: bool = False,
    settings: Mapping[str, object] | None = None,
    guid: uuid.UUID | None = None,
) -> SiteColumnId:
    """Make a column for a site and those below; Conflict for a taken name.

    See `lists.rules.check_settings` for the settings.
    """
    hold_site(actor, site)
    check_internal_name(internal_name)
    if type not in TYPES or type in _NOT_FOR_SITES:
        raise Invalid({"type": "A site has no columns of this type."})
    title = check_title(title.strip() or internal_name)
    kept = _checked(actor, internal_name, title, type, settings or {})
    made = SiteColumn.unscoped.create(
        site_id=site,
        internal_name=internal_name,
        title=title,
        group=_group(group),
        type=type,
        required=required and type != "yesno",
        settings=kept,
        guid=guid or uuid.uuid4(),
    )
    record(
        ("site", site),
        "site_column.added",
        after={"site_column": made.pk, "title": title, "type": type},
    )
    return SiteColumnId(made.pk)


@command
def change_site_column(
    actor: Actor,
    column: SiteColumnId,
    *,
    title: str,
    group: str,
    required: bool,
    settings: Mapping[str, object],
) -> None:
    """Change what a site says of a column; its type and internal name stay.

    Lists have it as it was until `spread_site_column`.  Conflict for a column that
    another site published here.
    """
    held = hold_site_column(actor, column)
    _refuse_published(held)
    title = check_title(title)
    kept = _checked(
        actor, held.internal_name, title, held.type, settings, old=held.settings
    )
    before = _state(held)
    after = {
        "title": title,
        "group": _group(group),
        "required": required and held.type != "yesno",
        "settings": kept,
    }
    if before == after:
        unchanged()
        return
    record(
        ("site", held.site_id),
        "site_column.changed",
        before={"site_column": column, **before},
        after={"site_column": column, **after},
    )
    SiteColumn.unscoped.filter(pk=column).update(**after)


@command
def spread_site_column(actor: Actor, column: SiteColumnId) -> None:
    """Bring every list that has a site's column up to date, by a job if there are many.

    What a list says of the column itself stays: its title, need, default, description
    and rule, where they are no more what came from the site.
    """
    lists = lists_with(column)
    held = hold_site_column(actor, column, lists=lists)
    spread(actor, held, lists)


@command
def delete_site_column(actor: Actor, column: SiteColumnId) -> None:
    """Delete a column that no content type and no list uses; Conflict otherwise."""
    held = hold_site_column(actor, column)
    if TypeColumn.unscoped.filter(site_column=column).exists():
        raise Conflict("Content types have this column.")
    if SiteColumn.unscoped.filter(source=column).exists():
        raise Conflict("This column is published to other sites.")
    # Lists in the recycle bin count: they may come back.
    using = Column.unscoped.filter(site_column=column, list__root__isnull=False)
    if using.exclude(state="removed").exists():
        raise Conflict("Lists have this column.")
    record(
        ("site", held.site_id),
        "site_column.deleted",
        before={"site_column": column, "title": held.title, "type": held.type},
    )
    SiteColumn.unscoped.filter(pk=column).delete()


@command
def use_site_column(actor: Actor, list_id: ListId, *, guid: str) -> ColumnId:
    """Add a site's column, or one of a site above, to a list; Conflict if it has it."""
    held = hold_list(actor, list_id, Right.MANAGE_LISTS)
    found = get_site_column(actor, SiteId(held.site_id), guid)
    has = Column.unscoped.filter(list=held, site_column=found.id, state="living")
    if has.exists():
        raise Conflict("This list has that column already.")
    source = SiteColumn.unscoped.get(pk=found.id)
    return ColumnId(take(actor, list_id, source, required=source.required).pk)


def hold_site_column(
    actor: Actor, column: int, *, lists: list[int] | None = None
) -> SiteColumn:
    """Return a column of a site that is held, and these lists with it."""
    site = SiteColumn.unscoped.filter(pk=column).values_list("site_id").first()
    if site is None:
        raise NotFound
    hold_site(actor, site[0], *(("list", one) for one in lists or ()))
    held: SiteColumn | None = SiteColumn.unscoped.filter(pk=column).first()
    if held is None:
        raise NotFound
    return held


def _refuse_published(column: SiteColumn) -> None:
    """Raise Conflict for a column that comes from another site."""
    if column.source_id is not None:
        raise Conflict(
            "This column was published here; it is changed where it is from."
        )


def _state(column: SiteColumn) -> dict[str, Any]:
    return {
        "title": column.title,
        "group": column.group,
        "required": column.required,
        "settings": column.settings,
    }


def _group(group: str) -> str:
    group = group.strip()
    check_text(group, field="group", longest=255)
    return group


def _checked(
    actor: Actor,
    name: str,
    title: str,
    kind: str,
    settings: Mapping[str, object],
    *,
    old: Mapping[str, object] | None = None,
) -> dict[str, Any]:
    kept = check_column_settings(actor, kind, settings, old=old)
    if "rule" in kept:
        own = ColumnRecord(
            id=ColumnId(0),
            guid="",
            internal_name=name,
            title=title,
            type=kind,
            required=False,
            settings=kept,
        )
        kept["rule"] = check_rule(kept["rule"], [own])
        if not kept["rule"]:
            del kept["rule"]
    return kept
