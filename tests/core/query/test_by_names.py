"""A long list in the order of names: persons', and those of items it leads to."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hallway.core.access.actors import PrincipalId
from hallway.core.access.commands import Inherit, break_inheritance
from hallway.core.access.records import Securable
from hallway.core.lists.queries import get_list
from hallway.core.lists.records import ListRecord
from hallway.core.people.commands import add_person
from hallway.core.projections import building
from hallway.core.query import bynames
from hallway.core.query.queries import list_rows
from hallway.core.query.records import Asking, RowPage
from hallway.wire.query import Compare, Field, Op, Order, Query, Scope
from tests.core.lists.world_of_columns import add, make_list, row
from tests.core.projections.stage import finish
from tests.world import SYSTEM, World

ASKING = Asking(now=0)
ROWS = 24
JOINED = ("i.rank ASC NULLS FIRST, o0.title_key", "i.rank ASC NULLS FIRST, o0.shown")


@pytest.fixture
def held(world: World, monkeypatch: pytest.MonkeyPatch) -> ListRecord:
    """A list with a table of its own, whose rows somebody or nobody holds, in cities.

    Two of four people have the same name, and two of four cities; of these one is the
    owner's alone.
    """
    monkeypatch.setattr(building, "PROMOTED", 12)
    monkeypatch.setattr(building, "DEMOTED", 6)
    made = make_list(world, "Held")
    add(world, made.id, "Holder", "person")
    add(world, made.id, "Points", "number")
    cities = make_list(world, "Cities")
    add(world, cities.id, "Title", "text")
    add(world, made.id, "City", "lookup", list=cities.guid)
    owner = world.actor("owner")
    named = [row(owner, cities.id, Title=name) for name in ("Ulm", "Kiel", "Ulm", "Aa")]
    place = Securable(site=cities.site, list=cities.id, item=named[3].id)
    break_inheritance(owner, place, start=Inherit.CLEAR)
    people = [_person(world, n, name) for n, name in enumerate(("Eve", "Sam", "Sam"))]
    holders = [None, *people, world.principal("owner")]
    for n in range(ROWS):
        given = {"Points": n % 4}
        holder = holders[(n * 7 + n // 5) % len(holders)]
        if holder is not None:
            given["Holder"] = int(holder)
        if n % 6:
            given["City"] = named[n * 5 % 4].number
        row(owner, made.id, **given)
    finish(made.id)
    return get_list(SYSTEM, made.id)


def _person(world: World, number: int, name: str) -> PrincipalId:
    made = add_person(
        SYSTEM,
        email=f"held{number}@example.com",
        name=name,
        admin=False,
        organisation=world.organisations["own"].id,
    )
    return made.id


def every(world: World, who: str, of: ListRecord, query: Query) -> list[RowPage]:
    """All pages of a question, one after the other."""
    token, found = "", list[RowPage]()
    while token or not found:
        asked = Query(
            where=query.where,
            order=query.order,
            scope=query.scope,
            limit=query.limit,
            token=token,
        )
        found.append(list_rows(world.actor(who), of.id, asked, asking=ASKING))
        token = found[-1].next
    return found


def numbers(page: RowPage) -> list[int]:
    return [one.item.number for one in page.rows]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("scope", [Scope.DEFAULT, Scope.RECURSIVE])
@pytest.mark.parametrize("where", [None, Compare(Field("Points"), Op.GT, 1)])
@pytest.mark.parametrize("who", ["owner", "visitor"])
@pytest.mark.parametrize("name", ["Holder", "City"])
def test_rows_come_name_by_name_and_page_by_page(
    world: World,
    held: ListRecord,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    who: str,
    where: Compare | None,
    scope: Scope,
    descending: bool,
) -> None:
    owner = world.actor("owner")
    secret = list_rows(owner, held.id, Query(limit=9), asking=ASKING).rows[5].item
    place = Securable(site=held.site, list=held.id, item=secret.id)
    break_inheritance(owner, place, start=Inherit.CLEAR)
    query = Query(
        where=where,
        order=(Order(Field(name), descending=descending),),
        scope=scope,
        limit=4,
    )
    found = every(world, who, held, query)
    assert (secret.number in [n for page in found for n in numbers(page)]) == (
        who == "owner" and where is None
    )
    for earlier, later in pairwise(found):
        back = Query(
            where=where,
            order=query.order,
            scope=scope,
            limit=4,
            token=later.previous,
        )
        page = list_rows(world.actor(who), held.id, back, asking=ASKING)
        assert numbers(page) == numbers(earlier)
    # As they come when all are sorted.
    monkeypatch.setattr(bynames, "TRIED", 0)
    assert [numbers(page) for page in every(world, who, held, query)] == [
        numbers(page) for page in found
    ]


@pytest.mark.parametrize("name", ["Holder", "Editor", "Author", "City"])
def test_no_names_are_joined_to_all_rows(
    world: World, held: ListRecord, name: str
) -> None:
    query = Query(order=(Order(Field(name)),), limit=4)
    with CaptureQueriesContext(connection) as sent:
        list_rows(world.actor("visitor"), held.id, query, asking=ASKING)
    asked = [one["sql"] for one in sent]
    assert not any(f"ORDER BY {one}" in sql for sql in asked for one in JOINED)
    # However many rows there are: a look for each name, and one whether there are more.
    assert len(asked) <= 20


def test_too_many_people_are_sorted_otherwise(
    world: World, held: ListRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = Query(order=(Order(Field("Holder")),), limit=ROWS)
    before = every(world, "visitor", held, query)
    monkeypatch.setattr(bynames, "MOST", 3)
    with CaptureQueriesContext(connection) as sent:
        after = every(world, "visitor", held, query)
    asked = [one["sql"] for one in sent]
    assert any("ORDER BY i.rank ASC NULLS FIRST, o0.title_key" in sql for sql in asked)
    assert [numbers(page) for page in after] == [numbers(page) for page in before]
