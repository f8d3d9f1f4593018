"""A backup under load, put back into either database: everything is there."""

from __future__ import annotations

import gzip
import hashlib
import io
import itertools
import json
import os
import signal
import subprocess
import sys
import tarfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.server import ROOT, LiveServer

pytestmark = pytest.mark.slow

# What a restore itself changes: a new history, and the change that says so.
_MOVED = {
    *("core_tenant", "core_change", "core_stream", "core_seal", "core_schedule"),
    *("core_collectionpause", "core_job", "django_migrations"),
}
FILES = 60
PATIENCE = 60
TRIES = 5
"""How often a process that was quicker than its test is started again."""


class Installation:
    """A data directory with a database, and the command line on it."""

    def __init__(self, data: Path, database_url: str) -> None:
        self.data = data
        self.environ = {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            "HALLWAY_DATA": str(data),
            "HALLWAY_DATABASE_URL": database_url,
        }

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "hallway", *words],
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def run(self, *words: str) -> tuple[int, str, str]:
        process = self.start(*words)
        out, err = process.communicate(timeout=300)
        return int(process.returncode), out, err

    def demand(self, *words: str) -> str:
        code, out, err = self.run(*words)
        assert code == 0, (words, out, err)
        return out


@pytest.fixture
def made(
    tmp_path: Path, postgres_url: Callable[[], str]
) -> Callable[[str], Installation]:
    """Makes an empty installation on the database named."""
    numbers = iter(range(100))

    def make(kind: str) -> Installation:
        data = tmp_path / f"data-{next(numbers)}"
        sqlite = f"sqlite:///{data}/hallway.sqlite3"
        return Installation(data, postgres_url() if kind == "postgres" else sqlite)

    return make


def parts(file: Path) -> Iterator[tuple[str, bytes]]:
    with tarfile.open(file) as tar:
        for info in tar:
            opened = tar.extractfile(info)
            assert opened is not None
            yield info.name, opened.read()


def rows_of(file: Path) -> dict[str, list[str]]:
    """The rows of every table in a backup, sorted."""
    found: dict[str, list[str]] = {}
    for name, body in parts(file):
        if name.startswith("tables/"):
            head, *rows = gzip.decompress(body).decode().splitlines()
            found.setdefault(name.split("/")[1], [head]).extend(sorted(rows))
    return found


def bodies_of(file: Path) -> dict[str, str]:
    """The bodies in a backup: name → the hash of its bytes."""
    return {
        name: hashlib.sha256(body).hexdigest()
        for name, body in parts(file)
        if name.startswith("blobs/")
    }


class Writer(threading.Thread):
    """Puts, moves and deletes files of its own until it is told to stop."""

    def __init__(self, server: LiveServer, name: str) -> None:
        super().__init__(name=name)
        self.answers: Counter[tuple[str, int]] = Counter()
        self.stop = threading.Event()
        self._server = server
        self._ended_round = threading.Event()

    def run(self) -> None:
        rounds = itertools.cycle(range(FILES))
        while not self.stop.is_set():
            number = next(rounds)
            self._ask("PUT", f"kept-{number}", f"body {number}".encode() * 50)
            self._ask("PUT", "brief", b"brief")
            self._ask("MOVE", "brief", to=f"moved-{number}")
            if number % 2:
                self._ask("DELETE", f"moved-{number}")
            self._ended_round.set()

    def _ask(
        self, method: str, name: str, body: bytes | None = None, to: str = ""
    ) -> None:
        server, stem = self._server, f"{self.name}-"
        headers = {"Destination": f"{server.library}{stem}{to}"} if to else {}
        path = f"{server.site}/Documents/{stem}{name}"
        status, _, _ = server.ask(method, path, body, headers)
        self.answers[method, status] += 1

    def wait_for_a_round(self) -> None:
        """Wait until a round is over that began after this call."""
        for _ in range(2):
            self._ended_round.clear()
            assert self._ended_round.wait(PATIENCE), self.answers


def reaches(process: subprocess.Popen[str], is_there: Callable[[], bool]) -> bool:
    """Hold a process where something shows; False if it ended before that."""
    while process.poll() is None:
        if is_there():
            process.send_signal(signal.SIGSTOP)
            return process.poll() is None
        time.sleep(0.001)
    return False


