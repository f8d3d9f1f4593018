"""A draft is hidden from readers by construction; publishing opens it."""

from __future__ import annotations

import pytest

from hallway.core import clock
from hallway.core.access.commands import (
    Inherit,
    break_inheritance,
    grant_role,
    revoke_role,
)
from hallway.core.access.rights import RoleId
from hallway.core.changes.queries import list_list_changes
from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from hallway.core.items.commands import (
    copy_item,
    create_item,
    delete_item,
    update_values,
)
from hallway.core.items.queries import get_item, list_children
from hallway.core.items.records import ItemId
from hallway.core.trash.commands import purge_deletion, restore_deletion
from hallway.core.trash.queries import list_deletions
from hallway.core.versions.commands import restore_version
from hallway.kinds.news.commands import (
    draft_post,
    publish_post,
    restore_post,
    revise,
    unpublish_post,
)
from hallway.kinds.news.queries import (
    get_post,
    list_beside,
    list_drafts,
    list_front,
    list_news,
)
from hallway.kinds.news.records import Edge
from hallway.platform.db import engine
from tests.kinds.intranet import DAY, draft, post
from tests.world import SYSTEM, World


def titles(world: World, who: str, **where: int) -> list[str]:
    return [one.title for one in list_news(world.actor(who), **where)]  # type: ignore[arg-type]


def test_a_draft_is_for_those_who_may_edit_the_list(intranet: World) -> None:
    item = draft(intranet, "Merger")
    for who in ("owner", "member", "admin"):
        assert get_post(intranet.actor(who), item).is_draft
        assert [one.title for one in list_drafts(intranet.actor(who))] == ["Merger"]
    for who in ("visitor", "guest", "acme", "globex", "nobody"):
        with pytest.raises(NotFound):
            get_item(intranet.actor(who), item)
        assert list_drafts(intranet.actor(who)) == []
        assert titles(intranet, who) == []
    folder = get_item(intranet.actor("visitor"), ItemId(intranet.lists["news"].root))
    assert list_children(intranet.actor("visitor"), folder).total == 0
    assert [
        one
        for one in list_list_changes(intranet.actor("visitor"), intranet.news)
        if one.item == item
    ] == []


def test_publishing_opens_it_and_unpublishing_hides_it_again(intranet: World) -> None:
    item = draft(intranet, "Merger")
    publish_post(intranet.actor("member"), item)
    assert titles(intranet, "visitor") == ["Merger"]
    assert get_item(SYSTEM, item).scope == intranet.lists["news"].scope
    unpublish_post(intranet.actor("member"), item)
    assert titles(intranet, "visitor") == []
    with pytest.raises(NotFound):
        get_item(intranet.actor("visitor"), item)
    publish_post(intranet.actor("owner"), item)
    assert titles(intranet, "visitor") == ["Merger"]


def test_publishing_twice_changes_nothing(intranet: World) -> None:
    item = post(intranet, "Merger")
    before = get_item(SYSTEM, item).version
    publish_post(intranet.actor("owner"), item)
    assert get_item(SYSTEM, item).version == before


def test_a_reader_writes_and_publishes_nothing(intranet: World) -> None:
    visitor, item = intranet.actor("visitor"), post(intranet, "Merger")
    with pytest.raises(Forbidden):
        draft_post(visitor, intranet.news, values={"Title": "Mine"})
    with pytest.raises(Forbidden):
        unpublish_post(visitor, item)
    with pytest.raises(Forbidden):
        revise(visitor, item, values={"Title": "Mine"})
    with pytest.raises(NotFound):
        publish_post(visitor, draft(intranet, "Hidden"))


def test_a_row_made_by_any_other_way_is_a_draft_too(intranet: World) -> None:
    owner = intranet.actor("owner")
    made = create_item(owner, intranet.news, values={"Title": "By an API"})
    with pytest.raises(NotFound):
        get_item(intranet.actor("visitor"), made.id)
    update_values(owner, made.id, values={"Published": clock.now()})
    assert titles(intranet, "visitor") == ["By an API"]


