"""The directory, a person's page, the chart, and one's own profile, as browsers do."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from hallway.core.people.commands import (
    add_person,
    deactivate_person,
    link_alias,
    set_manager,
)
from hallway.core.people.profiles.commands import update_profile
from hallway.core.people.profiles.queries import get_profile
from tests.faces.web.content.browsing import BOUNDARY, Browser, words
from tests.faces.web.people.conftest import Enter
from tests.world import SECRET_WORDS, SYSTEM, World

HERE = "/people"
CUSTOMERS = ("acme", "globex", "guest")


@pytest.fixture
def team(world: World) -> World:
    """Member works for owner; member has a profile."""
    set_manager(SYSTEM, world.principal("member"), manager=world.principal("owner"))
    update_profile(
        SYSTEM,
        world.principal("member"),
        fields={
            "job_title": "Clerk",
            "department": "People",
            "office": "Ulm",
            "skills": ["Law & order"],
            "about": "Ask me <b>about</b> *this*.",
            "working_days": [1, 2, 3, 4, 5],
        },
    )
    return world


def href(world: World, who: str) -> str:
    return f"{HERE}/{world.principal(who)}"


def picture(color: str = "red") -> bytes:
    written = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "quillfern"
    Image.new("RGB", (900, 300), color).save(written, "JPEG", exif=exif)
    return written.getvalue()


def send_photo(browser: Browser, path: str, body: bytes) -> Any:
    form = (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"'
        f"\r\n\r\n{browser.token()}\r\n--{BOUNDARY}\r\nContent-Disposition: form-data;"
        ' name="photo"; filename="me.jpg"\r\n\r\n'
    )
    end = f"\r\n--{BOUNDARY}--\r\n"
    return browser.send_raw(path, form.encode() + body + end.encode())


def test_the_directory_shows_staff_and_nobody_else(enter: Enter, team: World) -> None:
    page = enter("nobody").get(HERE)
    assert page.status == 200
    said = words(page)
    for name in ("Admin", "Owner", "Member", "Visitor", "Nobody", "Clerk"):
        assert name in said
    assert not {"Acme", "Globex", "Guest"} & set(re.findall(r"\w+", said))
    assert not [word for word in SECRET_WORDS if word in page.text]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=clerk", ["Member"]),
        ("q=memb&view=table", ["Member"]),
        ("office=ulm", ["Member"]),
        ("office=ulm&letter=o", []),
        ("letter=o", ["Owner"]),
        ("skill=law+%26+order", ["Member"]),
        ("q=%00", []),
        ("q=" + "x" * 3000, []),
        ("after=99999999999999&company=9999999999999999999999", []),
        ("after=-1&before=x&order=none&view=none&letter=%27", []),
    ],
)
def test_the_address_says_what_is_shown(
    enter: Enter, team: World, query: str, names: list[str]
) -> None:
    page = enter("nobody").get(f"{HERE}?{query}")
    assert page.status == 200
    cards = r'class="(?:tile__title truncate|person)" href="/people/\d+">(.*?)</a>'
    links = re.findall(cards, page.text, re.DOTALL)
    found = [re.sub(r"<[^>]+>|\s", "", one) for one in links]
    assert [one for one in found if one.endswith(tuple(names) or ("none",))] == found
    assert len(found) == len(names)
    assert ("Nobody fits" in page.text) == (names == [])


def test_a_person_is_shown_with_managers_and_what_he_does(
    enter: Enter, team: World
) -> None:
    page = enter("nobody").get(href(team, "member"))
    said = words(page)
    for part in ("Clerk", "Ulm", "Law & order", "Owner", "member@world.example"):
        assert part in said
    assert "Monday to Friday" in said
    assert "<em>this</em>" in page.text
    assert "<b>about</b>" not in page.text
    assert "Edit profile" not in said
    boss = words(enter("nobody").get(href(team, "owner")))
    assert "Reports" in boss
    assert "Member" in boss


def test_recent_documents_are_those_the_reader_may_see(
    enter: Enter, team: World
) -> None:
    seen = enter("admin").get(href(team, "owner")).text
    assert "payroll quillfern" in seen
    visitor = enter("visitor").get(href(team, "owner")).text
    assert "may quillfern" in visitor
    assert "payroll quillfern" not in visitor
    hidden = enter("nobody").get(href(team, "owner")).text
    assert not [word for word in SECRET_WORDS if word in hidden]


@pytest.mark.parametrize("who", CUSTOMERS)
def test_for_customers_there_is_nothing(enter: Enter, team: World, who: str) -> None:
    browser = enter(who)
    own, other = href(team, who), href(team, "owner")
    for path in (
        *(HERE, f"{HERE}/org", f"{HERE}/me", f"{HERE}/suggest?q=o", own, other),
        *(f"{own}/edit", f"{other}/photo", f"{other}/edit"),
    ):
        answer = browser.get(path)
        assert answer.status == 404, path
        assert "Owner" not in answer.text


def test_a_customers_page_is_one_that_is_not_there(enter: Enter, team: World) -> None:
    admin = enter("admin")
    absent = admin.get(f"{HERE}/999999999")
    for who in CUSTOMERS:
        for path in (href(team, who), f"{HERE}/org?focus={team.principal(who)}"):
            answer = admin.get(path)
            assert answer.status == absent.status == 404
            assert words(answer) == words(absent)
    assert admin.get(f"{HERE}/{'9' * 40}").status == 404
    assert admin.get(f"{HERE}/org?focus={'9' * 40}").status == 404


def test_me_is_ones_own_page(enter: Enter, team: World) -> None:
    member = enter("member")
    page = member.follow(member.get(f"{HERE}/me"))
    assert "Edit profile" in words(page)
    assert 'href="/people/me"' in page.text


def test_who_left_and_who_has_two_accounts_is_said(enter: Enter, team: World) -> None:
    deactivate_person(SYSTEM, team.principal("visitor"))
    nobody = enter("nobody")
    assert "has left" in words(nobody.get(href(team, "visitor")))
    link_alias(SYSTEM, team.principal("owner"), team.principal("member"))
    answer = nobody.get(href(team, "member"))
    assert answer.headers["location"] == href(team, "owner")
    said = words(nobody.follow(answer))
    assert "more than one account" in said
    assert "member@world.example" in said


def test_the_chart_has_a_middle_and_says_the_same_as_a_list(
    enter: Enter, team: World
) -> None:
    page = enter("nobody").get(f"{HERE}/org?focus={team.principal('owner')}")
    assert page.status == 200
    chosen = re.search(
        r'<a class="org__node"[^>]*current="page">(.*?)</a>', page.text, re.DOTALL
    )
    assert chosen is not None
    assert "Owner" in chosen[1]
    assert page.text.count(f"focus={team.principal('member')}") == 2
    alone = words(enter("nobody").get(f"{HERE}/org"))
    assert "has no manager and no reports" in alone


def saved(browser: Browser, path: str, **fields: object) -> Any:
    form = browser.get(f"{path}/edit").text
    mark = re.search(r'name="was" value="(\w+)"', form)
    assert mark is not None
    return browser.post(f"{path}/edit", {"was": mark[1], **fields})


def test_one_edits_ones_own_profile(enter: Enter, team: World) -> None:
    member, path = enter("member"), href(team, "member")
    answer = saved(
        member,
        path,
        phone="040 1",
        skills="Law, Skat",
        working_days=["1", "3"],
        job_title="Chief",
    )
    assert answer.status == 303
    said = words(member.follow(answer))
    assert "Profile saved" in said
    assert "Skat" in said
    assert "Chief" not in said
    assert "Clerk" in said


def test_what_is_wrong_stands_beside_its_field(enter: Enter, team: World) -> None:
    member, path = enter("member"), href(team, "member")
    answer = saved(member, path, phone="9" * 101, office="Kept", working_days=["8"])
    assert answer.status == 400
    assert "Kept" in answer.text
    answer = saved(member, path, phone="9" * 101, office="Kept")
    assert answer.status == 400
    assert "at most 100 characters" in answer.text
    assert "Kept" in answer.text


def test_a_stale_form_is_asked_about_and_a_second_one_is_not(
    enter: Enter, team: World
) -> None:
    member, path = enter("member"), href(team, "member")
    form = {"was": "0" * 16, "phone": "040 2", "office": "Typed"}
    answer = member.post(f"{path}/edit", form)
    assert answer.status == 409
    assert "Typed" in answer.text
    assert saved(member, path, phone="040 2").status == 303
    assert member.post(f"{path}/edit", {"was": "0" * 16, "phone": "040 2"}).status in (
        303,
        409,
    )


def test_nobody_edits_another(enter: Enter, team: World) -> None:
    member, path = enter("member"), href(team, "owner")
    assert member.get(f"{path}/edit").status == 403
    assert member.post(f"{path}/edit", {"phone": "1"}).status == 403
    assert send_photo(member, f"{path}/photo", picture()).status == 403
    assert get_profile(SYSTEM, team.principal("owner")).card.photo == ""


def test_an_administrator_sets_title_department_and_manager(
    enter: Enter, team: World
) -> None:
    admin, path = enter("admin"), href(team, "visitor")
    answer = saved(
        admin,
        path,
        job_title="Guard",
        department="House",
        manager="owner@world.example",
    )
    assert answer.status == 303, answer.text[:300]
    said = words(admin.follow(answer))
    assert "Guard, House" in said
    found = get_profile(SYSTEM, team.principal("visitor"))
    assert found.manager == team.principal("owner")
    answer = saved(admin, path, manager="Nobody Known")
    assert answer.status == 400
    assert "Nobody here has this name" in answer.text
    assert "Nobody Known" in answer.text
    above = href(team, "owner")
    circle = saved(admin, above, manager=f"#{found.card.id}", office="Attic")
    assert circle.status == 400
    assert "cannot report" in circle.text
    # Who was chosen stands there still, and nothing is half saved.
    assert f'value="#{found.card.id}"' in circle.text
    assert "Attic" in circle.text
    assert get_profile(SYSTEM, team.principal("owner")).profile.office != "Attic"


def test_a_manager_who_left_stays_until_there_is_another(
    enter: Enter, team: World
) -> None:
    admin, path = enter("admin"), href(team, "visitor")
    saved(admin, path, manager="owner@world.example")
    deactivate_person(SYSTEM, team.principal("owner"))
    kept = f"#{team.principal('owner')}"
    assert saved(admin, path, manager=kept, office="Attic").status == 303
    found = get_profile(SYSTEM, team.principal("visitor"))
    assert (found.manager, found.profile.office) == (
        team.principal("owner"),
        "Attic",
    )


def test_a_photo_is_cut_square_and_says_nothing_of_its_origin(
    enter: Enter, team: World
) -> None:
    member, path = enter("member"), f"{href(team, 'member')}/photo"
    assert send_photo(member, path, picture()).status == 303
    page = enter("nobody").get(href(team, "member")).text
    address = re.search(r'<img class="avatar avatar--xl" src="([^"]+)"', page)
    assert address is not None
    answer = enter("nobody").get(address[1])
    assert answer.status == 200
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"] == "sandbox"
    assert answer.headers["cache-control"].startswith("private")
    with Image.open(io.BytesIO(answer.body)) as shown:
        assert shown.size == (480, 480)
    assert b"quillfern" not in answer.body
    assert Browser().get(path).status == 302
    assert member.post(path, {"do": "remove"}).status == 303
    assert enter("nobody").get(path).status == 404


@pytest.mark.parametrize("body", [b"", b"<svg/>", picture()[:200], b"GIF89a"])
def test_what_is_no_picture_is_refused_beside_the_field(
    enter: Enter, team: World, body: bytes
) -> None:
    member, path = enter("member"), f"{href(team, 'member')}/photo"
    answer = send_photo(member, path, body)
    assert answer.status == 400
    assert "photo-error" in answer.text


def test_a_photo_needs_the_forms_token(enter: Enter, team: World) -> None:
    member = enter("member")
    body = f"--{BOUNDARY}--\r\n".encode()
    assert member.send_raw(f"{href(team, 'member')}/photo", body).status == 403


def test_pages_take_few_statements_however_many_there_are(
    enter: Enter, team: World, statements: Callable[[], Any]
) -> None:
    nobody = enter("nobody")
    paths = (
        HERE,
        href(team, "owner"),
        f"{HERE}/org?focus={team.principal('owner')}",
    )
    measured = []
    for much in (3, 30):
        for number in range(much):
            person = add_person(
                SYSTEM,
                email=f"kai{much}x{number}@world.example",
                name=f"Kai {much} {number}",
                organisation=team.organisations["own"].id,
            )
            set_manager(SYSTEM, person.id, manager=team.principal("owner"))
        nobody.get(HERE)
        for path in paths:
            with statements() as sent:
                assert nobody.get(path).status == 200
            measured.append(len(sent))
    assert measured[:3] == measured[3:]
    assert max(measured) <= 32, measured
