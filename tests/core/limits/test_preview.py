"""What a limit would take away is what it takes away."""

from __future__ import annotations

import pytest

from hallway.core import clock
from hallway.core.blobs.commands import collect_garbage
from hallway.core.errors import NotFound
from hallway.core.jobs.runner import run_pending
from hallway.core.limits import counting
from hallway.core.limits.commands import apply_preview, forget_old, start_preview
from hallway.core.limits.queries import (
    get_limit,
    get_preview,
    get_usage,
    list_heaviest,
    list_sample,
)
from hallway.core.limits.records import EVERYWHERE, Limit, of_list, of_site
from hallway.core.sites.queries import get_site_by_id
from hallway.core.versions.commands import label_version
from hallway.platform.db import engine
from tests.core.limits.making import age, look, majors
from tests.world import SYSTEM, World

LIMITS = [
    Limit(count=1),
    Limit(days=6),
    Limit(thin=True),
    Limit(count=2, days=20, thin=True),
]


def stored() -> tuple[int, int]:
    row = engine().fetch_one("SELECT count(*), sum(size) FROM core_blob")
    assert row is not None
    return row[0], int(row[1])


def collect() -> None:
    engine().execute("UPDATE core_blob SET created = 0")
    while collect_garbage(SYSTEM):
        pass


def fill(world: World) -> None:
    age(world, "a", *(n / 3 for n in range(40, 0, -1)), size=100)
    age(world, "b", 60, 50, 40, 30, 7, 5, size=1000)
    age(world, "c", 9, 8, 7, same=b"shared".ljust(700))
    age(world, "d", 9, 8, 7, parent="gazette_root", same=b"shared".ljust(700))
    age(world, "e", 9, 8, size=50, parent="team_root")
    label_version(world.actor("owner"), world.b, major=2, minor=0, label="Signed")


@pytest.mark.parametrize("limit", LIMITS, ids=str)
@pytest.mark.parametrize("where", ["list", "site", "all"])
def test_it_says_exactly_what_happens(world: World, limit: Limit, where: str) -> None:
    place = {
        "list": of_list(world.documents),
        "site": of_site(world.hr),
        "all": EVERYWHERE,
    }[where]
    fill(world)
    collect()
    rows = "SELECT id, item_id, size, created FROM core_version"
    before, bodies = {row[0]: row for row in engine().fetch_all(rows)}, stored()
    charged = get_site_by_id(SYSTEM, world.hr).used_bytes
    found = look(world, place, limit, "admin")
    assert {row[0] for row in engine().fetch_all(rows)} == set(before)
    apply_preview(world.actor("admin"), found.guid)
    run_pending()
    left = {row[0] for row in engine().fetch_all(rows)}
    gone = [row for number, row in before.items() if number not in left]
    assert gone
    assert found.versions == len(gone)
    assert found.items == len({row[1] for row in gone})
    assert found.size == sum(row[2] for row in gone)
    assert found.oldest == min(row[3] for row in gone)
    assert found.newest == max(row[3] for row in gone)
    if where != "all":
        now = get_site_by_id(SYSTEM, world.hr).used_bytes
        assert charged - now == found.size
    collect()
    assert bodies[1] - stored()[1] == found.freed
    assert look(world, place, limit, "admin").versions == 0


def test_what_is_used_elsewhere_is_not_freed(world: World) -> None:
    age(world, "c", 9, 8, 7, same=b"shared".ljust(700))
    found = look(world, of_list(world.documents), Limit(count=1))
    assert (found.versions, found.size) == (2, 700 + len(world_first()))
    assert found.freed == len(world_first())


def world_first() -> bytes:
    """The first version of the world's own file that has three."""
    from tests.world import HR_SECRET

    return b"1 " + HR_SECRET.encode()


def test_what_one_may_not_see_is_not_counted(world: World) -> None:
    age(world, "secret", 9, 8, 7, 6, parent="salaries", size=5000)
    age(world, "open", 9, 8, 7, 6)
    place, limit = of_list(world.documents), Limit(count=1)
    mine = look(world, place, limit, "owner")
    theirs = look(world, place, limit, "member")
    assert (mine.versions - theirs.versions, mine.items - theirs.items) == (2, 1)
    assert mine.size - theirs.size == 10_000
    assert mine.freed - theirs.freed == 10_000
    names = {
        who: {
            one.found.item.name for one in list_sample(world.actor(who), preview.guid)
        }
        for who, preview in (("owner", mine), ("member", theirs))
    }
    assert names["owner"] - names["member"] == {"secret.txt"}
    assert "open.txt" in names["member"]
    usage = {who: get_usage(world.actor(who), place) for who in ("owner", "member")}
    assert usage["owner"].earlier - usage["member"].earlier == 15_000
    assert usage["owner"].versions - usage["member"].versions == 3
    heavy = {
        who: [one.found.item.name for one in list_heaviest(world.actor(who), place)]
        for who in ("owner", "member")
    }
    assert heavy["owner"][0] == "secret.txt"
    assert "secret.txt" not in heavy["member"]
    assert set(heavy["owner"]) - set(heavy["member"]) == {"secret.txt"}
    assert "open.txt" in heavy["member"]


def test_a_preview_is_its_owners(world: World) -> None:
    found = look(world, of_list(world.documents), Limit(count=1))
    for who in ("member", "admin"):
        with pytest.raises(NotFound):
            get_preview(world.actor(who), found.guid)
        with pytest.raises(NotFound):
            list_sample(world.actor(who), found.guid)
        with pytest.raises(NotFound):
            apply_preview(world.actor(who), found.guid)
    with pytest.raises(NotFound):
        get_preview(world.actor("owner"), "nonsense")


def test_following_the_place_above_is_looked_at_too(world: World) -> None:
    place = of_list(world.documents)
    item = age(world, "a", 9, 8, 7, 6)
    owner = world.actor("owner")
    apply_preview(owner, look(world, of_site(world.hr), Limit(count=1)).guid)
    assert look(world, place, Limit(count=1)).versions == 3
    apply_preview(owner, look(world, place, Limit()).guid)
    run_pending()
    assert majors(item) == [1, 2, 3, 4]
    # The list has one of its own, so the site's touches it no more.
    assert look(world, of_site(world.hr), Limit(count=1)).versions == 0
    found = look(world, place, None)
    assert (found.limit, found.versions) == (None, 3)
    apply_preview(owner, found.guid)
    assert get_limit(owner, place).own is None
    run_pending()
    assert majors(item) == [3, 4]


def test_much_is_counted_by_a_job(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "SHORT", 3)
    age(world, "a", 9, 8, 7, 6)
    age(world, "secret", 9, 8, 7, 6, parent="salaries")
    member = world.actor("member")
    made = start_preview(member, of_list(world.documents), Limit(count=1))
    assert (made.is_counted, made.versions) == (False, 0)
    run_pending()
    found = get_preview(member, made.guid)
    # Two of the file and one of the world's own; none of what he may not see.
    assert (found.is_counted, found.versions) == (True, 3)


def test_previews_are_forgotten(world: World) -> None:
    with clock.turned_back(8 * clock.DAY):
        look(world, of_list(world.documents), Limit(count=1))
    new = look(world, of_list(world.documents), Limit(count=1))
    assert forget_old(SYSTEM) == 1
    assert get_preview(world.actor("owner"), new.guid) == new
