"""Two versions of a file side by side, and what is said of one."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.access.queries import get_item_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.changes.journal import together
from hallway.core.errors import Invalid, NotFound
from hallway.core.items.records import ItemRecord
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ColumnRecord
from hallway.core.versions.commands import comment_version, label_version
from hallway.core.versions.comparing import compare_versions
from hallway.core.versions.queries import get_version, list_versions
from hallway.core.versions.records import VersionRecord
from hallway.faces.web.frame import frame_of
from hallway.faces.web.itemmenu import find_item
from hallway.faces.web.library import Crumb, crumbs_of
from hallway.faces.web.parse import Call, href
from hallway.faces.web.render import page, see_other
from hallway.faces.web.rows.history import changes_between
from hallway.faces.web.versions import read_version
from hallway.faces.web.when import size_words, when


def show(call: Call) -> HttpResponse:
    """What differs between an earlier version and another: the current one, if none."""
    item = _file(call)
    old = read_version(call.query.get("version", ""))
    new = (item.major, item.minor)
    if "with" in call.query:
        new = read_version(call.query.get("with", ""))
    found = compare_versions(call.actor, item.id, old=old, new=new)
    return _page(
        call,
        item,
        "web/compare.html",
        title=_("Versions of “%(name)s”") % {"name": item.name},
        old=_told(call, item, found.old),
        new=_told(call, item, found.new),
        options=[
            (one.number, _option(one)) for one in list_versions(call.actor, item.id)
        ],
        lines=found.lines,
        why=why_words(found.why),
        is_equal=not found.lines and not found.why,
        changes=changes_between(call, found.old, found.new, _columns(call)),
    )


def show_note(
    call: Call, *, errors: Mapping[str, str] | None = None, status: int = 200
) -> HttpResponse:
    """The form of a version's label and comment."""
    item = _file(call)
    mask = get_item_mask(
        call.actor,
        list_id=item.list,
        scope=item.scope,
        ancestry=item.ancestry,
        pending=call.list.pending,
    )
    demand(call.actor, mask, Right.EDIT_LIST_ITEMS)
    one = _version(call, item)
    sent = call.request.method == "POST"
    return _page(
        call,
        item,
        "web/versionnote.html",
        status=status,
        title=_("Version %(number)s of “%(name)s”")
        % {"number": one.number, "name": item.name},
        version=one,
        label=call.value("label") if sent else one.label,
        comment=call.value("comment") if sent else one.comment,
        errors={name: _(text) for name, text in (errors or {}).items()},
    )


def save_note(call: Call) -> HttpResponse:
    """Keep what the form says of a version."""
    item = _file(call)
    one = _version(call, item)
    at = {"major": one.major, "minor": one.minor}
    label, comment = call.value("label").strip(), call.value("comment").strip()
    steps = []
    if label != one.label:
        steps.append(lambda: label_version(call.actor, item.id, label=label, **at))
    if comment != one.comment:
        steps.append(
            lambda: comment_version(call.actor, item.id, comment=comment, **at)
        )
    try:
        if steps:
            together(call.actor, *steps)
    except Invalid as error:
        return show_note(call, errors=error.fields, status=400)
    return see_other(call.request, _back(call, item), text=_("Saved"))


def why_words(why: str) -> str:
    """Why there is nothing to compare, in the reader's language."""
    told = {
        "This file has a password, or is of an old kind of Office.": _(
            "This file has a password, or is of an old kind of Office."
        ),
        "This file is broken or has a password.": _(
            "This file is broken or has a password."
        ),
        "This file is too long to be compared line by line.": _(
            "This file is too long to be compared line by line."
        ),
        "This kind of file has no text that could be compared.": _(
            "This kind of file has no text that could be compared."
        ),
        "Too much differs to be shown line by line.": _(
            "Too much differs to be shown line by line."
        ),
    }
    return told.get(why, why)


def _file(call: Call) -> ItemRecord:
    item = find_item(call, [])
    if item.is_folder:
        raise NotFound
    return item


def _version(call: Call, item: ItemRecord) -> VersionRecord:
    major, minor = read_version(call.value("version"))
    return get_version(call.actor, item.id, major=major, minor=minor)


def _columns(call: Call) -> list[ColumnRecord]:
    """The library's columns; none for who sees a folder of it alone."""
    try:
        return list_columns(call.actor, call.list.id)
    except NotFound:
        return []


def _back(call: Call, item: ItemRecord) -> str:
    return href(call.place.path, show="versions", item=item.number)


def _option(one: VersionRecord) -> str:
    return f"{one.number} · {one.label}" if one.label else one.number


def _told(call: Call, item: ItemRecord, one: VersionRecord) -> dict[str, object]:
    """A version as its column's head tells it."""
    return {
        "number": one.number,
        "label": one.label,
        "by": one.author_name,
        "at": when(one.created, now=call.now),
        "size": size_words(one.size),
        "note": one.comment,
        "is_current": one.is_current,
        "href": href(f"{call.place.path}/{item.name}", version=one.number),
    }


def _page(
    call: Call,
    item: ItemRecord,
    template: str,
    *,
    title: str,
    status: int = 200,
    **context: object,
) -> HttpResponse:
    return page(
        call.request,
        template,
        frame=frame_of(call.actor, site=call.site, current=call.place.path),
        status=status,
        call=call,
        item=item,
        title=title,
        crumbs=[
            *crumbs_of(call),
            Crumb(item.name, href(f"{call.place.path}/{item.name}")),
        ],
        back=_back(call, item),
        **context,
    )
