"""What a row rule says, and what it would do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any


class Rows(Enum):
    """Which items of a list somebody reaches."""

    ALL = "all"
    OWN = "own"


@dataclass(frozen=True, slots=True, kw_only=True)
class RowRule:
    """Whose items people see and change; their own are what they made.

    columns  internal names of columns of persons: what one of them names somebody in
             is that person's own as well
    """

    see: Rows = Rows.ALL
    edit: Rows = Rows.ALL
    columns: tuple[str, ...] = ()

    @property
    def is_none(self) -> bool:
        """Tell whether everybody reaches all that the list gives him."""
        return self.see is Rows.ALL and self.edit is Rows.ALL

    def stored(self) -> dict[str, Any] | None:
        """Return it as `List.row_rule` has it."""
        if self.is_none:
            return None
        edit = Rows.OWN if self.see is Rows.OWN else self.edit
        return {
            "see": self.see.value,
            "edit": edit.value,
            "columns": list(self.columns),
        }


NO_RULE = RowRule()


def read_rule(stored: Mapping[str, Any] | None) -> RowRule:
    """Return a rule from what `List.row_rule` has."""
    if stored is None:
        return NO_RULE
    return RowRule(
        see=Rows(stored["see"]),
        edit=Rows(stored["edit"]),
        columns=tuple(stored["columns"]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPreview:
    """What a rule would do to a list.

    items    how many there are
    ruled    how many it would hold for
    unnamed  how many of those are nobody's own, or of nobody who can sign in
    apart    how many have permissions of their own, which a rule leaves alone
    """

    items: int
    ruled: int
    unnamed: int
    apart: int
