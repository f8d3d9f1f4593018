"""Finding things: the page of results, and what is offered while one types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from hallway.core.access.queries import get_principal_titles
from hallway.core.items.records import Located
from hallway.core.kinds import get_kind
from hallway.core.search.queries import COUNTED, search
from hallway.core.search.records import Found, PersonHit, Vertical
from hallway.core.search.rules import ASKED, marks, words
from hallway.core.sites.records import SiteRecord
from hallway.faces._common.numbers import number
from hallway.faces.web.frame import frame_of
from hallway.faces.web.parse import Call, href, person_href
from hallway.faces.web.render import page
from hallway.faces.web.staff import method_not_allowed, staff_page
from hallway.faces.web.when import when

PAGE = 30
SUGGESTED = 4
"""Of each sort, while one types."""
LONGEST = 200
ADDRESS = "/search"
SUGGEST = "/search/suggest"


class Result(NamedTuple):
    """A line of what was found; see c/result.html."""

    title: str
    href: str
    meta: list[str]
    parts: tuple[Part, ...] = ()
    file: str = ""
    folder: bool = False
    icon: str = ""
    person: str = ""


class Part(NamedTuple):
    """A piece of a title, and whether it is what was asked for."""

    text: str
    is_hit: bool


class Tab(NamedTuple):
    """One sort of thing, and how many of it there are."""

    label: str
    href: str
    number: str
    current: bool


@staff_page
def show(call: Call) -> HttpResponse:
    """The page ``/search?q=``; ``in`` narrows it, ``from`` turns the page."""
    if call.request.method not in ("GET", "HEAD"):
        return method_not_allowed("GET", "HEAD")
    text = " ".join(call.query.get("q", "")[:LONGEST].split())
    vertical = _vertical(call.query.get("in", ""))
    skip = min(number(call.query.get("from", "")) or 0, COUNTED)
    found = search(call.actor, text, vertical=vertical, limit=PAGE, skip=skip)
    asked = words(text)[:ASKED]
    results = [
        one._replace(parts=_parts(one.title, asked))
        for one in _results(call, found, first=not skip)
    ]
    total = sum(found.counts.values())
    of_items = sum(
        count
        for one, count in found.counts.items()
        if one not in (Vertical.PEOPLE, Vertical.SITES) and vertical in (None, one)
    )
    return page(
        call.request,
        "web/search.html",
        frame=frame_of(call.actor, current=ADDRESS, query=text),
        text=text,
        tabs=list(_tabs(text, vertical, found, total)),
        results=results,
        everything=href(ADDRESS, q=text) if vertical and total else "",
        count=_count(total, more=found.more),
        next=href(
            ADDRESS,
            q=text,
            **{"in": vertical.value if vertical else None, "from": skip + PAGE},
        )
        if of_items > skip + PAGE
        else "",
    )


def _parts(title: str, asked: tuple[str, ...]) -> tuple[Part, ...]:
    parts, at = [], 0
    for start, end in marks(title, asked):
        parts.append(Part(title[at:start], is_hit=False))
        parts.append(Part(title[start:end], is_hit=True))
        at = end
    return (*parts, Part(title[at:], is_hit=False))


@staff_page
def suggest(call: Call) -> HttpResponse:
    """What to offer while somebody types ``q``: people, sites, then the rest."""
    if call.request.method not in ("GET", "HEAD"):
        return method_not_allowed("GET", "HEAD")
    text = " ".join(call.query.get("q", "")[:LONGEST].split())
    found = search(call.actor, text, limit=SUGGESTED)
    response = render(
        call.request,
        "web/suggest.html",
        {"results": list(_results(call, found, first=True))},
    )
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _vertical(text: str) -> Vertical | None:
    try:
        return Vertical(text)
    except ValueError:
        return None


def _labels() -> dict[Vertical, str]:
    return {
        Vertical.FILES: _("Files"),
        Vertical.PAGES: _("Pages"),
        Vertical.NEWS: _("News"),
        Vertical.PEOPLE: _("People"),
        Vertical.LISTS: _("Lists"),
        Vertical.SITES: _("Sites"),
    }


def _tabs(
    text: str, vertical: Vertical | None, found: Found, total: int
) -> Iterator[Tab]:
    yield Tab(
        pgettext("search", "All"),
        href(ADDRESS, q=text),
        _number(total, more=found.more),
        current=vertical is None,
    )
    for one, label in _labels().items():
        count = found.counts.get(one, 0)
        yield Tab(
            label,
            href(ADDRESS, q=text, **{"in": one.value}),
            _number(count, more=count >= COUNTED),
            current=vertical is one,
        )


def _number(count: int, *, more: bool) -> str:
    return f"{COUNTED:,}+" if more and count >= COUNTED else f"{count:,}"


def _count(total: int, *, more: bool) -> str:
    if more:
        return _("More than %(count)s found; another word narrows it.") % {
            "count": f"{COUNTED:,}"
        }
    return ngettext("%(count)d found", "%(count)d found", total) % {"count": total}


def _results(call: Call, found: Found, *, first: bool) -> Iterator[Result]:
    if first:
        yield from map(_person, found.people)
        yield from map(_site, found.sites)
    editors = get_principal_titles(call.actor, {one.item.editor for one in found.items})
    for one in found.items:
        yield _item(call, one, editors.get(one.item.editor, ""))


def _person(one: PersonHit) -> Result:
    return Result(
        title=one.name, href=person_href(one.id), meta=[one.email], person=one.name
    )


def _site(one: SiteRecord) -> Result:
    return Result(
        title=one.title,
        href=href(one.path),
        meta=[_("Site"), one.path],
        icon="building-community",
    )


def _item(call: Call, one: Located, editor: str) -> Result:
    item, kind = one.item, get_kind(one.kind)
    place = " > ".join(filter(None, (one.site, one.library)))
    if item.parent is None:
        return Result(
            title=one.title,
            href=href(one.path),
            meta=[word for word in (one.site, _(kind.title)) if word],
            icon=kind.icon,
        )
    at = when(item.modified, now=call.now).words
    by = _("%(name)s, %(when)s") % {"name": editor, "when": at} if editor else at
    is_file = kind.has_bodies or item.is_folder
    return Result(
        title=one.title,
        href=href(one.path),
        meta=[word for word in (place, by) if word],
        file=one.title if is_file else "",
        folder=bool(item.is_folder),
        icon="" if is_file else kind.icon,
    )
