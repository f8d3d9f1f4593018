"""What a store of bodies promises; one test class holds every store to it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO, Protocol, Self

PIECE = 1024 * 1024
"""Bytes read and written at a time; larger pieces were no faster."""
HEAD = 4096
"""Bytes of a body kept for sniffing its type."""
STAGING_AGE = timedelta(hours=24)
"""Age at which what a crash left behind may go."""


class BodyError(Exception):
    """A body that was not taken; nothing of it is stored."""


class ShortBody(BodyError):
    """Fewer bytes came than were declared."""


class LongBody(BodyError):
    """More bytes came than were declared."""


class TooLarge(BodyError):
    """More bytes than this server takes in one body."""


class StoreFull(BodyError):
    """The disk (or its quota) has no room for the body."""


class BlobMissing(LookupError):
    """The store has no blob of that name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StagedBlob:
    """A body that is whole and durable in the store, ready to be linked."""

    sha256: str
    """Hex, lower-case: the name of the blob."""
    size: int
    head: bytes
    """The first 4 KiB, to sniff the type from."""


class Part(Protocol):
    """A body that is being received; see ``partial.LocalPart``."""

    def __enter__(self) -> Self:
        """Hold it: nobody else writes it."""

    def __exit__(self, *error: object) -> None:
        """Let it go."""

    def begin_at(self, offset: int) -> None:
        """Keep the first bytes, and drop what came after. Raises ``PartGone``."""

    def write(self, piece: bytes) -> None:
        """Add bytes; they last once ``sync`` has returned."""

    def sync(self) -> None:
        """Return when all that was written survives a crash."""

    def read(self) -> Iterable[bytes]:
        """All of it, in pieces of 1 MiB."""

    def drop(self) -> None:
        """Remove it."""


class BlobStore(Protocol):
    """Immutable bodies named by the SHA-256 of their bytes."""

    def stage(
        self, pieces: Iterable[bytes], *, length: int | None, limit: int
    ) -> StagedBlob:
        """Take a body whole or not at all; durable when this returns.

        ``length`` is the number of bytes declared, ``limit`` the most taken. A blob
        already there is kept and counts as new: ``delete`` spares it by its age.
        Raises ``ShortBody``, ``LongBody``, ``TooLarge``, ``StoreFull``, and whatever
        ``pieces`` raises; nothing is left then.
        """

    def open(self, sha256: str, *, offset: int = 0) -> BinaryIO:
        """The body from ``offset`` on. Raises ``BlobMissing``."""

    def path(self, sha256: str) -> str | None:
        """A file of this machine a server may send, or None where there is none."""

    def exists(self, sha256: str) -> bool:
        """Whether the blob is there."""

    def size(self, sha256: str) -> int:
        """Its length in bytes. Raises ``BlobMissing``."""

    def verify(self, sha256: str) -> bool:
        """Whether the bytes still hash to their name. Raises ``BlobMissing``."""

    def delete(self, sha256: str, *, older_than: timedelta) -> bool:
        """Remove the blob if nobody staged it within that time; whether it is gone."""

    def iterate(self) -> Iterator[str]:
        """Names of all blobs, in no order."""

    def probe(self) -> None:
        """Nothing, if a body could be stored now. Raises ``OSError``."""

    def part(self, name: str) -> Part:
        """A body that comes in parts, to be held in a ``with``; made if it is new.

        ``name`` is 32 hex digits of the caller's. Raises ``PartBusy``.
        """

    def sweep_parts(self, *, older_than: timedelta) -> int:
        """Remove parts nobody wrote to within that time; the number removed."""

    def sweep(self, *, older_than: timedelta = STAGING_AGE) -> int:
        """Remove what crashed uploads left; the number of pieces removed."""


def pieces_of(file: BinaryIO) -> Iterator[bytes]:
    """The rest of a file in pieces of 1 MiB."""
    while piece := file.read(PIECE):
        yield piece
