"""What a database engine promises; the same tests run on each of them."""

import re
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, TypeVar

from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    IntegrityError,
    connection,
    connections,
    transaction,
)

Row = tuple[Any, ...]
Params = Sequence[Any]
T = TypeVar("T")


_ZONE = re.compile(r"[A-Za-z0-9_+/-]{1,64}")


def zone_literal(zone: str) -> str:
    """The name of a time zone as SQL; ValueError for what cannot be one."""
    if not _ZONE.fullmatch(zone):
        raise ValueError(f"no time zone: {zone!r}")
    return f"'{zone}'"


class Engine(ABC):
    """The vendor's way to lock, to number transactions and to name errors.

    Statements take ``%s`` for each parameter on either vendor, so a literal per cent
    sign is ``%%``.
    """

    locks_rows: bool
    """Whether writers of different rows run side by side."""
    keeps_order: bool
    reads_parallel: bool
    """Whether several processes answer a question that reads very many rows."""
    """Whether what is filtered from an ordered and limited subquery stays in order."""
    txid_expression: str
    """SQL for the running transaction's number; 0 where ``id`` alone is in order."""

    def __init__(self) -> None:
        self._mine = threading.local()
        self._last_steps: list[Callable[[], None]] = []

    def add_last_step(self, step: Callable[[], None]) -> None:
        """Have every outermost write transaction end with this, before it commits."""
        if step not in self._last_steps:
            self._last_steps.append(step)

    @property
    def is_writing(self) -> bool:
        """Whether a write transaction of ours is open, its last steps not yet done."""
        return bool(getattr(self._mine, "inside", False))

    @property
    def is_inside(self) -> bool:
        """Whether any transaction is open, be it somebody else's."""
        return bool(connection.in_atomic_block)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Have each question of ``once`` asked once inside, until something is written.

        For one request: what others commit meanwhile is not seen in what was asked.
        """
        if getattr(self._mine, "answers", None) is not None:
            yield
            return
        self._mine.answers = {}
        try:
            yield
        finally:
            self._mine.answers = None

    def once(self, question: Hashable, ask: Callable[[], T]) -> T:
        """Answer as `ask` did when the question was last asked in this ``reading``.

        Asked anew each time where nobody said ``reading``, and in a write
        transaction, with which whatever was answered before is forgotten. Who gets
        an answer shares it with others, and leaves it as it is.
        """
        answers = getattr(self._mine, "answers", None)
        if answers is None or self.is_writing:
            return ask()
        if question not in answers:
            answers[question] = ask()
        answer: T = answers[question]
        return answer

    def _forget(self) -> None:
        if getattr(self._mine, "answers", None) is not None:
            self._mine.answers = {}

    @contextmanager
    def write_transaction(self) -> Iterator[None]:
        """Commit everything inside, or nothing.

        The outermost one opens the transaction (a savepoint, if Django has one open
        already) and an inner one joins it: an exception that leaves an inner one
        undoes the outermost, even if it is caught in between.
        """
        if getattr(self._mine, "inside", False):
            with transaction.atomic(savepoint=False):
                yield
            return
        with self._turn(), transaction.atomic():
            self._mine.inside = True
            try:
                yield
                # What failed inside, and was caught, is undone with all the rest.
                for step in () if connection.needs_rollback else self._last_steps:
                    step()
            finally:
                self._mine.inside = False
                self._forget()

    def execute(self, sql: str, params: Params = ()) -> int:
        """Run one statement; the number of rows it touched, -1 if it has none."""
        with self._run(sql, params) as cursor:
            return int(cursor.rowcount)

    def fetch_all(self, sql: str, params: Params = ()) -> list[Row]:
        """All rows of one statement."""
        with self._run(sql, params) as cursor:
            rows: list[Row] = cursor.fetchall()
            return rows

    def fetch_one(self, sql: str, params: Params = ()) -> Row | None:
        """The first row of one statement, if there is one."""
        with self._run(sql, params) as cursor:
            row: Row | None = cursor.fetchone()
            return row

    @abstractmethod
    def join_each(self, table: str, alias: str, condition: str) -> str:
        """SQL that joins a table, looked up anew for each row that stands before it.

        For questions that end at a LIMIT, where a planner that believes there are few
        rows would read a whole table first.
        """

    def execute_ddl(self, sql: str) -> None:
        """Change the schema by one statement, inside or outside a transaction.

        Not Django's ``schema_editor``, which refuses to run in a transaction on
        SQLite. Per cent signs stand for themselves here.
        """
        with connection.cursor() as cursor:
            cursor.execute(sql)

    def values_table(self, rows: Sequence[Row]) -> tuple[str, list[Any]]:
        """A row source for ``FROM`` or ``JOIN`` and its parameters.

        Name it with ``AS``; both vendors call its columns ``column1``, ``column2`` …
        Give at least one row, and at most 2,000 parameters.
        """
        marks = f"({', '.join(['%s'] * len(rows[0]))})"
        values = ", ".join([marks] * len(rows))
        return f"(VALUES {values})", [value for row in rows for value in row]

    @abstractmethod
    def note_changes(self, table: str, *, of: str, into: str) -> None:
        """Have every change of a table's row noted as `list_id` and `item_id`.

        of    only rows whose `list_id` is one of this table's
        into  the table they are noted in; made here. What the running transaction
              noted meets ``noted_here``.
        """

    @property
    @abstractmethod
    def noted_here(self) -> str:
        """SQL that a note, of ``note_changes``, is of the running transaction."""

    @abstractmethod
    def column_type(self, kind: str) -> str:
        """SQL type of a column for values of a kind, as for ``json_value``."""

    @abstractmethod
    def json_kept(self, column: str, key: str, kind: str) -> str:
        """As ``json_value``, but NULL for a member that is of another kind."""

    @abstractmethod
    def create_index(
        self,
        name: str,
        table: str,
        columns: Sequence[str],
        *,
        beside: Sequence[str] = (),
        only_equal: str = "",
    ) -> None:
        """Make an index while others go on working, if it is not there.

        Nothing comes first in it. Inside a transaction others wait. What is read of a
        row `beside` them, its `id` too, is found without the table. `only_equal` is a
        column, instead of others, of long texts that are only compared by `=`.
        """

    @abstractmethod
    def fill_anew(self, table: str, insert: str) -> int:
        """Empty a table and fill it by a statement; how many rows it has then.

        Both as of one moment: what others add meanwhile is neither lost nor doubled.
        """

    @abstractmethod
    def indexes_of(self, table: str) -> list[str]:
        """Names of a table's finished indexes, but for that of its primary key."""

    @abstractmethod
    def drop_unfinished(self, table: str) -> None:
        """Drop the indexes that a crash left unfinished.

        An index that somebody is making just now counts as one.
        """

    @abstractmethod
    def locking_share(self) -> str:
        """What stands behind a SELECT whose rows shall not change till the end."""

    @abstractmethod
    def is_one_of(self, column: str, values: Iterable[int]) -> tuple[str, list[Any]]:
        """SQL that a column's number is one of these, and its parameters.

        For sets of any size within one statement: where a vendor keeps statements
        prepared, its words are the same for each number of values.
        """

    @abstractmethod
    def guid_text(self, column: str) -> str:
        """SQL for a UUID column as lower-case text with hyphens."""

    @abstractmethod
    def json_value(self, column: str, key: str, kind: str) -> str:
        """SQL for a member of the JSON object in a column; NULL if it is absent.

        `kind` is `text`, which compares by its bytes, `number`, `integer`, or `flag`
        (1 or 0). `key` is letters and digits of our own, never input.
        """

    @abstractmethod
    def json_has_any(self, column: str, key: str, source: str) -> str:
        """SQL that the list of whole numbers under a member has one of a subquery.

        False where the member is absent.
        """

    @abstractmethod
    def elements(self, column: str, kind: str, alias: str) -> tuple[str, str]:
        """A row source for ``FROM`` of what a JSON array, as text, holds; its value.

        Of NULL there are no rows. `kind` is as for ``json_value``.
        """

    @abstractmethod
    def moment_part(self, column: str, part: str, zone: str) -> str:
        """SQL for a part of a moment in microseconds, as a zone's clocks show it.

        `year`, `month`, `day`, `hour`, `minute` and `second` are whole numbers,
        `date` is text, as 2026-12-31. `zone` is a name of the IANA database.
        """

    @abstractmethod
    def joined(self, column: str) -> str:
        """SQL aggregate: the numbers of a group as text, with commas; or NULL."""

    @abstractmethod
    def lock_rows(self, table: str, ids: Sequence[int]) -> None:
        """Hold these rows, in the order of ``id``, until the transaction ends."""

    @abstractmethod
    def now_horizon(self) -> int | None:
        """Every transaction numbered below this is over; None where ``id`` suffices.

        Rows below it appear no more, so a reader that stops there skips none.
        """

    @abstractmethod
    def current_txid(self) -> int | None:
        """Number of the running transaction, which it takes now; None as above."""

    @abstractmethod
    def get_last_id(self, table: str) -> int | None:
        """The highest number the table's `id` ever gave; None if it gives none."""

    @abstractmethod
    def set_last_id(self, table: str, last: int) -> None:
        """Let the table's `id` go on above `last` and above every row."""

    @abstractmethod
    def constraint_of(self, error: IntegrityError) -> str | None:
        """Name of the violated constraint, the same on every vendor, if it is told.

        A column declared unique has no name of its own: ``<table>_<column>_key``.
        """

    @abstractmethod
    def may_retry(self, error: DatabaseError) -> bool:
        """Whether the same transaction may well succeed if it is run again."""

    @contextmanager
    def _run(self, sql: str, params: Params) -> Iterator[Any]:
        """A cursor that has run one statement.

        Past Django's own cursor, which costs as much as the statements of a request;
        except where Django watches: query logs, counts in tests, execute wrappers.
        """
        db = connections[DEFAULT_DB_ALIAS]
        if db.queries_logged or db.execute_wrappers:
            with db.cursor() as cursor:
                cursor.execute(sql, params)
                yield cursor
            return
        if db.connection is None:
            db.ensure_connection()
        if db.needs_rollback:
            db.validate_no_broken_transaction()
        with db.wrap_database_errors, self._raw_cursor(db.connection) as cursor:
            self._execute_raw(cursor, sql, params)
            yield cursor

    @abstractmethod
    def _raw_cursor(self, raw: Any) -> AbstractContextManager[Any]:
        """A cursor of the driver's own on its own connection."""

    @abstractmethod
    def _execute_raw(self, cursor: Any, sql: str, params: Params) -> None:
        """Run a statement the way that costs least when it is run again."""

    @abstractmethod
    def _turn(self) -> AbstractContextManager[None]:
        """What an outermost write transaction waits for before it begins."""
