"""What a customer does on the portal."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from hallway.kinds.requests.commands import add_participant, set_state
from hallway.kinds.requests.queries import get_request, list_messages, list_requests
from hallway.kinds.requests.records import Shown
from tests.faces.web.content.browsing import BOUNDARY, Browser, words
from tests.kinds.requests.desk import OF_ACME, file

if TYPE_CHECKING:
    from tests.faces.portal.conftest import Enter
    from tests.kinds.requests.desk import Desk


def form(fields: dict[str, str], files: dict[str, bytes]) -> bytes:
    """A form with files, as a browser sends it."""
    body = b""
    for name, value in fields.items():
        body += (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
            f"{value}\r\n"
        ).encode()
    for name, content in files.items():
        body += (
            f"--{BOUNDARY}\r\nContent-Disposition: form-data; "
            f'name="files"; filename="{name}"\r\n\r\n'
        ).encode() + (content + b"\r\n")
    return body + f"--{BOUNDARY}--\r\n".encode()


def send(
    browser: Browser, path: str, fields: dict[str, str], files: dict[str, bytes]
) -> Any:
    given = {"csrfmiddlewaretoken": browser.token(), **fields}
    return browser.send_raw(path, form(given, files))


def hidden_token(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_customer_is_led_to_the_portal(desk: Desk, enter: Enter) -> None:
    anna = enter("anna")
    assert anna.get("/").headers["location"] == "/portal"
    page = anna.get("/portal")
    assert page.status == 200
    assert "No request is open" in words(page)
    assert 'href="/sites' not in page.text
    assert anna.get("/sites").status == 404


def test_a_stranger_is_led_to_sign_in(desk: Desk) -> None:
    answer = Browser().get("/portal/requests")
    assert answer.headers["location"] == "/accounts/login/?next=%2Fportal%2Frequests"


def test_a_request_is_opened_with_a_file_answered_and_closed(
    desk: Desk, enter: Enter
) -> None:
    anna = enter("anna")
    page = anna.get("/portal/requests/new")
    made = send(
        anna,
        "/portal/requests/new",
        {
            "subject": "Cold <room>",
            "body": "Too warm & loud.",
            "token": hidden_token(page.text),
        },
        {"../report.html": b"<script>alert(1)</script>"},
    )
    assert made.headers["location"] == "/portal/requests/ACM-1"
    shown = anna.follow(made)
    assert "Cold &lt;room&gt;" in shown.text
    assert "Too warm &amp; loud." in shown.text
    assert "We have received your request ACM-1" in words(shown)
    found = re.search(r'href="(/portal/requests/ACM-1/files/[^"]+)"', shown.text)
    assert found
    file_ = anna.get(found[1])
    assert file_.body == b"<script>alert(1)</script>"
    assert file_.headers["content-type"] == "application/octet-stream"
    assert file_.headers["content-disposition"] == 'attachment; filename="report.html"'
    assert file_.headers["content-security-policy"] == "sandbox"
    assert file_.headers["x-content-type-options"] == "nosniff"
    answered = anna.post(
        "/portal/requests/ACM-1", {"do": "reply", "body": "Still warm."}
    )
    assert answered.status == 303
    closed = anna.post("/portal/requests/ACM-1", {"do": "close"})
    assert "Open it again" in words(anna.follow(closed))
    anna.post("/portal/requests/ACM-1", {"do": "reopen"})
    assert "Close request" in words(anna.get("/portal/requests/ACM-1"))
    assert "Cold &lt;room&gt;" in anna.get("/portal/requests").text


def test_what_was_typed_is_kept_with_the_message_beside_it(
    desk: Desk, enter: Enter
) -> None:
    anna = enter("anna")
    page = send(
        anna,
        "/portal/requests/new",
        {"subject": "", "body": "My long text"},
        {"a.txt": b"x"},
    )
    assert page.status == 400
    assert "Say in a few words what it is about." in words(page)
    assert ">My long text</textarea>" in page.text
    assert 'aria-describedby="subject-error"' in page.text
    assert "Choose your files again" in words(page)
    request = desk.open("anna")
    page = anna.post(f"/portal/requests/{request.ref}", {"do": "reply", "body": " "})
    assert page.status == 400
    assert "Write something first." in words(page)
    page = anna.post(f"/portal/requests/{request.ref}", {"do": "dance"})
    assert page.status == 400


def test_a_form_sent_twice_is_one_request(desk: Desk, enter: Enter) -> None:
    anna = enter("anna")
    fields = {
        "subject": "Twice",
        "body": "x",
        "token": hidden_token(anna.get("/portal/requests/new").text),
    }
    first = anna.post("/portal/requests/new", fields)
    again = anna.post("/portal/requests/new", fields)
    assert first.headers["location"] == again.headers["location"]
    organisation = desk.customers["acme"].organisation
    assert len(list_requests(desk.actor("anna"), organisation)) == 1


def test_fields_that_are_not_the_customers_change_nothing(
    desk: Desk, enter: Enter
) -> None:
    anna = enter("anna")
    more = {
        "priority": "urgent",
        "state": "closed",
        "assignee": str(desk.actor("anna").principal),
        "requester": str(desk.actor("acme").principal),
        "organisation": str(desk.customers["globex"].organisation),
        "internal": "1",
        "by_agent": "1",
        "then": "solved",
        "number": "77",
        "queue": "x",
    }
    anna.post("/portal/requests/new", {"subject": "s", "body": "b", **more})
    (made,) = list_requests(
        desk.actor("anna"), desk.customers["acme"].organisation, shown=Shown.ALL
    )
    assert (made.ref, made.state, made.assignee) == ("ACM-1", "new", None)
    assert made.requester == desk.actor("anna").principal
    assert get_request(desk.actor("agent"), made.item).priority == "normal"
    anna.post("/portal/requests/ACM-1", {"do": "reply", "body": "b", **more})
    assert get_request(desk.actor("anna"), made.item).state == "new"
    for one in list_messages(desk.actor("agent"), made.item):
        assert (one.internal, one.by_agent) == (False, False)
    for do in ("note", "assign", "state", "priority"):
        answer = anna.post("/portal/requests/ACM-1", {"do": do, "body": "b", **more})
        assert answer.status == 400


def test_every_form_wants_its_token(desk: Desk, enter: Enter) -> None:
    anna = enter("anna")
    request = desk.open("anna")
    for path in (
        "/portal/requests/new",
        f"/portal/requests/{request.ref}",
        "/portal/organisation",
        "/portal/theme",
        "/portal/documents/ACM/Uploads",
    ):
        answer = anna.post(path, {"csrfmiddlewaretoken": "x", "do": "close"})
        assert answer.status == 403, path
        answer = anna.send_raw(path, form({"do": "close"}, {"a": b"b"}))
        assert answer.status == 403, path
    assert get_request(desk.actor("anna"), request.item).state == "new"


def test_no_other_site_may_frame_or_script_the_portal(desk: Desk, enter: Enter) -> None:
    page = enter("anna").get("/portal")
    policy = page.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "access-control-allow-origin" not in page.headers
    assert page.headers["cache-control"] == "private, no-cache"


def test_too_much_at_once_is_put_off(
    desk: Desk, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    from hallway.faces._common.throttle import Limit
    from hallway.faces.portal import page

    monkeypatch.setattr(
        page, "SENDING", Limit(name="t", times=2, within=timedelta(minutes=5))
    )
    anna = enter("anna")
    answers = [
        anna.post("/portal/requests/new", {"subject": "s", "body": "b"})
        for _ in range(3)
    ]
    assert [one.status for one in answers] == [303, 303, 429]
    assert answers[2].headers["retry-after"] == "300"


def test_a_request_that_is_long_over_says_what_to_do(
    desk: Desk, enter: Enter, monkeypatch: pytest.MonkeyPatch
) -> None:
    from hallway.core import clock

    request = desk.open("anna")
    set_state(desk.actor("agent"), request.item, state="solved")
    now = clock.now()
    anna = enter("anna")
    with monkeypatch.context() as patched:
        patched.setattr(clock, "now", lambda: now + 20 * clock.DAY)
        page = anna.post(
            f"/portal/requests/{request.ref}", {"do": "reply", "body": "Again"}
        )
    assert page.status == 409
    assert "Open a new one, please." in words(page)
    assert ">Again</textarea>" in page.text


def test_lists_show_what_is_asked_for(desk: Desk, enter: Enter) -> None:
    mine, other = desk.open("anna", "Mine"), desk.open("acme", "Colleague")
    set_state(desk.actor("agent"), other.item, state="solved")
    anna = enter("anna")

    def subjects(query: str) -> list[str]:
        text = anna.get(f"/portal/requests{query}").text
        return re.findall(rf'row__title"[^>]*>(\w+) {OF_ACME}', text)

    assert subjects("") == ["Mine"]
    assert subjects("?show=solved") == ["Colleague"]
    assert subjects("?show=all") == ["Colleague", "Mine"]
    assert subjects("?show=all&whose=mine") == ["Mine"]
    last = get_request(desk.actor("anna"), other.item)
    assert subjects(f"?show=all&after={last.mark}") == ["Mine"]
    # What moved meanwhile does not move the page, nor does what is gone or hidden.
    desk.reply("acme", other, "Still?")
    assert subjects(f"?show=all&after={last.mark}") == ["Mine"]
    assert subjects(f"?show=all&after=GLO-9.{last.activity}") == ["Mine"]
    set_state(desk.actor("agent"), other.item, state="solved")
    assert subjects("?show=junk&whose=junk&after=junk") == ["Mine"]
    assert anna.get(f"/portal/requests/{mine.ref.lower()}").status == 302


def test_a_colleague_can_follow(desk: Desk, enter: Enter) -> None:
    request = desk.open("anna")
    anna = enter("anna")
    page = anna.get(f"/portal/requests/{request.ref}").text
    assert "Acme</option>" in page
    assert "Gina" not in page
    number = desk.actor("acme").principal
    anna.post(f"/portal/requests/{request.ref}", {"do": "add", "person": str(number)})
    assert "Following" in words(anna.get(f"/portal/requests/{request.ref}"))
    for person in (desk.actor("gina").principal, "x", "9" * 30, "-1"):
        answer = anna.post(
            f"/portal/requests/{request.ref}", {"do": "add", "person": str(person)}
        )
        assert answer.status == 400


@pytest.mark.parametrize("who", ["nobody", "owner"])
def test_for_other_staff_there_is_no_portal(desk: Desk, enter: Enter, who: str) -> None:
    assert enter(who).get("/portal").status == 404
    assert enter(who).get("/portal/requests").status == 404


def test_an_agent_is_led_to_the_desk(desk: Desk, enter: Enter) -> None:
    assert enter("agent").get("/portal").headers["location"] == "/desk"


def test_a_customer_without_a_portal_is_told_so(desk: Desk, enter: Enter) -> None:
    page = enter("guest").get("/portal")
    assert page.status == 200
    assert "Nothing is shared with you here yet" in words(page)
    assert enter("guest").get("/portal/requests").status == 404


def test_statements_do_not_grow_with_rows(
    desk: Desk, enter: Enter, statements: Callable[[], Any]
) -> None:
    anna = enter("anna")
    counts: dict[str, set[int]] = {}
    request = desk.open("anna", files=[file("0.txt", b"0")])
    add_participant(
        desk.actor("anna"), request.item, person=desk.actor("acme").principal
    )
    # Whom he reaches is read once and remembered: not in what is counted.
    anna.get("/portal")
    for number in (3, 30):
        for n in range(number):
            desk.open("acme", f"R{n}")
            desk.reply("anna", request, f"{n}", files=[file(f"{n}.txt", b"%d" % n)])
        for path in ("/portal", "/portal/requests", "/portal/requests/ACM-1"):
            with statements() as queries:
                assert anna.get(path).status == 200
            counts.setdefault(path, set()).add(len(queries))
    assert {path: len(found) for path, found in counts.items()} == dict.fromkeys(
        counts, 1
    )
    assert max(max(found) for found in counts.values()) <= 24, counts