def back_up_meanwhile(
    one: Installation, file: Path, meanwhile: Callable[[], None]
) -> None:
    """Take a backup, held while it writes its first rows until something is done."""

    def has_rows(part: Path) -> bool:
        return part.exists() and part.stat().st_size > 0

    for _ in range(TRIES):
        process = one.start("backup", str(file))
        part = file.with_name(f".{file.name}.{process.pid}")
        held = (
            reaches(process, lambda part=part: has_rows(part))  # type: ignore[misc]
            # Else it has its name by now: all was written.
            and part.exists()
        )
        try:
            if held:
                meanwhile()
        finally:
            process.send_signal(signal.SIGCONT)
            _, err = process.communicate(timeout=300)
        assert process.returncode == 0, err
        if held:
            return
        file.unlink()
    pytest.fail("each backup was over before it could be held")


@pytest.mark.parametrize("source", ["sqlite", "postgres"])
def test_a_backup_under_load_restores_into_either_database(
    source: str, made: Callable[[str], Installation], tmp_path: Path
) -> None:
    one = made(source)
    one.demand("demo")
    server = LiveServer(one.data, one.environ["HALLWAY_DATABASE_URL"])
    server.start()
    writers = [Writer(server, name) for name in ("ann", "bob")]

    def write(name: str) -> None:
        status, _, _ = server.ask("PUT", f"{server.site}/Documents/{name}", b"x")
        assert status in (201, 204)
        for writer in writers:
            writer.wait_for_a_round()

    file = tmp_path / "backup.tar"
    try:
        for writer in writers:
            writer.start()
        write("before.txt")
        back_up_meanwhile(one, file, lambda: write("meanwhile.txt"))
    finally:
        for writer in writers:
            writer.stop.set()
        for writer in writers:
            writer.join(PATIENCE)
        server.stop()
    for writer in writers:
        # Every one of them was answered, and none was put off or refused.
        assert {method for method, _ in writer.answers} == {"PUT", "MOVE", "DELETE"}
        assert {status for _, status in writer.answers} <= {201, 204}, writer.answers
    assert file.stat().st_mode & 0o777 == 0o600
    wanted, bodies = rows_of(file), bodies_of(file)
    # As it was at one moment: before it was held.
    head, *items = wanted["core_item"]
    names = {json.loads(row)[json.loads(head).index("name")] for row in items}
    assert "before.txt" in names
    assert "meanwhile.txt" not in names
    assert len(wanted["core_item"]) > 200
    assert len(wanted["core_version"]) > 200
    assert len(wanted["core_grant"]) > 20
    assert len(bodies) > 100
    for name, digest in bodies.items():
        assert name == f"blobs/{digest}"

    for target in ("sqlite", "postgres"):
        two = made(target)
        two.demand("restore", str(file))
        assert two.demand("check") == ""
        again = tmp_path / f"again-{target}.tar"
        two.demand("backup", str(again))
        assert bodies_of(again) == bodies
        found = rows_of(again)
        assert found.keys() >= wanted.keys() - _MOVED
        for table in wanted.keys() - _MOVED:
            assert found[table] == wanted[table], table
        # Every change is there, and the two that say what was done since.
        assert len(found["core_change"]) == len(wanted["core_change"]) + 1
        key = "secret_key"
        assert (two.data / key).read_text() == (one.data / key).read_text()
        # It goes on living: new rows find their numbers.
        two.demand("user", "add", "new@example.com")
        two.demand("site", "add", "/sites/new", "--owner", "new@example.com")
        assert two.demand("check") == ""


@pytest.fixture
def small(made: Callable[[str], Installation], tmp_path: Path) -> Path:
    """A small backup of SQLite."""
    one = made("sqlite")
    one.demand("user", "add", "ann@example.com", "--admin")
    one.demand("site", "add", "/sites/plans", "--owner", "ann@example.com")
    tree = tmp_path / "tree"
    tree.mkdir()
    for number in range(5):
        (tree / f"{number}.txt").write_text(f"body {number}")
    one.demand("import", "folder", str(tree), "--to", "/sites/plans/Documents")
    file = tmp_path / "small.tar"
    one.demand("backup", str(file))
    code, _, err = one.run("backup", str(file))
    assert code != 0
    assert "is there already" in err
    return file


def is_empty(one: Installation) -> bool:
    return "ann@example.com" not in one.demand("user", "list")


def refused(one: Installation, file: Path, *words: str) -> str:
    """The line a restore is refused with; nothing is changed by it."""
    code, out, err = one.run("restore", str(file), *words)
    assert code != 0
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) == 1, err
    assert out == ""
    assert is_empty(one)
    return err


