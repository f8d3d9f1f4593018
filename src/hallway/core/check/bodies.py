"""Bodies: what versions refer to is in the store, whole; items copy its facts."""

from __future__ import annotations

from collections.abc import Iterator

from hallway.core.check.records import Finding, Progress
from hallway.core.check.rules import Rule, apply_rules
from hallway.core.kinds import list_kinds
from hallway.platform.db import engine
from hallway.platform.storage import BlobMissing, get_store

PAGE = 1_000
_BLOB = "LEFT JOIN core_blob b ON b.sha256 = t.blob_id"
_VERSION = (
    "LEFT JOIN core_version v"
    " ON v.item_id = t.id AND v.major = t.major AND v.minor = t.minor"
)
_LOST = "upload the file again, or restore a backup"

ITEM_RULES = (
    Rule(
        kind="item.blob",
        says="has a body that is not registered",
        joins=_BLOB,
        broken="t.blob_id IS NOT NULL AND b.sha256 IS NULL",
        label="t.name",
        remedy=_LOST,
    ),
    Rule(
        kind="item.facts",
        says="has another size or type than its body",
        joins=_BLOB,
        broken="(t.blob_id IS NULL AND (t.size <> 0 OR t.sniffed_type <> ''))"
        " OR b.size <> t.size OR b.sniffed_type <> t.sniffed_type"
        " OR (t.is_folder AND t.blob_id IS NOT NULL)",
        label="t.name",
    ),
    Rule(
        kind="item.version",
        says="lacks the row of its current version",
        joins=_VERSION,
        broken="NOT t.is_folder AND v.id IS NULL",
        label="t.name",
    ),
    Rule(
        kind="item.version_facts",
        says="has another body than its current version",
        joins=_VERSION,
        broken="v.id IS NOT NULL"
        " AND (v.blob_id IS DISTINCT FROM t.blob_id OR v.size <> t.size)",
        label="t.name",
    ),
)

VERSION_RULES = (
    Rule(
        kind="version.blob",
        says="has a body that is not registered",
        joins=_BLOB,
        broken="t.blob_id IS NOT NULL AND b.sha256 IS NULL",
        remedy=_LOST,
    ),
    Rule(
        kind="version.size",
        says="has another size than its body",
        joins=_BLOB,
        broken="b.size <> t.size OR (t.blob_id IS NULL AND t.size <> 0)",
    ),
)


ATTACHMENT_RULES = (
    Rule(
        kind="attachment.blob",
        says="has a body that is not registered",
        joins=_BLOB,
        broken="b.sha256 IS NULL",
        label="t.name",
        remedy=_LOST,
    ),
    Rule(
        kind="attachment.facts",
        says="has another size or type than its body",
        joins=_BLOB,
        broken="b.size <> t.size OR b.sniffed_type <> t.sniffed_type",
        label="t.name",
    ),
)


def check_bodies(progress: Progress, *, hash_bodies: bool) -> Iterator[Finding]:
    """Every body that something refers to; `hash_bodies` reads all their bytes."""
    yield from apply_rules("core_item", "item", ITEM_RULES, progress)
    yield from apply_rules("core_version", "version", VERSION_RULES, progress)
    yield from apply_rules("core_attachment", "attachment", ATTACHMENT_RULES, progress)
    yield from _stored(progress, hash_bodies=hash_bodies)


def _stored(progress: Progress, *, hash_bodies: bool) -> Iterator[Finding]:
    row = engine().fetch_one("SELECT count(*) FROM core_blob")
    total = 0 if row is None else int(row[0])
    done, last = 0, ""
    while True:
        page = engine().fetch_all(
            "SELECT sha256, size FROM core_blob WHERE sha256 > %s"
            " ORDER BY sha256 LIMIT %s",
            (last, PAGE),
        )
        for sha256, size in page:
            progress("bodies", done, total)
            done += 1
            wrong = _look(sha256, size, hash_bodies=hash_bodies)
            # Collected in the meantime, or waiting to be: nobody misses it.
            if wrong is not None and (name := _user_of(sha256)) is not None:
                kind, says = wrong
                where = get_store().path(sha256) or sha256
                what = f"body of {name} {says}: {where}"
                yield Finding(kind=kind, what=what, remedy=_LOST)
        if len(page) < PAGE:
            progress("bodies", total, total)
            return
        last = page[-1][0]


def _look(sha256: str, size: int, *, hash_bodies: bool) -> tuple[str, str] | None:
    store = get_store()
    try:
        if store.size(sha256) != size:
            return "blob.size", "has another length than it had"
        if hash_bodies and not store.verify(sha256):
            return "blob.damaged", "is not what was stored"
    except BlobMissing:
        return "blob.missing", "is gone"
    except OSError as error:
        return "blob.unreadable", f"cannot be read ({error.strerror})"
    return None


def _user_of(sha256: str) -> str | None:
    row = engine().fetch_one(
        "SELECT i.id, i.name, v.major, v.minor FROM core_version v"
        " JOIN core_item i ON i.id = v.item_id WHERE v.blob_id = %s"
        " ORDER BY v.id DESC LIMIT 1",
        (sha256,),
    )
    if row is not None:
        return f"item {row[0]} “{row[1]}”, version {row[2]}.{row[3]},"
    attached = engine().fetch_one(
        "SELECT item_id, name FROM core_attachment WHERE blob_id = %s", (sha256,)
    )
    if attached is not None:
        return f"“{attached[1]}”, attached to item {attached[0]},"
    person = engine().fetch_one(
        "SELECT principal_id FROM core_person WHERE photo_id = %s", (sha256,)
    )
    if person is not None:
        return f"the photo of person {person[0]}"
    brand = engine().fetch_one(
        "SELECT host FROM core_brand WHERE logo_id = %s", (sha256,)
    )
    if brand is not None:
        return f"the logo of {brand[0]}"
    sheet = engine().fetch_one(
        "SELECT name FROM core_sheet WHERE blob_id = %s OR result_id = %s",
        (sha256, sha256),
    )
    if sheet is not None:
        return f"the file of rows “{sheet[0]}” that somebody is bringing in"
    preview = engine().fetch_one(
        "SELECT kind FROM core_derivative WHERE blob_id = %s", (sha256,)
    )
    if preview is not None:
        return f"a preview ({preview[0]})"
    for kind in list_kinds():
        for table in kind.bodies:
            found = engine().fetch_one(
                f"SELECT item_id FROM {table} WHERE blob_id = %s", (sha256,)
            )
            if found is not None:
                return f"something kept beside item {found[0]}"
    return None
