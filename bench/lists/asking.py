"""How long questions to the long list take, ours and the naive shape's.

``python -m bench.lists.asking WHO ROUNDS`` in the environment of what was filled:
milliseconds as a JSON object, by case.
"""

import json
import random
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import django

from bench.lists.filling import WHO, values_of

DEEP = 100_000
PAGE = 100
CASES = (
    "page first",
    "page thousandth",
    "page newest",
    "page state by due",
    "page amount by title",
    "page with a word",
    "page in HTML",
    "count",
    "group with totals",
    "facet",
)
WRITES = ("insert", "update", "insert 10,000")


def main() -> None:
    """Print the medians in milliseconds, by case: ours and the peer's."""
    who, rounds = sys.argv[1], int(sys.argv[2])
    django.setup()
    from hallway.core.access.actors import System
    from hallway.core.people.actors import get_actor
    from hallway.core.people.queries import find_person

    person = find_person(System("measures"), f"{who}@example.com")
    actor = get_actor(person.id, face="bench")
    ours, peers = _questions(actor, person.id), _naive()
    found = {}
    for case in CASES:
        # The peer's whole-table scans take seconds: once tells enough.
        peer = _median(peers[case], 1) if who == WHO[0] else 0.0
        found[case] = (_median(ours[case], rounds), peer)
    if who == WHO[0]:
        found |= _writes(rounds)
    sys.stdout.write(json.dumps(found))


def _median(ask: Callable[[], object], rounds: int) -> float:
    ask()
    taken = []
    for _ in range(rounds):
        start = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def _long() -> Any:
    from hallway.core.access.actors import System
    from hallway.core.lists.queries import list_lists
    from hallway.core.sites.queries import list_sites

    system = System("measures")
    site = next(one for one in list_sites(system) if one.path == "/sites/bench")
    return next(one for one in list_lists(system, site.id) if one.title == "Long")


def _questions(actor: Any, person: int) -> dict[str, Callable[[], object]]:
    from hallway.core.query.queries import (
        count_rows,
        count_values,
        list_groups,
        list_rows,
    )
    from hallway.core.query.records import Asking
    from hallway.wire.query import (
        Compare,
        Field,
        Like,
        Match,
        Op,
        Order,
        Query,
        Scope,
        Sum,
        Total,
    )

    long, asking = _long().id, Asking(now=1_710_000_000_000_000)

    def page(**given: Any) -> Callable[[], object]:
        query = Query(limit=PAGE, **given)
        return lambda: list_rows(actor, long, query, asking=asking)

    beyond = Query(
        where=Compare(Field("ID"), Op.GT, DEEP), order=(Order(Field("ID")),), limit=1
    )
    token = list_rows(actor, long, beyond, asking=asking).next
    is_open = Compare(Field("State"), Op.EQ, "open")
    grouped = Query(
        group=(Order(Field("State")),),
        totals=(Total(Field("Amount"), Sum.SUM),),
        scope=Scope.RECURSIVE,
    )
    return {
        "page first": page(),
        "page thousandth": page(order=(Order(Field("ID")),), token=token),
        "page newest": page(order=(Order(Field("Modified"), descending=True),)),
        "page state by due": page(where=is_open, order=(Order(Field("Due")),)),
        "page amount by title": page(
            where=Compare(Field("Amount"), Op.GT, 90_000),
            order=(Order(Field("Title")),),
        ),
        "page with a word": page(where=Like(Field("Remark"), Match.CONTAINS, "boiler")),
        "page in HTML": _html(person),
        "count": lambda: count_rows(actor, long, Query(where=is_open), asking=asking),
        "group with totals": lambda: list_groups(actor, long, grouped, asking=asking),
        "facet": lambda: count_values(
            actor, long, Query(), column="Region", asking=asking
        ),
    }


