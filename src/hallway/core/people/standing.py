"""Which of several persons, found to be one human, stands for all of them."""

from __future__ import annotations

from hallway.core.people.models import Person
from hallway.platform.db import engine


def renew_standing(person: int) -> None:
    """Choose anew who stands for a person and all his aliases; inside a command.

    The oldest of those who are active, else the oldest: one line in the directory,
    and the others name him.
    """
    rows = engine().fetch_all(
        "WITH RECURSIVE cluster(id) AS ("
        " SELECT p.principal_id FROM core_person p WHERE p.principal_id = %s"
        " UNION"
        " SELECT CASE WHEN a.first_id = c.id THEN a.second_id ELSE a.first_id END"
        " FROM cluster c JOIN core_aliaslink a"
        " ON a.until IS NULL AND (a.first_id = c.id OR a.second_id = c.id))"
        " SELECT p.principal_id, p.is_active FROM cluster c"
        " JOIN core_person p ON p.principal_id = c.id",
        (person,),
    )
    chosen = min(rows, key=lambda row: (not row[1], row[0]))[0]
    everybody = Person.unscoped.filter(pk__in=[row[0] for row in rows])
    everybody.exclude(pk=chosen).update(stands_for=chosen)
    everybody.filter(pk=chosen).update(stands_for=None)
