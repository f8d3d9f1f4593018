"""Names the core accepts, as its own refusals."""

from __future__ import annotations

import re

from hallway.core.errors import Invalid
from hallway.wire import paths


def check_name(name: str, *, field: str = "name") -> None:
    """Raise Invalid unless `name` is legal in SharePoint Online."""
    try:
        paths.check_name(name)
    except paths.IllegalName as error:
        raise Invalid({field: str(error)}) from error


_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def is_storable(text: str) -> bool:
    """Tell whether both databases take `text`: PostgreSQL has no NUL."""
    return _UNSTORABLE.search(text) is None


def check_title(title: str) -> str:
    """Return a title without space around it; Invalid if it is none."""
    title = title.strip()
    if not title or len(title) > 255:
        raise Invalid({"title": "A title has 1 to 255 characters."})
    check_text(title, field="title")
    return title


def check_text(text: str, *, field: str, longest: int = 10_000) -> None:
    """Raise Invalid unless both databases keep `text` as it is."""
    if len(text) > longest:
        raise Invalid({field: f"At most {longest:,} characters."})
    if not is_storable(text):
        raise Invalid({field: "This holds a character that is no text."})


RESERVED_IN_ROOT = frozenset(
    [
        "_api",
        "_layouts",
        "_vti_bin",
        "accounts",
        "adfs",
        "admin",
        "beta",
        "desk",
        "design",
        "f",
        "healthz",
        "media",
        "merge",
        "metrics",
        "news",
        "people",
        "portal",
        "readyz",
        "notifications",
        "scim",
        "search",
        "shared",
        "sites",
        "static",
        "teams",
        "tenant",
        "v1.0",
        "wopi",
        "caldav",
        "oauth2",
    ]
)
"""First segments of URLs that faces own, compared by name key."""

RESERVED_IN_SITE = frozenset(
    [
        "_api",
        "_catalogs",
        "_layouts",
        "_vti_bin",
        "_vti_pvt",
        "forms",
        "lists",
        "shared",
        "sitepages",
        "siteassets",
    ]
) | {"shared documents"}
"""Names inside a site that mean something to SharePoint's clients."""

DEFAULT_LIBRARY = "Documents"
ASSET_LIBRARY = "SiteAssets"
"""The library with the pictures of a site's pages; made when it is first needed."""
DEFAULT_LIBRARY_ALIAS = "shared documents"
"""`Shared Documents` leads to the default library on every face."""
