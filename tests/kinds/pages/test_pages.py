"""Pages: drafts, their place above and below others, versions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hallway.core.errors import Forbidden, Invalid, NotFound
from hallway.core.items.queries import get_item
from hallway.kinds.pages import queries
from hallway.kinds.pages.commands import (
    draft_page,
    publish_page,
    restore_page,
    revise_page,
    unpublish_page,
)
from hallway.kinds.pages.queries import get_page, list_pages
from tests.kinds.intranet import page
from tests.world import World


def titles(world: World, who: str) -> list[str]:
    return [one.title for one in list_pages(world.actor(who), world.pages)]


def test_a_draft_is_hidden_until_it_is_published(intranet: World) -> None:
    item = page(intranet, "Leave").id
    assert titles(intranet, "member") == ["Leave"]
    assert titles(intranet, "visitor") == []
    publish_page(intranet.actor("member"), item)
    assert titles(intranet, "visitor") == ["Leave"]
    assert titles(intranet, "nobody") == titles(intranet, "acme") == []
    unpublish_page(intranet.actor("member"), item)
    with pytest.raises(NotFound):
        get_page(intranet.actor("visitor"), item)


def test_pages_stand_above_and_below_one_another(intranet: World) -> None:
    top = page(intranet, "Working here")
    middle = page(intranet, "Leave", Parent=top.number)
    low = page(intranet, "Parental leave", Parent=middle.number)
    hidden = page(intranet, "Sabbatical", Parent=middle.number)
    for one in (top, middle, low):
        publish_page(intranet.actor("owner"), one.id)
    seen = get_page(intranet.actor("visitor"), low.id)
    assert [one.title for one in seen.above] == ["Working here", "Leave"]
    below = get_page(intranet.actor("visitor"), middle.id).below
    assert [one.title for one in below] == ["Parental leave"]
    assert hidden.number in {
        one.number for one in get_page(intranet.actor("owner"), middle.id).below
    }


def test_a_page_is_read_however_many_there_are(
    intranet: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST", 2)
    top = page(intranet, "Top")
    pages = [page(intranet, f"{n}", Parent=top.number) for n in range(4)]
    owner = intranet.actor("owner")
    assert len(list_pages(owner, top.list)) == 2
    last = get_page(owner, pages[-1].id)
    assert (last.entry.title, [one.title for one in last.above]) == ("3", ["Top"])
    assert len(get_page(owner, top.id).below) == 4


def test_pages_that_name_each_other_end_somewhere(intranet: World) -> None:
    one = page(intranet, "One")
    other = page(intranet, "Other", Parent=one.number)
    owner = intranet.actor("owner")
    with pytest.raises(Invalid):
        revise_page(owner, one.id, values={"Parent": one.number})
    revise_page(owner, one.id, values={"Parent": other.number})
    assert [up.title for up in get_page(owner, one.id).above] == ["Other"]


def test_an_old_version_restored_stays_published(intranet: World) -> None:
    owner = intranet.actor("owner")
    item = page(intranet, "Leave", Body="old").id
    publish_page(owner, item)
    revise_page(owner, item, values={"Body": "new"})
    restore_page(owner, item, major=1, minor=0)
    found = get_page(intranet.actor("visitor"), item)
    assert found.values["Body"] == "old"
    assert found.entry.owner == intranet.principal("owner")


def test_a_reader_writes_nothing(intranet: World) -> None:
    visitor = intranet.actor("visitor")
    item = page(intranet, "Leave").id
    publish_page(intranet.actor("owner"), item)
    with pytest.raises(Forbidden):
        draft_page(visitor, intranet.pages, values={"Title": "Mine"})
    writes: tuple[Callable[[], object], ...] = (
        lambda: revise_page(visitor, item, values={"Title": "Mine"}),
        lambda: unpublish_page(visitor, item),
        lambda: restore_page(visitor, item, major=1, minor=0),
    )
    for write in writes:
        with pytest.raises(Forbidden):
            write()
    assert get_item(visitor, item)
