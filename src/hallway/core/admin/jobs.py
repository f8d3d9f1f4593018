"""The jobs that administrators start by a button."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from hallway.core.access.actors import Actor
from hallway.core.admin.commands import CHECK_JOB, TEST_MAIL_JOB, check_installation
from hallway.core.jobs.context import JobContext
from hallway.core.jobs.registry import job
from hallway.core.people.queries import get_person
from hallway.platform import mail


@job(TEST_MAIL_JOB, tries=1)
def send_test_mail(actor: Actor, context: JobContext) -> None:
    """Send a mail to whoever asked for it; once, so that a failure is seen at once."""
    person = get_person(actor, actor.principal)
    text = "This is a test: Hallway's mail server takes mail, and it reaches you."
    mail.send(
        mail.Mail(
            to=person.email,
            to_name=person.name,
            from_name="Hallway",
            subject="A test mail from Hallway",
            text=text,
            html=f"<p>{text}</p>",
            message_id=f"<{uuid4().hex}@{mail.domain()}>",
            auto_submitted="auto-generated",
        )
    )


@job(CHECK_JOB, tries=2, lease=timedelta(hours=1), system="checks the installation")
def check(actor: Actor, context: JobContext) -> None:
    """Check everything and record what was found."""
    check_installation(actor)
