"""Questions to the search, beside the database's own full text over the same names.

The peer is SQLite's FTS5 and PostgreSQL's GIN index of `tsvector`, asked for the same
words in the same process. It neither trims to what a person may see nor ranks, finds
people or says where a thing is, all of which ours does in its time.
"""

import json
import subprocess
import sys
from pathlib import Path

from bench.figures import LOWER, Report
from bench.plan import Plan
from bench.search.asking import QUESTIONS
from tests import postgres

BENCH = "search"
WHO = ("admin", "member")
PEERS = {"sqlite": "FTS5", "postgres": "tsvector"}
ROOT = Path(__file__).parents[2]


def run(plan: Plan, report: Report) -> None:
    """Measure every question on each database."""
    lists, files = plan.size(100, quick=3), plan.size(1000, quick=20)
    for db in plan.databases:
        environ = _environ(plan, db)
        _run(environ, "filling", str(lists), str(files))
        for who in WHO:
            found = json.loads(_run(environ, "asking", who, str(plan.rounds * 5)))
            for name in QUESTIONS:
                case = f"{name}, {who}"
                if plan.wants(case):
                    ours, peer, _count = found[name]
                    report.add(
                        bench=BENCH,
                        case=case,
                        unit="ms",
                        better=LOWER,
                        ours=ours,
                        peer=peer,
                        peer_name=PEERS[db],
                        rows=lists * files,
                        db=db,
                    )


def _environ(plan: Plan, db: str) -> dict[str, str]:
    data = plan.place / f"search-{db}"
    data.mkdir()
    url = f"sqlite:///{data}/hallway.sqlite3"
    if db == "postgres":
        url = postgres.create_database()
    return {
        "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}",
        "DJANGO_SETTINGS_MODULE": "hallway.config.settings",
        "HALLWAY_DATA": str(data),
        "HALLWAY_DATABASE_URL": url,
    }


def _run(environ: dict[str, str], module: str, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", f"bench.search.{module}", *words],
        env=environ,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout
