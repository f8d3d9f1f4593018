"""What a run of the benches was asked to do."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Sizes and choices of one run."""

    place: Path
    """A directory of the run's own."""
    cases: frozenset[str]
    """The cases asked for; empty: all."""
    databases: tuple[str, ...]
    rounds: int
    """How often each server is measured, in turn; the median counts."""
    quick: bool
    """Whether the bench is only to show that it works."""

    def wants(self, case: str) -> bool:
        """Whether a case is to be measured."""
        return not self.cases or case in self.cases

    @property
    def seconds(self) -> float:
        """How long one measurement under load takes."""
        return 0.5 if self.quick else 2.0

    def size(self, full: int, *, quick: int) -> int:
        """A number of files, items or bytes."""
        return quick if self.quick else full
