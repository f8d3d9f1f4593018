"""``python -m bench [ONLY]``: our speed beside others', measured in turn in one run.

One JSON line a figure on stdout, a table for people on stderr.
"""

import argparse
import importlib
import signal
import sys
import tempfile
from pathlib import Path

from bench.figures import Report
from bench.plan import Plan
from tests import postgres

ALL = ("files", "web", "search", "lists")


def main() -> int:
    """Run the benches asked for; 1 if there is none of that name."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("only", nargs="?", help=f"one of: {', '.join(ALL)}")
    parser.add_argument("--case", action="append", help="only this case; repeatable")
    parser.add_argument(
        "--db", action="append", choices=("sqlite", "postgres"), help="default: both"
    )
    parser.add_argument(
        "--quick", action="store_true", help="tiny sizes, one round: does it still run?"
    )
    parser.add_argument("--rounds", type=int, default=5, help="default: 5")
    given = parser.parse_args()
    if given.only not in (None, *ALL):
        parser.error(f"no bench is called {given.only}; there are: {', '.join(ALL)}")
    # The servers started here must end with us.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    report = Report()
    # What is lost at a power failure would be measured as speed.
    postgres._SETTINGS.update(
        fsync="on", synchronous_commit="on", full_page_writes="on"
    )
    with (
        postgres.run_directory(),
        tempfile.TemporaryDirectory(prefix="hallway-bench-") as directory,
    ):
        place = Path(directory)
        # The peers run as somebody without rights, and have to pass through.
        place.chmod(0o711)
        plan = Plan(
            place=place,
            cases=frozenset(given.case or ()),
            databases=tuple(given.db or ("sqlite", "postgres")),
            rounds=1 if given.quick else given.rounds,
            quick=given.quick,
        )
        for name in [given.only] if given.only else ALL:
            importlib.import_module(f"bench.{name}.cases").run(plan, report)
    report.print_table()
    return 0


if __name__ == "__main__":
    sys.exit(main())
