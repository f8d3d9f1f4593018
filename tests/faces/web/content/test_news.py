"""News in a browser: read, written, hidden from whom they are not for."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from hallway.core import clock
from hallway.core.access.breaking import Inherit
from hallway.core.access.commands import break_inheritance, grant_role, revoke_role
from hallway.core.access.records import Securable
from hallway.core.access.rights import RoleId
from hallway.core.items.queries import get_item
from hallway.core.sites.commands import set_quota
from hallway.kinds.news.commands import revise
from hallway.kinds.news.queries import get_post, list_drafts, list_news
from tests.faces.dav.asking import Answer
from tests.faces.web.content.browsing import BOUNDARY, Browser, words
from tests.faces.web.content.conftest import Enter
from tests.kinds.intranet import DAY, draft, post
from tests.world import SYSTEM, World

NEWS = "/sites/hr/Lists/News"
FORM = {
    "title": "Two houses, one hallway",
    "summary": "What changes.",
    "body": "# Day one\n\nOne **sign-in**.",
    "picture": "",
    "picture_text": "",
    "author": "",
    "company": "",
    "priority": "normal",
    "alert_until": "",
    "publish_at": "",
}


def picture(*, kind: str = "JPEG") -> bytes:
    made = Image.new("RGB", (2000, 1000), "teal")
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    body = io.BytesIO()
    made.save(body, kind, exif=exif)
    return body.getvalue()


def submit(
    browser: Browser,
    path: str,
    fields: dict[str, str],
    files: dict[str, bytes] | None = None,
) -> Answer:
    """Send the form of a text, with its pictures."""
    body = b""
    for name, value in {"csrfmiddlewaretoken": browser.token(), **fields}.items():
        body += (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
            f"{value}\r\n"
        ).encode()
    for name, content in (files or {}).items():
        field, _, filename = name.partition("/")
        body += (
            f"--{BOUNDARY}\r\nContent-Disposition: form-data;"
            f' name="{field}"; filename="{filename}"\r\n\r\n'
        ).encode()
        body += content + b"\r\n"
    return browser.send_raw(path, body + f"--{BOUNDARY}--\r\n".encode())


def value_of(page: Answer, name: str) -> str:
    """What a field of a form comes with."""
    (field,) = re.findall(rf'<input[^>]* name="{name}"[^>]*>', page.text)
    found = re.search(r' value="([^"]*)"', field)
    return "" if found is None else found[1]


def new_form(browser: Browser, path: str) -> dict[str, str]:
    """What the empty form of a list knows itself by."""
    return {"once": value_of(browser.get(f"{path}?show=new"), "once")}


def test_a_post_stands_at_its_number_and_title(intranet: World, enter: Enter) -> None:
    post(intranet, "Größe zählt", Body="## Why\n\nBecause.", Summary="It does.")
    visitor = enter("visitor")
    for path in (f"{NEWS}/1", f"{NEWS}/1-wrong", f"{NEWS.lower()}/1-groesse-zaehlt"):
        assert visitor.get(path).headers["location"] == f"{NEWS}/1-groesse-zaehlt"
    page = visitor.get(f"{NEWS}/1-groesse-zaehlt")
    assert page.status == 200
    assert '<h2 id="h-why">Why</h2>' in page.text
    assert "1 minute" in words(page)
    assert "Edit" not in words(page)


def test_the_list_shows_weeks_and_drafts_to_those_who_write(
    intranet: World, enter: Enter
) -> None:
    now = clock.now()
    post(intranet, "Today's")
    post(intranet, "Old one", at=now - 30 * DAY)
    draft(intranet, "Not yet")
    said = words(enter("owner").get(NEWS))
    assert "This week" in said
    assert "Week of" in said
    assert "Not yet" in said
    assert "New post" in said
    said = words(enter("visitor").get(NEWS))
    assert "Old one" in said
    assert "Not yet" not in said
    assert "New post" not in said


@pytest.mark.parametrize("who", ["visitor", "nobody", "guest", "acme", "globex"])
def test_a_draft_is_nowhere_for_whom_it_is_not(
    intranet: World, enter: Enter, who: str
) -> None:
    draft(intranet, "Quietly", Body="Quietly")
    browser = enter(who)
    absent = browser.get(f"{NEWS}/99-quietly")
    for path in (f"{NEWS}/1-quietly", f"{NEWS}/1", f"{NEWS}/1?show=versions"):
        assert browser.get(path).status == absent.status == 404
    for path in (NEWS, "/news", "/", "/sites/hr"):
        assert "Quietly" not in browser.get(path).text


def test_all_news_are_of_sites_one_may_see(intranet: World, enter: Enter) -> None:
    post(intranet, "Of HR")
    post(intranet, "Of home", where="home_news")
    post(intranet, "Of Acme", where="acme_news")
    assert "Of HR" in words(enter("visitor").get("/news"))
    for word in ("Of home", "Of Acme"):
        assert word not in words(enter("visitor").get("/news"))
        assert word in words(enter("admin").get("/news"))
    nothing = enter("nobody").get("/news")
    assert "No news yet" in words(nothing)
    assert "Of " not in words(nothing)
    assert enter("acme").get("/news").status == 404
    assert Browser().get("/news").status == 302


def test_older_posts_are_on_the_next_page(intranet: World, enter: Enter) -> None:
    now = clock.now()
    for n in range(25):
        post(intranet, f"Post {n:02}", at=now - n * DAY)
    visitor = enter("visitor")
    first = visitor.get("/news")
    assert "Post 19" in words(first)
    assert "Post 20" not in words(first)
    (further,) = re.findall(r'href="(/news\?before=[^"]+)"', first.text)
    second = words(visitor.get(further))
    assert "Post 20" in second
    assert "Post 19" not in second
    # The guid of a post somebody may not see leads nowhere in particular.
    hidden = post(intranet, "Hidden", where="home_news")
    guid = get_item(SYSTEM, hidden).guid
    assert "Post 00" in words(visitor.get(f"/news?before={guid}"))
    assert "Post 00" in words(visitor.get("/news?before=no&company=9x"))


def test_a_company_filters(intranet: World, enter: Enter) -> None:
    from hallway.core.people.commands import add_organisation

    add_organisation(SYSTEM, name="Halden", kind="own")
    own = intranet.organisations["own"].id
    post(intranet, "Ours", Organisation=own)
    post(intranet, "All of us")
    page = enter("visitor").get(f"/news?company={own}")
    assert "Ours" in words(page)
    assert "All of us" not in words(page)
    assert "Halden" in words(page)
    assert "Acme" not in words(page)


def test_a_post_is_written_published_and_made_a_draft_again(
    intranet: World, enter: Enter
) -> None:
    member = enter("member")
    assert "Headline" in words(member.get(f"{NEWS}?show=new"))
    saved = submit(member, NEWS, {**FORM, "do": "save"})
    address = f"{NEWS}/1-two-houses-one-hallway"
    assert saved.headers["location"] == f"{address}?show=edit"
    assert "Draft saved" in words(member.follow(saved))
    assert enter("visitor").get(address).status == 404
    version = get_item(SYSTEM, list_drafts(SYSTEM)[0].item).version
    done = submit(member, address, {**FORM, "do": "publish", "version": str(version)})
    page = member.follow(done)
    assert "Published" in words(page)
    assert "Member" in words(page)
    assert "One sign-in" in words(enter("visitor").get(address)).replace("  ", " ")
    member.post(address, {"do": "unpublish"})
    assert enter("visitor").get(address).status == 404


@pytest.mark.parametrize("do", ["save", "publish", "schedule"])
def test_the_same_form_sent_twice_makes_one_post(
    intranet: World, enter: Enter, do: str
) -> None:
    owner = enter("owner")
    sent = {**FORM, **new_form(owner, NEWS), "do": do, "publish_at": "2099-01-02T10:00"}
    files = {"head/door.jpg": picture(), "pictures/wall.jpg": picture()}
    first = submit(owner, NEWS, sent, files)
    (made,) = [*list_drafts(SYSTEM), *list_news(SYSTEM)]
    version = get_item(SYSTEM, made.item).version
    second = submit(owner, NEWS, sent, files)
    assert first.headers["location"] == second.headers["location"]
    assert [*list_drafts(SYSTEM), *list_news(SYSTEM)] == [made]
    assert get_item(SYSTEM, made.item).version == version


@pytest.mark.parametrize("once", ["", "x", "\0", "0" * 40])
def test_two_posts_may_say_the_same(intranet: World, enter: Enter, once: str) -> None:
    owner = enter("owner")
    for _ in range(2):
        submit(owner, NEWS, {**FORM, "once": once, "do": "save"})
    assert len(list_drafts(SYSTEM)) == 2


def test_a_form_refused_after_its_post_was_made_counts_when_it_is_mended(
    intranet: World, enter: Enter
) -> None:
    owner = enter("owner")
    sent = {**FORM, "do": "schedule", "publish_at": "2001-01-01T10:00"}
    refused = submit(owner, NEWS, sent, {"pictures/wall.jpg": picture()})
    assert refused.status == 400
    kept = {name: value_of(refused, name) for name in ("once", "picture")}
    (body,) = re.findall(r'(?s)<textarea[^>]*id="body"[^>]*>(.*?)<', refused.text)
    assert "/wall.jpg)" in body
    mended = submit(
        owner,
        NEWS,
        {
            **sent,
            **kept,
            "body": body,
            "publish_at": "2099-01-02T10:00",
            "priority": "high",
            "must_read": "1",
        },
        {"head/door.jpg": picture(), "pictures/wall.jpg": picture()},
    )
    assert mended.headers["location"] == f"{NEWS}/1-two-houses-one-hallway"
    (card,) = list_drafts(SYSTEM)
    assert (card.priority, card.must_read) == ("high", True)
    assert card.scheduled is not None
    values = get_post(SYSTEM, card.item).values
    assert values["Picture"].endswith("/door.jpg")
    assert values["Body"].count("/wall.jpg)") == 1


def test_a_form_sent_again_takes_nothing_from_others(
    intranet: World, enter: Enter
) -> None:
    owner = enter("owner")
    sent = {**FORM, **new_form(owner, NEWS), "do": "save"}
    submit(owner, NEWS, sent)
    (card,) = list_drafts(SYSTEM)
    # Another person with the same token does not get at it, nor does another list.
    for path in (NEWS, "/sites/acme/Lists/News"):
        who = "member" if path == NEWS else "admin"
        refused = submit(enter(who), path, {**sent, "body": "mine"})
        assert refused.status == 409
        assert "mine" in refused.text
    revise(intranet.actor("member"), card.item, values={"Body": "theirs"})
    refused = submit(owner, NEWS, {**sent, "body": "mine"})
    assert refused.status == 409
    assert "mine" in refused.text
    assert get_post(SYSTEM, card.item).values["Body"] == "theirs"
    assert len(list_drafts(SYSTEM)) == 1
    owner.post(f"{NEWS}/1", {"do": "delete"})
    refused = submit(owner, NEWS, sent)
    assert refused.status == 409
    assert "One **sign-in**." in refused.text
    assert list_drafts(SYSTEM) == []
    # What the form made is gone: by now it is a new one.
    again = {**sent, "once": value_of(refused, "once")}
    assert submit(owner, NEWS, again).headers["location"].startswith(f"{NEWS}/2-")


def test_who_may_no_more_edit_his_post_changes_nothing_by_its_first_form(
    intranet: World, enter: Enter
) -> None:
    member = enter("member")
    sent = {**FORM, **new_form(member, NEWS), "do": "publish"}
    submit(member, NEWS, sent)
    (card,) = list_news(SYSTEM)
    where = Securable(site=intranet.hr, list=intranet.news, item=card.item)
    owner, person = intranet.actor("owner"), intranet.principal("member")
    break_inheritance(owner, where, start=Inherit.CLEAR)
    grant_role(owner, where, principal=person, role=RoleId.READ)
    files = {"pictures/wall.jpg": picture()}
    assert submit(member, NEWS, {**sent, "body": "mine"}).status == 403
    assert submit(member, NEWS, sent, files).status == 403
    revoke_role(owner, where, principal=person, role=RoleId.READ)
    assert submit(member, NEWS, sent).status == 409
    assert get_post(SYSTEM, card.item).values["Body"] == FORM["body"]
    assert len(list_news(SYSTEM)) == 1


def test_a_time_refused_after_a_change_was_saved_is_mended(
    intranet: World, enter: Enter
) -> None:
    draft(intranet, "Merger")
    owner = enter("owner")
    address = f"{NEWS}/1"
    version = value_of(owner.get(f"{address}?show=edit"), "version")
    sent = {**FORM, "do": "schedule", "publish_at": "2001-01-01T10:00"}
    refused = submit(owner, address, {**sent, "version": version})
    assert refused.status == 400
    version = value_of(refused, "version")
    sent["publish_at"] = "2099-01-02T10:00"
    assert submit(owner, address, {**sent, "version": version}).status == 303
    assert list_drafts(SYSTEM)[0].scheduled is not None


def test_a_full_site_keeps_texts_and_refuses_pictures(
    intranet: World, enter: Enter
) -> None:
    set_quota(SYSTEM, intranet.hr, limit=0, warning=None)
    owner = enter("owner")
    sent = {**FORM, **new_form(owner, NEWS), "do": "save"}
    refused = submit(owner, NEWS, sent, {"head/door.jpg": picture()})
    assert refused.status == 507
    assert "storage limit" in words(refused)
    assert "One **sign-in**." in refused.text
    assert value_of(refused, "once") == sent["once"]
    assert submit(owner, NEWS, sent).status == 303
    (card,) = list_drafts(SYSTEM)
    version = str(get_item(SYSTEM, card.item).version)
    again = {**sent, "version": version, "body": "Changed"}
    files = {"pictures/wall.png": picture()}
    refused = submit(owner, f"{NEWS}/1", again, files)
    assert refused.status == 507
    assert "Changed" in refused.text
    assert submit(owner, f"{NEWS}/1", again).status == 303
    assert get_post(SYSTEM, card.item).values["Body"] == "Changed"


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"title": ""}, "title", "A value is needed"),
        ({"author": "who@else.example"}, "author", "Nobody here has"),
        ({"alert_until": "soon"}, "alert_until", "A date and time is expected"),
        ({"priority": "alert"}, "alert_until", "Say until when"),
        ({"picture": "https://else.example/x"}, "picture", "begins with one"),
        ({"do": "schedule"}, "publish_at", "Say when"),
        ({"do": "schedule", "publish_at": "2001-01-01T10:00"}, "publish_at", "past"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_text_is_kept(
    intranet: World, enter: Enter, typed: dict[str, str], field: str, message: str
) -> None:
    answer = submit(enter("owner"), NEWS, {**FORM, "do": "publish", **typed})
    assert answer.status == 400
    (said,) = re.findall(rf'id="{field}-error">.*?<span>(.*?)</span>', answer.text)
    assert message in said
    assert "One **sign-in**." in answer.text
    assert list_news(SYSTEM) == []


def test_two_who_save_at_once_see_both_texts(intranet: World, enter: Enter) -> None:
    item = post(intranet, "Plan", Body="mine")
    seen = get_item(SYSTEM, item).version
    revise(intranet.actor("member"), item, values={"Body": "theirs"})
    owner = enter("owner")
    fields = {**FORM, "title": "Plan", "body": "my words", "do": "save"}
    answer = submit(owner, f"{NEWS}/1", {**fields, "version": str(seen)})
    assert answer.status == 409
    assert "my words" in answer.text
    assert "theirs" in answer.text
    assert get_post(SYSTEM, item).values["Body"] == "theirs"
    (now,) = re.findall(r'name="version" value="(\d+)"', answer.text)
    assert submit(owner, f"{NEWS}/1", {**fields, "version": now}).status == 303
    assert get_post(SYSTEM, item).values["Body"] == "my words"


def test_a_preview_keeps_the_text_and_saves_nothing(
    intranet: World, enter: Enter
) -> None:
    owner = enter("owner")
    form = new_form(owner, NEWS)
    page = submit(owner, NEWS, {**FORM, **form, "do": "preview"})
    assert page.status == 200
    assert value_of(page, "once") == form["once"]
    assert "<strong>sign-in</strong>" in page.text
    assert "One **sign-in**." in page.text
    assert list_drafts(SYSTEM) == []


def test_pictures_are_made_small_and_hidden_with_the_draft(
    intranet: World, enter: Enter
) -> None:
    owner = enter("owner")
    saved = submit(
        owner,
        NEWS,
        {**FORM, "do": "picture"},
        {"head/My door.JPG": picture(), "pictures/wall.png": picture(kind="PNG")},
    )
    assert saved.status == 303, words(saved)
    values = get_post(SYSTEM, list_drafts(SYSTEM)[0].item).values
    folder = "/sites/hr/SiteAssets/News/1"
    assert values["Picture"] == f"{folder}/my-door.jpg"
    assert values["Body"].endswith(f"![wall]({folder}/wall.png)")
    shown = owner.get(values["Picture"])
    assert shown.headers["content-type"] == "image/jpeg"
    small = Image.open(io.BytesIO(shown.body))
    assert small.size == (1600, 800)
    assert b"secret place" not in shown.body
    assert enter("visitor").get(values["Picture"]).status == 404
    owner.post(f"{NEWS}/1", {"do": "publish"})
    assert enter("visitor").get(values["Picture"]).status == 200
    assert enter("nobody").get(values["Picture"]).status == 404


def test_what_is_no_picture_is_refused(intranet: World, enter: Enter) -> None:
    answer = submit(
        enter("owner"), NEWS, {**FORM, "do": "save"}, {"head/x.png": b"<svg onload=x>"}
    )
    assert answer.status == 400
    assert "is no picture" in words(answer)
    assert list_drafts(SYSTEM) == []


def test_a_post_is_scheduled_and_not_any_more(intranet: World, enter: Enter) -> None:
    owner = enter("owner")
    submit(owner, NEWS, {**FORM, "do": "schedule", "publish_at": "2099-01-02T10:00"})
    page = owner.get(f"{NEWS}/1-two-houses-one-hallway")
    assert "It will be published on 2 January 2099, 10:00" in words(page)
    owner.post(f"{NEWS}/1", {"do": "unschedule"})
    assert list_drafts(SYSTEM)[0].scheduled is None


def test_a_version_is_restored_and_a_deletion_undone(
    intranet: World, enter: Enter
) -> None:
    item = post(intranet, "First")
    revise(intranet.actor("owner"), item, values={"Title": "Second"})
    owner = enter("owner")
    assert "Restore version 2.0" in words(owner.get(f"{NEWS}/1-second?show=versions"))
    owner.follow(owner.post(f"{NEWS}/1", {"do": "restore-version", "version": "2.0"}))
    assert get_post(SYSTEM, item).card.title == "First"
    page = owner.follow(owner.post(f"{NEWS}/1", {"do": "delete"}))
    (undo,) = re.findall(r'action="([^"]+do=restore[^"]+)"', page.text)
    assert list_news(SYSTEM) == []
    owner.follow(owner.post(undo.replace("&amp;", "&")))
    assert list_news(SYSTEM)[0].title == "First"


@pytest.mark.parametrize("do", ["publish", "unpublish", "delete", "save", "schedule"])
def test_a_reader_changes_nothing(intranet: World, enter: Enter, do: str) -> None:
    item = post(intranet, "First")
    visitor = enter("visitor")
    version = str(get_item(SYSTEM, item).version)
    fields = {**FORM, "do": do, "version": version, "publish_at": "2099-01-01T10:00"}
    assert submit(visitor, f"{NEWS}/1", fields).status == 403
    assert submit(visitor, NEWS, {**FORM, "do": "save"}).status == 403
    assert visitor.get(f"{NEWS}?show=new").status == 403
    assert visitor.get(f"{NEWS}/1?show=edit").status == 403
    assert get_item(SYSTEM, item).version == int(version)


def test_statements_do_not_grow_with_the_rows(
    intranet: World, enter: Enter, statements: Callable[[], Any]
) -> None:
    owner = enter("owner")
    counts: list[int] = []
    for _ in range(2):
        for n in range(len(counts) * 15 + 3):
            post(intranet, f"{n}")
            post(intranet, f"{n}", where="home_news")
            draft(intranet, f"{n}")
        owner.get("/news")
        with statements() as queries:
            owner.get("/news")
            owner.get(NEWS)
        counts.append(len(queries))
    assert counts[0] == counts[1]
