"""Works on one list in a process that may be killed.

The word behind it says what is done over and over: `table` (a column comes or goes, so
the list's own table is made anew), `type` (a column gets another type) or `rules` (rows
are added that rules wait for).  Somebody writes all the while.  It prints a line for
each step, and for each write that is to come and that is done.
"""

from __future__ import annotations

import itertools
import os
import random
import sys
import threading
import time
from typing import Any

EMAIL, OTHER = "lena@example.com", "olaf@example.com"
SITE = "/sites/live"
ROWS = 90
BATCH = 10
"""Rows of one transaction: a table or a column takes as many steps as thousands do."""
DAYS = ("2026-11-01", "2026-11-02", "2026-11-03")


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "hallway.config.settings"
    import django

    from hallway.config.database import use_one_connection

    use_one_connection()
    django.setup()
    work(sys.argv[1])


def say(*words: object) -> None:
    # One write of the system: the lines of two threads neither mix nor wait in memory.
    os.write(sys.stdout.fileno(), (" ".join(map(str, words)) + "\n").encode())


def work(what: str) -> None:
    """Write in one thread, run jobs in this one, until the end comes."""
    from hallway.core.jobs.runner import run_pending
    from hallway.core.lists.retyping import filling
    from hallway.core.projections import building, keeping, sums

    vars(keeping)["SUMMED"] = vars(sums)["FEWER"] = 1
    # Put together again and again.
    vars(sums)["SPARE"] = 0
    for module in (filling, building):
        vars(module)["BATCH"] = BATCH
    vars(building)["PROMOTED"] = vars(building)["DEMOTED"] = ROWS // 3
    _telling(building, "fill", "_make_indexes", "switch")
    _telling(keeping, "begin_sums", "finish_sums", "put_together")
    _telling(filling, "fill_batch", "switch")
    pass_time()
    writing = {"rules": add_rows}.get(what, change_rows)
    threading.Thread(target=writing, daemon=True).start()
    if what == "rules":
        _telling_rules()
        while True:
            time.sleep(0 if run_pending() else 0.001)
    for name in itertools.cycle(("number", "text")):
        if what in ("table", "sums"):
            _come_or_go()
        else:
            _retype(name)
        _want_tables()
        run_pending()


def pass_time() -> None:
    """Let the leases of killed workers run out, and all waiting come to an end."""
    from hallway.core import clock
    from hallway.platform.db import engine

    engine().execute(
        "UPDATE core_job SET due = %s WHERE state = 'queued' AND due > %s",
        [clock.now(), clock.now()],
    )


def _telling(module: Any, *names: str) -> None:
    """Have a module say when one of its functions begins."""
    for name in names:
        step = getattr(module, name)

        def told(*given: Any, step: Any = step, name: str = name, **more: Any) -> Any:
            say("step", name)
            return step(*given, **more)

        vars(module)[name] = told


def _telling_rules() -> None:
    from hallway.core.automation import acting, calling, jobs

    # A message has its turn while rows still come.
    vars(jobs)["TURN"] = 4
    _telling(acting, "_do")
    _telling(calling, "post", "_note")
    _telling(jobs, "note_changes")


def _come_or_go() -> None:
    """Add a column, or remove it: the list's table does not fit any more."""
    from hallway.core.lists.commands import add_column, remove_column

    found = the_list()
    columns = named_columns()
    if "Extra" in columns:
        remove_column(lena(), found, columns["Extra"].id)
    else:
        add_column(
            lena(),
            found,
            internal_name="Extra",
            title="Extra",
            type="text",
            settings={},
        )


def _retype(into: str) -> None:
    """Give a column another type, unless a killed worker left that to be done."""
    from hallway.core.errors import Conflict
    from hallway.core.lists.retyping.commands import retype_column

    column = named_columns()["Amount"]
    if column.type != into:
        try:
            retype_column(lena(), the_list(), column.id, type=into)
        except Conflict:
            say("step", "left")


def _want_tables() -> None:
    from hallway.core.access.actors import System
    from hallway.core.jobs.commands import enqueue
    from hallway.core.projections.building import JOB, find_wanting, sweep

    system = System("a test's worker")
    sweep(system)
    for list_id in find_wanting():
        enqueue(system, JOB, key=str(list_id), list_id=list_id)


def change_rows() -> None:
    """Give one row after the other new values."""
    from hallway.core.items.commands import update_values
    from hallway.core.items.records import ItemId
    from hallway.platform.db import engine

    actor, chance = lena(), random.Random(os.getpid())
    ids = engine().fetch_all(
        "SELECT number, id FROM core_item WHERE list_id = %s AND number > 0",
        [the_list()],
    )
    while True:
        number, item = chance.choice(ids)
        amount, day = chance.randrange(1000), chance.choice(DAYS)
        say("will", number, amount, day)
        update_values(
            actor,
            ItemId(item),
            values={"Amount": str(amount), "Title": f"row {amount}", "Day": day},
        )
        say("did", number)
        time.sleep(0.002)


def add_rows() -> None:
    """Add rows, each with a name of its own."""
    from hallway.core.items.commands import create_item

    actor, found = lena(), the_list()
    for number in itertools.count():
        title = f"{os.getpid()}-{number}"
        say("will", title)
        create_item(actor, found, values={"Title": title})
        say("did", title)
        time.sleep(0.02)


def lena() -> Any:
    """Give the actor who owns the site."""
    from hallway.core.people.actors import get_actor
    from hallway.platform.db import engine

    sql = "SELECT principal_id FROM core_person WHERE email = %s"
    row = engine().fetch_one(sql, [EMAIL])
    assert row is not None
    return get_actor(row[0], face="test")


def the_list() -> Any:
    """Give the id of the list."""
    from hallway.platform.db import engine

    row = engine().fetch_one("SELECT id FROM core_list WHERE kind = 'generic'")
    assert row is not None
    return row[0]


def named_columns() -> Any:
    """Give the list's columns by name."""
    from hallway.core.access.actors import System
    from hallway.core.lists.queries import list_columns

    found = list_columns(System("a test's worker"), the_list())
    return {one.internal_name: one for one in found}


if __name__ == "__main__":
    main()
