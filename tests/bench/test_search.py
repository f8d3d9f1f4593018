"""The bench of the search still runs: one tiny round of every case."""

import json
import subprocess
import sys

import pytest

from bench.search.asking import QUESTIONS
from bench.search.cases import WHO
from tests.bench.test_files import FIELDS, ROOT


@pytest.mark.slow
def test_every_case_of_search_prints_its_figures() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench", "search", "--quick", "--db", "sqlite"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    figures = [json.loads(line) for line in done.stdout.splitlines()]
    cases = {f"{question}, {who}" for question in QUESTIONS for who in WHO}
    assert {one["case"] for one in figures} == cases
    assert all(set(one) == FIELDS for one in figures)
