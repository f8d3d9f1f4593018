"""Making items: folders, files, rows of lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from hallway.core import names
from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand, holds
from hallway.core.blobs.linking import link_blob
from hallway.core.changes.journal import command, unchanged
from hallway.core.errors import Conflict, Stale
from hallway.core.items.naming import free_name
from hallway.core.items.projecting import tell_kind
from hallway.core.items.recording import record_created, record_saved
from hallway.core.items.records import (
    Clash,
    Expect,
    ItemId,
    ItemRecord,
    PutResult,
)
from hallway.core.items.rows import Held, find_child, get_item_row
from hallway.core.items.saving import Saver, saver_of
from hallway.core.items.shape import demand_bodies
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
from hallway.core.kinds import get_kind
from hallway.core.lists.records import ListId
from hallway.core.locks.rows import demand_unlocked, locks_covering
from hallway.core.locks.rules import Tokens, opens
from hallway.platform.storage import StagedBlob
from hallway.wire.paths import name_key

NO_TOKENS: Tokens = frozenset()
TAKEN = "Something here already has that name."


def hold_folder(actor: Actor, folder: int, tokens: Tokens) -> Held:
    """Hold the list of a folder the actor may add to, and the folder."""
    held = hold(folder)[folder]
    _demand_adding(actor, held, tokens)
    return held


def _demand_adding(actor: Actor, held: Held, tokens: Tokens) -> None:
    mask = mask_of(actor, held.item, held.facts)
    demand(actor, mask, Right.VIEW_LIST_ITEMS)
    if not held.item.is_folder:
        raise Conflict("That is a file, not a folder.")
    demand(actor, mask, Right.ADD_LIST_ITEMS)
    demand_unlocked(actor, held.item, tokens)


@command
def create_folder(
    actor: Actor, parent: ItemId, *, name: str, tokens: Tokens = NO_TOKENS
) -> ItemRecord:
    """Create a folder; Conflict if the name is taken, Invalid if it is illegal."""
    names.check_name(name)
    held = hold_folder(actor, parent, tokens)
    made = insert_item(actor, held.item, name=name, is_folder=True)
    record_created(made)
    return made


@command
def put_file(
    actor: Actor,
    parent: ItemId,
    *,
    name: str,
    body: StagedBlob,
    expect: Expect | None = None,
    tokens: Tokens = NO_TOKENS,
    client_modified: int | None = None,
    client_created: int | None = None,
    comment: str = "",
    clash: Clash = Clash.VERSION,
) -> PutResult:
    """Store a body under a name: a new file, or the next version of the one there.

    `body` is in the store already, so this is short however large it is.  Saves
    under one lock or check-out count as one version.  Raises Stale if `expect` is
    not met, Locked without the lock's token, Conflict if a folder has the name.
    With another `clash`, what has the name is left as it is: see there.
    """
    names.check_name(name)
    held = hold(parent)[parent]
    names.check_text(comment, field="comment")
    existing = find_child(parent, name_key(name))
    expect = expect or Expect.any()
    if existing is not None and clash is Clash.KEEP:
        # Who may not add here is not told what the name would be.
        _demand_adding(actor, held, tokens)
        name = free_name(held.item.id, name, is_folder=False)
        existing = None
    if existing is None:
        _demand_adding(actor, held, tokens)
        if not expect.met_by(None):
            raise Stale("The file is gone.")
        made = make_file(
            actor,
            held,
            name=name,
            body=body,
            stamp=Stamp(*next_stamp(held.facts.versioning, None), comment),
            client_modified=client_modified,
            client_created=client_created,
        )
        return PutResult(item=made, created=True)
    mask = mask_of(actor, existing, held.facts)
    if not holds(mask, Right.VIEW_LIST_ITEMS):
        # Who may not add here is told nothing of what is hidden here.
        above = mask_of(actor, held.item, held.facts)
        demand(actor, above, Right.ADD_LIST_ITEMS)
        raise Conflict(TAKEN)
    if clash is Clash.SKIP:
        _demand_adding(actor, held, tokens)
        unchanged()
        return PutResult(item=existing, created=False, stored=False)
    demand(actor, mask, Right.EDIT_LIST_ITEMS)
    if existing.is_folder:
        raise Conflict("A folder has that name.")
    demand_unlocked(actor, existing, tokens)
    if not expect.met_by(existing):
        raise Stale("Somebody else saved it in the meantime.")
    _demand_checkout(held, existing)
    saved = replace_content(
        actor,
        existing,
        held.facts,
        body=_link(body),
        session=session_of(actor, existing, tokens),
        comment=comment,
        client_modified=client_modified,
        client_created=client_created,
    )
    record_saved(existing, saved)
    return PutResult(item=saved, created=False)


def _demand_checkout(held: Held, item: ItemRecord) -> None:
    if held.facts.require_checkout and item.checked_out_to is None:
        raise Conflict("This library asks you to check a file out first.")


def _link(body: StagedBlob) -> Body:
    return Body(body.sha256, body.size, link_blob(body))


def make_file(
    actor: Actor,
    held: Held,
    *,
    name: str,
    body: StagedBlob,
    stamp: Stamp,
    client_modified: int | None = None,
    client_created: int | None = None,
) -> ItemRecord:
    """Insert a file with its first version and record it; Conflict among rows."""
    demand_bodies(held)
    linked = _link(body)
    # Most libraries have no columns: then nothing is looked up.
    saver = saver_of(actor, held)
    data = saver.begin_file(ancestors=held.item.ancestors) if saver else {}
    made = insert_item(
        actor,
        held.item,
        name=name,
        is_folder=False,
        body=linked,
        stamp=stamp,
        data=data,
        client_created=client_created,
        client_modified=client_modified,
    )
    if saver:
        saver.settle(made.id, data)
    insert_version(
        actor,
        made.id,
        held.facts.site,
        stamp=stamp,
        body=linked,
        data=data,
        client_modified=client_modified,
    )
    record_created(made)
    return made


def session_of(actor: Actor, item: ItemRecord, tokens: Tokens) -> str | None:
    """Return the name of the editing session a save belongs to, if any."""
    if item.checked_out_to is not None:
        return f"checkout:{item.guid}"
    if tokens:
        for lock in locks_covering(item):
            if not lock.shared and opens(actor, lock, tokens):
                return lock.token[:60]
    return None


@command
def create_item(
    actor: Actor,
    list_id: ListId,
    *,
    values: Mapping[str, Any],
    parent: ItemId | None = None,
    guid: UUID | None = None,
) -> ItemRecord:
    """Add a row to a list, with values by internal name; Invalid names each field.

    With a `guid` of the caller's own, sending the same again gives the row made
    before, as it is now; Conflict if another's has it, or if it is out of sight.
    """
    from hallway.core.lists.rows import get_list_row

    found = get_list_row(list_id)
    held = hold_folder(actor, parent if parent is not None else found.root, NO_TOKENS)
    if held.item.list != list_id:
        raise Conflict("That folder is in another list.")
    if get_kind(held.facts.kind).has_bodies:
        raise Conflict("This library holds files: upload one.")
    if guid is not None and (made := _made_before(actor, held, guid)) is not None:
        unchanged()
        return made
    saver = Saver(actor, list_id)
    data = saver.begin(values, ancestors=held.item.ancestors)
    stamp = Stamp(*next_stamp(held.facts.versioning, None))
    made = insert_item(
        actor,
        held.item,
        name=None,
        is_folder=False,
        stamp=stamp,
        data=data,
        guid=guid,
    )
    saver.settle(made.id, data)
    insert_version(actor, made.id, held.facts.site, stamp=stamp, body=None, data=data)
    record_created(made)
    return tell_kind(actor, held.facts.kind, made, data)


def _made_before(actor: Actor, held: Held, guid: UUID) -> ItemRecord | None:
    from hallway.core.items.models import Item

    row = Item.unscoped.filter(guid=guid).first()
    if row is None:
        return None
    taken = Conflict(
        "This was sent before, and what it made is gone. Send it again to add it anew."
    )
    is_own = (row.list_id, row.author) == (held.item.list, actor.principal)
    if not is_own or row.deletion_id is not None:
        raise taken
    made = get_item_row(row.pk)
    if not holds(mask_of(actor, made, held.facts), Right.VIEW_LIST_ITEMS):
        raise taken
    return made
