"""What is shared with a customer, and what he sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hallway.core.items.commands import create_folder, put_file
from hallway.core.items.records import ItemId
from hallway.core.lists.queries import list_lists
from tests.faces.portal.test_requests import send
from tests.faces.web.content.browsing import words
from tests.world import SYSTEM, stage

if TYPE_CHECKING:
    from tests.faces.portal.conftest import Enter
    from tests.kinds.requests.desk import Desk


@pytest.fixture
def shared(desk: Desk) -> Desk:
    for who, customer in desk.customers.items():
        library = next(
            one
            for one in list_lists(SYSTEM, customer.site)
            if one.url_name == "Documents"
        )
        folder = create_folder(SYSTEM, ItemId(library.root), name="Contracts & Co")
        put_file(
            SYSTEM,
            folder.id,
            name=f"{who} ü.html",
            body=stage(f"<b>{who}</b>".encode()),
        )
    return desk


def test_a_customer_browses_and_loads_what_is_shared(
    shared: Desk, enter: Enter
) -> None:
    anna = enter("anna")
    top = anna.follow(anna.get("/portal/documents"))
    assert "Contracts &amp; Co" in top.text
    assert "Uploads" in top.text
    folder = "/portal/documents/ACM/Contracts%20&%20Co"
    assert "acme ü.html" in words(anna.get(folder))
    answer = anna.get(f"{folder}/acme%20%C3%BC.html")
    assert answer.body == b"<b>acme</b>"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert (
        "filename*=utf-8''acme%20%C3%BC.html" in answer.headers["content-disposition"]
    )
    assert answer.headers["content-security-policy"] == "sandbox"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert "acme ü.html" in words(anna.get("/portal"))


def test_another_customers_library_is_not_there(shared: Desk, enter: Enter) -> None:
    anna = enter("anna")
    for path in (
        "GLO",
        "GLO/Uploads",
        "GLO/Contracts%20&%20Co/globex%20%C3%BC.html",
        "ACM/../../globex/Documents",
        "ACM/%2e%2e/globex",
        "ACM/Contracts%20&%20Co/globex%20%C3%BC.html",
        "none",
    ):
        answer = anna.get(f"/portal/documents/{path}")
        assert answer.status == 404, path
        assert "globex" not in answer.text.replace(path, "").lower(), path


def test_files_go_where_he_may_add_and_nowhere_else(shared: Desk, enter: Enter) -> None:
    anna = enter("anna")
    assert "Send files" not in words(anna.get("/portal/documents/ACM"))
    assert "Send files" in words(anna.get("/portal/documents/ACM/Uploads"))
    sent = send(
        anna,
        "/portal/documents/ACM/Uploads",
        {},
        {"..\\..\\plan\u202efdp.exe": b"plan"},
    )
    assert sent.status == 303
    assert "planfdp.exe" in words(anna.follow(sent))
    refused = send(anna, "/portal/documents/ACM", {}, {"a.txt": b"x"})
    assert refused.status == 403
    assert "a.txt" not in words(anna.get("/portal/documents/ACM"))
    assert send(anna, "/portal/documents/GLO/Uploads", {}, {"a": b"b"}).status == 404
    nothing = send(anna, "/portal/documents/ACM/Uploads", {}, {})
    assert nothing.status == 400
    assert "Choose a file first." in words(nothing)


def test_a_form_that_breaks_off_is_no_crash(shared: Desk, enter: Enter) -> None:
    anna = enter("anna")
    answer = anna.send_raw("/portal/requests/new", b"--nonsense")
    assert answer.status in (400, 403)


def test_who_has_two_companies_chooses(shared: Desk, enter: Enter) -> None:
    both = enter("both")
    assert both.get("/portal").headers["location"] == "/portal/organisation"
    page = both.get("/portal/organisation")
    assert "Acme" in words(page)
    assert "Globex" in words(page)
    assert both.post("/portal/organisation", {"customer": "XXX"}).status == 400
    chosen = both.post("/portal/organisation", {"customer": "GLO"})
    assert "Globex" in words(both.follow(chosen))
    assert both.get("/portal/documents").headers["location"].endswith("/GLO")
    # A request says itself whose it is.
    made = shared.open("anna")
    assert both.get(f"/portal/requests/{made.ref}").status == 200
    one = enter("anna")
    assert one.post("/portal/organisation", {"customer": "GLO"}).status == 400
    one.cookies["portal-customer"] = "GLO"
    assert "Acme" in words(one.get("/portal"))
