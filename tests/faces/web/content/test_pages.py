"""Pages in a browser: read, written, hidden from whom they are not for."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings

from hallway.core.access.commands import break_inheritance, grant_role
from hallway.core.access.records import Securable
from hallway.core.access.rights import RoleId
from hallway.core.items.queries import get_item
from hallway.core.sites.commands import set_quota
from hallway.kinds.pages.commands import publish_page, revise_page
from hallway.kinds.pages.queries import get_page, list_pages
from tests.faces.web.content.browsing import words
from tests.faces.web.content.conftest import Enter
from tests.faces.web.content.test_news import new_form, picture, submit, value_of
from tests.kinds.intranet import page
from tests.world import SYSTEM, World

PAGES = "/sites/hr/Lists/Pages"
FORM = {
    "title": "Leave",
    "summary": "How to be away.",
    "body": "## Ask\n\nYour lead.\n\n## Enter\n\nIt.\n\n### Half days\n\nToo.",
    "owner": "",
    "review": "2099-01-31",
    "above": "",
}


def test_a_page_is_written_published_and_read(intranet: World, enter: Enter) -> None:
    member = enter("member")
    saved = submit(member, PAGES, {**FORM, "do": "publish"})
    assert saved.headers["location"] == f"{PAGES}/1-leave"
    assert "Published" in words(member.follow(saved))
    visitor = enter("visitor")
    assert visitor.get(f"{PAGES}/1").headers["location"] == f"{PAGES}/1-leave"
    seen = visitor.get(f"{PAGES}/1-leave")
    said = words(seen)
    for part in ("On this page", "To be checked on 31 January 2099", "Member"):
        assert part in said
    assert '<li class="toc__3"><a href="#h-half-days">Half days</a>' in seen.text
    assert "Edit" not in said
    assert "Leave" in words(visitor.get(PAGES))


def test_pages_stand_below_others(intranet: World, enter: Enter) -> None:
    top = page(intranet, "Working here")
    low = page(intranet, "Leave", Parent=top.number)
    page(intranet, "Sabbatical", Parent=top.number)
    for one in (top, low):
        publish_page(intranet.actor("owner"), one.id)
    visitor = enter("visitor")
    said = words(visitor.get(f"{PAGES}/1-working-here"))
    assert "Pages below" in said
    assert "Leave" in said
    assert "Sabbatical" not in said
    assert "Sabbatical" not in visitor.get(PAGES).text
    assert "Working here" in words(visitor.get(f"{PAGES}/2-leave"))
    owner = enter("owner")
    assert "Sabbatical" in words(owner.get(PAGES))
    form = owner.get(f"{PAGES}?show=new&above=1")
    assert '<option value="1" selected>Working here' in form.text


@pytest.mark.parametrize("depth", [3, 30])
def test_any_depth_and_any_circle_is_shown(
    intranet: World, enter: Enter, depth: int
) -> None:
    above = None
    for n in range(depth):
        above = page(intranet, f"Page {n}", Parent=above).number
    first = next(one for one in list_pages(SYSTEM, intranet.pages) if one.number == 1)
    revise_page(SYSTEM, first.item, values={"Parent": depth})
    shown = enter("owner").get(PAGES)
    assert shown.text.count('class="row__title"') == depth
    assert enter("owner").get(f"{PAGES}/{depth}-page-{depth - 1}").status == 200


@pytest.mark.parametrize("who", ["visitor", "nobody", "guest", "acme", "globex"])
def test_a_draft_is_nowhere_for_whom_it_is_not(
    intranet: World, enter: Enter, who: str
) -> None:
    page(intranet, "Quietly", Body="Quietly")
    browser = enter(who)
    for path in (f"{PAGES}/1", f"{PAGES}/1-quietly", f"{PAGES}/1?show=versions"):
        assert browser.get(path).status == 404
    assert "Quietly" not in browser.get(PAGES).text


def test_two_who_save_at_once_see_both_texts(intranet: World, enter: Enter) -> None:
    item = page(intranet, "Leave", Body="old").id
    seen = get_item(SYSTEM, item).version
    revise_page(intranet.actor("member"), item, values={"Body": "theirs"})
    owner, fields = enter("owner"), {**FORM, "body": "mine", "do": "save"}
    answer = submit(owner, f"{PAGES}/1", {**fields, "version": str(seen)})
    assert answer.status == 409
    assert "mine" in answer.text
    assert "theirs" in answer.text
    (now,) = re.findall(r'name="version" value="(\d+)"', answer.text)
    submit(owner, f"{PAGES}/1", {**fields, "version": now})
    assert get_page(SYSTEM, item).values["Body"] == "mine"


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"title": ""}, "title", "A value is needed"),
        ({"owner": "who@else.example"}, "owner", "Nobody here has"),
        ({"review": "soon"}, "review", "A date is expected"),
    ],
)
def test_what_is_wrong_stands_beside_its_field(
    intranet: World, enter: Enter, typed: dict[str, str], field: str, message: str
) -> None:
    answer = submit(enter("owner"), PAGES, {**FORM, "do": "save", **typed})
    assert answer.status == 400
    (said,) = re.findall(rf'id="{field}-error">.*?<span>(.*?)</span>', answer.text)
    assert message in said
    assert "Your lead." in answer.text
    assert list_pages(SYSTEM, intranet.pages) == []


def test_sent_twice_previewed_pictured_restored_and_deleted(
    intranet: World, enter: Enter
) -> None:
    owner = enter("owner")
    sent = {**FORM, **new_form(owner, PAGES), "do": "save"}
    for _ in range(2):
        submit(owner, PAGES, sent)
    (one,) = list_pages(SYSTEM, intranet.pages)
    shown = submit(owner, f"{PAGES}/1", {**FORM, "body": "**new**", "do": "preview"})
    assert "<strong>new</strong>" in shown.text
    version = str(get_item(SYSTEM, one.item).version)
    submit(
        owner,
        f"{PAGES}/1",
        {**FORM, "do": "picture", "version": version},
        {"pictures/map.jpg": picture()},
    )
    body = get_page(SYSTEM, one.item).values["Body"]
    assert "![map](/sites/hr/SiteAssets/Pages/1/map.jpg)" in body
    owner.post(f"{PAGES}/1", {"do": "restore-version", "version": "1.0"})
    assert "![map]" not in get_page(SYSTEM, one.item).values["Body"]
    after = owner.follow(owner.post(f"{PAGES}/1", {"do": "delete"}))
    (undo,) = re.findall(r'action="([^"]+do=restore[^"]+)"', after.text)
    assert list_pages(SYSTEM, intranet.pages) == []
    owner.post(undo.replace("&amp;", "&"))
    assert len(list_pages(SYSTEM, intranet.pages)) == 1


def test_published_twice_it_is_one_and_alike_they_are_two(
    intranet: World, enter: Enter
) -> None:
    owner = enter("owner")
    sent = {**FORM, **new_form(owner, PAGES), "do": "publish"}
    for _ in range(2):
        submitted = submit(owner, PAGES, sent)
        assert submitted.headers["location"] == f"{PAGES}/1-leave"
    (one,) = list_pages(SYSTEM, intranet.pages)
    assert not one.is_draft
    submit(owner, PAGES, {**sent, **new_form(owner, PAGES)})
    assert len(list_pages(SYSTEM, intranet.pages)) == 2


def test_whoever_may_edit_one_page_alone_saves_it(
    intranet: World, enter: Enter
) -> None:
    item = page(intranet, "Leave")
    other = page(intranet, "Pay")
    publish_page(intranet.actor("owner"), item.id)
    publish_page(intranet.actor("owner"), other.id)
    where = Securable(site=intranet.hr, list=intranet.pages, item=item.id)
    break_inheritance(intranet.actor("owner"), where)
    grant_role(
        intranet.actor("owner"),
        where,
        principal=intranet.principal("visitor"),
        role=RoleId.CONTRIBUTE,
    )
    visitor = enter("visitor")
    for number, status in ((item.number, 303), (other.number, 403)):
        fields = {**FORM, "body": "Mine", "do": "save", "version": "0"}
        if status == 303:
            form = visitor.get(f"{PAGES}/{number}?show=edit")
            fields["version"] = value_of(form, "version")
        assert submit(visitor, f"{PAGES}/{number}", fields).status == status
    assert get_page(SYSTEM, item.id).values["Body"] == "Mine"
    assert submit(visitor, PAGES, {**FORM, "do": "save"}).status == 403


def test_a_full_site_keeps_texts_and_refuses_pictures(
    intranet: World, enter: Enter
) -> None:
    set_quota(SYSTEM, intranet.hr, limit=0, warning=None)
    owner = enter("owner")
    sent = {**FORM, **new_form(owner, PAGES), "do": "save"}
    refused = submit(owner, PAGES, sent, {"pictures/map.jpg": picture()})
    assert refused.status == 507
    assert "storage limit" in words(refused)
    assert "Your lead." in refused.text
    assert submit(owner, PAGES, {**sent, "summary": "Else"}).status == 303
    (one,) = list_pages(SYSTEM, intranet.pages)
    assert one.summary == "Else"


def test_a_form_too_large_for_the_server_is_not_read(
    intranet: World, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    page(intranet, "Leave")
    small = replace(settings.HALLWAY, max_upload=100)
    monkeypatch.setattr(settings, "HALLWAY", small)
    for path in (PAGES, f"{PAGES}/1"):
        assert submit(enter("owner"), path, {**FORM, "do": "save"}).status == 413


@pytest.mark.parametrize("do", ["publish", "unpublish", "delete", "save"])
def test_a_reader_changes_nothing(intranet: World, enter: Enter, do: str) -> None:
    item = page(intranet, "Leave").id
    publish_page(intranet.actor("owner"), item)
    version = get_item(SYSTEM, item).version
    visitor = enter("visitor")
    fields = {**FORM, "do": do, "version": str(version)}
    assert submit(visitor, f"{PAGES}/1", fields).status == 403
    assert submit(visitor, PAGES, {**FORM, "do": "save"}).status == 403
    for path in (f"{PAGES}?show=new", f"{PAGES}/1?show=edit"):
        assert visitor.get(path).status == 403
    assert get_item(SYSTEM, item).version == version


def test_statements_do_not_grow_with_the_rows(
    intranet: World, enter: Enter, statements: Callable[[], Any]
) -> None:
    owner = enter("owner")
    owner.get(PAGES)
    counts = []
    for many in (3, 30):
        for n in range(many):
            page(intranet, f"{n}", Parent=1)
        with statements() as queries:
            owner.get(PAGES)
            owner.get(f"{PAGES}/1-0")
        counts.append(len(queries))
    assert counts[0] == counts[1]
