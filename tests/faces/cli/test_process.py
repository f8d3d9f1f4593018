"""The command line as its users meet it: processes, signals, a kill in the middle."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.both

SOURCE = str(Path(__file__).parents[3] / "src")
PATIENCE = 120.0


class Machine:
    """A data directory and the processes a test starts on it."""

    def __init__(self, data: Path, database_url: str) -> None:
        self.data = data
        self.environ = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": SOURCE,
            "HALLWAY_DATABASE_URL": database_url,
            "PYTHONUTF8": "1",
        }

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "hallway", *words, "--data", str(self.data)],
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        process = self.start(*words)
        out, err = process.communicate(timeout=PATIENCE)
        return subprocess.CompletedProcess(words, process.returncode, out, err)

    def ask(self, code: str, *words: str) -> str:
        """What a piece of code that uses the core says."""
        prelude = (
            "import sys\n"
            "from hallway.config.command import Installation\n"
            f"Installation().open(data={str(self.data)!r})\n"
            "from hallway.core.access.actors import System\n"
            "system = System('a test')\n"
        )
        return subprocess.run(
            [sys.executable, "-c", prelude + code, *words],
            env=self.environ,
            check=True,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
        ).stdout


@pytest.fixture
def machine(tmp_path: Path, new_database_url: Callable[[], str]) -> Machine:
    return Machine(tmp_path / "data", new_database_url())


def test_help_makes_no_data(machine: Machine) -> None:
    told = machine.run("site", "add", "--help")
    assert told.returncode == 0
    assert "Example:" in told.stdout
    assert not machine.data.exists()


def test_a_new_installation_is_set_up_by_its_first_command(machine: Machine) -> None:
    assert machine.run("user", "add", "ada@a.example").returncode == 0
    token = machine.run("token", "create", "ada@a.example")
    assert token.stdout.startswith("hw_")
    assert token.stdout.count("\n") == 1
    assert token.stderr == ""
    checked = machine.run("check")
    assert checked.returncode == 0, checked.stdout
    assert checked.stdout == ""


def test_a_failure_is_one_line(machine: Machine) -> None:
    told = machine.run("token", "create", "nobody@a.example")
    assert told.returncode == 3
    assert told.stdout == ""
    assert told.stderr == "Error: There is no such person.\n"


def test_a_worker_runs_jobs_and_ends_on_sigterm(machine: Machine) -> None:
    machine.ask(
        "from hallway.core.jobs.commands import enqueue\n"
        "enqueue(system, 'locks.drop_expired')\n"
    )
    worker = machine.start("worker", "--threads", "1")
    deadline = time.monotonic() + PATIENCE
    while machine.run("jobs").stdout.count("\n") > 1:
        assert worker.poll() is None
        assert time.monotonic() < deadline
    worker.send_signal(signal.SIGTERM)
    out, err = worker.communicate(timeout=PATIENCE)
    assert worker.returncode == 0, err
    assert out == ""


EXPORT = """
import json, hashlib
from hallway.core.items.queries import iter_children, open_body, resolve
found = {}
todo = [("", resolve(system, ("sites", "hr", "Documents", "in")).item)]
while todo:
    prefix, folder = todo.pop()
    for page in iter_children(system, folder):
        for item in page:
            if item.is_folder:
                todo.append((f"{prefix}{item.name}/", item))
            else:
                with open_body(system, item) as body:
                    digest = hashlib.sha256(body.read()).hexdigest()
                found[prefix + item.name] = [digest, item.client_modified, item.major]
print(json.dumps(found))
"""

WORDS = ["Übersicht", "naïve plan", "Ελλάδα", "日本 語", "smørrebrød", "a & b", "50% +"]


def grow(root: Path, files: int) -> None:
    """A tree of files with spaces, accents and long names, the same at each run."""
    chance = random.Random(2)
    folders = [root]
    for number in range(files // 25):
        folder = chance.choice(folders) / f"{chance.choice(WORDS)} {number}"
        folder.mkdir(parents=True)
        folders.append(folder)
    for number in range(files):
        name = f"{chance.choice(WORDS)} {number}{' lang' * (number % 20)}.txt"
        path = chance.choice(folders) / name
        path.write_bytes(chance.randbytes(chance.randrange(4000)))
        os.utime(path, (0, chance.randrange(2_000_000_000)))


@pytest.mark.slow
def test_two_thousand_files_go_in_through_a_kill_and_are_whole(
    machine: Machine, tmp_path: Path
) -> None:
    import hashlib

    source = tmp_path / "source"
    source.mkdir()
    grow(source, 2_000)
    words = ("import", "folder", str(source), "--to", "/sites/hr/Documents/in")
    assert machine.run("site", "add", "/sites/hr").returncode == 0
    bodies = machine.data / "blobs"
    started = machine.start(*words)
    deadline = time.monotonic() + PATIENCE
    while sum(1 for _ in bodies.glob("??/*")) < 600:
        assert started.poll() is None, started.communicate()
        assert time.monotonic() < deadline
    started.kill()
    started.communicate()
    partly = json.loads(machine.ask(EXPORT))
    assert 0 < len(partly) < 2_000
    assert machine.run("check").stdout == ""
    again = machine.run(*words)
    assert again.returncode == 0, again.stderr
    assert f"{len(partly)} were there already" in again.stdout
    expected = {
        str(path.relative_to(source)): [
            hashlib.sha256(path.read_bytes()).hexdigest(),
            path.stat().st_mtime_ns // 1000,
            1,
        ]
        for path in source.rglob("*")
        if path.is_file()
    }
    assert json.loads(machine.ask(EXPORT)) == expected
    checked = machine.run("check")
    assert checked.returncode == 0, checked.stdout
