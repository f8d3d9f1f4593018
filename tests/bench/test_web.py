"""The bench of pages still runs: one tiny round of every case."""

import json
import subprocess
import sys

import pytest

from bench.web.cases import MANY, PAGES
from bench.web.peers import installed
from tests.bench.test_files import FIELDS, ROOT
from tests.conftest import lacking, require


@pytest.mark.slow
@pytest.mark.conformance
def test_every_case_of_web_prints_its_figures() -> None:
    require("wrk", by="tools/setup bench")
    if installed() is None:
        lacking("Wagtail is not installed; `tools/setup bench` does it")
    done = subprocess.run(
        [sys.executable, "-m", "bench", "web", "--quick", "--db", "sqlite"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    figures = [json.loads(line) for line in done.stdout.splitlines()]
    together = {f"{page}, {MANY} at once" for page in PAGES}
    assert {one["case"] for one in figures} == {*PAGES, *together}
    assert all(set(one) == FIELDS for one in figures)
    assert {one["peer_name"] for one in figures} == {"Wagtail"}
