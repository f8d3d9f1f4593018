"""The engine's contract, on whichever database the run has."""

import threading
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.db import (
    DatabaseError,
    IntegrityError,
    OperationalError,
    connection,
    transaction,
)

from hallway.platform.db import Engine, close_connection, engine, release_connection

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def db_engine() -> Iterator[Engine]:
    found = engine()
    found.execute_ddl(
        "CREATE TABLE probe (id bigint PRIMARY KEY, name text UNIQUE, a int, b int,"
        " c text, CONSTRAINT probe_small CHECK (a < 100))"
    )
    found.execute_ddl("CREATE UNIQUE INDEX probe_pair ON probe (a, b) WHERE b > 0")
    found.execute_ddl("CREATE UNIQUE INDEX probe_lower ON probe (lower(c))")
    yield found
    found.execute_ddl("DROP TABLE probe")


def insert(
    number: int,
    name: str | None = None,
    a: int = 0,
    b: int = 0,
    c: str | None = None,
) -> None:
    engine().execute(
        "INSERT INTO probe VALUES (%s, %s, %s, %s, %s)", (number, name, a, b, c)
    )


def attempt(*steps: Callable[[], object]) -> None:
    with engine().write_transaction():
        for step in steps:
            step()


def fail() -> None:
    raise ZeroDivisionError


def ids() -> list[int]:
    return [row[0] for row in engine().fetch_all("SELECT id FROM probe ORDER BY id")]


