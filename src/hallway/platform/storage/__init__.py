"""Where bodies are kept."""

from functools import lru_cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings

from hallway.platform.storage.contract import (
    BlobMissing,
    BlobStore,
    BodyError,
    LongBody,
    ShortBody,
    StagedBlob,
    StoreFull,
    TooLarge,
    pieces_of,
)
from hallway.platform.storage.local import LocalStore
from hallway.platform.storage.partial import PartBusy, PartGone

__all__ = [
    "BlobMissing",
    "BlobStore",
    "BodyError",
    "LongBody",
    "PartBusy",
    "PartGone",
    "ShortBody",
    "StagedBlob",
    "StoreFull",
    "TooLarge",
    "get_store",
    "open_store",
    "pieces_of",
]


def get_store() -> BlobStore:
    """The store the operator chose."""
    return open_store(settings.HALLWAY.storage_url)


@lru_cache
def open_store(url: str) -> BlobStore:
    """The store a URL names. Raises ``ValueError`` for a scheme without a store."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return LocalStore(Path(unquote(parts.path)))
    # S3 takes its place here, held to the same contract.
    raise ValueError(f"no store for {parts.scheme}://")
