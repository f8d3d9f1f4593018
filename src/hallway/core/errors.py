"""The closed set of refusals the core can answer with.

Every face owns one table from these classes to its own status, code and body.
"""

from __future__ import annotations

from collections.abc import Mapping


class CoreError(Exception):
    """Base of the closed set; never raised itself."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(CoreError):
    """Absent, or hidden from this actor: the two are the same answer."""

    def __init__(self, message: str = "There is nothing here.") -> None:
        super().__init__(message)


class Forbidden(CoreError):
    """The actor may see the thing but not do this with it."""


class Invalid(CoreError):
    """Input that breaks a rule; `fields` maps each field to its message."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__("; ".join(fields.values()))
        self.fields = dict(fields)


class Conflict(CoreError):
    """The state of the store forbids it: a name is taken, a folder is missing."""


class Stale(CoreError):
    """The caller's precondition no longer holds: somebody was quicker."""


class Locked(CoreError):
    """Somebody holds a lock or has it checked out; `by` is the holder's name."""

    def __init__(self, by: str, *, token: str | None = None, path: str = "") -> None:
        super().__init__(f"Locked by {by}.")
        self.by = by
        self.token = token
        self.path = path


class OverQuota(CoreError):
    """The site's storage limit would be passed."""


ALL_ERRORS: tuple[type[CoreError], ...] = (
    NotFound,
    Forbidden,
    Invalid,
    Conflict,
    Stale,
    Locked,
    OverQuota,
)
