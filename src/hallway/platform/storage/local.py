"""Blobs as files of one directory: ``ab/<sha256>``.

256 directories, made at once: a second level costs two more directory syncs for
nearly every new blob and slowed small uploads by 30 %.
"""

import errno
import fcntl
import hashlib
import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from hallway.platform.storage.contract import (
    HEAD,
    PIECE,
    STAGING_AGE,
    BlobMissing,
    LongBody,
    ShortBody,
    StagedBlob,
    StoreFull,
    TooLarge,
    pieces_of,
)
from hallway.platform.storage.partial import LocalPart, sweep_parts

STAGING = "staging"
_NAME = re.compile(r"[0-9a-f]{64}")
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class LocalStore:
    """A ``BlobStore`` on a local file system."""

    def __init__(self, root: Path) -> None:
        """Use ``root``; its directories are made at the first upload."""
        self.root = root
        self._staging = root / STAGING

    def stage(
        self, pieces: Iterable[bytes], *, length: int | None, limit: int
    ) -> StagedBlob:
        """See ``BlobStore.stage``."""
        if length is not None and length > limit:
            raise TooLarge(f"{length} bytes declared, at most {limit} are taken")
        body = _counted(pieces, length=length, limit=limit)
        try:
            if length is not None and length <= PIECE:
                return self._stage_small(b"".join(body))
            return self._stage_large(body)
        except OSError as error:
            if error.errno in _FULL:
                raise StoreFull("no room for this body") from error
            raise

    def open(self, sha256: str, *, offset: int = 0) -> BinaryIO:
        """See ``BlobStore.open``."""
        try:
            file = self._place(sha256).open("rb")
        except FileNotFoundError:
            raise BlobMissing(sha256) from None
        if offset:
            file.seek(offset)
        return file

    def path(self, sha256: str) -> str | None:
        """See ``BlobStore.path``."""
        return str(self._place(sha256))

    def exists(self, sha256: str) -> bool:
        """See ``BlobStore.exists``."""
        return self._place(sha256).is_file()

    def size(self, sha256: str) -> int:
        """See ``BlobStore.size``."""
        try:
            return self._place(sha256).stat().st_size
        except FileNotFoundError:
            raise BlobMissing(sha256) from None

    def verify(self, sha256: str) -> bool:
        """See ``BlobStore.verify``."""
        digest = hashlib.sha256()
        with self.open(sha256) as file:
            for piece in pieces_of(file):
                digest.update(piece)
        return digest.hexdigest() == sha256

    def delete(self, sha256: str, *, older_than: timedelta) -> bool:
        """See ``BlobStore.delete``."""
        place = self._place(sha256)
        try:
            with _locked(place.parent, fcntl.LOCK_EX):
                if time.time() - place.stat().st_mtime < older_than.total_seconds():
                    return False
                place.unlink()
        except FileNotFoundError:
            pass
        return True

    def iterate(self) -> Iterator[str]:
        """See ``BlobStore.iterate``."""
        for shard in _shards(self.root):
            with suppress(FileNotFoundError), os.scandir(shard) as entries:
                for entry in entries:
                    if _NAME.fullmatch(entry.name):
                        yield entry.name

    def probe(self) -> None:
        """See ``BlobStore.probe``."""
        with self._staged_file():
            pass

    def part(self, name: str) -> LocalPart:
        """See ``BlobStore.part``."""
        return LocalPart(self.root, name)

    def sweep_parts(self, *, older_than: timedelta) -> int:
        """See ``BlobStore.sweep_parts``."""
        return sweep_parts(self.root, older_than=older_than)

    def sweep(self, *, older_than: timedelta = STAGING_AGE) -> int:
        """See ``BlobStore.sweep``."""
        removed = 0
        oldest = time.time() - older_than.total_seconds()
        with suppress(FileNotFoundError), os.scandir(self._staging) as entries:
            for entry in entries:
                # A file may be placed or dropped between listing and looking.
                with suppress(FileNotFoundError):
                    if entry.stat().st_mtime <= oldest:
                        Path(entry.path).unlink()
                        removed += 1
        return removed

    def _place(self, sha256: str) -> Path:
        if not _NAME.fullmatch(sha256):
            raise ValueError(f"not a SHA-256 in lower-case hex: {sha256!r}")
        return self.root / sha256[:2] / sha256

    def _stage_small(self, body: bytes) -> StagedBlob:
        blob = StagedBlob(
            sha256=hashlib.sha256(body).hexdigest(), size=len(body), head=body[:HEAD]
        )
        # A body we have costs no write at all.
        if not self._refresh(blob):
            with self._staged_file() as (descriptor, staged):
                _write_all(descriptor, body)
                self._publish(descriptor, staged, blob)
        return blob

    def _stage_large(self, body: Iterator[bytes]) -> StagedBlob:
        digest, size, head = hashlib.sha256(), 0, b""
        with self._staged_file() as (descriptor, staged):
            for piece in body:
                digest.update(piece)
                _write_all(descriptor, piece)
                size += len(piece)
                if len(head) < HEAD:
                    head += piece[: HEAD - len(head)]
            blob = StagedBlob(sha256=digest.hexdigest(), size=size, head=head)
            if not self._refresh(blob):
                self._publish(descriptor, staged, blob)
        return blob

    @contextmanager
    def _staged_file(self) -> Iterator[tuple[int, Path]]:
        staged = self._staging / f"{os.getpid()}-{secrets.token_hex(8)}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        try:
            descriptor = os.open(staged, flags, 0o600)
        except FileNotFoundError:
            self._make_directories()
            descriptor = os.open(staged, flags, 0o600)
        try:
            yield descriptor, staged
        finally:
            os.close(descriptor)
            with suppress(FileNotFoundError):
                staged.unlink()

    def _publish(self, descriptor: int, staged: Path, blob: StagedBlob) -> None:
        """Give the staged bytes their name, durably.

        The file is synced before it gets its name: a name never stands for torn bytes.
        """
        os.fsync(descriptor)
        place = self._place(blob.sha256)
        with _locked(place.parent, fcntl.LOCK_SH) as directory:
            staged.rename(place)
            os.fsync(directory)

    def _refresh(self, blob: StagedBlob) -> bool:
        """Whether the store has the whole blob; it then counts as staged just now.

        The lock closes the gap between looking and ``delete``. The directory is synced
        because whoever placed the file may not have come that far.
        """
        place = self._place(blob.sha256)
        try:
            if place.stat().st_size != blob.size:
                return False
            with _locked(place.parent, fcntl.LOCK_SH) as directory:
                os.utime(place)
                os.fsync(directory)
        except FileNotFoundError:
            return False
        return True

    def _make_directories(self) -> None:
        """Make all directories and the path to them, durably."""
        missing = [self.root]
        while not missing[-1].parent.exists():
            missing.append(missing[-1].parent)
        for directory in [*_shards(self.root), self._staging]:
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        for directory in [self.root, *(one.parent for one in missing)]:
            with _locked(directory, fcntl.LOCK_SH) as descriptor:
                os.fsync(descriptor)


def _shards(root: Path) -> list[Path]:
    return [root / f"{number:02x}" for number in range(256)]


@contextmanager
def _locked(directory: Path, mode: int) -> Iterator[int]:
    """The directory's descriptor, under a lock other processes honour too."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(descriptor, mode)
        yield descriptor
    finally:
        os.close(descriptor)


def _write_all(descriptor: int, piece: bytes) -> None:
    view = memoryview(piece)
    while view:
        view = view[os.write(descriptor, view) :]


def _counted(
    pieces: Iterable[bytes], *, length: int | None, limit: int
) -> Iterator[bytes]:
    """The pieces, as long as they keep to what was declared and is taken."""
    size = 0
    for piece in pieces:
        size += len(piece)
        if length is not None and size > length:
            raise LongBody(f"{length} bytes declared, more came")
        if size > limit:
            raise TooLarge(f"at most {limit} bytes are taken")
        yield piece
    if length is not None and size < length:
        raise ShortBody(f"{length} bytes declared, {size} came")
