"""Limits page by page, without script: what holds, what would go, what is stored."""

from __future__ import annotations

import re

import pytest

from hallway.core.jobs.runner import run_pending
from hallway.core.limits import counting
from hallway.core.limits.queries import get_limit
from hallway.core.limits.records import EVERYWHERE, UNLIMITED, Limit, of_list, of_site
from tests.core.limits.making import age, majors
from tests.faces.web.content.browsing import words
from tests.faces.web.content.conftest import Enter
from tests.world import SYSTEM, World

SITE = "/sites/hr/_layouts/limits"
ALL = "/admin/limits"


def of_library(world: World) -> str:
    return f"{SITE}?list={world.lists['documents'].guid}"


def some(**typed: str) -> dict[str, str]:
    return {"do": "try", "keep": "some", **typed}


def test_a_library_gets_a_limit_after_a_look(enter: Enter, world: World) -> None:
    item = age(world, "a", 9, 8, 7, 6, 5, size=2048)
    owner, page = enter("owner"), of_library(world)
    settings = f"/sites/hr/_layouts/list?list={world.lists['documents'].guid}"
    assert page in owner.get(settings).text
    said = words(owner.get(page))
    assert "Every version is kept. Nobody has set a limit." in said
    assert "As the site has it Every version is kept." in said
    answer = owner.post(page, some(count="2"))
    assert answer.status == 303
    here = answer.headers["location"]
    said = words(owner.get(here))
    for text in (
        "At most 2 earlier versions of a file are kept.",
        "Nothing has changed yet.",
        "Versions that would go 2",
        "Files they are of 1",
        "Disk space freed 4.0 KB",
        "a.txt",
    ):
        assert text in said, text
    assert get_limit(SYSTEM, of_list(world.documents)).own is None
    answer = owner.post(here, {"do": "save"})
    assert answer.status == 303
    said = words(owner.follow(answer))
    assert "At most 2 earlier versions of a file are kept. This is set here." in said
    run_pending()
    assert majors(item) == [3, 4, 5]
    found = owner.get(page).text
    assert re.search(r'value="some" checked', found)
    assert re.search(r'value="2"[^>]* id="count"', found)
    answer = owner.post(page, some(count="2"))
    said = words(owner.follow(answer))
    assert "Nothing would go now." in said


def test_a_site_and_all_sites_have_one(enter: Enter, world: World) -> None:
    owner, admin = enter("owner"), enter("admin")
    assert f'href="{SITE}"' in owner.get("/sites/hr/_layouts/settings").text
    assert f'href="{ALL}"' in admin.get("/admin").text
    answer = admin.post(ALL, some(days="365", thin="1"))
    said = words(admin.get(answer.headers["location"]))
    assert "None is kept that was replaced more than 365 days ago." in said
    assert "the last of each week" in said
    # Whoever may do everything sees all there is.
    assert "the limit holds for all" not in said
    admin.post(answer.headers["location"], {"do": "save"})
    assert get_limit(SYSTEM, EVERYWHERE).own == Limit(days=365, thin=True)
    said = words(owner.get(SITE))
    assert "This comes from the limit for all sites." in said
    answer = owner.post(SITE, some(count="5"))
    assert "the limit holds for all" in words(owner.follow(answer))
    owner.post(answer.headers["location"], {"do": "save"})
    assert get_limit(SYSTEM, of_site(world.hr)).own == Limit(count=5)
    title = world.sites["hr"].title
    said = words(owner.get(of_library(world)))
    assert f"This comes from the site “{title}”." in said
    answer = owner.post(of_library(world), {"do": "try", "keep": "all"})
    owner.post(answer.headers["location"], {"do": "save"})
    assert get_limit(SYSTEM, of_list(world.documents)).own == UNLIMITED
    answer = owner.post(of_library(world), {"do": "try", "keep": "above"})
    said = words(owner.get(answer.headers["location"]))
    assert "At most 5 earlier versions of a file are kept." in said
    owner.post(answer.headers["location"], {"do": "save"})
    assert get_limit(SYSTEM, of_list(world.documents)).own is None


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        (some(count="many"), "count", "A whole number is expected."),
        (some(days="-1", count="5"), "days", "A whole number is expected."),
        (some(count="0"), "count", "A number from 1 to 50,000 is expected."),
        (some(days="99999"), "days", "A number from 1 to 36,500 is expected."),
        (some(count=" "), "keep", "Fill in at least one limit"),
        ({"do": "try", "keep": "none"}, "keep", "Choose one of these."),
        ({"do": "try"}, "keep", "Choose one of these."),
    ],
)
@pytest.mark.parametrize("page", ["library", "all"])
def test_what_is_wrong_stands_beside_its_field(
    enter: Enter, world: World, typed: dict[str, str], field: str, said: str, page: str
) -> None:
    who, address = {
        "library": ("owner", of_library(world)),
        "all": ("admin", ALL),
    }[page]
    answer = enter(who).post(address, typed)
    assert answer.status == 400
    beside = re.search(rf'id="{field}-error">(.*?)</p>', answer.text)
    assert beside is not None
    assert said in beside[1]
    for name in ("count", "days"):
        if typed.get(name, "").strip():
            assert f'value="{typed[name]}"' in answer.text


