"""What leaves the finding package."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from hallway.core.access.actors import PrincipalId


class Wanted(Enum):
    """What may be chosen: people alone, or whatever a grant can name."""

    PEOPLE = "people"
    PRINCIPALS = "principals"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Somebody, or a group, that fits what was typed.

    kind        the principal's: person, group, organisation-role, all-staff
    detail      tells him from others: his e-mail address, what a group is for
    """

    id: PrincipalId
    kind: str
    title: str
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """One text as typed and whom it means; `message` says why it means nobody."""

    text: str
    match: Match | None = None
    message: str = ""
