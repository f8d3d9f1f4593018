"""Lets somebody visit the site of `stock`, and hides an item from him.

A program of its own; the words behind it say which list and which title.
"""

from __future__ import annotations

import os
import sys


def main(list_name: str, title: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "hallway.config.settings"
    import django

    django.setup()
    from hallway.core.access.actors import System
    from hallway.core.access.commands import Inherit, break_inheritance, grant_role
    from hallway.core.access.records import Securable
    from hallway.core.access.rights import RoleId
    from hallway.core.items.queries import resolve
    from hallway.core.lists.records import ListId
    from hallway.core.people.queries import find_person
    from hallway.core.query.queries import list_rows
    from hallway.core.query.records import Asking
    from hallway.wire.query import Compare, Field, Op, Query
    from tests.browser.stock import ANN, MO, SITE

    system = System("furnishes a browser's list")
    place = resolve(system, (*SITE.strip("/").split("/"), "Lists", list_name))
    assert place.site is not None
    assert place.list is not None
    owner, person = (find_person(system, one).id for one in (MO, ANN))
    site = Securable(site=place.site.id)
    grant_role(system, site, principal=person, role=RoleId.READ)
    query = Query(where=Compare(Field("Title"), Op.EQ, title))
    found = ListId(place.list.id)
    for row in list_rows(system, found, query, asking=Asking(now=0)).rows:
        item = Securable(site=place.site.id, list=found, item=row.item.id)
        break_inheritance(system, item, start=Inherit.CLEAR)
        grant_role(system, item, principal=owner, role=RoleId.FULL_CONTROL)


if __name__ == "__main__":
    main(*sys.argv[1:])
