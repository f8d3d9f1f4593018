"""Reads of uploads."""

from __future__ import annotations

from hallway.core.access.actors import Actor
from hallway.core.uploads.records import UploadRecord
from hallway.core.uploads.rows import find_row, record_of


def get_upload(actor: Actor, guid: str) -> UploadRecord:
    """Return how far an upload is; NotFound for another's, and one that is too old."""
    return record_of(find_row(actor, guid))
