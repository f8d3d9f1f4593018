"""Who needs a second factor, and what becomes of who has none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from hallway.core.access.actors import Actor
from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.people.factors.store import factor_store, use_store
from hallway.core.people.records import OrganisationId, OrganisationRecord
from hallway.platform.db import engine
from tests.core.people.conftest import Acts, Adds


class Store:
    """Keeps who has a factor."""

    def __init__(self) -> None:
        self.holders: set[int] = set()

    def kinds_of(self, person: int) -> list[str]:
        return ["totp"] if person in self.holders else []

    def holders_of(self, people: Iterable[int]) -> set[int]:
        return self.holders & set(people)

    def remove(self, person: int) -> None:
        self.holders.discard(person)


@pytest.fixture
def store() -> Iterator[Store]:
    before = factor_store()
    made = Store()
    use_store(made)
    yield made
    use_store(before)


def test_a_company_requires_it_of_its_people(
    store: Store, add: Adds, act: Acts, system: Actor, own: OrganisationRecord
) -> None:
    from hallway.core.people.factors.commands import require_factor, waive_factor
    from hallway.core.people.factors.queries import lacks_factor

    inside, outside = add("Ines", organisation=own.id), add("Otto")
    assert not lacks_factor(act(inside))
    require_factor(system, own.id)
    assert lacks_factor(act(inside))
    assert not lacks_factor(act(outside))
    store.holders.add(inside.id)
    assert not lacks_factor(act(inside))
    waive_factor(system, own.id)
    store.holders.clear()
    assert not lacks_factor(act(inside))


def test_administrators_may_have_to(
    store: Store, add: Adds, act: Acts, system: Actor, own: OrganisationRecord
) -> None:
    from hallway.core.people.factors.commands import require_factor
    from hallway.core.people.factors.queries import lacks_factor

    ada, inside = add("Ada", admin=True), add("Ines", organisation=own.id)
    require_factor(system, None)
    assert lacks_factor(act(ada))
    assert not lacks_factor(act(inside))


def test_whoever_lacks_it_makes_no_token_but_old_ones_hold(
    store: Store, add: Adds, act: Acts, system: Actor, own: OrganisationRecord
) -> None:
    from hallway.core.people.actors import authenticate_token
    from hallway.core.people.commands import create_token
    from hallway.core.people.factors.commands import require_factor

    ines = add("Ines", organisation=own.id)
    old = create_token(act(ines), ines.id, name="old")
    require_factor(system, own.id)
    with pytest.raises(Forbidden):
        create_token(act(ines), ines.id, name="new")
    assert authenticate_token(old, face="dav") is not None
    store.holders.add(ines.id)
    assert create_token(act(ines), ines.id, name="new")


def test_a_lost_factor_is_removed_with_a_reason(
    store: Store, add: Adds, act: Acts, system: Actor
) -> None:
    from hallway.core.people.factors.commands import remove_factors
    from hallway.core.people.factors.queries import list_factors

    ada, ines = act(add("Ada", admin=True)), add("Ines")
    with pytest.raises(Conflict):
        remove_factors(ada, ines.id, reason="phone lost")
    store.holders.add(ines.id)
    for reason in ("", "  ", "x" * 501):
        with pytest.raises(Invalid):
            remove_factors(ada, ines.id, reason=reason)
    remove_factors(ada, ines.id, reason="phone lost, seen in person")
    assert list_factors(ada, ines.id) == []
    row = engine().fetch_one(
        "SELECT actor, after FROM core_change WHERE verb = 'person.factor_removed'"
    )
    assert row is not None
    assert row[0] == ada.principal
    assert "phone lost, seen in person" in str(row[1])
    job = engine().fetch_one("SELECT name, args FROM core_job")
    assert job is not None
    assert job[0] == "signin.tell_factor_removed"


def test_nobody_removes_his_own_that_way(store: Store, add: Adds, act: Acts) -> None:
    from hallway.core.people.factors.commands import remove_factors

    ada = act(add("Ada", admin=True))
    store.holders.add(ada.principal)
    with pytest.raises(Conflict, match="another administrator"):
        remove_factors(ada, ada.principal, reason="lost")
    assert store.holders == {ada.principal}


def test_only_administrators_decide(
    store: Store, add: Adds, act: Acts, own: OrganisationRecord
) -> None:
    from hallway.core.people.factors.commands import (
        remove_factors,
        require_factor,
        waive_factor,
    )
    from hallway.core.people.factors.queries import list_factors, list_requirements

    staff, other = act(add("Ines", organisation=own.id)), add("Otto")
    for decide in (require_factor, waive_factor):
        with pytest.raises(Forbidden):
            decide(staff, own.id)
    with pytest.raises(Forbidden):
        list_requirements(staff)
    with pytest.raises(Forbidden):
        list_factors(staff, other.id)
    with pytest.raises(Forbidden):
        remove_factors(staff, other.id, reason="lost")


@pytest.mark.usefixtures("store", "db")
def test_a_company_that_is_not_there_is_told(system: Actor) -> None:
    from hallway.core.people.factors.commands import require_factor

    with pytest.raises(NotFound):
        require_factor(system, OrganisationId(999))


def test_how_many_have_one_is_counted(
    store: Store, add: Adds, system: Actor, own: OrganisationRecord
) -> None:
    from hallway.core.people.factors.commands import require_factor
    from hallway.core.people.factors.queries import list_requirements

    ada = add("Ada", admin=True, organisation=own.id)
    add("Ines", organisation=own.id)
    store.holders.add(ada.id)
    require_factor(system, own.id)
    told = [
        (one.kind, one.required, one.people, one.holders)
        for one in list_requirements(system)
    ]
    assert told == [("administrators", False, 1, 1), ("own", True, 2, 1)]
