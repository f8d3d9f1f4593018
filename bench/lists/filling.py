"""An installation with one very long list among many short ones.

``python -m bench.lists.filling ITEMS SCOPES LISTS`` in the environment of an
installation. Rows are written directly, by thousands; the long list's own table is made
by the code that jobs use. Prints what that took.
"""

import json
import random
import sys
import time
import uuid
from typing import Any

import django

WHO = ("everything", "some", "few")
SHARE = 0.04
FEW = 60
STATES = ("new", "open", "waiting", "answered", "closed", "void", "held", "lost")
_WORDS = "pump valve boiler contract offer order delivery filter sensor roof Ulm Kiel"
COLUMNS = (
    ("Title", "text"),
    ("State", "choice"),
    ("Amount", "currency"),
    ("Points", "number"),
    ("Due", "date"),
    ("Seen", "datetime"),
    ("Owner", "person"),
    ("Done", "yesno"),
    ("Region", "choice"),
    ("Stars", "rating"),
    ("Reference", "text"),
    ("Remark", "note"),
)
_START = 1_700_000_000_000_000


def main() -> None:
    """Make the lists, and the table of the long one."""
    items, scopes, lists = map(int, sys.argv[1:])
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from hallway.core.access.actors import System
    from hallway.core.lists.commands import add_list
    from hallway.core.projections.building import build
    from hallway.core.sites.commands import add_site

    system = System("fills the bench")
    people = _people()
    site = add_site(system, path="/sites/bench", title="Bench", kind="team")
    chance = random.Random(2026)
    for number in range(lists):
        other = add_list(system, site.id, name=f"Other {number}", kind="generic")
        _write(_Filled(other, {}, [other.scope], [0]), 20, chance)
    long = add_list(system, site.id, name="Long", kind="generic")
    filled = _Filled(long, _columns(system, long.id), _scopes(long, scopes), people)
    _grant(filled.scopes, long.scope, people)
    _write(filled, items, chance)
    _view(system, long.id)
    _gather("core_item", "core_grant", "core_scope", "core_scopecount")
    started = time.perf_counter()
    for _done in build(system, long.id):
        pass
    sys.stdout.write(json.dumps({"promotion": time.perf_counter() - started}))


def _view(system: Any, list_id: Any) -> None:
    """Save the views that are asked: what they compare, sort or group by is indexed."""
    from hallway.core.lists.views.commands import add_view
    from hallway.core.lists.views.records import Audience, Content
    from hallway.wire.query import Compare, Field, Op, Order, Query, Sum, Total

    add_view(
        system,
        list_id,
        title="By state",
        audience=Audience.EVERYBODY,
        content=Content(
            query=Query(
                group=(Order(Field("State")),),
                totals=(Total(Field("Amount"), Sum.SUM),),
            )
        ),
    )
    add_view(
        system,
        list_id,
        title="Open",
        audience=Audience.EVERYBODY,
        content=Content(
            query=Query(
                where=Compare(Field("State"), Op.EQ, "open"),
                order=(Order(Field("Due")),),
            )
        ),
    )


class _Filled:
    def __init__(
        self, into: Any, columns: dict[str, int], scopes: list[int], people: list[int]
    ) -> None:
        self.list, self.columns = into, columns
        self.scopes, self.people = scopes, people


def _people() -> list[int]:
    from hallway.core.access.actors import System
    from hallway.core.people.commands import add_person, bootstrap

    system = System("fills the bench")
    own = bootstrap(system)
    return [
        add_person(
            system,
            email=f"{one}@example.com",
            name=one,
            admin=False,
            organisation=own.id,
        ).id
        for one in WHO
    ]


def _columns(system: Any, list_id: Any) -> dict[str, int]:
    from hallway.core.lists.commands import add_column
    from hallway.core.lists.queries import list_columns

    choices = {"State": list(STATES), "Region": ["north", "south", "east", "west"]}
    there = {one.internal_name for one in list_columns(system, list_id)}
    for name, type_ in COLUMNS:
        if name not in there:
            settings = {"choices": choices[name]} if name in choices else {}
            add_column(
                system,
                list_id,
                internal_name=name,
                title=name,
                type=type_,
                settings=settings,
            )
    found = list_columns(system, list_id)
    return {one.internal_name: int(one.id) for one in found}


def _scopes(into: Any, count: int) -> list[int]:
    from hallway.platform.db import engine

    db = engine()
    with db.write_transaction():
        first = _value("SELECT max(id) FROM core_scope") + 1
        for number in range(count):
            db.execute(
                "INSERT INTO core_scope (id, list_id) VALUES (%s, %s)",
                (first + number, into.id),
            )
        _settle("core_scope")
    return list(range(first, first + count))


