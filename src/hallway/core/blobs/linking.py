"""Linking a staged body: the only way a blob row comes into being."""

from __future__ import annotations

from hallway.core import clock
from hallway.platform.db import engine
from hallway.platform.storage import StagedBlob
from hallway.wire.sniff import sniff


def link_blob(body: StagedBlob) -> str:
    """Make or renew the blob's row inside a command; return its sniffed type.

    The row's age starts anew, so that collection, which spares the last 24 hours,
    cannot take a blob between its staging and its first reference.
    """
    row = engine().fetch_one(
        "INSERT INTO core_blob (sha256, size, sniffed_type, created)"
        " VALUES (%s, %s, %s, %s) ON CONFLICT (sha256)"
        " DO UPDATE SET created = excluded.created RETURNING sniffed_type",
        (body.sha256, body.size, sniff(body.head), clock.now()),
    )
    assert row is not None
    return str(row[0])
