"""Pages by persona → status, for whoever is signed in in a browser.

The rows are in ``pages.txt``; ``HALLWAY_TEST_WRITE_MATRIX=1`` writes them anew, for the
reader to judge line by line.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.core.cache import cache
from django.test import Client

from tests.access.requests import PERSONAS
from tests.access.test_matrix import PLACES, href
from tests.world import World

FILE = Path(__file__).with_name("pages.txt")
WIDTH = 68

# Route → a path it takes.
ROUTES = {
    "favicon.ico": "/favicon.ico",
    "people": "/people",
    "people/suggest": "/people/suggest?q=o",
    "people/org": "/people/org",
    "people/me": "/people/me",
    # Nobody is number 9,999: who there is has another number in each database.
    "people/<person:person>": "/people/9999",
    "people/<person:person>/edit": "/people/9999/edit",
    "people/<person:person>/photo": "/people/9999/photo",
    "robots.txt": "/robots.txt",
    "static/<str:version>/<path:name>": "/static/none/css/none.css",
    "accounts/login/": "/accounts/login/",
    "accounts/logout/": "/accounts/logout/",
    "accounts/inactive/": "/accounts/inactive/",
    "accounts/reauthenticate/": "/accounts/reauthenticate/",
    "accounts/2fa/": "/accounts/2fa/",
    "accounts/2fa/authenticate/": "/accounts/2fa/authenticate/",
    "accounts/2fa/reauthenticate/": "/accounts/2fa/reauthenticate/",
    "accounts/2fa/totp/activate/": "/accounts/2fa/totp/activate/",
    "accounts/2fa/totp/deactivate/": "/accounts/2fa/totp/deactivate/",
    "accounts/2fa/recovery-codes/": "/accounts/2fa/recovery-codes/",
    "accounts/2fa/recovery-codes/generate/": "/accounts/2fa/recovery-codes/generate/",
    "accounts/2fa/recovery-codes/download/": "/accounts/2fa/recovery-codes/download/",
    "accounts/2fa/webauthn/": "/accounts/2fa/webauthn/",
    "accounts/2fa/webauthn/add/": "/accounts/2fa/webauthn/add/",
    "accounts/2fa/webauthn/reauthenticate/": "/accounts/2fa/webauthn/reauthenticate/",
    "accounts/2fa/webauthn/keys/<int:pk>/remove/": (
        "/accounts/2fa/webauthn/keys/1/remove/"
    ),
    "accounts/2fa/webauthn/keys/<int:pk>/edit/": "/accounts/2fa/webauthn/keys/1/edit/",
    "accounts/2fa/webauthn/login/": "/accounts/2fa/webauthn/login/",
    "accounts/invite/<str:token>/": "/accounts/invite/1-none/",
    "accounts/email/": "/accounts/email/",
    "accounts/email/confirm/<str:token>/": "/accounts/email/confirm/none/",
    "accounts/sessions/": "/accounts/sessions/",
    "accounts/tokens/": "/accounts/tokens/",
    "accounts/password/change/": "/accounts/password/change/",
    "accounts/password/set/": "/accounts/password/set/",
    "accounts/password/reset/": "/accounts/password/reset/",
    "accounts/password/reset/done/": "/accounts/password/reset/done/",
    "accounts/^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": (
        "/accounts/password/reset/key/1-none/"
    ),
    "accounts/password/reset/key/done/": "/accounts/password/reset/key/done/",
    "portal": "/portal",
    "portal/organisation": "/portal/organisation",
    "portal/profile": "/portal/profile",
    "portal/theme": "/portal/theme",
    "portal/requests": "/portal/requests",
    "portal/requests/new": "/portal/requests/new",
    "portal/requests/<str:ref>": "/portal/requests/ACM-1",
    "portal/requests/<str:ref>/files/<str:attachment>": (
        "/portal/requests/ACM-1/files/none"
    ),
    "portal/documents": "/portal/documents",
    "portal/documents/<str:prefix>": "/portal/documents/ACM",
    "portal/documents/<str:prefix>/<path:below>": "/portal/documents/ACM/none.txt",
    "portal/brand/<str:version>/logo": "/portal/brand/none/logo",
    "portal/brand/<str:version>/portal.css": "/portal/brand/none/portal.css",
    "_layouts/uploads": "/_layouts/uploads",
    "_layouts/uploads/<str:guid>": f"/_layouts/uploads/{'0' * 32}",
    "admin/invitations": "/admin/invitations",
    "admin/second-factors": "/admin/second-factors",
    "f/<str:token>": "/f/1-none",
    "shared": "/shared",
    "desk": "/desk",
    "desk/customers": "/desk/customers",
    "desk/requests/new": "/desk/requests/new",
    "desk/requests/<str:ref>": "/desk/requests/ACM-1",
    "desk/requests/<str:ref>/files/<str:attachment>": "/desk/requests/ACM-1/files/none",
    "search": "/search",
    "search/suggest": "/search/suggest?q=qu",
    "notifications": "/notifications",
    "admin": "/admin",
    "admin/people": "/admin/people",
    "admin/people/<int:person>": "/admin/people/8",
    "admin/groups": "/admin/groups",
    "admin/groups/<int:group>": "/admin/groups/4",
    "admin/organisations": "/admin/organisations",
    "admin/organisations/<int:organisation>": "/admin/organisations/1",
    "admin/sites": "/admin/sites",
    "admin/sites/<int:site>": "/admin/sites/1",
    "admin/terms": "/admin/terms",
    "admin/terms/<int:termset>": "/admin/terms/999999",
    "admin/terms/<int:termset>/<int:term>": "/admin/terms/999999/1",
    "admin/tokens": "/admin/tokens",
    "admin/limits": "/admin/limits",
    "admin/jobs": "/admin/jobs",
    "admin/audit": "/admin/audit",
    "admin/health": "/admin/health",
    "admin/settings": "/admin/settings",
    "design/": "/design/",
    "design": "/design",
    "news": "/news",
    "news/dismiss": "/news/dismiss",
}
_LAYOUTS = (
    "/_layouts/theme",
    "/sites/hr/_layouts/recyclebin",
    "/sites/hr/_layouts/contents",
    "/sites/hr/_layouts/members",
    "/sites/hr/_layouts/permissions",
    "/sites/hr/_layouts/settings",
    "/sites/hr/_layouts/columns",
    "/sites/hr/_layouts/types",
    "/sites/hr/_layouts/import",
    "/sites/hr/_layouts/rules",
    "/sites/hr/_layouts/rollback",
    "/sites/hr/_layouts/limits",
    "/sites/hr/_layouts/limits?show=storage",
    "/sites/hr/_layouts/transfer",
    "/sites/acme/_layouts/members",
)


def browser(world: World, who: str) -> Client:
    from hallway.core.people.models import Person

    client = Client(HTTP_HOST="127.0.0.1:8000", headers={"Accept": "text/html"})
    if who != "anonymous":
        person = Person.unscoped.get(pk=world.principal(who))
        client.force_login(person, backend="hallway.config.signin.backend.Backend")
    return client


def table(world: World) -> str:
    paths = [*ROUTES.values(), *_LAYOUTS, *(href(world, place) for place in PLACES)]
    lines = ["".ljust(WIDTH) + " ".join(PERSONAS)]
    for path in paths:
        for method in ("GET", "POST"):
            row = f"{method} {path}".ljust(WIDTH)
            for who in PERSONAS:
                answer = browser(world, who).generic(method, path)
                row += str(answer.status_code).ljust(len(who) + 1)
            lines.append(row.rstrip())
    return "\n".join(lines)


def test_each_persona_gets_the_pages_the_matrix_says(world: World) -> None:
    cache.clear()
    found = table(world)
    if os.environ.get("HALLWAY_TEST_WRITE_MATRIX"):
        FILE.write_text(found + "\n", encoding="utf-8")
    assert found.splitlines() == FILE.read_text(encoding="utf-8").splitlines()
