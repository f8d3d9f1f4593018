"""News to read: everything new, a list of it, a post, its versions."""

from __future__ import annotations

from typing import NamedTuple

from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hallway.core.access.rights import Right
from hallway.core.errors import NotFound
from hallway.faces._common.numbers import number
from hallway.faces.web.companies import own_companies
from hallway.faces.web.frame import company_frame, frame_of
from hallway.faces.web.news import write
from hallway.faces.web.news.cards import card_of, weeks_of
from hallway.faces.web.parse import Call, href, person_href
from hallway.faces.web.render import page
from hallway.faces.web.staff import method_not_allowed
from hallway.faces.web.versions import may
from hallway.faces.web.when import local, when
from hallway.faces.web.writing import prose
from hallway.faces.web.written import crumbs_of, item_href, versions_page
from hallway.kinds.news.queries import (
    find_edge,
    get_post,
    list_beside,
    list_drafts,
    list_news,
)
from hallway.kinds.news.records import Post, PostCard

PAGE = 20
NEWS = "/news"


class Filter(NamedTuple):
    """A way to see less."""

    label: str
    href: str
    current: bool
    letter: str = ""


def show_all(call: Call) -> HttpResponseBase:
    """The page ``/news``: posts of every site one may see."""
    if call.request.method not in ("GET", "HEAD"):
        return method_not_allowed("GET", "HEAD")
    chosen = number(call.query.get("company", ""))
    companies = own_companies(call)
    filters = [
        Filter(_("All companies"), NEWS, chosen is None),
        *(
            Filter(one.name, href(NEWS, company=one.id), chosen == one.id, one.letter)
            for one in companies
        ),
    ]
    posts, more = _page_of(call, company=chosen)
    return page(
        call.request,
        "web/news.html",
        frame=company_frame(call.actor, current=NEWS),
        title=_("News"),
        weeks=weeks_of(call, posts),
        filters=filters if len(companies) > 1 else [],
        first=NEWS if "before" in call.query else "",
        next=href(NEWS, company=chosen, before=posts[-1].guid) if more else "",
        is_filtered=chosen is not None,
    )


def show_list(call: Call) -> HttpResponse:
    """The page of one list of news, with the drafts of those who write it."""
    may_add = call.may(Right.ADD_LIST_ITEMS)
    if call.show == "new":
        return write.show_new(call)
    posts, more = _page_of(call)
    here = call.place.path
    drafts = list_drafts(call.actor, list_id=call.list.id) if may_add else []
    return page(
        call.request,
        "web/news.html",
        frame=frame_of(
            call.actor,
            site=call.site,
            current=here,
        ),
        title=call.list.title,
        crumbs=crumbs_of(call),
        weeks=weeks_of(call, posts),
        drafts=[card_of(call, one) for one in drafts],
        new_href=href(here, show="new") if may_add else "",
        first=call.here if "before" in call.query else "",
        next=href(here, before=posts[-1].guid) if more else "",
    )


def _page_of(call: Call, *, company: int | None = None) -> tuple[list[PostCard], bool]:
    asked = call.query.get("before", "")
    edge = find_edge(call.actor, asked) if asked else None
    posts = list_news(
        call.actor,
        list_id=None if call.place.list is None else call.list.id,
        organisation=company,
        before=edge,
        limit=PAGE + 1,
    )
    return posts[:PAGE], len(posts) > PAGE


def show_post(call: Call) -> HttpResponse:
    """A post; its form, or its versions, where the address asks for them."""
    if call.row is None:
        raise NotFound
    post = get_post(call.actor, call.row.id)
    if call.show == "edit":
        return write.show_edit(call, post)
    if call.show == "versions":
        return versions_page(call, post.card, post.item)
    asked = href("/".join(("", *call.place.segments)))
    address = item_href(post.card)
    if asked != address:
        return HttpResponseRedirect(address)
    return _post_page(call, post)


def _post_page(call: Call, post: Post) -> HttpResponse:
    card = post.card
    body, rendered = prose(post.values.get("Body"))
    older, newer = list_beside(call.actor, post)
    shown = card.published or card.scheduled
    minutes = ngettext("%(count)d minute", "%(count)d minutes", rendered.minutes)
    return page(
        call.request,
        "web/post.html",
        frame=frame_of(call.actor, current=card.list_path),
        card=card_of(call, card),
        crumbs=crumbs_of(call),
        author_href="" if card.author is None else person_href(card.author),
        is_draft=post.is_draft,
        scheduled="" if card.scheduled is None else when_words(card.scheduled),
        date="" if shown is None else day_words(shown),
        iso="" if shown is None else when(shown, now=call.now).iso,
        minutes=minutes % {"count": rendered.minutes},
        picture_text=post.values.get("PictureText", ""),
        must_read=card.must_read,
        body=body,
        older=None if older is None else card_of(call, older),
        newer=None if newer is None else card_of(call, newer),
        list_href=href(card.list_path),
        actions=write.actions_of(call, post)
        if may(call, Right.EDIT_LIST_ITEMS)
        else [],
    )


def day_words(instant: int) -> str:
    """A day as an article names it: "23 November 2026"."""
    return formats.date_format(local(instant), _("j F Y"))


def when_words(instant: int) -> str:
    """A day and a time: "23 November 2026, 18:00"."""
    return formats.date_format(local(instant), _("j F Y, H:i"))
