"""Who is asking: the first argument of every public function of the core."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NewType

PrincipalId = NewType("PrincipalId", int)
ScopeId = NewType("ScopeId", int)

SYSTEM_ACCOUNT = PrincipalId(1)
EVERYONE = PrincipalId(2)
ALL_STAFF = PrincipalId(3)
ADMINISTRATORS = PrincipalId(4)
"""Principals that the first migration makes, with fixed ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody who acts, with every principal a grant could reach him by.

    principal   who is written down as the doer
    principals  ids a grant may name, sorted; aliases, groups and roles included
    everything  why this actor may do everything, or None
    offices     built-in groups he is in, by their built-in names
    staff       belongs to an own company
    needs_factor  has to have a second factor, by a company or as an administrator
    face        the way in, recorded with each change
    """

    principal: PrincipalId
    principals: tuple[PrincipalId, ...]
    everything: str | None = None
    offices: frozenset[str] = frozenset()
    staff: bool = False
    needs_factor: bool = False
    name: str = ""
    face: str = "core"

    @property
    def is_person(self) -> bool:
        """Tell whether somebody is signed in."""
        return self.principal not in (SYSTEM_ACCOUNT, EVERYONE)

    def through(self, face: str) -> Actor:
        """Return the same actor coming through `face`."""
        return replace(self, face=face)


def System(reason: str, *, face: str = "system") -> Actor:  # noqa: N802 - a constructor
    """Return the actor of the installation itself; `reason` stands in explanations.

    Only core/jobs, the operator's commands, an accepted invitation and tests build one.
    """
    return Actor(
        principal=SYSTEM_ACCOUNT,
        principals=(SYSTEM_ACCOUNT,),
        everything=f"the system: {reason}",
        staff=True,
        name="System Account",
        face=face,
    )


ANONYMOUS = Actor(principal=EVERYONE, principals=(EVERYONE,), name="Anonymous")
"""Somebody without credentials: only grants to everyone reach him."""
