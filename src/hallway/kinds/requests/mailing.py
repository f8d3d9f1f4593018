"""What a mail about a request says, read as its reader may see it when it is sent.

Nothing is composed beforehand and kept: who left the customer meanwhile gets nothing,
and the conversation is read through the reader's own eyes, so that no internal note
can stand in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from hallway.core import clock
from hallway.core.access.actors import ANONYMOUS, Actor, PrincipalId
from hallway.core.changes.journal import housekeeping
from hallway.core.errors import Invalid, NotFound
from hallway.core.items.records import ItemId
from hallway.core.people.actors import get_actor
from hallway.core.people.queries import find_brand, get_person
from hallway.core.people.records import PersonRecord
from hallway.kinds.requests.queries import (
    find_language,
    get_request,
    list_agents,
    list_messages,
    list_participants,
)
from hallway.kinds.requests.reach import is_agent_now
from hallway.kinds.requests.records import MessageRecord, RequestRecord
from hallway.kinds.requests.rules import SOLVED
from hallway.platform import mail
from hallway.platform.db import engine

OPENED, REPLIED, IS_SOLVED = "opened", "replied", "solved"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A mail to one person, and what it is about."""

    item: ItemId
    message: int
    person: PrincipalId
    event: str
    mail: mail.Mail


def list_letters(actor: Actor, message: int, *, event: str) -> list[Letter]:
    """Return what is to be sent of a message now; nothing where it is gone."""
    row = engine().fetch_one(
        "SELECT item_id, by_agent FROM kind_requests_message"
        " WHERE id = %s AND NOT internal",
        (message,),
    )
    if row is None:
        return []
    item, by_agent = ItemId(row[0]), bool(row[1])
    try:
        request = get_request(actor, item)
    except NotFound:
        return []
    followers = [request.requester]
    followers += [one.id for one in list_participants(actor, item)]
    readers: list[tuple[PrincipalId, bool]] = []
    if event == OPENED:
        readers.append((request.requester, False))
    elif by_agent or event == IS_SOLVED:
        readers += [(person, False) for person in followers]
    if event == OPENED or not (by_agent or event == IS_SOLVED):
        readers += [(person, True) for person in _answering(actor, request)]
    letters = (
        _letter(person, item, message, event, at_desk=at_desk)
        for person, at_desk in readers
    )
    return [one for one in letters if one is not None]


def was_sent(actor: Actor, letter: Letter) -> bool:
    """Tell whether a mail went out already."""
    found = engine().fetch_one(
        "SELECT 1 FROM kind_requests_sentmail WHERE message_id = %s",
        (letter.mail.message_id,),
    )
    return found is not None


@housekeeping
def note_sent(actor: Actor, letter: Letter) -> None:
    """Write down that a mail went out, for the next one to refer to."""
    engine().execute(
        "INSERT INTO kind_requests_sentmail"
        " (message_id, item_id, said_id, person, event, sent)"
        " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
        (
            letter.mail.message_id,
            letter.item,
            letter.message,
            letter.person,
            letter.event,
            clock.now(),
        ),
    )


def _answering(actor: Actor, request: RequestRecord) -> list[PrincipalId]:
    if request.assignee is not None:
        return [request.assignee]
    return [one.id for one in list_agents(actor)]


def _letter(
    person: PrincipalId, item: ItemId, message: int, event: str, *, at_desk: bool
) -> Letter | None:
    """Compose a mail as `person` may see the request; None where he may not.

    In the language he signed in with last, else in the one of the installation.
    """
    try:
        reader = get_actor(person, face="mail")
        if at_desk and not is_agent_now(reader):
            return None
        request = get_request(reader, item)
        said = [one for one in list_messages(reader, item) if not one.internal]
        to = get_person(reader, person)
    except NotFound:
        return None
    about = next((one for one in said if one.id == message), None)
    if about is None or mail.is_ours(to.email):
        return None
    # An agent knows what he opened; a customer gets a receipt.
    if about.author == person and (event == REPLIED or at_desk):
        return None
    language = find_language(reader, person) or settings.LANGUAGE_CODE
    with translation.override(language):
        return _compose(request, about, event, to, language, at_desk=at_desk)


