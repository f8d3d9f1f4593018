"""Site columns and content types: their pages, and the forms that follow them."""

from __future__ import annotations

import re

import pytest

from hallway.core.contenttypes.queries import (
    get_content_type,
    list_content_types,
    list_list_types,
    list_type_columns,
)
from hallway.core.contenttypes.records import ContentTypeRecord
from hallway.core.items.commands import put_file
from hallway.core.items.models import Item
from hallway.core.items.records import ItemId
from hallway.core.lists.records import ListRecord
from hallway.core.sitecolumns.commands import use_site_column
from hallway.wire import typeids
from tests.core.contenttypes.world_of_types import (
    column_of,
    content_type,
    list_type,
    names,
    site_column,
    type_of,
    use,
)
from tests.core.lists.world_of_columns import add, column, make_list, row
from tests.faces.web.content.browsing import words
from tests.faces.web.content.conftest import Enter
from tests.world import SYSTEM, World, stage

COLUMNS = "/sites/hr/_layouts/columns"
TYPES = "/sites/hr/_layouts/types"
ONCE = "6d1b3a4e-0b5e-4c0e-9f2d-0a6c4a5b7c22"


@pytest.fixture
def deals(world: World) -> ListRecord:
    """Give a list of contracts, which need a party, and offers."""
    there = make_list(world, "Deals")
    add(world, there.id, "Title", "text")
    party = site_column(world, "Party", "text")
    use(world, there.id, content_type(world, "Contract", party))
    use(world, there.id, content_type(world, "Offer"))
    return there


def test_a_site_column_is_made_changed_and_deleted(enter: Enter, world: World) -> None:
    owner = enter("owner")
    assert "No site columns yet" in words(owner.get(COLUMNS))
    assert "What will stand in it?" in words(owner.get(f"{COLUMNS}?show=add-column"))
    new = f"{COLUMNS}?show=add-column&type=choice"
    answer = owner.post(
        new, {"do": "add-column", "title": "Runs for", "group": "Ours", "choices": ""}
    )
    assert answer.status == 400
    assert "Write the choices" in words(answer)
    assert 'value="Ours"' in answer.text
    answer = owner.post(
        new,
        {"do": "add-column", "title": "Runs for", "group": "Ours", "choices": "1\r\n2"},
    )
    assert answer.status == 303
    made = column_of(world.hr, "RunsFor")
    assert (made.title, made.group, made.settings) == (
        "Runs for",
        "Ours",
        {"choices": ["1", "2"]},
    )
    there = make_list(world, "Deals")
    use_site_column(world.actor("owner"), there.id, guid=made.guid)
    form = f"{COLUMNS}?show=column&column={made.guid}"
    assert "Update the 1 list that has it" in words(owner.get(form))
    changed = {"do": "column", "title": "Term", "choices": "1\n2\n5", "required": "1"}
    assert owner.post(form, changed).status == 303
    assert column(there.id, "RunsFor").title == "Runs for"
    assert owner.post(form, {**changed, "spread": "1"}).status == 303
    held = column(there.id, "RunsFor")
    assert (held.title, held.required) == ("Term", True)
    answer = owner.post(form, {"do": "remove-column"})
    assert answer.status == 409
    assert "Lists have this column." in words(answer)


def test_a_content_type_is_made_with_its_columns(enter: Enter, world: World) -> None:
    owner = enter("owner")
    party = site_column(world, "Party", "text")
    total = site_column(world, "Total", "number")
    assert "No content types yet" in words(owner.get(TYPES))
    new = f"{TYPES}?show=add-type"
    wrong = {"do": "add-type", "name": "a/b", "parent": "0x01", "group": "Ours"}
    answer = owner.post(new, wrong)
    assert answer.status == 400
    assert "A name has none of these: /" in words(answer)
    assert 'value="a/b"' in answer.text
    answer = owner.post(new, {**wrong, "name": "Paper", "parent": typeids.DOCUMENT})
    assert answer.status == 303
    made = _named(world, "Paper")
    form = f"{TYPES}?show=type&type={made.type_id}"
    for guid, as_ in ((party.guid, "required"), (total.guid, "optional")):
        data = {"do": "set-column", "column": guid, "use": as_}
        assert owner.post(form, data).status == 303
    assert owner.post(form, {"do": "up", "column": total.guid}).status == 303
    assert names(world.hr, made) == ["Total", "Party"]
    data = {"do": "remove-column", "column": total.guid}
    assert owner.post(form, data).status == 303
    found = list_type_columns(SYSTEM, world.hr, made.type_id)
    assert [(one.title, one.required) for one in found] == [("Party", True)]
    page = words(owner.get(form))
    assert "Based on Document" in page
    assert made.type_id in page
    answer = owner.post(form, {"do": "set-column", "column": "", "use": "required"})
    assert answer.status == 400
    data = {"do": "set-column", "column": total.guid, "use": "magic"}
    assert owner.post(form, data).status == 400
    answer = owner.post(form, {"do": "save", "name": "", "description": "what for"})
    assert answer.status == 400
    assert "what for" in answer.text
    data = {"do": "save", "name": "Papers", "read_only": "1"}
    assert owner.post(form, data).status == 303
    assert get_content_type(SYSTEM, world.hr, made.type_id).is_read_only
    data = {"do": "set-column", "column": total.guid, "use": "optional"}
    answer = owner.post(form, data)
    assert answer.status == 409
    assert "This content type is read-only." in words(answer)
    assert owner.post(form, {"do": "remove-type"}).status == 303
    assert "No content types yet" in words(owner.get(TYPES))


