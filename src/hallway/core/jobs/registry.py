"""The jobs this process knows, by name."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from hallway.core.clock import SECOND
from hallway.core.jobs.context import JobContext

JobFunction = TypeVar("JobFunction", bound=Callable[..., object])

DEFAULT_LEASE = timedelta(seconds=60)

__all__ = [
    "DEFAULT_LEASE",
    "JobContext",
    "JobSpec",
    "find_job",
    "job",
    "leases",
    "periodic_jobs",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class JobSpec:
    """How one kind of job is run; see `job`."""

    name: str
    function: Callable[..., object]
    tries: int
    lease: timedelta
    every: timedelta | None
    system: str | None

    @property
    def lease_length(self) -> int:
        """Return the lease in microseconds."""
        return int(self.lease.total_seconds() * SECOND)

    def check(self, args: dict[str, Any]) -> None:
        """Raise TypeError unless the function takes `args`."""
        inspect.signature(self.function).bind(None, None, **args)


_specs: dict[str, JobSpec] = {}


def job(
    name: str,
    *,
    tries: int = 8,
    lease: timedelta = DEFAULT_LEASE,
    every: timedelta | None = None,
    system: str | None = None,
) -> Callable[[JobFunction], JobFunction]:
    """Register `fn(actor, context, **args)` as the job `name`.

    It runs at least once, perhaps twice: write it so that this does no harm.

    tries   how often it is begun before it counts as failed
    lease   how long a worker may be silent before another one takes the job
    every   run it once per period over all nodes, with no arguments
    system  a reason; it then acts as the installation, not as its enqueuer
    """
    if tries < 1 or lease <= timedelta(0) or (every and every <= timedelta(0)):
        raise ValueError(f"job {name}: tries, lease and period must be positive")

    def register(function: JobFunction) -> JobFunction:
        if name in _specs:
            raise ValueError(f"there is already a job {name}")
        _specs[name] = JobSpec(
            name=name,
            function=function,
            tries=tries,
            lease=lease,
            every=every,
            system=system,
        )
        return function

    return register


def find_job(name: str) -> JobSpec | None:
    """Return the job of that name, None if this process does not know it."""
    return _specs.get(name)


def periodic_jobs() -> dict[str, JobSpec]:
    """Return the jobs that have a period, by name."""
    return {name: spec for name, spec in _specs.items() if spec.every is not None}


def leases() -> tuple[int, dict[str, int]]:
    """Return the usual lease in microseconds, and by name those that differ."""
    unusual = {
        name: spec.lease_length
        for name, spec in _specs.items()
        if spec.lease != DEFAULT_LEASE
    }
    return int(DEFAULT_LEASE.total_seconds() * SECOND), unusual
