"""Values, dead properties and times of items."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.changes.journal import command, record
from hallway.core.errors import Invalid, Stale
from hallway.core.items.commands.create import NO_TOKENS, session_of
from hallway.core.items.models import Item
from hallway.core.items.projecting import tell_kind
from hallway.core.items.records import ItemId, ItemRecord, PropertyChange
from hallway.core.items.rows import Held, get_item_row
from hallway.core.items.saving import Saver
from hallway.core.items.writing import hold, mask_of, write_values
from hallway.core.locks.rows import demand_unlocked
from hallway.core.locks.rules import Tokens
from hallway.platform.db import engine

MAX_PROPERTY = 64 * 1024
"""The longest dead property, in characters."""
MAX_PROPERTY_NAME = 500
"""The longest namespace and name together: they are indexed."""


def _hold_editable(actor: Actor, item: int, tokens: Tokens) -> Held:
    held = hold(item)[item]
    demand(actor, mask_of(actor, held.item, held.facts), Right.EDIT_LIST_ITEMS)
    demand_unlocked(actor, held.item, tokens)
    return held


@command
def set_dead_properties(
    actor: Actor,
    item: ItemId,
    changes: Sequence[PropertyChange],
    *,
    tokens: Tokens = NO_TOKENS,
    client_modified: int | None = None,
    client_created: int | None = None,
) -> None:
    """Set and remove dead properties, all or none; the client's times with them.

    `changes` are applied in order; times are in microseconds, None leaves them.
    """
    held = _hold_editable(actor, item, tokens)
    db = engine()
    for change in changes:
        if change.xml is None:
            db.execute(
                "DELETE FROM core_deadproperty WHERE item_id = %s"
                " AND namespace = %s AND name = %s",
                (item, change.namespace, change.name),
            )
            continue
        if len(change.namespace) + len(change.name) > MAX_PROPERTY_NAME:
            raise Invalid(
                {change.name[:40]: f"A name of over {MAX_PROPERTY_NAME} characters."}
            )
        if len(change.xml) > MAX_PROPERTY:
            raise Invalid({change.name: f"More than {MAX_PROPERTY:,} characters."})
        db.execute(
            "INSERT INTO core_deadproperty (item_id, namespace, name, xml)"
            " VALUES (%s, %s, %s, %s) ON CONFLICT (item_id, namespace, name)"
            " DO UPDATE SET xml = excluded.xml",
            (item, change.namespace, change.name, change.xml),
        )
    if client_modified is not None or client_created is not None:
        db.execute(
            "UPDATE core_item SET client_modified = COALESCE(%s, client_modified),"
            " client_created = COALESCE(%s, client_created) WHERE id = %s",
            (client_modified, client_created, item),
        )
    db.execute("UPDATE core_item SET version = version + 1 WHERE id = %s", (item,))
    record(
        ("list", held.item.list),
        "item.properties_set",
        item=item,
        after={"properties": [[one.namespace, one.name] for one in changes]},
    )


@command
def update_values(
    actor: Actor,
    item: ItemId,
    *,
    values: Mapping[str, Any],
    expect_version: int | None = None,
    tokens: Tokens = NO_TOKENS,
    comment: str = "",
) -> ItemRecord:
    """Change column values, by internal name; the item gets a new version.

    comment  stands beside that version
    Stale if `expect_version` is given and is not the item's `version` any more;
    Invalid names each field that was refused, and nothing is changed.
    """
    held = _hold_editable(actor, item, tokens)
    old = held.item
    if expect_version is not None and old.version != expect_version:
        raise Stale("Somebody else changed it in the meantime.")
    before = Item.unscoped.values_list("data", flat=True).get(pk=item)
    saver = Saver(actor, old.list)
    data = saver.change(values, before)
    if not old.is_folder:
        saver.settle(item, data)
    write_values(
        actor,
        held,
        before=before,
        data=data,
        session=session_of(actor, old, tokens),
        comment=comment,
    )
    return tell_kind(actor, held.facts.kind, get_item_row(item), data)
