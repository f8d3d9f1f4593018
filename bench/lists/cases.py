"""Measure every question on each database, for three persons."""

import json
import subprocess
import sys
from pathlib import Path

from bench.figures import LOWER, Report
from bench.lists.asking import CASES, WRITES
from bench.lists.filling import WHO
from bench.plan import Plan
from tests import postgres

BENCH = "lists"
PEER = "one JSON column, ORM"
ROOT = Path(__file__).parents[2]


def run(plan: Plan, report: Report) -> None:
    """Fill, ask as each of the three, then write."""
    items = plan.size(1_000_000, quick=3_000)
    scopes, lists = plan.size(5_000, quick=50), plan.size(2_000, quick=3)
    for db in plan.databases:
        environ = _environ(plan, db)
        sizes = (str(items), str(scopes), str(lists))
        filled = json.loads(_run(environ, "filling", *sizes))
        peers: dict[str, float] = {}

        def add(case: str, ours: float, peer: float, *, unit: str, on: str) -> None:
            if plan.wants(case):
                report.add(
                    bench=BENCH,
                    case=case,
                    unit=unit,
                    better=LOWER,
                    ours=ours,
                    peer=peer,
                    peer_name=PEER,
                    rows=items,
                    db=on,
                )

        for who in WHO:
            found = json.loads(_run(environ, "asking", who, str(plan.rounds)))
            for case in (*CASES, *WRITES):
                if case in found:
                    ours, peer = found[case]
                    peers.setdefault(case, peer)
                    name = case if case in WRITES else f"{case}, {who}"
                    add(name, ours, peers[case], unit="ms", on=db)
        # Beside what the list's whole table costs the peer to read once.
        slowest = max(peers[case] for case in CASES) / 1000
        add("promotion", filled["promotion"], slowest, unit="s", on=db)


def _environ(plan: Plan, db: str) -> dict[str, str]:
    data = plan.place / f"lists-{db}"
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
        [sys.executable, "-m", f"bench.lists.{module}", *words],
        env=environ,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout
