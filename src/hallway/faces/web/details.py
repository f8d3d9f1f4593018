"""The pane beside a list: what a thing is, its versions, who has access and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hallway.core.access.explain import explain
from hallway.core.access.queries import get_item_mask, get_principal_titles, list_grants
from hallway.core.access.records import GrantRecord
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.errors import NotFound
from hallway.core.items import queries
from hallway.core.items.queries import list_values_of
from hallway.core.items.records import ItemRecord
from hallway.core.lists.queries import list_columns
from hallway.core.lists.records import ColumnRecord
from hallway.core.previews.queries import list_pictured
from hallway.core.versions.queries import list_versions
from hallway.core.versions.records import VersionRecord
from hallway.design.frame import MenuItem
from hallway.faces.web.files import unplaced
from hallway.faces.web.itemmenu import actions_of, find_item
from hallway.faces.web.limits.words import versions_words
from hallway.faces.web.parse import Call, href
from hallway.faces.web.rows.cells import cell as cell_of
from hallway.faces.web.rows.history import Value, history_of, note_of, versions_of
from hallway.faces.web.rows.history import Version as Changed
from hallway.faces.web.rows.named import name_all
from hallway.faces.web.rows.sections import Section, shown_in, to_read
from hallway.faces.web.viewer.page import viewer_href
from hallway.faces.web.viewer.pictures import thumb_href
from hallway.faces.web.when import size_words, when

TABS = ("details", "versions", "access")


class Tab(NamedTuple):
    """One of the pane's parts."""

    label: str
    href: str
    current: bool


class Property(NamedTuple):
    """A name and a value."""

    label: str
    value: str = ""
    person: str = ""


class Version(NamedTuple):
    """A version as the list of versions shows it."""

    number: str
    iso: str
    when: str
    by: str
    note: str
    size: str
    pill: str
    kind: str
    menu_id: str
    items: list[MenuItem]
    changes: list[str]


class Access(NamedTuple):
    """Somebody who has access."""

    name: str
    text: str
    group: bool


@dataclass(kw_only=True)
class Pane:
    """What stands beside the list about one item."""

    item: ItemRecord
    title: str
    tab: str
    close: str
    tabs: list[Tab]
    actions: list[MenuItem]
    text: str = ""
    picture: str = ""
    picture_href: str = ""
    properties: list[Property] = field(default_factory=list)
    values: list[Section[Value]] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    total: str = ""
    access: list[Access] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)


def pane_of(call: Call, shown: list[ItemRecord]) -> Pane | None:
    """The pane the address asks for, or None; NotFound for an item not here."""
    if call.show not in TABS:
        return None
    item = find_item(call, shown)
    mask = get_item_mask(
        call.actor,
        list_id=item.list,
        scope=item.scope,
        ancestry=item.ancestry,
        pending=call.list.pending,
    )
    is_root = item.parent is None
    pane = Pane(
        item=item,
        title=call.list.title if is_root else item.name,
        tab=call.show,
        close=call.here,
        tabs=_tabs(call, item, mask),
        actions=[] if is_root or item == call.folder else actions_of(call, item, mask),
        text=_("Folder") if item.is_folder else size_words(item.size),
    )
    if call.show == "versions" and not item.is_folder:
        rows = list_versions(call.actor, item.id)
        changes = {one.number: one.changes for one in _changes(call, rows)}
        may_edit = holds(mask, Right.EDIT_LIST_ITEMS)
        pane.versions = [
            _version(call, item, one, changes.get(one.number, []), may_edit=may_edit)
            for one in rows
        ]
        pane.total = _total(rows)
    elif call.show == "access":
        _add_access(pane, call, item, mask)
    else:
        pane.properties = _properties(call, item)
        if not item.is_folder:
            _add_picture(pane, call, item, mask)
            pane.values = [
                *_values(call, item, mask),
                *unplaced.section_of(call, item),
            ]
    return pane


def _add_picture(pane: Pane, call: Call, item: ItemRecord, mask: int) -> None:
    """A small picture of a file, for who may open it."""
    path = f"{call.place.path}/{item.name}"
    if holds(mask, Right.OPEN_ITEMS) and list_pictured(call.actor, [item]):
        pane.picture = thumb_href(path, item)
        pane.picture_href = viewer_href(path)


def _address(call: Call, item: ItemRecord, show: str) -> str:
    here = item.id == call.folder.id
    return href(call.place.path, show=show, item=None if here else item.number)


def _tabs(call: Call, item: ItemRecord, mask: int) -> list[Tab]:
    labels = {"details": _("Details"), "access": _("Access")}
    if not item.is_folder and holds(mask, Right.VIEW_VERSIONS):
        labels = {
            "details": _("Details"),
            "versions": _("Versions"),
            "access": _("Access"),
        }
    return [
        Tab(label, _address(call, item, show), current=show == call.show)
        for show, label in labels.items()
    ]


