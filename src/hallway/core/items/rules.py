"""Pure decisions about items."""

from __future__ import annotations

import hashlib


def path_digest(path_key: str) -> str:
    """Return what a path is found by: a long one would not fit into an index."""
    return hashlib.sha256(path_key.encode()).hexdigest()
