"""Makes the list that `lists` works on, and tells what is in it: a command a line.

Between two commands it holds no connection, so that a killed worker's database is
really left to the next one to recover.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.crash.lists import (
    DAYS,
    EMAIL,
    ROWS,
    lena,
    named_columns,
    pass_time,
    say,
    the_list,
)

OTHER = "olaf@example.com"
SITE = "/sites/live"


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "hallway.config.settings"
    import django
    from django.core.management import call_command
    from django.db import connections

    from hallway.config.database import use_one_connection
    from hallway.config.secrets import ensure_key

    ensure_key(Path(os.environ["HALLWAY_DATA"]))
    use_one_connection()
    django.setup()
    call_command("migrate", verbosity=0)
    commands: dict[str, Any] = {
        "seed": seed,
        "look": look,
        "finish": finish,
        "ran": ran,
    }
    connections.close_all()
    for line in sys.stdin:
        word, *more = line.split()
        answer = commands[word](*more)
        connections.close_all()
        say(json.dumps(answer))


def seed(url: str = "") -> None:
    """Make two people and a list of rows; with a webhook's address, rules instead."""
    from hallway.core.access.actors import System
    from hallway.core.items.commands import create_item
    from hallway.core.lists.commands import add_column, add_list
    from hallway.core.people import commands as people
    from hallway.core.people.actors import get_actor
    from hallway.core.sites.commands import add_site

    system = System("a test's installation")
    own = people.bootstrap(system).id
    person = people.add_person(system, email=EMAIL, name="Lena", organisation=own)
    people.add_person(system, email=OTHER, name="Olaf", organisation=own)
    site = add_site(system, path=SITE, title="Live", owner=person.id)
    actor = get_actor(person.id, face="test")
    made = add_list(actor, site.id, name="Things", kind="generic")
    for name, type_, settings in (
        ("Title", "text", {}),
        ("Amount", "text", {}),
        ("Day", "date", {}),
        ("State", "choice", {"choices": ["new", "seen"]}),
    ):
        add_column(
            actor,
            made.id,
            internal_name=name,
            title=name,
            type=type_,
            settings=settings,
        )
    if url:
        _add_rules(actor, made.id, url)
        return
    _add_view(actor, made.id)
    for number in range(ROWS):
        values = {"Title": f"row {number}", "Amount": str(number), "Day": DAYS[0]}
        create_item(actor, made.id, values=values)


def _by_day() -> Any:
    from hallway.wire.query import Field, Order, Query, Scope, Sum, Total

    counted = Total(Field("Title"), Sum.COUNT)
    day = Order(Field("Day"))
    return Query(group=(day,), totals=(counted,), scope=Scope.RECURSIVE)


def _add_view(actor: Any, list_id: Any) -> None:
    """Add a view whose groups are kept beside the list's table."""
    from hallway.core.lists.views.commands import add_view
    from hallway.core.lists.views.records import Audience, Content

    content = Content(query=_by_day())
    add_view(
        actor, list_id, title="By day", audience=Audience.EVERYBODY, content=content
    )


def _add_rules(actor: Any, list_id: Any, url: str) -> None:
    """Add a rule that does all a rule can, and one that what it does sets off."""
    from hallway.core.automation.commands import add_rule
    from hallway.core.automation.records import (
        Assign,
        Content,
        Event,
        Tell,
        Trigger,
    )
    from hallway.platform.db import engine

    row = engine().fetch_one(
        "SELECT principal_id FROM core_person WHERE email = %s", [OTHER]
    )
    assert row is not None
    first = Content(
        trigger=Trigger(event=Event.ADDED),
        tell=Tell(principals=(row[0],), message="first"),
        assign=Assign(column="State", value="new"),
        url=url,
    )
    second = Content(
        trigger=Trigger(event=Event.COLUMN, column="State", to=("new",)),
        tell=Tell(principals=(row[0],), message="second"),
    )
    add_rule(actor, list_id, title="first", content=first)
    add_rule(actor, list_id, title="second", content=second)


def look() -> dict[str, Any]:
    """Tell what is in the rows, what is being made, and all that is wrong."""
    from hallway.platform.db import engine

    _wait_for_the_killed()
    columns = named_columns()
    keys = {name: column.key for name, column in columns.items()}
    raw = {
        number: _loads(data)
        for number, data in engine().fetch_all(
            "SELECT number, data FROM core_item WHERE list_id = %s AND number > 0"
            " AND deletion_id IS NULL AND NOT is_folder",
            [the_list()],
        )
    }
    rows = {
        number: {name: data.get(key) for name, key in keys.items()}
        for number, data in raw.items()
    }
    tables = engine().fetch_all("SELECT state FROM core_projection")
    filling = engine().fetch_all("SELECT id FROM core_column WHERE state = 'filling'")
    return {
        "rows": rows,
        "type": columns["Amount"].type,
        "tables": [state for (state,) in tables],
        "retyping": len(filling),
        "wrong": [*_misread(rows, columns), *_found_by_check()],
    }


