"""Rules of the world's tasks: everybody has seen what he was told before."""

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.world import World


@pytest.fixture(autouse=True)
def _seen(world: "World") -> None:
    from hallway.core.social.notifications.commands import mark_seen
    from tests.world import CAST

    for who in CAST:
        mark_seen(world.actor(who), upto=10**9)
