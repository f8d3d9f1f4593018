"""Bodies that come in parts, over hours: files of one directory of the store."""

import fcntl
import os
import re
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Self

FOLDER = "partial"
_NAME = re.compile(r"[0-9a-f]{32}")


class PartBusy(Exception):
    """Somebody is writing this body now."""


class PartGone(LookupError):
    """There are fewer bytes of this body than were told."""


class LocalPart:
    """One body that is being received, held so that nobody else writes it.

    The hold ends with the process, however that ends.
    """

    def __init__(self, root: Path, name: str) -> None:
        if not _NAME.fullmatch(name):
            raise ValueError(f"no name of a partial body: {name!r}")
        folder = root / FOLDER
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = folder / name
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
        self._descriptor = os.open(self.path, flags, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._descriptor)
            raise PartBusy(name) from None

    def __enter__(self) -> Self:
        """Hold it."""
        return self

    def __exit__(self, *_error: object) -> None:
        """Let it go."""
        os.close(self._descriptor)

    def begin_at(self, offset: int) -> None:
        """Keep the first bytes, and drop what came after. Raises ``PartGone``."""
        if os.fstat(self._descriptor).st_size < offset:
            raise PartGone(self.path.name)
        os.ftruncate(self._descriptor, offset)
        os.lseek(self._descriptor, offset, os.SEEK_SET)

    def write(self, piece: bytes) -> None:
        """Add bytes; they last once ``sync`` has returned."""
        view = memoryview(piece)
        while view:
            view = view[os.write(self._descriptor, view) :]

    def sync(self) -> None:
        """Return when all that was written survives a crash."""
        os.fsync(self._descriptor)
        folder = os.open(self.path.parent, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def read(self) -> Iterable[bytes]:
        """All of it, in pieces of 1 MiB."""
        at = 0
        while piece := os.pread(self._descriptor, 1024 * 1024, at):
            at += len(piece)
            yield piece

    def drop(self) -> None:
        """Remove it."""
        with suppress(FileNotFoundError):
            self.path.unlink()


def sweep_parts(root: Path, *, older_than: timedelta) -> int:
    """Remove parts that nobody wrote to within that time; how many."""
    removed = 0
    oldest = time.time() - older_than.total_seconds()
    with suppress(FileNotFoundError), os.scandir(root / FOLDER) as entries:
        for entry in entries:
            with suppress(FileNotFoundError):
                if entry.stat().st_mtime <= oldest:
                    Path(entry.path).unlink()
                    removed += 1
    return removed
