"""What pages of libraries and lists have in common: heads, counts, the way to them."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.faces.web.frame import list_path
from hallway.faces.web.parse import Call, href, split

COUNTED = 1000


class Crumb(NamedTuple):
    """A step of the way down to where one is."""

    label: str
    href: str


class Head(NamedTuple):
    """A column's head: a way to sort by it; how wide the view has it, if at all.

    filter_href leads to where rows are narrowed by it.
    """

    label: str
    sort_href: str
    sorted: str
    num: bool
    shrinks: int | None
    name: str = ""
    width: int | None = None
    filter_href: str = ""
    is_filtered: bool = False


def count_words(total: int) -> str:
    """How many there are, exactly up to a thousand."""
    if total > COUNTED:
        return _("more than %(count)s items") % {"count": f"{COUNTED:,}"}
    return ngettext("%(count)d item", "%(count)d items", total) % {"count": total}


def title_of(call: Call) -> str:
    """The name of a folder; of the list at its root."""
    return call.list.title if call.folder.parent is None else call.folder.name


def crumbs_of(call: Call) -> list[Crumb]:
    """The way from the site down to the folder."""
    root = list_path(call.site, call.list)
    crumbs = [
        Crumb(call.site.title, href(call.site.path)),
        Crumb(call.list.title, href(root)),
    ]
    names = split(call.place.path)[len(split(root)) :]
    for depth, name in enumerate(names, 1):
        crumbs.append(Crumb(name, href("/".join((root, *names[:depth])))))
    return crumbs