def altered(file: Path, change: Callable[[str, bytes], Any], *more: Any) -> Path:
    """A copy of a backup with its parts changed; None leaves one out."""
    made = file.with_name("altered.tar")
    with tarfile.open(made, "w") as tar:
        for name, body in parts(file):
            told = change(name, body)
            if told is not None:
                info = tarfile.TarInfo(name)
                info.size = len(told)
                tar.addfile(info, io.BytesIO(told))
        for info in more:
            tar.addfile(info, io.BytesIO(b"x" * info.size))
    return made


def test_damaged_and_foreign_files_are_refused_and_nothing_is_changed(
    small: Path, made: Callable[[str], Installation], tmp_path: Path
) -> None:
    one = made("sqlite")
    # Archives end in empty blocks, which nobody misses.
    whole = small.read_bytes().rstrip(b"\0")
    cut = tmp_path / "cut.tar"
    for part in (0.1, 0.5, 0.9):
        cut.write_bytes(whole[: int(len(whole) * part)])
        refused(one, cut)
    cut.write_bytes(b"no backup at all" * 100)
    refused(one, cut)
    cut.write_bytes(b"")
    refused(one, cut)

    def flipped(name: str, body: bytes) -> bytes:
        is_it = name.startswith("blobs/")
        return bytes([body[0] ^ 1]) + body[1:] if is_it else body

    def shorter(name: str, body: bytes) -> bytes | None:
        return None if name.startswith("tables/core_grant/") else body

    def other(name: str, body: bytes) -> bytes:
        return body.replace(b"0001_initial", b"0001_strange")

    def row(name: str, body: bytes) -> bytes:
        if not name.startswith("tables/core_person/"):
            return body
        return gzip.compress(gzip.decompress(body).replace(b"ann@", b"eve@"))

    refused(one, altered(small, flipped))
    refused(one, altered(small, shorter))
    refused(one, altered(small, row))
    assert "other tables" in refused(one, altered(small, other))
    for name, kind in (
        ("../../evil", tarfile.REGTYPE),
        ("blobs/../../evil", tarfile.REGTYPE),
        ("blobs/link", tarfile.SYMTYPE),
        ("tables/core_item/x", tarfile.DIRTYPE),
    ):
        info = tarfile.TarInfo(name)
        info.type = kind
        info.linkname = "/etc/passwd"
        refused(one, altered(small, lambda _name, body: body, info))
    assert not list(tmp_path.rglob("evil"))
    one.demand("restore", str(small))
    assert not is_empty(one)


def test_what_is_there_is_not_replaced_unless_told(
    small: Path, made: Callable[[str], Installation]
) -> None:
    one = made("sqlite")
    one.demand("user", "add", "bob@example.com")
    assert "something in this installation" in refused(one, small)
    one.demand("restore", str(small), "--replace")
    people = one.demand("user", "list")
    assert "ann@example.com" in people
    assert "bob@example.com" not in people
    assert one.demand("check") == ""


def test_a_running_server_is_in_the_way(
    small: Path, made: Callable[[str], Installation]
) -> None:
    one = made("sqlite")
    server = LiveServer(one.data, one.environ["HALLWAY_DATABASE_URL"])
    server.start()
    try:
        code, _, err = one.run("restore", str(small), "--replace")
    finally:
        server.stop()
    assert code != 0
    assert "stop the server first" in err


def read_so_far(process: subprocess.Popen[str], file: Path) -> int:
    """How many bytes of a file a process has read; 0 before it opens it."""
    try:
        for one in Path(f"/proc/{process.pid}/fd").iterdir():
            if one.readlink() == file:
                told = Path(f"/proc/{process.pid}/fdinfo/{one.name}").read_text()
                return int(told.split(maxsplit=2)[1])
    except (FileNotFoundError, ProcessLookupError):
        pass
    return 0


def kill_restore(one: Installation, file: Path, share: float) -> bool:
    """Kill a restore that has read a share of the file; False if it was quicker."""
    size = file.stat().st_size
    process = one.start("restore", str(file))
    reaches(process, lambda: read_so_far(process, file) >= share * size)
    # Beyond, it may have seen the end by now.
    is_amid = share * size <= read_so_far(process, file) < size - 100_000
    process.kill()
    process.communicate()
    return is_amid


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_restore_that_is_killed_leaves_nothing(
    kind: str, made: Callable[[str], Installation], tmp_path: Path
) -> None:
    source = made("sqlite")
    source.demand("demo")
    file = tmp_path / "demo.tar"
    source.demand("backup", str(file))
    one = made(kind)
    one.demand("user", "list")
    # Rows come first, in 6 of 100 bytes, then bodies.
    for share in (0.01, 0.04, 0.1, 0.5, 0.9):
        for _ in range(TRIES):
            if kill_restore(one, file, share):
                break
            # It is whole, or nothing.
            assert one.demand("check") == ""
            one = made(kind)
        else:
            pytest.fail(f"each restore was past {share} before it could be killed")
        assert "nordwind.example" not in one.demand("user", "list")
        assert one.demand("check") == ""
    # The bodies of the last are there still, and in nobody's way.
    assert list((one.data / "blobs").glob("??/*"))
    one.demand("restore", str(file))
    assert "nordwind.example" in one.demand("user", "list")
    assert one.demand("check") == ""


