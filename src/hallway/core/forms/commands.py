"""Making forms, and answering them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.access.models import Principal
from hallway.core.access.rights import Right
from hallway.core.access.titles import titled
from hallway.core.changes.journal import command, lock_lists, record, unchanged
from hallway.core.errors import Conflict, Forbidden, Invalid, NotFound
from hallway.core.forms import rules
from hallway.core.forms.acting import asked_of, meet, writer_of
from hallway.core.forms.models import Form, FormAnswer
from hallway.core.forms.records import FormContent, FormRecord, Received
from hallway.core.forms.rows import (
    find_by_guid,
    find_by_token,
    record_of,
    takes_guests,
)
from hallway.core.items.commands import create_item
from hallway.core.items.forming import ask_new
from hallway.core.items.rows import get_item_row
from hallway.core.kinds import get_kind
from hallway.core.lists.holding import hold_list
from hallway.core.lists.records import ListId
from hallway.core.lists.rows import column_records, get_list_row
from hallway.core.people.rules import digest_of

_CANNOT = "This form cannot take answers now. Tell whoever gave you its address."


@command
def make_form(actor: Actor, list_id: ListId, *, content: FormContent) -> FormRecord:
    """Make a form that collects answers for a list; its token is in the record.

    For who manages the list.  Invalid names each part at fault; Conflict for a list
    whose items are no rows, or with too many forms.
    """
    held = hold_list(actor, list_id, Right.MANAGE_LISTS)
    kind = get_kind(held.kind)
    if kind.has_bodies or kind.saved is not None:
        raise Conflict("Only a list of plain items collects answers.")
    columns = column_records(list_id)
    kept = rules.check(content, columns, guests=takes_guests())
    if Form.unscoped.filter(list_id=list_id).count() >= rules.MOST_FORMS:
        raise Conflict(f"A list has at most {rules.MOST_FORMS} forms.")
    principal = Principal.unscoped.create(
        kind=Principal.Kind.LINK, **titled(kept.title)
    )
    guid, nonce = uuid4(), rules.make_nonce()
    row = Form.unscoped.create(
        guid=guid,
        list_id=list_id,
        principal=principal,
        nonce=nonce,
        digest=digest_of(rules.make_secret(str(guid), nonce)),
        created=clock.now(),
        created_by=actor.principal,
        **_fields(actor, list_id, kept),
    )
    record(("list", row.list_id), "form.made", after=_facts(row))
    return record_of(row, columns)


@command
def change_form(
    actor: Actor, list_id: ListId, guid: str, *, content: FormContent
) -> FormRecord:
    """Change what a form says and asks; its address stays.  Refused as `make_form`."""
    hold_list(actor, list_id, Right.MANAGE_LISTS)
    row = find_by_guid(list_id, guid)
    columns = column_records(list_id)
    kept = rules.check(content, columns, guests=takes_guests())
    before = _facts(row)
    for name, value in _fields(actor, list_id, kept).items():
        if name == "notify" and value is not None and row.notify is not None:
            # Whoever is told stays the same: another manager does not take it away.
            continue
        setattr(row, name, value)
    if _facts(row) == before:
        unchanged()
        return record_of(row, columns)
    row.save()
    Principal.unscoped.filter(pk=row.principal_id).update(**titled(row.title))
    record(("list", row.list_id), "form.changed", before=before, after=_facts(row))
    return record_of(row, columns)


@command
def end_form(actor: Actor, list_id: ListId, guid: str) -> None:
    """Have a form take no more answers, until it is opened again."""
    hold_list(actor, list_id, Right.MANAGE_LISTS)
    row = find_by_guid(list_id, guid)
    if row.ended is not None:
        unchanged()
        return
    Form.unscoped.filter(pk=row.pk).update(ended=clock.now())
    record(
        ("list", row.list_id), "form.ended", after={"form": row.pk, "title": row.title}
    )


@command
def reopen_form(actor: Actor, list_id: ListId, guid: str) -> None:
    """Have a form that was closed take answers again, within its dates and number."""
    hold_list(actor, list_id, Right.MANAGE_LISTS)
    row = find_by_guid(list_id, guid)
    if row.ended is None:
        unchanged()
        return
    Form.unscoped.filter(pk=row.pk).update(ended=None)
    record(
        ("list", row.list_id),
        "form.reopened",
        after={"form": row.pk, "title": row.title},
    )


@command
def renew_form(actor: Actor, list_id: ListId, guid: str) -> FormRecord:
    """Give a form another address; the old one leads nowhere from now on."""
    hold_list(actor, list_id, Right.MANAGE_LISTS)
    row = find_by_guid(list_id, guid)
    row.nonce = rules.make_nonce()
    row.digest = digest_of(rules.make_secret(str(row.guid), row.nonce))
    Form.unscoped.filter(pk=row.pk).update(nonce=row.nonce, digest=row.digest)
    record(
        ("list", row.list_id),
        "form.renewed",
        after={"form": row.pk, "title": row.title},
    )
    return record_of(row, column_records(list_id))


@command
def delete_form(actor: Actor, list_id: ListId, guid: str) -> None:
    """Delete a form; what came by it stays in the list."""
    hold_list(actor, list_id, Right.MANAGE_LISTS)
    row = find_by_guid(list_id, guid)
    record(("list", row.list_id), "form.deleted", before=_facts(row))
    Form.unscoped.filter(pk=row.pk).delete()


def answer_form(
    actor: Actor, token: str, *, values: Mapping[str, Any], once: UUID
) -> Received:
    """Write an answer as an item of the form's list; tell what became of it.

    Whoever has the token needs no right on the list unless the form asks for it.
    values  by internal name, of columns that the form asks; others begin as the list
            says, and so does what the form of the list's items does not ask then
    once    what the form is known by that was sent: a second time it is `again`
    NotFound for a token that opens nothing.  Invalid names each field of the form that
    is wrong, "" for the whole; Conflict where the list needs what the form does not
    ask.
    """
    row = find_by_token(token)
    try:
        return _answer(writer_of(actor, row), actor, token, values, once)
    except Invalid as error:
        asked = {one.internal_name for one in asked_of(row, _columns(row))}
        named = {key: text for key, text in error.fields.items() if key in {*asked, ""}}
        if not named:
            # What is wrong is no business of whoever answers.
            raise Conflict(_CANNOT) from None
        raise Invalid(named) from None
    except (Forbidden, NotFound):
        raise Conflict(_CANNOT) from None


@command
def _answer(
    actor: Actor, asker: Actor, token: str, values: Mapping[str, Any], once: UUID
) -> Received:
    lock_lists([find_by_token(token).list_id])
    # Once more under the lock: the last answer is given once.
    row = find_by_token(token)
    if FormAnswer.unscoped.filter(form=row.pk, once=once).exists():
        unchanged()
        return "again"
    met = meet(asker, row)
    if met != "open":
        unchanged()
        return met
    asked = {one.internal_name for one in asked_of(row, _columns(row))}
    if strange := sorted(set(values) - asked):
        raise Invalid({"": f"This form does not ask for “{strange[0][:60]}”."})
    folder = get_item_row(get_list_row(row.list_id).root)
    taken = ask_new(actor, folder, values=values, asked=asked)
    kept = {name: one for name, one in values.items() if name in taken}
    made = create_item(actor, ListId(row.list_id), values=kept, guid=once)
    FormAnswer.unscoped.create(
        form_id=row.pk,
        once=once,
        person=asker.principal if asker.is_person else None,
        item=made.id,
        at=clock.now(),
    )
    Form.unscoped.filter(pk=row.pk).update(answers=row.answers + 1)
    record(
        ("list", row.list_id),
        "form.answered",
        item=made.id,
        after={"form": row.pk, "title": row.title, "told": _told(row)},
    )
    return "new"


def _columns(row: Any) -> Any:
    return column_records(row.list_id)


def _told(row: Any) -> list[int]:
    return [] if row.notify is None else [row.notify]


def _fields(actor: Actor, list_id: int, content: FormContent) -> dict[str, Any]:
    ids = {one.internal_name: one.id for one in column_records(list_id)}
    return {
        "title": content.title,
        "intro": content.intro,
        "thanks": content.thanks,
        "columns": [ids[name] for name in content.columns],
        "audience": content.audience.value,
        "opens": content.opens,
        "closes": content.closes,
        "most": content.most,
        "is_single": content.single,
        "notify": actor.principal if content.tells else None,
    }


def _facts(row: Any) -> dict[str, Any]:
    return {
        "form": row.pk,
        "title": row.title,
        "intro": row.intro,
        "thanks": row.thanks,
        "asked": list(row.columns),
        "audience": row.audience,
        "opens": row.opens,
        "closes": row.closes,
        "most": row.most,
        "single": row.is_single,
        "told": _told(row),
    }
