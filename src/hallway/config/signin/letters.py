"""Mails that jobs send: composed when they leave, so that no job keeps a secret."""

from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from hallway.core.access.actors import Actor
from hallway.core.errors import NotFound
from hallway.core.jobs.context import JobContext
from hallway.core.jobs.registry import job
from hallway.core.people.factors.commands import TELL_JOB
from hallway.core.people.invitations.commands import SEND_JOB, note_invitation_sent
from hallway.core.people.invitations.queries import get_letter
from hallway.core.people.invitations.records import InvitationId
from hallway.core.people.queries import get_person
from hallway.platform import mail


def sends_mail() -> bool:
    """Whether a server takes our mail."""
    return not settings.EMAIL_BACKEND.endswith(".dummy.EmailBackend")


def post(name: str, address: str, **said: Any) -> None:
    """Send the mail of this name; raises what the server's connection raises."""
    said = {"url": settings.HALLWAY.url, **said}
    written = render_to_string(f"account/email/{name}_subject.txt", said)
    text = render_to_string(f"account/email/{name}_message.txt", said)
    # A subject is one line, whatever a name may hold.
    subject = " ".join(written.split())
    mail.send(
        mail.Mail(
            to=address, subject=subject, text=text, auto_submitted="auto-generated"
        )
    )


@job(SEND_JOB, system="mails invitations")
def send_invitation(actor: Actor, context: JobContext, invitation: int) -> None:
    """Mail an invitation, unless it is over by now or was mailed before."""
    try:
        letter = get_letter(actor, InvitationId(invitation))
    except NotFound:
        return
    found = letter.invitation
    if found.sent is not None or not sends_mail():
        return
    link = f"{settings.HALLWAY.url}/accounts/invite/{letter.token}/"
    with translation.override(found.language):
        post("invitation", found.email, invitation=found, link=link)
    note_invitation_sent(actor, found.id)


@job(TELL_JOB, system="tells people about their accounts")
def tell_factor_removed(actor: Actor, context: JobContext, person: int) -> None:
    """Tell a person that an administrator has removed his second factor."""
    try:
        found = get_person(actor, person)
    except NotFound:
        return
    if found.active and sends_mail():
        post("factor_removed", found.email)
