"""Many files in one transaction: for imports, where a commit each would cost most."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hallway.core.access.actors import Actor
from hallway.core.changes.journal import command, unchanged
from hallway.core.items.commands.create import put_file
from hallway.core.items.records import Expect, ItemId, PutResult
from hallway.platform.storage import StagedBlob


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePut:
    """What one `put_file` is given."""

    parent: ItemId
    name: str
    body: StagedBlob
    expect: Expect
    client_modified: int | None = None


@command
def put_files(actor: Actor, puts: Sequence[FilePut]) -> list[PutResult]:
    """Store all these bodies or none, as `put_file` would; raises what it raises.

    Keep it to some dozens: on SQLite nobody else writes in the meantime.
    """
    if not puts:
        unchanged()
    return [
        put_file(
            actor,
            put.parent,
            name=put.name,
            body=put.body,
            expect=put.expect,
            client_modified=put.client_modified,
        )
        for put in puts
    ]
