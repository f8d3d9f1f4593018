"""Quick links: in their order, and safe to follow however they came."""

from __future__ import annotations

import pytest

from hallway.core.errors import Forbidden, Invalid
from hallway.core.items.commands import create_item
from hallway.kinds.links.commands import add_link, change_link
from hallway.kinds.links.queries import list_links
from tests.kinds.intranet import link
from tests.world import World


def titles(world: World, who: str) -> list[str]:
    return [one.title for one in list_links(world.actor(who), world.hr)]


def test_they_stand_in_their_order(intranet: World) -> None:
    link(intranet, "Second", "/people", Position=2)
    first = link(intranet, "First", "https://time.example", Position=1, Icon="world")
    assert titles(intranet, "visitor") == ["First", "Second"]
    change_link(intranet.actor("owner"), first.id, values={"Position": 3})
    assert titles(intranet, "visitor") == ["Second", "First"]
    for who in ("nobody", "acme", "guest"):
        assert titles(intranet, who) == []
    with pytest.raises(Forbidden):
        add_link(
            intranet.actor("visitor"),
            intranet.links,
            values={"Title": "x", "Address": "/"},
        )


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "//else.example", "data:text/html,x", "ftp://x"]
)
def test_what_is_not_safe_to_follow_is_refused_and_never_shown(
    intranet: World, address: str
) -> None:
    with pytest.raises(Invalid):
        link(intranet, "Bad", address)
    # By an API that knows columns only.
    create_item(
        intranet.actor("owner"),
        intranet.links,
        values={"Title": "Bad", "Address": address},
    )
    assert titles(intranet, "owner") == []
