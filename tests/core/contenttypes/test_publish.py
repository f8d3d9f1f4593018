from __future__ import annotations

import pytest

from hallway.core.contenttypes.commands import (
    add_list_type,
    change_content_type,
    delete_content_type,
    publish_content_type,
    remove_type_column,
    set_type_column,
    unpublish_content_type,
)
from hallway.core.contenttypes.queries import (
    get_content_type,
    list_content_types,
    list_copies,
    list_type_columns,
)
from hallway.core.contenttypes.records import ContentTypeRecord
from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.lists.commands import add_list
from hallway.core.sitecolumns.commands import (
    add_site_column,
    change_site_column,
    delete_site_column,
)
from hallway.core.sites.records import SiteId
from hallway.wire import typeids
from tests.core.contenttypes.world_of_types import (
    column_of,
    content_type,
    list_type,
    names,
    site_column,
)
from tests.core.lists.world_of_columns import column
from tests.world import HR_SECRET, SYSTEM, World


def publish(
    world: World, of: ContentTypeRecord, *sites: SiteId, who: str = "admin"
) -> None:
    assert of.id is not None
    publish_content_type(world.actor(who), of.id, sites=sites)


def paper_of(world: World) -> ContentTypeRecord:
    """Give a type with a column from above and one of its own."""
    party = site_column(world, "Party", "text")
    total = site_column(world, "Total", "currency", currency="EUR")
    above = content_type(world, "Paper", party, parent=typeids.DOCUMENT)
    return content_type(world, "Contract", total, parent=above.type_id)


def test_a_published_type_is_read_only_and_whole(world: World) -> None:
    made = paper_of(world)
    publish(world, made, world.acme_site)
    acme = world.actor("acme")
    there = get_content_type(acme, world.acme_site, made.type_id)
    assert (there.name, there.is_published, there.is_read_only) == (
        "Contract",
        True,
        True,
    )
    found = list_type_columns(acme, world.acme_site, made.type_id)
    assert [(one.internal_name, one.required) for one in found] == [
        ("Party", True),
        ("Total", True),
    ]
    copied = column_of(world.acme_site, "Total")
    assert copied.guid == column_of(world.hr, "Total").guid
    assert copied.is_published
    # Nobody changes it there, its columns neither.
    assert there.id is not None
    with pytest.raises(Conflict):
        set_type_column(SYSTEM, there.id, guid=copied.guid, required=False)
    with pytest.raises(Conflict):
        change_content_type(
            SYSTEM, there.id, name="x", description="", group="", read_only=False
        )
    with pytest.raises(Conflict):
        change_site_column(
            SYSTEM, copied.id, title="x", group="", required=False, settings={}
        )
    with pytest.raises(Conflict):
        delete_content_type(SYSTEM, there.id)
    with pytest.raises(Conflict):
        publish(world, there, world.globex_site)


def test_publishing_again_brings_changes_to_lists(world: World) -> None:
    made = paper_of(world)
    assert made.id is not None
    publish(world, made, world.acme_site, world.globex_site)
    library = add_list(SYSTEM, world.acme_site, name="Deals", kind="documents")
    add_list_type(SYSTEM, library.id, type_id=made.type_id)
    owner = world.actor("owner")
    until = site_column(world, "Until", "date")
    set_type_column(owner, made.id, guid=until.guid)
    total = column_of(world.hr, "Total")
    remove_type_column(owner, made.id, guid=total.guid)
    party = column_of(world.hr, "Party")
    change_site_column(
        owner,
        party.id,
        title="Other side",
        group="",
        required=False,
        settings={"description": "Who signs"},
    )
    # Nothing comes by itself.
    assert names(world.acme_site, made) == ["Party", "Total"]
    publish(world, made, world.acme_site)
    assert names(world.acme_site, made) == ["Party", "Until"]
    assert names(world.globex_site, made) == ["Party", "Total"]
    held = column(library.id, "Party")
    assert (held.title, held.settings) == ("Other side", {"description": "Who signs"})
    mine = list_type(library.id, "Contract")
    assert list(mine.columns) == [held.id, column(library.id, "Until").id]
    assert typeids.parent(mine.type_id) == made.type_id


