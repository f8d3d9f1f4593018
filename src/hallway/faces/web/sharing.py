"""Sharing a file or folder, and what others have shared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from dataclasses import field as field_of
from typing import NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.core.access.actors import PrincipalId
from hallway.core.access.queries import get_principal_titles
from hallway.core.access.records import GrantRecord
from hallway.core.errors import Conflict, CoreError, Forbidden, Invalid, NotFound
from hallway.core.items import queries
from hallway.core.items.records import ItemRecord
from hallway.core.people.finding.queries import resolve_principals
from hallway.core.people.finding.records import Resolution
from hallway.core.sharing.commands import share_item, unshare_item
from hallway.core.sharing.queries import get_sharing, list_shared_with
from hallway.core.sharing.records import ShareRight, Sharing
from hallway.faces._common.numbers import number
from hallway.faces.web.details import role_words
from hallway.faces.web.errors import refusal, said
from hallway.faces.web.frame import frame_of
from hallway.faces.web.library import crumbs_of
from hallway.faces.web.parse import Call, href
from hallway.faces.web.render import page, see_other
from hallway.faces.web.staff import staff_page
from hallway.faces.web.when import date_words, when

SHOWN = 200


class Holder(NamedTuple):
    """Somebody with access: who, what, since when, and how to take it away."""

    name: str
    text: str
    why: str
    group: bool
    principal: int
    removable: bool


class Chip(NamedTuple):
    """Somebody chosen, as c/picker.html shows him."""

    value: str
    name: str
    group: bool


@dataclass(kw_only=True)
class Typed:
    """What a form said that could not be done, and why."""

    error: str = ""
    field: str = ""
    status: int = 200
    known: list[Chip] = field_of(default_factory=list)
    unknown: list[Resolution] = field_of(default_factory=list)


def show(call: Call, typed: Typed | None = None) -> HttpResponse:
    """The page that asks with whom an item is to be shared."""
    typed = typed or Typed()
    item = _item(call)
    sharing = get_sharing(call.actor, item.id)
    rights = [(one.value, _right_words(one)) for one in sharing.rights]
    names = get_principal_titles(
        call.actor, {grant.granted_by for grant in sharing.grants}
    )
    path = call.place.path if item == call.folder else f"{call.place.path}/{item.name}"
    return page(
        call.request,
        "web/share.html",
        frame=frame_of(
            call.actor,
            site=call.site,
            current=call.place.path,
        ),
        status=typed.status,
        call=call,
        crumbs=crumbs_of(call),
        title=_("Share “%(name)s”") % {"name": item.name},
        item=item,
        own=item == call.folder,
        rights=rights,
        right=call.value("right") or (rights[0][0] if rights else ""),
        who=", ".join(one.text for one in typed.unknown),
        chosen=typed.known,
        who_error=typed.error if typed.field == "with" else "",
        problem=typed.error if typed.field != "with" else "",
        message=call.value("message"),
        hint=_("Names of colleagues, groups of this site, e-mail addresses.")
        if sharing.colleagues
        else _("Names, groups or e-mail addresses, with commas between them."),
        link=call.request.build_absolute_uri(href(path)),
        audience=_audience(sharing),
        origin=_("It has the permissions of “%(name)s”.") % {"name": sharing.origin}
        if sharing.inherits
        else _("It has permissions of its own."),
        holders=[
            _holder(call, one, sharing, names.get(one.granted_by, ""))
            for one in sharing.grants
        ],
    )


def _right_words(right: ShareRight) -> str:
    return {
        ShareRight.VIEW: _("can view"),
        ShareRight.EDIT: _("can edit"),
        ShareRight.FULL: _("full control"),
    }[right]


def _audience(sharing: Sharing) -> str:
    """Whom the link works for, in words."""
    count = len(sharing.grants)
    if any(one.principal_kind == "everyone" for one in sharing.grants):
        return _("The link works for everybody, also without signing in.")
    if any(one.principal_kind == "all-staff" for one in sharing.grants):
        return _("The link works for everybody who works here.")
    return ngettext(
        "The link works for the one with access below, and for nobody else.",
        "The link works for the %(count)d with access below, and for nobody else.",
        count,
    ) % {"count": count}


def _holder(call: Call, grant: GrantRecord, sharing: Sharing, by: str) -> Holder:
    names = {"name": by, "day": date_words(grant.granted), "from": sharing.origin}
    why = _("Given by %(name)s on %(day)s.") % names
    if sharing.inherits:
        why = _("By way of “%(from)s”, given by %(name)s on %(day)s.") % names
    return Holder(
        name=grant.title,
        text=role_words(grant.role_name),
        why=why,
        group=grant.principal_kind != "person",
        principal=grant.principal,
        removable=grant.principal in sharing.removable,
    )


def share(call: Call) -> HttpResponse:
    """Share an item; what is wrong with the names stands beside their field."""
    item = _item(call)
    resolved = resolve_principals(call.actor, call.values("with"))
    known = [one.match for one in resolved if one.match is not None]
    typed = Typed(
        status=400,
        known=[Chip(f"#{one.id}", one.title, one.kind != "person") for one in known],
        unknown=[one for one in resolved if one.match is None],
    )
    if typed.unknown:
        names = " ".join(f"“{one.text}”: {_(one.message)}" for one in typed.unknown)
        return show(call, replace(typed, error=names, field="with"))
    try:
        right = ShareRight(call.value("right"))
    except ValueError:
        return show(call, replace(typed, error=_("Choose what they may do.")))
    try:
        count = share_item(
            call.actor,
            item.id,
            principals=[one.id for one in known],
            right=right,
            message=call.value("message"),
        )
    except Invalid as error:
        field = "with" if "with" in error.fields else ""
        text = " ".join(_(one) for one in error.fields.values())
        return show(call, replace(typed, error=text, field=field))
    except (Conflict, Forbidden) as error:
        status = refusal(error).status
        return show(call, replace(typed, error=said(error), status=status))
    text = ngettext(
        "“%(name)s” shared with %(count)d more",
        "“%(name)s” shared with %(count)d more",
        count,
    )
    if not count:
        text = _("They have access to “%(name)s” already")
    return see_other(
        call.request, call.here, text=text % {"name": item.name, "count": count}
    )


def unshare(call: Call) -> HttpResponse:
    """Take an item away from somebody."""
    item = _item(call)
    principal = number(call.value("principal"))
    if principal is None:
        raise NotFound
    try:
        unshare_item(call.actor, item.id, principal=PrincipalId(principal))
    except CoreError as error:
        return show(call, Typed(error=said(error), status=refusal(error).status))
    own = item == call.folder
    try:
        queries.get_item(call.actor, item.id)
    except NotFound:
        # He has taken it from himself.
        address = "/" if own else call.here
    else:
        address = href(call.place.path, show="share", item=None if own else item.number)
    return see_other(call.request, address, text=_("Access taken away"))


def _item(call: Call) -> ItemRecord:
    if not call.numbers:
        if call.folder.parent is None:
            raise NotFound
        return call.folder
    found = queries.list_numbered(
        call.actor, call.folder, call.numbers[:1], pending=call.list.pending
    )
    if not found:
        raise NotFound
    return found[0]


class Shared(NamedTuple):
    """A line of what others shared."""

    name: str
    href: str
    is_folder: bool
    by: str
    place: str
    iso: str
    words: str
    exact: str


@staff_page
def show_shared(call: Call) -> HttpResponse:
    """The page ``/shared``: what others have shared with the reader."""
    return page(
        call.request,
        "web/shared.html",
        frame=frame_of(call.actor, current="/shared"),
        rows=shared_rows(call, limit=SHOWN),
    )


def shared_rows(call: Call, *, limit: int) -> list[Shared]:
    """What others have shared with the reader, newest first."""
    rows = []
    for one in list_shared_with(call.actor, limit=limit):
        at = when(one.at, now=call.now)
        place = " > ".join(filter(None, (one.found.site, one.found.library)))
        rows.append(
            Shared(
                one.found.title,
                href(one.found.path),
                bool(one.found.item.is_folder),
                one.by,
                place,
                at.iso,
                at.words,
                at.exact,
            )
        )
    return rows
