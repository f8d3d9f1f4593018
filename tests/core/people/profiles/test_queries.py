"""The directory, a profile, and the chart around it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hallway.core.access.actors import ANONYMOUS, PrincipalId
from hallway.core.errors import NotFound
from hallway.core.people.commands import (
    add_membership,
    deactivate_person,
    link_alias,
    set_manager,
    unlink_alias,
)
from hallway.core.people.profiles.commands import update_profile
from hallway.core.people.profiles.queries import (
    get_profile,
    list_colleagues,
    list_directory,
    list_managers,
    list_reports,
    list_top,
    open_photo,
)
from hallway.core.people.profiles.records import DirectoryPage, Narrowing, Order
from tests.core.people.conftest import Adds
from tests.core.people.profiles.conftest import House


def page(house: House, **more: Any) -> DirectoryPage:
    keys = {"text", "letter", "facets"}
    narrowing = Narrowing(**{k: v for k, v in more.items() if k in keys})
    rest = {k: v for k, v in more.items() if k not in keys}
    return list_directory(house.act("Stan"), narrowing, **rest)


def names(house: House, **more: Any) -> str:
    return " ".join(one.name for one in page(house, **more).people)


def counts(found: DirectoryPage, facet: str) -> dict[str, int]:
    return {one.label: one.count for one in found.facets[facet]}


def test_the_directory_holds_staff_by_name_and_no_customer(house: House) -> None:
    assert names(house) == "Henrik Katharina Lukas Mara Stan"
    assert page(house).total == 5
    assert names(house, text="cora") == names(house, text="cunning") == ""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("kath", "Katharina"),
        ("stan@a.ex", "Stan"),
        ("network", "Katharina Stan"),
        ("it ulm", "Lukas Stan"),
        ("hamb ident", "Katharina"),
        ("%", ""),
        ("_", ""),
        ("\0", ""),
        ("x" * 5000, ""),
    ],
)
def test_every_word_has_to_begin_one_he_is_known_by(
    house: House, text: str, found: str
) -> None:
    assert names(house, text=text) == found


def test_a_number_and_a_former_address_find_somebody(house: House) -> None:
    update_profile(
        house.system,
        house.people["Mara"].id,
        fields={"phone": "+49 40 0199-117", "former_email": "m.old@halden.example"},
    )
    for text in ("0199 117", "+49 40 0199", "040 0199", "M.Old@halden"):
        assert names(house, text=text) == "Mara", text


def test_facets_narrow_and_are_counted_without_themselves(house: House) -> None:
    found = page(house, facets={"department": ["it"], "office": ["ulm"]})
    assert [one.name for one in found.people] == ["Lukas", "Stan"]
    assert counts(found, "department") == {"IT": 2, "Sales": 1}
    assert counts(found, "office") == {"Hamburg": 1, "Ulm": 2}
    assert counts(found, "company") == {house.own.name: 1, "Halden": 1}
    # Spelt in two ways it is one skill.
    assert list(counts(page(house), "skill").values()) == [2, 1, 1]
    halden = page(house, facets={"company": [str(house.other.id)]})
    assert [one.name for one in halden.people] == ["Lukas", "Mara"]
    assert names(house, facets={"company": ["9" * 40, "x"]}) == ""
    assert names(house, facets={"skill": ["\0"]}) == ""


def test_letters_are_those_there_are(house: House) -> None:
    assert page(house).letters == ("h", "k", "l", "m", "s")
    assert names(house, letter="K") == "Katharina"
    assert page(house, letter="k").letters == ("h", "k", "l", "m", "s")


def test_pages_meet_at_their_edges_both_ways(house: House) -> None:
    for order in Order:
        everybody = [one.id for one in page(house, order=order).people]
        seen: list[int] = []
        after: int | None = None
        for first in (1, 3, 5):
            found = page(house, order=order, after=after, limit=2)
            assert found.first == first
            assert found.has_more == (first < 5)
            after = found.people[-1].id
            seen += [one.id for one in found.people]
        assert seen == everybody
        back = page(house, order=order, before=everybody[4], limit=2)
        assert [one.id for one in back.people] == everybody[2:4]
        assert (back.first, back.has_more) == (3, True)


def test_who_left_has_a_page_and_no_line(house: House) -> None:
    mara = house.people["Mara"].id
    deactivate_person(house.system, mara)
    assert names(house) == "Henrik Katharina Lukas Stan"
    assert not get_profile(house.act("Stan"), mara).card.active


def test_two_accounts_are_one_human_counted_once(house: House) -> None:
    lukas, mara = house.people["Lukas"].id, house.people["Mara"].id
    link_alias(house.system, mara, lukas)
    add_membership(house.system, mara, organisation=house.own.id)
    assert names(house) == "Henrik Katharina Lukas Stan"
    found = page(house)
    assert counts(found, "company") == {house.own.name: 4, "Halden": 1}
    assert names(house, text="mara@a") == names(house, text="mara") == "Lukas"
    stan = house.act("Stan")
    both = get_profile(stan, mara)
    assert both.card.id == lukas
    assert [one.id for one in both.others] == [mara]
    assert both.card.companies == (house.own.id, house.other.id)
    # A report of the one account is one of the human.
    set_manager(house.system, house.people["Stan"].id, manager=mara)
    assert [one.name for one in list_managers(stan, stan.principal)] == [
        "Lukas",
        "Katharina",
        "Henrik",
    ]
    assert [one.name for one in list_reports(stan, lukas)] == ["Stan"]
    unlink_alias(house.system, mara, lukas)
    assert names(house) == "Henrik Katharina Lukas Mara Stan"


def test_the_chain_goes_up_and_the_team_stands_beside(house: House) -> None:
    stan = house.act("Stan")
    above = list_managers(stan, stan.principal)
    assert [(one.name, one.reports) for one in above] == [
        ("Katharina", 2),
        ("Henrik", 1),
    ]
    katharina = house.people["Katharina"].id
    assert [one.name for one in list_reports(stan, katharina)] == ["Lukas", "Stan"]
    assert [one.name for one in list_colleagues(stan, stan.principal)] == ["Lukas"]
    assert [one.name for one in list_top(stan)] == ["Henrik"]


def test_a_circle_of_two_accounts_ends(house: House) -> None:
    henrik, stan = house.people["Henrik"].id, house.people["Stan"].id
    lukas = house.people["Lukas"].id
    set_manager(house.system, henrik, manager=house.people["Mara"].id)
    link_alias(house.system, house.people["Mara"].id, lukas)
    assert len(list_managers(house.act("Stan"), stan)) == 3


def test_nobody_but_staff_has_a_directory(house: House) -> None:
    cora = house.people["Cora"].id
    asked: list[Any] = [
        lambda actor: list_directory(actor, Narrowing()),
        lambda actor: get_profile(actor, house.people["Stan"].id),
        lambda actor: get_profile(actor, cora),
        lambda actor: list_managers(actor, house.people["Stan"].id),
        lambda actor: list_reports(actor, house.people["Katharina"].id),
        lambda actor: list_colleagues(actor, house.people["Stan"].id),
        list_top,
        lambda actor: open_photo(actor, house.people["Stan"].id),
    ]
    for actor in (house.act("Cora"), ANONYMOUS):
        for ask in asked:
            with pytest.raises(NotFound):
                ask(actor)


def test_a_customers_page_is_like_one_that_is_absent(house: House) -> None:
    stan = house.act("Stan")
    for person in (house.people["Cora"].id, PrincipalId(10**9)):
        with pytest.raises(NotFound) as refused:
            get_profile(stan, person)
        assert refused.value.message == "There is no such person."


def test_the_statements_do_not_grow_with_people(house: House, add: Adds) -> None:
    measured = []
    stan = house.act("Stan")
    for much in (3, 30):
        for number in range(much):
            person = add(f"Kai{much}x{number}", organisation=house.own.id).id
            set_manager(house.system, person, manager=house.people["Katharina"].id)
        with CaptureQueriesContext(connection) as sent:
            list_directory(stan, Narrowing(text="k"))
            list_reports(stan, house.people["Katharina"].id)
            list_colleagues(stan, stan.principal)
        measured.append(len(sent))
    assert measured[0] == measured[1]
    with CaptureQueriesContext(connection) as sent:
        list_directory(stan, Narrowing(text="k"))
    assert len(sent) <= 12