def _compose(
    request: RequestRecord,
    about: MessageRecord,
    event: str,
    to: PersonRecord,
    language: str,
    *,
    at_desk: bool,
) -> Letter:
    """Compose a mail in the language that is active."""
    words = _words(request, about, event, at_desk=at_desk)
    face = "desk" if at_desk else "portal"
    context = {
        "request": request,
        "message": about,
        "event": event,
        "at_desk": at_desk,
        "language": language,
        "brand": words.brand,
        "heading": words.heading,
        "with_text": event != IS_SOLVED,
        "link": f"{settings.HALLWAY.url}/{face}/requests/{request.ref}",
    }
    earlier = [
        row[0]
        for row in engine().fetch_all(
            "SELECT message_id FROM kind_requests_sentmail"
            " WHERE item_id = %s AND person = %s ORDER BY id",
            (request.item, to.id),
        )
    ]
    return Letter(
        item=request.item,
        message=about.id,
        person=to.id,
        event=event,
        mail=mail.Mail(
            to=to.email,
            to_name=to.name,
            from_name=words.sender,
            subject=f"[{request.ref}] {request.subject}",
            text=render_to_string("requests/mail.txt", context),
            html=render_to_string("requests/mail.html", context),
            message_id=_message_id(request, about, to.id, event),
            in_reply_to=earlier[-1] if earlier else "",
            references=tuple(earlier),
            auto_submitted=words.auto_submitted,
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    heading: str
    sender: str
    brand: str
    auto_submitted: str


def _words(
    request: RequestRecord, message: MessageRecord, event: str, *, at_desk: bool
) -> _Words:
    brand = _brand_name()
    names = {"name": message.author_name, "brand": brand, "ref": request.ref}
    if at_desk:
        heading = _("%(name)s answered in request %(ref)s") % names
        if event == OPENED:
            heading = _("%(name)s opened request %(ref)s") % names
        return _Words(
            heading=heading, sender=brand, brand=brand, auto_submitted="auto-generated"
        )
    # A person wrote it: nothing that answers machines may swallow it.
    sender = f"{message.author_name} ({brand})"
    if event == OPENED and message.by_agent:
        heading = _("%(name)s opened request %(ref)s for you") % names
        return _Words(heading=heading, sender=sender, brand=brand, auto_submitted="")
    if event == OPENED:
        heading = _("We have received your request %(ref)s") % names
        return _Words(
            heading=heading, sender=brand, brand=brand, auto_submitted="auto-replied"
        )
    if event == IS_SOLVED:
        heading = _("Your request %(ref)s is solved") % names
        return _Words(
            heading=heading, sender=brand, brand=brand, auto_submitted="auto-generated"
        )
    heading = _("%(name)s answered your request %(ref)s") % names
    if request.state == SOLVED:
        heading = _("%(name)s answered your request %(ref)s: it is solved") % names
    return _Words(heading=heading, sender=sender, brand=brand, auto_submitted="")


def _brand_name() -> str:
    host = urlsplit(settings.HALLWAY.url).hostname or ""
    try:
        found = find_brand(ANONYMOUS, host)
    except Invalid:
        # An IPv6 address.
        found = None
    return _("Helpdesk") if found is None else found.name


def _message_id(
    request: RequestRecord, message: MessageRecord, person: int, event: str
) -> str:
    """Return the id of a mail: the same for the same mail, and not to be guessed."""
    value = f"{request.guid}:{message.guid}:{person}:{event}"
    sign = salted_hmac("hallway.kinds.requests.mail", value).hexdigest()[:24]
    return f"<request.{message.guid.replace('-', '')}.{sign}@{mail.domain()}>"
