"""The term store in the admin centre, and terms in the forms of lists."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from hallway.core.terms.commands import deprecate_term
from hallway.core.terms.queries import get_term, list_term_sets, suggest_terms
from tests.access.test_pages import browser
from tests.core.lists.world_of_columns import add, make_list, row, value
from tests.core.terms.world_of_terms import make_places, make_secret_set, make_set
from tests.faces.web.content.browsing import words
from tests.faces.web.content.conftest import Enter, enter
from tests.world import HR_SECRET, SYSTEM, World

__all__ = ["enter"]


@pytest.fixture
def admin(world: World) -> Client:
    return browser(world, "admin")


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_a_vocabulary_is_built_by_forms_alone(world: World, admin: Client) -> None:
    def post(path: str, **data: object) -> str:
        answer = admin.post(path, data)
        assert answer.status_code == 303, text_of(answer)
        return str(answer["Location"])

    assert admin.get("/admin/terms").status_code == 200
    post("/admin/terms", do="group", title="Company")
    post("/admin/terms", do="group", title="Of HR", site="/sites/hr")
    group = admin.get("/admin/terms").context["sections"][2].form.fields["group"]
    company = group.choices[0][0]
    here = post("/admin/terms", do="set", title="Places", group=company, language="en")
    post(here, do="add", title="Europe")
    (places,) = (one for one in list_term_sets(SYSTEM) if one.title == "Places")
    (europe,) = suggest_terms(SYSTEM, places.guid, "eur", language="en")
    below = f"{here}?under={europe.id}"
    assert post(below, do="add", title="Germany") == below
    assert "Germany" in text_of(admin.get(below))
    one = f"{here}/{europe.id}"
    post(one, do="save", labels="en: Europe; EU\nde: Europa", description="A continent")
    assert "de: Europa" in text_of(admin.get(one))
    post(here, do="deprecate", id=int(europe.id))
    assert "Not offered" in text_of(admin.get(here))
    post(here, do="revive", id=int(europe.id))
    post(here, do="save", title="Where", description="x", is_open="on")
    assert "Everybody" in text_of(admin.get("/admin/terms"))
    (germany,) = suggest_terms(SYSTEM, places.guid, "ger", language="en")
    post(f"{here}/{germany.id}", do="move", parent="")
    assert get_term(SYSTEM, germany.id, language="en").term.parent is None
    post(f"{here}/{germany.id}", do="move", parent="eu")
    post(f"{here}/{germany.id}", do="delete")
    admin.get(below)
    assert "Germany" not in text_of(admin.get(below))
    post(here, do="delete")
    post("/admin/terms", do="delete", id=int(company))


def test_a_merge_says_first_what_it_touches(world: World, admin: Client) -> None:
    places, ids = make_places(world)
    trips = make_list(world, "Trips")
    add(world, trips.id, "Where", "term", set=places.guid)
    made = row(world.actor("owner"), trips.id, Where=ids["asia"])
    one = f"/admin/terms/{places.id}/{ids['asia']}"
    answer = admin.post(one, {"do": "preview", "into": "Europe"})
    assert "1 item has it, in 1 list" in text_of(answer)
    assert value(made, "Where") == ids["asia"]
    answer = admin.post(one, {"do": "merge", "into": f"#{ids['europe']}"})
    assert answer.status_code == 303
    assert value(made, "Where") == ids["europe"]
    # The old address leads to what it became.
    assert admin.get(one)["Location"].endswith(f"/{ids['europe']}")


def test_what_is_wrong_stands_beside_its_field(world: World, admin: Client) -> None:
    places, ids = make_places(world)
    here = f"/admin/terms/{places.id}"
    one = f"{here}/{ids['asia']}"
    for path, data, wanted in (
        (here, {"do": "add", "title": "europe"}, 409),
        (here, {"do": "add", "title": "a|b"}, 400),
        (one, {"do": "save", "labels": "Asia"}, 400),
        (one, {"do": "save", "labels": "de: Asien"}, 400),
        (one, {"do": "move", "parent": "Nowhere"}, 400),
        (one, {"do": "preview", "into": "Nowhere"}, 400),
        (one, {"do": "merge", "into": "Asia"}, 400),
        (f"{here}/{ids['europe']}", {"do": "delete"}, 409),
        ("/admin/terms", {"do": "group", "title": "x", "site": "/sites/no"}, 400),
        ("/admin/terms", {"do": "set", "title": "x", "group": "999"}, 400),
        (f"{here}?under=x", {"do": "add", "title": "x"}, 404),
        (f"{here}/999999", {"do": "delete"}, 404),
        (here, {"do": "nonsense"}, 404),
    ):
        assert admin.post(path, data).status_code == wanted, (path, data)


def test_a_form_takes_terms_by_name_and_shows_them(world: World, enter: Enter) -> None:
    places, ids = make_places(world)
    trips = make_list(world, "Trips")
    add(world, trips.id, "Where", "terms", set=places.guid)
    owner = enter("owner")
    path = "/sites/hr/Lists/Trips"
    offered = owner.get(f"{path}?show=suggest&column=Where&q=ger").text
    assert f'data-value="#{ids["germany"]}"' in offered
    assert "Europe" in offered
    sent = {"c.Where": ["germany", f"#{ids['asia']}"], "do": "new"}
    owner.get(f"{path}?show=new")
    owner.follow(owner.post(f"{path}?show=new", sent))
    page = words(owner.get(path))
    assert "Germany Asia" in page
    answer = owner.post(f"{path}?show=new", {**sent, "c.Where": ["Atlantis"]})
    assert answer.status == 400
    assert "There is no term “Atlantis”" in words(answer)
    assert "Germany; Asia" in owner.get(f"{path}?export=csv").text


def test_a_column_offers_the_sets_its_maker_sees(world: World) -> None:
    make_places(world)
    make_secret_set(world)
    trips = make_list(world, "Trips")
    path = f"/sites/hr/_layouts/list?list={trips.guid}&show=add-column&type=term"
    page = text_of(browser(world, "owner").get(path))
    assert "Group of Places &gt; Places" in page
    assert f"{HR_SECRET} grades" in page


def test_a_file_is_looked_at_brought_in_and_given_out(
    world: World, admin: Client
) -> None:
    places, _ids = make_places(world)
    here = f"/admin/terms/{places.id}"
    head = "Term Set Name,Term Set Description,LCID,Available for Tagging,"
    head += "Term Description,Level 1 Term,Level 2 Term\r\n"

    def send(text: str, **more: str) -> object:
        file = SimpleUploadedFile("terms.csv", text.encode(), "text/csv")
        return admin.post(here, {"do": "import", "file": file, **more})

    good = f"{head}Places,,,TRUE,,Europe,Spain\r\n"
    answer = send(good, check="on")
    assert "New terms: 1. Known already: 1. Wrong: 0." in text_of(answer)
    assert suggest_terms(SYSTEM, places.guid, "spain", language="en") == []
    bad = text_of(send(f"{good},,,maybe,,Africa,\r\n,,,,,a|b,\r\n"))
    assert "Wrong: 2." in bad
    assert "TRUE or FALSE" in bad
    assert suggest_terms(SYSTEM, places.guid, "spain", language="en") == []
    for nonsense in ("", "a,b\n", "\0"):
        assert send(nonsense).status_code == 400  # type: ignore[attr-defined]
    assert send(good).status_code == 303  # type: ignore[attr-defined]
    exported = text_of(admin.get(f"{here}?export=csv"))
    assert "TRUE,,Europe,Spain,,,,,\r\n" in exported


def test_a_new_word_becomes_a_term_of_an_open_set(world: World, enter: Enter) -> None:
    tags = make_set(world, "Tags", is_open=True)
    trips = make_list(world, "Trips")
    add(world, trips.id, "Tag", "term", set=tags.guid)
    owner = enter("owner")
    path = "/sites/hr/Lists/Trips"
    owner.follow(owner.post(path, {"do": "new", "c.Tag": "Brand new"}))
    assert "Brand new" in words(owner.get(path))
    (made,) = suggest_terms(SYSTEM, tags.guid, "", language="en")
    owner.follow(owner.post(path, {"do": "new", "c.Tag": "brand NEW"}))
    assert len(suggest_terms(SYSTEM, tags.guid, "", language="en")) == 1
    answer = owner.post(path, {"do": "new", "c.Tag": "a|b"})
    assert answer.status == 400
    deprecate_term(world.actor("admin"), made.id)
    answer = owner.post(path, {"do": "new", "c.Tag": "brand new"})
    assert answer.status == 400
    assert "not offered any more" in words(answer)
    visitor = enter("visitor")
    answer = visitor.post(path, {"do": "new", "c.Tag": "Sneaky"})
    assert answer.status in (403, 404)
