from __future__ import annotations

from typing import Any

import pytest

from hallway.core.contenttypes.commands import (
    add_list_type,
    change_list_type,
    order_list_types,
    remove_list_type,
    set_list_type_column,
)
from hallway.core.contenttypes.queries import (
    find_list_types,
    list_item_types,
    list_list_types,
)
from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.items.commands import (
    copy_item,
    create_folder,
    create_item,
    delete_item,
    move_item,
    put_file,
    update_values,
)
from hallway.core.items.records import ItemId
from hallway.core.items.saving import list_beginnings
from hallway.core.lists.commands import (
    add_list,
    remove_column,
    restore_column,
)
from hallway.core.lists.records import ListRecord
from hallway.core.versions.commands import restore_version
from hallway.core.versions.queries import list_versions
from hallway.wire import typeids
from tests.core.contenttypes.world_of_types import (
    content_type,
    list_type,
    site_column,
    type_of,
    use,
)
from tests.core.lists.world_of_columns import add, column, make_list, row, value
from tests.world import SYSTEM, World, stage


@pytest.fixture
def deals(world: World) -> ListRecord:
    """Give a list of contracts, which have a party, and offers, which have a total."""
    there = make_list(world, "Deals")
    add(world, there.id, "Title", "text", required=True)
    party = site_column(world, "Party", "text")
    total = site_column(world, "Total", "number", default=5)
    use(world, there.id, content_type(world, "Contract", party))
    use(world, there.id, content_type(world, "Offer", total))
    return there


def test_a_list_with_types_keeps_what_its_items_were(world: World) -> None:
    owner = world.actor("owner")
    there = make_list(world, "Deals")
    add(world, there.id, "Title", "text")
    item = row(owner, there.id, Title="one")
    assert list_list_types(owner, there.id) == []
    party = site_column(world, "Party", "text")
    mine = use(world, there.id, content_type(world, "Contract", party))
    base = list_type(there.id, "Item")
    assert (base.is_base, typeids.parent(base.type_id)) == (True, typeids.ITEM)
    assert type_of(item.id) == "Item"
    titles = [column(there.id, name).id for name in ("Title", "Party")]
    assert list(mine.columns) == titles
    assert list(base.columns) == titles[:1]
    # What a list gets later, all its types have.
    extra = add(world, there.id, "Extra", "text")
    assert all(extra.id in one.columns for one in list_list_types(owner, there.id))


def test_what_is_needed_depends_on_the_type(world: World, deals: ListRecord) -> None:
    owner = world.actor("owner")
    plain = row(owner, deals.id, Title="plain")
    assert type_of(plain.id) == "Item"
    with pytest.raises(Invalid) as refused:
        row(owner, deals.id, Title="no party", ContentType="contract")
    assert list(refused.value.fields) == ["Party"]
    with pytest.raises(Invalid) as refused:
        row(owner, deals.id, Party="Acme", ContentType="Contract")
    assert list(refused.value.fields) == ["Title"]
    made = row(owner, deals.id, Title="one", Party="Acme", ContentType="Contract")
    assert type_of(made.id) == "Contract"
    assert value(made, "Total") is None
    offer = row(owner, deals.id, Title="two", ContentType="Offer")
    assert value(offer, "Total") == 5.0


def test_a_type_is_named_by_its_id_or_its_parents(
    world: World, deals: ListRecord
) -> None:
    owner = world.actor("owner")
    mine = list_type(deals.id, "Offer")
    for type_id in (mine.type_id, mine.type_id.lower(), typeids.parent(mine.type_id)):
        made = row(owner, deals.id, Title="x", ContentTypeId=type_id)
        assert type_of(made.id) == "Offer"
    for name, wrong in (
        ("ContentTypeId", "0x0120"),
        ("ContentTypeId", "rubbish"),
        ("ContentTypeId", 7),
        ("ContentType", "Invoice"),
        ("ContentType", ["Offer"]),
    ):
        with pytest.raises(Invalid) as refused:
            row(owner, deals.id, Title="x", **{name: wrong})
        assert list(refused.value.fields) == [name]


def test_a_list_of_one_type_takes_no_other(world: World) -> None:
    there = make_list(world, "Plain")
    with pytest.raises(Invalid) as refused:
        row(world.actor("owner"), there.id, ContentType="Item")
    assert list(refused.value.fields) == ["ContentType"]


