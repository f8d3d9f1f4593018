"""A draft and its pictures are absent on every face, for all who may not edit."""

from __future__ import annotations

import pytest

from hallway.core.items.queries import get_item, get_path
from hallway.core.items.records import ItemId
from hallway.kinds.publishing.pictures import add_picture
from hallway.wire.paths import join_href
from tests.access.requests import ATTEMPTS, ODD_ATTEMPTS, try_it
from tests.kinds.intranet import draft, furnish
from tests.world import SYSTEM, World, stage

WORD = "merwick"


def addresses(world: World) -> list[str]:
    """Make a draft with a picture; where each is, and the folder of the picture."""
    furnish(world)
    item: ItemId = draft(world, f"Merger {WORD}", Body=f"Soon {WORD}")
    picture = add_picture(
        SYSTEM, get_item(SYSTEM, item), name=f"{WORD}.png", body=stage(WORD.encode())
    )
    row = join_href(get_path(SYSTEM, item), collection=False)
    return [row, f"{row.rpartition('/')[0]}/1", picture, picture.rpartition("/")[0]]


@pytest.mark.parametrize("who", ["visitor", "guest", "acme", "globex", "nobody"])
def test_it_is_absent_by_every_method(world: World, who: str) -> None:
    for path in addresses(world):
        absent = f"{path.rpartition('/')[0]}/99"
        for attempt in (*ATTEMPTS, *ODD_ATTEMPTS):
            answer, _ = try_it(world, who, attempt, path, "/sites/hr/Documents/new")
            other, _ = try_it(world, who, attempt, absent, "/sites/hr/Documents/new")
            assert answer.status == other.status, (attempt.name, path)
            said = answer.text.replace(path, "").lower()
            assert WORD not in said, (attempt.name, path)


def test_those_who_edit_find_it_by_the_same_requests(world: World) -> None:
    _row, _number, picture, folder = addresses(world)
    (listing,) = [one for one in ATTEMPTS if one.name == "PROPFIND 1"]
    (reading,) = [one for one in ATTEMPTS if one.name == "GET"]
    assert WORD in try_it(world, "member", listing, folder)[0].text
    assert try_it(world, "member", reading, picture)[0].text == WORD
