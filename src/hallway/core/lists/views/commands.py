"""Writes to saved views."""

from __future__ import annotations

from django.db.models import QuerySet

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.access.rights import Right
from hallway.core.changes.journal import command, record, unchanged
from hallway.core.errors import Conflict, Invalid, NotFound
from hallway.core.lists.holding import hold_list
from hallway.core.lists.records import ListId
from hallway.core.lists.rows import column_records
from hallway.core.lists.views import rules
from hallway.core.lists.views.models import View
from hallway.core.lists.views.records import STANDARD, Audience, Content
from hallway.core.names import check_title

MAX_VIEWS = 500
_KEPT = ("layout", "query", "shown", "settings")
_RIGHT = {
    Audience.EVERYBODY: Right.MANAGE_LISTS,
    Audience.ME: Right.MANAGE_PERSONAL_VIEWS,
}


@command
def add_view(
    actor: Actor,
    list_id: ListId,
    *,
    title: str,
    audience: Audience,
    content: Content,
) -> str:
    """Save a new view; return its name.

    Everybody's need the right to manage lists, one's own that to manage personal views.
    Invalid names the part that is at fault; Conflict beyond MAX_VIEWS of a list.
    """
    hold_list(actor, list_id, _RIGHT[audience])
    title = check_title(title)
    kept = rules.check(content, column_records(list_id))
    taken = set(View.unscoped.filter(list_id=list_id).values_list("name", flat=True))
    if len(taken) >= MAX_VIEWS:
        raise Conflict(f"A list has at most {MAX_VIEWS} views.")
    name = _free(rules.name_from(title), taken | {STANDARD})
    _insert(actor, list_id, name=name, title=title, audience=audience, content=kept)
    return name


@command
def change_view(
    actor: Actor, list_id: ListId, name: str, *, title: str, content: Content
) -> None:
    """Give a view another title and content; the standard view is saved so at first.

    NotFound for a view that is nobody's, or somebody else's own.
    """
    hold_list(actor, list_id, Right.VIEW_LIST_ITEMS)
    kept = rules.check(content, column_records(list_id))
    title = title.strip() if name == STANDARD else check_title(title)
    if name == STANDARD and title:
        title = check_title(title)
    if name == STANDARD and _find(actor, list_id, name) is None:
        hold_list(actor, list_id, Right.MANAGE_LISTS)
        _insert(
            actor,
            list_id,
            name=name,
            title=title,
            audience=Audience.EVERYBODY,
            content=kept,
            is_default=not _defaults(list_id, None).exists(),
        )
        return
    held = _hold(actor, list_id, name)
    new = {"title": title, **rules.dump(kept)}
    old = {field: getattr(held, field) for field in new}
    if new == old:
        unchanged()
        return
    record(
        ("list", list_id),
        "view.changed",
        before={"view": held.pk, **old},
        after={"view": held.pk, **new},
    )
    View.unscoped.filter(pk=held.pk).update(**new, modified=clock.now())


@command
def set_width(
    actor: Actor, list_id: ListId, name: str, *, column: str, width: int | None
) -> None:
    """Give a column of a view a width in CSS pixels; None for as wide as it wants.

    Who may change the view may; Invalid beyond the widths there are.
    """
    hold_list(actor, list_id, Right.VIEW_LIST_ITEMS)
    if name == STANDARD and _find(actor, list_id, name) is None:
        hold_list(actor, list_id, Right.MANAGE_LISTS)
        content = rules.resized(Content(), column, width)
        _insert(
            actor,
            list_id,
            name=name,
            title="",
            audience=Audience.EVERYBODY,
            content=rules.check(content, column_records(list_id)),
            is_default=not _defaults(list_id, None).exists(),
        )
        return
    held = _hold(actor, list_id, name)
    old = {field: getattr(held, field) for field in ("shown", "settings")}
    columns = column_records(list_id)
    rules.check(rules.resized(Content(), column, width), columns)
    kept = rules.resized(
        rules.load({f: getattr(held, f) for f in _KEPT}), column, width
    )
    dumped = rules.dump(kept)
    new = {field: dumped[field] for field in old}
    if new == old:
        unchanged()
        return
    record(
        ("list", list_id),
        "view.changed",
        before={"view": held.pk, **old},
        after={"view": held.pk, **new},
    )
    View.unscoped.filter(pk=held.pk).update(**new, modified=clock.now())


