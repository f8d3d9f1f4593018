"""The bell: what concerns somebody, trimmed when it is read."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hallway.core import clock
from hallway.core.access.actors import PrincipalId
from hallway.core.errors import Invalid
from hallway.core.items.commands import delete_item, put_file
from hallway.core.locks.commands import check_out, undo_check_out
from hallway.core.sharing.commands import share_item, unshare_item
from hallway.core.sharing.records import ShareRight
from hallway.core.social.notifications.commands import mark_seen
from hallway.core.social.notifications.queries import count_new, list_notifications
from hallway.core.trash.commands import purge_deletion, restore_deletion
from tests.world import CAST, HR_SECRET, World, stage


@pytest.fixture(autouse=True)
def _seen(world: World) -> None:
    for who in CAST:
        mark_seen(world.actor(who), upto=10**9)


def share(world: World, item: str, to: str) -> None:
    share_item(
        world.actor("owner"),
        world.items[item],
        principals=[world.principal(to)],
        right=ShareRight.VIEW,
    )


def told(world: World, who: str) -> list[tuple[str, str]]:
    fresh = [one for one in list_notifications(world.actor(who)) if one.fresh]
    assert count_new(world.actor(who)) == len(fresh)
    return [(one.verb, one.by) for one in fresh]


def test_who_is_shared_with_is_told_and_nobody_else(world: World) -> None:
    share(world, "q3", "nobody")
    assert told(world, "nobody") == [("item.shared", "Owner")]
    for who in ("owner", "member", "visitor", "guest", "acme", "globex"):
        assert told(world, who) == []
    (one,) = list_notifications(world.actor("nobody"))
    assert one.title == f"q3 {HR_SECRET}.txt"
    assert (one.found is not None, one.place) == (True, "")


def test_what_one_may_no_longer_see_is_gone(world: World) -> None:
    share(world, "q3", "nobody")
    unshare_item(world.actor("owner"), world.q3, principal=world.principal("nobody"))
    assert list_notifications(world.actor("nobody")) == []
    assert count_new(world.actor("nobody")) == 0


def test_authors_hear_what_others_do_with_their_files(world: World) -> None:
    member, owner = world.actor("member"), world.actor("owner")
    mine = put_file(member, world.plans, name="mine.txt", body=stage(b"1")).item.id
    put_file(member, world.plans, name="mine.txt", body=stage(b"2"))
    assert told(world, "member") == []
    for body in (b"3", b"4"):
        put_file(owner, world.plans, name="mine.txt", body=stage(body))
    # Told once, however often.
    assert told(world, "member") == [("item.saved", "Owner")]
    deletion = delete_item(owner, mine)
    assert told(world, "member") == [("item.deleted", "Owner")]
    (one,) = [x for x in list_notifications(member) if x.fresh]
    assert (one.title, one.found, one.place) == ("mine.txt", None, "/sites/hr")
    restore_deletion(owner, deletion)
    assert told(world, "member")[0] == ("item.restored", "Owner")
    deletion = delete_item(owner, mine)
    purge_deletion(owner, deletion)
    purge_deletion(owner, deletion)
    assert told(world, "member") == []


def test_a_broken_check_out_is_told_to_who_had_it(world: World) -> None:
    check_out(world.actor("member"), world.q3)
    undo_check_out(world.actor("owner"), world.q3)
    assert told(world, "member") == [("item.check_out_undone", "Owner")]
    check_out(world.actor("member"), world.q3)
    undo_check_out(world.actor("member"), world.q3)
    assert len(told(world, "member")) == 1


def test_seen_is_seen_and_never_unseen(world: World) -> None:
    share(world, "q3", "nobody")
    nobody = world.actor("nobody")
    (one,) = list_notifications(nobody)
    mark_seen(nobody, upto=one.id)
    mark_seen(nobody, upto=0)
    assert count_new(nobody) == 0
    assert [x.fresh for x in list_notifications(nobody)] == [False]
    share(world, "notes", "nobody")
    assert count_new(nobody) == 1


def test_newest_first_is_by_when_it_happened(world: World) -> None:
    share(world, "q3", "nobody")
    with clock.turned_back(clock.DAY):
        share(world, "plans", "nobody")
    found = list_notifications(world.actor("nobody"))
    titles = [one.title for one in found]
    assert titles == [world.item(one).name for one in ("q3", "plans")]
    assert [one.at for one in found] == sorted((one.at for one in found), reverse=True)


def test_a_stranger_is_told_nothing(world: World) -> None:
    assert list_notifications(world.actor("anonymous")) == []
    assert count_new(world.actor("anonymous")) == 0


def test_the_badge_costs_one_statement_and_the_page_a_few(world: World) -> None:
    nobody = world.actor("nobody")
    counts = []
    for first, last in ((0, 3), (3, 30)):
        for n in range(first, last):
            world.items[f"n{n}"] = world.put("deep", f"n{n}.txt", b"x")
            share(world, f"n{n}", "nobody")
        with CaptureQueriesContext(connection) as sent:
            assert count_new(nobody) == last
        assert len(sent) == 1
        with CaptureQueriesContext(connection) as sent:
            assert len(list_notifications(nobody)) == last
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 8


def test_what_others_are_told_pushes_nothing_out(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hallway.core.social.notifications import queries

    monkeypatch.setattr(queries, "WINDOW", 3)
    share(world, "q3", "nobody")
    for n in range(8):
        world.items[f"n{n}"] = world.put("deep", f"n{n}.txt", b"x")
        share(world, f"n{n}", "guest")
    assert told(world, "nobody") == [("item.shared", "Owner")]
    assert len(list_notifications(world.actor("guest"))) == 3


def test_a_command_that_fails_tells_nobody(world: World) -> None:
    with pytest.raises(Invalid):
        share_item(
            world.actor("owner"),
            world.q3,
            principals=[world.principal("nobody"), PrincipalId(10**9)],
            right=ShareRight.VIEW,
        )
    assert count_new(world.actor("nobody")) == 0
