"""Nonsense in the forms of news, pages, events and links."""

from __future__ import annotations

import pytest
from django.db import transaction

from tests.access.test_pages import browser as signed_in
from tests.bad_input.forms import Form, forms_of, refusals
from tests.bad_input.test_forms import NONSENSE, Visitor, fill_in, send, wrong_with
from tests.faces.web.content.browsing import Browser
from tests.world import World

LISTS = {"News": "news", "Pages": "pages", "Events": "events", "Links": "links"}


@pytest.mark.parametrize("name", LISTS)
def test_nonsense_is_refused_in_words(world: World, name: str) -> None:
    from hallway.core import clock
    from tests.kinds.intranet import DAY, draft, event, furnish, link, page, post

    furnish(world)
    draft(world, "Draft")
    post(world, "Post")
    page(world, "Page")
    page(world, "Below", Parent=1)
    event(world, "Event", clock.now() + DAY)
    link(world, "Link", "/")
    browser = Browser()
    client = signed_in(world, "owner")
    browser.cookies.update({key: one.value for key, one in client.cookies.items()})
    here = f"/sites/hr/Lists/{name}"
    found: dict[tuple[str, ...], Form] = {}
    for path in ("", "?show=new", "/1", "/1?show=edit", "/2", "/1?show=versions"):
        answer = browser.get(f"{here}{path}")
        if answer.status == 302:
            answer = browser.follow(answer)
        if answer.status == 200:
            # Else its forms could not be told from refused ones.
            assert refusals(answer.text) == [], path
            for form in forms_of(f"{here}{path}", answer.text):
                if form.action.startswith(here):
                    found.setdefault(form.shape, form)
    assert len(found) >= 2
    faults = []
    visitor = Visitor.of(browser)
    for form in found.values():
        for kind, how in NONSENSE.items():
            values = fill_in(form, how)
            with transaction.atomic():
                answer = send(visitor, form, values)
                transaction.set_rollback(True)
            fault = wrong_with(answer, form, values)
            if fault:
                faults.append(f"{form.page}: {form.shape}: {kind} {fault}")
    assert not faults, "\n" + "\n".join(faults)
