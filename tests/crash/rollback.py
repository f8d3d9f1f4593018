"""Rolls a library back, in a process that may be killed.

The word behind it says what: `seed` scrambles it and begins, `work` runs the jobs,
`look` tells what is there.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

EMAIL = "lena@example.com"
FILES = 150


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
    """Fill a library, scramble it, and have a job roll it back."""
    from hallway.core import clock
    from hallway.core.access.actors import System
    from hallway.core.items.commands import move_item, put_file
    from hallway.core.items.records import ItemId
    from hallway.core.lists.queries import list_lists
    from hallway.core.people import commands as people
    from hallway.core.people.actors import get_actor
    from hallway.core.rollback.commands import apply_rollback, start_rollback
    from hallway.core.sites.commands import add_site
    from hallway.platform.storage import get_store

    def body(text: str) -> Any:
        return get_store().stage([text.encode()], length=None, limit=100)

    system = System("a test's installation")
    own = people.bootstrap(system)
    person = people.add_person(
        system, email=EMAIL, name="Lena Live", organisation=own.id
    )
    site = add_site(system, path="/sites/live", title="Live", owner=person.id)
    actor = get_actor(person.id, face="test")
    root = ItemId(list_lists(actor, site.id)[0].root)
    made = [
        put_file(actor, root, name=f"{n}.txt", body=body(f"old {n}")).item.id
        for n in range(FILES)
    ]
    moment = clock.now()
    for n, item in enumerate(made):
        put_file(actor, root, name=f"{n}.txt", body=body("scrambled"))
        move_item(actor, item, to=root, name=f"{n}.locked")
    plan = start_rollback(actor, root, moment=moment)
    apply_rollback(actor, plan.guid)


def work() -> None:
    """Run the jobs, those of killed workers too; says when a batch begins."""
    from hallway.core.jobs.runner import run_pending
    from hallway.core.rollback import applying, jobs
    from hallway.platform.db import engine

    def apply_next(*given: Any, **more: Any) -> bool:
        sys.stderr.write("batch\n")
        sys.stderr.flush()
        return applying.apply_next(*given, **more)

    vars(jobs)["apply_next"] = apply_next
    engine().execute("UPDATE core_job SET due = 0 WHERE name = 'rollback.apply'")
    run_pending()


def look() -> dict[str, Any]:
    """Tell how far it is, and each file's name, version and number of versions."""
    from hallway.platform.db import engine

    # One statement, one moment: a killed worker's last one may just be ending.
    held = engine().fetch_one(
        "SELECT r.state, r.done, r.many, (SELECT count(*) FROM core_rollbackstep s"
        " WHERE s.state = 'done'), (SELECT count(*) FROM core_item i"
        " WHERE i.name LIKE '%%.txt'), (SELECT count(*) FROM core_item i"
        " WHERE i.major = 3) FROM core_rollback r"
    )
    assert held is not None
    state, done, many, steps, renamed, restored = held
    rows = engine().fetch_all(
        "SELECT i.name, i.major, i.size, count(v.id) FROM core_item i"
        " JOIN core_version v ON v.item_id = i.id WHERE NOT i.is_folder"
        " GROUP BY i.id, i.name, i.major, i.size ORDER BY i.id"
    )
    return {
        "state": state,
        "done": done,
        "many": many,
        "steps": steps,
        "there": renamed + restored,
        "rows": [list(one) for one in rows],
    }


if __name__ == "__main__":
    main()