def in_thread(work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            close_connection()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_statements_take_parameters_and_give_rows(db_engine: Engine) -> None:
    assert db_engine.execute("INSERT INTO probe (id) VALUES (%s), (%s)", (1, 2)) == 2
    assert db_engine.fetch_one("SELECT id, name FROM probe WHERE id = 1") == (1, None)
    assert db_engine.fetch_one("SELECT id FROM probe WHERE id = 9") is None
    assert ids() == [1, 2]


def test_ddl_keeps_per_cent_signs_and_rolls_back(db_engine: Engine) -> None:
    ddl = "CREATE TABLE fleeting (t text CHECK (t NOT LIKE '%s'))"
    with pytest.raises(ZeroDivisionError):
        attempt(
            lambda: db_engine.execute_ddl(ddl),
            lambda: db_engine.execute("INSERT INTO fleeting VALUES ('x')"),
            fail,
        )
    with pytest.raises(DatabaseError):
        db_engine.fetch_all("SELECT * FROM fleeting")


def test_a_values_table_joins(db_engine: Engine) -> None:
    for number in (1, 2, 3):
        insert(number, f"n{number}")
    table, params = db_engine.values_table([(1, "one"), (3, "three")])
    rows = db_engine.fetch_all(
        f"SELECT p.name, v.column2 FROM {table} AS v JOIN probe p ON p.id = v.column1"
        " ORDER BY p.id",
        params,
    )
    assert rows == [("n1", "one"), ("n3", "three")]


@pytest.mark.parametrize("values", [(), (2,), (1, 3, 2**40)])
def test_one_of_a_set_of_numbers(db_engine: Engine, values: tuple[int, ...]) -> None:
    rows, parameters = db_engine.values_table([(1,), (2,), (3,)])
    among, more = db_engine.is_one_of("t.column1", values)
    found = db_engine.fetch_all(
        f"SELECT t.column1 FROM {rows} AS t WHERE {among} ORDER BY 1",
        [*parameters, *more],
    )
    assert [row[0] for row in found] == [one for one in values if one <= 3]


@pytest.mark.parametrize(
    ("moment", "part", "found"),
    [
        # 2026-07-25 22:30:59.5 UTC is half past midnight of the 26th in Berlin.
        (1785018659_500000, "date", "2026-07-26"),
        (1785018659_500000, "day", 26),
        (1785018659_500000, "hour", 0),
        (1785018659_500000, "minute", 30),
        (1785018659_500000, "second", 59),
        (1785018659_500000, "month", 7),
        (1785018659_500000, "year", 2026),
        # Half a second before 1970, which is 01:00 there already.
        (-500000, "hour", 0),
        (-500000, "second", 59),
        (-3600_000001, "date", "1969-12-31"),
    ],
)
def test_parts_of_a_moment_in_a_zone(
    db_engine: Engine, moment: int, part: str, found: object
) -> None:
    rows, parameters = db_engine.values_table([(moment,)])
    sql = db_engine.moment_part("t.column1", part, "Europe/Berlin")
    row = db_engine.fetch_one(f"SELECT {sql} FROM {rows} AS t", parameters)
    assert row == (found,)


def test_no_zone_is_taken_for_sql(db_engine: Engine) -> None:
    with pytest.raises(ValueError, match="no time zone"):
        db_engine.moment_part("x", "year", "UTC' OR '1")


@pytest.mark.parametrize(
    ("given", "variance"),
    [((), None), ((4.0,), None), ((None, None), None), ((1.0, None, 3.0), 2.0)],
)
def test_variance_of_no_one_and_some_values(
    db_engine: Engine, given: tuple[float | None, ...], variance: float | None
) -> None:
    rows, parameters = db_engine.values_table([(1.0,), *((one,) for one in given)])
    row = db_engine.fetch_one(
        "SELECT var_samp(v), stddev_samp(v) FROM (SELECT column1 AS v"
        f" FROM {rows} AS t LIMIT 9 OFFSET 1) AS u",
        parameters,
    )
    assert row == (variance, None if variance is None else variance**0.5)


def test_the_elements_of_an_array(db_engine: Engine) -> None:
    rows, parameters = db_engine.values_table([("[3, 1]",), ("[]",)])
    each, value = db_engine.elements("t.column1", "integer", "e")
    found = db_engine.fetch_all(
        f"SELECT {value} FROM {rows} AS t, {each} ORDER BY 1", parameters
    )
    assert found == [(1,), (3,)]


def test_a_transaction_commits_whole_or_not_at_all(db_engine: Engine) -> None:
    attempt(lambda: insert(1))
    with pytest.raises(ZeroDivisionError):
        attempt(lambda: insert(2), fail)
    assert ids() == [1]


def test_an_inner_transaction_is_part_of_the_outer(db_engine: Engine) -> None:
    with pytest.raises(ZeroDivisionError):
        attempt(lambda: attempt(lambda: insert(1)), fail)
    assert ids() == []


def test_a_failed_inner_transaction_undoes_the_outer(db_engine: Engine) -> None:
    with db_engine.write_transaction():
        insert(1)
        with pytest.raises(ZeroDivisionError):
            attempt(fail)
    assert ids() == []


def test_inside_a_foreign_transaction_a_failure_undoes_only_itself(
    db_engine: Engine,
) -> None:
    with transaction.atomic():
        insert(1)
        with pytest.raises(IntegrityError):
            attempt(lambda: insert(2), lambda: insert(2))
        insert(3)
    assert ids() == [1, 3]


def test_the_next_transaction_of_a_thread_is_outermost_again(
    db_engine: Engine,
) -> None:
    with pytest.raises(ZeroDivisionError):
        attempt(fail)
    attempt(lambda: insert(1))
    release_connection()
    assert ids() == [1]


@pytest.mark.parametrize(
    ("rows", "name"),
    [
        ([(1, "a"), (2, "a")], "probe_name_key"),
        ([(1, None, 0, 0, "a"), (2, None, 0, 0, "A")], "probe_lower"),
        ([(1, None, 5, 6), (2, None, 5, 6)], "probe_pair"),
        ([(1, None, 100)], "probe_small"),
    ],
)
def test_a_violated_constraint_has_one_name_on_both_databases(
    db_engine: Engine, rows: list[tuple[Any, ...]], name: str
) -> None:
    with pytest.raises(IntegrityError) as caught:
        attempt(*(partial(insert, *row) for row in rows))
    assert db_engine.constraint_of(caught.value) == name
    assert not db_engine.may_retry(caught.value)


def test_a_constraint_declared_with_the_table_has_its_name(
    db_engine: Engine,
) -> None:
    db_engine.execute_ddl(
        "CREATE TABLE declared (a int, b int,"
        ' CONSTRAINT "declared_once" UNIQUE ("a", "b"))'
    )
    try:
        with pytest.raises(IntegrityError) as caught:
            db_engine.execute("INSERT INTO declared VALUES (1, 2), (1, 2)")
        assert db_engine.constraint_of(caught.value) == "declared_once"
    finally:
        db_engine.execute_ddl("DROP TABLE declared")


def test_the_constraint_is_told_inside_a_failed_transaction(
    db_engine: Engine,
) -> None:
    with transaction.atomic():
        try:
            with db_engine.write_transaction():
                insert(1, "a")
                with db_engine.write_transaction():
                    insert(2, "a")
        except IntegrityError as error:
            name = db_engine.constraint_of(error)
    assert name == "probe_name_key"


def test_a_guid_reads_as_text(db_engine: Engine) -> None:
    text = "0123abcd-4567-89ab-cdef-0123456789ab"
    stored = text.replace("-", "")
    cast = "uuid" if db_engine.locks_rows else "text"
    row = db_engine.fetch_one(
        f"SELECT {db_engine.guid_text('g')} FROM (SELECT CAST(%s AS {cast}) AS g) AS x",
        [stored],
    )
    assert row == (text,)


def test_writers_take_turns_and_none_is_turned_away(db_engine: Engine) -> None:
    insert(1)
    failures: list[Exception] = []

    def count_up() -> None:
        try:
            for _ in range(25):
                with db_engine.write_transaction():
                    db_engine.lock_rows("probe", [1])
                    row = db_engine.fetch_one("SELECT b FROM probe WHERE id = 1")
                    assert row is not None
                    db_engine.execute("UPDATE probe SET b = %s", (row[0] + 1,))
        except DatabaseError as error:
            failures.append(error)

    for thread in [in_thread(count_up) for _ in range(8)]:
        thread.join()
    assert failures == []
    assert db_engine.fetch_one("SELECT b FROM probe") == (200,)


def test_a_reader_sees_the_last_commit_while_a_writer_works(
    db_engine: Engine,
) -> None:
    insert(1)
    seen: list[list[int]] = []
    with db_engine.write_transaction():
        insert(2)
        in_thread(lambda: seen.append(ids())).join()
    assert seen == [[1]]


def test_locked_rows_are_locked_in_the_order_of_ids(db_engine: Engine) -> None:
    for number in (1, 2):
        insert(number, a=number)

    def work(order: list[int]) -> Callable[[], None]:
        def run() -> None:
            for _ in range(20):
                with db_engine.write_transaction():
                    db_engine.lock_rows("probe", order)
                    for number in order:
                        db_engine.execute(
                            "UPDATE probe SET b = b + 1 WHERE id = %s", (number,)
                        )

        return run

    for thread in [in_thread(work([1, 2])), in_thread(work([2, 1]))]:
        thread.join()
    assert db_engine.fetch_all("SELECT b FROM probe") == [(40,), (40,)]


def test_locking_no_rows_is_nothing(db_engine: Engine) -> None:
    with db_engine.write_transaction():
        db_engine.lock_rows("probe", [])


def test_the_horizon_stays_below_a_transaction_that_runs(db_engine: Engine) -> None:
    with db_engine.write_transaction():
        first = db_engine.current_txid()
        row = db_engine.fetch_one(f"SELECT {db_engine.txid_expression}")
        assert row == (first or 0,)
        seen: list[int | None] = []

        def later() -> None:
            with db_engine.write_transaction():
                seen.append(db_engine.current_txid())
            seen.append(db_engine.now_horizon())

        if db_engine.locks_rows:
            in_thread(later).join()
    if not db_engine.locks_rows:
        assert (first, db_engine.now_horizon()) == (None, None)
        return
    second, horizon = seen
    assert first is not None
    assert second is not None
    assert horizon is not None
    assert horizon <= first < second
    # Transactions of the cluster's other databases hold it back as well.
    deadline = time.monotonic() + 120
    while (db_engine.now_horizon() or 0) <= second:
        assert time.monotonic() < deadline


def test_a_file_held_for_too_long_may_be_tried_again(db_engine: Engine) -> None:
    if db_engine.locks_rows:
        pytest.skip("rows are locked one by one here")
    failed: list[bool] = []

    def write() -> None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout=1")
        try:
            insert(1)
        except OperationalError as error:
            failed.append(db_engine.may_retry(error))

    with db_engine.write_transaction():
        in_thread(write).join()
    assert failed == [True]


def test_a_deadlock_may_be_tried_again(db_engine: Engine) -> None:
    if not db_engine.locks_rows:
        pytest.skip("one writer cannot lock itself out")
    for number in (1, 2):
        insert(number)
    both = threading.Barrier(2)
    retry: list[bool] = []

    def work(first: int, second: int) -> None:
        try:
            with db_engine.write_transaction():
                db_engine.lock_rows("probe", [first])
                both.wait()
                db_engine.lock_rows("probe", [second])
        except OperationalError as error:
            retry.append(db_engine.may_retry(error))

    threads = [in_thread(lambda: work(1, 2)), in_thread(lambda: work(2, 1))]
    for thread in threads:
        thread.join()
    assert retry == [True]


def test_numbers_go_on_above_the_last(db_engine: Engine) -> None:
    from hallway.core.jobs.models import Schedule

    assert db_engine.get_last_id("probe") is None
    first = Schedule.unscoped.create(name="first", due=0)
    last = db_engine.get_last_id("core_schedule")
    assert last is not None
    assert last >= first.pk
    db_engine.set_last_id("core_schedule", last + 500)
    assert Schedule.unscoped.create(name="second", due=0).pk == last + 501


@pytest.fixture
def noted() -> Iterator[None]:
    """A table whose changes are noted, for list 1 alone."""
    engine().execute_ddl("CREATE TABLE watched (list_id bigint)")
    engine().execute_ddl(
        "CREATE TABLE things (id bigint PRIMARY KEY, list_id bigint, name text)"
    )
    engine().execute("INSERT INTO watched VALUES (1)")
    # Twice does no harm.
    for _ in range(2):
        engine().note_changes("things", of="watched", into="notes")
    yield
    for table in ("things", "watched", "notes"):
        engine().execute_ddl(f"DROP TABLE {table}")


def notes() -> list[tuple[int, int]]:
    """Give what is noted here, and forget it."""
    found = engine().fetch_all(
        f"SELECT DISTINCT list_id, item_id FROM notes WHERE {engine().noted_here}"
        " ORDER BY list_id, item_id"
    )
    engine().execute("DELETE FROM notes")
    return [(row[0], row[1]) for row in found]


@pytest.mark.usefixtures("noted")
def test_changes_of_a_table_are_noted_for_what_is_watched() -> None:
    run = engine().execute
    with engine().write_transaction():
        assert run("INSERT INTO things VALUES (1, 1, 'a'), (2, 2, 'b'), (3, 1, 'c')")
        assert notes() == [(1, 1), (1, 3)]
        assert run("UPDATE things SET name = 'd' WHERE id > 1") == 2
        assert notes() == [(1, 3)]
        # What leaves and what comes is noted where it is watched.
        run("UPDATE things SET list_id = 3 - list_id WHERE id < 3")
        assert notes() == [(1, 1), (1, 2)]
        run("DELETE FROM things WHERE id > 1")
        assert notes() == [(1, 2), (1, 3)]
        run("UPDATE things SET name = 'e'")
        assert notes() == []


def test_a_write_transaction_ends_with_the_last_steps(db_engine: Engine) -> None:
    seen = []

    def step() -> None:
        assert db_engine.is_writing
        seen.append(len(ids()))
        if len(seen) == 2:
            raise ZeroDivisionError

    before = list(db_engine._last_steps)
    db_engine.add_last_step(step)
    db_engine.add_last_step(step)
    try:
        with db_engine.write_transaction():
            insert(1)
            with db_engine.write_transaction():
                insert(2)
        assert seen == [2]
        with pytest.raises(ZeroDivisionError), db_engine.write_transaction():
            insert(3)
        assert ids() == [1, 2]
    finally:
        db_engine._last_steps[:] = before


def test_indexes_are_made_beside_others_and_told(db_engine: Engine) -> None:
    for _ in range(2):
        db_engine.create_index("probe_ab", "probe", ("a", "b"))
        db_engine.create_index("probe_c", "probe", (), only_equal="c")
    db_engine.drop_unfinished("probe")
    assert {"probe_ab", "probe_c"} <= set(db_engine.indexes_of("probe"))
    assert db_engine.indexes_of("no_such_table") == []
    told = [db_engine.is_inside]
    with transaction.atomic():
        told.append(db_engine.is_inside)
        db_engine.create_index("probe_ba", "probe", ("b", "a"))
    assert [*told, db_engine.is_inside] == [False, True, False]
    assert "probe_ba" in db_engine.indexes_of("probe")


@pytest.mark.parametrize(
    ("kind", "stored", "kept"),
    [
        ("number", "1.5", 1.5),
        ("number", "2", 2.0),
        ("number", '"two"', None),
        ("integer", "7", 7),
        ("integer", '"7"', None),
        ("flag", "true", 1),
        ("flag", "5", None),
        ("text", '"x"', "x"),
        ("text", "null", None),
    ],
)
def test_a_member_of_another_kind_is_none(kind: str, stored: str, kept: Any) -> None:
    document = f'{{"7": {stored}}}'
    source = "CAST(%s AS jsonb)" if engine().locks_rows else "%s"
    value = engine().json_kept("j.d", "7", kind)
    row = engine().fetch_one(
        f"SELECT {value} FROM (SELECT {source} AS d) AS j", [document]
    )
    assert row == (kept,)


def ask_ids() -> list[int]:
    found: list[int] = engine().once("ids", ids)
    return found


def test_a_request_asks_a_question_once(db_engine: Engine) -> None:
    insert(1)
    with db_engine.reading():
        assert ask_ids() == [1]
        insert(2)  # Past a write transaction, as somebody else would.
        assert ask_ids() == [1]
        with db_engine.reading():
            assert ask_ids() == [1]
        assert ask_ids() == [1]
    assert ask_ids() == [1, 2]
    insert(3)
    assert ask_ids() == [1, 2, 3]
    with db_engine.reading():
        assert ask_ids() == [1, 2, 3]


def test_a_write_asks_anew_and_is_seen_after_it(db_engine: Engine) -> None:
    with db_engine.reading():
        assert ask_ids() == []
        with db_engine.write_transaction():
            insert(1)
            assert ask_ids() == [1]
            insert(2)
            assert ask_ids() == [1, 2]
        assert ask_ids() == [1, 2]
        with pytest.raises(ZeroDivisionError):
            attempt(lambda: insert(3), ask_ids, fail)
        assert ask_ids() == [1, 2]


def test_a_question_that_failed_is_asked_again(db_engine: Engine) -> None:
    with db_engine.reading():
        with pytest.raises(ZeroDivisionError):
            db_engine.once("ids", fail)
        assert ask_ids() == []


def test_another_thread_is_told_nothing(db_engine: Engine) -> None:
    heard: list[list[int]] = []

    def listen() -> None:
        heard.append(ask_ids())
        close_connection()

    with db_engine.reading():
        assert ask_ids() == []
        insert(1)
        other = threading.Thread(target=listen)
        other.start()
        other.join()
    assert heard == [[1]]
