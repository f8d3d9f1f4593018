"""Is everything as it must be? Every invariant that can be asked for."""

from __future__ import annotations

from collections.abc import Iterator

from hallway.core.access.actors import Actor
from hallway.core.check.bodies import check_bodies
from hallway.core.check.counters import check_counters, check_streams
from hallway.core.check.database import check_database
from hallway.core.check.jobs import check_jobs
from hallway.core.check.permissions import check_permissions
from hallway.core.check.projections import check_projections
from hallway.core.check.records import Finding, Progress, no_progress
from hallway.core.check.rowrules import check_row_rules
from hallway.core.check.tree import check_tree
from hallway.core.check.types import check_types
from hallway.core.errors import Forbidden


def run_checks(
    actor: Actor, *, hash_bodies: bool, progress: Progress = no_progress
) -> Iterator[Finding]:
    """Yield what is not as it must be, while the installation may be in use.

    Reads only, in pieces, in the same memory however much there is.  `hash_bodies`
    reads every byte of every body.  Forbidden unless the actor may do everything.
    """
    if actor.everything is None:
        raise Forbidden("Only an administrator may check the installation.")
    yield from check_database(progress, thoroughly=hash_bodies)
    yield from check_tree(progress)
    yield from check_permissions(progress)
    yield from check_row_rules(progress)
    yield from check_counters(progress)
    yield from check_streams(progress)
    yield from check_types(progress)
    yield from check_projections(progress)
    yield from check_jobs()
    yield from check_bodies(progress, hash_bodies=hash_bodies)
