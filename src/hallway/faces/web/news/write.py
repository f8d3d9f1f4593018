"""Writing news: the form, its preview, and what its buttons do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.errors import (
    Conflict,
    CoreError,
    Invalid,
    NotFound,
    OverQuota,
    Stale,
)
from hallway.core.people.queries import get_person
from hallway.design.frame import MenuItem
from hallway.faces.web import restoring, versions, writing, written
from hallway.faces.web.companies import company_options
from hallway.faces.web.errors import refusal
from hallway.faces.web.parse import Call
from hallway.faces.web.render import see_other
from hallway.faces.web.writing import Draft
from hallway.faces.web.written import item_href
from hallway.kinds.news.commands import (
    draft_post,
    publish_post,
    restore_post,
    revise,
    schedule_post,
    unpublish_post,
)
from hallway.kinds.news.queries import get_post
from hallway.kinds.news.records import Post
from hallway.kinds.news.rules import ALERT, HIGH, NORMAL
from hallway.platform.storage import StoreFull

FIELDS = (
    "title",
    "summary",
    "body",
    "picture",
    "picture_text",
    "author",
    "company",
    "priority",
    "alert_until",
    "must_read",
    "publish_at",
)
NAMES = {
    "Title": "title",
    "Summary": "summary",
    "Body": "body",
    "Picture": "picture",
    "PictureText": "picture_text",
    "Author": "author",
    "Organisation": "company",
    "Priority": "priority",
    "AlertUntil": "alert_until",
    "MustRead": "must_read",
    "at": "publish_at",
}
"""The form's fields by the core's names."""


def show_new(call: Call) -> HttpResponse:
    """The empty form."""
    demand(call.actor, call.place.mask, Right.ADD_LIST_ITEMS)
    return _form(call, Draft(typed=dict.fromkeys(FIELDS, "")))


def show_edit(call: Call, post: Post) -> HttpResponse:
    """The form with what the post says now."""
    demand(call.actor, versions.mask_of(call), Right.EDIT_LIST_ITEMS)
    return _form(call, _typed(call, post), post=post)


def _typed(call: Call, post: Post) -> Draft:
    values = post.values
    author = ""
    if post.card.author is not None:
        try:
            author = get_person(call.actor, post.card.author).email
        except NotFound:
            author = ""
    return Draft(
        typed={
            "title": values.get("Title", ""),
            "summary": values.get("Summary", ""),
            "body": values.get("Body", ""),
            "picture": values.get("Picture", ""),
            "picture_text": values.get("PictureText", ""),
            "author": author,
            "company": str(post.card.organisation or ""),
            "priority": post.card.priority,
            "alert_until": writing.typed_instant(values.get("AlertUntil")),
            "must_read": "1" if values.get("MustRead") else "",
            "publish_at": writing.typed_instant(post.card.scheduled),
        },
        version=post.item.version,
    )


def _form(
    call: Call,
    draft: Draft,
    *,
    post: Post | None = None,
    preview: str = "",
    theirs: Post | None = None,
    status: int = 200,
) -> HttpResponse:
    return written.form(
        call,
        "web/newsform.html",
        draft,
        entry=None if post is None else post.card,
        title=_("New post") if post is None else _("Edit post"),
        status=status,
        is_published=post is not None and not post.is_draft,
        preview=writing.prose(preview)[0] if preview else "",
        theirs=None if theirs is None else theirs.values,
        companies=company_options(call),
        priorities=[
            (NORMAL, _("Normal")),
            (HIGH, _("High: first on the home page")),
            (ALERT, _("Alert: a banner on the home page")),
        ],
        zone=writing.zone_words(),
    )


def _values(call: Call, draft: Draft) -> dict[str, Any]:
    typed = draft.typed
    author = writing.person_of(call, draft, "author")
    values: dict[str, Any] = {
        "Title": writing.text_of(draft, "title"),
        "Summary": writing.text_of(draft, "summary"),
        "Body": typed["body"].replace("\r\n", "\n").rstrip() or None,
        "Picture": writing.text_of(draft, "picture"),
        "PictureText": writing.text_of(draft, "picture_text"),
        "Organisation": writing.number_of(draft, "company"),
        "Priority": typed["priority"] or NORMAL,
        "AlertUntil": writing.instant_of(draft, "alert_until"),
        "MustRead": True if typed["must_read"] else None,
    }
    if author is not None:
        values["Author"] = author
    return values


# --- what the buttons do


def act_on_list(call: Call) -> HttpResponse:
    """Write a new post, or bring a deleted one back."""
    if call.value("do") == "restore":
        return restoring.restore(call, call.values("deletion"), back=call.here)
    return _save(call, None)


def act_on_post(call: Call) -> HttpResponse:
    """Do to a post what a form asks for."""
    if call.row is None:
        raise NotFound
    post = get_post(call.actor, call.row.id)
    action = ACTIONS.get(call.value("do"))
    return _save(call, post) if action is None else action(call, post)


def _save(call: Call, post: Post | None) -> HttpResponse:
    draft = writing.read(call, FIELDS)
    do = call.value("do")
    if do == "preview":
        return _form(call, draft, post=post, preview=draft.typed["body"])
    if do not in ("save", "publish", "schedule", "picture"):
        raise Invalid({"do": _("This page does not know that form.")})
    values = _values(call, draft)
    at = _publish_at(draft) if do == "schedule" else None
    heads = writing.pictures(call, draft, "head")
    added = writing.pictures(call, draft, "pictures")
    if draft.errors:
        return _form(call, draft, post=post, status=400)
    found = post
    try:
        if found is None:
            item = writing.make(call, draft, values, draft_post)
            found = get_post(call.actor, item.id)
        saved = _store(call, found, draft, values, heads, added, is_new=post is None)
        if post is not None:
            # What is refused below is mended on top of this.
            draft.version = saved.item.version
        if do == "publish":
            publish_post(call.actor, saved.item.id)
        elif at is not None:
            schedule_post(call.actor, saved.item.id, at=at)
    except Stale:
        return _stale(call, draft, found)
    except (Invalid, Conflict, OverQuota, StoreFull) as error:
        return _refused(call, draft, post, error)
    return _done(call, do, saved, at)


def _stale(call: Call, draft: Draft, post: Post | None) -> HttpResponse:
    """Show both texts; the next save goes over what is shown as theirs."""
    if post is None:
        raise NotFound
    theirs = get_post(call.actor, post.item.id)
    draft.version = theirs.item.version
    return _form(call, draft, post=post, theirs=theirs, status=409)


def _publish_at(draft: Draft) -> int | None:
    at = writing.instant_of(draft, "publish_at")
    if at is None and "publish_at" not in draft.errors:
        draft.errors["publish_at"] = _("Say when it is to be published.")
    return at


def _refused(
    call: Call, draft: Draft, post: Post | None, error: CoreError | StoreFull
) -> HttpResponse:
    draft.take(error, NAMES)
    return _form(call, draft, post=post, status=refusal(error).status)


def _store(
    call: Call,
    post: Post,
    draft: Draft,
    values: dict[str, Any],
    heads: list[tuple[str, bytes]],
    added: list[tuple[str, bytes]],
    *,
    is_new: bool,
) -> Post:
    if not is_new and draft.version != post.item.version:
        raise Stale("Somebody else changed it in the meantime.")
    for _words, picture in writing.keep_pictures(
        call, draft, post.item, "head", heads[:1]
    ):
        values["Picture"] = draft.typed["picture"] = picture
    pairs = writing.keep_pictures(call, draft, post.item, "pictures", added)
    draft.typed["body"] = writing.with_pictures(values["Body"] or "", pairs)
    values["Body"] = draft.typed["body"] or None
    if is_new and not writing.differs(call, post.item, post.values, values):
        return post
    revise(call.actor, post.item.id, values=values, expect_version=post.item.version)
    return get_post(call.actor, post.item.id)


def _done(call: Call, do: str, saved: Post, at: int | None) -> HttpResponse:
    address = item_href(get_post(call.actor, saved.item.id).card)
    if do == "publish":
        return see_other(call.request, address, text=_("Published"))
    if at is not None:
        return see_other(call.request, address, text=_("It will be published then."))
    if do == "picture":
        return see_other(
            call.request,
            f"{address}?show=edit",
            text=_("The pictures are in the text."),
        )
    if saved.is_draft:
        return see_other(call.request, f"{address}?show=edit", text=_("Draft saved"))
    return see_other(call.request, address, text=_("Saved"))


def _publish(call: Call, post: Post) -> HttpResponse:
    if "title" in call.request.POST:
        return _save(call, post)
    publish_post(call.actor, post.item.id)
    return see_other(call.request, item_href(post.card), text=_("Published"))


def _unpublish(call: Call, post: Post) -> HttpResponse:
    unpublish_post(call.actor, post.item.id)
    return see_other(call.request, item_href(post.card), text=_("It is a draft again."))


def _unschedule(call: Call, post: Post) -> HttpResponse:
    schedule_post(call.actor, post.item.id, at=None)
    return see_other(
        call.request,
        item_href(post.card),
        text=_("It will not be published by itself."),
    )


def _restore(call: Call, post: Post) -> HttpResponse:
    text = written.restore_version(call, post.item.id, restore_post)
    return see_other(
        call.request,
        item_href(get_post(call.actor, post.item.id).card),
        text=text,
    )


ACTIONS: dict[str, Callable[[Call, Post], HttpResponse]] = {
    "publish": _publish,
    "unpublish": _unpublish,
    "unschedule": _unschedule,
    "delete": lambda call, post: written.delete(call, post.card),
    "restore-version": _restore,
}


def actions_of(call: Call, post: Post) -> list[MenuItem]:
    """What those who may edit a post can do with it, beside editing."""
    items = [written.versions_action(post.card)]
    if not post.is_draft:
        items.append(written.unpublish_action(post.card))
    elif post.card.scheduled is not None:
        items.append(
            MenuItem(
                label=_("Do not publish by itself"),
                action=item_href(post.card),
                name="do",
                value="unschedule",
                icon="clock",
            )
        )
    return [*items, *written.delete_actions(call, post.card)]
