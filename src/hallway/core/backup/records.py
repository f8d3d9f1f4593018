"""What a backup says of itself and of what it did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

FORMAT = 1
HEAD, TAIL, KEY = "backup.json", "manifest.json", "secret_key"
TABLES, BLOBS = "tables/", "blobs/"

Progress = Callable[[str, int, int], None]
"""Called with what is written or read, how far it is, and how far it goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """How much a backup holds: rows of tables, bodies, and the bytes of these.

    lost    bodies that could not be read when it was made, and are not in it
    """

    rows: int
    bodies: int
    bytes: int
    made: int
    """When, in microseconds."""
    lost: int = 0


class BadBackup(Exception):
    """A file that is no backup, is damaged, or is of another version."""
