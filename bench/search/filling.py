"""An installation with many named files, for the questions of the bench.

``python -m bench.search.filling LISTS FILES`` in the environment of an installation:
so many libraries of so many files. The admin finds all, the member those of a third.
"""

import random
import sys
import uuid

import django

ADMIN, MEMBER = "admin@example.com", "member@example.com"
COMMON, SECOND, RARE = "contract", "heating", "unicorn"
_WORDS = """
contract offer invoice plan minutes report drawing manual order delivery note
list letter statement budget forecast schedule permit survey checklist protocol
service heating cooling ventilation pump valve pipe boiler filter sensor roof
brewery dairy hospital school harbour station depot north south east west berlin
hamburg ulm kiel lyon basel turin oslo final draft signed copy revision annex
"""


def main() -> None:
    """Make people, libraries and files; the files' rows directly, by thousands."""
    lists, files = map(int, sys.argv[1:])
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    chance = random.Random(2026)
    for number in range(lists):
        _fill(number, files, chance)
    _index()


def _fill(number: int, files: int, chance: random.Random) -> None:
    from hallway.core.access.actors import System
    from hallway.core.access.groups.commands import add_member
    from hallway.core.access.groups.queries import list_groups
    from hallway.core.lists.queries import list_lists
    from hallway.core.people.commands import add_person, bootstrap
    from hallway.core.people.queries import find_person
    from hallway.core.sites.commands import add_site

    system = System("fills the bench")
    if number == 0:
        own = bootstrap(system)
        for email, admin in ((ADMIN, True), (MEMBER, False)):
            name = email.partition("@")[0]
            add_person(system, email=email, name=name, admin=admin, organisation=own.id)
    site = add_site(system, path=f"/sites/s{number}", title=f"S {number}", kind="team")
    if number % 3 == 0:
        groups = list_groups(system, site=site.id)
        members = next(one for one in groups if one.title.endswith("Members"))
        add_member(system, members.id, find_person(system, MEMBER).id)
    (documents,) = list_lists(system, site.id)
    _write(documents.id, documents.root, documents.scope, files, chance)


def _write(
    list_id: int, root: int, scope: int, files: int, chance: random.Random
) -> None:
    from django.db import connection

    from hallway.platform.db import engine

    db = engine()
    now = 1_700_000_000_000_000
    with db.write_transaction():
        first = 1 + _value("SELECT max(id) FROM core_item")
        for number in range(files):
            words = chance.sample(_WORDS.split(), 4)
            name = f"{' '.join(words)} {list_id}-{number}.docx"
            at = now + chance.randrange(10**12)
            db.execute(
                "INSERT INTO core_item (id, guid, list_id, number, parent_id, ancestry,"
                " name, name_key, sort_key, is_folder, scope_id, data, size,"
                " sniffed_type, major, minor, content_version, version, created,"
                " modified, author, editor) VALUES (%s, %s, %s, %s, %s, %s, %s, %s,"
                " %s, %s, %s, '{}', 1000, '', 1, 0, 1, 1, %s, %s, 1, 1)",
                (
                    *(first + number, _guid(), list_id, number + 1, root),
                    *(f"/{root}/{first + number}/", name, name, name, False, scope),
                    *(at, at),
                ),
            )
        db.execute(
            "INSERT INTO core_scopecount (list_id, scope_id, n) VALUES (%s, %s, %s)",
            (list_id, scope, files),
        )
        if connection.vendor == "postgresql":
            db.fetch_one(
                "SELECT setval(pg_get_serial_sequence('core_item', 'id'),"
                " (SELECT max(id) FROM core_item))"
            )


def _guid() -> str:
    from django.db import connection

    made = uuid.uuid4()
    return made.hex if connection.vendor == "sqlite" else str(made)


def _value(statement: str) -> int:
    from hallway.platform.db import engine

    row = engine().fetch_one(statement)
    assert row is not None
    return int(row[0])


def _index() -> None:
    """Write the words by the code that commands use, then gather statistics."""
    from django.db import connection

    from hallway.core.search.indexing import index_items
    from hallway.platform.db import engine

    rows = engine().fetch_all("SELECT id FROM core_item ORDER BY id")
    items = [row[0] for row in rows]
    for start in range(0, len(items), 4000):
        with engine().write_transaction():
            index_items(items[start : start + 4000])
    _index_by_database()
    # As autovacuum would by and by.
    with connection.cursor() as cursor:
        for table in ("core_word", "core_item", "bench_names"):
            analyze = "ANALYZE" if connection.vendor == "sqlite" else "VACUUM ANALYZE"
            cursor.execute(f"{analyze} {table}")


def _index_by_database() -> None:
    """The peer: the database's own full text over the same names."""
    from django.db import connection

    from hallway.platform.db import engine

    if connection.vendor == "sqlite":
        engine().execute(
            "CREATE VIRTUAL TABLE bench_names USING fts5(id UNINDEXED, name)"
        )
    else:
        engine().execute("CREATE TABLE bench_names (id bigint, name text)")
    engine().execute("INSERT INTO bench_names SELECT id, name FROM core_item")
    if connection.vendor == "postgresql":
        engine().execute(
            "CREATE INDEX bench_names_text ON bench_names"
            " USING gin (to_tsvector('simple', name))"
        )


if __name__ == "__main__":
    main()
