"""What administrators have done: a test mail, a check of everything."""

from __future__ import annotations

from collections import Counter

from hallway.core.access.actors import Actor
from hallway.core.admin.queries import CHECKED
from hallway.core.changes.commands import find_broken_seal
from hallway.core.changes.journal import command
from hallway.core.check.queries import run_checks
from hallway.core.errors import Conflict, Forbidden
from hallway.core.jobs.commands import enqueue
from hallway.core.people.epoch import lock_directory, record_directory
from hallway.core.people.rules import demand_administrator
from hallway.platform import mail

TEST_MAIL_JOB = "admin.test_mail"
CHECK_JOB = "admin.check"


@command
def ask_for_test_mail(actor: Actor) -> None:
    """Have a mail sent to the actor himself; Conflict without a mail server."""
    demand_administrator(actor)
    if not actor.is_person:
        raise Forbidden("Only somebody who is signed in may do this.")
    if not mail.is_set_up():
        raise Conflict("No mail server is set: see HALLWAY_SMTP_URL.")
    lock_directory()
    record_directory("mail.test_asked", after={"person": actor.principal})
    enqueue(actor, TEST_MAIL_JOB, key="test")


@command
def ask_for_check(actor: Actor) -> None:
    """Have every invariant looked at, but not each body's bytes."""
    demand_administrator(actor)
    lock_directory()
    record_directory("installation.check_asked", after={"thoroughly": False})
    enqueue(actor, CHECK_JOB, key="check")


def check_installation(actor: Actor) -> None:
    """Look at every invariant and at the log's seals; record how it went."""
    demand_administrator(actor)
    kinds = Counter(one.kind for one in run_checks(actor, hash_bodies=False))
    _note_check(actor, dict(kinds), find_broken_seal(actor))


@command
def _note_check(actor: Actor, findings: dict[str, int], seal: int | None) -> None:
    lock_directory()
    record_directory(CHECKED, after={"findings": findings, "broken_seal": seal})
