"""In whose name an answer is written, and whom a form lets answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hallway.core.access.actors import Actor, PrincipalId
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import holds
from hallway.core.forms import rules
from hallway.core.forms.models import FormAnswer
from hallway.core.forms.records import Audience, Met
from hallway.core.forms.rows import content_of, state_now
from hallway.core.lists.records import ColumnRecord
from hallway.core.lists.rows import get_list_row


def writer_of(actor: Actor, row: Any) -> Actor:
    """Return who writes the answer that `actor` gives to a form.

    Who may add to the list does it himself.  For others the form does, which its
    maker let do just this: in the name of who is signed in, and for a stranger in the
    form's own, so that nobody counts as the author of what another stranger wrote.
    """
    if row.audience == Audience.ADDERS.value:
        return actor
    own = PrincipalId(row.principal_id)
    return Actor(
        principal=actor.principal if actor.is_person else own,
        principals=actor.principals if actor.is_person else (own,),
        everything="the form takes answers for its list",
        name=actor.name if actor.is_person else row.title,
        face=actor.face,
    )


def meet(actor: Actor, row: Any) -> Met:
    """Return what keeps the actor from answering a form, or `open`."""
    audience = Audience(row.audience)
    if audience is not Audience.ANYBODY and not actor.is_person:
        return "sign-in"
    if audience is Audience.COLLEAGUES and not actor.staff:
        return "wrong"
    if audience is Audience.ADDERS and not _may_add(actor, row.list_id):
        return "wrong"
    state = state_now(row, content_of(row, ()))
    if state == "open" and row.is_single and _has_answered(actor, row):
        return "answered"
    return state


def asked_of(row: Any, columns: Sequence[ColumnRecord]) -> list[ColumnRecord]:
    """Return the columns a form asks, without those it may not ask any more."""
    known = {one.internal_name: one for one in columns}
    content = content_of(row, columns)
    asked = [known[name] for name in content.columns]
    return [one for one in asked if not rules.why_not(one, content.audience)]


def _may_add(actor: Actor, list_id: int) -> bool:
    mask = get_mask(actor, get_list_row(list_id).scope)
    return holds(mask, Right.VIEW_LIST_ITEMS) and holds(mask, Right.ADD_LIST_ITEMS)


def _has_answered(actor: Actor, row: Any) -> bool:
    mine = FormAnswer.unscoped.filter(form=row.pk, person__in=actor.principals)
    return bool(mine.exists())
