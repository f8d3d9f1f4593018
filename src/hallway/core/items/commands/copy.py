"""Copying items: the bodies are shared, so only rows are written."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from hallway.core import names
from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_masks
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand, holds
from hallway.core.attachments.rows import copy_attachments
from hallway.core.changes.journal import charge, command
from hallway.core.errors import Conflict
from hallway.core.items.commands.create import (
    NO_TOKENS,
    TAKEN,
    session_of,
)
from hallway.core.items.commands.move import clear_name
from hallway.core.items.projecting import tell_kind
from hallway.core.items.queries import list_descendants
from hallway.core.items.recording import record_created, record_saved
from hallway.core.items.records import (
    Depth,
    History,
    ItemId,
    ItemRecord,
    MoveResult,
    Overwrite,
)
from hallway.core.items.rows import Held, find_child
from hallway.core.items.saving import Saver, saver_of
from hallway.core.items.shape import demand_same_shape
from hallway.core.items.values import (
    Data,
    Matcher,
    load_data,
    load_data_below,
)
from hallway.core.items.writing import (
    Body,
    Stamp,
    hold,
    insert_item,
    insert_version,
    mask_of,
    next_stamp,
    replace_content,
)
from hallway.core.locks.rows import demand_unlocked
from hallway.core.locks.rules import Tokens
from hallway.core.versions.models import Version
from hallway.platform.db import engine
from hallway.wire.paths import name_key

MAX_ITEMS = 100_000
"""The most items one copy makes; larger trees are copied folder by folder."""


@command
def copy_item(
    actor: Actor,
    item: ItemId,
    *,
    to: ItemId,
    name: str,
    overwrite: Overwrite = Overwrite.REFUSE,
    depth: Depth = Depth.ALL,
    history: History = History.CURRENT,
    tokens: Tokens = NO_TOKENS,
) -> MoveResult:
    """Copy an item, and with Depth.ALL what the actor may see below it.

    Copies start at their first version; with History.ALL they have the versions of
    the original with their numbers, as far as the actor may see these and the list
    there keeps such.  With Overwrite.ALLOW a file copied over a file becomes that
    file's next version; anything else that has the name goes to the recycle bin first.
    """
    names.check_name(name)
    everyone = hold(item, to)
    source, target = everyone[item], everyone[to]
    demand(actor, mask_of(actor, source.item, source.facts), Right.OPEN_ITEMS)
    target_mask = mask_of(actor, target.item, target.facts)
    demand(actor, target_mask, Right.VIEW_LIST_ITEMS)
    if not target.item.is_folder:
        raise Conflict("That is a file, not a folder.")
    if target.item.ancestry.startswith(source.item.ancestry) and depth is Depth.ALL:
        raise Conflict("A folder cannot be copied into itself.")
    demand_same_shape(source, target)
    below = _below(actor, source, depth)
    existing = find_child(target.item.id, name_key(name))
    if existing is not None:
        if existing.id == item:
            raise Conflict("It cannot be copied onto itself.")
        if source.item.ancestry.startswith(existing.ancestry):
            raise Conflict("A folder cannot be replaced by what is in it.")
        if not existing.is_folder and not source.item.is_folder:
            saved = _save_over(
                actor, source, Held(existing, target.facts), overwrite, tokens
            )
            return MoveResult(item=saved, replaced=True)
        clear_name(actor, Held(existing, target.facts), overwrite, tokens)
    demand(actor, target_mask, Right.ADD_LIST_ITEMS)
    demand_unlocked(actor, target.item, tokens)
    saver = saver_of(actor, target)
    matcher = Matcher(source.item.list, target.item.list)
    values = {
        one: matcher.rekey(data) for one, data in load_data_below(source.item).items()
    }
    work = _Copying(actor, target, values, saver, matcher, history)
    made = work.insert(source.item, target.item, name)
    copies = {item: made}
    for child in below:
        into = copies[ItemId(child.parent or 0)]
        copies[child.id] = work.insert(child, into, child.name)
    return MoveResult(item=made, replaced=existing is not None, items=len(copies))


def _below(actor: Actor, source: Held, depth: Depth) -> list[ItemRecord]:
    if depth is Depth.SELF or not source.item.is_folder:
        return []
    below = list_descendants(
        actor, source.item, limit=MAX_ITEMS, pending=source.facts.pending
    )
    if len(below) > MAX_ITEMS:
        raise Conflict(f"More than {MAX_ITEMS:,} items: copy it folder by folder.")
    masks = get_masks(actor, {item.scope for item in below})
    reached = {source.item.id}
    copied = []
    for item in below:
        # What may be seen but not opened stays behind, with all below it.
        if item.parent in reached and holds(masks[item.scope], Right.OPEN_ITEMS):
            reached.add(item.id)
            copied.append(item)
    return copied


class _Copying:
    """What is the same for everything that one copy makes."""

    def __init__(
        self,
        actor: Actor,
        target: Held,
        values: Mapping[int, Data],
        saver: Saver | None,
        matcher: Matcher,
        history: History,
    ) -> None:
        self._actor = actor
        self._facts = target.facts
        self._values = values
        self._saver = saver
        self._matcher = matcher
        self._history = history

    def insert(self, source: ItemRecord, into: ItemRecord, name: str) -> ItemRecord:
        """Insert a copy of one item into a folder that was copied before."""
        actor, facts, saver = self._actor, self._facts, self._saver
        data = self._values.get(source.id, {})
        if saver is not None and not source.is_folder:
            data = saver.carry(data, kept={})
        body = _body_of(source)
        stamp = None
        if not source.is_folder:
            stamp = Stamp(*next_stamp(facts.versioning, None))
            if self._takes_history(source):
                stamp = Stamp(source.major, source.minor)
        made = insert_item(
            actor,
            into,
            name=name,
            is_folder=bool(source.is_folder),
            body=body,
            stamp=stamp,
            data=data,
            client_created=source.client_created,
            client_modified=source.client_modified,
        )
        if stamp is not None:
            if saver is not None:
                saver.settle(made.id, data)
            if self._takes_history(source):
                self._copy_versions(source, made)
            insert_version(
                actor,
                made.id,
                facts.site,
                stamp=stamp,
                body=body,
                data=data,
                client_modified=source.client_modified,
            )
        _copy_dead_properties(source, made)
        copy_attachments(actor, source.id, made.id, site=facts.site)
        record_created(made)
        return tell_kind(actor, facts.kind, made, data)

    def _takes_history(self, source: ItemRecord) -> bool:
        """Tell whether versions go along: where the list keeps any like them."""
        if self._history is not History.ALL or self._facts.versioning == "none":
            return False
        if source.minor and self._facts.versioning != "minor":
            return False
        mask = get_masks(self._actor, (source.scope,))[source.scope]
        return holds(mask, Right.VIEW_VERSIONS)

    def _copy_versions(self, source: ItemRecord, made: ItemRecord) -> None:
        """Copy the versions before the current one, with who made them and when."""
        older = Version.unscoped.filter(item=source.id).exclude(
            major=source.major, minor=source.minor
        )
        kept = older if self._facts.versioning == "minor" else older.filter(minor=0)
        for one in kept.order_by("major", "minor"):
            one.pk = None
            one.guid = uuid.uuid4()
            one.item_id = made.id
            one.session = None
            one.data = self._matcher.rekey(one.data)
            one.save(force_insert=True)
            charge(self._facts.site, one.size)


def _save_over(
    actor: Actor, source: Held, existing: Held, overwrite: Overwrite, tokens: Tokens
) -> ItemRecord:
    mask = mask_of(actor, existing.item, existing.facts)
    if overwrite is Overwrite.REFUSE or not holds(mask, Right.VIEW_LIST_ITEMS):
        raise Conflict(TAKEN)
    demand(actor, mask, Right.EDIT_LIST_ITEMS)
    demand_unlocked(actor, existing.item, tokens)
    matcher = Matcher(source.item.list, existing.item.list)
    data = matcher.rekey(load_data(source.item.id))
    saver = saver_of(actor, existing)
    if saver is not None:
        data = saver.carry(data, kept=load_data(existing.item.id))
        saver.settle(existing.item.id, data)
    saved = replace_content(
        actor,
        existing.item,
        existing.facts,
        body=_body_of(source.item),
        session=session_of(actor, existing.item, tokens),
        data=data,
        client_modified=source.item.client_modified,
    )
    engine().execute("DELETE FROM core_deadproperty WHERE item_id = %s", (saved.id,))
    _copy_dead_properties(source.item, saved)
    record_saved(existing.item, saved)
    return saved


def _body_of(item: ItemRecord) -> Body | None:
    if item.sha256 is None:
        return None
    return Body(item.sha256, item.size, item.sniffed_type)


def _copy_dead_properties(source: ItemRecord, made: ItemRecord) -> None:
    engine().execute(
        "INSERT INTO core_deadproperty (item_id, namespace, name, xml)"
        " SELECT %s, namespace, name, xml FROM core_deadproperty WHERE item_id = %s",
        (made.id, source.id),
    )
