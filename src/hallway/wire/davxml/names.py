"""Names that both WebDAV request bodies and answers use."""

from __future__ import annotations

import enum
from typing import NamedTuple

DAV = "DAV:"


class QName(NamedTuple):
    """The name of an element or property; without a namespace that is empty."""

    namespace: str
    local: str


class LockScope(enum.Enum):
    """Whether a lock suffers others beside it (RFC 4918 6.2)."""

    EXCLUSIVE = "exclusive"
    SHARED = "shared"
