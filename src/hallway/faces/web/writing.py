"""What forms with a text of their own share: values, pictures, what went wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from hallway.core.errors import (
    Conflict,
    CoreError,
    Invalid,
    NotFound,
    OverQuota,
    Stale,
)
from hallway.core.items.records import ItemRecord
from hallway.core.people.queries import find_person
from hallway.faces._common.numbers import number
from hallway.faces.web.errors import said
from hallway.faces.web.parse import Call
from hallway.faces.web.uploads import Upload
from hallway.kinds.publishing.pictures import add_picture
from hallway.platform.storage import StoreFull, get_store
from hallway.wire.links import slug
from hallway.wire.markdown import Rendered, render
from hallway.wire.pictures import fit

MAX_PICTURE = 20 * 1024 * 1024
"""Bytes of a picture that is read to be made smaller."""
_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def new_once() -> str:
    """What an empty form is known by from then on."""
    return str(uuid4())


def once_of(call: Call) -> str:
    """What a form is known by, so that sending it twice makes one item."""
    try:
        return str(UUID(call.request.POST.get("once", "")))
    except ValueError:
        return new_once()


@dataclass(kw_only=True)
class Draft:
    """A form as it came: what was typed, by field, and what is wrong with it."""

    typed: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    version: int | None = None
    """The version of the item that was edited; None for a new one."""
    once: str = field(default_factory=new_once)
    """The GUID of the item that a new form makes."""

    def take(self, error: CoreError | StoreFull, names: Mapping[str, str]) -> None:
        """Put a refusal beside its field; `names` maps the core's to the form's."""
        if isinstance(error, Invalid):
            for name, text in error.fields.items():
                self.errors.setdefault(names.get(name, ""), _(text))
        else:
            self.errors.setdefault("", said(error))

    @property
    def problem(self) -> str:
        """What is wrong with the whole form, in a sentence; empty if nothing is."""
        if "" in self.errors:
            return self.errors[""]
        return _("Something is missing; see below.") if self.errors else ""


def read(call: Call, fields: tuple[str, ...]) -> Draft:
    """The form as it was sent."""
    return Draft(
        typed={name: call.request.POST.get(name, "") for name in fields},
        version=number(call.request.POST.get("version", "")),
        once=once_of(call),
    )


def make(
    call: Call,
    draft: Draft,
    values: Mapping[str, Any],
    by: Callable[..., ItemRecord],
) -> ItemRecord:
    """Make the item of a new form, or find the one that this form made before.

    Where what it made is gone, the form becomes a new one: sent again it makes another.
    """
    given = {name: value for name, value in values.items() if value is not None}
    try:
        return by(call.actor, call.list.id, values=given, guid=UUID(draft.once))
    except Conflict:
        draft.once = new_once()
        raise


def differs(
    call: Call, item: ItemRecord, stored: Mapping[str, Any], values: Mapping[str, Any]
) -> bool:
    """Tell whether a new form says something else than the item it made.

    Stale if somebody else has changed the item since.
    """
    if all(stored.get(name) == value for name, value in values.items()):
        return False
    if item.editor != call.actor.principal:
        raise Stale("Somebody else changed it in the meantime.")
    return True


def text_of(draft: Draft, name: str) -> str | None:
    """A line of text; None where it is empty."""
    return draft.typed[name].strip() or None


def person_of(call: Call, draft: Draft, name: str) -> int | None:
    """The person with the e-mail address typed; a message where there is none."""
    mail = draft.typed[name].strip()
    if not mail:
        return None
    try:
        return find_person(call.actor, mail).id
    except NotFound:
        draft.errors[name] = _("Nobody here has this e-mail address.")
        return None


def instant_of(draft: Draft, name: str) -> int | None:
    """The instant typed in the active time zone, in microseconds; None if empty."""
    typed = draft.typed[name].strip()
    if not typed:
        return None
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        draft.errors[name] = _("A date and time is expected, as 2026-12-31T18:00.")
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.get_current_timezone())
    return (moment - _EPOCH) // timedelta(microseconds=1)


def typed_instant(instant: int | None) -> str:
    """An instant as a form's field for date and time wants it."""
    if instant is None:
        return ""
    moment = timezone.localtime(_EPOCH + timedelta(microseconds=instant))
    return moment.strftime("%Y-%m-%dT%H:%M")


def zone_words() -> str:
    """What a form says of the times typed into it."""
    return _("Times are in the zone %(zone)s.") % {
        "zone": timezone.get_current_timezone_name()
    }


def number_of(draft: Draft, name: str) -> int | None:
    """The number typed; None where there is none."""
    return number(draft.typed[name].strip())


def pictures(call: Call, draft: Draft, name: str) -> list[tuple[str, bytes]]:
    """The pictures sent in a field, each with a name, made fit for a page."""
    files = [] if call.uploads is None else call.uploads.files
    found = []
    for one in files:
        if one.field != name:
            continue
        picture = None if one.body.size > MAX_PICTURE else fit(_bytes(one))
        if picture is None:
            draft.errors[name] = _(
                "“%(name)s” is no picture that a page can show: send JPEG, PNG, WebP"
                " or GIF of at most 20 MB."
            ) % {"name": one.name}
            return []
        stem = slug(one.name.rpartition(".")[0]) or "picture"
        found.append((f"{stem}.{picture.ending}", picture.body))
    return found


def keep_pictures(
    call: Call,
    draft: Draft,
    item: ItemRecord,
    name: str,
    found: list[tuple[str, bytes]],
) -> list[tuple[str, str]]:
    """Store the pictures of a field; return words and an address for each.

    Where there is no room for one, that stands beside the field.
    """
    kept = []
    for file, body in found:
        try:
            staged = get_store().stage([body], length=len(body), limit=len(body))
            address = add_picture(call.actor, item, name=file, body=staged)
        except (OverQuota, StoreFull) as error:
            draft.errors[name] = said(error)
            raise
        kept.append((file.rpartition(".")[0].replace("-", " "), address))
    return kept


def _bytes(upload: Upload) -> bytes:
    with get_store().open(upload.body.sha256) as file:
        return file.read()


def with_pictures(text: str, added: list[tuple[str, str]]) -> str:
    """A text with those pictures at its end (words and address) that it lacks."""
    marks = [
        f"![{words}]({address})"
        for words, address in added
        if f"]({address})" not in text
    ]
    return "\n\n".join([text.rstrip(), *marks]).lstrip("\n") if marks else text


def prose(text: Any) -> tuple[SafeString, Rendered]:
    """A text of people as HTML that may stand in a page, and what is in it."""
    rendered = render(str(text or ""), table_label=_("Table"))
    # Safe by `wire.markdown`: only its own tags are left.
    return mark_safe(rendered.html), rendered  # noqa: S308
