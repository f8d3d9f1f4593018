"""Moves files to another library, in a process that may be killed.

The word behind it says what: `seed` fills a library and begins, `work` runs the jobs,
`look` tells what is there.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

EMAIL = "lena@example.com"
FILES = 300


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "hallway.config.settings"
    import django
    from django.core.management import call_command

    from hallway.config.database import use_one_connection

    use_one_connection()
    django.setup()
    call_command("migrate", verbosity=0)
    answer = {"seed": seed, "work": work, "undo": undo, "look": look}[sys.argv[1]]()
    sys.stdout.write(json.dumps(answer))


def seed() -> None:
    """Fill a library, and have a job move all of it to another."""
    from hallway.core.access.actors import System
    from hallway.core.items.commands import put_file
    from hallway.core.items.records import ItemId
    from hallway.core.lists.commands import add_list
    from hallway.core.lists.queries import list_lists
    from hallway.core.people import commands as people
    from hallway.core.people.actors import get_actor
    from hallway.core.sites.commands import add_site
    from hallway.core.transfers.commands import start_transfer
    from hallway.core.transfers.records import Clash, Way
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
    other = add_list(actor, site.id, name="Other", kind="documents")
    made = [
        put_file(actor, root, name=f"{n}.txt", body=body(f"{n}")).item.id
        for n in range(FILES)
    ]
    start_transfer(actor, made, to=ItemId(other.root), way=Way.MOVE, clash=Clash.REFUSE)


def work() -> None:
    """Run the jobs, those of killed workers too; says when a batch begins."""
    from hallway.core.jobs.runner import run_pending
    from hallway.core.transfers import applying, jobs
    from hallway.platform.db import engine

    def apply_next(*given: Any, **more: Any) -> bool:
        sys.stderr.write("batch\n")
        sys.stderr.flush()
        return applying.apply_next(*given, **more)

    vars(jobs)["apply_next"] = apply_next
    engine().execute("UPDATE core_job SET due = 0 WHERE name = 'transfer.apply'")
    run_pending()


def undo() -> None:
    """Have a job take it back."""
    from hallway.core.people.actors import get_actor
    from hallway.core.transfers.commands import undo_transfer
    from hallway.platform.db import engine

    held = engine().fetch_one("SELECT guid, owner FROM core_transfer")
    assert held is not None
    undo_transfer(get_actor(held[1], face="test"), str(held[0]))


def look() -> dict[str, Any]:
    """Tell how far the last one is, and what is in which library."""
    from hallway.platform.db import engine

    # One statement, one moment: a killed worker's last one may just be ending.
    held = engine().fetch_one(
        "SELECT t.state, t.done, t.many, (SELECT count(*) FROM core_transferstep s"
        " WHERE s.transfer_id = t.id AND s.state = 'done'),"
        " (SELECT count(*) FROM core_item i JOIN core_list l ON l.id = i.list_id"
        " WHERE l.url_name = 'Other' AND NOT i.is_folder),"
        " (SELECT count(DISTINCT i.guid) FROM core_item i WHERE NOT i.is_folder),"
        " (SELECT count(*) FROM core_version)"
        " FROM core_transfer t ORDER BY t.id DESC LIMIT 1"
    )
    assert held is not None
    names = ["state", "done", "many", "steps", "there", "files", "versions"]
    return dict(zip(names, held, strict=True))


if __name__ == "__main__":
    main()
