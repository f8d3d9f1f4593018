"""cadaver: a person at a prompt, on the neon library."""

import subprocess
from pathlib import Path

import pytest

from tests.conformance.server import LiveServer
from tests.conftest import require

pytestmark = [pytest.mark.conformance, pytest.mark.both]


def run_cadaver(live: LiveServer, home: Path, *commands: str) -> str:
    """What cadaver says to these commands, one after the other."""
    cadaver = require("cadaver")
    netrc = f"machine 127.0.0.1\nlogin {live.email}\npassword {live.token}\n"
    (home / ".netrc").write_text(netrc)
    (home / ".netrc").chmod(0o600)
    done = subprocess.run(
        [cadaver, live.library],
        cwd=home,
        env={**live.environ, "HOME": str(home)},
        input="\n".join([*commands, "quit", ""]),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    return done.stdout + done.stderr


def test_a_session_at_the_prompt_does_what_it_says(
    live: LiveServer, tmp_path: Path
) -> None:
    (tmp_path / "letter.txt").write_text("Dear all,\n")
    said = run_cadaver(
        live,
        tmp_path,
        "mkcol Letters",
        "cd Letters",
        "put letter.txt",
        "copy letter.txt copy.txt",
        "move copy.txt Größe.txt",
        "get Größe.txt back.txt",
        "propset letter.txt colour blue",
        "propget letter.txt colour",
        "ls",
        "delete letter.txt",
        "ls",
    )
    assert "failed" not in said, said
    assert "Value of colour is: blue" in said, said
    assert (tmp_path / "back.txt").read_text() == "Dear all,\n"
    first, second = said.split("Listing collection")[1:]
    assert "letter.txt" in first
    assert "letter.txt" not in second.replace("Deleting `letter.txt'", "")


def test_a_lock_taken_at_the_prompt_keeps_others_out(
    live: LiveServer, tmp_path: Path
) -> None:
    (tmp_path / "plan.txt").write_text("draft\n")
    said = run_cadaver(
        live,
        tmp_path,
        "put plan.txt",
        "lock plan.txt",
        "discover plan.txt",
    )
    assert "failed" not in said, said
    assert "urn:uuid:" in said, said
    path = f"{live.site}/Documents/plan.txt"
    status, _, body = live.ask("PUT", path, b"mine")
    assert status == 423
    assert b"Lena Live" in body
    assert live.ask("GET", path)[2] == b"draft\n"
