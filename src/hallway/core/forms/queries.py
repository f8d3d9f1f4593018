"""Reads of forms: for who manages them, and for who answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hallway.core.access.actors import Actor
from hallway.core.access.queries import get_mask
from hallway.core.access.rights import Right
from hallway.core.access.rules import demand
from hallway.core.errors import NotFound
from hallway.core.forms import rules
from hallway.core.forms.acting import asked_of, meet, writer_of
from hallway.core.forms.models import Form
from hallway.core.forms.records import Asked, Audience, Door, FormRecord
from hallway.core.forms.rows import (
    content_of,
    find_by_guid,
    find_by_token,
    record_of,
    takes_guests,
)
from hallway.core.items.forming import ask_new
from hallway.core.items.rows import get_item_row
from hallway.core.items.saving import list_beginnings
from hallway.core.lists.formulas import names_in, spoken
from hallway.core.lists.itemform.records import ItemForm
from hallway.core.lists.itemform.rows import find_item_form
from hallway.core.lists.itemform.rules import complete
from hallway.core.lists.queries import get_list
from hallway.core.lists.records import ColumnRecord, ListId, ListRecord
from hallway.core.lists.rows import column_records, get_list_row
from hallway.core.sites.models import Site
from hallway.core.terms.queries import suggest_terms


def may_ask_guests(actor: Actor) -> bool:
    """Tell whether a form for strangers may be made in this installation."""
    return actor.is_person and takes_guests()


def list_forms(actor: Actor, list_id: ListId) -> list[FormRecord]:
    """Return the forms of a list, the newest first.

    For who manages the list; Forbidden otherwise, NotFound if it is hidden.
    """
    _manage(actor, list_id)
    columns = column_records(list_id)
    rows = Form.unscoped.filter(list_id=list_id).order_by("-created", "-pk")
    return [record_of(row, columns) for row in rows]


def get_form(actor: Actor, list_id: ListId, guid: str) -> FormRecord:
    """Return a form of a list; refused as `list_forms`, NotFound for no such form."""
    _manage(actor, list_id)
    return record_of(find_by_guid(list_id, guid), column_records(list_id))


def find_door(actor: Actor, token: str, *, language: str) -> Door:
    """Return what the actor meets behind a form's address; NotFound for a bad token.

    Whom it keeps out learns nothing of form and list but that.
    """
    row = find_by_token(token)
    columns = column_records(row.list_id)
    content = content_of(row, columns)
    met = meet(actor, row)
    if met == "answered":
        return Door(met=met, thanks=content.thanks)
    if met not in ("open", "over", "full", "ended"):
        return Door(met=met)
    if met != "open":
        # Who has just given the last answer still reads what is said then.
        return Door(met=met, thanks=content.thanks)
    found = get_list_row(row.list_id)
    asked = asked_of(row, columns)
    writer = writer_of(actor, row)
    begun = list_beginnings(writer, get_item_row(found.root))
    layout = _layout_of(found.id, asked)
    terms = {
        one.internal_name: _offered(writer, one, language)
        for one in asked
        if one.type in ("term", "terms") and content.audience is not Audience.ADDERS
    }
    return Door(
        met=met,
        thanks=content.thanks,
        asked=Asked(
            guid=str(row.guid),
            title=content.title,
            intro=content.intro,
            single=content.single,
            audience=content.audience,
            columns=tuple(asked),
            begun={
                one.internal_name: begun[one.internal_name]
                for one in asked
                if one.internal_name in begun
            },
            terms=terms,
            path=_path_of(found) if content.audience is Audience.ADDERS else "",
            layout=layout,
            spoken=_spoken(layout, asked),
        ),
    )


def _layout_of(list_id: ListId, asked: Sequence[ColumnRecord]) -> ItemForm | None:
    """The form of a list's items as far as it is about these columns."""
    found = find_item_form(list_id)
    if found is None:
        return None
    kept = complete(found, asked).sections
    return ItemForm(sections=tuple(one for one in kept if one.fields))


def _spoken(layout: ItemForm | None, asked: Sequence[ColumnRecord]) -> dict[str, str]:
    """The conditions in words; none that would name a column which is not asked."""
    names = {one.internal_name for one in asked}
    return {
        one.column: spoken(one.when, asked)
        for one in (layout.fields if layout is not None else ())
        if one.when and names_in(one.when) <= names
    }


def list_asked(actor: Actor, token: str, *, values: Mapping[str, Any]) -> list[str]:
    """Return which fields of an open form are asked, given what was typed so far.

    By internal name.  NotFound for a bad token, and for whom it is not open.
    """
    row = find_by_token(token)
    if meet(actor, row) != "open":
        raise NotFound
    names = [one.internal_name for one in asked_of(row, column_records(row.list_id))]
    root = get_item_row(get_list_row(row.list_id).root)
    taken = ask_new(writer_of(actor, row), root, values=values, asked=names)
    return [name for name in names if name in taken]


def _manage(actor: Actor, list_id: ListId) -> ListRecord:
    found = get_list(actor, list_id)
    demand(actor, get_mask(actor, found.scope), Right.MANAGE_LISTS)
    return found


def _path_of(found: ListRecord) -> str:
    site = Site.unscoped.values_list("path", flat=True).get(pk=found.site)
    return f"{'' if site == '/' else site}/{found.url_name}"


def _offered(
    writer: Actor, column: ColumnRecord, language: str
) -> Sequence[tuple[int, str]]:
    try:
        found = suggest_terms(
            writer,
            str(column.settings.get("set")),
            "",
            language=language,
            limit=rules.MOST_TERMS,
        )
    except NotFound:
        return ()
    return [(one.id, " / ".join((*one.under, one.title))) for one in found]


__all__ = ["find_door", "get_form", "list_asked", "list_forms", "may_ask_guests"]
