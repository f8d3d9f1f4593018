"""Statements that commands on items share; each runs inside a command."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple

import orjson

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_item_mask
from hallway.core.changes.journal import charge, count, lock_lists, record
from hallway.core.errors import Conflict, NotFound
from hallway.core.items.keys import keys_of
from hallway.core.items.records import ItemRecord
from hallway.core.items.rows import (
    Facts,
    Held,
    find_child,
    get_held,
    get_item_row,
    item_columns,
    lists_of,
)
from hallway.core.rowrules.stamping import new_scope, settle_item
from hallway.platform.db import engine
from hallway.wire.paths import name_key, sort_key


class Body(NamedTuple):
    """A linked blob."""

    sha256: str
    size: int
    sniffed_type: str


class Stamp(NamedTuple):
    """A version's number and where it came from."""

    major: int
    minor: int
    comment: str = ""
    session: str | None = None


def hold(*items: int) -> dict[int, Held]:
    """Lock the lists of these items, then read them; NotFound if one is gone."""
    if not engine().locks_rows:
        # Nobody else writes in the meantime: there is nothing to lock.
        return {item: get_held(item) for item in items}
    lists = lists_of(items)
    if not lists:
        raise NotFound
    lock_lists(lists)
    held = {item: get_held(item) for item in items}
    if any(one.item.list not in lists for one in held.values()):
        raise Conflict("It was moved to another list just now; try again.")
    return held


def mask_of(actor: Actor, item: ItemRecord, facts: Facts) -> int:
    """Return the actor's rights on an item of a list that is held."""
    return get_item_mask(
        actor,
        list_id=item.list,
        scope=item.scope,
        ancestry=item.ancestry,
        pending=facts.pending,
    )


def next_number(list_id: int, *, many: int = 1) -> int:
    """Take `many` numbers of a list; return the first of them."""
    return _take_numbers(list_id, many)[0]


def _take_numbers(list_id: int, many: int) -> tuple[int, Any]:
    """Return the first of `many` numbers, and the list's row rule as it is stored."""
    row = engine().fetch_one(
        "UPDATE core_list SET next_number = next_number + %s, modified = %s"
        " WHERE id = %s RETURNING next_number, row_rule",
        (many, clock.now(), list_id),
    )
    assert row is not None
    return int(row[0]) - many, row[1]


def insert_item(
    actor: Actor,
    parent: ItemRecord,
    *,
    name: str | None,
    is_folder: bool,
    body: Body | None = None,
    stamp: Stamp | None = None,
    data: dict[str, Any] | None = None,
    client_created: int | None = None,
    client_modified: int | None = None,
    guid: uuid.UUID | None = None,
) -> ItemRecord:
    """Insert a living item into a folder; a name of None becomes `<number>_.000`.

    Raises Conflict (by the unique index) if the name is taken.
    """
    db = engine()
    at = clock.now()
    number, row_rule = _take_numbers(parent.list, 1)
    if name is None:
        name = f"{number}_.000"
        while find_child(parent.id, name_key(name)) is not None:
            # A row that came from another list brought this name along.
            number = next_number(parent.list)
            name = f"{number}_.000"
    scope: int = parent.scope
    if row_rule is not None and not is_folder:
        scope = new_scope(
            parent.list,
            parent.scope,
            author=actor.principal,
            data=data or {},
            rule=row_rule,
        )
    major, minor = (stamp.major, stamp.minor) if stamp else (0, 0)
    values = {
        "guid": _guid(guid or uuid.uuid4()),
        "list_id": parent.list,
        "number": number,
        "parent_id": parent.id,
        "ancestry": "",
        "name": name,
        "name_key": name_key(name),
        "sort_key": sort_key(name),
        "is_folder": is_folder,
        "scope_id": scope,
        "data": orjson.dumps(data or {}).decode(),
        "keys": keys_of(data or {}),
        "blob_id": body.sha256 if body else None,
        "size": body.size if body else 0,
        "sniffed_type": body.sniffed_type if body else "",
        "major": major,
        "minor": minor,
        "content_version": 1,
        "version": 1,
        "created": at,
        "modified": at,
        "client_created": client_created,
        "client_modified": client_modified,
        "author": actor.principal,
        "editor": actor.principal,
    }
    row = db.fetch_one(
        f"INSERT INTO core_item ({', '.join(values)})"
        f" VALUES ({', '.join(['%s'] * len(values))}) RETURNING id",
        list(values.values()),
    )
    assert row is not None
    count(parent.list, scope, 1)
    made = db.fetch_one(
        "UPDATE core_item SET ancestry = %s WHERE id = %s"
        f" RETURNING {item_columns('core_item')}",
        (f"{parent.ancestry}{row[0]}/", row[0]),
    )
    assert made is not None
    return ItemRecord._make(made)


def insert_version(
    actor: Actor,
    item: int,
    site: int,
    *,
    stamp: Stamp,
    body: Body | None,
    data: dict[str, Any] | None = None,
    client_modified: int | None = None,
) -> None:
    """Insert the row of an item's version and charge its bytes to the site."""
    values = {
        "guid": _guid(uuid.uuid4()),
        "item_id": item,
        "major": stamp.major,
        "minor": stamp.minor,
        "data": orjson.dumps(data or {}).decode(),
        "blob_id": body.sha256 if body else None,
        "size": body.size if body else 0,
        "author": actor.principal,
        "created": clock.now(),
        "client_modified": client_modified,
        "comment": stamp.comment,
        "label": "",
        "session": stamp.session,
    }
    engine().execute(
        f"INSERT INTO core_version ({', '.join(values)})"
        f" VALUES ({', '.join(['%s'] * len(values))})",
        list(values.values()),
    )
    if body:
        charge(site, body.size)