def _named(world: World, name: str) -> ContentTypeRecord:
    every = list_content_types(SYSTEM, world.hr)
    return next(one for one in every if one.name == name)


def test_a_type_is_published_and_left(enter: Enter, world: World) -> None:
    made = content_type(world, "Paper", site_column(world, "Party", "text"))
    form = f"{TYPES}?show=type&type={made.type_id}"
    # The owner manages no other site: there is nothing to choose.
    assert "Publish to" not in words(enter("owner").get(form))
    admin = enter("admin")
    assert "Publish to" in words(admin.get(form))
    guid = world.sites["acme_site"].guid
    assert admin.post(form, {"do": "publish"}).status == 400
    answer = admin.post(form, {"do": "publish", "site": guid})
    assert answer.status == 303
    there = f"/sites/acme/_layouts/types?show=type&type={made.type_id}"
    page = words(admin.get(there))
    assert "Another site published this content type here" in page
    answer = admin.post(there, {"do": "save", "name": "Other"})
    assert answer.status == 409
    # A site that is out of his sight is none that he could publish to.
    answer = enter("owner").post(form, {"do": "publish", "site": guid})
    assert answer.status == 400
    assert admin.post(form, {"do": "unpublish", "site": guid}).status == 303
    assert not get_content_type(SYSTEM, world.acme_site, made.type_id).is_published


def test_a_list_takes_types_from_its_settings(enter: Enter, world: World) -> None:
    owner = enter("owner")
    there = make_list(world, "Deals")
    party = site_column(world, "Party", "text")
    contract = content_type(world, "Contract", party)
    content_type(world, "Paper", parent=typeids.DOCUMENT)
    settings = f"/sites/hr/_layouts/list?list={there.guid}"
    assert "Content types" in words(owner.get(settings))
    form = f"{settings}&show=types"
    page = words(owner.get(form))
    assert "Contract" in page
    assert "Paper" not in page
    answer = owner.post(form, {"do": "add-type", "type_id": "rubbish"})
    assert answer.status == 400
    answer = owner.post(form, {"do": "add-type", "type_id": contract.type_id})
    assert answer.status == 303
    mine = list_type(there.id, "Contract")
    up = {"do": "type-up", "type": mine.type_id}
    assert owner.post(form, up).status == 303
    assert list_list_types(SYSTEM, there.id)[0].name == "Contract"
    one = f"{settings}&show=list-type&type={mine.type_id}"
    data = {"do": "set-type-column", "column": "Party", "use": "optional"}
    assert owner.post(one, data).status == 303
    assert "said by this list" in words(owner.get(one))
    answer = owner.post(one, {"do": "save-type", "name": "", "description": "kept"})
    assert answer.status == 400
    assert "kept" in answer.text
    data = {"do": "save-type", "name": "Agreement", "offered": "1"}
    assert owner.post(one, data).status == 303
    assert list_type(there.id, "Agreement").type_id == mine.type_id
    remove = {"do": "remove-type", "type": mine.type_id}
    assert owner.post(form, remove).status == 303
    assert list_list_types(SYSTEM, there.id) == []
    # A column of the site without a type.
    answer = owner.get(f"{settings}&show=add-column")
    assert "A column of the site" not in words(answer)
    total = site_column(world, "Total", "number")
    assert "A column of the site" in words(owner.get(f"{settings}&show=add-column"))
    data = {"do": "use-site-column", "site_column": total.guid}
    assert owner.post(settings, data).status == 303
    assert column(there.id, "Total").site_column == total.id


