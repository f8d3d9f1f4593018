"""Works beside the server on the same data: one command a line, one answer a line.

Between two commands it holds no connection, so that a killed server's database is
really left to the next start to recover.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable

EMAIL = "lena@example.com"
SITE = "/sites/live"
LARGE = 4
"""Folders whose permissions are changed over and over."""
SIDE = 12
"""Each holds so many folders of so many folders."""


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "hallway.config.settings"
    import django
    from django.core.management import call_command
    from django.db import connections

    from hallway.config.database import use_one_connection

    use_one_connection()
    django.setup()
    call_command("migrate", verbosity=0)
    commands: dict[str, Callable[[], object]] = {
        "seed": seed,
        "change": change,
        "pass_time": pass_time,
        "jobs": jobs,
        "uneven": uneven,
    }
    connections.close_all()
    for line in sys.stdin:
        answer = commands[line.strip()]()
        connections.close_all()
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def seed() -> str:
    """Make the person, the site and the large folders; the person's token."""
    from hallway.core.access.actors import System
    from hallway.core.items.commands import copy_item, create_folder
    from hallway.core.items.records import Depth, ItemId, Overwrite
    from hallway.core.lists.commands import add_list
    from hallway.core.people import commands as people
    from hallway.core.sites.commands import add_site

    actor = System("a test's installation")
    person = people.add_person(actor, email=EMAIL, name="Lena Live")
    site = add_site(actor, path=SITE, title="Live", owner=person.id)
    # A library of their own: while such a job waits, nothing can be moved in its list.
    archive = add_list(actor, site.id, name="Archive", kind="documents")
    for number in range(LARGE):
        top = create_folder(actor, ItemId(archive.root), name=f"Large {number}").id
        first = create_folder(actor, top, name="0")
        for below in range(SIDE):
            create_folder(actor, first.id, name=str(below))
        for copy in range(1, SIDE):
            copy_item(
                actor,
                first.id,
                to=top,
                name=str(copy),
                overwrite=Overwrite.REFUSE,
                depth=Depth.ALL,
                tokens=frozenset(),
            )
    return people.create_token(actor, person.id, name="crash")


def change() -> int:
    """Break or restore the inheritance of each large folder, by a job for each.

    How many jobs; a folder whose last job is still to end is left alone.
    """
    from hallway.core.access import breaking, commands
    from hallway.core.access.actors import System
    from hallway.core.access.records import Securable
    from hallway.core.errors import Conflict
    from hallway.core.items.queries import get_item, resolve

    # So that a few hundred rows are "a large case", which a job carries through.
    breaking.RESTAMP_INLINE = 0
    actor = System("a test's operator")
    begun = 0
    for number in range(LARGE):
        place = resolve(actor, ("sites", "live", "Archive", f"Large {number}"))
        assert place.item is not None
        assert place.site is not None
        item = get_item(actor, place.item.id)
        securable = Securable(site=place.site.id, list=item.list, item=item.id)
        own = _owns_scope(item.id)
        act = commands.restore_inheritance if own else commands.break_inheritance
        try:
            act(actor, securable)
        except Conflict:
            continue
        begun += 1
    return begun


def _owns_scope(item: int) -> bool:
    from hallway.platform.db import engine

    row = engine().fetch_one(
        "SELECT s.item_id FROM core_item i JOIN core_scope s ON s.id = i.scope_id"
        " WHERE i.id = %s",
        (item,),
    )
    assert row is not None
    return bool(row[0] == item)


def pass_time() -> int:
    """Let the leases of killed workers run out, and all waiting come to an end."""
    from hallway.platform.db import engine

    return engine().execute("UPDATE core_job SET due = 0 WHERE state = 'queued'")


def jobs() -> dict[str, int]:
    """How many jobs there are: with a lease, waiting, failed; and pending changes."""
    from hallway.platform.db import engine

    rows = engine().fetch_all(
        "SELECT CASE WHEN state = 'queued' AND lease IS NOT NULL AND lease <> ''"
        " THEN 'leased' ELSE state END, COUNT(*) FROM core_job"
        " WHERE name = 'access.restamp' GROUP BY 1"
    )
    pending = engine().fetch_one("SELECT COUNT(*) FROM core_pendingscope")
    assert pending is not None
    return {**{str(state): int(n) for state, n in rows}, "pending": int(pending[0])}


def uneven() -> int:
    """How many rows of the large folders do not carry the scope of their top."""
    from hallway.platform.db import engine

    row = engine().fetch_one(
        "SELECT COUNT(*) FROM core_item top JOIN core_item i ON i.list_id = top.list_id"
        " AND i.ancestry LIKE top.ancestry || %s"
        " WHERE top.name LIKE %s AND i.scope_id <> top.scope_id",
        ("%", "Large %"),
    )
    assert row is not None
    return int(row[0])


if __name__ == "__main__":
    main()
