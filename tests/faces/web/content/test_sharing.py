"""Sharing and checking out in a folder's page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from hallway.core.access.commands import grant_role
from hallway.core.access.rights import RoleId
from hallway.core.people.commands import add_person
from tests.faces.dav.asking import ask
from tests.faces.web.content.browsing import words
from tests.faces.web.content.conftest import Enter
from tests.world import HR_SECRET, SYSTEM, World

PLANS = "/sites/hr/Documents/Plans%20quillfern"


def question(world: World, name: str, show: str = "share") -> str:
    return f"{PLANS}?show={show}&item={world.item(name).number}"


def form(world: World, name: str, **more: object) -> dict[str, object]:
    return {"item": world.item(name).number, **more}


def test_an_owner_shares_and_takes_it_back(enter: Enter, world: World) -> None:
    owner, nobody = enter("owner"), enter("nobody")
    page = owner.get(question(world, "q3"))
    assert "The link works for the 3 with access below" in words(page)
    sent = form(
        world,
        "q3",
        do="share",
        right="view",
        message="Have a look",
        **{"with": "nobody@world.example"},
    )
    page = owner.follow(owner.post(PLANS, sent))
    assert "shared with 1 more" in words(page)
    assert "Shared: has permissions of its own" in words(page)
    found = nobody.get("/shared")
    link = re.search(r'class="row__title" href="([^"]+q3[^"]+)"', found.text)
    assert link is not None
    assert "by Owner" in words(found)
    assert nobody.get(link[1]).body == b"q3 " + HR_SECRET.encode()
    assert nobody.get(PLANS).status == 404
    # A second time is no mistake.
    assert "have access" in words(owner.follow(owner.post(PLANS, sent)))
    person = world.principal("nobody")
    page = owner.follow(
        owner.post(PLANS, form(world, "q3", do="unshare", principal=person))
    )
    assert "Access taken away" in words(page)
    assert nobody.get(link[1]).status == 404
    assert "Nothing has been shared" in words(nobody.get("/shared"))


def test_what_is_wrong_stands_beside_its_field(enter: Enter, world: World) -> None:
    owner = enter("owner")
    sent = form(world, "q3", do="share", right="view", **{"with": "nobody, Nobodaddy"})
    page = owner.post(PLANS, sent)
    assert page.status == 400
    assert "“Nobodaddy”: Nobody here has this name" in words(page)
    assert 'value="Nobodaddy"' in page.text
    assert f'value="#{world.principal("nobody")}"' in page.text
    for right in ("", "rule"):
        sent = form(world, "q3", do="share", right=right, **{"with": "nobody"})
        assert owner.post(PLANS, sent).status == 400
    sent = form(world, "q3", do="share", right="view", **{"with": " "})
    assert "Say with whom." in words(owner.post(PLANS, sent))


def test_a_member_is_told_why_he_may_not(enter: Enter, world: World) -> None:
    member = enter("member")
    assert 'value="full"' not in member.get(question(world, "q3")).text
    for who, right in (("acme@world.example", "view"), ("nobody", "full")):
        sent = form(world, "q3", do="share", right=right, **{"with": who})
        assert member.post(PLANS, sent).status == 403
    page = enter("visitor").get(question(world, "q3"))
    assert "You may see this, but not share it" in words(page)
    assert 'value="share"' not in page.text


def test_no_question_about_what_is_hidden(enter: Enter, world: World) -> None:
    for who, name, status in (
        ("nobody", "q3", 404),
        ("visitor", "salaries", 404),
        ("acme", "q3", 404),
    ):
        assert enter(who).get(question(world, name)).status == status
    sent = form(world, "q3", do="share", right="view", **{"with": "nobody"})
    assert enter("nobody").post(PLANS, sent).status in (403, 404)


def test_a_folder_is_shared_from_within(enter: Enter, world: World) -> None:
    owner = enter("owner")
    assert owner.get(f"{PLANS}?show=share").status == 200
    sent = {"do": "share", "right": "edit", "with": "nobody"}
    assert owner.post(PLANS, sent).status == 303
    assert enter("nobody").get(PLANS).status == 200
    # A whole library is its site's.
    assert owner.get("/sites/hr/Documents?show=share").status == 404


def test_the_question_costs_the_same_for_3_as_for_30(
    enter: Enter, world: World, statements: Callable[[], Any]
) -> None:
    owner = enter("owner")

    counts = []
    for many in (3, 30):
        for n in range(many):
            person = add_person(SYSTEM, email=f"p{many}-{n}@x.example", name=f"P {n}")
            grant_role(
                world.actor("owner"),
                world.securable("offer"),
                principal=person.id,
                role=RoleId.READ,
            )
        owner.get(question(world, "offer"))
        with statements() as sent:
            assert owner.get(question(world, "offer")).status == 200
        counts.append(len(sent))
    assert counts[0] == counts[1] <= 30


# --- check-out


def test_a_file_is_checked_out_and_in(enter: Enter, world: World) -> None:
    member = enter("member")
    page = member.follow(member.post(PLANS, form(world, "q3", do="checkout")))
    assert "is checked out to you" in words(page)
    assert "Checked out to Member" in words(page)
    assert "Since" in words(page)
    path = f"{PLANS}/q3%20quillfern.txt"
    answer = ask("PUT", path, token=world.token("owner"), body=b"no")
    assert answer.status == 423
    ask("PUT", path, token=world.token("member"), body=b"new q3")
    assert member.get(question(world, "q3", "checkin")).status == 200
    sent = form(world, "q3", do="checkin", comment="Rounded the sums")
    page = member.follow(member.post(PLANS, sent))
    assert "checked in" in words(page)
    assert "Checked out to" not in words(page)
    assert "Rounded the sums" in words(member.get(question(world, "q3", "versions")))
    # A stale form.
    assert member.post(PLANS, sent).status == 409


def test_who_has_it_is_said(enter: Enter, world: World) -> None:
    member, owner = enter("member"), enter("owner")
    member.post(PLANS, form(world, "q3", do="checkout"))
    page = owner.post(PLANS, form(world, "q3", do="checkout"))
    assert page.status == 423
    assert "Locked by Member" in words(page)
    page = owner.post(PLANS, form(world, "q3", do="delete"))
    assert page.status == 423
    assert "Member" in words(page)


def test_an_owner_breaks_a_check_out(enter: Enter, world: World) -> None:
    member, owner = enter("member"), enter("owner")
    member.post(PLANS, form(world, "q3", do="checkout"))
    path = f"{PLANS}/q3%20quillfern.txt"
    ask("PUT", path, token=world.token("member"), body=b"half done")
    assert "Break check-out" in words(owner.get(question(world, "q3", "details")))
    assert "Member has it checked out" in words(
        owner.get(question(world, "q3", "discard"))
    )
    page = owner.follow(owner.post(PLANS, form(world, "q3", do="discard")))
    assert "discarded" in words(page)
    assert owner.get(path).body == b"q3 " + HR_SECRET.encode()


def test_a_visitor_is_offered_none_of_it(enter: Enter, world: World) -> None:
    visitor = enter("visitor")
    page = words(visitor.get(question(world, "q3", "details")))
    assert "Check out" not in page
    assert "Share" not in page.replace("Shared", "")
    assert visitor.post(PLANS, form(world, "q3", do="checkout")).status == 403
