"""``/people``: everybody who works here, narrowed by what the address says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.core.people.profiles.queries import list_directory
from hallway.core.people.profiles.records import (
    FACETS,
    DirectoryPage,
    Narrowing,
    Order,
)
from hallway.faces._common.numbers import number
from hallway.faces.web.frame import company_frame
from hallway.faces.web.parse import Call
from hallway.faces.web.people.shown import shown
from hallway.faces.web.render import page
from hallway.faces.web.staff import method_not_allowed, staff_page

HERE = "/people"
LIMIT = 48
LETTERS = "abcdefghijklmnopqrstuvwxyz"
TABLE = "table"


@dataclass(frozen=True, slots=True)
class Option:
    """A value to narrow by."""

    value: str
    label: str
    count: int
    checked: bool


class Facet(NamedTuple):
    """What to narrow by; open where it is of use at once."""

    name: str
    label: str
    options: list[Option]
    open: bool


class Link(NamedTuple):
    """A letter, or a chosen value that can be taken away."""

    letter: str
    href: str
    current: bool = False


def address(fields: Iterable[tuple[str, str]]) -> str:
    """The page's address with these fields; what is empty is left out."""
    asked = [(name, value) for name, value in fields if value]
    return f"{HERE}?{urlencode(asked)}" if asked else HERE


@staff_page
def show(call: Call) -> HttpResponse:
    """The directory."""
    if call.request.method not in ("GET", "HEAD"):
        return method_not_allowed("GET", "HEAD")
    query = call.query
    narrowing = Narrowing(
        text=query.get("q", ""),
        letter=query.get("letter", "")[:1],
        facets={name: query.getlist(name)[:50] for name in FACETS},
    )
    order = Order.NEWEST if query.get("order") == "newest" else Order.NAME
    found = list_directory(
        call.actor,
        narrowing,
        order=order,
        after=number(query.get("after", "")),
        before=number(query.get("before", "")),
        limit=LIMIT,
    )
    view = TABLE if query.get("view") == TABLE else ""
    fields = _fields(narrowing, order, view)
    people = shown(call, found.people)
    last = found.first - 1 + len(people)
    back = found.first > 1 and people
    return page(
        call.request,
        "web/people/directory.html",
        frame=company_frame(call.actor, current=HERE),
        people=people,
        total=found.total,
        count=_count_words(found.total),
        narrowing=narrowing,
        is_table=view == TABLE,
        facets=_facets(found, narrowing),
        letters=_letters(found, narrowing, fields),
        chips=_chips(found, narrowing, fields),
        search_fields=[one for one in fields if one[0] not in ("q", "letter")],
        facet_fields=[one for one in fields if one[0] not in FACETS],
        cards_href=address(_without(fields, "view")),
        table_href=address([*_without(fields, "view"), ("view", TABLE)]),
        columns=_columns(fields, order),
        pager=_("%(first)s to %(last)s of %(total)s")
        % {"first": found.first, "last": last, "total": found.total},
        back=address([*fields, ("before", str(people[0].id))]) if back else "",
        next=address([*fields, ("after", str(people[-1].id))])
        if found.has_more
        else "",
        is_narrowed=bool(_without(_without(fields, "view"), "order")),
    )


def _fields(narrowing: Narrowing, order: Order, view: str) -> list[tuple[str, str]]:
    fields = [
        ("q", narrowing.text.strip()),
        ("letter", narrowing.letter),
        *((name, one) for name in FACETS for one in narrowing.facets[name]),
        ("order", order.value if order is not Order.NAME else ""),
        ("view", view),
    ]
    return [one for one in fields if one[1]]


def _without(
    fields: Iterable[tuple[str, str]], name: str, value: str | None = None
) -> list[tuple[str, str]]:
    return [
        one
        for one in fields
        if one[0] != name or (value is not None and one[1] != value)
    ]


def _count_words(total: int) -> str:
    return ngettext("%(count)d person", "%(count)d people", total) % {"count": total}


def _facets(found: DirectoryPage, narrowing: Narrowing) -> list[Facet]:
    labels = {
        "company": _("Company"),
        "department": _("Department"),
        "office": _("Office"),
        "skill": _("Skill"),
        "language": _("Language"),
    }
    facets = []
    for name in FACETS:
        chosen = set(narrowing.facets[name])
        options = [
            Option(one.key, one.label, one.count, one.key in chosen)
            for one in found.facets[name]
        ]
        if options:
            opened = name in ("company", "department", "office") or bool(chosen)
            facets.append(Facet(name, labels[name], options, opened))
    return facets


def _letters(
    found: DirectoryPage, narrowing: Narrowing, fields: list[tuple[str, str]]
) -> list[Link]:
    rest = _without(fields, "letter")
    others = [one for one in found.letters if one not in LETTERS and one.strip()]
    everybody = Link(_("All"), address(rest), not narrowing.letter)
    return [
        everybody,
        *(
            Link(
                one.upper(),
                address([*rest, ("letter", one)]) if one in found.letters else "",
                narrowing.letter.lower() == one,
            )
            for one in (*LETTERS, *others)
        ),
    ]


def _chips(
    found: DirectoryPage, narrowing: Narrowing, fields: list[tuple[str, str]]
) -> list[Link]:
    labels = {
        (name, one.key): one.label for name in FACETS for one in found.facets[name]
    }
    return [
        Link(labels.get((name, one), one), address(_without(fields, name, one)))
        for name in FACETS
        for one in narrowing.facets[name]
    ]


def _columns(fields: list[tuple[str, str]], order: Order) -> list[dict[str, Any]]:
    rest = _without(fields, "order")
    by_name = order is Order.NAME
    return [
        {
            "label": _("Name"),
            "sort_href": address(rest),
            "sorted": "ascending" if by_name else "",
        },
        {"label": _("Role")},
        {"label": _("Company"), "shrinks": 2},
        {"label": _("Department"), "shrinks": 1},
        {"label": _("Office"), "shrinks": 1},
        {"label": _("Phone"), "shrinks": 2},
        {"label": _("E-mail"), "shrinks": 1},
    ]
