"""Where second factors are kept: a sign-in library has them, not the core.

The composition root puts a store here.  It works on the core's own database, so that
what a command does to it is committed or rolled back with the command.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class FactorStore(Protocol):
    """Second factors by person; recovery codes alone are none."""

    def kinds_of(self, person: int) -> list[str]:
        """Return the kinds that a person has: totp, webauthn."""

    def holders_of(self, people: Iterable[int]) -> set[int]:
        """Return those of the people who have one."""

    def remove(self, person: int) -> None:
        """Take every factor from a person, and his recovery codes."""


class _None:
    def kinds_of(self, person: int) -> list[str]:  # noqa: ARG002 - the protocol's
        return []

    def holders_of(self, people: Iterable[int]) -> set[int]:  # noqa: ARG002
        return set()

    def remove(self, person: int) -> None:
        pass


_stores: list[FactorStore] = [_None()]


def use_store(store: FactorStore) -> None:
    """Have second factors looked up in `store` from now on."""
    _stores[:] = [store]


def factor_store() -> FactorStore:
    """Return the store in use; it knows no factors before one was chosen."""
    return _stores[0]
