"""Browsers of customers and agents, signed in; the desk of two customers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

from tests.faces.web.content.browsing import Browser

if TYPE_CHECKING:
    from tests.kinds.requests.desk import Desk
    from tests.world import World

Enter = Callable[[str], Browser]


@pytest.fixture(autouse=True)
def _forgetful() -> Iterator[None]:
    """Forget how often other tests did something."""
    from django.core.cache import cache

    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def desk(world: World) -> Iterator[Desk]:
    """Customers with portals; the core's invariants hold afterwards."""
    from tests.kinds.requests.desk import Desk

    yield Desk(world)
    from tests.core.invariants import broken

    assert broken() == []


@pytest.fixture
def enter(world: World) -> Enter:
    """Opens a browser in which somebody is signed in."""

    def open_browser(who: str) -> Browser:
        from django.conf import settings
        from django.contrib.auth import get_user_model
        from django.test import Client

        client = Client()
        client.force_login(
            get_user_model()._default_manager.get(
                pk=world.principal("member" if who == "agent" else who)
            )
        )
        name = settings.SESSION_COOKIE_NAME
        return Visitor({name: client.cookies[name].value})

    return open_browser


class Visitor(Browser):
    """A browser that finds its token on the page with the sign-out form."""

    def token(self) -> str:
        import re

        page = self.get("/accounts/logout/").text
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found is not None, page[:400]
        return found[1]


@pytest.fixture
def statements() -> Callable[[], Any]:
    """Counts SQL statements inside a ``with``."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    return lambda: CaptureQueriesContext(connection)
