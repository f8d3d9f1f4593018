"""Browsers of the cast, as for libraries, and a library with columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faces.web.content.conftest import enter, statements

if TYPE_CHECKING:
    from tests.world import World

__all__ = ["enter", "shelf", "statements"]


@pytest.fixture
def shelf(world: World) -> World:
    """A library of columns: State, Pages, and values of some files, in many folders."""
    from hallway.core.items.commands import update_values
    from hallway.core.lists.commands import add_column

    owner = world.actor("owner")
    for name, type_, settings in (
        ("State", "choice", {"choices": ["draft", "final"]}),
        ("Pages", "number", {}),
    ):
        add_column(
            owner,
            world.documents,
            internal_name=name,
            title=name,
            type=type_,
            settings=settings,
        )
    for item, state, pages in (
        ("welcome", "final", 3),
        ("q3", "draft", 5),
        ("notes", "final", 8),
        ("payroll", "final", 40),
    ):
        values = {"State": state, "Pages": pages}
        update_values(owner, world.items[item], values=values)
    return world
