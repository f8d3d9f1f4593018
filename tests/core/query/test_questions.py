"""Random questions to a random list, held against a plain evaluator."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import groupby, pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hallway.core.access.actors import Actor
from hallway.core.access.commands import Inherit, break_inheritance, grant_role
from hallway.core.access.records import Securable
from hallway.core.access.rights import RoleId
from hallway.core.items.commands import create_folder, create_item, delete_item
from hallway.core.items.queries import get_item
from hallway.core.items.records import ItemId, ItemRecord
from hallway.core.lists.queries import get_list
from hallway.core.projections.building import build
from hallway.core.projections.schema import PROJECTIONS
from hallway.core.projections.shape import Shape, read_shape
from hallway.core.query.queries import (
    count_values,
    list_groups,
    list_marked,
    list_rows,
    total_values,
)
from hallway.core.query.records import Asking
from hallway.platform.db import engine
from hallway.wire.query import (
    And,
    Anywhere,
    Compare,
    Condition,
    Field,
    In,
    IsNull,
    Like,
    Match,
    Me,
    Member,
    Membership,
    Not,
    Now,
    Op,
    Or,
    Order,
    Overlaps,
    Part,
    PartOf,
    Query,
    Scope,
    Span,
    Sum,
    Today,
    Total,
)
from tests.core.lists.world_of_columns import add, make_list, row
from tests.core.query.evaluator import Asker, Evaluator, Line, Model
from tests.world import World

ZONE = ZoneInfo("Europe/Berlin")
# Half past midnight in Berlin, the day before in Greenwich.
NOW = int(datetime(2026, 3, 1, 23, 30, tzinfo=UTC).timestamp()) * 1_000_000
HOUR, DAY = 3_600_000_000, 86_400_000_000
TEXTS = ("Äpfel", "apfel 10", "Apfel 9", "x_y", "100 %", "Straße", "STRASSE", "é!", "2")
STATES = ("new", "open", "Done", "done")
DAYS = ("2025-12-31", "2026-02-28", "2026-03-01", "2026-03-02", "2026-03-29")
MOMENTS = (NOW - DAY, NOW - HOUR, NOW, NOW + HOUR, NOW + 28 * DAY, 0, -5)
TYPES = {
    "Title": "text",
    "Note": "note",
    "Points": "number",
    "Due": "date",
    "Until": "date",
    "Seen": "datetime",
    "Done": "yesno",
    "State": "choice",
    "Tags": "choices",
    "Who": "person",
    "Team": "persons",
    "Place": "lookup",
    "Places": "lookups",
    "Stars": "rating",
}
ASKERS = ("owner", "member", "visitor")


class Made:
    """A list with random rows, and the model of it."""

    def __init__(self, world: World, dice: random.Random) -> None:
        self.world, self.dice = world, dice
        owner = world.actor("owner")
        places = make_list(world, "Places").id
        add(world, places, "Title", "text", required=True)
        spots = [
            row(owner, places, Title=text)
            for text in ("Ulm", "Hamburg 2", "hamburg 10", "Ämter")
        ]
        hide(world, spots[-1], places)
        self.id = make_list(world, "Random").id
        settings: dict[str, dict[str, Any]] = {
            "State": {"choices": list(STATES)},
            "Tags": {"choices": list(STATES)},
            "Place": {"list": world_guid(places)},
            "Places": {"list": world_guid(places)},
            "Team": {"groups": True},
        }
        for name, kind in TYPES.items():
            add(world, self.id, name, kind, **settings.get(name, {}))
        group = world.groups["partners"].id
        site_group = world.groups["hr_visitors"].id
        people = {int(world.principal(who)): who.title() for who in ("owner", "member")}
        people[int(world.principal("visitor"))] = "Visitor"
        persons = list(people)
        for one in (world.groups["partners"], world.groups["hr_visitors"]):
            people[int(one.id)] = one.title
        self.pool: dict[str, Any] = {
            "Title": TEXTS,
            "Note": (*TEXTS, "two\nlines"),
            "Points": (-1.5, 0.0, 2.0, 10.0),
            "Due": DAYS,
            "Until": DAYS,
            "Seen": MOMENTS,
            "Done": (True, False),
            "State": STATES,
            "Tags": STATES,
            "Who": persons,
            "Team": list(people),
            "Place": [one.number for one in spots],
            "Places": [one.number for one in spots],
            "Stars": (1, 2, 3, 5),
        }
        targets = {
            int(one.id): (one.number, text)
            for one, text in zip(
                spots, ("Ulm", "Hamburg 2", "hamburg 10", "Ämter"), strict=True
            )
        }
        by_number = {one.number: int(one.id) for one in spots}
        self.model = Model(
            types=TYPES,
            lines={},
            people=people,
            kinds={
                one: "group" if one in (group, site_group) else "person"
                for one in people
            },
            groups={
                int(group): {int(world.principal("member"))},
                int(site_group): {int(world.principal("visitor"))},
            },
            site_groups={int(site_group)},
            targets=targets,
            now=NOW,
            zone=ZONE,
        )
        self.folders: dict[int, ItemRecord] = {}
        root = get_item(owner, ItemId(self.root()))
        self.folders[0] = root
        for name, parent in (("b", 0), ("a", 0), ("deep", 1)):
            above = list(self.folders)[parent]
            made = create_folder(owner, self.folders[above].id, name=name)
            self.folders[made.number] = made
            self.model.lines[made.number] = Line(
                number=made.number,
                values={"Author": int(world.principal("owner"))},
                is_folder=True,
                parent=above,
            )
        for _ in range(45):
            self.add_row(by_number)
        gone = create_item(owner, self.id, values={"Title": "gone"})
        delete_item(owner, gone.id)

    def root(self) -> int:
        from hallway.core.lists.rows import get_list_row

        return get_list_row(self.id).root

    def add_row(self, by_number: dict[int, int]) -> None:
        dice, world = self.dice, self.world
        values: dict[str, Any] = {}
        author = dice.choice(("owner", "member"))
        for name, pool in self.pool.items():
            # The last place is the owner's alone.
            is_led = TYPES[name] in ("lookup", "lookups")
            choices = pool[:-1] if is_led and author == "member" else pool
            if dice.random() < 0.65:
                values[name] = (
                    dice.sample(list(choices), dice.choice((1, 1, 2)))
                    if TYPES[name] in ("choices", "persons", "lookups")
                    else dice.choice(choices)
                )
        parent = dice.choice(list(self.folders))
        made = create_item(
            world.actor(author),
            self.id,
            values=values,
            parent=self.folders[parent].id if parent else None,
        )
        stored = dict(values)
        if "Place" in stored:
            stored["Place"] = by_number[stored["Place"]]
        if "Places" in stored:
            stored["Places"] = [by_number[one] for one in stored["Places"]]
        stored["Author"] = int(world.principal(author))
        line = Line(number=made.number, values=stored, parent=parent)
        which = dice.random()
        if which < 0.4:
            line.scope = "own" if which < 0.2 else "member"
            hide(world, made, self.id, but=None if which < 0.2 else "member")
        self.model.lines[made.number] = line

    def asker(self, who: str) -> Asker:
        return Asker(
            scopes={
                "owner": {"list", "own", "member"},
                "member": {"list", "member"},
                "visitor": {"list"},
            }[who],
            me=int(self.world.principal(who)),
            groups={
                group
                for group, members in self.model.groups.items()
                if int(self.world.principal(who)) in members
            },
            hidden=set()
            if who == "owner"
            else {one for one, led in self.model.targets.items() if led[1] == "Ämter"},
        )


def hide(world: World, item: ItemRecord, of: int, *, but: str | None = None) -> None:
    """Leave an item to the owner alone, and to one more."""
    owner = world.actor("owner")
    securable = Securable(site=world.hr, list=of, item=item.id)
    break_inheritance(owner, securable, start=Inherit.CLEAR)
    if but is not None:
        grant_role(owner, securable, principal=world.principal(but), role=RoleId.READ)


def world_guid(list_id: int) -> str:
    from hallway.core.lists.rows import get_list_row

    return get_list_row(list_id).guid


def value_for(dice: random.Random, made: Made, name: str) -> Any:
    pool = made.pool
    kind = TYPES.get(name, name)
    if kind == "date":
        return dice.choice(
            (*map(date.fromisoformat, DAYS), Today(), Today(1), Now(-3600))
        )
    if kind == "datetime":
        moment = datetime.fromtimestamp(dice.choice(MOMENTS) / 1e6, UTC)
        return dice.choice((moment, Today(), Today(-1), Now(), date(2026, 3, 29)))
    if kind in ("person", "persons", "Author"):
        return dice.choice((Me(), *pool["Team"]))
    if kind in ("lookup", "lookups"):
        return dice.choice((*pool["Place"], "ULM", "Ämter"))
    if name == "ID":
        return dice.randrange(50)
    return dice.choice(pool[name])


def atom(dice: random.Random, made: Made) -> Condition:
    name = dice.choice((*TYPES, *TYPES, "Author", "ID"))
    kind = TYPES.get(name, name)
    equals: list[Callable[[], Condition]] = [
        lambda: Compare(
            Field(name), dice.choice((Op.EQ, Op.NE)), value_for(dice, made, name)
        ),
        lambda: In(
            Field(name),
            tuple(value_for(dice, made, name) for _ in range(dice.randrange(4))),
        ),
        lambda: IsNull(Field(name)),
    ]
    if kind in ("text", "note", "number", "date", "datetime", "rating", "choice", "ID"):
        equals.append(
            lambda: Compare(
                Field(name),
                dice.choice((Op.LT, Op.LE, Op.GT, Op.GE)),
                value_for(dice, made, name),
            )
        )
    if kind in ("text", "note", "choice", "choices", "person", "persons", "lookup"):
        equals.append(
            lambda: Like(
                Field(name),
                dice.choice(list(Match)),
                dice.choice(("apfel", "É", "_", "%", "!", "r", "O", "ne", "ämt", "")),
            )
        )
    if kind in ("date", "datetime"):
        equals.append(
            lambda: Compare(
                PartOf(Field(name), dice.choice((Part.YEAR, Part.MONTH, Part.DAY))),
                dice.choice((Op.EQ, Op.NE, Op.LT, Op.GE)),
                dice.choice((2026, 2025, 3, 2, 28, 1)),
            )
        )
        equals.append(
            lambda: Overlaps(
                Field(dice.choice(("Due", "Seen"))),
                Field("Until"),
                dice.choice((Today(), date(2026, 3, 1), Today(-3))),
                dice.choice(list(Span)),
            )
        )
    if kind in ("person", "persons"):
        equals.append(
            lambda: Member(
                Field(name),
                dice.choice((Membership.MINE, Membership.ALL_USERS, Membership.GROUPS)),
            )
        )
        equals.append(
            lambda: Member(
                Field(name), Membership.GROUP, dice.choice(list(made.model.groups))
            )
        )
        equals.append(
            lambda: Compare(
                Field(name, "Title"),
                dice.choice((Op.EQ, Op.NE, Op.LT)),
                dice.choice(("OWNER", "Member")),
            )
        )
    if kind in ("lookup", "lookups"):
        equals.append(
            lambda: Compare(
                Field(name, "Title"),
                dice.choice((Op.EQ, Op.NE, Op.LT, Op.GE)),
                dice.choice(("ulm", "Hamburg 2", "amter")),
            )
        )
    return dice.choice(equals)()


def condition(dice: random.Random, made: Made, depth: int = 3) -> Condition:
    which = dice.random()
    if depth == 0 or which < 0.5:
        return atom(dice, made)
    if which < 0.6:
        return Anywhere(dice.choice(("APFEL", "e", "_", "open", "nothing")))
    if which < 0.75:
        return Not(condition(dice, made, depth - 1))
    terms = tuple(
        condition(dice, made, depth - 1) for _ in range(dice.choice((0, 2, 2, 3)))
    )
    return And(terms) if which < 0.88 else Or(terms)


SORTED = [name for name in TYPES if name not in ("Team", "Places")]


SUMMARIES = "hallway.core.query.queries.summaries"


def shaped(change: Callable[[Shape], Shape]) -> None:
    """Have the list's table be taken for another."""
    (text,) = engine().fetch_one(f"SELECT shape FROM {PROJECTIONS}") or ("",)
    engine().execute(
        f"UPDATE {PROJECTIONS} SET shape = %s", [change(read_shape(text)).dump()]
    )


