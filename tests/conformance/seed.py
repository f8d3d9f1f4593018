"""Makes one person with a token and one site; run as a process of its own.

``python -m tests.conformance.seed EMAIL SITE`` prints the token. The installation is
named by ``HALLWAY_*`` variables.
"""

import os
import sys


def main(email: str, path: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "hallway.config.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)

    from hallway.core.access.actors import System
    from hallway.core.people import commands as people
    from hallway.core.sites.commands import add_site

    actor = System("a test's installation")
    person = people.add_person(actor, email=email, name="Lena Live")
    add_site(actor, path=path, title="Live", owner=person.id)
    sys.stdout.write(people.create_token(actor, person.id, name="conformance"))


if __name__ == "__main__":
    main(*sys.argv[1:])
