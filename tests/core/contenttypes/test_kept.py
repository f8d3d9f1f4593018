"""What becomes of types when lists and columns go, and what is asked of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from hallway.core.check.queries import run_checks
from hallway.core.contenttypes.commands import (
    delete_content_type,
    publish_content_type,
    set_type_column,
)
from hallway.core.contenttypes.models import ContentType
from hallway.core.contenttypes.queries import list_list_types
from hallway.core.contenttypes.records import ContentTypeId
from hallway.core.items.commands import create_folder
from hallway.core.items.records import ItemId
from hallway.core.lists.commands import delete_list
from hallway.core.lists.records import ListRecord
from hallway.core.lists.retyping.commands import retype_column
from hallway.core.query.queries import list_rows
from hallway.core.trash.commands import purge_deletion, restore_deletion
from hallway.platform.db import engine
from hallway.wire import typeids
from hallway.wire.query import (
    Compare,
    Condition,
    Field,
    Like,
    Match,
    Op,
    Order,
    Query,
    Scope,
)
from tests.core.contenttypes.world_of_types import (
    content_type,
    list_type,
    site_column,
    type_of,
    use,
)
from tests.core.lists.world_of_columns import add, column, make_list, row
from tests.core.projections.stage import finish
from tests.core.query.asking import NOW
from tests.world import SYSTEM, World


@pytest.fixture
def deals(world: World) -> ListRecord:
    """Give a list of contracts, which need a party, and frames, which are contracts."""
    there = make_list(world, "Deals")
    add(world, there.id, "Title", "text")
    contract = content_type(world, "Contract", site_column(world, "Party", "text"))
    use(world, there.id, contract)
    use(world, there.id, content_type(world, "Frame", parent=contract.type_id))
    return there


def findings() -> set[str]:
    return {one.kind for one in run_checks(SYSTEM, hash_bodies=False)}


def test_a_list_comes_back_with_its_types(world: World, deals: ListRecord) -> None:
    owner = world.actor("owner")
    made = row(owner, deals.id, Title="one", Party="Acme", ContentType="Contract")
    contract = list_type(deals.id, "Contract")
    deletion = delete_list(owner, deals.id)
    # It follows what changes meanwhile.
    parent = typeids.parent(contract.type_id)
    until = site_column(world, "Until", "date")
    every = [one for one in _site_types(world) if one[1] == parent]
    set_type_column(owner, every[0][0], guid=until.guid)
    restore_deletion(owner, deletion)
    assert type_of(made.id) == "Contract"
    assert column(deals.id, "Until").id in list_type(deals.id, "Contract").columns
    assert findings() == set()


def _site_types(world: World) -> list[tuple[ContentTypeId, str]]:
    """Give the ids of the HR site's types."""
    rows = ContentType.unscoped.filter(site=world.hr).values_list("pk", "type_id")
    return [(ContentTypeId(pk), type_id) for pk, type_id in rows]


def test_a_list_that_is_gone_for_good_uses_no_type(
    world: World, deals: ListRecord
) -> None:
    owner = world.actor("owner")
    deletion = delete_list(owner, deals.id)
    for _stage in range(2):
        purge_deletion(owner, deletion)
    connection.check_constraints()
    types = sorted(_site_types(world), key=lambda one: -len(one[1]))
    for key, _type_id in types:
        delete_content_type(owner, key)
    assert findings() == set()


def test_a_retyped_column_stays_in_its_types(world: World, deals: ListRecord) -> None:
    owner = world.actor("owner")
    title = column(deals.id, "Title")
    retype_column(owner, deals.id, title.id, type="note")
    now = column(deals.id, "Title")
    for one in list_list_types(owner, deals.id):
        assert now.id in one.columns
        assert title.id not in one.columns or now.id == title.id
    assert findings() == set()


def test_what_was_only_used_has_no_findings(world: World, deals: ListRecord) -> None:
    made = next(one for one in _site_types(world) if len(one[1]) < 60)
    publish_content_type(SYSTEM, made[0], sites=[world.acme_site])
    row(world.actor("owner"), deals.id, Title="x", Party="y", ContentType="Frame")
    assert findings() == set()


@pytest.fixture
def damaged(world: World) -> Iterator[World]:
    """The world, to be damaged: put back before anybody minds the references."""
    with transaction.atomic():
        yield world
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("kind", "damage"),
    [
        (
            "content_type.parent",
            (
                "UPDATE core_contenttype SET type_id = '0x0101' WHERE name = 'Frame'"
                " AND list_id IS NOT NULL"
            ),
        ),
        (
            "content_type.column",
            (
                "UPDATE core_typecolumn SET column_id = (SELECT min(id) FROM"
                " core_column) WHERE id = (SELECT x FROM (SELECT max(id) AS x FROM"
                " core_typecolumn) AS y)"
            ),
        ),
        (
            "list.base_type",
            "UPDATE core_contenttype SET is_base = (1 = 0) WHERE is_base",
        ),
    ],
)
def test_damage_is_found(
    damaged: World, deals: ListRecord, kind: str, damage: str
) -> None:
    assert findings() == set()
    assert engine().execute(damage) != 0
    assert kind in findings()


def asked(world: World, deals: ListRecord, condition: Condition) -> list[int]:
    """Give the numbers of the rows of a list that meet a condition."""
    order = (Order(Field("ContentType")), Order(Field("ID")))
    query = Query(where=condition, order=order, scope=Scope.ALL)
    rows = list_rows(world.actor("owner"), deals.id, query, asking=NOW).rows
    return [one.item.number for one in rows]


@pytest.mark.parametrize("has_table", [False, True])
def test_rows_are_asked_for_their_type(
    world: World, deals: ListRecord, *, has_table: bool
) -> None:
    owner = world.actor("owner")
    plain = row(owner, deals.id, Title="plain")
    contract = row(owner, deals.id, Party="a", ContentType="Contract")
    frame = row(owner, deals.id, Party="b", ContentType="Frame")
    create_folder(owner, ItemId(deals.root), name="folder")
    if has_table:
        finish(deals.id)
    above = typeids.parent(list_type(deals.id, "Contract").type_id)

    def named(name: str, text: str) -> list[int]:
        return asked(world, deals, Compare(Field(name), Op.EQ, text))

    assert named("ContentType", "CONTRACT") == [contract.number]
    assert named("ContentType", "item") == [plain.number]
    assert len(named("ContentType", "Folder")) == 1
    assert named("ContentType", "Invoice") == []
    mine = list_type(deals.id, "Frame").type_id
    assert named("ContentTypeId", mine.lower()) == [frame.number]

    def below(type_id: str) -> list[int]:
        test = Like(Field("ContentTypeId"), Match.STARTS, type_id)
        return asked(world, deals, test)

    # What descends from a type is of it.
    assert below(above) == [contract.number, frame.number]
    assert len(below(typeids.ITEM)) == 4
    assert below(typeids.DOCUMENT) == []
    assert len(below(typeids.FOLDER)) == 1
