"""A whole list in the recycle bin: brought back, or deleted for good."""

from __future__ import annotations

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.automation.models import ChangeRule
from hallway.core.changes.journal import record
from hallway.core.contenttypes.models import ContentType
from hallway.core.errors import Conflict
from hallway.core.forms.models import Form
from hallway.core.items.models import Item
from hallway.core.items.records import ItemRecord
from hallway.core.items.rows import get_item_row
from hallway.core.limits.models import VersionLimit
from hallway.core.limits.records import Level
from hallway.core.lists.holding import streams_of
from hallway.core.lists.models import List
from hallway.core.lists.records import ListRecord
from hallway.core.lists.rows import get_kept_list_row
from hallway.core.rollback.models import Rollback
from hallway.core.sites.models import Site
from hallway.core.trash.models import Deletion
from hallway.core.trash.records import OnClash
from hallway.core.trash.taking import put_back
from hallway.platform.db import engine
from hallway.wire.paths import name_key, path_key


def restore_list(actor: Actor, row: Deletion, on_clash: OnClash) -> ItemRecord:
    """Put a list back at its address, with its permissions; return its root folder.

    Conflict if the address is taken by now, unless `on_clash` says to rename: then
    the title gets the number that the address gets.
    """
    found = get_kept_list_row(row.list_id)
    demand(actor, get_mask(actor, found.scope), Right.MANAGE_LISTS)
    url_name, title = found.url_name, found.title
    if _is_taken(found, url_name):
        if on_clash is OnClash.ASK:
            raise Conflict(
                f"Something else stands where “{title}” was; restore it beside that."
            )
        url_name, title = _free(found)
    List.unscoped.filter(pk=found.id).update(
        deletion=None, url_name=url_name, url_key=path_key(url_name), title=title
    )
    name = url_name.rpartition("/")[2]
    Item.unscoped.filter(pk=found.root).update(name=name, name_key=name_key(name))
    put_back(row)
    for stream in streams_of(found):
        record(
            stream,
            "list.restored",
            before={"deletion": row.pk},
            after={"list": found.id, "title": title, "url": url_name},
        )
    return get_item_row(found.root)


def _is_taken(found: ListRecord, url_name: str) -> bool:
    key = path_key(url_name)
    lists = List.unscoped.filter(site_id=found.site, url_key=key, deletion__isnull=True)
    if lists.exists():
        return True
    above = Site.unscoped.values_list("path_key", flat=True).get(pk=found.site)
    below = f"{above.rstrip('/')}/{key}"
    return bool(Site.unscoped.filter(path_key=below).exists())


def _free(found: ListRecord) -> tuple[str, str]:
    above, slash, name = found.url_name.rpartition("/")
    for n in range(2, 10_000):
        tail = f" ({n})"
        url_name = f"{above}{slash}{name[: 255 - len(tail)]}{tail}"
        if not _is_taken(found, url_name):
            return url_name, f"{found.title[: 255 - len(tail)]}{tail}"
    raise Conflict("There are too many of that name.")


def clear_list(row: Deletion) -> None:
    """Let go of what only a list has: columns, views, rules, permissions, its bin.

    Its items are gone already.  The list's own row stays, with no root, no address of
    its own and nobody but administrators who is told of it: the log is kept for good,
    and speaks of a list by its number.  Were the row gone, an audit of the site would
    leave out all that ever happened in the list, its purge included.
    """
    db = engine()
    found = get_kept_list_row(row.list_id)
    # Its content types, and these take their columns along.
    ContentType.unscoped.filter(list=found.id).delete()
    ChangeRule.unscoped.filter(list_id=found.id).delete()
    Form.unscoped.filter(list_id=found.id).delete()
    Rollback.unscoped.filter(list_id=found.id).delete()
    VersionLimit.unscoped.filter(level=Level.LIST, ref=found.id).delete()
    for table in ("column", "view", "sheet", "itemredirect", "scopecount", "deletion"):
        db.execute(f"DELETE FROM core_{table} WHERE list_id = %s", (found.id,))
    site_scope = Site.unscoped.values_list("scope_id", flat=True).get(pk=found.site)
    List.unscoped.filter(pk=found.id).update(
        root=None, scope_id=site_scope, row_rule=None
    )
    db.execute(
        "DELETE FROM core_grant WHERE scope_id IN"
        " (SELECT id FROM core_scope WHERE list_id = %s)",
        (found.id,),
    )
    db.execute(
        "DELETE FROM core_scopeowner WHERE scope_id IN"
        " (SELECT id FROM core_scope WHERE list_id = %s)",
        (found.id,),
    )
    db.execute("DELETE FROM core_scope WHERE list_id = %s", (found.id,))
    for stream in streams_of(found):
        record(
            stream,
            "list.purged",
            before={
                "list": found.id,
                "title": found.title,
                "url": found.url_name,
                "items": row.items - 1,
            },
        )
