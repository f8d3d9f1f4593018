"""The desk."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from tests.inbox import inbox  # noqa: F401 - a fixture

if TYPE_CHECKING:
    from tests.kinds.requests.desk import Desk
    from tests.world import World


@pytest.fixture
def desk(world: World) -> Iterator[Desk]:
    """Customers with portals; the core's invariants hold afterwards."""
    from tests.kinds.requests.desk import Desk

    yield Desk(world)
    from tests.core.invariants import broken

    assert broken() == []


_counted: dict[str, set[int]] = {}


@pytest.fixture
def counted() -> dict[str, set[int]]:
    """Numbers of statements by name, over all the runs of a test."""
    return _counted
