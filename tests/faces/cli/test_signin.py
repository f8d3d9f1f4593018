"""Inviting people and requiring second factors from the command line."""

from __future__ import annotations

import re

from hallway.core.access.actors import ANONYMOUS, System
from tests.faces.cli.conftest import Hallway

SYSTEM = System("a test")


def test_without_a_mail_server_the_link_is_printed(hallway: Hallway) -> None:
    from hallway.core.people.invitations.queries import find_invitation

    answer = hallway("user", "invite", "mo@a.example", "--name", "Mo")
    assert answer.code == 0, answer.err
    found = re.fullmatch(r"http://\S+/accounts/invite/(\S+)/\n", answer.out)
    assert found
    invitation = find_invitation(ANONYMOUS, found[1])
    assert (invitation.email, invitation.name) == ("mo@a.example", "Mo")
    again = hallway("user", "invite", "MO@a.example")
    assert again.code != 0
    assert "open invitation" in again.err


def test_into_a_customer(hallway: Hallway) -> None:
    from hallway.core.people.commands import add_organisation

    add_organisation(SYSTEM, name="Acme", kind="customer")
    answer = hallway("user", "invite", "mo@b.example", "--organisation", "acme")
    assert "into Acme" in answer.err
    none = hallway("user", "invite", "mo@c.example", "--organisation", "Nothing")
    assert none.code != 0
    assert "no such organisation" in none.err


def test_a_host_is_made_and_unmade(hallway: Hallway) -> None:
    from hallway.core.people.actors import get_actor
    from hallway.core.people.commands import add_organisation
    from hallway.core.people.invitations.queries import list_hosted
    from hallway.core.people.queries import find_person

    add_organisation(SYSTEM, name="Acme", kind="customer")
    hallway("user", "add", "ada@example.com")
    ada = find_person(SYSTEM, "ada@example.com").id
    assert hallway("user", "host", "ada@example.com").code == 0
    hosted = list_hosted(get_actor(ada, face="test"))
    assert [one.name for one in hosted] == ["Acme"]
    assert hallway("user", "host", "ada@example.com", "--end").code == 0
    assert list_hosted(get_actor(ada, face="test")) == []


def test_factors_are_required_and_waived(hallway: Hallway) -> None:
    hallway("user", "add", "ada@example.com", "--admin")
    assert hallway("factor", "require").code == 0
    rows = hallway("factor", "list").lines
    assert re.search(r"Administrators +administrators +yes +0 +1", rows[1])
    assert hallway("factor", "waive").code == 0
    assert " no " in hallway("factor", "list").lines[1]
    assert hallway("factor", "require", "--organisation", "None").code != 0


def test_removing_a_factor_wants_a_reason_and_a_factor(hallway: Hallway) -> None:
    hallway("user", "add", "ada@example.com")
    assert hallway("factor", "remove", "ada@example.com").code == 2
    answer = hallway("factor", "remove", "ada@example.com", "--reason", "lost")
    assert answer.code != 0
    assert "no second factor" in answer.err
