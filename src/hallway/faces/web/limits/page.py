"""The pages of a limit: what holds, what another would take away, what versions take.

The same pages for a list, a site and the whole installation; `Where` is what differs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.errors import Invalid, NotFound
from hallway.core.items.records import Located
from hallway.core.kinds import get_kind
from hallway.core.limits.commands import apply_preview, start_preview
from hallway.core.limits.queries import (
    get_limit,
    get_preview,
    get_usage,
    list_heaviest,
    list_sample,
)
from hallway.core.limits.records import (
    UNLIMITED,
    Holding,
    Level,
    Limit,
    Place,
    PreviewRecord,
)
from hallway.faces._common.numbers import number
from hallway.faces.web.limits.words import (
    Stat,
    limit_words,
    origin_words,
    span_words,
    stats_of,
    versions_words,
)
from hallway.faces.web.parse import Call, href
from hallway.faces.web.render import see_other
from hallway.faces.web.when import size_words

NAME = "limits"
STORAGE = "storage"
LOOK_EVERY = 3
"""Seconds after which a page that waits is asked for again."""
HEAVIEST = 50


@dataclass(frozen=True, kw_only=True)
class Where:
    """What a limit is for, as its pages need it.

    address  makes an address of them from a query
    render   makes a page of a template and its facts
    back     where settings lead back to
    """

    place: Place
    address: Callable[..., str]
    render: Callable[..., HttpResponse]
    back: str


class Choice(NamedTuple):
    """A way to say which versions are kept."""

    value: str
    label: str
    hint: str
    checked: bool


@dataclass(frozen=True)
class Tab:
    """A part of the pages; a tuple has a `count` of its own."""

    label: str
    href: str
    current: bool
    count: int | None = None


class Line(NamedTuple):
    """A file in a table; `few` says the numbers where there is no room for columns."""

    name: str
    href: str
    place: str
    versions: str
    size: str
    few: str
    current: str = ""


def show(call: Call, where: Where) -> HttpResponse:
    """What holds, with the form; a preview; or what versions take."""
    if "preview" in call.query:
        return _show_preview(call, where)
    if call.show == STORAGE:
        return _show_storage(call, where)
    return _show_form(call, where)


def act(call: Call, where: Where) -> HttpResponse:
    """Count what a limit would take away, or set it."""
    match call.value("do"):
        case "try":
            return _try(call, where)
        case "save":
            held = _held(call, where)
            apply_preview(call.actor, held.guid)
            text = _("Saved. What is past the limit is being removed.")
            return see_other(call.request, where.address(), text=text)
        case _:
            raise Invalid({"form": _("This page does not know that form.")})


def _try(call: Call, where: Where) -> HttpResponse:
    try:
        made = start_preview(call.actor, where.place, _read(call, where))
    except Invalid as error:
        errors = {name: _(text) for name, text in error.fields.items()}
        return _show_form(call, where, errors=errors, status=400)
    return see_other(call.request, where.address(preview=made.guid))


def _read(call: Call, where: Where) -> Limit | None:
    """The limit that the form says; None follows the place above."""
    match call.value("keep"):
        case "above" if where.place.level is not Level.ALL:
            return None
        case "all":
            return UNLIMITED
        case "some":
            pass
        case _:
            raise Invalid({"keep": _("Choose one of these.")})
    wrong, numbers = {}, dict[str, int | None]()
    for name in ("count", "days"):
        typed = call.value(name).strip()
        numbers[name] = number(typed)
        if typed and numbers[name] is None:
            wrong[name] = _("A whole number is expected.")
    if wrong:
        raise Invalid(wrong)
    limit = Limit(**numbers, thin=bool(call.value("thin")))
    if limit.is_none:
        raise Invalid({"keep": _("Fill in at least one limit, or keep all versions.")})
    return limit


def _held(call: Call, where: Where) -> PreviewRecord:
    held = get_preview(call.actor, call.value("preview"))
    if held.place != where.place:
        raise NotFound
    return held


def _show_form(
    call: Call,
    where: Where,
    *,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    held = get_limit(call.actor, where.place)
    sent = errors is not None
    limit = held.own or UNLIMITED
    keep = call.value("keep") if sent else _kept(held, where)
    return where.render(
        "web/limits/form.html",
        status=status,
        tabs=_tabs(call, where),
        says=limit_words(held.limit),
        origin=origin_words(held),
        exempt=held.exempt,
        errors=errors or {},
        choices=_choices(keep, held, where),
        count=call.value("count") if sent else limit.count,
        days=call.value("days") if sent else limit.days,
        thin=bool(call.value("thin")) if sent else limit.thin,
        action=where.address(),
        back_href=where.back,
    )


def _kept(held: Holding, where: Where) -> str:
    if held.own is None and where.place.level is not Level.ALL:
        return "above"
    return "all" if held.own is None or held.own.is_none else "some"


def _choices(chosen: str, held: Holding, where: Where) -> list[Choice]:
    above = {
        Level.LIST: _("As the site has it"),
        Level.SITE: _("As it is for all sites"),
    }.get(where.place.level)
    found = []
    if above:
        hint = limit_words(held.above)
        found.append(Choice("above", above, hint, chosen == "above"))
    found.append(Choice("all", _("All versions"), "", chosen == "all"))
    hint = _("What you fill in below holds together.")
    found.append(Choice("some", _("Within limits"), hint, chosen == "some"))
    return found


def _tabs(call: Call, where: Where) -> list[Tab]:
    is_storage = call.show == STORAGE
    return [
        Tab(_("Limit"), where.address(), not is_storage),
        Tab(_("Storage by version"), where.address(show=STORAGE), is_storage),
    ]


def _show_preview(call: Call, where: Where) -> HttpResponse:
    held = _held(call, where)
    here = where.address(preview=held.guid)
    facts: dict[str, Any] = {"here": here, "start": where.address()}
    if not held.is_counted:
        response = where.render("web/limits/waiting.html", **facts)
        # Without script too.
        response.headers["Refresh"] = str(LOOK_EVERY)
        return response
    above = get_limit(call.actor, where.place).above
    return where.render(
        "web/limits/preview.html",
        **facts,
        says=limit_words(above if held.limit is None else held.limit),
        is_none=not held.versions,
        trimmed=call.actor.everything is None,
        stats=stats_of(held),
        span=span_words(held, now=call.now),
        lines=[
            _line(one.found, one.versions, one.size)
            for one in list_sample(call.actor, held.guid)
        ],
    )


def _show_storage(call: Call, where: Where) -> HttpResponse:
    usage = get_usage(call.actor, where.place)
    heaviest = list_heaviest(call.actor, where.place, limit=HEAVIEST)
    return where.render(
        "web/limits/storage.html",
        tabs=_tabs(call, where),
        stats=[
            Stat(_("Current contents"), size_words(usage.current)),
            Stat(_("Earlier versions"), size_words(usage.earlier)),
            Stat(_("Number of earlier versions"), f"{usage.versions:,}"),
        ],
        lines=[
            _line(one.found, one.versions, one.earlier, current=one.current)
            for one in heaviest
        ],
        back_href=where.back,
    )


def _line(
    found: Located, versions: int, size: int, *, current: int | None = None
) -> Line:
    above, _slash, _name = found.path.rpartition("/")
    is_file = get_kind(found.kind).view == "files"
    return Line(
        name=found.title,
        href=href(above, show="versions", item=found.item.number)
        if is_file
        else href(found.path),
        place=above,
        versions=f"{versions:,}",
        size=size_words(size),
        few=versions_words(versions, size),
        current="" if current is None else size_words(current),
    )
