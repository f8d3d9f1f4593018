"""Giving lists tables of their own."""

from __future__ import annotations

from typing import Any

from hallway.core.lists.records import ListId
from hallway.core.projections.building import build
from hallway.core.projections.schema import PROJECTIONS
from hallway.platform.db import engine
from tests.world import SYSTEM


def finish(list_id: ListId) -> None:
    """Give a list its table."""
    for _done in build(SYSTEM, list_id):
        pass


def tables(list_id: ListId) -> list[tuple[Any, ...]]:
    """Give generation and state of a list's tables."""
    return engine().fetch_all(
        f"SELECT generation, state FROM {PROJECTIONS} WHERE list_id = %s"
        " ORDER BY generation",
        [list_id],
    )
