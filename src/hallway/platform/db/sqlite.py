"""SQLite: one writer at a time, in one file."""

import math
import re
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from functools import lru_cache
from typing import Any

from django.db import DatabaseError, IntegrityError, connection

from hallway.platform.db.contract import Engine, Params, zone_literal

_UNIQUE = re.compile(r"UNIQUE constraint failed: (?P<columns>[\w.]+(?:, [\w.]+)*)$")
_NAMED = re.compile(r"(?:UNIQUE|CHECK) constraint failed: (?:index ')?(?P<name>\w+)'?$")
_CONSTRAINT = re.compile(r'CONSTRAINT "(\w+)" UNIQUE \(([^()]*)\)')
# Threads take turns here: SQLite's own waiting is unfair, one writer can starve.
_write_lock = threading.Lock()

_FORMAT = re.compile(r"(?<!%)%s")
_LONG = 8192


@lru_cache(maxsize=512)
def _question_marks(sql: str) -> str:
    """A statement with SQLite's own placeholders."""
    return _FORMAT.sub("?", sql).replace("%%", "%")


class _Variance:
    """Sample variance in one pass (Welford 1962), as PostgreSQL's ``var_samp``."""

    def __init__(self) -> None:
        self._count = 0
        self._mean = 0.0
        self._squares = 0.0

    def step(self, value: Any, /) -> None:
        """Take one more value; none is passed over."""
        if value is None:
            return
        self._count += 1
        away = value - self._mean
        self._mean += away / self._count
        self._squares += away * (value - self._mean)

    def finalize(self) -> float | None:
        """The variance; None of fewer than two values."""
        return None if self._count < 2 else self._squares / (self._count - 1)


class _Deviation(_Variance):
    """Sample standard deviation."""

    def finalize(self) -> float | None:
        """The deviation; None of fewer than two values."""
        variance = super().finalize()
        return None if variance is None else math.sqrt(variance)


def prepare(raw: sqlite3.Connection) -> None:
    """Give a new connection aggregates; Django's of these names fail on no value."""
    made: dict[str, Any] = {"var_samp": _Variance, "stddev_samp": _Deviation}
    for name, aggregate in made.items():
        raw.create_aggregate(name, 1, aggregate)


