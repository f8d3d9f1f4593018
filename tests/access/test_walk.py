"""A customer walks every route of staff, with what is another's: nothing is there."""

from __future__ import annotations

import re

import pytest
from django.urls import get_resolver

from tests.access.test_matrix import routes
from tests.access.test_pages import browser
from tests.world import World

# Open to everybody, or the portal's own, which its own tests walk.
_OPEN = (
    *("accounts/", "design", "favicon.ico", "robots.txt", "static/", "portal", ""),
    # Who has a form's address; nothing else leads there.
    *("healthz", "readyz", "metrics", "f/"),
)
# What is left: adding a route to it, or taking one out, has to be meant.
STAFF = {
    *("admin", "admin/people", "admin/people/<int:person>", "admin/groups"),
    *("admin/groups/<int:group>", "admin/organisations"),
    *("admin/organisations/<int:organisation>", "admin/sites"),
    *("admin/sites/<int:site>", "admin/tokens", "admin/jobs", "admin/audit"),
    "admin/limits",
    *("admin/terms", "admin/terms/<int:termset>"),
    "admin/terms/<int:termset>/<int:term>",
    *("admin/health", "admin/settings", "admin/invitations", "admin/second-factors"),
    *("people", "people/suggest", "people/org", "people/me"),
    *("people/<person:person>", "people/<person:person>/edit"),
    "people/<person:person>/photo",
    *("desk", "desk/customers", "desk/requests/new", "desk/requests/<str:ref>"),
    "desk/requests/<str:ref>/files/<str:attachment>",
    *("news", "news/dismiss", "shared", "search", "search/suggest", "notifications"),
    *("_layouts/uploads", "_layouts/uploads/<str:guid>"),
}
_FILLED = re.compile(r"<(?:(\w+):)?\w+>")


def paths(world: World, route: str) -> list[str]:
    """The addresses of a route with what is Globex's, the admin's and nobody's."""
    found = []
    for who in ("globex", "admin", "nobody"):
        person, item = world.people[who], world.item("globex_file")
        values = {"int": str(person.id), "uuid": item.guid, None: "1", "str": item.guid}
        filled = _FILLED.sub(
            lambda mark, values=values: values.get(mark[1], "x"),  # type: ignore[misc]
            route,
        )
        found.append(f"/{filled}")
    return list(dict.fromkeys(found))


def told(text: str, path: str) -> str:
    """A page without its token and the address it was asked at."""
    text = re.sub(r'value="[^"]{64}"', "token", text)
    return text.replace(path, "…")


@pytest.mark.parametrize("who", ["acme", "guest"])
def test_routes_of_staff_are_nothing_to_others(world: World, who: str) -> None:
    visitor = browser(world, who)
    nothing = visitor.get("/nothing-here")
    assert nothing.status_code == 404
    wanted = told(nothing.content.decode(), "/nothing-here")
    walked = set()
    for route in routes(get_resolver()):
        first = route.lstrip("^")
        if any(first == one or (one and first.startswith(one)) for one in _OPEN):
            continue
        for path in paths(world, route):
            answer = visitor.get(path)
            assert answer.status_code == 404, path
            assert told(answer.content.decode(), path) == wanted, path
            for form in ({}, {"do": "save", "name": "x"}):
                assert visitor.post(path, form).status_code in (404, 405), path
            walked.add(route)
    assert walked == STAFF
