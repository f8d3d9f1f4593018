"""Taking a backup of everything, and putting one back."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

import orjson
from django.db import IntegrityError, transaction

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
from hallway.core.backup.tables import (
    columns_of,
    dumps,
    empty_tables,
    list_models,
    loads,
    read_rows,
    settle_sequences,
    write_rows,
)
from hallway.core.backup.writing import Part, Writer, read_head, read_json, read_parts
from hallway.core.blobs.models import Blob, CollectionPause
from hallway.core.changes.journal import DIRECTORY, command, housekeeping, record
from hallway.core.errors import Conflict, Forbidden
from hallway.core.people.models import Tenant
from hallway.platform.db import engine
from hallway.platform.db.schema import applied_migrations
from hallway.platform.db.snapshot import snapshot
from hallway.platform.storage import BlobMissing, get_store

PAUSE = timedelta(hours=6)
"""How long a backup keeps bodies from being collected; renewed while it copies."""
_RENEW = 2_000


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
        bodies, size, missing = _write_bodies(writer, alias, renew, progress)
        writer.close(rows=rows, bodies=bodies, missing=missing)
    _note_backup(actor, bodies=bodies, size=size)
    return Summary(rows=sum(rows.values()), bodies=bodies, bytes=size, made=made)


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
    store, copied, size = get_store(), 0, 0
    missing: list[str] = []
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
                writer.put_blob(f"{BLOBS}{sha256}", length, body)
        except BlobMissing:
            # Collected just before: no row of this moment names it, which is checked
            # when it is restored.
            missing.append(sha256)
            continue
        copied += 1
        size += length
    return copied, size, missing


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
    A backup of other migrations than the database has is refused.  Every part is hashed
    as it is read; nothing shows before the end was seen.  A new
    history begins: who follows the log starts anew.  Conflict where something is here,
    BadBackup, Forbidden.
    """
    _demand_everything(actor)
    if not replace and _is_in_use():
        raise Conflict("There is something in this installation already.")
    parts = read_parts(file)
    head = _first(parts)
    known, theirs = list(map(list, applied_migrations())), head["migrations"]
    if theirs != known:
        raise BadBackup(
            f"This backup was made by version {head.get('product')}, which keeps its"
            " data in other tables. Restore it with that version, then update."
        )
    try:
        with transaction.atomic():
            empty_tables()
            summary, key = _load(parts, head, progress)
            _begin_history()
            settle_sequences()
            _note_restore(actor, made=summary.made)
            keep_key(key)
    except (IntegrityError, TypeError) as error:
        raise BadBackup("Its rows do not fit each other: it is damaged.") from error
    return summary


def _first(parts: Iterator[Part]) -> dict[str, object]:
    for part in parts:
        return read_head(part)
    raise BadBackup("This is no backup of Hallway.")


def _load(
    parts: Iterator[Part], head: dict[str, object], progress: Progress
) -> tuple[Summary, str]:
    models = {model._meta.db_table: model for model in list_models()}
    store, hashes, key = get_store(), dict[str, str](), ""
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
            wanted = part.name.removeprefix(BLOBS)
            staged = store.stage(part.pieces(), length=part.size, limit=part.size)
            if staged.sha256 != wanted:
                raise BadBackup(f"The body {wanted} is damaged.")
            bodies, size = bodies + 1, size + part.size
            progress("bodies", bodies, counts.get("core_blob", bodies))
        elif part.name.startswith(TABLES):
            table = part.name.split("/")[1]
            model = models.get(table)
            if model is None:
                raise BadBackup(f"There is a table {table} in it that is not ours.")
            packed = part.whole()
            hashes[part.name] = hashlib.sha256(packed).hexdigest()
            rows = _rows(part.name, packed, columns_of(model))
            write_rows(model, rows)
            counts[table] += len(rows)
            progress(table, len(hashes), len(hashes) + 1)
        else:
            raise BadBackup(f"There is a part {part.name[:80]} in it that is not ours.")
    if end is None:
        raise BadBackup("The file is cut off: its end is missing.")
    _compare(end, hashes, counts, bodies)
    return Summary(
        rows=sum(counts.values()),
        bodies=bodies,
        bytes=size,
        made=int(str(head["made"])),
    ), key


def _rows(name: str, packed: bytes, columns: list[str]) -> list[list[object]]:
    from hallway.core.backup.writing import unpack

    try:
        head, *rows = loads(unpack(name, packed))
    except ValueError as error:
        raise BadBackup(f"The part {name} is damaged.") from error
    if head != columns:
        raise BadBackup(f"The part {name} has other columns than ours.")
    return rows


def _compare(
    end: dict[str, object], hashes: dict[str, str], counts: dict[str, int], bodies: int
) -> None:
    parts = dict(end.get("parts") or {})  # type: ignore[call-overload]
    parts.pop(HEAD, None)
    if parts != hashes or end.get("rows") != counts or end.get("bodies") != bodies:
        raise BadBackup("It is damaged: its parts are not those its end names.")
    missing = end.get("missing")
    if missing:
        # Nothing refers to them, or the constraints of the database say so now.
        Blob.unscoped.filter(sha256__in=missing).delete()


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
