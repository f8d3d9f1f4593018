"""The bench of long lists still runs: one tiny round of every case."""

import json
import subprocess
import sys

import pytest

from bench.lists.asking import CASES, WRITES
from bench.lists.filling import WHO
from tests.bench.test_files import FIELDS, ROOT


@pytest.mark.slow
def test_every_case_of_lists_prints_its_figures() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench", "lists", "--quick", "--db", "sqlite"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    figures = [json.loads(line) for line in done.stdout.splitlines()]
    asked = {f"{case}, {who}" for case in CASES for who in WHO}
    assert {one["case"] for one in figures} == asked | set(WRITES) | {"promotion"}
    assert all(set(one) == FIELDS for one in figures)
