"""The job that tells both sides of a request by mail."""

from __future__ import annotations

from smtplib import SMTPRecipientsRefused, SMTPResponseException

from hallway.core.access.actors import Actor
from hallway.core.jobs.registry import JobContext, job
from hallway.kinds.requests.commands.conversation import MAIL_JOB
from hallway.kinds.requests.mailing import list_letters, note_sent, was_sent
from hallway.platform import mail


@job(MAIL_JOB, system="sends the helpdesk's mail")
def send_mail(actor: Actor, context: JobContext, *, message: int, event: str) -> None:
    """Send what is still to be sent of a message; each person gets it once.

    What a mail says is read now, as its reader may see it now.  One that the server
    refuses keeps no other back; the job then fails, and tries that one again.
    """
    if not mail.is_set_up():
        return
    refused: Exception | None = None
    for letter in list_letters(actor, message, event=event):
        if was_sent(actor, letter):
            continue
        try:
            mail.send(letter.mail)
        except (SMTPResponseException, SMTPRecipientsRefused) as error:
            refused = error
        else:
            note_sent(actor, letter)
        context.heartbeat()
    if refused is not None:
        raise refused
