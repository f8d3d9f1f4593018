"""Makes lists with columns of many types, for browsers: a program of its own."""

from __future__ import annotations

import os
import sys

SITE = "/sites/plans"
MO, ANN = "mo@example.com", "ann@example.com"
PASSWORD = "correct horse 9"


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "hallway.config.settings"
    import django

    django.setup()
    from hallway.core.access.actors import System
    from hallway.core.items.commands import create_item
    from hallway.core.lists.commands import add_column, add_list
    from hallway.core.people.commands import add_person, bootstrap, set_password
    from hallway.core.sites.commands import add_site

    system = System("furnishes a browser's list")
    own = bootstrap(system)
    for email, name in ((ANN, "Ann Lind"), (MO, "Mo Berg")):
        owner = add_person(system, email=email, name=name, organisation=own.id)
        set_password(system, owner.id, password=PASSWORD)
    site = add_site(system, path=SITE, title="Plans", owner=owner.id)
    for name in sys.argv[1:]:
        made = add_list(system, site.id, name=name, kind="generic")
        for title, kind, settings in (
            ("Title", "text", {}),
            ("Amount", "number", {}),
            ("Due", "date", {}),
            ("Done", "yesno", {}),
            ("State", "choice", {"choices": ["new", "open", "done"]}),
            ("Owner", "person", {}),
            ("No", "autonumber", {}),
        ):
            add_column(
                system,
                made.id,
                internal_name=title,
                title=title,
                type=kind,
                required=title == "Title",
                settings=settings,
            )
        for n, word in enumerate(("Ash", "Birch", "Cedar"), 1):
            values = {"Title": word, "Amount": n, "State": "new"}
            create_item(system, made.id, values=values)


if __name__ == "__main__":
    main()
