"""Nonsense in every form is refused in words, and what was typed is kept."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.core.cache import cache
from django.db import transaction

from tests.bad_input.forms import Field, Form, forms_of, refusals, walk
from tests.faces.dav.asking import Answer
from tests.faces.web.content.browsing import BOUNDARY, Browser
from tests.world import World

STARTS = {
    "admin": (
        *("/", "/sites", "/sites/hr", "/sites/hr/Documents", "/sites/hr/Lists/Tasks"),
        *("/sites/hr/Documents?show=new", "/sites/hr/_layouts/recyclebin"),
        *("/news", "/people", "/people/org", "/search?q=a", "/notifications"),
        *(
            "/desk",
            "/admin",
            "/admin/people",
            "/admin/audit",
            "/admin/groups/4",
            "/accounts/tokens/",
            "/accounts/2fa/",
            "/accounts/email/",
        ),
    ),
    "owner": ("/", "/sites/hr", "/sites/hr/Documents", "/people", "/news"),
    "acme": ("/portal", "/accounts/tokens/"),
}
EVIL = "☃'\"><script>alert(1)</script>"
_TYPED = {"text", "area", "search", "email", "url", "tel"}
_KEPT_BACK = {"csrfmiddlewaretoken"}
_DONE = {200, 302, 303}
_REFUSED = {400, 403, 404, 405, 409, 410, 411, 413, 422, 423, 429, 507}

NONSENSE: dict[str, Callable[[Field], str]] = {
    "nothing": lambda one: one.value if one.type in ("hidden", "button") else "",
    "too much": lambda one: "x" * 20_000 if one.type in _TYPED else one.value,
    "no text": lambda one: "a\x00b\r\nc\u202e" if one.type in _TYPED else one.value,
    "evil": lambda one: one.value if one.type in ("hidden", "button") else EVIL,
    "evil throughout": lambda one: one.value if one.type == "button" else EVIL,
    "less than nothing": lambda one: one.value if one.type == "button" else "-1",
    "beyond counting": lambda one: one.value if one.type == "button" else "9" * 40,
}


def fill_in(form: Form, how: Callable[[Field], str]) -> dict[str, list[str]]:
    """The values sent: of each field what ``how`` makes of it."""
    values: dict[str, list[str]] = {}
    for one in form.fields:
        if one.name not in _KEPT_BACK and one.type != "file":
            values.setdefault(one.name, []).append(how(one))
    return values


class Visitor(Browser):
    """Somebody who has the token of forms already, and forgets what he was sent."""

    known: str

    def token(self) -> str:
        return self.known

    @classmethod
    def of(cls, browser: Browser) -> Visitor:
        page = browser.get("/accounts/tokens/").text
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
        assert found is not None
        visitor = cls(cookies=dict(browser.cookies))
        visitor.known = found[1]
        return visitor


def send(visitor: Visitor, form: Form, values: dict[str, list[str]]) -> Answer:
    browser = Visitor(cookies=dict(visitor.cookies))
    browser.known = visitor.known
    if not form.has_files:
        return browser.post(form.action, values)
    parts = {"csrfmiddlewaretoken": [browser.token()], **values}
    body = b"".join(
        f"--{BOUNDARY}\r\nContent-Disposition: form-data;"
        f' name="{name}"\r\n\r\n{value}\r\n'.encode("utf-8", "surrogatepass")
        for name, many in parts.items()
        for value in many
    )
    return browser.send_raw(form.action, body + f"--{BOUNDARY}--\r\n".encode())


def wrong_with(answer: Answer, form: Form, values: dict[str, list[str]]) -> str:
    """What is wrong with an answer to nonsense; nothing if all is well."""
    # An archive is an answer too, and no text.
    status, text = answer.status, answer.body.decode(errors="replace")
    if status not in _DONE | _REFUSED:
        return f"is answered with {status}"
    if "<script>alert" in text:
        return "is shown as markup"
    is_page = answer.headers.get("content-type", "").startswith("text/html")
    if status not in _REFUSED or not is_page:
        return ""
    if status == 429:
        # The page of whoever tries too often is a heading, and no form.
        return "" if "Too many tries</h1>" in text else "is put off without a word"
    if not refusals(text):
        return f"is refused with {status} without a word"
    if status not in (400, 409, 422):
        return ""
    typed = [
        values[one.name][0].strip()
        for one in form.fields
        if one.type in ("text", "area") and one.name in values
    ]
    told = unescape(text).replace("\r\n", "\n")
    lost = [one for one in typed if one == EVIL and one not in told]
    return "loses what was typed" if lost else ""


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ('<p class="small field__error"> Too <b>long</b>. </p>', ["Too long."]),
        ('<div class="banner" role="alert">Taken.</div>', ["Taken."]),
        ('<div class="denied"><h1 class="denied__title">Gone</h1></div>', ["Gone"]),
        ('<p class="field__hint">Yours, if it is empty. Or denied.</p>', []),
        ('<p class="field__error" role="alert" hidden>Cancelled.</p>', []),
        ('<div hidden><p class="field__error">Cancelled.</p></div>', []),
        ('<p class="field__error"><svg></svg> <span></span></p>', []),
        ('<div class="field__errors">No such class.</div>', []),
    ],
)
def test_a_refusal_is_what_somebody_sees(body: str, found: list[str]) -> None:
    assert refusals(f"<!doctype html><body>{body}</body>") == found


@pytest.mark.slow
@pytest.mark.parametrize("who", STARTS)
def test_nonsense_in_every_form_is_refused_in_words(world: World, who: str) -> None:
    from tests.access.test_pages import browser as signed_in

    cache.clear()
    browser = Browser()
    client = signed_in(world, who)
    browser.cookies.update({name: one.value for name, one in client.cookies.items()})
    found: dict[tuple[str, ...], Form] = {}
    pages = 0
    for path, text in walk(browser, STARTS[who]):
        pages += 1
        # Else its forms could not be told from refused ones.
        assert refusals(text) == [], path
        for form in forms_of(path, text):
            found.setdefault(form.shape, form)
    assert pages > 2
    assert found
    faults = []
    visitor = Visitor.of(browser)
    for form in found.values():
        for name, how in NONSENSE.items():
            values = fill_in(form, how)
            with transaction.atomic():
                answer = send(visitor, form, values)
                transaction.set_rollback(True)
            fault = wrong_with(answer, form, values)
            if fault:
                faults.append(f"{form.page}: {form.shape}: {name} {fault}")
    cache.clear()
    assert not faults, "\n" + "\n".join(faults)
