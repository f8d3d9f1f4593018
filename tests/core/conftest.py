"""Every test of the core that uses the seeded world leaves it sound."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.inbox import inbox  # noqa: F401 - a fixture


@pytest.fixture(autouse=True)
def sound(request: pytest.FixtureRequest) -> Iterator[None]:
    """Check what must hold after every command, before the test is rolled back."""
    name = next(
        (n for n in ("world", "committed_world") if n in request.fixturenames), None
    )
    if name is None:
        yield
        return
    request.getfixturevalue(name)
    yield
    from tests.core.invariants import broken

    assert broken() == []
