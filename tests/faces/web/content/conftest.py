"""Browsers of the seeded world's cast, signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from tests.faces.web.content.browsing import Browser

if TYPE_CHECKING:
    from tests.world import World

Enter = Callable[[str], Browser]


@pytest.fixture
def enter(world: World) -> Enter:
    """Opens a browser in which somebody of the cast is signed in."""

    def open_browser(who: str) -> Browser:
        from django.conf import settings
        from django.contrib.auth import get_user_model
        from django.test import Client

        client = Client()
        client.force_login(
            get_user_model()._default_manager.get(pk=world.principal(who))
        )
        name = settings.SESSION_COOKIE_NAME
        return Browser({name: client.cookies[name].value})

    return open_browser


@pytest.fixture
def intranet(world: World) -> World:
    """Puts a list of each kind into /sites/hr, and one of news to two other sites."""
    from tests.kinds.intranet import furnish

    return furnish(world)


@pytest.fixture
def statements() -> Callable[[], Any]:
    """Counts SQL statements inside a ``with``."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    return lambda: CaptureQueriesContext(connection)