class SqliteEngine(Engine):
    """An ``Engine`` on SQLite 3.40 or later in WAL mode, transactions immediate."""

    locks_rows = False
    # The subquery is a co-routine, and the only thing that is read.
    keeps_order = True
    reads_parallel = False
    txid_expression = "0"

    noted_here = "1 = 1"

    def note_changes(self, table: str, *, of: str, into: str) -> None:
        """See ``Engine.note_changes``."""
        self.execute_ddl(
            f"CREATE TABLE IF NOT EXISTS {into} (list_id integer NOT NULL,"
            " item_id integer NOT NULL, PRIMARY KEY (list_id, item_id)) WITHOUT ROWID"
        )
        for event, row in (
            ("INSERT", "NEW"),
            ("UPDATE", "NEW"),
            ("UPDATE OF list_id", "OLD"),
            ("DELETE", "OLD"),
        ):
            name = f"{table}_{event.lower().replace(' ', '_')}_{row.lower()}"
            watched = f"EXISTS (SELECT 1 FROM {of} p WHERE p.list_id = {row}.list_id)"  # noqa: S608
            noted = f"INSERT OR IGNORE INTO {into} VALUES ({row}.list_id, {row}.id)"  # noqa: S608
            self.execute_ddl(
                f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {event} ON {table}"
                f" WHEN {watched} BEGIN {noted}; END"
            )

    def column_type(self, kind: str) -> str:
        """See ``Engine.column_type``."""
        kinds = {"text": "text", "number": "real"}
        return kinds.get(kind, "integer")

    def json_kept(self, column: str, key: str, kind: str) -> str:
        """See ``Engine.json_kept``."""
        value = self.json_value(column, key, kind)
        if kind == "text":
            return value
        kinds = {"number": "'integer', 'real'", "integer": "'integer'"}
        allowed = kinds.get(kind, "'true', 'false'")
        member = f"json_type({column}, '$.\"{key}\"')"
        return f"CASE WHEN {member} IN ({allowed}) THEN {value} END"

    def create_index(
        self,
        name: str,
        table: str,
        columns: Sequence[str],
        *,
        beside: Sequence[str] = (),
        only_equal: str = "",
    ) -> None:
        """See ``Engine.create_index``: writers wait for it here."""
        of = ", ".join([only_equal] if only_equal else [*columns, *beside])
        self.execute_ddl(f"CREATE INDEX IF NOT EXISTS {name} ON {table} ({of})")

    def fill_anew(self, table: str, insert: str) -> int:
        """See ``Engine.fill_anew``: nobody else writes meanwhile."""
        self.execute(f"DELETE FROM {table}")  # noqa: S608 - names of our own
        return self.execute(insert)

    def indexes_of(self, table: str) -> list[str]:
        """See ``Engine.indexes_of``."""
        return [
            name
            for (name,) in self.fetch_all(
                "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = %s"
                " AND sql IS NOT NULL",
                [table],
            )
        ]

    def drop_unfinished(self, table: str) -> None:
        """See ``Engine.drop_unfinished``: an index is made whole or not at all."""

    def locking_share(self) -> str:
        """See ``Engine.locking_share``: a write transaction holds all."""
        return ""

    def join_each(self, table: str, alias: str, condition: str) -> str:
        """See the contract."""
        # CROSS JOIN keeps SQLite from changing the order.
        return f"CROSS JOIN {table} {alias} ON {condition}"

    def is_one_of(self, column: str, values: Iterable[int]) -> tuple[str, list[Any]]:
        """See the contract."""
        given = list(values)
        return f"{column} IN ({', '.join(['%s'] * len(given))})", given

    def guid_text(self, column: str) -> str:
        """See ``Engine.guid_text``: Django keeps 32 hex digits here."""
        groups = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
        return "({})".format(
            " || '-' || ".join(
                f"substr({column}, {start}, {size})" for start, size in groups
            )
        )

    def json_value(self, column: str, key: str, kind: str) -> str:
        """See ``Engine.json_value``: true and false come as 1 and 0."""
        value = f"json_extract({column}, '$.\"{key}\"')"
        return f"CAST({value} AS REAL)" if kind == "number" else value

    def json_has_any(self, column: str, key: str, source: str) -> str:
        """See ``Engine.json_has_any``."""
        each = f"json_each({column}, '$.\"{key}\"')"
        has = f"m.value IN ({source})"
        return f"EXISTS (SELECT 1 FROM {each} AS m WHERE {has})"  # noqa: S608 - ours

    def elements(self, column: str, kind: str, alias: str) -> tuple[str, str]:
        """See ``Engine.elements``."""
        value = f"{alias}.value"
        return (
            f"json_each({column}) AS {alias}",
            f"CAST({value} AS REAL)" if kind == "number" else value,
        )

    def moment_part(self, column: str, part: str, zone: str) -> str:
        """See ``Engine.moment_part``: by the functions Django brings along."""
        seconds = (
            f"(({column} - ((({column} %% 1000000) + 1000000) %% 1000000)) / 1000000)"
        )
        moment = f"datetime({seconds}, 'unixepoch')"
        zone = zone_literal(zone)
        if part == "date":
            return f"django_datetime_cast_date({moment}, {zone}, 'UTC')"
        return f"django_datetime_extract('{part}', {moment}, {zone}, 'UTC')"

    def joined(self, column: str) -> str:
        """See ``Engine.joined``."""
        return f"group_concat({column})"

    def lock_rows(self, table: str, ids: Sequence[int]) -> None:
        """See ``Engine.lock_rows``: a write transaction holds the whole database."""

    def now_horizon(self) -> None:
        """See ``Engine.now_horizon``: ids are given and committed in one order."""

    def current_txid(self) -> None:
        """See ``Engine.current_txid``."""

    def get_last_id(self, table: str) -> int | None:
        """See ``Engine.get_last_id``."""
        row = self.fetch_one(
            "SELECT COALESCE(q.seq, 0) FROM sqlite_master m"
            " LEFT JOIN sqlite_sequence q ON q.name = m.name"
            " WHERE m.type = 'table' AND m.name = %s AND m.sql LIKE %s",
            [table, "%AUTOINCREMENT%"],
        )
        return None if row is None else int(row[0])

    def set_last_id(self, table: str, last: int) -> None:
        """See ``Engine.set_last_id``: rows are counted by SQLite itself."""
        found = self.get_last_id(table)
        if found is None or found >= last:
            return
        self.execute("DELETE FROM sqlite_sequence WHERE name = %s", [table])
        self.execute(
            "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last]
        )

    def constraint_of(self, error: IntegrityError) -> str | None:
        """See ``Engine.constraint_of``: SQLite names columns, we look up the index."""
        message = str(error)
        if found := _UNIQUE.search(message):
            columns = [part.split(".") for part in found["columns"].split(", ")]
            if all(len(part) == 2 for part in columns):
                table = columns[0][0]
                return _unique_index(table, [column for _, column in columns])
        found = _NAMED.search(message)
        return found["name"] if found else None

    def may_retry(self, error: DatabaseError) -> bool:
        """See ``Engine.may_retry``: another process held the file for too long."""
        cause = error.__cause__
        if not isinstance(cause, sqlite3.OperationalError):
            return False
        # The low byte is the primary code, the others say more of the reason.
        return (cause.sqlite_errorcode & 0xFF) in (
            sqlite3.SQLITE_BUSY,
            sqlite3.SQLITE_LOCKED,
        )

    def _raw_cursor(self, raw: sqlite3.Connection) -> AbstractContextManager[Any]:
        return closing(raw.cursor())

    def _execute_raw(self, cursor: sqlite3.Cursor, sql: str, params: Params) -> None:
        # Long statements are made for their values and hardly come again.
        convert = _question_marks if len(sql) < _LONG else _question_marks.__wrapped__
        cursor.execute(convert(sql), params)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        # Inside somebody's transaction the file's lock is ours already; to wait for
        # the threads' lock now could wait for one that waits for the file.
        if connection.in_atomic_block:
            yield
            return
        with _write_lock:
            yield


def _unique_index(table: str, columns: list[str]) -> str:
    """Name of the unique index of exactly these columns."""
    # Django's cursor refuses to work in a transaction that has failed.
    connection.ensure_connection()
    raw: sqlite3.Connection = connection.connection
    for _, name, unique, origin, *_ in raw.execute(f"PRAGMA index_list({table})"):
        # 'c': made by CREATE INDEX; others have names SQLite made up.
        if unique and origin == "c":
            of = [row[2] for row in raw.execute(f"PRAGMA index_info({name})")]
            if of == columns:
                return str(name)
    # A constraint of the table itself: only its statement still knows the name.
    for (statement,) in raw.execute(
        "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)
    ):
        for name, of in _CONSTRAINT.findall(statement):
            if [column.strip(' "') for column in of.split(",")] == columns:
                return str(name)
    return "_".join([table, *columns, "key"])
