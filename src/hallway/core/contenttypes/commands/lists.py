"""Writes to the content types of lists."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.changes.journal import command, lock_streams, record, unchanged
from hallway.core.contenttypes.linking import keep_in_sight, link
from hallway.core.contenttypes.models import ContentType, TypeColumn
from hallway.core.contenttypes.queries import get_content_type
from hallway.core.contenttypes.records import ContentTypeId, ContentTypeRecord
from hallway.core.contenttypes.rows import TYPE
from hallway.core.contenttypes.rules import BUILT_IN, check_name, fits
from hallway.core.contenttypes.spreading import update
from hallway.core.errors import Conflict, Invalid, NotFound
from hallway.core.items.models import Item
from hallway.core.kinds import get_kind
from hallway.core.lists.columns import schema_moved
from hallway.core.lists.holding import hold_list
from hallway.core.lists.models import Column, List
from hallway.core.lists.records import ColumnId, ListId
from hallway.core.names import check_text
from hallway.core.sites.records import SiteId
from hallway.wire import typeids
from hallway.wire.paths import fold

MAX_TYPES = 30
"""Content types of one list."""


@command
def add_list_type(actor: Actor, list_id: ListId, *, type_id: str) -> ContentTypeId:
    """Let a list have items of a type its site has; its columns are added to the list.

    With the first one the list has two: what its items are so far, and this.  Conflict
    if the list has it, Invalid for a type that does not fit what the list holds.
    """
    site = List.unscoped.filter(pk=list_id).values_list("site_id").first()
    if site is None:
        raise NotFound
    above = ContentType.unscoped.filter(type_id=type_id, site__isnull=False)
    sites = [*above.values_list("site_id", flat=True), site[0]]
    lock_streams([*(("site", one) for one in set(sites)), ("list", list_id)])
    held = hold_list(actor, list_id, Right.MANAGE_LISTS)
    found = _fitting(actor, held, type_id)
    mine = ContentType.unscoped.filter(list=held)
    if mine.filter(parent=found.id).exists():
        raise Conflict("This list has that content type already.")
    if mine.count() >= MAX_TYPES:
        raise Conflict(f"A list has at most {MAX_TYPES} content types.")
    if not held.has_types:
        _make_base(held)
    made = ContentType.unscoped.create(
        list=held,
        type_id=typeids.child(found.type_id, uuid.uuid4()),
        name=found.name,
        name_key=fold(found.name),
        description=found.description,
        parent_id=found.id,
        position=mine.count(),
        came={"name": found.name, "description": found.description},
    )
    title = Column.unscoped.filter(list=held, state="living", internal_name="Title")
    if (named := title.first()) is not None:
        # Every item has a title, SharePoint's types begin with it.
        link(made, named)
    update(actor, made, list_id)
    record(
        ("list", list_id),
        "list.type_added",
        after={"type": made.pk, "name": made.name, "type_id": made.type_id},
    )
    schema_moved(list_id)
    return ContentTypeId(made.pk)


def _fitting(actor: Actor, held: List, type_id: str) -> ContentTypeRecord:
    base = get_kind(held.kind).content_type
    if not base:
        raise Conflict("Items of this list are all of one type.")
    try:
        found = get_content_type(actor, SiteId(held.site_id), type_id)
    except NotFound:
        raise Invalid({"type_id": "There is no such content type here."}) from None
    if found.id is None or not fits(found.type_id, base):
        raise Invalid({"type_id": "Items of this list cannot be of that type."})
    return found


def _make_base(held: List) -> None:
    """Give a list the type that its items have been of so far, with all its columns."""
    built_in = get_kind(held.kind).content_type
    name = BUILT_IN[built_in]
    base = ContentType.unscoped.create(
        list=held,
        type_id=typeids.child(built_in, uuid.uuid4()),
        name=name,
        name_key=fold(name),
        is_base=True,
    )
    columns = Column.unscoped.filter(list=held, state="living")
    for column in columns.order_by("position", "pk"):
        link(base, column)
    List.unscoped.filter(pk=held.pk).update(has_types=True)


@command
def remove_list_type(actor: Actor, list_id: ListId, *, type_id: str) -> None:
    """Take a type that no item is of from a list; its columns and values stay.

    With the last one all items are of one type again.  Conflict for the list's base,
    and while items are of it, those in the recycle bin included.
    """
    held, list_ = hold_list_type(actor, list_id, type_id)
    if held.is_base:
        raise Conflict("Items that are of no other type are of this one.")
    items = Item.unscoped.filter(list=list_, **{f"data__{TYPE}": held.type_id})
    if items.exists():
        raise Conflict("Items of this list are of this type.")
    record(
        ("list", list_id),
        "list.type_removed",
        before={"type": held.pk, "name": held.name, "type_id": held.type_id},
    )
    held.delete()
    keep_in_sight(list_.pk)
    mine = ContentType.unscoped.filter(list=list_)
    if mine.count() == 1:
        mine.delete()
        List.unscoped.filter(pk=list_id).update(has_types=False)
    elif not mine.filter(is_offered=True).exists():
        mine.filter(is_base=True).update(is_offered=True)
    schema_moved(list_id)


@command
def change_list_type(
    actor: Actor,
    list_id: ListId,
    *,
    type_id: str,
    name: str,
    description: str,
    offered: bool,
) -> None:
    """Say what a list calls a type, and whether people choose it for new items.

    Conflict where nobody could choose any.
    """
    held, list_ = hold_list_type(actor, list_id, type_id)
    name = check_name(name)
    description = description.strip()
    check_text(description, field="description", longest=2_000)
    before = (held.name, held.description, held.is_offered)
    if before == (name, description, offered):
        unchanged()
        return
    others = ContentType.unscoped.filter(list=list_, is_offered=True)
    if not offered and not others.exclude(pk=held.pk).exists():
        raise Conflict("People have to have a type to choose for new items.")
    record(
        ("list", list_id),
        "list.type_changed",
        before={"type": held.pk, "name": held.name, "offered": held.is_offered},
        after={"type": held.pk, "name": name, "offered": offered},
    )
    ContentType.unscoped.filter(pk=held.pk).update(
        name=name, name_key=fold(name), description=description, is_offered=offered
    )
    schema_moved(list_id)


@command
def set_list_type_column(
    actor: Actor,
    list_id: ListId,
    *,
    type_id: str,
    column: ColumnId,
    required: bool = False,
    hidden: bool = False,
) -> None:
    """Let a list's type have a column of the list, or say otherwise of one it has.

    It stays so when the site's type changes.
    """
    held, list_ = hold_list_type(actor, list_id, type_id)
    of: Column | None = Column.unscoped.filter(
        pk=column, list=list_, state="living"
    ).first()
    if of is None:
        raise NotFound
    if (required or of.required) and hidden and "default" not in of.settings:
        raise Invalid(
            {"required": "Nobody can give a hidden column the value it would need."}
        )
    old = TypeColumn.unscoped.filter(of=held, column=column).first()
    if old is not None and (old.is_required, old.is_hidden) == (required, hidden):
        unchanged()
        return
    link(held, of)
    TypeColumn.unscoped.filter(of=held, column=column).update(
        is_required=required, is_hidden=hidden, is_own=True
    )
    record(
        ("list", list_id),
        "list.type_changed",
        after={
            "type": held.pk,
            "name": held.name,
            "column": column,
            "required": required,
            "hidden": hidden,
        },
    )
    schema_moved(list_id)


@command
def order_list_types(actor: Actor, list_id: ListId, *, type_ids: Sequence[str]) -> None:
    """Put a list's types in order; the first that is offered is what new items are.

    Conflict unless each is named once.
    """
    hold_list(actor, list_id, Right.MANAGE_LISTS)
    rows = ContentType.unscoped.filter(list=list_id).order_by("position", "pk")
    before = list(rows.values_list("type_id", flat=True))
    if sorted(before) != sorted(type_ids):
        raise Conflict("The content types of this list have changed; look again.")
    if before == list(type_ids):
        unchanged()
        return
    record(
        ("list", list_id),
        "list.types_ordered",
        before={"types": before},
        after={"types": list(type_ids)},
    )
    for position, one in enumerate(type_ids):
        rows.filter(type_id=one).update(position=position)
    schema_moved(list_id)


def hold_list_type(
    actor: Actor, list_id: ListId, type_id: str
) -> tuple[ContentType, List]:
    """Return a type of a list that is held, and the list."""
    list_ = hold_list(actor, list_id, Right.MANAGE_LISTS)
    held: ContentType | None = ContentType.unscoped.filter(
        list=list_, type_id=type_id
    ).first()
    if held is None:
        raise NotFound
    return held, list_
