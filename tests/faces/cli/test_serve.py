"""``hallway serve``: one process tree that is up, stays up and goes down whole."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

pytestmark = pytest.mark.both

SOURCE = str(Path(__file__).parents[3] / "src")
PATIENCE = 30.0


def wait_until(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    assert isinstance(port, int)
    return port


def children(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(word) for task in tasks for word in task.read_text().split()]


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in ("Z", "X")


def is_gone(pid: int) -> bool:
    return not is_alive(pid)


class Installation:
    """A data directory, and the servers a test starts on it."""

    def __init__(self, data: Path, database_url: str) -> None:
        self.data = data
        self.port = free_port()
        self.started: list[subprocess.Popen[str]] = []
        self.environ = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": SOURCE,
            "HALLWAY_DATABASE_URL": database_url,
            "HALLWAY_JOB_THREADS": "0",
        }

    def command(self, *words: str) -> list[str]:
        command = [sys.executable, "-m", "hallway", "serve"]
        listen = f"127.0.0.1:{self.port}"
        return [*command, "--data", str(self.data), "--listen", listen, *words]

    def start(self) -> subprocess.Popen[str]:
        server = subprocess.Popen(
            self.command(), env=self.environ, stderr=subprocess.PIPE, text=True
        )
        self.started.append(server)
        wait_until(lambda: server.poll() is not None or self.get("/readyz") == 200)
        assert server.poll() is None, server.communicate()
        return server

    def refusal(self, *words: str) -> str:
        """The one line of a server that does not start."""
        ended = subprocess.run(
            self.command(*words),
            env=self.environ,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        assert ended.returncode != 0
        assert ended.stderr.startswith("Error: "), ended.stderr
        assert ended.stderr.count("\n") == 1, ended.stderr
        return ended.stderr

    def get(self, path: str) -> int | None:
        """Status of a GET, None if nobody answers."""
        url = f"http://127.0.0.1:{self.port}{path}"
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
                return int(answer.status)
        except OSError:
            return None

    def stop(self) -> None:
        for server in self.started:
            for pid in [server.pid, *children(server.pid)] if not server.poll() else []:
                with_signal(pid, signal.SIGKILL)
            server.communicate()


def with_signal(pid: int, number: signal.Signals) -> None:
    if is_alive(pid):
        os.kill(pid, number)


@pytest.fixture
def installation(
    tmp_path: Path, new_database_url: Callable[[], str]
) -> Iterator[Installation]:
    installation = Installation(tmp_path / "data", new_database_url())
    yield installation
    installation.stop()


def test_it_makes_its_directory_answers_and_ends_at_sigterm(
    installation: Installation,
) -> None:
    server = installation.start()
    assert installation.get("/healthz") == 200
    assert (installation.data / "secret_key").stat().st_mode & 0o777 == 0o600
    workers = children(server.pid)
    server.terminate()
    _, told = server.communicate(timeout=PATIENCE)
    assert server.returncode == 0
    assert told == (
        f"Hallway is at http://127.0.0.1:{installation.port}"
        f" (data in {installation.data})\n"
    )
    assert not any(is_alive(pid) for pid in workers)


def test_it_ends_at_an_interrupt_from_the_keyboard(installation: Installation) -> None:
    server = installation.start()
    server.send_signal(signal.SIGINT)
    server.communicate(timeout=PATIENCE)
    assert server.returncode == 0


def test_a_second_server_on_the_same_data_is_refused(
    installation: Installation,
) -> None:
    server = installation.start()
    installation.port = free_port()
    told = installation.refusal()
    assert f"{installation.data} is in use by process {server.pid}" in told


def test_an_address_in_use_is_refused(installation: Installation) -> None:
    with socket.create_server(("127.0.0.1", installation.port)):
        told = installation.refusal()
    assert f"cannot listen on 127.0.0.1:{installation.port}" in told


def test_a_wrong_setting_is_refused(installation: Installation) -> None:
    installation.environ["HALLWAY_THREADS"] = "many"
    assert "HALLWAY_THREADS: must be a whole number" in installation.refusal()


def test_a_database_out_of_reach_is_refused(installation: Installation) -> None:
    url = f"postgres://nobody@127.0.0.1:{free_port()}/none?connect_timeout=1"
    installation.environ["HALLWAY_DATABASE_URL"] = f"{url}&pool_size=1"
    assert "cannot update the database" in installation.refusal()


def test_more_workers_need_postgresql(installation: Installation) -> None:
    installation.environ["HALLWAY_DATABASE_URL"] = "sqlite:///unused.sqlite3"
    told = installation.refusal("--workers", "2")
    assert "--workers: more than one worker needs PostgreSQL" in told


def test_a_killed_worker_is_replaced_and_no_caller_is_turned_away(
    installation: Installation,
) -> None:
    server = installation.start()
    for _ in range(3):
        (worker,) = children(server.pid)
        os.kill(worker, signal.SIGKILL)
        wait_until(partial(is_gone, worker))
        # Waits in the parent's backlog for the next worker.
        assert installation.get("/healthz") == 200
    assert server.poll() is None


def test_nothing_keeps_serving_when_the_parent_is_killed(
    installation: Installation,
) -> None:
    server = installation.start()
    workers = children(server.pid)
    assert workers
    server.kill()
    server.wait()
    wait_until(lambda: not any(is_alive(pid) for pid in workers))
    assert installation.get("/healthz") is None
    # The directory is free again, at once.
    installation.start()
    assert installation.get("/healthz") == 200


def test_the_parent_loads_no_django(installation: Installation) -> None:
    server = installation.start()
    (worker,) = children(server.pid)
    # psycopg and sqlite3 come with Django's back ends, as compiled modules.
    parent_maps = Path(f"/proc/{server.pid}/maps").read_text()
    worker_maps = Path(f"/proc/{worker}/maps").read_text()
    assert "_sqlite3" in worker_maps or "psycopg_binary" in worker_maps
    assert "_sqlite3" not in parent_maps
    assert "psycopg" not in parent_maps


def test_everything_the_parent_imports_is_without_django() -> None:
    script = (
        "import sys, hallway.__main__, hallway.config.server, hallway.faces.cli.serve;"
        "sys.exit('django' in sys.modules)"
    )
    command = [sys.executable, "-c", script]
    ended = subprocess.run(command, env={"PYTHONPATH": SOURCE}, check=False)
    assert ended.returncode == 0


def test_help_names_the_data_directory() -> None:
    for words in ([], ["serve"]):
        command = [sys.executable, "-m", "hallway", *words, "--help"]
        told = subprocess.check_output(command, env={"PYTHONPATH": SOURCE}, text=True)
        assert "--data DIR" in told


@pytest.mark.parametrize("words", [["nope"], ["serve", "--nope"], ["--data"]])
def test_a_wrong_word_is_refused(words: list[str]) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "hallway", *words],
        env={"PYTHONPATH": SOURCE},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2
    assert "Error: " in ended.stderr
    assert "Traceback" not in ended.stderr