def test_the_manifest_names_every_part(small: Path) -> None:
    found = dict(parts(small))
    said = json.loads(found.pop("manifest.json"))
    names = {name for name in found if not name.startswith("blobs/")}
    assert set(said["parts"]) == names
    assert said["bodies"] == sum(name.startswith("blobs/") for name in found) == 5


def with_new_end(file: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """A copy with parts changed and an end that agrees with them."""
    hashes: dict[str, str] = {}

    def changed(name: str, body: bytes) -> bytes | None:
        told = change(name, body)
        if name == "manifest.json" and told is not None:
            end = json.loads(told)
            return json.dumps({**end, "parts": hashes}).encode()
        if told is not None and not name.startswith("blobs/"):
            hashes[name] = hashlib.sha256(told).hexdigest()
        return told

    return altered(file, changed)


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_backup_of_an_older_version_is_brought_up_to_date(
    kind: str, small: Path, made: Callable[[str], Installation], tmp_path: Path
) -> None:
    """As from before there were events."""
    app = "kind_events"

    def older(name: str, body: bytes) -> bytes | None:
        if name.startswith(f"tables/{app}_"):
            return None
        if name == "backup.json":
            head = json.loads(body)
            head["migrations"] = [one for one in head["migrations"] if one[0] != app]
            return json.dumps(head).encode()
        if name == "manifest.json":
            end = json.loads(body)
            for told in ("rows", "last_ids"):
                end[told] = {k: v for k, v in end[told].items() if app not in k}
            return json.dumps(end).encode()
        return body

    old = with_new_end(small, older)
    one = made(kind)
    one.demand("restore", str(old))
    again = tmp_path / "again.tar"
    one.demand("backup", str(again))
    found, wanted = rows_of(again), rows_of(small)
    for table in wanted.keys() - _MOVED:
        assert found[table] == wanted[table], table
    assert one.demand("check") == ""
    # Not over what is there: its tables would have to be taken back.
    code, _, err = one.run("restore", str(old), "--replace")
    assert code != 0
    assert "needs an empty database" in err
    assert not is_empty(one)


def test_a_lost_body_costs_no_other(
    small: Path, made: Callable[[str], Installation], tmp_path: Path
) -> None:
    one = made("sqlite")
    one.demand("restore", str(small))
    first, second, third, *_ = sorted((one.data / "blobs").glob("??/*"))
    first.unlink()
    second.write_bytes(b"?" * second.stat().st_size)
    third.write_bytes(b"short")
    file = tmp_path / "lossy.tar"
    code, _, err = one.run("backup", str(file))
    assert code == 1
    assert "3 bodies cannot be read" in err
    two = made("sqlite")
    code, out, err = two.run("restore", str(file))
    assert code == 1
    assert not is_empty(two)
    kept = {path.name for path in (two.data / "blobs").glob("??/*")}
    assert len(kept) == 2
    assert out.count("blob.missing") == 3
    # Where the bodies are still, it brings back all.
    whole = made("sqlite")
    whole.demand("restore", str(small))
    whole.demand("restore", str(file), "--replace")


def test_a_refused_file_leaves_no_bodies(
    small: Path, made: Callable[[str], Installation]
) -> None:
    one = made("sqlite")
    refused(one, altered(small, lambda n, b: None if n == "manifest.json" else b))
    assert not list((one.data / "blobs").glob("??/*"))


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_no_id_is_given_again(
    kind: str, small: Path, made: Callable[[str], Installation]
) -> None:
    """Also not one of something deleted for good: the log speaks of it."""

    def more(name: str, body: bytes) -> bytes:
        if name != "manifest.json":
            return body
        end = json.loads(body)
        end["last_ids"]["core_site"] = 4711
        return json.dumps(end).encode()

    one = made(kind)
    one.demand("restore", str(with_new_end(small, more)))
    one.demand("site", "add", "/sites/next")
    file = small.with_name("next.tar")
    one.demand("backup", str(file))
    head, *rows = rows_of(file)["core_site"]
    ids = [json.loads(row)[json.loads(head).index("id")] for row in rows]
    assert max(ids) == 4712
