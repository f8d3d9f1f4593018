"""What leaves the package of second factors."""

from __future__ import annotations

from dataclasses import dataclass

from hallway.core.people.records import OrganisationId


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementRecord:
    """Whether a company's people, or the administrators, need a second factor.

    organisation  None: the administrators
    kind          own, customer or administrators
    people        how many active people it concerns; holders: how many have one
    """

    organisation: OrganisationId | None
    name: str
    kind: str
    required: bool
    people: int
    holders: int
