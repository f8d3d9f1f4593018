"""What every page of the admin centre has: who gets it, and its rail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Concatenate, NamedTuple, ParamSpec

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from hallway.core.access.actors import Actor
from hallway.core.errors import Conflict, CoreError, Forbidden, Invalid, NotFound
from hallway.design.frame import Entry, Frame, Group
from hallway.faces.web.errors import said
from hallway.faces.web.frame import frame_of
from hallway.faces.web.joining import frame as joining
from hallway.faces.web.parse import Call
from hallway.faces.web.render import page
from hallway.faces.web.staff import method_not_allowed, staff_page

P = ParamSpec("P")
ADMIN = "/admin"
LARGEST = 10**15


class Button(NamedTuple):
    """What a row's own form does."""

    do: str
    label: str
    spoken: str
    value: str = ""


class Part(NamedTuple):
    """A piece of a sentence, which may lead somewhere."""

    text: str
    href: str = ""


class Cell(NamedTuple):
    """A cell of a table: words, a link, or a pill of a kind.

    parts  words and links one after the other, instead of `text`
    note   a second line, small: what programs call it
    meta   a second line where a column has left for want of room: what it said
    """

    text: str = ""
    href: str = ""
    pill: str = ""
    kind: str = ""
    exact: str = ""
    parts: tuple[Part, ...] = ()
    note: str = ""
    meta: str = ""


class Column(NamedTuple):
    """A column; `shrinks` 1 leaves first where it is narrow, `long` breaks words."""

    label: str
    num: bool = False
    shrinks: int = 0
    long: bool = False


class Row(NamedTuple):
    """A line of a table, and what can be done with it."""

    cells: tuple[Cell, ...]
    buttons: tuple[Button, ...] = ()
    id: int | str = ""


class Tab(NamedTuple):
    """A view of a table."""

    label: str
    href: str
    current: bool


class Section(NamedTuple):
    """A part of a page: a table, or a form, or both.

    username  whose password the form is about, for those that keep passwords
    """

    id: str
    title: str
    text: str = ""
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    empty: str = ""
    form: forms.Form | None = None
    do: str = ""
    submit: str = ""
    facts: tuple[Any, ...] = ()
    has_files: bool = False
    username: str = ""


class Fact(NamedTuple):
    """A name and its value."""

    label: str
    value: str = ""
    href: str = ""
    pill: str = ""
    kind: str = ""


def admin_page(
    view: Callable[Concatenate[Call, P], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
    """Make a view for administrators; for everybody else there is nothing here.

    A form is asked for its token after that: who may not be here is not told so.
    """

    def checked(call: Call, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if call.actor.everything is None:
            raise NotFound
        if call.request.method not in ("GET", "HEAD", "POST"):
            return method_not_allowed("GET", "HEAD", "POST")

        @csrf_protect
        def protected(_request: HttpRequest) -> HttpResponseBase:
            # More than a database can hold is nobody's number.
            if any(isinstance(one, int) and one >= LARGEST for one in kwargs.values()):
                raise NotFound
            return view(call, *args, **kwargs)

        return protected(call.request)

    return csrf_exempt(staff_page(checked))


def admin_frame(actor: Actor, *, current: str) -> Frame:
    """The frame with the rail of the admin centre."""
    places = (
        (_("Overview"), ADMIN, "home"),
        (_("People"), f"{ADMIN}/people", "users"),
        (_("Groups"), f"{ADMIN}/groups", "users-group"),
        (_("Organisations"), f"{ADMIN}/organisations", "building"),
        (_("Sites"), f"{ADMIN}/sites", "building-community"),
        (_("Term store"), f"{ADMIN}/terms", "tags"),
        (_("Version limits"), f"{ADMIN}/limits", "archive"),
        (_("Tokens"), f"{ADMIN}/tokens", "key"),
        (_("Jobs"), f"{ADMIN}/jobs", "loader-2"),
        (_("Audit"), f"{ADMIN}/audit", "history"),
        (_("Health"), f"{ADMIN}/health", "heartbeat"),
        (_("Settings"), f"{ADMIN}/settings", "adjustments"),
    )
    entries = tuple(
        Entry(
            label=label,
            href=href,
            icon=icon,
            current=current == href
            or (href != ADMIN and current.startswith(f"{href}/")),
        )
        for label, href, icon in places
    )
    more = joining.entries(actor, current=current)
    rail = (Group(entries=entries), Group(entries=more, title=_("Joining")))
    return replace(
        frame_of(actor, current=current), rail=rail, rail_label=_("Admin centre")
    )


def show(
    call: Call,
    *,
    title: str,
    sections: list[Section],
    text: str = "",
    crumbs: tuple[Any, ...] = (),
    tabs: tuple[Tab, ...] = (),
    search: str | None = None,
    search_label: str = "",
    keep: tuple[tuple[str, str], ...] = (),
    following: str = "",
    actions: tuple[Any, ...] = (),
    problem: str = "",
    stats: tuple[Any, ...] = (),
    filters: forms.Form | None = None,
    options: tuple[str, tuple[str, ...]] | None = None,
    status: int = 200,
) -> HttpResponse:
    """A page of the admin centre made of sections.

    options  the id of a list of words, and the words, that a field of a form suggests
    """
    return page(
        call.request,
        "web/admin/page.html",
        frame=admin_frame(call.actor, current=call.request.path),
        status=status,
        title=title,
        text=text,
        crumbs=crumbs,
        tabs=tabs,
        search=search,
        search_label=search_label,
        keep=keep,
        following=following,
        actions=actions,
        problem=problem,
        stats=stats,
        filters=filters,
        options=options,
        sections=sections,
        action=call.request.get_full_path(),
    )


def refused(form: forms.Form, error: CoreError, *, fallback: str) -> int:
    """Put a refusal beside its field, or beside `fallback`; the status to answer."""
    if isinstance(error, Invalid):
        for name, message in error.fields.items():
            form.add_error(name if name in form.fields else fallback, _(message))
        return 400
    form.add_error(fallback, said(error))
    return 409 if isinstance(error, Conflict) else 400


REFUSALS = (Invalid, Conflict, Forbidden)
"""What the core may say to a form."""
