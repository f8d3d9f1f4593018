"""PostgreSQL: writers side by side, rows locked one by one."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext

from django.db import DatabaseError, IntegrityError
from psycopg import errors

from hallway.platform.db.contract import Engine


class PostgresEngine(Engine):
    """An ``Engine`` on PostgreSQL 15 or later, transactions read committed."""

    locks_rows = True
    # xid8 does not wrap round; it has no cast to bigint but by way of text.
    txid_expression = "pg_current_xact_id()::text::bigint"

    def guid_text(self, column: str) -> str:
        """See ``Engine.guid_text``."""
        return f"{column}::text"

    def lock_rows(self, table: str, ids: Sequence[int]) -> None:
        """See ``Engine.lock_rows``."""
        if ids:
            # The table's name is one of our own, never input.
            sql = f"SELECT 1 FROM {table} WHERE id = ANY(%s) ORDER BY id FOR UPDATE"  # noqa: S608
            self.execute(sql, [list(ids)])

    def now_horizon(self) -> int:
        """See ``Engine.now_horizon``."""
        return self._number("pg_snapshot_xmin(pg_current_snapshot())::text::bigint")

    def current_txid(self) -> int:
        """See ``Engine.current_txid``."""
        return self._number(self.txid_expression)

    def constraint_of(self, error: IntegrityError) -> str | None:
        """See ``Engine.constraint_of``."""
        cause = error.__cause__
        if not isinstance(cause, errors.Error):
            return None
        return cause.diag.constraint_name

    def may_retry(self, error: DatabaseError) -> bool:
        """See ``Engine.may_retry``."""
        return isinstance(
            error.__cause__, errors.DeadlockDetected | errors.SerializationFailure
        )

    def _turn(self) -> AbstractContextManager[None]:
        return nullcontext()

    def _number(self, expression: str) -> int:
        row = self.fetch_one(f"SELECT {expression}")
        if row is None:
            raise LookupError(expression)
        return int(row[0])
