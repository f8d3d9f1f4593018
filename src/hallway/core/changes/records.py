"""What leaves the changes package."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any

import orjson

from hallway.core.changes.journal import ChangeId
from hallway.core.errors import Invalid


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRecord:
    """A recorded change; `at` in microseconds, `n` consecutive in its stream."""

    id: ChangeId
    stream_kind: str
    stream_ref: int
    n: int
    at: int
    actor: int
    verb: str
    item: int | None
    before: Any
    after: Any
    face: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """How far a reader over all streams has come; opaque outside as `encode()`.

    `epoch` is the history it belongs to: a restored backup begins another.
    """

    epoch: str
    txid: int = -(2**62)
    id: int = 0

    def encode(self) -> str:
        """Return the cursor as text for a URL."""
        raw = orjson.dumps([self.epoch, self.txid, self.id])
        return base64.urlsafe_b64encode(raw).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> Cursor:
        """Return the cursor that `encode` wrote; Invalid for anything else."""
        try:
            raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            epoch, txid, number = orjson.loads(raw)
        except (binascii.Error, ValueError, TypeError):
            raise Invalid({"cursor": "That is no cursor of ours."}) from None
        if not (
            isinstance(epoch, str) and isinstance(txid, int) and isinstance(number, int)
        ):
            raise Invalid({"cursor": "That is no cursor of ours."})
        return cls(epoch=epoch, txid=txid, id=number)
