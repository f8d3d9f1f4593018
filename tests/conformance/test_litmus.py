"""litmus, the judge of WebDAV servers that no server's authors wrote."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.conformance.server import LiveServer
from tests.conftest import require

pytestmark = [pytest.mark.conformance, pytest.mark.both]

# The HTTP server strips fragments before the application sees them.
_SUFFERED = {"delete_fragment"}


def test_litmus_passes_104_of_104_without_a_warning_of_ours(
    live: LiveServer, tmp_path: Path
) -> None:
    litmus = require("litmus")
    done = subprocess.run(
        [litmus, "-k", live.library, live.email, live.token],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    output = re.sub(r"\r", "\n", done.stdout)
    log = output + (tmp_path / "debug.log").read_text(errors="replace")[-4000:]
    summaries = re.findall(r"of (\d+) tests run: (\d+) passed, (\d+) failed", output)
    assert sum(int(run) for run, _, _ in summaries) == 104, log
    assert sum(int(passed) for _, passed, _ in summaries) == 104, log
    warned = set(re.findall(r"\d+\. (\w+)\.* WARNING", output))
    assert warned <= _SUFFERED, log
