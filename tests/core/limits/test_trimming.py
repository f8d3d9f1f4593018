"""What a limit removes, and what it never does."""

from __future__ import annotations

import pytest

from hallway.core import clock
from hallway.core.blobs.commands import collect_garbage
from hallway.core.changes.queries import list_list_changes
from hallway.core.errors import Forbidden, Invalid, NotFound
from hallway.core.items.commands import delete_item
from hallway.core.jobs.runner import run_pending
from hallway.core.limits import trimming
from hallway.core.limits.commands import set_limit
from hallway.core.limits.queries import get_limit
from hallway.core.limits.records import (
    EVERYWHERE,
    UNLIMITED,
    Level,
    Limit,
    of_list,
    of_site,
)
from hallway.core.limits.trimming import trim_some
from hallway.core.lists.commands import add_column, delete_list, set_versioning
from hallway.core.locks.commands import check_out, undo_check_out
from hallway.core.rollback.commands import apply_rollback, start_rollback
from hallway.core.rollback.queries import get_rollback
from hallway.core.rollback.records import State
from hallway.core.sites.queries import get_site_by_id
from hallway.core.trash.commands import purge_deletion, restore_deletion
from hallway.core.versions.commands import label_version, publish
from hallway.platform.db import engine
from hallway.platform.storage import get_store
from tests.core.limits.making import age, apply, look, majors, numbers
from tests.world import SYSTEM, World


def used(world: World) -> int:
    return get_site_by_id(SYSTEM, world.hr).used_bytes


def test_the_newest_earlier_versions_are_kept(world: World) -> None:
    item = age(world, "a", 9, 8, 7, 6, 5, size=100)
    before = used(world)
    apply(world, of_list(world.documents), Limit(count=2))
    assert majors(item) == [3, 4, 5]
    # Of the world's own files one has three versions, as many as may be.
    assert majors(world.welcome) == [1, 2, 3]
    assert used(world) == before - 200


def test_age_counts_from_when_a_version_was_replaced(world: World) -> None:
    item = age(world, "a", 100, 50, 20, 1)
    apply(world, of_list(world.documents), Limit(days=30))
    # The second one is 50 days old, but was current until 20 days ago.
    assert majors(item) == [2, 3, 4]


def test_a_file_nobody_changed_for_years_keeps_its_version(world: World) -> None:
    item = age(world, "a", 3000)
    apply(world, of_list(world.documents), Limit(days=1, count=1, thin=True))
    assert majors(item) == [1]


def noon(days: int) -> float:
    """So many days ago at noon, UTC: what is an hour from it is of the same day."""
    return days + (clock.now() % clock.DAY) / clock.DAY - 0.5


