"""``python -m hallway.config.migrate``: bring the database up to date, in a child."""

import os
import signal
import sys

from hallway.config import environment, schema
from hallway.config.process import die_with_parent


def main() -> int:
    """Run the migrations; one line on stderr and 1 if that fails."""
    die_with_parent(os.getppid())
    # Interrupted from the keyboard it ends without a traceback; its parent speaks.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    if schema.is_current(environment.load(os.environ)):
        return 0
    os.environ["DJANGO_SETTINGS_MODULE"] = "hallway.config.settings"
    import django
    from django.core.management import call_command
    from django.db import DatabaseError

    from hallway.config.database import use_one_connection

    use_one_connection()
    django.setup()
    try:
        call_command("migrate", verbosity=0, interactive=False)
    except DatabaseError as error:
        sys.stderr.write(" ".join(str(error).split()) + "\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