def test_a_copy_of_a_draft_is_a_draft(intranet: World) -> None:
    item = draft(intranet, "Merger")
    owner, root = intranet.actor("owner"), ItemId(intranet.lists["news"].root)
    copied = copy_item(owner, item, to=root, name="copy").item
    with pytest.raises(NotFound):
        get_item(intranet.actor("visitor"), copied.id)
    assert len(list_drafts(owner)) == 2


def test_a_deleted_draft_is_in_no_readers_bin(intranet: World) -> None:
    item = draft(intranet, "Merger")
    deletion = delete_item(intranet.actor("owner"), item)
    bin_of = {
        who: [one.id for one in list_deletions(intranet.actor(who), intranet.hr)]
        for who in ("owner", "visitor")
    }
    assert deletion in bin_of["owner"]
    assert deletion not in bin_of["visitor"]
    restore_deletion(intranet.actor("owner"), deletion)
    with pytest.raises(NotFound):
        get_item(intranet.actor("visitor"), item)
    assert list_drafts(intranet.actor("owner"))[0].title == "Merger"


def test_purging_a_post_takes_its_card_along(intranet: World) -> None:
    item = post(intranet, "Merger")
    deletion = delete_item(intranet.actor("owner"), item)
    assert titles(intranet, "visitor") == []
    purge_deletion(intranet.actor("owner"), deletion)
    purge_deletion(intranet.actor("owner"), deletion)
    left = engine().fetch_all(
        "SELECT 1 FROM kind_news_post WHERE item_id = %s", (item,)
    )
    assert left == []


def test_an_old_version_restored_does_not_publish_or_hide(intranet: World) -> None:
    item = draft(intranet, "First", Body="one")
    owner = intranet.actor("owner")
    publish_post(owner, item)
    revise(owner, item, values={"Title": "Second", "Body": "two"})
    restore_post(owner, item, major=1, minor=0)
    found = get_post(intranet.actor("visitor"), item)
    assert (found.card.title, found.values["Body"]) == ("First", "one")
    assert not found.is_draft


def test_the_plain_restore_of_a_drafts_version_makes_it_a_draft(
    intranet: World,
) -> None:
    item = post(intranet, "First")
    restore_version(intranet.actor("owner"), item, major=1, minor=0)
    assert titles(intranet, "visitor") == []
    with pytest.raises(NotFound):
        get_item(intranet.actor("visitor"), item)


def test_saving_over_somebodys_change_is_refused(intranet: World) -> None:
    item = post(intranet, "First")
    seen = get_item(SYSTEM, item).version
    revise(intranet.actor("member"), item, values={"Title": "Theirs"})
    with pytest.raises(Stale):
        revise(
            intranet.actor("owner"),
            item,
            values={"Title": "Mine"},
            expect_version=seen,
        )


def test_a_post_that_has_permissions_of_its_own_keeps_them(intranet: World) -> None:
    item = post(intranet, "For few")
    intranet.items["few"] = item
    few = intranet.securable("few")
    break_inheritance(intranet.actor("owner"), few, start=Inherit.CLEAR)
    assert titles(intranet, "visitor") == []
    with pytest.raises(Conflict):
        unpublish_post(intranet.actor("owner"), item)


def test_publishing_never_undoes_what_an_owner_restricted(intranet: World) -> None:
    item = draft(intranet, "Secret plan")
    intranet.items["plan"] = item
    plan, owner = intranet.securable("plan"), intranet.actor("owner")
    grant_role(owner, plan, principal=intranet.principal("visitor"), role=RoleId.READ)
    with pytest.raises(Forbidden):
        publish_post(intranet.actor("member"), item)
    revoke_role(owner, plan, principal=intranet.principal("visitor"), role=RoleId.READ)
    publish_post(intranet.actor("member"), item)
    assert titles(intranet, "visitor") == ["Secret plan"]


