"""Pictures are hidden with the draft they belong to."""

from __future__ import annotations

import pytest

from hallway.core.access.commands import Inherit, break_inheritance, grant_role
from hallway.core.access.rights import RoleId
from hallway.core.errors import Forbidden, NotFound
from hallway.core.items.queries import get_item, get_quota, resolve
from hallway.core.items.records import ItemId
from hallway.core.lists.queries import list_lists
from hallway.kinds.news.commands import publish_post, unpublish_post
from hallway.kinds.publishing.pictures import add_picture
from tests.kinds.intranet import draft, post
from tests.world import SYSTEM, World, stage


def add(world: World, item: ItemId, who: str = "owner") -> ItemId:
    address = add_picture(
        world.actor(who),
        get_item(SYSTEM, item),
        name="door.png",
        body=stage(who.encode()),
    )
    place = resolve(SYSTEM, tuple(address.split("/")[1:]))
    assert place.item is not None
    assert place.path == address
    return place.item.id


def test_a_drafts_picture_is_read_by_those_who_may_edit_it(intranet: World) -> None:
    item = draft(intranet, "Merger")
    picture = add(intranet, item)
    assert get_item(intranet.actor("member"), picture)
    with pytest.raises(NotFound):
        get_item(intranet.actor("visitor"), picture)
    publish_post(intranet.actor("member"), item)
    assert get_item(intranet.actor("visitor"), picture)
    unpublish_post(intranet.actor("member"), item)
    with pytest.raises(NotFound):
        get_item(intranet.actor("visitor"), picture)


def test_the_library_is_made_once_and_names_never_clash(intranet: World) -> None:
    item = post(intranet, "Merger")
    one, other = add(intranet, item), add(intranet, item, "member")
    assert one != other
    assert get_item(intranet.actor("visitor"), other).name == "door-2.png"
    lists = list_lists(SYSTEM, intranet.hr)
    assert [one.title for one in lists if one.url_name == "SiteAssets"] == [
        "Site Assets"
    ]


def test_the_same_picture_again_is_the_one_there(intranet: World) -> None:
    item = draft(intranet, "Merger")
    one, other = add(intranet, item), add(intranet, item, "member")
    used = get_quota(SYSTEM, intranet.hr).used
    assert add(intranet, item) == one
    assert add(intranet, item, "member") == other
    assert get_quota(SYSTEM, intranet.hr).used == used


def test_a_reader_adds_none(intranet: World) -> None:
    item = post(intranet, "Merger")
    with pytest.raises(Forbidden):
        add(intranet, item, "visitor")


def test_an_editor_of_news_alone_opens_the_pictures_of_others(intranet: World) -> None:
    news = intranet.securable("news")
    break_inheritance(SYSTEM, news, start=Inherit.COPY)
    grant_role(
        SYSTEM, news, principal=intranet.principal("visitor"), role=RoleId.CONTRIBUTE
    )
    grant_role(SYSTEM, news, principal=intranet.principal("nobody"), role=RoleId.READ)
    item = draft(intranet, "Merger")
    picture = add(intranet, item)
    visitor, reader = intranet.actor("visitor"), intranet.actor("member")
    publish_post(visitor, item)
    assert get_item(reader, picture)
    unpublish_post(visitor, item)
    with pytest.raises(NotFound):
        get_item(intranet.actor("nobody"), picture)