@pytest.fixture(params=["items", "table", "lacking", "short"])
def made(
    world: World, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Made:
    """A list of random rows, asked on the items or on a table of its own.

    That lacks some of the columns, or rows are looked at in their order for so short
    a time that most are found otherwise, and by their scopes.
    """
    found = Made(world, random.Random(3))
    if request.param == "items":
        return found
    for _done in build(world.actor("system"), found.id):
        pass
    if request.param == "short":
        monkeypatch.setattr("hallway.core.query.walking.LOOKED", 6)
        monkeypatch.setattr("hallway.core.query.within.NARROW", 2.0)
        within = "hallway.core.query.within"
        for module in ("hallway.core.query.trimming", within, SUMMARIES):
            monkeypatch.setattr(f"{module}.BROAD", 2.0)
        # Groups are summed up scope by scope, with or without an index for them.
        monkeypatch.setattr(f"{SUMMARIES}.sums_of", lambda *_given: "all")
        shaped(lambda shape: replace(shape, summed=frozenset({"all"})))
    if request.param == "lacking":
        monkeypatch.setattr("hallway.core.query.queries.rows.WALKED", 2.0)
        shaped(
            lambda shape: replace(shape, kinds=dict([*shape.kinds.items()][::2])),
        )
    assert get_list(world.actor("system"), found.id).projection
    return found


def pages(
    actor: Actor, made: Made, query: Query, folder: ItemRecord | None
) -> Iterator[Any]:
    page = list_rows(actor, made.id, query, asking=asking(), folder=folder)
    yield page
    while page.next:
        again = Query(
            where=query.where,
            order=query.order,
            scope=query.scope,
            limit=query.limit,
            token=page.next,
        )
        page = list_rows(actor, made.id, again, asking=asking(), folder=folder)
        yield page


def asking() -> Asking:
    return Asking(now=NOW, zone=ZONE)


def numbers(page: Any) -> list[int]:
    return [one.item.number for one in page.rows]


@pytest.mark.parametrize("who", ASKERS)
def test_every_question_is_answered_as_the_evaluator_does(
    world: World, made: Made, who: str
) -> None:
    dice = random.Random(f"rows {who}")
    actor = world.actor(who)
    evaluator = Evaluator(made.model, made.asker(who))
    for _ in range(150):
        where = condition(dice, made) if dice.random() < 0.85 else None
        order = tuple(
            Order(Field(name), descending=dice.random() < 0.5)
            for name in dice.sample([*SORTED, "ID", "Author"], dice.randrange(4))
        )
        scope = dice.choice(list(Scope))
        number = dice.choice(list(made.folders))
        expected = evaluator.rows(where, order, scope, number)
        query = Query(
            where=where,
            order=order,
            scope=scope,
            limit=dice.choice((2, 5, 100)),
            counted=True,
        )
        folder = made.folders[number] if number or dice.random() < 0.5 else None
        found = list(pages(actor, made, query, folder))
        assert [n for page in found for n in numbers(page)] == expected, query
        assert found[0].total == len(expected)
        assert not found[0].previous
        for earlier, later in pairwise(found):
            back = Query(
                where=where,
                order=order,
                scope=scope,
                limit=query.limit,
                token=later.previous,
            )
            again = list_rows(actor, made.id, back, asking=asking(), folder=folder)
            assert numbers(again) == numbers(earlier), query
            assert again.next


@pytest.mark.parametrize("who", ASKERS)
def test_counts_groups_and_totals_are_the_evaluators(
    world: World, made: Made, who: str
) -> None:
    dice = random.Random(f"groups {who}")
    actor = world.actor(who)
    evaluator = Evaluator(made.model, made.asker(who))
    grouped = [name for name in SORTED if name != "Tags"]
    for _ in range(60):
        where = condition(dice, made, 2) if dice.random() < 0.7 else None
        rows = evaluator.rows(where, (), Scope.RECURSIVE)
        totals = tuple(
            Total(Field(name), dice.choice(list(Sum)))
            for name in dice.sample(("Points", "Stars", "ID"), 2)
        )
        query = Query(where=where, scope=Scope.RECURSIVE, totals=totals)
        given = total_values(actor, made.id, query, asking=asking())
        for one in given:
            wanted = evaluator.total(rows, one.name, one.sum)
            assert same(one.value, wanted), (where, one, wanted)
        name = dice.choice(list(TYPES))
        counted = count_values(actor, made.id, query, column=name, asking=asking())
        counts: dict[Any, int] = {}
        for facet in counted.facets:
            key = evaluator_key(evaluator, name, facet.value)
            counts[key] = counts.get(key, 0) + facet.count
        assert counts == evaluator.facets(rows, name), (where, name)
        assert counted.exact
        by = tuple(
            Order(Field(one)) for one in dice.sample(grouped, dice.choice((1, 2)))
        )
        query = Query(where=where, scope=Scope.RECURSIVE, totals=totals, group=by)
        groups = list_groups(actor, made.id, query, asking=asking())
        assert sum(one.count for one in groups) == len(rows)
        for group in groups:
            within = And((where or And(()), group.where))
            inside = evaluator.rows(within, (), Scope.RECURSIVE)
            assert len(inside) == group.count, (where, group)
            for one in group.totals:
                assert same(one.value, evaluator.total(inside, one.name, one.sum))
        named = {
            (group.keys[0], evaluator_key(evaluator, by[0].field.name, group.values[0]))
            for group in groups
        }
        assert len(named) == len({group.keys[0] for group in groups})
        # Groups of one key stand together.
        firsts = [group.keys[0] for group in groups]
        assert len([key for key, _same in groupby(firsts)]) == len(set(firsts))


def evaluator_key(evaluator: Evaluator, name: str, value: Any) -> Any:
    """Give a facet's value as the evaluator groups it."""
    kind = TYPES[name]
    if value is None or kind in ("lookup", "lookups", "datetime"):
        return value
    return evaluator.group_key(name, value)


def same(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)


def test_rows_are_marked_by_the_first_rule_they_meet(world: World, made: Made) -> None:
    dice = random.Random(5)
    actor = world.actor("member")
    evaluator = Evaluator(made.model, made.asker("member"))
    page = list_rows(actor, made.id, Query(scope=Scope.ALL), asking=asking())
    marks = [condition(dice, made, 1) for _ in range(6)]
    marked = list_marked(actor, made.id, page.rows, marks, asking=asking())
    for number in numbers(page):
        line = made.model.lines[number]
        wanted = [
            place for place, one in enumerate(marks) if evaluator.meets(one, line)
        ]
        assert marked.get(number) == (wanted[0] if wanted else None)
