"""Writes to the columns of sites' content types."""

from __future__ import annotations

from collections.abc import Sequence

from hallway.core.access.actors import Actor
from hallway.core.changes.journal import command, record, unchanged
from hallway.core.contenttypes.holding import hold_type, refuse_closed
from hallway.core.contenttypes.inheriting import columns_of
from hallway.core.contenttypes.models import ContentType, TypeColumn
from hallway.core.contenttypes.records import ContentTypeId
from hallway.core.contenttypes.rules import MAX_COLUMNS, Linked
from hallway.core.contenttypes.spreading import spread
from hallway.core.errors import Conflict, Invalid, NotFound
from hallway.core.lists.types import TYPES
from hallway.core.sitecolumns.models import SiteColumn
from hallway.core.sitecolumns.queries import get_site_column


@command
def set_type_column(
    actor: Actor,
    content_type: ContentTypeId,
    *,
    guid: str,
    required: bool = False,
    hidden: bool = False,
) -> None:
    """Let a content type have a site's column, or say otherwise of one it has.

    Of an inherited column this says what counts here and below.  Types below and lists
    follow.  Conflict where it has another column of that name.
    """
    held, site, lists = hold_type(actor, content_type)
    refuse_closed(held)
    found = get_site_column(actor, site, guid)
    column = SiteColumn.unscoped.get(pk=found.id)
    has = columns_of(held)
    same = next((one for one in has if one.name == column.internal_name), None)
    if same is not None and same.column.pk != column.pk:
        raise Conflict("This content type already has a column of that name.")
    if same is None and len(has) >= MAX_COLUMNS:
        raise Conflict(f"A content type has at most {MAX_COLUMNS} columns.")
    _check(column, required=required, hidden=hidden)
    before = None if same is None else (same.required, same.hidden)
    if before == (required, hidden):
        unchanged()
        return
    TypeColumn.unscoped.update_or_create(
        of=held,
        site_column=column,
        defaults={"is_required": required, "is_hidden": hidden},
        create_defaults={
            "is_required": required,
            "is_hidden": hidden,
            "position": TypeColumn.unscoped.filter(of=held).count(),
        },
    )
    record(
        ("site", site),
        "content_type.column_set",
        before=None
        if before is None
        else {"site_column": column.pk, "required": before[0], "hidden": before[1]},
        after={
            **_said(held, column),
            "required": required,
            "hidden": hidden,
        },
    )
    spread(actor, [content_type], lists)


@command
def remove_type_column(actor: Actor, content_type: ContentTypeId, *, guid: str) -> None:
    """Take a column of its own from a type; an inherited one is as above again.

    Lists keep the column and its values.  Conflict for one that only a type above has.
    """
    held, site, lists = hold_type(actor, content_type)
    refuse_closed(held)
    own = _linked(held, guid)
    link = TypeColumn.unscoped.filter(of=held, site_column=own.column.pk)
    if not link.exists():
        raise Conflict("This column is inherited; it is taken out above.")
    record(
        ("site", site),
        "content_type.column_removed",
        before={
            **_said(held, own.column),
            "required": own.required,
            "hidden": own.hidden,
        },
    )
    link.delete()
    spread(actor, [content_type], lists)


@command
def order_type_columns(
    actor: Actor, content_type: ContentTypeId, *, names: Sequence[str]
) -> None:
    """Put the columns of a type, by internal name, in the order of its form.

    Conflict unless each is named once.
    """
    held, site, lists = hold_type(actor, content_type)
    refuse_closed(held)
    before = [one.name for one in columns_of(held)]
    if sorted(before) != sorted(names):
        raise Conflict("The columns of this content type have changed; look again.")
    if before == list(names):
        unchanged()
        return
    record(
        ("site", site),
        "content_type.columns_ordered",
        before={"content_type": content_type, "name": held.name, "columns": before},
        after={"content_type": content_type, "name": held.name, "columns": [*names]},
    )
    ContentType.unscoped.filter(pk=content_type).update(order=list(names))
    spread(actor, [content_type], lists)


def _linked(held: ContentType, guid: str) -> Linked:
    for one in columns_of(held):
        if str(one.column.guid) == guid.lower():
            return one
    raise NotFound


def _said(held: ContentType, column: SiteColumn) -> dict[str, object]:
    return {
        "content_type": held.pk,
        "name": held.name,
        "site_column": column.pk,
        "title": column.title,
    }


def _check(column: SiteColumn, *, required: bool, hidden: bool) -> None:
    if required and (column.type == "yesno" or not TYPES[column.type].is_given):
        raise Invalid({"required": "People give no such value, or always do."})
    if required and hidden and "default" not in column.settings:
        raise Invalid(
            {"required": "Nobody can give a hidden column the value it would need."}
        )
