"""The jobs behind rules."""

from __future__ import annotations

from datetime import timedelta

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.automation.acting import DELIVER, carry_out
from hallway.core.automation.calling import send
from hallway.core.automation.judging import note_changes, note_days
from hallway.core.automation.mailing import MAIL, send_letter
from hallway.core.automation.models import RuleRun
from hallway.core.automation.watching import JUDGE
from hallway.core.changes.journal import housekeeping
from hallway.core.jobs.commands import enqueue
from hallway.core.jobs.context import JobContext
from hallway.core.jobs.registry import job

KEPT = 90 * clock.DAY
"""How long it is known what a rule did."""
TURN = 200
"""Runs of one list before other jobs have their turn."""


@job(JUDGE, system="carries out the rules of a list")
def judge(actor: Actor, context: JobContext, list_id: int) -> None:
    """Read what is new in a list, and do what its rules say about it.

    A list that changes all the time goes on by another job: messages wait for one, too.
    """
    done = 0
    while True:
        is_more = note_changes(actor, list_id)
        while done < TURN and carry_out(actor, list_id):
            done += 1
            context.heartbeat(progress=done)
        if done >= TURN:
            enqueue(actor, JUDGE, key=str(list_id), list_id=list_id)
            return
        # What rules wrote may be what others wait for: read again until all is read.
        if not is_more and not _has_news(list_id):
            return


def _has_news(list_id: int) -> bool:
    from hallway.core.automation.models import ChangeRule
    from hallway.core.changes.models import Stream

    newest = Stream.unscoped.values_list("last", flat=True).get(
        kind="list", ref=list_id
    )
    reading = ChangeRule.unscoped.filter(list_id=list_id, is_on=True, upto__lt=newest)
    return bool(reading.exclude(event="date").exists())


@job("rules.days", every=timedelta(minutes=10), system="finds the days rules wait for")
def find_days(actor: Actor, context: JobContext) -> None:
    """Have rules act whose day has come, and what had to wait."""
    note_days(actor)
    wake(actor)


@housekeeping
def wake(actor: Actor) -> None:
    """Have runs tried again that were put off."""
    waiting = RuleRun.unscoped.filter(
        state=RuleRun.State.DUE, due__lte=clock.now(), rule__is_on=True
    )
    for list_id in waiting.values_list("rule__list_id", flat=True).distinct():
        enqueue(actor, JUDGE, key=str(list_id), list_id=list_id)


@job(DELIVER, lease=timedelta(minutes=2), system="sends the messages of rules")
def deliver(actor: Actor, context: JobContext, call: int) -> None:
    """Send one message to a webhook."""
    send(actor, call)


@job(MAIL, lease=timedelta(minutes=2), system="sends the mail of rules")
def mail_person(
    actor: Actor, context: JobContext, *, item: int, person: int, words: str, name: str
) -> None:
    """Write to one person what a rule tells him."""
    send_letter(actor, item=item, person=person, words=words, name=name)


@job("rules.forget", every=timedelta(hours=6), system="forgets what rules did")
def forget(actor: Actor, context: JobContext) -> None:
    """Forget what rules did long ago."""
    while n := drop_runs(actor):
        context.heartbeat(progress=n)


@housekeeping
def drop_runs(actor: Actor) -> int:
    """Drop runs that ended long ago, some at a time; how many."""
    old = RuleRun.unscoped.filter(at__lt=clock.now() - KEPT)
    ended = old.exclude(state=RuleRun.State.DUE).order_by("at")
    ids = list(ended.values_list("pk", flat=True)[:500])
    RuleRun.unscoped.filter(pk__in=ids).delete()
    return len(ids)
