"""Lists of news, pages, events and links in the seeded world."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.world import World


@pytest.fixture
def intranet(world: World) -> Iterator[World]:
    """Puts a list of each kind into /sites/hr, and one of news to two other sites."""
    from tests.kinds.intranet import furnish

    yield furnish(world)
    from tests.core.invariants import broken

    assert broken() == []
