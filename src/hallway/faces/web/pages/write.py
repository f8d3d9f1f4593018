"""Writing pages: the form, its preview, and what its buttons do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.errors import Conflict, Invalid, NotFound, OverQuota, Stale
from hallway.core.people.queries import get_person
from hallway.design.frame import MenuItem
from hallway.faces._common.numbers import number
from hallway.faces.web import restoring, versions, writing, written
from hallway.faces.web.errors import refusal
from hallway.faces.web.parse import Call
from hallway.faces.web.render import see_other
from hallway.faces.web.writing import Draft
from hallway.faces.web.written import item_href
from hallway.kinds.pages.commands import (
    draft_page,
    publish_page,
    restore_page,
    revise_page,
    unpublish_page,
)
from hallway.kinds.pages.queries import get_page, list_pages
from hallway.kinds.pages.records import Page
from hallway.platform.storage import StoreFull

FIELDS = ("title", "summary", "body", "owner", "review", "above")
NAMES = {
    "Title": "title",
    "Summary": "summary",
    "Body": "body",
    "Owner": "owner",
    "ReviewDate": "review",
    "Parent": "above",
}
"""The form's fields by the core's names."""


def show_new(call: Call) -> HttpResponse:
    """The empty form; `above=` names the page it will stand below."""
    demand(call.actor, call.place.mask, Right.ADD_LIST_ITEMS)
    typed = dict.fromkeys(FIELDS, "")
    typed["above"] = str(number(call.query.get("above", "")) or "")
    return _form(call, Draft(typed=typed))


def show_edit(call: Call, found: Page) -> HttpResponse:
    """The form with what the page says now."""
    demand(call.actor, versions.mask_of(call), Right.EDIT_LIST_ITEMS)
    owner = ""
    if found.entry.owner is not None:
        try:
            owner = get_person(call.actor, found.entry.owner).email
        except NotFound:
            owner = ""
    values = found.values
    return _form(
        call,
        Draft(
            typed={
                "title": values.get("Title", ""),
                "summary": values.get("Summary", ""),
                "body": values.get("Body", ""),
                "owner": owner,
                "review": values.get("ReviewDate", ""),
                "above": str(found.entry.parent or ""),
            },
            version=found.item.version,
        ),
        found=found,
    )


def _form(
    call: Call,
    draft: Draft,
    *,
    found: Page | None = None,
    preview: str = "",
    theirs: Page | None = None,
    status: int = 200,
) -> HttpResponse:
    own = None if found is None else found.entry.number
    return written.form(
        call,
        "web/pageform.html",
        draft,
        entry=None if found is None else found.entry,
        title=_("New page") if found is None else _("Edit page"),
        status=status,
        is_published=found is not None and not found.entry.is_draft,
        preview=writing.prose(preview)[0] if preview else "",
        theirs=None if theirs is None else theirs.values,
        pages=[
            ("", _("None: it stands at the top")),
            *(
                (str(one.number), one.title)
                for one in list_pages(call.actor, call.list.id)
                if one.number != own
            ),
        ],
    )


def _values(call: Call, draft: Draft) -> dict[str, Any]:
    owner = writing.person_of(call, draft, "owner")
    values: dict[str, Any] = {
        "Title": writing.text_of(draft, "title"),
        "Summary": writing.text_of(draft, "summary"),
        "Body": draft.typed["body"].replace("\r\n", "\n").rstrip() or None,
        "ReviewDate": writing.text_of(draft, "review"),
        "Parent": writing.number_of(draft, "above"),
    }
    if owner is not None:
        values["Owner"] = owner
    return values


# --- what the buttons do


def act_on_list(call: Call) -> HttpResponse:
    """Write a new page, or bring a deleted one back."""
    if call.value("do") == "restore":
        return restoring.restore(call, call.values("deletion"), back=call.here)
    return _save(call, None)


def act_on_page(call: Call) -> HttpResponse:
    """Do to a page what a form asks for."""
    if call.row is None:
        raise NotFound
    found = get_page(call.actor, call.row.id)
    action = ACTIONS.get(call.value("do"))
    return _save(call, found) if action is None else action(call, found)


def _save(call: Call, found: Page | None) -> HttpResponse:
    draft = writing.read(call, FIELDS)
    do = call.value("do")
    if do == "preview":
        return _form(call, draft, found=found, preview=draft.typed["body"])
    if do not in ("save", "publish", "picture"):
        raise Invalid({"do": _("This page does not know that form.")})
    values = _values(call, draft)
    added = writing.pictures(call, draft, "pictures")
    if draft.errors:
        return _form(call, draft, found=found, status=400)
    held = found
    try:
        if held is None:
            item = writing.make(call, draft, values, draft_page)
            held = get_page(call.actor, item.id)
        saved = _store(call, held, draft, values, added, is_new=found is None)
        if do == "publish":
            publish_page(call.actor, saved.item.id)
    except Stale:
        if held is None:
            raise
        theirs = get_page(call.actor, held.item.id)
        draft.version = theirs.item.version
        return _form(call, draft, found=theirs, theirs=theirs, status=409)
    except (Invalid, Conflict, OverQuota, StoreFull) as error:
        draft.take(error, NAMES)
        return _form(call, draft, found=found, status=refusal(error).status)
    return _done(call, do, saved)


def _store(
    call: Call,
    found: Page,
    draft: Draft,
    values: dict[str, Any],
    added: list[tuple[str, bytes]],
    *,
    is_new: bool,
) -> Page:
    if not is_new and draft.version != found.item.version:
        raise Stale("Somebody else changed it in the meantime.")
    pairs = writing.keep_pictures(call, draft, found.item, "pictures", added)
    draft.typed["body"] = writing.with_pictures(values["Body"] or "", pairs)
    values["Body"] = draft.typed["body"] or None
    if is_new and not writing.differs(call, found.item, found.values, values):
        return found
    revise_page(
        call.actor, found.item.id, values=values, expect_version=found.item.version
    )
    return get_page(call.actor, found.item.id)


def _done(call: Call, do: str, saved: Page) -> HttpResponse:
    found = get_page(call.actor, saved.item.id)
    address = item_href(found.entry)
    if do == "publish":
        return see_other(call.request, address, text=_("Published"))
    if do == "picture":
        return see_other(
            call.request,
            f"{address}?show=edit",
            text=_("The pictures are in the text."),
        )
    if found.entry.is_draft:
        return see_other(call.request, f"{address}?show=edit", text=_("Draft saved"))
    return see_other(call.request, address, text=_("Saved"))


def _publish(call: Call, found: Page) -> HttpResponse:
    if "title" in call.request.POST:
        return _save(call, found)
    publish_page(call.actor, found.item.id)
    return see_other(call.request, item_href(found.entry), text=_("Published"))


def _unpublish(call: Call, found: Page) -> HttpResponse:
    unpublish_page(call.actor, found.item.id)
    return see_other(
        call.request, item_href(found.entry), text=_("It is a draft again.")
    )


def _restore(call: Call, found: Page) -> HttpResponse:
    text = written.restore_version(call, found.item.id, restore_page)
    return see_other(
        call.request,
        item_href(get_page(call.actor, found.item.id).entry),
        text=text,
    )


ACTIONS: dict[str, Callable[[Call, Page], HttpResponse]] = {
    "publish": _publish,
    "unpublish": _unpublish,
    "delete": lambda call, found: written.delete(call, found.entry),
    "restore-version": _restore,
}


def actions_of(call: Call, found: Page) -> list[MenuItem]:
    """What those who may edit a page can do with it, beside editing."""
    items = [written.versions_action(found.entry)]
    if not found.entry.is_draft:
        items.append(written.unpublish_action(found.entry))
    return [*items, *written.delete_actions(call, found.entry)]
