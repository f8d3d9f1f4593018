"""``python -m hallway`` and the ``hallway`` command."""

import sys

from hallway.config.command import Installation
from hallway.faces.cli.main import run


def main() -> None:
    """Run the command line and exit with its code."""
    sys.exit(run(sys.argv[1:], Installation()))


if __name__ == "__main__":
    main()
