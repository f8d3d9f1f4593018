"""Brings the rows of a file into a list, in a process that may be killed.

The word behind it says what: `seed` stages and begins, `work` runs the jobs, `look`
tells what is there.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

EMAIL = "lena@example.com"
ROWS = 1500


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
    """Stage a file of a new list and have a job bring its rows in."""
    from hallway.core.access.actors import System
    from hallway.core.people import commands as people
    from hallway.core.people.actors import get_actor
    from hallway.core.people.records import OrganisationRecord
    from hallway.core.sheets import commands
    from hallway.core.sheets.records import Bad
    from hallway.core.sites.commands import add_site
    from hallway.platform.storage import get_store

    system = System("a test's installation")
    own: OrganisationRecord = people.bootstrap(system)
    person = people.add_person(
        system, email=EMAIL, name="Lena Live", organisation=own.id
    )
    site = add_site(system, path="/sites/live", title="Live", owner=person.id)
    actor = get_actor(person.id, face="test")
    lines = "".join(f"row {n},{n}\n" for n in range(ROWS))
    body = get_store().stage([f"Title,N\n{lines}".encode()], length=None, limit=10**9)
    sheet = commands.stage_sheet(actor, site.id, name="Rows.csv", body=body)
    commands.check_sheet(actor, sheet.guid)
    commands.apply_sheet(actor, sheet.guid, bad=Bad.STOP)


def work() -> None:
    """Run the jobs, those of killed workers too; says when a batch begins."""
    from hallway.core.jobs.runner import run_pending
    from hallway.core.sheets import applying, jobs
    from hallway.platform.db import engine

    def apply_next(*given: Any, **more: Any) -> bool:
        sys.stderr.write("batch\n")
        sys.stderr.flush()
        return applying.apply_next(*given, **more)

    vars(jobs)["apply_next"] = apply_next
    engine().execute("UPDATE core_job SET due = 0 WHERE name = 'sheets.apply'")
    run_pending()


def look() -> dict[str, Any]:
    """Tell how far the sheet is, and each row's title and versions."""
    from hallway.platform.db import engine

    living = (
        "FROM core_item i JOIN core_list l ON l.id = i.list_id"
        " AND l.kind = 'generic'{} WHERE NOT i.is_folder"
    )
    # One statement, one moment: a killed worker's last one may just be ending.
    sheet = engine().fetch_one(
        f"SELECT s.state, s.done, (SELECT count(*) {living.format('')})"
        " FROM core_sheet s"
    )
    assert sheet is not None
    versions = " LEFT JOIN core_version v ON v.item_id = i.id"
    rows = engine().fetch_all(
        f"SELECT i.number, count(v.id) {living.format(versions)}"
        " GROUP BY i.number ORDER BY i.number"
    )
    return {
        "state": sheet[0],
        "done": sheet[1],
        "there": sheet[2],
        "rows": [list(one) for one in rows],
    }


if __name__ == "__main__":
    main()
