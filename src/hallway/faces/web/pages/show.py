"""Pages to read: the list as a tree, one with its table of contents, its versions."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.http import HttpResponse, HttpResponseRedirect
from django.utils import formats
from django.utils.translation import gettext as _

from hallway.core.access.rights import Right
from hallway.core.errors import NotFound
from hallway.faces.web.frame import frame_of
from hallway.faces.web.pages import write
from hallway.faces.web.parse import Call, href, person_href
from hallway.faces.web.render import page
from hallway.faces.web.versions import may
from hallway.faces.web.when import When, local, when
from hallway.faces.web.writing import prose
from hallway.faces.web.written import crumbs_of, item_href, versions_page
from hallway.kinds.pages.queries import get_page, list_pages
from hallway.kinds.pages.records import Page, PageEntry

CONTENTS = 3
"""A text with so many headings has a table of contents."""

DEEPEST = 6
"""Levels of the list's tree."""


class Node(NamedTuple):
    """A page in the list, with those below it."""

    title: str
    href: str
    summary: str
    owner: str
    at: When
    is_draft: bool
    below: list[Node]


def show_list(call: Call) -> HttpResponse:
    """The page of a list of pages: a tree, by title."""
    if call.show == "new":
        return write.show_new(call)
    entries = list_pages(call.actor, call.list.id)
    may_add = call.may(Right.ADD_LIST_ITEMS)
    return page(
        call.request,
        "web/pages.html",
        frame=frame_of(
            call.actor,
            site=call.site,
            current=call.place.path,
        ),
        title=call.list.title,
        crumbs=crumbs_of(call),
        nodes=_tree(call, entries),
        new_href=href(call.place.path, show="new") if may_add else "",
    )


def _tree(call: Call, entries: list[PageEntry]) -> list[Node]:
    """Pages below those they stand below; a circle, or what is too deep, at the top."""
    numbers = {one.number for one in entries}
    children: dict[int | None, list[PageEntry]] = {}
    for one in entries:
        parent = one.parent if one.parent in numbers else None
        children.setdefault(parent, []).append(one)
    placed: set[int] = set()

    def nodes(parent: int | None, depth: int) -> list[Node]:
        found = []
        for one in children.get(parent, []) if depth < DEEPEST else ():
            if one.number not in placed:
                placed.add(one.number)
                found.append(_node(call, one, nodes(one.number, depth + 1)))
        return found

    tree = nodes(None, 0)
    for one in entries:
        if one.number not in placed:
            placed.add(one.number)
            tree.append(_node(call, one, nodes(one.number, 1)))
    return tree


def _node(call: Call, one: PageEntry, below: list[Node]) -> Node:
    return Node(
        title=one.title,
        href=item_href(one),
        summary=one.summary,
        owner=one.owner_name,
        at=when(one.modified, now=call.now),
        is_draft=one.is_draft,
        below=below,
    )


def show_page(call: Call) -> HttpResponse:
    """A page; its form, or its versions, where the address asks for them."""
    if call.row is None:
        raise NotFound
    found = get_page(call.actor, call.row.id)
    if call.show == "edit":
        return write.show_edit(call, found)
    address = item_href(found.entry)
    if call.show == "versions":
        return versions_page(call, found.entry, found.item)
    if href("/".join(("", *call.place.segments))) != address:
        return HttpResponseRedirect(address)
    return _reading(call, found)


def _reading(call: Call, found: Page) -> HttpResponse:
    entry = found.entry
    body, rendered = prose(found.values.get("Body"))
    may_edit = may(call, Right.EDIT_LIST_ITEMS)
    return page(
        call.request,
        "web/page.html",
        frame=frame_of(
            call.actor,
            site=call.site,
            current=entry.list_path,
        ),
        title=entry.title,
        summary=entry.summary,
        href=item_href(entry),
        crumbs=crumbs_of(call, *found.above, entry),
        is_draft=entry.is_draft,
        body=body,
        contents=rendered.headings if len(rendered.headings) >= CONTENTS else (),
        below=[_node(call, one, []) for one in found.below],
        owner=entry.owner_name,
        owner_href="" if entry.owner is None else person_href(entry.owner),
        modified=when(entry.modified, now=call.now),
        review=_review(entry),
        is_overdue=bool(entry.review)
        and entry.review < local(call.now).date().isoformat(),
        may_edit=may_edit,
        new_href=href(entry.list_path, show="new", above=entry.number)
        if may_edit
        else "",
        actions=write.actions_of(call, found) if may_edit else [],
    )


def _review(entry: PageEntry) -> str:
    if not entry.review:
        return ""
    return formats.date_format(date.fromisoformat(entry.review), _("j F Y"))
