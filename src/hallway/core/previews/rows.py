"""The rows of what was made, as this package reads and writes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import orjson

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.blobs.linking import link_blob
from hallway.core.changes.journal import housekeeping
from hallway.core.previews.models import Derivative
from hallway.core.previews.records import Source
from hallway.platform import convert
from hallway.platform.db import engine
from hallway.platform.storage import StagedBlob


class Made(NamedTuple):
    """A row: see `Derivative`."""

    kind: str
    tool: str
    blob: str | None
    problem: str
    facts: dict[str, Any]

    def counts_with(self, tool: str) -> bool:
        """Tell whether it still says how things are: a failure does with its tool."""
        return not self.problem or self.tool == tool


def find_made(source: str, kinds: Iterable[str]) -> dict[str, Made]:
    """Return what was made of a body, of these kinds."""
    rows = Derivative.unscoped.filter(source_id=source, kind__in=list(kinds))
    return {
        row[0]: Made(*row)
        for row in rows.values_list("kind", "tool", "blob_id", "problem", "facts")
    }


def tool_of(source: Source) -> str:
    """Return what would draw it now; empty where that is not installed."""
    if source is not Source.OFFICE:
        return convert.drawing_tool()
    office = convert.find_office()
    return "" if office is None else office.tool


@housekeeping
def keep(
    actor: Actor,
    source: str,
    kind: str,
    *,
    tool: str,
    body: StagedBlob | None = None,
    problem: str = "",
    facts: dict[str, Any] | None = None,
) -> None:
    """Remember what was made of a body, or why not; nothing if the body is gone."""
    if engine().fetch_one("SELECT 1 FROM core_blob WHERE sha256 = %s", (source,)):
        if body is not None:
            link_blob(body)
        engine().execute(
            "INSERT INTO core_derivative"
            " (source_id, kind, tool, blob_id, problem, facts, created)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (source_id, kind)"
            " DO UPDATE SET tool = excluded.tool, blob_id = excluded.blob_id,"
            " problem = excluded.problem, facts = excluded.facts,"
            " created = excluded.created",
            (
                source,
                kind,
                tool,
                None if body is None else body.sha256,
                problem,
                orjson.dumps(facts or {}).decode(),
                clock.now(),
            ),
        )