def _grant(scopes: list[int], above: int, people: list[int]) -> None:
    """Let one read all, one a share, and one the few rows of the last scope."""
    from hallway.core.access.rights import RoleId
    from hallway.platform.db import engine

    everything, some, few = people
    some_of = scopes[: max(1, int(len(scopes) * SHARE))]
    given = [(scope, everything) for scope in scopes]
    given += [(scope, some) for scope in some_of] + [(scopes[-1], few)]
    # The list itself they all see.
    given += [(above, one) for one in people]
    db = engine()
    with db.write_transaction():
        for scope, principal in given:
            db.execute(
                "INSERT INTO core_grant (scope_id, principal_id, role_id, granted,"
                " granted_by) VALUES (%s, %s, %s, %s, 1)",
                (scope, principal, int(RoleId.READ), _START),
            )


def _write(filled: _Filled, items: int, chance: random.Random) -> None:
    from hallway.platform.db import engine

    db = engine()
    first = _value("SELECT max(id) FROM core_item") + 1
    counts: dict[int, int] = {}
    for start in range(0, items, 5_000):
        with db.write_transaction():
            for number in range(start, min(start + 5_000, items)):
                scope = _scope(filled.scopes, number, chance)
                counts[scope] = counts.get(scope, 0) + 1
                _insert(filled, first + number, number + 1, scope, chance)
    with db.write_transaction():
        for scope, count in counts.items():
            db.execute(
                "INSERT INTO core_scopecount (list_id, scope_id, n) VALUES (%s, %s, %s)"
                " ON CONFLICT (list_id, scope_id) DO UPDATE SET n ="
                " core_scopecount.n + excluded.n",
                (filled.list.id, scope, count),
            )
        db.execute(
            "UPDATE core_list SET next_number = %s WHERE id = %s",
            (items + 1, filled.list.id),
        )
        _settle("core_item")


def _scope(scopes: list[int], number: int, chance: random.Random) -> int:
    if len(scopes) == 1:
        return scopes[0]
    # The last is the scope of few rows, spread over the list.
    if number % 10_007 == 5 and number < 10_007 * FEW:
        return scopes[-1]
    return scopes[chance.randrange(len(scopes) - 1)]


def _insert(
    filled: _Filled, item: int, number: int, scope: int, chance: random.Random
) -> None:
    from hallway.core.items.keys import keys_of
    from hallway.platform.db import engine

    data = values_of(filled.columns, filled.people, number, chance)
    at = _START + chance.randrange(10**13)
    name = f"{number}_.000"
    root = filled.list.root
    engine().execute(
        "INSERT INTO core_item (id, guid, list_id, number, parent_id, ancestry,"
        " name, name_key, sort_key, is_folder, scope_id, data, keys, size,"
        " sniffed_type, major, minor, content_version, version, created,"
        " modified, author, editor) VALUES (%s, %s, %s, %s, %s, %s, %s, %s,"
        " %s, %s, %s, %s, %s, 0, '', 1, 0, 1, 1, %s, %s, 1, 1)",
        (
            *(item, _guid(chance), filled.list.id, number, root),
            *(f"/{root}/{item}/", name, name, name, False, scope),
            *(json.dumps(data), keys_of(data), at, at),
        ),
    )


def values_of(
    columns: dict[str, int], people: list[int], number: int, chance: random.Random
) -> dict[str, Any]:
    """Values of a row as they are stored, by column id; one in ten is absent."""
    if not columns:
        return {}
    words = _WORDS.split()
    given = {
        "Title": f"{chance.choice(words)} {chance.choice(words)} {number}",
        "State": chance.choice(STATES),
        "Amount": chance.randrange(100, 10_000_000),
        "Points": round(chance.random() * 1000, 2),
        "Due": f"20{chance.randrange(20, 30)}-{chance.randrange(1, 13):02}-"
        f"{chance.randrange(1, 29):02}",
        "Seen": _START + chance.randrange(10**13),
        "Owner": chance.choice(people),
        "Done": chance.random() < 0.3,
        "Region": chance.choice(("north", "south", "east", "west")),
        "Stars": chance.randrange(1, 6),
        "Reference": f"R-{chance.randrange(10**6)}",
        "Remark": " ".join(chance.choices(words, k=chance.randrange(3, 20))),
    }
    return {
        str(columns[name]): value
        for name, value in given.items()
        if name in columns and (name in ("Title", "State") or chance.random() > 0.1)
    }


def _guid(chance: random.Random) -> str:
    from django.db import connection

    made = uuid.UUID(int=chance.getrandbits(128))
    return made.hex if connection.vendor == "sqlite" else str(made)


def _value(statement: str) -> int:
    from hallway.platform.db import engine

    row = engine().fetch_one(statement)
    assert row is not None
    return int(row[0])


def _settle(table: str) -> None:
    """Let ids go on above what was written."""
    from hallway.platform.db import engine

    engine().set_last_id(table, _value(f"SELECT max(id) FROM {table}"))


def _gather(*tables: str) -> None:
    """Gather statistics, as autovacuum would by and by."""
    from django.db import connection

    with connection.cursor() as cursor:
        for table in tables:
            analyze = "ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE"
            cursor.execute(f"{analyze} {table}")


if __name__ == "__main__":
    main()