def test_news_come_from_every_site_one_may_see_and_no_other(intranet: World) -> None:
    now = clock.now()
    post(intranet, "Of HR", at=now - 3 * DAY)
    post(intranet, "Of home", where="home_news", at=now - 2 * DAY)
    post(intranet, "Of Acme", where="acme_news", at=now - DAY)
    assert titles(intranet, "admin") == ["Of Acme", "Of home", "Of HR"]
    assert titles(intranet, "visitor") == ["Of HR"]
    assert titles(intranet, "acme") == ["Of Acme"]
    assert titles(intranet, "globex") == titles(intranet, "nobody") == []
    assert titles(intranet, "admin", site=intranet.hr) == ["Of HR"]
    first = list_news(intranet.actor("admin"), limit=1)[0]
    assert first.published is not None
    rest = list_news(intranet.actor("admin"), before=Edge(first.published, first.item))
    assert [one.title for one in rest] == ["Of home", "Of HR"]


def test_a_company_filters(intranet: World) -> None:
    own = intranet.organisations["own"].id
    post(intranet, "Ours", Organisation=own)
    post(intranet, "Everybody's")
    assert titles(intranet, "visitor", organisation=own) == ["Ours"]
    card = list_news(intranet.actor("visitor"), organisation=own)[0]
    assert card.organisation_name == intranet.organisations["own"].name


def test_an_alert_is_shown_until_its_time(intranet: World) -> None:
    now = clock.now()
    post(intranet, "Over", Priority="alert", AlertUntil=now - 1)
    assert list_front(intranet.actor("visitor"))[0] is None
    draft(intranet, "Later", Priority="alert", AlertUntil=now + DAY)
    assert list_front(intranet.actor("owner"))[0] is None
    post(intranet, "Now", Priority="alert", AlertUntil=now + DAY)
    alert, posts = list_front(intranet.actor("visitor"), limit=1)
    assert alert is not None
    assert alert.title == "Now"
    assert [one.title for one in posts] == ["Now"]
    assert list_front(intranet.actor("nobody")) == (None, [])


def test_neighbours_are_of_the_same_list(intranet: World) -> None:
    now = clock.now()
    items = [post(intranet, f"No {n}", at=now - n * DAY) for n in (3, 2, 1)]
    draft(intranet, "Draft")
    post(intranet, "Elsewhere", where="home_news", at=now - 2 * DAY)
    visitor = intranet.actor("visitor")
    older, newer = list_beside(visitor, get_post(visitor, items[1]))
    assert older is not None
    assert newer is not None
    assert (older.title, newer.title) == ("No 3", "No 1")
    assert list_beside(visitor, get_post(visitor, items[2]))[1] is None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "Title"),
        ({"Title": "  "}, "Title"),
        ({"Title": "a\nb"}, "Title"),
        ({"Title": "x", "Picture": "https://else.example/x.png"}, "Picture"),
        ({"Title": "x", "Picture": "//else.example/x.png"}, "Picture"),
        ({"Title": "x", "Priority": "alert"}, "AlertUntil"),
        ({"Title": "x", "Priority": "urgent"}, "Priority"),
        ({"Title": "x", "Published": 1}, "Published"),
        ({"Title": "x", "Body": "x" * 200_001}, "Body"),
        ({"Title": "x", "Summary": "x" * 501}, "Summary"),
    ],
)
def test_what_is_no_post_is_refused_beside_its_field(
    intranet: World, values: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        draft_post(intranet.actor("owner"), intranet.news, values=values)
    assert field in refused.value.fields


def test_the_number_of_statements_does_not_grow(
    intranet: World, django_assert_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for many in (3, 30):
        for n in range(many):
            post(intranet, f"{n}", where=("news", "home_news")[n % 2])
        with CaptureQueriesContext(connection) as queries:
            list_news(intranet.actor("admin"), limit=many)
        counts.append(len(queries))
    assert counts[0] == counts[1]
