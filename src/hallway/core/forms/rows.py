"""The rows behind forms; tells nobody anything by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from hallway.core import clock
from hallway.core.access.actors import PrincipalId
from hallway.core.errors import NotFound
from hallway.core.forms import rules
from hallway.core.forms.models import Form
from hallway.core.forms.records import Audience, FormContent, FormId, FormRecord, State
from hallway.core.lists.records import ColumnRecord, ListId
from hallway.core.people.rules import digest_of


def takes_guests() -> bool:
    """Tell whether strangers may answer forms in this installation."""
    return bool(settings.HALLWAY.guest_forms)


def find_by_token(token: str) -> Any:
    """Return the row that a token names, its list living; NotFound for any other."""
    parsed = rules.parse_token(token)
    row = None
    if parsed is not None:
        row = Form.unscoped.filter(pk=parsed.id, list__deletion__isnull=True).first()
    if parsed is None or row is None or not rules.is_same(parsed, row.digest):
        raise NotFound
    return row


def find_by_guid(list_id: int, guid: str) -> Any:
    """Return a form of a list; NotFound if there is none of this GUID."""
    for row in Form.unscoped.filter(list_id=list_id):
        if str(row.guid) == guid.lower():
            return row
    raise NotFound


def content_of(row: Any, columns: Sequence[ColumnRecord]) -> FormContent:
    """Return what a form says; columns that are gone are left out."""
    names = {one.id: one.internal_name for one in columns}
    return FormContent(
        title=row.title,
        intro=row.intro,
        thanks=row.thanks,
        columns=tuple(names[one] for one in row.columns if one in names),
        audience=Audience(row.audience),
        opens=row.opens,
        closes=row.closes,
        most=row.most,
        single=row.is_single,
        tells=row.notify is not None,
    )


def state_now(row: Any, content: FormContent) -> State:
    """Return whether a form takes answers at this moment."""
    return rules.state_of(
        content,
        answers=row.answers,
        ended=row.ended,
        now=clock.now(),
        guests=takes_guests(),
    )


def record_of(row: Any, columns: Sequence[ColumnRecord]) -> FormRecord:
    """Return a form as who manages its list sees it."""
    content = content_of(row, columns)
    secret = rules.make_secret(str(row.guid), row.nonce)
    holds = digest_of(secret) == row.digest
    known = {one.internal_name: one for one in columns}
    asked = [
        name
        for name in content.columns
        if not rules.why_not(known[name], content.audience)
    ]
    return FormRecord(
        id=FormId(row.pk),
        guid=str(row.guid),
        list=ListId(row.list_id),
        content=content,
        state=state_now(row, content),
        token=rules.format_token(row.pk, secret) if holds else "",
        answers=row.answers,
        lacking=tuple(rules.lacking(columns, asked)),
        created=row.created,
        created_by=PrincipalId(row.created_by),
    )