def test_another_type_keeps_the_values(world: World, deals: ListRecord) -> None:
    owner = world.actor("owner")
    made = row(owner, deals.id, Title="one", Party="Acme", ContentType="Contract")
    update_values(owner, made.id, values={"ContentType": "Offer", "Total": 3})
    assert (type_of(made.id), value(made, "Party")) == ("Offer", "Acme")
    with pytest.raises(Invalid) as refused:
        update_values(owner, made.id, values={"ContentType": "Contract", "Party": None})
    assert list(refused.value.fields) == ["Party"]
    assert type_of(made.id) == "Offer"
    update_values(owner, made.id, values={"ContentType": "Item"})
    assert type_of(made.id) == "Item"
    update_values(owner, made.id, values={"Title": "kept"})
    assert type_of(made.id) == "Item"
    # An earlier version was of another type, and is so again.
    versions = list_versions(owner, made.id)
    restore_version(owner, made.id, major=versions[-1].major, minor=0)
    assert type_of(made.id) == "Contract"


def test_a_form_begins_with_what_its_type_has(world: World, deals: ListRecord) -> None:
    owner = world.actor("owner")
    folder = world.item("root")._replace(list=deals.id, ancestry=f"/{deals.root}/")
    offer, contract = (list_type(deals.id, one) for one in ("Offer", "Contract"))
    assert list_beginnings(owner, folder, of=offer) == {"Total": 5.0}
    assert list_beginnings(owner, folder, of=contract) == {}


def test_the_first_type_that_is_offered_is_what_new_items_are(
    world: World, deals: ListRecord
) -> None:
    owner = world.actor("owner")
    every = [one.type_id for one in list_list_types(owner, deals.id)]
    order_list_types(owner, deals.id, type_ids=[every[2], every[0], every[1]])
    assert type_of(row(owner, deals.id, Title="x").id) == "Offer"
    offer = list_type(deals.id, "Offer")
    facts = {"name": "Offer", "description": ""}
    change_list_type(owner, deals.id, type_id=offer.type_id, offered=False, **facts)
    assert type_of(row(owner, deals.id, Title="x").id) == "Item"
    with pytest.raises(Conflict):
        order_list_types(owner, deals.id, type_ids=every[:2])
    contract = list_type(deals.id, "Contract")
    for one in (list_type(deals.id, "Item"), contract):
        last = one is contract
        facts = {"name": one.name, "description": ""}
        if last:
            with pytest.raises(Conflict):
                change_list_type(
                    owner, deals.id, type_id=one.type_id, offered=False, **facts
                )
        else:
            change_list_type(
                owner, deals.id, type_id=one.type_id, offered=False, **facts
            )


def test_a_hidden_column_is_not_needed(world: World, deals: ListRecord) -> None:
    owner = world.actor("owner")
    mine = list_type(deals.id, "Contract")
    party = column(deals.id, "Party")
    set_list_type_column(
        owner, deals.id, type_id=mine.type_id, column=party.id, hidden=True
    )
    assert row(owner, deals.id, Title="x", ContentType="Contract")
    title = column(deals.id, "Title")
    with pytest.raises(Invalid):
        set_list_type_column(
            owner, deals.id, type_id=mine.type_id, column=title.id, hidden=True
        )


def test_a_type_goes_when_no_item_is_of_it(world: World, deals: ListRecord) -> None:
    owner = world.actor("owner")
    mine, offer = list_type(deals.id, "Contract"), list_type(deals.id, "Offer")
    base = list_type(deals.id, "Item")
    made = row(owner, deals.id, Title="one", Party="Acme", ContentType="Contract")
    with pytest.raises(Conflict):
        remove_list_type(owner, deals.id, type_id=base.type_id)
    delete_item(owner, made.id)
    with pytest.raises(Conflict):
        remove_list_type(owner, deals.id, type_id=mine.type_id)
    remove_list_type(owner, deals.id, type_id=offer.type_id)
    # Its column stays, and is in sight.
    total = column(deals.id, "Total")
    assert total.id in list_type(deals.id, "Item").columns


def test_a_list_with_the_last_type_gone_is_as_before(world: World) -> None:
    owner = world.actor("owner")
    there = make_list(world, "Deals")
    mine = use(world, there.id, content_type(world, "Contract"))
    remove_list_type(owner, there.id, type_id=mine.type_id)
    assert list_list_types(owner, there.id) == []
    assert row(owner, there.id)
    use(world, there.id, content_type(world, "Other"))
    assert [one.name for one in list_list_types(owner, there.id)] == ["Item", "Other"]


def test_a_column_of_a_type_is_not_taken_away(world: World, deals: ListRecord) -> None:
    owner = world.actor("owner")
    party, title = column(deals.id, "Party"), column(deals.id, "Title")
    with pytest.raises(Conflict):
        remove_column(owner, deals.id, party.id)
    remove_column(owner, deals.id, title.id)
    assert title.id not in list_type(deals.id, "Contract").columns
    restore_column(owner, deals.id, title.id)
    assert title.id in list_type(deals.id, "Contract").columns


