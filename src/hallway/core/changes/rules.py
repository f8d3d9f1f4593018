"""Pure decisions about the change log."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import astuple

import orjson

from hallway.core.changes.records import ChangeRecord


def chain(digest: str, rows: Sequence[ChangeRecord]) -> str:
    """Return the digest of a seal: SHA-256 over the one before and the rows."""
    state = hashlib.sha256(digest.encode())
    for row in rows:
        state.update(orjson.dumps(astuple(row), option=orjson.OPT_SORT_KEYS))
    return state.hexdigest()
