"""Reads a file from disk into the store, or says why that cannot be."""

import hashlib
import os
from collections.abc import Iterator
from typing import BinaryIO

from hallway.platform.storage import (
    LongBody,
    ShortBody,
    StagedBlob,
    TooLarge,
    get_store,
    pieces_of,
)


class _Unreadable(Exception):
    """The file cannot be read; told from a store that cannot be written."""


def stage(path: str, size: int, limit: int, *, dry: bool) -> StagedBlob | str:
    """The staged body, or the reason why there is none; of a dry run, only its hash."""
    try:
        with _open(path) as file:
            if dry:
                digest = hashlib.sha256()
                for piece in _pieces(file):
                    digest.update(piece)
                return StagedBlob(sha256=digest.hexdigest(), size=size, head=b"")
            return get_store().stage(_pieces(file), length=size, limit=limit)
    except _Unreadable as error:
        return f"Cannot be read: {error}."
    except (ShortBody, LongBody) as error:
        return f"Changed while it was read: {error}."
    except TooLarge as error:
        return f"Too large: {error}."


def _open(path: str) -> BinaryIO:
    try:
        # Not a link that took the file's place since it was looked at, nor a pipe.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise _Unreadable(error.strerror) from error
    return open(descriptor, "rb")  # noqa: PTH123 - a descriptor


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    try:
        yield from pieces_of(file)
    except OSError as error:
        raise _Unreadable(error.strerror) from error