@command
def delete_view(actor: Actor, list_id: ListId, name: str) -> None:
    """Delete a view; the standard view is as it was at first.

    Conflict for a default view, unless it is the standard one: choose another first.
    """
    held = _hold(actor, list_id, name)
    if held.is_default and held.owner is None and name != STANDARD:
        raise Conflict("The list opens with this view; choose another default first.")
    record(
        ("list", list_id),
        "view.deleted",
        before={
            "view": held.pk,
            "name": held.name,
            "title": held.title,
            "own": held.owner is not None,
            "layout": held.layout,
            "query": held.query,
            "shown": held.shown,
            "settings": held.settings,
        },
    )
    View.unscoped.filter(pk=held.pk).delete()


@command
def set_default_view(
    actor: Actor, list_id: ListId, name: str, *, audience: Audience
) -> None:
    """Let the list open with a view, for everybody or for the actor alone.

    Invalid where one's own view should be everybody's default.  The standard view or
    another of everybody's as the actor's own default means none of his own.
    """
    hold_list(actor, list_id, _RIGHT[audience])
    owner = None if audience is Audience.EVERYBODY else actor.principal
    held = _find(actor, list_id, name)
    if held is None and name != STANDARD:
        raise NotFound
    if owner is None and held is not None and held.owner is not None:
        raise Invalid({"view": "This view is your own; make it everybody's first."})
    chosen = held if held is not None and held.owner == owner else None
    before = _defaults(list_id, owner).first()
    if before == chosen:
        unchanged()
        return
    record(
        ("list", list_id),
        "view.default_set",
        before={"view": before.pk if before else None, "own": owner is not None},
        after={"view": chosen.pk if chosen else None, "own": owner is not None},
    )
    _defaults(list_id, owner).update(is_default=False)
    if chosen is not None:
        View.unscoped.filter(pk=chosen.pk).update(is_default=True)


def _insert(
    actor: Actor,
    list_id: int,
    *,
    name: str,
    title: str,
    audience: Audience,
    content: Content,
    is_default: bool = False,
) -> None:
    at = clock.now()
    made = View.unscoped.create(
        list_id=list_id,
        owner=None if audience is Audience.EVERYBODY else actor.principal,
        name=name,
        title=title,
        **rules.dump(content),
        is_default=is_default,
        created=at,
        modified=at,
        author=actor.principal,
    )
    record(
        ("list", list_id),
        "view.added",
        after={
            "view": made.pk,
            "name": name,
            "title": title,
            "own": made.owner is not None,
            **rules.dump(content),
        },
    )


def _free(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    return next(
        free for n in range(2, MAX_VIEWS + 3) if (free := f"{name}-{n}") not in taken
    )


def _defaults(list_id: int, owner: int | None) -> QuerySet[View]:
    return View.unscoped.filter(list_id=list_id, owner=owner, is_default=True)


def _find(actor: Actor, list_id: int, name: str) -> View | None:
    found: View | None = View.unscoped.filter(list_id=list_id, name=name).first()
    if found is not None and found.owner not in (None, *actor.principals):
        return None
    return found


def _hold(actor: Actor, list_id: int, name: str) -> View:
    hold_list(actor, list_id, Right.VIEW_LIST_ITEMS)
    held = _find(actor, list_id, name)
    if held is None:
        raise NotFound
    audience = Audience.EVERYBODY if held.owner is None else Audience.ME
    hold_list(actor, list_id, _RIGHT[audience])
    return held