def test_forms_that_are_none_of_the_page(enter: Enter, world: World) -> None:
    owner, page = enter("owner"), of_library(world)
    assert owner.post(page, {"do": "dance"}).status == 400
    assert enter("admin").post(ALL, {"do": "try", "keep": "above"}).status == 400
    here = owner.post(page, some(count="2")).headers["location"]
    # A preview of a library is none of the site.
    guid = here.rpartition("preview=")[2]
    assert owner.get(f"{SITE}?preview={guid}").status == 404
    assert owner.post(f"{SITE}?preview={guid}", {"do": "save"}).status == 404
    assert owner.post(page, {"do": "save"}).status == 404
    assert owner.get(f"{SITE}?preview=x").status == 404
    assert owner.get(f"{SITE}?list=x").status == 404
    assert get_limit(SYSTEM, of_list(world.documents)).own is None


def test_much_is_waited_for(
    enter: Enter, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "SHORT", 3)
    age(world, "a", 9, 8, 7)
    owner = enter("owner")
    here = owner.post(of_library(world), some(count="1")).headers["location"]
    waiting = owner.get(here)
    assert "What would go is being counted." in words(waiting)
    assert waiting.headers["refresh"] == "3"
    run_pending()
    assert "Nothing has changed yet." in words(owner.get(here))


def test_storage_by_version(enter: Enter, world: World) -> None:
    age(world, "secret", 9, 8, 7, parent="salaries", size=9_000_000)
    age(world, "a", 9, 8, 7, size=1024 * 1024)
    owner, member = enter("owner"), enter("member")
    for page in (f"{of_library(world)}&show=storage", f"{SITE}?show=storage"):
        if page.startswith(SITE + "?list"):
            said = words(member.get(page))
            assert "secret.txt" not in said
            assert "Earlier versions 2.0 MB" in said
        answer = owner.get(page)
        said = words(answer)
        assert said.index("secret.txt") < said.index("a.txt")
        assert "Earlier versions 19" in said
        assert re.search(r"a\.txt.* 2 1\.0 MB 2\.0 MB", said)
        number = world.item("a").number
        assert f"/sites/hr/Documents?show=versions&amp;item={number}" in answer.text
    said = words(enter("admin").get(f"{ALL}?show=storage"))
    assert "secret.txt" in said


def test_the_total_stands_below_the_versions_of_a_file(
    enter: Enter, world: World
) -> None:
    age(world, "a", 9, 8, 7, size=1024)
    age(world, "once", 9)
    owner = enter("owner")
    pane = "/sites/hr/Documents?show=versions&item="
    said = words(owner.get(f"{pane}{world.item('a').number}"))
    assert "3 versions, 3.0 KB" in said
    assert "1 version," not in words(owner.get(f"{pane}{world.item('once').number}"))


def test_who_may_not_gets_nothing(enter: Enter, world: World) -> None:
    page = of_library(world)
    for who, library, site in (
        ("member", 200, 403),
        ("visitor", 403, 403),
        ("nobody", 404, 404),
        ("acme", 404, 404),
    ):
        for more in ("", "show=storage"):
            assert enter(who).get(f"{page}&{more}").status == library, who
            assert enter(who).get(f"{SITE}?{more}").status == site, who
            assert enter(who).get(f"{ALL}?{more}").status == 404, who
        # A customer has no page with a form to begin with.
        if who == "acme":
            continue
        if library != 200:
            assert enter(who).post(page, some(count="1")).status == library
        assert enter(who).post(SITE, some(count="1")).status == site
        assert enter(who).post(ALL, some(count="1")).status == 404
    owner = enter("owner")
    here = owner.post(page, some(count="1")).headers["location"]
    member = enter("member")
    assert member.get(here).status == 404
    assert member.post(here, {"do": "save"}).status == 404
