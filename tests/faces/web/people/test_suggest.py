"""What a picker is offered."""

from __future__ import annotations

import re

from tests.faces.web.content.browsing import Browser, words
from tests.faces.web.people.conftest import Enter
from tests.world import HR_SECRET, World

HERE = "/people/suggest"


def test_staff_are_offered_people_and_groups_they_see(
    enter: Enter, world: World
) -> None:
    answer = enter("nobody").get(f"{HERE}?q=o")
    assert answer.status == 200
    assert re.findall(r'data-name="([^"]+)"', answer.text) == ["Owner"]
    assert f'data-value="#{world.principal("owner")}"' in answer.text
    assert "owner@world.example" in words(answer)
    assert "no-cache" in answer.headers["cache-control"]
    assert "<html" not in answer.text


def test_only_people_where_only_people_are_wanted(enter: Enter) -> None:
    owner = enter("owner")
    assert "Administrators" in owner.get(f"{HERE}?q=adm").text
    assert "Administrators" not in owner.get(f"{HERE}?q=adm&only=people").text


def test_groups_of_hidden_sites_and_customers_are_not_offered(enter: Enter) -> None:
    nobody = enter("nobody")
    for text in ("human", "acme", "globex", "guest"):
        names = re.findall(r'data-name="([^"]+)"', nobody.get(f"{HERE}?q={text}").text)
        assert [name for name in names if HR_SECRET in name or "Site" in name] == []
        assert {"Acme", "Globex", "Guest"}.isdisjoint(names)


def test_there_is_nothing_for_customers_and_strangers(enter: Enter) -> None:
    for who in ("acme", "globex", "guest"):
        assert enter(who).get(f"{HERE}?q=o").status == 404
    assert Browser().get(f"{HERE}?q=o").status == 302


def test_nothing_asked_is_nothing_offered(enter: Enter) -> None:
    answer = enter("owner").get(HERE)
    assert (answer.status, answer.text.strip()) == (200, "")
    assert enter("owner").post(HERE).status == 405
