"""What only a store of files can get wrong."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from hallway.platform.storage.contract import StoreFull
from hallway.platform.storage.local import STAGING, LocalStore

LIMIT = 1024**2


def test_a_torn_file_under_the_name_is_replaced(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    name = store.stage([b"whole"], length=5, limit=LIMIT).sha256
    Path(store.path(name) or "").write_bytes(b"who")
    store.stage([b"whole"], length=5, limit=LIMIT)
    assert store.verify(name)


def test_changed_bytes_are_found(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    name = store.stage([b"whole"], length=5, limit=LIMIT).sha256
    Path(store.path(name) or "").write_bytes(b"wh0le")
    assert not store.verify(name)


def test_a_file_aged_a_day_goes_unless_staged_again(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    day = timedelta(days=1)
    old = time.time() - 2 * 86400
    name = store.stage([b"x"], length=1, limit=LIMIT).sha256
    os.utime(store.path(name) or "", (old, old))
    store.stage([b"x"], length=1, limit=LIMIT)
    assert not store.delete(name, older_than=day)
    os.utime(store.path(name) or "", (old, old))
    assert store.delete(name, older_than=day)
    assert not store.exists(name)


def test_collecting_beside_staging_never_loses_what_was_acknowledged(
    tmp_path: Path,
) -> None:
    store = LocalStore(tmp_path)
    stop = threading.Event()
    name = store.stage([b"contested"], length=9, limit=LIMIT).sha256

    def collect() -> None:
        while not stop.is_set():
            store.delete(name, older_than=timedelta(hours=1))

    collector = threading.Thread(target=collect)
    collector.start()
    try:
        for _ in range(300):
            with suppress(FileNotFoundError):
                os.utime(store.path(name) or "", (0, 0))
            store.stage([b"contested"], length=9, limit=LIMIT)
            assert store.verify(name)
    finally:
        stop.set()
        collector.join()


def test_sweep_takes_old_litter_only(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    store.stage([b"x"], length=1, limit=LIMIT)
    young, aged = tmp_path / STAGING / "young", tmp_path / STAGING / "aged"
    young.touch()
    aged.touch()
    os.utime(aged, (0, 0))
    assert store.sweep() == 1
    assert [entry.name for entry in (tmp_path / STAGING).iterdir()] == ["young"]


def test_a_killed_upload_leaves_only_litter(tmp_path: Path) -> None:
    source = (
        "import os, sys, signal\n"
        "from pathlib import Path\n"
        "from hallway.platform.storage.local import LocalStore\n"
        "def pieces():\n"
        "    yield b'x' * 100000\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "store = LocalStore(Path(sys.argv[1]))\n"
        "store.stage(pieces(), length=None, limit=2**20)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", source, str(tmp_path)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        check=False,
    )
    assert ended.returncode == -signal.SIGKILL
    store = LocalStore(tmp_path)
    assert list(store.iterate()) == []
    assert store.sweep(older_than=timedelta(0)) == 1


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    store = LocalStore(tmp_path)
    store.stage([b"x"], length=1, limit=LIMIT)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    try:
        with pytest.raises(StoreFull):
            store.stage([b"x" * 5000], length=5000, limit=LIMIT)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, ignored)
    assert len(list(store.iterate())) == 1
    assert store.sweep(older_than=timedelta(0)) == 0


def test_a_store_whose_place_is_taken_says_so(tmp_path: Path) -> None:
    (tmp_path / "blobs").write_text("a file")
    with pytest.raises(OSError, match="blobs"):
        LocalStore(tmp_path / "blobs").probe()


def test_only_the_owner_may_read(tmp_path: Path) -> None:
    store = LocalStore(tmp_path / "blobs")
    name = store.stage([b"x"], length=1, limit=LIMIT).sha256
    place = Path(store.path(name) or "")
    assert place.stat().st_mode & 0o777 == 0o600
    assert place.parent.stat().st_mode & 0o777 == 0o700
