"""The file of a backup: a tar whose parts are hashed as they go by."""

from __future__ import annotations

import gzip
import hashlib
import io
import tarfile
from collections.abc import Iterator
from typing import IO, Any, BinaryIO

import orjson

from hallway.core.backup.records import BLOBS, FORMAT, HEAD, TAIL, BadBackup

PIECE = 1024**2
_LARGEST_PART = 512 * 1024**2
"""Bytes that one part but a body may have, unpacked: what is larger is not ours."""


class Writer:
    """Writes parts one after the other and ends with their hashes."""

    def __init__(self, file: BinaryIO) -> None:
        self._tar = tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        self._hashes: dict[str, str] = {}

    def put(self, name: str, body: bytes) -> None:
        """Add a part that is in memory."""
        self._hashes[name] = hashlib.sha256(body).hexdigest()
        self._add(name, len(body), io.BytesIO(body))

    def put_packed(self, name: str, body: bytes) -> None:
        """Add a part that is in memory, compressed."""
        self.put(name, gzip.compress(body, 6, mtime=0))

    def put_blob(self, sha256: str, size: int, file: BinaryIO) -> bool:
        """Add a body; whether its bytes are what its name says.

        It has `size` bytes in any case: a damaged body must not cost all others.
        """
        body = _Measured(file, size)
        self._add(f"{BLOBS}{sha256}", size, body)  # type: ignore[arg-type]
        return body.is_whole and body.hash == sha256

    def close(self, **more: Any) -> None:
        """Write the end: without it the file counts as cut off."""
        said = {"parts": self._hashes, **more}
        body = orjson.dumps(said, option=orjson.OPT_SORT_KEYS)
        self._add(TAIL, len(body), io.BytesIO(body))
        self._tar.close()

    def _add(self, name: str, size: int, file: BinaryIO) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        self._tar.addfile(info, file)
        # It would keep a record of every part: a gigabyte for a million bodies.
        _forget(self._tar)


def _forget(tar: tarfile.TarFile) -> None:
    members: list[tarfile.TarInfo] = tar.__dict__["members"]
    members.clear()


class _Measured:
    """Reads exactly so many bytes of a file, zeros where it has none; hashes them."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._left = size
        self._digest = hashlib.sha256()
        self._good = True

    @property
    def hash(self) -> str:
        """SHA-256 of what was read."""
        return self._digest.hexdigest()

    @property
    def is_whole(self) -> bool:
        """Whether the file had neither fewer bytes nor more."""
        return self._good and not self._file.read(1)

    def read(self, count: int) -> bytes:
        """As many bytes as are asked for, or as are left."""
        count = min(count, self._left)
        try:
            piece = self._file.read(count) if self._good else b""
        except OSError:
            piece = b""
        self._digest.update(piece)
        self._good = len(piece) == count
        self._left -= count
        return piece.ljust(count, b"\0")


class Part:
    """One part of a backup that is being read."""

    def __init__(self, name: str, size: int, file: IO[bytes]) -> None:
        self.name = name
        self.size = size
        self._file = file

    def pieces(self) -> Iterator[bytes]:
        """Its bytes; BadBackup if they end early."""
        left = self.size
        while left:
            try:
                piece = self._file.read(min(PIECE, left))
            except (tarfile.TarError, EOFError) as error:
                raise BadBackup("The file is cut off.") from error
            if not piece:
                raise BadBackup("The file is cut off.")
            left -= len(piece)
            yield piece

    def whole(self) -> bytes:
        """Its bytes at once, for parts that are small."""
        if self.size > _LARGEST_PART:
            raise BadBackup(f"The part {self.name} is larger than any of ours.")
        return b"".join(self.pieces())

    def unpacked(self) -> bytes:
        """Its bytes, decompressed."""
        return unpack(self.name, self.whole())


def unpack(name: str, body: bytes) -> bytes:
    """Return what was compressed; BadBackup if that is too much or broken."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(body)) as packed:
            found = packed.read(_LARGEST_PART + 1)
    except (OSError, EOFError) as error:
        raise BadBackup(f"The part {name} is damaged.") from error
    if len(found) > _LARGEST_PART:
        raise BadBackup(f"The part {name} is larger than any of ours.")
    return found


def read_parts(file: BinaryIO) -> Iterator[Part]:
    """Yield the parts in their order, plain files all; BadBackup for what is no tar."""
    try:
        with tarfile.open(fileobj=file, mode="r|") as tar:
            while (info := tar.next()) is not None:
                _forget(tar)
                opened = tar.extractfile(info) if info.isreg() else None
                if opened is None:
                    raise BadBackup("There is something in it that is no plain file.")
                yield Part(info.name, info.size, opened)
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise BadBackup("This is no backup of Hallway, or it is cut off.") from error


def read_head(part: Part) -> dict[str, Any]:
    """Return what the first part says; BadBackup if it is not ours."""
    if part.name != HEAD or part.size > PIECE:
        raise BadBackup("This is no backup of Hallway.")
    said = read_json(part.whole())
    if said.get("format") != FORMAT:
        raise BadBackup("This backup was made by another version of Hallway.")
    return said


def read_json(body: bytes) -> dict[str, Any]:
    """Return a JSON object; BadBackup for anything else."""
    try:
        said = orjson.loads(body)
    except ValueError as error:
        raise BadBackup("A part of it is damaged.") from error
    if not isinstance(said, dict):
        raise BadBackup("A part of it is damaged.")
    return said