def test_items_take_their_type_to_other_lists(world: World, deals: ListRecord) -> None:
    owner = world.actor("owner")
    party = site_column(world, "Region", "text")
    other, plain = make_list(world, "Other"), make_list(world, "Plain")
    above = typeids.parent(list_type(deals.id, "Contract").type_id)
    add_list_type(owner, other.id, type_id=above)
    use(world, other.id, content_type(world, "Elsewhere", party))
    made = row(owner, deals.id, Title="one", Party="Acme", ContentType="Contract")
    copied = copy_item(owner, made.id, to=ItemId(other.root), name=made.name).item
    assert type_of(copied.id) == "Contract"
    moved = move_item(owner, made.id, to=ItemId(plain.root), name="moved").item
    assert list_item_types(owner, plain.id, [moved]) == {}
    back = move_item(owner, moved.id, to=ItemId(deals.root), name="back").item
    assert (type_of(back.id), value(back, "Party")) == ("Contract", "Acme")


def test_files_begin_with_the_type_of_their_library(world: World) -> None:
    owner = world.actor("owner")
    party = site_column(world, "Party", "text")
    paper = content_type(world, "Paper", party, parent=typeids.DOCUMENT)
    mine = use(world, world.documents, paper)
    every = list_list_types(owner, world.documents)
    assert [one.name for one in every] == ["Document", "Paper"]
    order_list_types(owner, world.documents, type_ids=[mine.type_id, every[0].type_id])
    made = put_file(owner, world.root, name="a.txt", body=stage(b"a")).item
    assert type_of(made.id) == "Paper"
    folder = create_folder(owner, world.root, name="folder")
    assert list_item_types(owner, world.documents, [folder]) == {}
    update_values(owner, made.id, values={"ContentType": "Document"})
    assert type_of(made.id) == "Document"
    kept = put_file(owner, world.root, name="a.txt", body=stage(b"b")).item
    assert type_of(kept.id) == "Document"


def test_a_type_fits_what_the_list_holds(world: World) -> None:
    owner = world.actor("owner")
    paper = content_type(world, "Paper", parent=typeids.DOCUMENT)
    thing = content_type(world, "Thing")
    there = make_list(world, "Deals")
    for where, wrong in (
        (there.id, paper.type_id),
        (world.documents, thing.type_id),
        (there.id, typeids.ITEM),
        (there.id, typeids.FOLDER),
        (there.id, "rubbish"),
    ):
        with pytest.raises(Invalid) as refused:
            add_list_type(owner, where, type_id=wrong)
        assert list(refused.value.fields) == ["type_id"]
    news = add_list(owner, world.hr, name="Posts", kind="news")
    with pytest.raises(Conflict):
        add_list_type(owner, news.id, type_id=thing.type_id)
    use(world, there.id, thing)
    with pytest.raises(Conflict):
        use(world, there.id, thing)


def test_two_types_of_one_name_are_refused(world: World) -> None:
    there = add_list(world.actor("owner"), world.team, name="Deals", kind="generic")
    use(world, there.id, content_type(world, "Thing"))
    with pytest.raises(Conflict):
        use(world, there.id, content_type(world, "Thing", site=world.team))


def test_who_does_not_manage_the_list_changes_nothing(
    world: World, deals: ListRecord
) -> None:
    mine = list_type(deals.id, "Contract")
    party = column(deals.id, "Party")
    calls: list[Any] = [
        lambda who: add_list_type(who, deals.id, type_id=mine.type_id),
        lambda who: remove_list_type(who, deals.id, type_id=mine.type_id),
        lambda who: order_list_types(who, deals.id, type_ids=[mine.type_id]),
        lambda who: set_list_type_column(
            who, deals.id, type_id=mine.type_id, column=party.id
        ),
        lambda who: change_list_type(
            who, deals.id, type_id=mine.type_id, name="x", description="", offered=True
        ),
    ]
    for who, error in (
        ("visitor", Forbidden),
        ("nobody", NotFound),
        ("acme", NotFound),
    ):
        for call in calls:
            with pytest.raises(error):
                call(world.actor(who))


def test_who_does_not_see_the_list_sees_no_type(
    world: World, deals: ListRecord
) -> None:
    made = create_item(SYSTEM, deals.id, values={"Title": "x", "ContentType": "Offer"})
    for who in ("nobody", "acme", "guest", "anonymous"):
        with pytest.raises(NotFound):
            list_list_types(world.actor(who), deals.id)
        with pytest.raises(NotFound):
            find_list_types(world.actor(who), deals.id)
        with pytest.raises(NotFound):
            list_item_types(world.actor(who), deals.id, [made])
    assert len(list_list_types(world.actor("visitor"), deals.id)) == 3
