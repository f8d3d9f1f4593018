"""Pure decisions about where a site may live."""

from __future__ import annotations

from hallway.core import names
from hallway.core.errors import Invalid
from hallway.wire.paths import name_key

MANAGED = ("sites", "teams")
"""First segments below which sites live, as in SharePoint (managed paths)."""
MAX_SITE_PATH = 400
"""The longest path of a site, in characters."""


def split_path(path: str) -> tuple[str, ...]:
    """Return the segments of a server-relative path."""
    return tuple(part for part in path.split("/") if part)


def path_key(segments: tuple[str, ...]) -> str:
    """Return the key a site's path is found by; `/` for the home site."""
    return "/" + "/".join(name_key(part) for part in segments)


def check_site_path(path: str) -> tuple[str, ...]:
    """Return the segments of a legal site path; Invalid says what is wrong."""
    if not path.startswith("/") or "//" in path:
        raise Invalid({"path": "A site's path starts with one “/”: /sites/hr."})
    if len(path) > MAX_SITE_PATH:
        raise Invalid({"path": f"At most {MAX_SITE_PATH} characters."})
    segments = split_path(path)
    if not segments:
        return ()
    if segments[0] not in MANAGED or len(segments) < 2:
        raise Invalid({"path": "A site lives below /sites or /teams: /sites/hr."})
    for segment in segments[1:]:
        names.check_name(segment, field="path")
        if name_key(segment) in names.RESERVED_IN_SITE:
            raise Invalid({"path": f"“{segment}” is reserved."})
    return segments
