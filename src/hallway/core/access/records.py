"""What leaves the access package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, NewType

from hallway.core.access.actors import PrincipalId, ScopeId

NOBODY = PrincipalId(0)

if TYPE_CHECKING:
    from hallway.core.items.records import ItemRecord

RoleNumber = NewType("RoleNumber", int)


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantRecord:
    """Who holds which role on a scope; `granted` is in microseconds.

    With `also`, only those who are or are in that principal as well hold it.
    """

    scope: ScopeId
    principal: PrincipalId
    principal_kind: str
    title: str
    role: RoleNumber
    role_name: str
    mask: int
    granted: int
    granted_by: PrincipalId
    also: PrincipalId = NOBODY
    also_kind: str = ""
    also_title: str = ""

    @property
    def is_of_another(self) -> bool:
        """Tell whether it names one person and a role that another person holds.

        Only who is found to be both holds it.
        """
        return self.also_kind == "person" and self.also != self.principal

    def reaches(self, principals: tuple[PrincipalId, ...]) -> bool:
        """Tell whether somebody with these principals holds it."""
        return self.principal in principals and (
            not self.also or self.also in principals
        )


class PendingRecord(NamedTuple):
    """A re-stamp in progress below an ancestry; `rows_only` leaves folders out."""

    old: int
    new: int
    above: str
    rows_only: bool

    def closes(self, item: ItemRecord) -> bool:
        """Tell whether an item with these facts still waits for it."""
        return (
            self.old == item.scope
            and item.ancestry.startswith(self.above)
            and not (self.rows_only and item.is_folder)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A decision, and the sentences why; `allowed` is what the core would do."""

    allowed: bool
    sentence: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Securable:
    """An object with a scope: exactly one of the three is the innermost."""

    site: int
    list: int | None = None
    item: int | None = None


class PrincipalName(NamedTuple):
    """What a principal is called, and its kind, as the table of principals has it."""

    title: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """The object whose permissions count for something, and what people call it."""

    securable: Securable
    words: str
