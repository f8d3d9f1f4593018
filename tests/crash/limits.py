"""Trims a library's versions, in a process that may be killed.

The word behind it says what: `seed` fills it and sets a limit, `work` runs the jobs,
`look` tells what is there.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

EMAIL = "lena@example.com"
FILES, VERSIONS, KEPT = 40, 6, 2


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "hallway.config.settings"
    import django
    from django.core.management import call_command

    from hallway.config.database import use_one_connection

    use_one_connection()
    django.setup()
    call_command("migrate", verbosity=0)
    answer = {"seed": seed, "work": work, "look": look}[sys.argv[1]]()
    sys.stdout.write(json.dumps(answer))


def seed() -> None:
    """Fill a library with versions, and set a limit that takes most of them."""
    from hallway.core.access.actors import System
    from hallway.core.items.commands import put_file
    from hallway.core.items.records import ItemId
    from hallway.core.limits.commands import set_limit
    from hallway.core.limits.records import Limit, of_list
    from hallway.core.lists.queries import list_lists
    from hallway.core.people import commands as people
    from hallway.core.people.actors import get_actor
    from hallway.core.sites.commands import add_site
    from hallway.platform.storage import get_store

    system = System("a test's installation")
    own = people.bootstrap(system)
    person = people.add_person(
        system, email=EMAIL, name="Lena Live", organisation=own.id
    )
    site = add_site(system, path="/sites/live", title="Live", owner=person.id)
    actor = get_actor(person.id, face="test")
    library = list_lists(actor, site.id)[0]
    bodies = [
        get_store().stage([f"body {n}".encode()], length=None, limit=100)
        for n in range(VERSIONS)
    ]
    for n in range(FILES):
        for body in bodies:
            put_file(actor, ItemId(library.root), name=f"{n}.txt", body=body)
    set_limit(actor, of_list(library.id), Limit(count=KEPT))


def work() -> None:
    """Run the jobs, those of killed workers too; says when a batch begins."""
    from hallway.core.jobs.runner import run_pending
    from hallway.core.limits import jobs, trimming
    from hallway.platform.db import engine

    trim_some = trimming.trim_some

    def told(*given: Any, **more: Any) -> bool:
        sys.stderr.write("batch\n")
        sys.stderr.flush()
        return trim_some(*given, **more)

    vars(trimming)["BATCH"] = 10
    vars(jobs)["trim_some"] = told
    engine().execute("UPDATE core_job SET due = 0 WHERE name = 'limits.trim'")
    run_pending()


def look() -> dict[str, Any]:
    """Tell what is there, and what the log and the site's storage say of it."""
    from hallway.platform.db import engine

    # One statement, one moment: a killed worker's last one may just be ending.
    row = engine().fetch_one(
        "SELECT (SELECT count(*) FROM core_version), (SELECT sum(size) FROM"
        " core_version), (SELECT used_bytes FROM core_site WHERE path = '/sites/live'),"
        " (SELECT min(n) FROM (SELECT count(*) AS n FROM core_version"
        " GROUP BY item_id) AS c)"
    )
    assert row is not None
    removed = engine().fetch_all(
        "SELECT before FROM core_change WHERE verb = 'list.versions_trimmed'"
    )
    gone = [tuple(one) for (told,) in removed for one in _loads(told)["versions"]]
    return {
        "versions": row[0],
        "size": int(row[1]),
        "used": row[2],
        "fewest": row[3],
        "told": len(gone),
        "told_once": len(set(gone)),
    }


def _loads(stored: Any) -> Any:
    return json.loads(stored) if isinstance(stored, str | bytes) else stored


if __name__ == "__main__":
    main()
