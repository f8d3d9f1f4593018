"""A process that writes for some seconds and says how often, or what went wrong."""

from __future__ import annotations

import os
import sys
import time


def main() -> None:
    folder, seconds, name = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3]
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "hallway.config.settings"
    django.setup()
    from hallway.core.access.actors import System
    from hallway.core.items.commands import create_folder
    from hallway.core.items.records import ItemId

    system = System("writes beside others")
    end = time.monotonic() + seconds
    n = 0
    while time.monotonic() < end:
        create_folder(system, ItemId(folder), name=f"{name}-{n}")
        n += 1
    print(n)  # noqa: T201 - the answer to who started it


if __name__ == "__main__":
    main()