def test_taking_it_back_leaves_the_copy(world: World) -> None:
    made = paper_of(world)
    assert made.id is not None
    publish(world, made, world.acme_site)
    with pytest.raises(Conflict):
        delete_content_type(world.actor("owner"), made.id)
    with pytest.raises(Conflict):
        delete_site_column(world.actor("owner"), column_of(world.hr, "Total").id)
    unpublish_content_type(world.actor("owner"), made.id, site=world.acme_site)
    there = get_content_type(SYSTEM, world.acme_site, made.type_id)
    assert (there.is_published, there.is_read_only) == (False, False)
    assert names(world.acme_site, made) == ["Party", "Total"]
    assert not column_of(world.acme_site, "Total").is_published
    assert list_copies(SYSTEM, made) == []
    with pytest.raises(NotFound):
        unpublish_content_type(SYSTEM, made.id, site=world.acme_site)
    # It can be given again, and is a copy again.
    publish(world, made, world.acme_site)
    assert get_content_type(SYSTEM, world.acme_site, made.type_id).is_published


def test_columns_of_other_copies_stay_published(world: World) -> None:
    first = paper_of(world)
    second = content_type(world, "Offer", column_of(world.hr, "Party"))
    publish(world, first, world.acme_site)
    publish(world, second, world.acme_site)
    assert first.id is not None
    unpublish_content_type(SYSTEM, first.id, site=world.acme_site)
    assert column_of(world.acme_site, "Party").is_published
    assert not column_of(world.acme_site, "Total").is_published


def test_what_is_in_the_way_is_named(world: World) -> None:
    made = paper_of(world)
    with pytest.raises(Invalid):
        publish(world, made)
    for below in (world.hr, world.team):
        with pytest.raises(Invalid):
            publish(world, made, below)
    add_site_column(
        SYSTEM, world.acme_site, internal_name="Total", title="Sum", type="text"
    )
    with pytest.raises(Conflict):
        publish(world, made, world.acme_site, world.globex_site)
    # All or none.
    with pytest.raises(NotFound):
        get_content_type(SYSTEM, world.globex_site, made.type_id)
    other = content_type(world, "Contract", who="admin", site=world.globex_site)
    assert other.type_id != made.type_id
    with pytest.raises(Conflict):
        publish(world, made, world.globex_site)


def test_columns_from_above_are_not_copied(world: World) -> None:
    everywhere = site_column(world, "Everywhere", "text", who="admin", site=world.home)
    made = content_type(world, "Paper", everywhere, who="admin")
    publish(world, made, world.acme_site)
    assert names(world.acme_site, made) == ["Everywhere"]
    assert column_of(world.acme_site, "Everywhere").site == world.home


def test_who_does_not_manage_both_sites_publishes_nothing(world: World) -> None:
    made = content_type(world, HR_SECRET)
    # The owner of one site does not see the other.
    with pytest.raises(NotFound):
        publish(world, made, world.acme_site, who="owner")
    for who, error in (
        ("member", Forbidden),
        ("visitor", Forbidden),
        ("nobody", NotFound),
        ("acme", NotFound),
        ("anonymous", NotFound),
    ):
        with pytest.raises(error):
            publish(world, made, world.acme_site, who=who)
    publish(world, made, world.acme_site)
    assert made.id is not None
    for who in ("member", "visitor", "nobody", "acme"):
        with pytest.raises((Forbidden, NotFound)):
            unpublish_content_type(world.actor(who), made.id, site=world.acme_site)
    # Who sees the type but not the site is told of no copy.
    assert list_copies(world.actor("owner"), made) == []
    assert [one.path for one in list_copies(SYSTEM, made)] == ["/sites/acme"]
    assert made.name not in {
        one.name for one in list_content_types(SYSTEM, world.globex_site)
    }