def _properties(call: Call, item: ItemRecord) -> list[Property]:
    names = get_principal_titles(call.actor, {item.author, item.editor})
    found = [
        Property(_("Modified"), when(item.modified, now=call.now).exact),
        Property(_("Modified by"), person=names.get(item.editor, "")),
        Property(_("Created"), when(item.created, now=call.now).exact),
        Property(_("Created by"), person=names.get(item.author, "")),
    ]
    if not item.is_folder:
        found.append(Property(_("Size"), size_words(item.size)))
        found.append(Property(_("Version"), f"{item.major}.{item.minor}"))
    if item.checked_out_to is not None:
        holder = get_principal_titles(call.actor, {item.checked_out_to})
        found.append(
            Property(_("Checked out to"), person=holder.get(item.checked_out_to, ""))
        )
        since = queries.get_checked_out_at(call.actor, item)
        if since is not None:
            found.append(Property(_("Since"), when(since, now=call.now).exact))
    found.append(Property(_("Number"), str(item.number)))
    return found


def _columns(call: Call) -> list[ColumnRecord]:
    """The library's columns; none for who sees a folder of it alone."""
    try:
        return list_columns(call.actor, call.list.id)
    except NotFound:
        return []


def _values(call: Call, item: ItemRecord, mask: int) -> list[Section[Value]]:
    columns = [one for one in _columns(call) if not one.is_hidden]
    if not columns:
        return []
    values = list_values_of(call.actor, [item])[item.id]
    named = name_all(call.actor, [values], columns, people=())
    rows = []
    if holds(mask, Right.VIEW_VERSIONS) and any(
        one.settings.get("append") for one in columns
    ):
        rows = list_versions(call.actor, item.id)
    history = history_of(call, columns, rows)

    def shown(column: ColumnRecord) -> Value:
        value = values.get(column.internal_name)
        cell = cell_of(column, value, named.people, now=call.now, named=named)
        past = history.get(column.internal_name, [])
        return Value(column.title, cell, note_of(column, value), past)

    return shown_in(to_read(call, item.id), columns, shown)


def _changes(call: Call, rows: Sequence[VersionRecord]) -> list[Changed]:
    columns = _columns(call)
    return versions_of(call, rows, columns) if columns else []


def _total(rows: Sequence[VersionRecord]) -> str:
    """What all versions of a file take; of one there is nothing to add up."""
    if len(rows) < 2:
        return ""
    return versions_words(len(rows), sum(one.size for one in rows))


def _version(
    call: Call,
    item: ItemRecord,
    one: VersionRecord,
    changes: list[str],
    *,
    may_edit: bool,
) -> Version:
    at = when(one.created, now=call.now)
    path = f"{call.place.path}/{item.name}"
    items = [
        MenuItem(
            label=_("Download"), href=href(path, version=one.number), icon="download"
        )
    ]
    asks: dict[str, str | int] = {"item": item.number, "version": one.number}
    if not one.is_current:
        items.append(
            MenuItem(
                label=_("Compare with the current one"),
                href=href(call.place.path, show="compare", **asks),
                icon="replace",
            )
        )
    if may_edit:
        items.append(
            MenuItem(
                label=_("Label and comment"),
                href=href(call.place.path, show="note", **asks),
                icon="pencil",
            )
        )
    if may_edit and not one.is_current:
        items.append(
            MenuItem(
                label=_("Restore"),
                action=href(
                    call.place.path,
                    do="restore-version",
                    item=item.number,
                    version=one.number,
                ),
                icon="restore",
            )
        )
    return Version(
        number=one.number,
        iso=at.iso,
        when=at.words,
        by=one.author_name,
        note=one.comment,
        size=size_words(one.size),
        pill=one.label or (_("Current") if one.is_current else ""),
        kind="ok" if one.is_current else "",
        menu_id=f"version-{one.major}-{one.minor}",
        items=items,
        changes=changes,
    )


def _add_access(pane: Pane, call: Call, item: ItemRecord, mask: int) -> None:
    place = replace(call.place, item=item, mask=mask)
    found = [
        explain(call.actor, right, place=place, subject=call.actor)
        for right in (Right.EDIT_LIST_ITEMS, Right.VIEW_LIST_ITEMS)
    ]
    # Who may change a thing sees it for the same reason.
    kept = found[:1] if found[0].allowed else found[::-1]
    pane.sentences = [one.sentence for one in kept]
    pane.access = access_of(call, item)


def access_of(call: Call, item: ItemRecord) -> list[Access]:
    """Who has access to an item, and with which role."""
    return [
        Access(grant.title, grant_words(grant), grant.principal_kind != "person")
        for grant in list_grants(call.actor, item.scope)
        if not grant.is_of_another
    ]


def grant_words(grant: GrantRecord) -> str:
    """A role as granted, with what it needs beside."""
    role = role_words(grant.role_name)
    if not grant.also or grant.also == grant.principal:
        return role
    return _("%(role)s, if in “%(group)s”") % {"role": role, "group": grant.also_title}


def role_words(role: str) -> str:
    """A standard role in the reader's language; a role of one's own as it is called."""
    return {
        "Full Control": _("Full Control"),
        "Design": pgettext("role", "Design"),
        "Edit": pgettext("role", "Edit"),
        "Contribute": _("Contribute"),
        "Read": pgettext("role", "Read"),
    }.get(role, role)
