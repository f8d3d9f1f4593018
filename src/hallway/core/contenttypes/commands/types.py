"""Writes to the content types of sites."""

from __future__ import annotations

import uuid
from typing import Any

from hallway.core.access.actors import Actor
from hallway.core.changes.journal import command, record, unchanged
from hallway.core.contenttypes.holding import hold_type
from hallway.core.contenttypes.models import ContentType
from hallway.core.contenttypes.queries import get_content_type
from hallway.core.contenttypes.records import ContentTypeId, ContentTypeRecord
from hallway.core.contenttypes.rules import PARENTS, check_name
from hallway.core.contenttypes.spreading import spread
from hallway.core.errors import Conflict, Invalid, NotFound
from hallway.core.names import check_text
from hallway.core.sitecolumns.seeing import hold_site
from hallway.core.sites.records import SiteId
from hallway.wire import typeids
from hallway.wire.paths import fold

_LONGEST = 2_000


@command
def add_content_type(
    actor: Actor,
    site: SiteId,
    *,
    name: str,
    parent: str,
    description: str = "",
    group: str = "",
) -> ContentTypeRecord:
    """Make a content type of a site that descends from the one with the id `parent`.

    That is a built-in one, or one of the site or of a site above.  Conflict for a taken
    name, Invalid names each field.
    """
    hold_site(actor, site)
    above = _parent(actor, site, parent)
    try:
        type_id = typeids.child(above.type_id, uuid.uuid4())
    except ValueError as error:
        raise Invalid({"parent": str(error)}) from None
    name = check_name(name)
    made = ContentType.unscoped.create(
        site_id=site,
        type_id=type_id,
        name=name,
        name_key=fold(name),
        description=_text(description, "description"),
        group=_text(group, "group", longest=255),
        parent_id=above.id,
    )
    record(
        ("site", site),
        "content_type.added",
        after={"content_type": made.pk, "name": name, "type_id": type_id},
    )
    return get_content_type(actor, site, type_id)


def _parent(actor: Actor, site: SiteId, parent: str) -> ContentTypeRecord:
    try:
        found = get_content_type(actor, site, parent)
    except NotFound:
        raise Invalid({"parent": "There is no such content type here."}) from None
    if found.is_builtin and found.type_id not in PARENTS:
        raise Invalid({"parent": "No content type of a site descends from this one."})
    return found


@command
def change_content_type(
    actor: Actor,
    content_type: ContentTypeId,
    *,
    name: str,
    description: str,
    group: str,
    read_only: bool,
) -> None:
    """Say what a type is called and for, and whether it may be changed.

    Lists that have it call it so too, unless they call it something else.  Conflict for
    one that was published here, and for one that is read-only and stays so.
    """
    held, site, lists = hold_type(actor, content_type)
    if held.source_id is not None or (held.is_read_only and read_only):
        raise Conflict("This content type is read-only.")
    name = check_name(name)
    before = _state(held)
    after = {
        "name": name,
        "description": _text(description, "description"),
        "group": _text(group, "group", longest=255),
        "is_read_only": read_only,
    }
    if before == after:
        unchanged()
        return
    record(
        ("site", site),
        "content_type.changed",
        before={"content_type": content_type, **before},
        after={"content_type": content_type, **after},
    )
    ContentType.unscoped.filter(pk=content_type).update(name_key=fold(name), **after)
    spread(actor, [content_type], lists)


@command
def delete_content_type(actor: Actor, content_type: ContentTypeId) -> None:
    """Delete a type that no list and no other type uses; Conflict otherwise.

    Lists in the recycle bin count: they may come back.
    """
    held, site, lists = hold_type(actor, content_type)
    if lists:
        raise Conflict("Lists use this content type.")
    if ContentType.unscoped.filter(parent=content_type).exists():
        raise Conflict("Other content types descend from this one.")
    if ContentType.unscoped.filter(source=content_type).exists():
        raise Conflict("This content type is published to other sites.")
    if held.source_id is not None:
        raise Conflict("This content type is published here by another site.")
    record(
        ("site", site),
        "content_type.deleted",
        before={"content_type": content_type, **_state(held), "type_id": held.type_id},
    )
    ContentType.unscoped.filter(pk=content_type).delete()


def _state(held: ContentType) -> dict[str, Any]:
    return {
        "name": held.name,
        "description": held.description,
        "group": held.group,
        "is_read_only": held.is_read_only,
    }


def _text(text: str, field: str, *, longest: int = _LONGEST) -> str:
    text = text.strip()
    check_text(text, field=field, longest=longest)
    return text
