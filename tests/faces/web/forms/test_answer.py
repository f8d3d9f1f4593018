"""Answering a form: a stranger, a colleague, who does not mean it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import pytest

from hallway.core import clock
from hallway.core.forms.commands import change_form, end_form, make_form
from hallway.core.forms.records import Audience, FormContent, FormRecord
from hallway.core.items.models import Item
from hallway.core.items.queries import get_values
from hallway.core.lists.records import ListRecord
from hallway.faces._common import throttle
from hallway.faces.web.forms import page
from tests.core.lists.world_of_columns import add, make_list
from tests.faces.web.content.browsing import Browser, words
from tests.world import HR_SECRET, SYSTEM, World

if TYPE_CHECKING:
    from pytest_django.fixtures import Settings

    from tests.faces.dav.asking import Answer
    from tests.faces.web.content.conftest import Enter

Filled = dict[str, Any]
ASKED = (
    *("Wish", "Kind", "Note", "Count", "Day", "At", "Price", "Site", "Many"),
    "Stars",
)


class Stranger(Browser):
    """A browser of nobody, whose forms bring the token of the page they stand on."""

    def token(self) -> str:
        return ""


@pytest.fixture(autouse=True)
def _counted_anew(settings: Settings) -> Iterator[None]:
    from django.core.cache import cache

    settings.HALLWAY = replace(settings.HALLWAY, guest_forms=True)
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def wishes(world: World) -> ListRecord:
    """A list named by what nobody may know, with one item that nobody may see."""
    from hallway.core.items.commands import create_item

    made = make_list(world, f"Wishes {HR_SECRET}")
    add(world, made.id, "Wish", "text", required=True, max_length=40)
    add(world, made.id, "Kind", "choice", choices=["room", "meal"])
    add(world, made.id, "Note", "note")
    add(world, made.id, "Count", "number", min=1)
    add(world, made.id, "Day", "date")
    add(world, made.id, "At", "datetime")
    add(world, made.id, "Price", "currency")
    add(world, made.id, "Site", "link")
    add(world, made.id, "Many", "choices", choices=["a", "b"])
    add(world, made.id, "Stars", "rating")
    create_item(world.actor("owner"), made.id, values={"Wish": f"old {HR_SECRET}"})
    return made


@pytest.fixture
def form(world: World, wishes: ListRecord) -> FormRecord:
    """A form that asks strangers all of it."""
    return make_form(world.actor("owner"), wishes.id, content=content())


def content(**changed: Any) -> FormContent:
    made = FormContent(
        title="The feast",
        intro="What do you wish?\n\nAnything.",
        thanks="We will see.",
        columns=ASKED,
        audience=Audience.ANYBODY,
    )
    return replace(made, **changed)


def address(form: FormRecord) -> str:
    return f"/f/{form.token}"


def filled(browser: Browser, form: FormRecord, **typed: Any) -> Filled:
    """Open the form a while ago, and fill it in."""
    with clock.turned_back(10 * clock.SECOND):
        shown = browser.get(address(form))
    assert shown.status == 200, shown.text
    hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', shown.text)
    return {**dict(hidden), **{f"c.{key}": value for key, value in typed.items()}}


def values(of: ListRecord) -> list[dict[str, Any]]:
    """What came, without the item that was there."""
    rows = Item.unscoped.filter(list_id=of.id, parent__isnull=False).order_by("pk")
    return [dict(get_values(SYSTEM, one.pk)) for one in rows][1:]


def is_quiet(answer: Answer) -> None:
    """No search engine, cache, frame or other site keeps or learns of it."""
    assert "noindex" in answer.headers["x-robots-tag"]
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "no-store" in answer.headers["cache-control"]
    policy = answer.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert HR_SECRET not in answer.text


def test_a_stranger_answers_every_type(form: FormRecord, wishes: ListRecord) -> None:
    stranger = Stranger()
    shown = stranger.get(address(form))
    is_quiet(shown)
    assert "What do you wish?" in words(shown)
    sent = filled(stranger, form, Wish=" cake ", Kind="meal", Note="a\r\nb")
    sent |= {"c.Count": "2,5", "c.Day": "2026-12-01", "c.At": "2026-12-01T18:00"}
    sent |= {"c.Price": "12.50", "c.Site.url": "https://world.example"}
    sent |= {"c.Many": ["a", "b"], "c.Stars": "4"}
    answer = stranger.post(address(form), sent)
    assert answer.status == 303, words(answer)
    is_quiet(answer)
    thanks = stranger.follow(answer)
    is_quiet(thanks)
    assert "We will see." in words(thanks)
    (found,) = values(wishes)
    assert found["Wish"] == "cake"
    assert found["Note"] == "a\nb"
    assert (found["Kind"], found["Count"], found["Day"]) == ("meal", 2.5, "2026-12-01")
    assert (found["Price"], found["Many"], found["Stars"]) == (1250, ["a", "b"], 4)
    # Nothing of it can be read back.
    assert "cake" not in stranger.get(address(form)).text + thanks.text
    assert stranger.get(f"/sites/hr/{wishes.url_name}").status in (302, 404)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("Wish", ""),
        ("Wish", "x" * 41),
        ("Wish", "a\0b"),
        ("Kind", "car"),
        ("Count", "many"),
        ("Count", "0"),
        ("Day", "2026-13-01"),
        ("At", "now"),
        ("Price", "dear"),
        ("Many", "c"),
        ("Stars", "9"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_rest_is_kept(
    form: FormRecord, wishes: ListRecord, field: str, typed: str
) -> None:
    stranger = Stranger()
    sent = filled(stranger, form, Wish="cake", Note="kept & all")
    answer = stranger.post(address(form), {**sent, f"c.{field}": typed})
    assert answer.status == 400
    is_quiet(answer)
    assert f'id="c-{field}-error"' in answer.text
    assert "kept & all" in unescape(answer.text)
    assert not values(wishes)
    # The same form, mended, is taken.
    mended = stranger.post(address(form), sent)
    assert mended.status == 303
    assert len(values(wishes)) == 1


def test_sent_twice_it_is_one_item(form: FormRecord, wishes: ListRecord) -> None:
    stranger = Stranger()
    sent = filled(stranger, form, Wish="cake")
    first = stranger.post(address(form), sent)
    second = stranger.post(address(form), {**sent, "c.Wish": "pie"})
    assert (first.status, second.status) == (303, 303)
    assert "what came first is kept" in words(stranger.follow(second))
    assert [one["Wish"] for one in values(wishes)] == ["cake"]


def test_the_last_answer_sent_twice_is_thanked_for(
    world: World, form: FormRecord, wishes: ListRecord
) -> None:
    owner = world.actor("owner")
    change_form(owner, wishes.id, form.guid, content=content(most=1))
    stranger, late = Stranger(), Stranger()
    sent, too_late = (filled(one, form, Wish="cake") for one in (stranger, late))
    assert stranger.post(address(form), sent).status == 303
    again = stranger.post(address(form), sent)
    assert again.status == 303
    assert "Thank you" in words(stranger.follow(again))
    assert late.post(address(form), too_late).status == 410
    assert len(values(wishes)) == 1


def test_quicker_than_anybody_reads_is_asked_again(
    form: FormRecord, wishes: ListRecord
) -> None:
    stranger = Stranger()
    shown = stranger.get(address(form))
    hidden = dict(
        re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', shown.text)
    )
    answer = stranger.post(address(form), {**hidden, "c.Wish": "cake"})
    assert answer.status == 400
    assert "very quick" in words(answer)
    assert 'value="cake"' in answer.text
    assert not values(wishes)


def test_a_filled_trap_writes_nothing(form: FormRecord, wishes: ListRecord) -> None:
    stranger = Stranger()
    sent = filled(stranger, form, Wish="cake")
    assert f'name="{page.TRAP}"' in stranger.get(address(form)).text
    answer = stranger.post(address(form), {**sent, page.TRAP: "buy pills"})
    assert answer.status == 400
    assert 'value="cake"' in answer.text
    assert not values(wishes)


def test_a_form_without_its_seal_or_with_anothers_is_shown_anew(
    world: World, form: FormRecord, wishes: ListRecord
) -> None:
    other = make_form(world.actor("owner"), wishes.id, content=content())
    stranger = Stranger()
    sent = filled(stranger, form, Wish="cake")
    with clock.turned_back(8 * clock.DAY):
        old = filled(stranger, form, Wish="cake")
    of_other = filled(stranger, other, Wish="cake")["seal"]
    for wrong in ("", "x", sent["seal"][:-2], old["seal"], of_other):
        answer = stranger.post(address(form), {**sent, "seal": wrong})
        assert answer.status == 400
        assert 'value="cake"' in answer.text
    assert not values(wishes)


def test_too_many_from_one_place_wait(form: FormRecord, wishes: ListRecord) -> None:
    stranger = Stranger()
    for _ in range(page.BY_PERSON.times):
        sent = filled(stranger, form, Wish="")
        assert stranger.post(address(form), sent).status == 400
    answer = stranger.post(address(form), filled(stranger, form, Wish="cake"))
    assert answer.status == 429
    assert int(answer.headers["retry-after"]) > 0
    assert 'value="cake"' in answer.text
    assert not values(wishes)


def test_too_many_for_one_form_wait(form: FormRecord, wishes: ListRecord) -> None:
    for _ in range(page.OF_FORM.times):
        throttle.count_for(form.guid, page.OF_FORM)
    stranger = Stranger()
    answer = stranger.post(address(form), filled(stranger, form, Wish="cake"))
    assert answer.status == 429
    assert not values(wishes)


def test_neighbours_of_one_ipv6_network_count_together(
    form: FormRecord,
) -> None:
    from django.test import Client

    for _ in range(page.BY_PERSON.times):
        throttle.count_for("2001:db8::/64", page.BY_PERSON)
    sent = filled(Stranger(), form, Wish="")
    statuses = [
        Client(HTTP_HOST="127.0.0.1:8000", REMOTE_ADDR=place)
        .post(
            address(form),
            urlencode(sent),
            content_type="application/x-www-form-urlencoded",
        )
        .status_code
        for place in ("2001:db8::5", "2001:db9::5")
    ]
    assert statuses == [429, 400]


def test_too_large_in_files_or_without_a_token_is_refused(
    form: FormRecord, wishes: ListRecord
) -> None:
    stranger = Stranger()
    sent = filled(stranger, form, Wish="cake")
    large = stranger.post(address(form), {**sent, "c.Note": "x" * page.LARGEST})
    assert large.status == 413
    files = stranger.send_raw(address(form), b"--x--\r\n")
    assert files.status == 415
    forged = stranger.post(address(form), {**sent, "csrfmiddlewaretoken": "x" * 64})
    assert forged.status == 403
    assert stranger._ask("PUT", address(form), body="").status == 405
    for answer in (large, files):
        is_quiet(answer)
    assert not values(wishes)


def closed(world: World, of: ListRecord, form: FormRecord, **changed: Any) -> None:
    owner = world.actor("owner")
    change_form(owner, of.id, form.guid, content=content(**changed))


Closing = Callable[[World, ListRecord, FormRecord], None]


@pytest.mark.parametrize(
    ("close", "status"),
    [
        (lambda w, of, f: closed(w, of, f, closes=1), 410),
        (lambda w, of, f: closed(w, of, f, opens=clock.now() + clock.DAY), 403),
        (lambda w, of, f: end_form(w.actor("owner"), of.id, f.guid), 410),
    ],
)
def test_a_form_that_is_not_open_says_so_and_nothing_else(
    world: World, form: FormRecord, wishes: ListRecord, close: Closing, status: int
) -> None:
    stranger = Stranger()
    sent = filled(stranger, form, Wish="cake")
    close(world, wishes, form)
    for answer in (stranger.get(address(form)), stranger.post(address(form), sent)):
        assert answer.status == status
        is_quiet(answer)
        assert "feast" not in answer.text
        assert "Wish" not in answer.text
    assert not values(wishes)


def test_turned_off_for_strangers(
    form: FormRecord, wishes: ListRecord, settings: Settings
) -> None:
    settings.HALLWAY = replace(settings.HALLWAY, guest_forms=False)
    answer = Stranger().get(address(form))
    assert answer.status == 410
    assert "feast" not in answer.text


@pytest.mark.parametrize("path", ["/f/x", "/f/1-none", f"/f/1-{'a' * 32}"])
def test_a_wrong_address_is_nothing(form: FormRecord, path: str) -> None:
    answer = Stranger().get(path)
    assert answer.status == 404
    is_quiet(answer)
    assert Stranger().post(path).status in (403, 404)


def test_a_form_for_colleagues(world: World, wishes: ListRecord, enter: Enter) -> None:
    form = make_form(
        world.actor("owner"),
        wishes.id,
        content=content(audience=Audience.COLLEAGUES, single=True, columns=("Wish",)),
    )
    led = Stranger().get(address(form))
    assert led.status == 302
    assert led.headers["location"].startswith("/accounts/login/?next=")
    customer = enter("acme").get(address(form))
    assert customer.status == 403
    assert "feast" not in customer.text
    nobody = enter("nobody")
    sent = filled(nobody, form, Wish="tea")
    assert "You answer as" in words(nobody.get(address(form)))
    assert nobody.post(address(form), sent).status == 303
    assert nobody.get(address(form)).status == 409
    (item,) = Item.unscoped.filter(list_id=wishes.id, author=world.principal("nobody"))
    assert dict(get_values(SYSTEM, item.pk))["Wish"] == "tea"
    # What he wrote is in a list that he still does not see.
    assert nobody.get(f"/sites/hr/{wishes.url_name}").status == 404


def test_who_may_add_chooses_from_another_list(
    world: World, wishes: ListRecord, enter: Enter
) -> None:
    add(world, wishes.id, "Like", "lookup", list=wishes.guid, shown="Wish")
    asks = content(audience=Audience.ADDERS, columns=("Wish", "Like"))
    form = make_form(world.actor("owner"), wishes.id, content=asks)
    member = enter("member")
    assert f"old {HR_SECRET}" in member.get(address(form)).text
    assert (
        member.post(address(form), filled(member, form, Wish="tea", Like="#1")).status
        == 303
    )
    assert enter("visitor").get(address(form)).status == 403


def test_an_answers_author_is_the_form_and_has_no_page(
    enter: Enter, world: World, form: FormRecord, wishes: ListRecord
) -> None:
    stranger = Stranger()
    sent = filled(stranger, form, Wish="cake", Kind="meal")
    assert stranger.post(address(form), sent).status == 303
    made = Item.unscoped.filter(list_id=wishes.id).latest("pk")
    owner = enter("owner")
    here = f"/sites/hr/Lists/{quote(wishes.title)}"
    for query in ("", "?edit=grid", "?group=Author", "?group=Editor"):
        page = owner.get(f"{here}{query}")
        assert page.status == 200
        assert "Form “The feast”" in words(page)
        assert f"/people/{made.author}" not in page.text
    # Its group is counted as any other.
    assert "The feast 1" in words(owner.get(f"{here}?group=Author"))
    item = owner.get(f"{here}/{made.number}")
    assert "The feast" in words(item)
    assert f"/people/{made.author}" not in item.text
    # Who wrote the other one has a page.
    assert f"/people/{world.principal('owner')}" in owner.get(here).text
