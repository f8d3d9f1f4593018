"""Groups and totals that are kept beside a list's own table, scope by scope.

A view that groups a very long list would read an index with all of it each time.  What
it shows is kept instead: for each scope, folder and value how many rows there are, and
their totals.  Whoever writes rows adds what they were, less, and what they are, more;
rows of the same that were added so are put together again from time to time.

Only what can be added and taken away again is kept: counts, and sums of integers, which
a double holds exactly up to 2**53.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from hallway.platform.db import engine

SUMMED = 20_000
"""Rows of a list from which its groups are kept."""
FEWER = 4
"""How many times fewer there have to be of what is kept than of rows."""
SPARE = 1_000
"""Rows added since, beyond as many as there were, before they are put together."""


class Sums(NamedTuple):
    """A table of what is kept.

    columns  of the list's table, that it is kept for each value of
    totals   of the list's table, that it has counts and sums of
    summable which of those are integers, and have sums
    rows     it had when it was made, 0 where it is not kept up: the groups are too many
    is_asked whether it is whole, and questions are answered by it
    """

    table: str
    columns: tuple[str, ...]
    totals: tuple[str, ...]
    summable: tuple[str, ...]
    rows: int
    is_asked: bool

    def dump(self) -> list[Any]:
        """Return it as JSON has it."""
        return [*self]


def read_sums(given: list[Any]) -> Sums:
    """Return what `dump` gave."""
    table, columns, totals, summable, rows, is_asked = given
    named = tuple(columns), tuple(totals), tuple(summable)
    return Sums(table, *named, rows, is_asked)


def create(sums: Sums, kinds: dict[str, str]) -> None:
    """Make the table, empty; `kinds` are those of the columns of the list's."""
    typed = engine().column_type
    lines = [f"rank {typed('integer')}", f"n {typed('integer')}"]
    lines += [f"{name} {typed(kinds[name])}" for name in sums.columns]
    lines += [f"n_{name} {typed('integer')}" for name in sums.totals]
    lines += [f"t_{name} {typed('number')}" for name in sums.summable]
    engine().execute_ddl(f"DROP TABLE IF EXISTS {sums.table}")
    engine().execute_ddl(f"CREATE TABLE {sums.table} ({', '.join(lines)})")
    engine().execute_ddl(f"CREATE INDEX {sums.table}_s ON {sums.table} (scope_id)")


def add_sql(sums: Sums, table: str, *, sign: int, rows: str = "1 = 1") -> str:
    """Return the statement that adds, or with -1 takes away, rows of a list's table."""
    names = ["rank", *sums.columns, "n"]
    values = ["1", *sums.columns, f"{sign} * count(*)"]
    for name in sums.totals:
        names.append(f"n_{name}")
        values.append(f"{sign} * count({name})")
    for name in sums.summable:
        names.append(f"t_{name}")
        summed = f"sum(CAST({name} AS double precision))"
        values.append(f"{sign} * COALESCE({summed}, 0)")
    return (
        f"INSERT INTO {sums.table} ({', '.join(names)}) SELECT {', '.join(values)}"
        f" FROM {table} WHERE rank = 1 AND {rows} GROUP BY {', '.join(sums.columns)}"
    )


def put_together(sums: Sums, table: str) -> Sums:
    """Keep them anew, from the rows; every writer has to know of the table by now.

    Whoever asks still finds those before, until this commits.  Too many groups are not
    kept; those that are asked stay, for somebody may be about to read them.
    """
    db = engine()
    made = db.fill_anew(sums.table, add_sql(sums, table, sign=1))
    row = db.fetch_one(f"SELECT count(*) FROM {table} WHERE rank = 1")
    if not sums.is_asked and (row is None or made * FEWER > row[0]):
        db.execute(f"DELETE FROM {sums.table}")
        return sums._replace(rows=0, is_asked=False)
    return sums._replace(rows=max(made, 1), is_asked=True)


def is_overgrown(sums: Sums) -> bool:
    """Tell whether much was added since it was made."""
    if not sums.rows:
        return False
    most = 2 * sums.rows + SPARE
    row = engine().fetch_one(
        f"SELECT count(*) FROM (SELECT 1 FROM {sums.table} LIMIT %s) AS counted",
        [most + 1],
    )
    return row is not None and row[0] > most


def differing_sql(sums: Sums, table: str) -> str:
    """Return the question for how many groups differ from what the rows say."""
    by = ", ".join(sums.columns)
    kept = ", ".join(
        [
            "sum(n)",
            *(f"sum(n_{one})" for one in sums.totals),
            *(f"sum(t_{one})" for one in sums.summable),
        ]
    )
    true = ", ".join(
        [
            "count(*)",
            *(f"count({one})" for one in sums.totals),
            *(
                f"COALESCE(sum(CAST({one} AS double precision)), 0)"
                for one in sums.summable
            ),
        ]
    )
    ours = f"SELECT {by}, {kept} FROM {sums.table} GROUP BY {by} HAVING sum(n) <> 0"
    rows = f"SELECT {by}, {true} FROM {table} WHERE rank = 1 GROUP BY {by}"
    return (
        f"SELECT count(*) FROM (SELECT * FROM ({ours} EXCEPT {rows}) a"
        f" UNION ALL SELECT * FROM ({rows} EXCEPT {ours}) b) c"
    )