def test_thinning_leaves_one_a_day_and_then_one_a_week(world: World) -> None:
    hour = 1 / 24
    # Monday of a week that is far enough back; day 0 was a Thursday.
    monday = 70 + (clock.now() // clock.DAY - 70 + 3) % 7
    days = (
        *(noon(monday) + hour, noon(monday), noon(monday - 2), noon(monday - 6)),
        *(noon(monday - 7), noon(monday - 8)),
        *(noon(20) + hour, noon(20), noon(19) + hour, noon(19)),
        *(0.3, 0.2, 0.1),
    )
    item = age(world, "a", *days)
    apply(world, of_list(world.documents), Limit(thin=True))
    # 4 is the last of its week, 6 of the next; 8 and 10 are the last of their days,
    # and 11 to 13 are of the last day.
    assert majors(item) == [4, 6, 8, 10, 11, 12, 13]
    run_pending()
    engine().execute("UPDATE core_schedule SET due = 0 WHERE name = 'limits.trim_all'")
    run_pending()
    assert majors(item) == [4, 6, 8, 10, 11, 12, 13]


def test_number_and_age_hold_for_what_thinning_left(world: World) -> None:
    hour = 1 / 24
    days = (*(noon(n) + hour * k for n in (20, 19, 18) for k in (1, 0)), 0.1)
    item = age(world, "a", *days)
    apply(world, of_list(world.documents), Limit(thin=True, count=2))
    assert majors(item) == [4, 6, 7]


def test_what_has_a_label_stays_and_does_not_count(world: World) -> None:
    item = age(world, "a", 9, 8, 7, 6, 5)
    owner = world.actor("owner")
    for major in (1, 4):
        label_version(owner, item, major=major, minor=0, label="Signed")
    apply(world, of_list(world.documents), Limit(count=1, days=1))
    assert majors(item) == [1, 4, 5]


def test_published_versions_stay_where_there_are_drafts(world: World) -> None:
    item = age(world, "a", 9, 8, 7, parent="drafts_root")
    publish(world.actor("owner"), item)
    age(world, "a", 3, 2, parent="drafts_root")
    assert numbers(item) == ["0.1", "0.2", "0.3", "1.0", "1.1", "1.2"]
    apply(world, of_list(world.drafts), Limit(count=1))
    assert numbers(item) == ["1.0", "1.1", "1.2"]


def test_what_is_checked_out_or_locked_waits(world: World) -> None:
    owner = world.actor("owner")
    out = age(world, "a", 9, 8, 7)
    check_out(owner, out)
    world.put("root", "a.txt", b"changed")
    apply(world, of_list(world.documents), Limit(count=1))
    assert majors(out) == [1, 2, 3, 4]
    undo_check_out(owner, out)
    assert majors(out) == [1, 2, 3]
    engine().execute("UPDATE core_schedule SET due = 0 WHERE name = 'limits.trim_all'")
    run_pending()
    assert majors(out) == [2, 3]


def test_what_is_in_the_recycle_bin_comes_back_whole(world: World) -> None:
    item = age(world, "a", 9, 8, 7)
    deletion = delete_item(world.actor("owner"), item)
    apply(world, of_list(world.documents), Limit(count=1))
    restore_deletion(world.actor("owner"), deletion)
    assert majors(item) == [1, 2, 3]


def test_a_planned_rollback_finds_what_it_needs(world: World) -> None:
    owner = world.actor("owner")
    item = age(world, "a", 9, 8, 7, 6)
    moment = clock.now() - int(7.5 * clock.DAY)
    # The library is older than the world for this.
    engine().execute("UPDATE core_item SET created = 0 WHERE id = %s", (world.root,))
    plan = start_rollback(owner, world.root, moment=moment)
    assert plan.state is State.PLANNED
    apply(world, of_list(world.documents), Limit(count=1))
    assert majors(item) == [2, 3, 4]
    apply_rollback(owner, plan.guid)
    run_pending()
    assert get_rollback(owner, plan.guid).state is State.DONE
    assert majors(item) == [2, 3, 4, 5]


def test_a_list_whose_column_shows_earlier_texts_keeps_them(world: World) -> None:
    owner = world.actor("owner")
    item = age(world, "a", 9, 8, 7)
    add_column(
        owner,
        world.documents,
        internal_name="Log",
        title="What was said",
        type="note",
        settings={"append": True},
    )
    place = of_list(world.documents)
    assert look(world, place, Limit(count=1)).versions == 0
    apply(world, place, Limit(count=1))
    assert majors(item) == [1, 2, 3]
    assert get_limit(owner, place).exempt == "What was said"


def test_the_nearest_limit_holds(world: World) -> None:
    here = age(world, "a", 9, 8, 7, 6, 5)
    there = age(world, "b", 9, 8, 7, 6, 5, parent="gazette_root")
    team = age(world, "c", 9, 8, 7, 6, 5, parent="team_root")
    owner, place = world.actor("owner"), of_list(world.documents)
    assert get_limit(owner, place).level is None
    set_limit(owner, place, UNLIMITED)
    set_limit(owner, of_site(world.hr), Limit(count=3))
    apply(world, EVERYWHERE, Limit(count=2), who="admin")
    assert (majors(here), majors(there), majors(team)) == (
        [1, 2, 3, 4, 5],
        [2, 3, 4, 5],
        [3, 4, 5],
    )
    held = get_limit(owner, place)
    assert (held.limit, held.own, held.above) == (UNLIMITED, UNLIMITED, Limit(count=3))
    apply(world, place, None)
    assert majors(here) == [2, 3, 4, 5]
    held = get_limit(owner, place)
    assert (held.limit, held.level) == (Limit(count=3), Level.SITE)
    assert held.site == world.sites["hr"].title
    apply(world, of_site(world.hr), None)
    assert (majors(here), majors(there)) == ([3, 4, 5], [3, 4, 5])
    assert get_limit(owner, place).level is Level.ALL


def test_versions_that_come_later_go_with_the_daily_run(world: World) -> None:
    apply(world, of_site(world.hr), Limit(count=1))
    item = age(world, "a", 3, 2, 1)
    engine().execute("UPDATE core_schedule SET due = 0 WHERE name = 'limits.trim_all'")
    run_pending()
    assert majors(item) == [2, 3]


def test_the_store_gets_the_bytes_back(world: World) -> None:
    age(world, "a", 9, 8, 7, size=500)
    rows = engine().fetch_all(
        "SELECT blob_id, major FROM core_version WHERE item_id = %s", (world.a,)
    )
    shas = {major: sha for sha, major in rows}
    apply(world, of_list(world.documents), Limit(count=1))
    engine().execute("UPDATE core_blob SET created = 0")
    while collect_garbage(SYSTEM):
        pass
    left = {row[0] for row in engine().fetch_all("SELECT sha256 FROM core_blob")}
    assert {major: sha in left for major, sha in shas.items()} == {
        1: False,
        2: True,
        3: True,
    }
    with get_store().open(shas[2]) as file:
        assert len(file.read()) == 500


def test_what_was_removed_is_in_the_log(world: World) -> None:
    item = age(world, "a", 9, 8, 7, 6)
    place = of_list(world.documents)
    apply(world, place, Limit(count=1, thin=True))
    apply(world, place, None)
    changes = [
        one
        for one in list_list_changes(SYSTEM, world.documents)
        if one.verb in ("list.limit_set", "list.versions_trimmed")
    ]
    assert [one.verb for one in changes] == [
        "list.limit_set",
        "list.versions_trimmed",
        "list.limit_set",
    ]
    first, trimmed, last = changes
    assert (first.before, first.after) == (
        None,
        {"count": 1, "days": None, "thin": True},
    )
    assert [item, 1, 0] in trimmed.before["versions"]
    assert trimmed.after["items"] == 2
    assert last.after is None


def test_batches_go_on_where_they_were(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trimming, "WINDOW", 2)
    monkeypatch.setattr(trimming, "BATCH", 2)
    made = [age(world, f"f{n}", 9, 8, 7, 6, 5) for n in range(5)]
    apply(world, of_list(world.documents), Limit(count=1))
    assert [majors(one) for one in made] == [[4, 5]] * 5


def test_only_the_system_removes(world: World) -> None:
    with pytest.raises(Forbidden):
        trim_some(world.actor("owner"), world.documents, items=[world.welcome])


def test_numbers_that_are_no_limits(world: World) -> None:
    owner, place = world.actor("owner"), of_list(world.documents)
    for limit, fields in (
        (Limit(count=0), {"count"}),
        (Limit(count=50_001, days=0), {"count", "days"}),
        (Limit(days=36_501), {"days"}),
    ):
        with pytest.raises(Invalid) as told:
            set_limit(owner, place, limit)
        assert set(told.value.fields) == fields
        with pytest.raises(Invalid):
            look(world, place, limit)


@pytest.mark.parametrize(
    ("who", "list_", "site", "all_"),
    [
        ("admin", None, None, None),
        ("owner", None, None, NotFound),
        ("member", None, Forbidden, NotFound),
        ("visitor", Forbidden, Forbidden, NotFound),
        ("guest", NotFound, NotFound, NotFound),
        ("acme", NotFound, NotFound, NotFound),
        ("nobody", NotFound, NotFound, NotFound),
    ],
)
def test_who_may_set_them(
    world: World,
    who: str,
    list_: type[Exception] | None,
    site: type[Exception] | None,
    all_: type[Exception] | None,
) -> None:
    actor = world.actor(who)
    for place, refused in (
        (of_list(world.documents), list_),
        (of_site(world.hr), site),
        (EVERYWHERE, all_),
    ):
        for ask in (
            lambda place=place: get_limit(actor, place),
            lambda place=place: look(world, place, Limit(count=3), who),
            lambda place=place: set_limit(actor, place, Limit(count=3)),
        ):
            if refused is None:
                ask()
            else:
                with pytest.raises(refused):
                    ask()


def test_a_purged_list_takes_its_limit_along(world: World) -> None:
    owner = world.actor("owner")
    set_versioning(owner, world.gazette, versioning="major")
    set_limit(owner, of_list(world.gazette), Limit(count=1))
    deletion = delete_list(owner, world.gazette)
    with pytest.raises(NotFound):
        set_limit(owner, of_list(world.gazette), None)
    run_pending()
    purge_deletion(owner, deletion)
    purge_deletion(owner, deletion)
    assert engine().fetch_all("SELECT 1 FROM core_versionlimit") == []
