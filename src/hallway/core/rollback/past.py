"""What the log and the tables say of a list since a moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import orjson

from hallway.core import clock
from hallway.core.rollback.rules import FIRST, Node, Past, past_of
from hallway.platform.db import engine

_PAGE = 2_000
_CHUNK = 500
_NODE = (
    "SELECT i.id, i.list_id, i.number, i.parent_id, i.ancestry, i.name, i.is_folder,"
    " i.scope_id, i.created, i.major, i.minor, i.checked_out_to, i.deletion_id,"
    " d.deleted, d.deleted_by, d.stage, d.item FROM core_item i"
    " LEFT JOIN core_deletion d ON d.id = i.deletion_id WHERE "
)
_FIELDS = tuple(Node.__dataclass_fields__)


class Kept(NamedTuple):
    """The version of an item at a moment, and whether the item is other than it now."""

    major: int
    minor: int
    size: int
    differs: bool


def first_changes(list_id: int, moment: int) -> dict[int, Past]:
    """Return what each item was before its place first changed after a moment."""
    verbs = ", ".join(["%s"] * len(FIRST))
    found: dict[int, Past] = {}
    last = 0
    while True:
        rows = engine().fetch_all(
            "SELECT c.n, c.verb, c.item, c.before FROM core_change c"
            " JOIN core_stream s ON s.id = c.stream_id"
            " WHERE s.kind = 'list' AND s.ref = %s AND c.n > %s AND c.at > %s"
            f" AND c.verb IN ({verbs}) ORDER BY c.n LIMIT %s",
            [list_id, last, moment, *FIRST, _PAGE],
        )
        for _n, verb, item, before in rows:
            if item is not None and item not in found:
                found[item] = past_of(verb, _read(before))
        if len(rows) < _PAGE:
            return found
        last = rows[-1][0]


def changes_of(list_id: int) -> int:
    """Return how many changes of a list there ever were."""
    row = engine().fetch_one(
        "SELECT last FROM core_stream WHERE kind = 'list' AND ref = %s", (list_id,)
    )
    return int(row[0]) if row else 0


def made_since(list_id: int, moment: int) -> set[int]:
    """Return the things of a list, those deleted too, that a moment did not know."""
    rows = engine().fetch_all(
        "SELECT id FROM core_item WHERE list_id = %s AND created > %s",
        (list_id, moment),
    )
    return {row[0] for row in rows}


def saved_since(list_id: int, moment: int) -> set[int]:
    """Return the older files of a list whose current version a moment did not know."""
    rows = engine().fetch_all(
        "SELECT i.id FROM core_item i JOIN core_version v ON v.item_id = i.id"
        " AND v.major = i.major AND v.minor = i.minor WHERE i.list_id = %s"
        " AND i.created <= %s AND i.modified > %s AND v.created > %s",
        (list_id, moment, moment, moment),
    )
    return {row[0] for row in rows}


def load_nodes(items: Iterable[int]) -> dict[int, Node]:
    """Return the rows of things, be they in the recycle bin, by id."""
    found = {}
    for some in _chunks(items):
        among, ids = engine().is_one_of("i.id", some)
        for row in engine().fetch_all(_NODE + among, ids):
            given: dict[str, Any] = dict(zip(_FIELDS, row, strict=True))
            given["is_folder"] = bool(given["is_folder"])
            found[row[0]] = Node(**given)
    return found


def kept_versions(items: Iterable[int], moment: int) -> dict[int, Kept]:
    """Return the newest version each of these had at a moment, where it is kept."""
    found = {}
    for some in _chunks(items):
        among, ids = engine().is_one_of("o.item_id", some)
        rows = engine().fetch_all(
            "SELECT o.item_id, o.major, o.minor, o.size, o.blob_id, o.data, i.blob_id,"
            " i.data FROM (SELECT o.item_id, o.major, o.minor, o.size, o.blob_id,"
            " o.data, row_number() OVER (PARTITION BY o.item_id"
            " ORDER BY o.major DESC, o.minor DESC) AS place FROM core_version o"
            f" WHERE {among} AND o.created <= %s) o"
            " JOIN core_item i ON i.id = o.item_id WHERE o.place = 1",
            [*ids, moment],
        )
        for item, major, minor, size, blob, data, now_blob, now_data in rows:
            differs = blob != now_blob or _read(data) != _read(now_data)
            found[item] = Kept(major, minor, size, differs)
    return found


def locked_by(list_id: int) -> tuple[dict[int, str], dict[int, str]]:
    """Return who has things of a list locked, and who all that is below them."""
    rows = engine().fetch_all(
        "SELECT k.item_id, k.deep, p.title FROM core_lock k"
        " JOIN core_item i ON i.id = k.item_id"
        " JOIN core_principal p ON p.id = k.owner"
        " WHERE i.list_id = %s AND k.expires > %s",
        (list_id, clock.now()),
    )
    own = {item: title for item, _deep, title in rows}
    return own, {item: title for item, deep, title in rows if deep}


def count_below(list_id: int, ancestry: str) -> int:
    """Return how many living things are in a folder, itself included."""
    row = engine().fetch_one(
        "SELECT count(*) FROM core_item WHERE list_id = %s AND ancestry >= %s"
        " AND ancestry < %s AND deletion_id IS NULL",
        (list_id, ancestry, ancestry[:-1] + "0"),
    )
    return int(row[0]) if row else 0


def count_deleted(deletion: int) -> int:
    """Return how many things a deletion took."""
    row = engine().fetch_one(
        "SELECT count(*) FROM core_item WHERE deletion_id = %s", (deletion,)
    )
    return int(row[0]) if row else 0


def _chunks(items: Iterable[int]) -> Iterator[Sequence[int]]:
    every = sorted(items)
    for start in range(0, len(every), _CHUNK):
        yield every[start : start + _CHUNK]


def _read(stored: Any) -> Any:
    # SQLite gives JSON as text, PostgreSQL's driver may have read it.
    return orjson.loads(stored) if isinstance(stored, str | bytes) else stored