def test_forms_show_the_columns_of_the_type(
    enter: Enter, world: World, deals: ListRecord
) -> None:
    member = enter("member")
    where = "/sites/hr/Lists/Deals"
    contract, offer = list_type(deals.id, "Contract"), list_type(deals.id, "Offer")
    page = member.get(where)
    assert f"show=new&amp;type={contract.type_id}" in page.text
    form = member.get(f"{where}?show=new&type={contract.type_id}")
    assert "New Contract" in words(form)
    assert 'name="c.Party"' in form.text
    other = member.get(f"{where}?show=new&type={offer.type_id}")
    assert 'name="c.Party"' not in other.text
    assert 'name="c.Party"' not in member.get(f"{where}?show=new").text
    data = {"do": "new", "once": ONCE, "type": contract.type_id, "c.Title": "one"}
    answer = member.post(where, data)
    assert answer.status == 400
    assert re.search(r'id="c-Party"[^>]*aria-invalid', answer.text)
    assert contract.type_id in answer.text
    answer = member.post(where, {**data, "c.Party": "Acme"})
    assert answer.status == 303
    made = _last(deals)
    assert type_of(made) == "Contract"


def _last(deals: ListRecord) -> ItemId:
    """Give the item that was made last."""
    rows = Item.unscoped.filter(list_id=deals.id).order_by("-number")
    return ItemId(rows.values_list("pk", flat=True)[0])


def test_an_item_becomes_of_another_type(
    enter: Enter, world: World, deals: ListRecord
) -> None:
    made = row(world.actor("owner"), deals.id, Title="one")
    member = enter("member")
    where = f"/sites/hr/Lists/Deals/{made.number}"
    contract = list_type(deals.id, "Contract")
    page = member.get(where)
    assert "Content type" in words(page)
    assert 'name="c.Party"' not in page.text
    data = {
        "do": "save",
        "version": str(made.version),
        "type": contract.type_id,
        "c.Title": "one",
    }
    answer = member.post(where, data)
    # The form of the new type asks for what it needs.
    assert answer.status == 400
    assert re.search(r'id="c-Party"[^>]*aria-invalid', answer.text)
    answer = member.post(where, {**data, "c.Party": "Acme"})
    assert answer.status == 303
    assert type_of(made.id) == "Contract"
    page = member.get(where)
    assert 'name="c.Party"' in page.text
    assert "Content type: Item → Contract" in words(page)
    visitor = words(enter("visitor").get(where))
    assert "Content type Contract" in visitor


def test_a_file_becomes_of_another_type(enter: Enter, world: World) -> None:
    party = site_column(world, "Party", "text")
    paper = content_type(world, "Paper", party, parent=typeids.DOCUMENT)
    mine = use(world, world.documents, paper)
    owner = world.actor("owner")
    made = put_file(owner, world.root, name="offer-x.txt", body=stage(b"x")).item
    member = enter("member")
    where = "/sites/hr/Documents"
    page = member.get(f"{where}?show=properties&item={made.number}")
    assert 'name="type"' in page.text
    assert 'name="c.Party"' not in page.text
    data = {
        "do": "properties",
        "item": str(made.number),
        "version": str(made.version),
        "type": mine.type_id,
    }
    answer = member.post(where, data)
    assert answer.status == 400
    assert re.search(r'id="c-Party"[^>]*aria-invalid', answer.text)
    assert member.post(where, {**data, "c.Party": "Acme"}).status == 303
    assert type_of(made.id) == "Paper"


@pytest.mark.parametrize("who", ["member", "visitor", "nobody", "acme"])
def test_who_does_not_manage_sees_no_page(enter: Enter, world: World, who: str) -> None:
    made = content_type(world, "Paper", site_column(world, "Party", "text"))
    browser = enter(who)
    expected = 403 if who in ("member", "visitor") else 404
    for address in (
        COLUMNS,
        TYPES,
        f"{TYPES}?show=type&type={made.type_id}",
        f"{COLUMNS}?show=add-column&type=text",
    ):
        answer = browser.get(address)
        assert answer.status == expected
        assert "Paper" not in answer.text
    if who == "acme":
        # A customer sees no page of ours that has a form.
        return
    for address, do in ((COLUMNS, "add-column"), (TYPES, "add-type")):
        assert browser.post(address, {"do": do}).status == expected


def test_what_is_no_type_is_not_there(enter: Enter, world: World) -> None:
    owner = enter("owner")
    news = make_list(world, "Deals")
    for address in (
        f"{TYPES}?show=type&type=0x01",
        f"{TYPES}?show=type&type=rubbish",
        f"{COLUMNS}?show=column&column=rubbish",
        f"/sites/hr/_layouts/list?list={news.guid}&show=list-type&type=rubbish",
    ):
        assert owner.get(address).status == 404
    for address in (TYPES, COLUMNS):
        assert owner.post(address, {"do": "nonsense"}).status == 400