def _wait_for_the_killed() -> None:
    """Wait until the database has noticed: what it was sent last may just be ending."""
    from django.db import connection

    from hallway.platform.db import engine

    if connection.vendor != "postgresql":
        return
    others = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    until = time.monotonic() + 60
    while (engine().fetch_one(others) or (0,))[0]:
        assert time.monotonic() < until, "a killed worker's connection stays"
        time.sleep(0.01)


def _misread(rows: dict[int, dict[str, Any]], columns: Any) -> list[str]:
    """Ask the list, and say what differs from what follows from its rows."""
    from hallway.core.query.queries import list_rows
    from hallway.core.query.records import Asking
    from hallway.wire.query import (
        And,
        Compare,
        Field,
        IsNull,
        Like,
        Match,
        Not,
        Op,
        Order,
        Query,
        Scope,
    )
    from tests.core.query.evaluator import Asker, Evaluator, Line, Model

    now = 1_790_000_000_000_000
    lines = {number: Line(number, values) for number, values in rows.items()}
    model = Model(
        types={name: column.type for name, column in columns.items()},
        lines=lines,
        people={},
        kinds={},
        groups={},
        site_groups=set(),
        targets={},
        now=now,
        zone=ZoneInfo("UTC"),
    )
    plain = Evaluator(model, Asker(scopes={"list"}, me=0))
    amount, title, day = Field("Amount"), Field("Title"), Field("Day")
    middle: Any = "5" if columns["Amount"].type == "text" else 500
    wrong = []
    for where, order in (
        (None, (Order(amount),)),
        (Compare(amount, Op.GE, middle), (Order(amount, descending=True),)),
        (Not(Compare(amount, Op.LT, middle)), (Order(title),)),
        (IsNull(amount), ()),
        (Like(title, Match.CONTAINS, "7"), (Order(day), Order(amount))),
        (
            And((Compare(day, Op.EQ, _day(DAYS[1])), Not(IsNull(amount)))),
            (Order(title, descending=True),),
        ),
    ):
        query = Query(where=where, order=order, scope=Scope.RECURSIVE, limit=ROWS * 2)
        page = list_rows(lena(), the_list(), query, asking=Asking(now=now))
        asked = [row.item.number for row in page.rows]
        if asked != plain.rows(where, order, Scope.RECURSIVE):
            wrong.append(f"{where} by {order}: {asked}")
        wrong += [
            f"{row.item.number} has {row.values}"
            for row in page.rows
            if any(row.values.get(n) != v for n, v in rows[row.item.number].items())
        ]
    return wrong + _miscounted(rows)


def _miscounted(rows: dict[int, dict[str, Any]]) -> list[str]:
    """Say where groups are not what follows from the rows."""
    from hallway.core.query.queries import list_groups
    from hallway.core.query.records import Asking

    true = Counter(row["Day"] for row in rows.values())
    groups = list_groups(lena(), the_list(), _by_day(), asking=Asking(now=0))
    told = {one.values[0]: one.count for one in groups}
    return [] if told == true else [f"groups are {told}, not {dict(true)}"]


def _day(text: str) -> Any:
    from datetime import date

    return date.fromisoformat(text)


def _found_by_check() -> list[str]:
    """Say what `hallway check` finds, but jobs that wait for a killed worker."""
    from hallway.core.access.actors import System
    from hallway.core.check.queries import run_checks

    found = run_checks(System("a test's operator"), hash_bodies=False)
    return [one.what for one in found]


def _loads(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def finish() -> int:
    """Run all jobs, those of killed workers too; how many."""
    from hallway.core.jobs.runner import run_pending

    _wait_for_the_killed()
    done = 0
    while True:
        pass_time()
        if not (ran := run_pending()):
            return done
        done += ran


def ran() -> dict[str, Any]:
    """Tell each row's title, runs, versions, what was told of it, and messages."""
    from hallway.platform.db import engine

    _wait_for_the_killed()
    rows = engine().fetch_all(
        "SELECT i.id, i.data FROM core_item i WHERE i.list_id = %s AND i.number > 0",
        [the_list()],
    )
    runs = engine().fetch_all(
        "SELECT r.item, c.title, r.state FROM core_rulerun r JOIN core_changerule c"
        " ON c.id = r.rule_id ORDER BY r.id"
    )
    told = engine().fetch_all("SELECT item, words FROM core_told ORDER BY id")
    versions = engine().fetch_all(
        "SELECT item_id, count(*) FROM core_version GROUP BY 1"
    )
    calls = engine().fetch_all(
        "SELECT r.item, c.guid, c.state FROM core_rulecall c"
        " JOIN core_rulerun r ON r.id = c.run_id"
    )
    title = named_columns()["Title"].key
    return {
        "rows": {
            _loads(data)[title]: {
                "runs": sorted([t, state] for i, t, state in runs if i == item),
                "told": sorted(words for i, words in told if i == item),
                "versions": dict(versions).get(item),
                "calls": [[str(g), state] for i, g, state in calls if i == item],
            }
            for item, data in rows
        },
        "wrong": _found_by_check(),
    }


if __name__ == "__main__":
    main()
