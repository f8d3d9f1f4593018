"""PostgreSQL: writers side by side, rows locked one by one."""

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.db import DatabaseError, IntegrityError
from psycopg import Connection, Cursor, errors
from psycopg.types.numeric import Int4, Int8

from hallway.platform.db.contract import Engine, Params, zone_literal

_SHORT = 64
_ENDINGS = {
    "text": ' COLLATE "C"',
    "number": "::double precision",
    "integer": "::bigint",
    "flag": "::boolean::integer",
}
_LEAST, _MOST = -(2**31), 2**31 - 1


def _wide(number: int) -> int:
    """A number as PostgreSQL types it in SQL; the driver would say smallint."""
    return Int4(number) if _LEAST <= number <= _MOST else Int8(number)


class PostgresEngine(Engine):
    """An ``Engine`` on PostgreSQL 15 or later, transactions read committed."""

    locks_rows = True
    # It may be joined to what is asked of it, from the other side.
    keeps_order = False
    reads_parallel = True
    # xid8 does not wrap round; it has no cast to bigint but by way of text.
    txid_expression = "pg_current_xact_id()::text::bigint"

    noted_here = "txid = pg_current_xact_id_if_assigned()::text::bigint"

    def note_changes(self, table: str, *, of: str, into: str) -> None:
        """See ``Engine.note_changes``: once a statement, over all its rows."""
        self.execute_ddl(
            f"CREATE TABLE IF NOT EXISTS {into} (list_id bigint NOT NULL,"
            " item_id bigint NOT NULL, txid bigint NOT NULL)"
        )
        self.execute_ddl(f"CREATE INDEX IF NOT EXISTS {into}_txid ON {into} (txid)")
        for event, rows in (
            ("insert", ("new",)),
            ("update", ("new", "old")),
            ("delete", ("old",)),
        ):
            # Of an update's old rows only those count whose list is another now.
            other = (
                " UNION ALL SELECT r.list_id, r.id FROM old_rows r JOIN new_rows m"
                " ON m.id = r.id WHERE m.list_id <> r.list_id"
                if len(rows) == 2
                else ""
            )
            read = f"SELECT r.list_id, r.id FROM {rows[0]}_rows r{other}"  # noqa: S608
            tables = " ".join(f"{row.upper()} TABLE AS {row}_rows" for row in rows)
            name = f"{table}_{event}_noted"
            self.execute_ddl(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql"  # noqa: S608
                f" AS $$ BEGIN INSERT INTO {into} SELECT n.list_id, n.id,"
                f" {self.txid_expression} FROM ({read}) n WHERE EXISTS"
                f" (SELECT 1 FROM {of} p WHERE p.list_id = n.list_id);"
                " RETURN NULL; END $$"
            )
            self.execute_ddl(
                f"CREATE OR REPLACE TRIGGER {name} AFTER {event.upper()} ON {table}"
                f" REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
            )

    def column_type(self, kind: str) -> str:
        """See ``Engine.column_type``."""
        kinds = {"text": 'text COLLATE "C"', "number": "double precision"}
        return kinds.get(kind, "bigint")

    def json_kept(self, column: str, key: str, kind: str) -> str:
        """See ``Engine.json_kept``."""
        if kind == "text":
            return self.json_value(column, key, kind)
        is_kind = f"jsonb_typeof({column} -> '{key}') ="
        if kind == "flag":
            value = self.json_value(column, key, kind)
            return f"CASE WHEN {is_kind} 'boolean' THEN {value} END"
        cast = "double precision" if kind == "number" else "numeric::bigint"
        return f"CASE WHEN {is_kind} 'number' THEN ({column} ->> '{key}')::{cast} END"

    def create_index(
        self,
        name: str,
        table: str,
        columns: Sequence[str],
        *,
        beside: Sequence[str] = (),
        only_equal: str = "",
    ) -> None:
        """See ``Engine.create_index``."""
        how = "" if self.is_inside else "CONCURRENTLY "
        of = ", ".join(f"{column} NULLS FIRST" for column in columns)
        of = f"USING hash ({only_equal})" if only_equal else f"({of})"
        if beside:
            of += f" INCLUDE (id, {', '.join(beside)})"
        self.execute_ddl(f"CREATE INDEX {how}IF NOT EXISTS {name} ON {table} {of}")

    def fill_anew(self, table: str, insert: str) -> int:
        """See ``Engine.fill_anew``: the parts of a statement see the same rows."""
        return self.execute(f"WITH gone AS (DELETE FROM {table}) {insert}")  # noqa: S608

    def indexes_of(self, table: str) -> list[str]:
        """See ``Engine.indexes_of``."""
        return self._indexes(table, "x.indisvalid")

    def drop_unfinished(self, table: str) -> None:
        """See ``Engine.drop_unfinished``."""
        for name in self._indexes(table, "NOT x.indisvalid"):
            self.execute_ddl(f'DROP INDEX IF EXISTS "{name}"')

    def _indexes(self, table: str, condition: str) -> list[str]:
        rows = self.fetch_all(
            "SELECT c.relname FROM pg_index x"  # noqa: S608 - conditions of our own
            " JOIN pg_class c ON c.oid = x.indexrelid WHERE x.indrelid ="
            f" to_regclass(%s) AND NOT x.indisprimary AND {condition}",
            [table],
        )
        return [name for (name,) in rows]

    def locking_share(self) -> str:
        """See ``Engine.locking_share``."""
        return " FOR SHARE"

    def join_each(self, table: str, alias: str, condition: str) -> str:
        """See the contract."""
        # OFFSET keeps the planner from taking the inner question apart.
        inner = f"SELECT {alias}.* FROM {table} {alias} WHERE {condition}"  # noqa: S608
        return f"CROSS JOIN LATERAL ({inner} OFFSET 0) AS {alias}"

    def is_one_of(self, column: str, values: Iterable[int]) -> tuple[str, list[Any]]:
        """See the contract."""
        return f"{column} = ANY(%s::bigint[])", [[Int8(one) for one in values]]

    def guid_text(self, column: str) -> str:
        """See ``Engine.guid_text``."""
        return f"{column}::text"

    def json_value(self, column: str, key: str, kind: str) -> str:
        """See ``Engine.json_value``."""
        value = f"({column} ->> '{key}')"
        return f"({value}{_ENDINGS[kind]})"

    def elements(self, column: str, kind: str, alias: str) -> tuple[str, str]:
        """See ``Engine.elements``."""
        return (
            f"jsonb_array_elements_text(({column})::jsonb) AS {alias}(value)",
            f"({alias}.value{_ENDINGS[kind]})",
        )

    def moment_part(self, column: str, part: str, zone: str) -> str:
        """See ``Engine.moment_part``."""
        seconds = f"floor({column} / 1000000.0)::double precision"
        moment = f"(to_timestamp({seconds}) AT TIME ZONE {zone_literal(zone)})"
        if part == "date":
            return f"""(to_char({moment}, 'YYYY-MM-DD') COLLATE "C")"""
        whole = f"floor(extract({part} from {moment}))"
        return f"({whole}::bigint)"

    def json_has_any(self, column: str, key: str, source: str) -> str:
        """See ``Engine.json_has_any``."""
        each = f"jsonb_array_elements_text({column} -> '{key}')"
        each += " AS m(value)"
        has = f"m.value::bigint IN ({source})"
        return f"EXISTS (SELECT 1 FROM {each} WHERE {has})"  # noqa: S608 - ours

    def joined(self, column: str) -> str:
        """See ``Engine.joined``."""
        return f"string_agg({column}::text, ',')"

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

    def get_last_id(self, table: str) -> int | None:
        """See ``Engine.get_last_id``."""
        sequence = self._sequence(table)
        if sequence is None:
            return None
        # A sequence that gave nothing says 1 as well. Its name comes quoted.
        row = self.fetch_one(
            f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}"  # noqa: S608
        )
        return 0 if row is None else int(row[0])

    def set_last_id(self, table: str, last: int) -> None:
        """See ``Engine.set_last_id``."""
        sequence = self._sequence(table)
        if sequence is None:
            return
        row = self.fetch_one(f'SELECT COALESCE(max(id), 0) FROM "{table}"')  # noqa: S608
        last = max(last, 0 if row is None else int(row[0]))
        if last:
            self.execute("SELECT setval(%s::regclass, %s)", [sequence, last])

    def _sequence(self, table: str) -> str | None:
        # To ask for a column that is not there would be an error.
        row = self.fetch_one(
            "SELECT pg_get_serial_sequence(attrelid::regclass::text, attname)"
            " FROM pg_attribute WHERE attrelid = %s::regclass AND attname = 'id'",
            [f'"{table}"'],
        )
        return None if row is None or row[0] is None else str(row[0])

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

    def _raw_cursor(self, raw: Connection[Any]) -> AbstractContextManager[Any]:
        # Parameters go beside the statement, so that it can be prepared: planning a
        # statement of ours takes longer than running it.
        return Cursor(raw)

    def _execute_raw(self, cursor: Cursor[Any], sql: str, params: Params) -> None:
        typed = [_wide(one) if type(one) is int else one for one in params]
        # Longer ones are made for their values and hardly come again.
        cursor.execute(sql, typed, prepare=len(typed) <= _SHORT)

    def _turn(self) -> AbstractContextManager[None]:
        return nullcontext()

    def _number(self, expression: str) -> int:
        row = self.fetch_one(f"SELECT {expression}")
        if row is None:
            raise LookupError(expression)
        return int(row[0])