def _guid(value: uuid.UUID) -> str:
    # Either vendor takes 32 hex digits: text on SQLite, uuid on PostgreSQL.
    return value.hex


def drop_version(item: int, site: int, *, major: int, minor: int) -> None:
    """Remove one version's row and give its bytes back to the site."""
    row = engine().fetch_one(
        "DELETE FROM core_version WHERE item_id = %s AND major = %s AND minor = %s"
        " RETURNING size",
        (item, major, minor),
    )
    if row is not None and row[0]:
        charge(site, -row[0])


def next_stamp(versioning: str, item: ItemRecord | None) -> tuple[int, int]:
    """Return the (major, minor) of the next version under a list's rule."""
    if versioning == "minor":
        return (item.major, item.minor + 1) if item else (0, 1)
    if versioning == "major":
        return (item.major + 1, 0) if item else (1, 0)
    return (item.major, item.minor) if item else (1, 0)


def replace_content(
    actor: Actor,
    item: ItemRecord,
    facts: Facts,
    *,
    body: Body | None,
    session: str | None,
    data: dict[str, Any] | None = None,
    comment: str = "",
    client_modified: int | None = None,
    client_created: int | None = None,
) -> ItemRecord:
    """Give an item new content as its next version; its values stay without `data`.

    Within one editing session (a lock, a check-out) a later save replaces the
    earlier one's version; a list without versions keeps the current one alone.
    """
    db = engine()
    at = clock.now()
    current = db.fetch_one(
        "SELECT i.data, v.session FROM core_item i LEFT JOIN core_version v"
        " ON v.item_id = i.id AND v.major = i.major AND v.minor = i.minor"
        " WHERE i.id = %s",
        (item.id,),
    )
    assert current is not None
    values = orjson.loads(current[0]) if data is None else data
    same_session = session is not None and current[1] == session
    if same_session or facts.versioning == "none":
        major, minor = item.major, item.minor
        drop_version(item.id, facts.site, major=major, minor=minor)
    else:
        major, minor = next_stamp(facts.versioning, item)
    insert_version(
        actor,
        item.id,
        facts.site,
        stamp=Stamp(major, minor, comment, session),
        body=body,
        data=values,
        client_modified=client_modified,
    )
    saved = db.fetch_one(
        "UPDATE core_item SET data = %s, keys = %s, blob_id = %s, size = %s,"
        " sniffed_type = %s, major = %s, minor = %s,"
        " content_version = content_version + 1, version = version + 1,"
        " modified = %s, editor = %s, client_modified = %s,"
        " client_created = COALESCE(%s, client_created) WHERE id = %s"
        f" RETURNING {item_columns('core_item')}",
        (
            orjson.dumps(values).decode(),
            keys_of(values),
            *(body or (None, 0, "")),
            major,
            minor,
            at,
            actor.principal,
            client_modified,
            client_created,
            item.id,
        ),
    )
    assert saved is not None
    if data is not None and facts.is_ruled and settle_item(item.id):
        return get_item_row(item.id)
    return ItemRecord._make(saved)


def write_values(
    actor: Actor,
    held: Held,
    *,
    before: Mapping[str, Any],
    data: dict[str, Any],
    session: str | None,
    comment: str = "",
) -> None:
    """Give an item other values as its next version, and record what changed."""
    old, facts = held
    major, minor = next_stamp(facts.versioning, old)
    if facts.versioning == "none":
        drop_version(old.id, facts.site, major=major, minor=minor)
    insert_version(
        actor,
        old.id,
        facts.site,
        stamp=Stamp(major, minor, comment, session=session),
        body=Body(old.sha256, old.size, old.sniffed_type) if old.sha256 else None,
        data=data,
        client_modified=old.client_modified,
    )
    engine().execute(
        "UPDATE core_item SET data = %s, keys = %s, major = %s, minor = %s,"
        " version = version + 1, modified = %s, editor = %s WHERE id = %s",
        (
            orjson.dumps(data).decode(),
            keys_of(data),
            major,
            minor,
            clock.now(),
            actor.principal,
            old.id,
        ),
    )
    if facts.is_ruled:
        settle_item(old.id)
    changed = {key for key in {*before, *data} if before.get(key) != data.get(key)}
    record(
        ("list", old.list),
        "item.updated",
        item=old.id,
        before={key: before[key] for key in sorted(changed) if key in before},
        after={key: data[key] for key in sorted(changed) if key in data},
    )


def rewrite_data(changed: Mapping[int, Mapping[str, Any]]) -> None:
    """Give items other values without a new version: those a list makes itself.

    Their current versions have them too, so that restoring one restores what it showed.
    """
    db = engine()
    for item, data in changed.items():
        stored = orjson.dumps(data).decode()
        row = db.fetch_one(
            "UPDATE core_item SET data = %s, keys = %s, version = version + 1"
            " WHERE id = %s RETURNING major, minor",
            (stored, keys_of(data), item),
        )
        if row is not None:
            db.execute(
                "UPDATE core_version SET data = %s"
                " WHERE item_id = %s AND major = %s AND minor = %s",
                (stored, item, *row),
            )


def touch(actor: Actor, item: int) -> None:
    """Note that an item changed without its content."""
    engine().execute(
        "UPDATE core_item SET version = version + 1, modified = %s, editor = %s"
        " WHERE id = %s",
        (clock.now(), actor.principal, item),
    )
