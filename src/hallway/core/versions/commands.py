"""Restoring, publishing, labelling and deleting versions."""

from __future__ import annotations

from hallway.core import names
from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.changes.journal import command, record
from hallway.core.errors import Conflict
from hallway.core.items.commands.create import session_of
from hallway.core.items.projecting import tell_kind
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.items.rows import Held, get_item_row
from hallway.core.items.saving import saver_of
from hallway.core.items.values import load_data
from hallway.core.items.writing import (
    Stamp,
    drop_version,
    hold,
    insert_version,
    mask_of,
    next_stamp,
)
from hallway.core.locks.rows import demand_unlocked
from hallway.core.locks.rules import Tokens
from hallway.core.versions.models import Version
from hallway.core.versions.restoring import body_of, find_version, make_current


def _hold_editable(actor: Actor, item: int, tokens: Tokens) -> Held:
    held = hold(item)[item]
    demand(actor, mask_of(actor, held.item, held.facts), Right.EDIT_LIST_ITEMS)
    demand_unlocked(actor, held.item, tokens)
    return held


@command
def restore_version(
    actor: Actor,
    item: ItemId,
    *,
    major: int,
    minor: int,
    tokens: Tokens = frozenset(),
) -> ItemRecord:
    """Make an earlier version's content and values current, as a new version."""
    held = _hold_editable(actor, item, tokens)
    old = find_version(item, major=major, minor=minor)
    current = held.item
    data = old.data
    saver = saver_of(actor, held)
    if saver is not None and not current.is_folder:
        data = saver.carry(data, kept=load_data(item))
        saver.settle(item, data)
    stamp = Stamp(
        *next_stamp(held.facts.versioning, current),
        comment=f"Restored from {major}.{minor}",
        session=session_of(actor, current, tokens),
    )
    if held.facts.versioning == "none":
        drop_version(item, held.facts.site, major=stamp.major, minor=stamp.minor)
    insert_version(
        actor,
        item,
        held.facts.site,
        stamp=stamp,
        body=body_of(old),
        data=data,
        client_modified=old.client_modified,
    )
    made = find_version(item, major=stamp.major, minor=stamp.minor)
    make_current(actor, item, made)
    record(
        ("list", current.list),
        "item.version_restored",
        item=item,
        before={"version": [current.major, current.minor]},
        after={"version": [stamp.major, stamp.minor], "from": [major, minor]},
    )
    return tell_kind(actor, held.facts.kind, get_item_row(item), data)


@command
def publish(
    actor: Actor, item: ItemId, *, comment: str = "", tokens: Tokens = frozenset()
) -> ItemRecord:
    """Turn the current draft (minor version) into the next major version."""
    held = _hold_editable(actor, item, tokens)
    current = held.item
    if current.minor == 0:
        raise Conflict("The current version is published already.")
    draft = find_version(item, major=current.major, minor=current.minor)
    names.check_text(comment, field="comment")
    stamp = Stamp(current.major + 1, 0, comment)
    insert_version(
        actor,
        item,
        held.facts.site,
        stamp=stamp,
        body=body_of(draft),
        data=draft.data,
        client_modified=draft.client_modified,
    )
    make_current(actor, item, find_version(item, major=stamp.major, minor=0))
    record(
        ("list", current.list),
        "item.published",
        item=item,
        before={"version": [current.major, current.minor]},
        after={"version": [stamp.major, 0]},
    )
    return get_item_row(item)


@command
def label_version(
    actor: Actor, item: ItemId, *, major: int, minor: int, label: str
) -> None:
    """Name a version, at most 255 characters; an empty label removes the name."""
    held = hold(item)[item]
    demand(actor, mask_of(actor, held.item, held.facts), Right.EDIT_LIST_ITEMS)
    version = find_version(item, major=major, minor=minor)
    names.check_text(label, field="label", longest=255)
    record(
        ("list", held.item.list),
        "item.version_labelled",
        item=item,
        before={"label": version.label},
        after={"version": [major, minor], "label": label},
    )
    Version.unscoped.filter(pk=version.pk).update(label=label)


@command
def comment_version(
    actor: Actor, item: ItemId, *, major: int, minor: int, comment: str
) -> None:
    """Say otherwise what a version is about, at most 1,000 characters."""
    held = hold(item)[item]
    demand(actor, mask_of(actor, held.item, held.facts), Right.EDIT_LIST_ITEMS)
    version = find_version(item, major=major, minor=minor)
    names.check_text(comment, field="comment", longest=1_000)
    record(
        ("list", held.item.list),
        "item.version_commented",
        item=item,
        before={"comment": version.comment},
        after={"version": [major, minor], "comment": comment},
    )
    Version.unscoped.filter(pk=version.pk).update(comment=comment)


@command
def delete_version(actor: Actor, item: ItemId, *, major: int, minor: int) -> None:
    """Delete an earlier version for good; Conflict for the current one."""
    held = hold(item)[item]
    demand(actor, mask_of(actor, held.item, held.facts), Right.DELETE_VERSIONS)
    if (major, minor) == (held.item.major, held.item.minor):
        raise Conflict("The current version cannot be deleted.")
    find_version(item, major=major, minor=minor)
    drop_version(item, held.facts.site, major=major, minor=minor)
    record(
        ("list", held.item.list),
        "item.version_deleted",
        item=item,
        before={"version": [major, minor]},
    )
