"""Makes a list with a table of its own in a live site, or says what it was asked.

A program of its own; without a word behind it, it makes the list.
"""

from __future__ import annotations

import json
import os
import sys

SITE, NAME = "/sites/live", "Things"


def main(words: list[str]) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "hallway.config.settings"
    import django

    django.setup()
    from hallway.core.access.actors import System
    from hallway.core.items.queries import resolve
    from hallway.core.lists.queries import get_list
    from hallway.core.projections.shape import read_shape

    system = System("furnishes a live list")
    if not words:
        make()
        return
    place = resolve(system, (*SITE.strip("/").split("/"), "Lists", NAME))
    assert place.list is not None
    shape = read_shape(get_list(system, place.list.id).projection or "")
    sys.stdout.write(json.dumps(dict(shape.asked)))


def make() -> None:
    from hallway.core.access.actors import System
    from hallway.core.items.commands import create_item
    from hallway.core.items.queries import resolve
    from hallway.core.lists.columns import add_column
    from hallway.core.lists.commands import add_list
    from hallway.core.projections.building import build

    system = System("furnishes a live list")
    place = resolve(system, (*SITE.strip("/").split("/"),))
    assert place.site is not None
    made = add_list(system, place.site.id, name=NAME, kind="generic")
    for name, type_ in (("Title", "text"), ("Due", "date"), ("Points", "number")):
        add_column(system, made.id, internal_name=name, title=name, type=type_)
    for n in range(12):
        values = {"Title": f"Thing {n}", "Due": "2026-03-01", "Points": n % 2}
        create_item(system, made.id, values=values)
    for _done in build(system, made.id):
        pass


if __name__ == "__main__":
    main(sys.argv[1:])
