"""The first page, the sites, and who gets to see them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from hallway.core.sites.commands import describe_site, join_hub, set_hub
from tests.faces.web.content.browsing import Browser, words
from tests.faces.web.content.conftest import Enter
from tests.world import ACME_SECRET, SECRET_WORDS, SYSTEM, World

HR = "/sites/hr"


def test_a_stranger_is_led_to_the_sign_in_page_and_back(world: World) -> None:
    for path in ("/", "/sites", HR, f"{HR}/Documents?sort=size", "/nowhere"):
        answer = Browser().get(path)
        assert answer.status == 302
        assert answer.headers["location"].startswith("/accounts/login/?next=%2F")
    assert (
        "Documents%3Fsort%3Dsize"
        in Browser().get(f"{HR}/Documents?sort=size").headers["location"]
    )


def test_home_shows_ones_sites_and_what_changed(enter: Enter) -> None:
    page = enter("owner").get("/")
    assert page.status == 200
    said = words(page)
    assert "Owner" in said
    assert "Human Resources quillfern" in said
    assert "payroll quillfern.txt" in said
    assert page.headers["content-security-policy"].startswith("default-src 'none'")
    assert "no-cache" in page.headers["cache-control"]


def test_home_shows_nothing_that_is_hidden(enter: Enter) -> None:
    said = words(enter("visitor").get("/"))
    assert "may quillfern.txt" in said
    assert "payroll" not in said
    assert "brasswick" not in said


@pytest.mark.parametrize("path", ["/", "/sites"])
def test_somebody_without_any_grant_is_told_what_to_do(enter: Enter, path: str) -> None:
    page = enter("nobody").get(path)
    assert page.status == 200
    assert "Ask the owner of a site to add you" in words(page)
    assert not [word for word in SECRET_WORDS if word in page.text]


def test_a_site_that_is_hidden_is_one_that_is_not_there(enter: Enter) -> None:
    nobody = enter("nobody")
    hidden, absent = nobody.get(HR), nobody.get("/sites/hx")
    assert hidden.status == absent.status == 404
    assert words(hidden) == words(absent)
    assert "Ask the person who sent you the link" in words(hidden)


def test_pages_of_staff_do_not_exist_for_a_customer(enter: Enter) -> None:
    acme = enter("acme")
    assert acme.get("/").headers["location"] == "/portal"
    for path in ("/sites/acme", "/sites/acme/Documents", "/sites/globex"):
        assert acme.get(path).status == 404


def test_a_customer_reads_the_file_that_is_shared_with_him(enter: Enter) -> None:
    acme = enter("acme")
    answer = acme.get("/sites/acme/Documents/report%20brasswick.txt")
    assert (answer.status, answer.text) == (200, "brasswick")
    other = acme.get("/sites/globex/Documents/report%20mossgate.txt")
    assert other.status == 404


def test_a_site_shows_what_is_in_it(enter: Enter) -> None:
    said = words(enter("owner").get(HR))
    for part in ("Documents", "Tasks quillfern", "HR Team quillfern", "Recycle bin"):
        assert part in said


def test_an_address_of_a_moved_file_still_leads_there(
    enter: Enter, world: World
) -> None:
    from hallway.core.items.commands import move_item

    move_item(
        world.actor("owner"),
        world.items["q3"],
        to=world.items["drafts_root"],
        name="q3.txt",
    )
    owner = enter("owner")
    old = "/sites/hr/Documents/Plans%20quillfern/q3%20quillfern.txt"
    assert owner.follow(owner.get(old)).text == "q3 quillfern"


def test_home_takes_few_statements_whatever_there_is(
    enter: Enter, world: World, statements: Callable[[], Any]
) -> None:
    owner = enter("owner")
    owner.get("/")
    counts = []
    for files in (3, 30):
        for number in range(files):
            world.put("root", f"{files} {number}.txt", b"x")
        with statements() as sent:
            assert owner.get("/").status == 200
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 12, [one["sql"] for one in sent]


def test_pages_speak_german_to_who_asks_for_it(enter: Enter) -> None:
    owner = enter("owner")
    assert "Zuletzt geändert" in words(owner.get("/", Accept_Language="de"))
    page = words(owner.get(f"{HR}/Documents", Accept_Language="de"))
    assert "Hochladen" in page
    assert "Geändert von" in page
    missing = owner.get(f"{HR}/Documents/nothing", Accept_Language="de")
    assert "Hier ist nichts" in words(missing)


def test_a_hub_leads_to_its_sites_and_they_to_each_other(
    enter: Enter, world: World
) -> None:
    set_hub(SYSTEM, world.hr, is_hub=True)
    for site in (world.team, world.acme_site):
        join_hub(SYSTEM, site, hub=world.hr)
    home = enter("owner").get("/sites/hr")
    assert "Sites of this hub 1" in words(home)
    for path in ("/sites/hr", "/sites/hr/team", "/sites/hr/team/Documents"):
        page = enter("owner").get(path)
        (bar,) = re.findall(r'(?s)<nav class="hubbar".*?</nav>', page.text)
        assert re.findall(r'href="([^"]+)"', bar) == ["/sites/hr", "/sites/hr/team"]
        assert ACME_SECRET not in page.text
    assert "No site you may see has joined it" in words(
        enter("visitor").get("/sites/hr")
    )


def test_sites_are_ours_and_those_of_customers(enter: Enter, world: World) -> None:
    describe_site(SYSTEM, world.hr, description="Leave, pay and training.")
    said = words(enter("admin").get("/sites"))
    assert "Leave, pay and training." in said
    assert said.index("Our sites") < said.index("HR Team") < said.index("Sites of")
    assert said.index("Sites of customers") < said.index(ACME_SECRET)
    assert "Sites of customers" not in words(enter("member").get("/sites"))


@pytest.mark.parametrize("path", ["/news", "/people", "/people/me"])
def test_the_companys_bar_is_for_whom_may_see_its_home(
    enter: Enter, world: World, path: str
) -> None:
    browser = enter("admin")
    page = (
        browser.get(path) if path != "/people/me" else browser.follow(browser.get(path))
    )
    (bar,) = re.findall(r'(?s)<nav class="hubbar".*?</nav>', page.text)
    assert 'href="/Documents"' in bar
    other = enter("member")
    page = other.get(path) if path != "/people/me" else other.follow(other.get(path))
    assert "hubbar" not in page.text
