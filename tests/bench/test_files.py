"""The bench of files still runs: one tiny round of every case."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import require

ROOT = Path(__file__).parents[2]
CASES = {
    "start time",
    "idle memory",
    "memory after a load",
    "small put",
    "small get",
    "propfind 1000",
    "propfind 10000",
    "256 MB put",
    "256 MB get",
    "move folder 10000",
    "sync 2000",
}
FIELDS = {
    *("bench", "case", "unit", "better", "ours", "peer", "peer_name"),
    *("ratio", "rows", "db"),
}


@pytest.mark.slow
@pytest.mark.conformance
def test_every_case_of_files_prints_its_figures() -> None:
    for program in ("apache2", "wrk", "curl", "rclone", "nginx"):
        require(program, by="tools/setup bench")
    done = subprocess.run(
        [sys.executable, "-m", "bench", "files", "--quick", "--db", "sqlite"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    figures = [json.loads(line) for line in done.stdout.splitlines()]
    assert {one["case"] for one in figures} == CASES
    assert all(set(one) == FIELDS for one in figures)
    assert {one["better"] for one in figures} == {"lower", "higher"}
    peers = {one["peer_name"] for one in figures}
    assert {"Apache mod_dav", "WsgiDAV", "nginx"} <= peers
    for one in figures:
        assert one["ratio"] == pytest.approx(one["ours"] / one["peer"], rel=0.05)
    # A person reads the same as a table.
    assert "Apache mod_dav" in done.stderr
