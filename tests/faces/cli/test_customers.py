"""`hallway customer`."""

from __future__ import annotations

import pytest

from hallway.core.access.actors import System
from hallway.core.people.actors import get_actor
from hallway.core.people.queries import find_person
from hallway.kinds.requests.queries import is_agent, list_customers
from tests.faces.cli.conftest import Hallway


@pytest.mark.usefixtures("db")
def test_a_customer_its_people_and_its_agents_are_added(hallway: Hallway) -> None:
    assert hallway("customer", "person", "Kellermann", "jo@k.example").code != 0
    made = hallway("customer", "add", "Kellermann", "--prefix", "kel")
    assert made.code == 0, made.err
    assert made.out == (
        "Kellermann has /sites/clients/kellermann; requests are KEL-1, …\n"
    )
    assert hallway("customer", "add", "kellermann").out == made.out
    for _ in range(2):
        answer = hallway(
            "customer", "person", "Kellermann", "jo@k.example", "--name", "Jo"
        )
        assert answer.out == "Jo belongs to Kellermann.\n"
    jo = get_actor(find_person(System("a test"), "jo@k.example").id, face="test")
    assert not jo.staff
    assert [one.prefix for one in list_customers(jo)] == ["KEL"]
    assert "KEL-…" in hallway("customer", "list").out
    hallway("user", "add", "ada@a.example")
    assert hallway("customer", "agent", "ada@a.example").code == 0
    ada = find_person(System("a test"), "ada@a.example")
    assert is_agent(get_actor(ada.id, face="test"))