def _html(person: int) -> Callable[[], object]:
    """The list's page as a browser gets it, by the whole of the server but sockets."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.test import Client

    settings.SECRET_KEY, settings.ALLOWED_HOSTS = "bench", ["*"]
    client = Client(headers={"Host": "localhost"})
    user = get_user_model()._base_manager.get(pk=person)
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    path = f"/sites/bench/{_long().url_name}?sort=-Modified"

    def get() -> None:
        answer = client.get(path)
        assert answer.status_code == 200, (answer.status_code, path)

    return get


def _naive() -> dict[str, Callable[[], object]]:
    """One JSON column and an ORM: filters and orders are paths in it."""
    from django.apps import apps
    from django.db.models import BigIntegerField, Count, Sum
    from django.db.models.fields.json import KT
    from django.db.models.functions import Cast

    from hallway.core.access.actors import System
    from hallway.core.lists.queries import list_columns

    long = _long()
    columns = list_columns(System("measures"), long.id)
    key = {one.internal_name: f"data__{one.id}" for one in columns}
    items = apps.get_model("core", "Item")._base_manager.filter(
        list_id=long.id, number__gt=0, deletion__isnull=True
    )

    def page(rows: Any, *order: str, start: int = 0) -> Callable[[], object]:
        return lambda: list(rows.order_by(*order)[start : start + PAGE])

    def text(name: str) -> Any:
        return KT(key[name])

    totals = items.annotate(
        state=text("State"), amount=Cast(text("Amount"), BigIntegerField())
    )
    is_open = items.filter(**{key["State"]: "open"})
    newest = page(items, "-modified", "-number")
    return {
        "page first": page(items, "number"),
        "page thousandth": page(items, "number", start=DEEP),
        "page newest": newest,
        "page state by due": page(is_open, key["Due"], "number"),
        "page amount by title": page(
            items.filter(**{f"{key['Amount']}__gt": 9_000_000}), key["Title"], "number"
        ),
        "page with a word": page(
            items.annotate(remark=text("Remark")).filter(remark__icontains="boiler"),
            "number",
        ),
        "page in HTML": newest,
        "count": is_open.count,
        "group with totals": lambda: list(
            totals.values("state").annotate(n=Count("pk"), total=Sum("amount"))
        ),
        "facet": lambda: list(
            items.annotate(region=text("Region"))
            .values("region")
            .annotate(n=Count("pk"))
        ),
    }


def _writes(rounds: int) -> dict[str, tuple[float, float]]:
    from django.apps import apps
    from django.db import transaction

    from hallway.core.access.actors import System
    from hallway.core.items.commands import create_item, update_values
    from hallway.platform.db import engine

    system, long = System("measures"), _long()
    model = apps.get_model("core", "Item")
    naive = model._base_manager
    chance = random.Random(7)
    made: list[Any] = []

    def insert() -> None:
        given = {"Title": "New", "State": "open", "Amount": 12, "Points": 4}
        made.append(create_item(system, long.id, values=given).id)

    def update() -> None:
        points = chance.randrange(1000)
        update_values(system, made[-1], values={"Points": points})

    columns = {one.internal_name: int(one.id) for one in _columns(system, long.id)}
    highest = naive.filter(list_id=long.id).order_by("-number").first()
    assert highest is not None
    counter = [highest.number + 1_000_000]

    def rows(count: int) -> list[Any]:
        found = []
        for _ in range(count):
            counter[0] += 1
            number = counter[0]
            found.append(
                model(
                    list_id=long.id,
                    number=number,
                    parent_id=long.root,
                    ancestry=f"/{long.root}/{number}/",
                    name=f"{number}_",
                    name_key=f"{number}_",
                    sort_key=f"{number}_",
                    is_folder=False,
                    scope_id=long.scope,
                    data=values_of(columns, [1], number, chance),
                    created=1,
                    modified=1,
                    author=1,
                    editor=1,
                )
            )
        return found

    def naive_insert() -> None:
        with transaction.atomic():
            naive.bulk_create(rows(1))

    def naive_update() -> None:
        with transaction.atomic():
            one = naive.get(pk=made[-1])
            one.modified += 1
            one.save()

    def bulk() -> None:
        with engine().write_transaction():
            naive.bulk_create(rows(10_000), batch_size=1_000)

    def naive_bulk() -> None:
        # The triggers alone; what they noted is brought up before the next round.
        with transaction.atomic():
            naive.bulk_create(rows(10_000), batch_size=1_000)
        with transaction.atomic():
            engine().execute("DELETE FROM core_projectiondue")

    found = {}
    for case, ours, peer, times in (
        ("insert", insert, naive_insert, rounds * 4),
        ("update", update, naive_update, rounds * 4),
        ("insert 10,000", bulk, naive_bulk, 2),
    ):
        found[case] = (_median(ours, times), _median(peer, times))
    return found


def _columns(system: Any, list_id: Any) -> Any:
    from hallway.core.lists.queries import list_columns

    return list_columns(system, list_id)


if __name__ == "__main__":
    main()
