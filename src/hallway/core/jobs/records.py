"""What leaves the jobs package."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NewType

from hallway.core.access.actors import PrincipalId

JobId = NewType("JobId", int)


class JobState(StrEnum):
    """Where a job stands; a done job is gone."""

    QUEUED = "queued"
    RUNNING = "running"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRecord:
    """One job; `due` and `enqueued` are in microseconds.

    due       when it is tried next; while it runs, when its lease ends
    tries     how often it was begun
    progress  what the job itself counts, 0 at first
    error     why the last try failed: one paragraph and the last frames
    """

    id: JobId
    name: str
    args: Mapping[str, Any]
    key: str | None
    state: JobState
    due: int
    tries: int
    progress: int
    error: str
    enqueued: int
    enqueued_by: PrincipalId
    runs_as: PrincipalId
