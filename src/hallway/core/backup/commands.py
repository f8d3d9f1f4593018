"""Taking a backup of everything, and putting one back."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, BinaryIO

import orjson
from django.db import DatabaseError, transaction

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.backup.records import (
    BLOBS,
    FORMAT,
    HEAD,
    KEY,
    TABLES,
    TAIL,
    BadBackup,
    Progress,
    Summary,
)
from hallway.core.backup.schemas import Schema
from hallway.core.backup.tables import (
    Model,
    columns_of,
    dumps,
    empty_tables,
    last_ids,
    list_models,
    loads,
    read_rows,
    settle_ids,
    write_rows,
)
from hallway.core.backup.writing import (
    Part,
    Writer,
    read_head,
    read_json,
    read_parts,
    unpack,
)
from hallway.core.blobs.models import Blob, CollectionPause
from hallway.core.changes.journal import DIRECTORY, command, housekeeping, record
from hallway.core.errors import Conflict, Forbidden
from hallway.core.people.epoch import move_epoch
from hallway.core.people.models import Tenant
from hallway.core.projections.schema import drop_all
from hallway.platform.db import engine
from hallway.platform.db.schema import applied_migrations
from hallway.platform.db.snapshot import snapshot
from hallway.platform.storage import BlobMissing, get_store

PAUSE = timedelta(hours=6)
"""How long a backup keeps bodies from being collected; renewed while it copies."""
_RENEW = 2_000
_HASH = re.compile(r"[0-9a-f]{64}")


def take_backup(
    actor: Actor,
    file: BinaryIO,
    *,
    scratch: Path,
    key: str,
    version: str,
    progress: Progress,
) -> Summary:
    """Write all there is at one moment into a file, while others go on writing.

    scratch     a path for a copy of SQLite's file, where nothing is
    key         the installation's secret key: it is part of the backup
    Sessions are left out.  Bodies are copied after the rows that name them; none is
    collected meanwhile.  Forbidden unless the actor may do everything.
    """
    _demand_everything(actor)
    made = clock.now()
    with _collection_paused(actor) as renew, snapshot(scratch) as alias:
        writer = Writer(file)
        head = {
            "format": FORMAT,
            "product": version,
            "made": made,
            "migrations": list(map(list, applied_migrations())),
        }
        writer.put(HEAD, orjson.dumps(head))
        writer.put(KEY, key.encode())
        rows = _write_tables(writer, alias, progress)
        bodies, size, lost = _write_bodies(writer, alias, renew, progress)
        # Read after the rows: never below one of theirs.
        ids = last_ids()
        writer.close(rows=rows, bodies=bodies, lost=lost, last_ids=ids)
    _note_backup(actor, bodies=bodies, size=size)
    return Summary(
        rows=sum(rows.values()), bodies=bodies, bytes=size, made=made, lost=len(lost)
    )


def _write_tables(writer: Writer, alias: str, progress: Progress) -> dict[str, int]:
    models, counts = list_models(), dict[str, int]()
    for position, model in enumerate(models):
        table = model._meta.db_table
        progress(table, position, len(models))
        columns = orjson.dumps(columns_of(model))
        counts[table] = 0
        for number, chunk in enumerate(read_rows(model, using=alias)):
            name = f"{TABLES}{table}/{number:06}.jsonl.gz"
            writer.put_packed(name, columns + b"\n" + dumps(chunk))
            counts[table] += len(chunk)
    return counts


def _write_bodies(
    writer: Writer, alias: str, renew: Callable[[], None], progress: Progress
) -> tuple[int, int, list[str]]:
    """Copy the bodies; how many, their bytes, and those that are not what they were.

    A backup of an installation that lost a body is worth more than none.
    """
    store, copied, size = get_store(), 0, 0
    lost: list[str] = []
    blobs = Blob.unscoped.using(alias).order_by("sha256")
    total = blobs.count()
    for number, (sha256, length) in enumerate(
        blobs.values_list("sha256", "size").iterator(chunk_size=1000)
    ):
        if number % _RENEW == 0:
            renew()
        progress("bodies", number, total)
        try:
            with store.open(sha256) as body:
                is_good = writer.put_blob(sha256, length, body)
        except BlobMissing:
            lost.append(sha256)
            continue
        if not is_good:
            lost.append(sha256)
        copied += 1
        size += length
    return copied, size, lost


@contextmanager
def _collection_paused(actor: Actor) -> Iterator[Callable[[], None]]:
    name = uuid.uuid4().hex

    @housekeeping
    def renew(actor: Actor) -> None:
        until = clock.now() + int(PAUSE.total_seconds()) * clock.SECOND
        CollectionPause.unscoped.update_or_create(name=name, defaults={"until": until})

    @housekeeping
    def end(actor: Actor) -> None:
        CollectionPause.unscoped.filter(name=name).delete()

    renew(actor)
    try:
        yield lambda: renew(actor)
    finally:
        end(actor)


@command
def _note_backup(actor: Actor, *, bodies: int, size: int) -> None:
    record(DIRECTORY, "backup.taken", after={"bodies": bodies, "bytes": size})


def restore_backup(
    actor: Actor,
    file: BinaryIO,
    *,
    replace: bool,
    keep_key: Callable[[str], None],
    progress: Progress,
) -> Summary:
    """Put a backup back, whole or not at all.

    replace     also where somebody or something is here already: all of it goes
    keep_key    called with the secret key just before everything shows
    A backup of an older version is brought up to date, in an empty database; one of
    a newer version is refused.  Every part is hashed as it is read; nothing shows
    before the end was seen.  A new history begins: who follows the log starts anew.
    Conflict where something is here, BadBackup, Forbidden.
    """
    _demand_everything(actor)
    in_use = _is_in_use()
    if in_use and not replace:
        raise Conflict("There is something in this installation already.")
    parts = read_parts(file)
    head = _first(parts)
    schema = Schema(_migrations(head), product=head.get("product"))
    if in_use and schema.is_older:
        raise BadBackup("It was made by an older version: it needs an empty database.")
    new = bytearray()
    try:
        schema.go_back()
        models = schema.models()
        with _rows_refused(), transaction.atomic():
            empty_tables(models.values())
            # Of the rows that were here; those that come get theirs in time.
            drop_all()
            summary, key = _load(parts, head, models, new, progress)
            _begin_history()
            keep_key(key)
    except BaseException:
        _drop_bodies(new)
        raise
    schema.go_on()
    _note_restore(actor, made=summary.made)
    return summary


@contextmanager
def _rows_refused() -> Iterator[None]:
    try:
        yield
    except (DatabaseError, TypeError, ValueError) as error:
        raise BadBackup("Its rows do not fit each other: it is damaged.") from error


def _drop_bodies(new: bytearray) -> None:
    """Take bodies away that nobody refers to: nothing would collect them."""
    for at in range(0, len(new), 32):
        get_store().delete(new[at : at + 32].hex(), older_than=timedelta(0))


def _migrations(head: dict[str, object]) -> list[tuple[str, str]]:
    told: Any = head.get("migrations")
    try:
        return [(str(app), str(name)) for app, name in told]
    except (TypeError, ValueError) as error:
        raise BadBackup("A part of it is damaged.") from error


def _first(parts: Iterator[Part]) -> dict[str, object]:
    for part in parts:
        return read_head(part)
    raise BadBackup("This is no backup of Hallway.")


def _load(
    parts: Iterator[Part],
    head: dict[str, object],
    models: dict[str, Model],
    new: bytearray,
    progress: Progress,
) -> tuple[Summary, str]:
    hashes, key, bad = dict[str, str](), "", set[str]()
    counts = dict.fromkeys(models, 0)
    bodies = size = 0
    end: dict[str, object] | None = None
    for part in parts:
        if end is not None:
            raise BadBackup("There is more in it than its end says.")
        if part.name == TAIL:
            end = read_json(part.whole())
        elif part.name == KEY:
            body = part.whole()
            hashes[KEY] = hashlib.sha256(body).hexdigest()
            key = body.decode("ascii", "replace")
        elif part.name.startswith(BLOBS):
            if not _take_body(part, new):
                bad.add(part.name.removeprefix(BLOBS))
            bodies, size = bodies + 1, size + part.size
            progress("bodies", bodies, counts.get("core_blob", bodies))
        elif part.name.startswith(TABLES):
            table = part.name.split("/")[1]
            packed = part.whole()
            hashes[part.name] = hashlib.sha256(packed).hexdigest()
            counts[table] = counts.get(table, 0) + _insert(part.name, packed, models)
            progress(table, len(hashes), len(hashes) + 1)
        else:
            raise BadBackup(f"There is a part {part.name[:80]} in it that is not ours.")
    if end is None:
        raise BadBackup("The file is cut off: its end is missing.")
    _compare(end, hashes, counts, bodies)
    lost = _lost(end, bad)
    _settle_ids(end, models)
    return Summary(
        rows=sum(counts.values()),
        bodies=bodies,
        bytes=size,
        made=int(str(head["made"])),
        lost=len(lost),
    ), key


def _take_body(part: Part, new: bytearray) -> bool:
    """Put a body into the store; whether it is what its name says, else it is not."""
    store, sha256 = get_store(), part.name.removeprefix(BLOBS)
    if not _HASH.fullmatch(sha256):
        raise BadBackup(f"There is a part {part.name[:80]} in it that is not ours.")
    was_there = store.exists(sha256)

    def checked() -> Iterator[bytes]:
        digest = hashlib.sha256()
        for piece in part.pieces():
            digest.update(piece)
            yield piece
        if digest.hexdigest() != sha256:
            raise _OtherBytes

    try:
        store.stage(checked(), length=part.size, limit=part.size)
    except _OtherBytes:
        return False
    if not was_there:
        new += bytes.fromhex(sha256)
    return True


class _OtherBytes(Exception):
    """A body is not what its name says."""


def _lost(end: dict[str, object], bad: set[str]) -> set[str]:
    """The bodies that were lost when the backup was made; BadBackup for any other."""
    told = end.get("lost")
    lost = {str(one) for one in told} if isinstance(told, list) else set()
    for sha256 in sorted(bad - lost):
        raise BadBackup(f"The body {sha256} is damaged.")
    return lost


def _insert(name: str, packed: bytes, models: dict[str, Model]) -> int:
    """Put the rows of a part into their table; how many."""
    model = models.get(name.split("/")[1])
    if model is None:
        raise BadBackup(f"There is a table in it that is not ours: {name[:80]}.")
    try:
        columns, *rows = loads(unpack(name, packed))
    except ValueError as error:
        raise BadBackup(f"The part {name} is damaged.") from error
    if sorted(columns) != sorted(columns_of(model)):
        raise BadBackup(f"The part {name} has other columns than ours.")
    write_rows(model, columns, rows)
    return len(rows)


def _settle_ids(end: dict[str, object], models: dict[str, Model]) -> None:
    told = end.get("last_ids")
    if not isinstance(told, dict):
        raise BadBackup("A part of it is damaged.")
    settle_ids({str(table): int(last) for table, last in told.items()}, models)


def _compare(
    end: dict[str, object], hashes: dict[str, str], counts: dict[str, int], bodies: int
) -> None:
    parts = dict(end.get("parts") or {})  # type: ignore[call-overload]
    parts.pop(HEAD, None)
    if parts != hashes or end.get("rows") != counts or end.get("bodies") != bodies:
        raise BadBackup("It is damaged: its parts are not those its end names.")


def _is_in_use() -> bool:
    row = engine().fetch_one(
        "SELECT (SELECT count(*) FROM core_person) + (SELECT count(*) FROM core_site)"
    )
    return row is not None and row[0] > 0


def _begin_history() -> None:
    """Make cursors of before useless, and the log readable here.

    Transactions of another cluster have numbers that this one has not reached: all are
    moved below its own, in their order, and the seals with them.
    """
    Tenant.unscoped.update(change_epoch=uuid.uuid4())
    # A cached right of before would be one of another state.
    move_epoch()
    row = engine().fetch_one("SELECT max(txid) FROM core_change")
    most = row[0] if row else None
    if most:
        for table, column in (("core_change", "txid"), ("core_seal", "upto_txid")):
            engine().execute(
                f"UPDATE {table} SET {column} = {column} - %s", (most + 1,)
            )


@command
def _note_restore(actor: Actor, *, made: int) -> None:
    record(DIRECTORY, "backup.restored", after={"made": made})


def _demand_everything(actor: Actor) -> None:
    if actor.everything is None:
        raise Forbidden("Only administrators may back up and restore.")
