"""Buttons of rows are called by what is read on them (WCAG 2.5.3), in each language."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from hallway.core.jobs.commands import enqueue
from hallway.core.people.commands import deactivate_person
from tests.access.test_pages import browser
from tests.world import SYSTEM, World

BUTTON = re.compile(r'<button [^>]*aria-label="([^"]*)">([^<]+)</button>')


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_is_spoken_holds_what_is_read(world: World, language: str) -> None:
    admin: Client = browser(world, "admin")
    enqueue(SYSTEM, "changes.seal")
    deactivate_person(SYSTEM, world.principal("nobody"))
    group = world.groups["hr_members"].id
    found = set()
    for path in (
        f"people/{world.principal('member')}",
        f"people/{world.principal('nobody')}",
        f"groups/{group}",
        *("organisations", f"organisations/{world.organisations['acme'].id}"),
        *("tokens", "jobs", "health", f"sites/{world.sites['hr'].id}"),
    ):
        page = admin.get(f"/admin/{path}", headers={"Accept-Language": language})
        found |= set(BUTTON.findall(page.content.decode()))
    assert len(found) > 10
    others = {
        (read, spoken)
        for spoken, read in found
        if unescape(read).casefold() not in unescape(spoken).casefold()
    }
    assert others == set()
