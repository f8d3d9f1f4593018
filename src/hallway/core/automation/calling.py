"""Sending what rules say to webhooks: at least once, signed, with patience.

Standard Webhooks 1.0 (github.com/standard-webhooks): the headers, what is signed, and
how secrets are written.
"""

from __future__ import annotations

import base64
from datetime import timedelta

from django.conf import settings
from django.utils.crypto import salted_hmac

from hallway.core import clock
from hallway.core.access.actors import Actor
from hallway.core.automation import rules
from hallway.core.automation.acting import DELIVER
from hallway.core.automation.models import ChangeRule, RuleCall
from hallway.core.automation.owning import stop_rule
from hallway.core.automation.payload import message_id
from hallway.core.automation.records import Stop
from hallway.core.changes.journal import housekeeping
from hallway.core.jobs.commands import enqueue
from hallway.platform.outbound import Answer, Refused, Unreachable, post

_SALT = "hallway.core.automation.webhook"
_KEPT = 10


def secret_of(rule: ChangeRule, *, back: int = 0) -> str:
    """Return the secret that a rule's messages are signed with, or one before it.

    Made of the installation's key, so that a copy of the database signs nothing.
    """
    made = salted_hmac(_SALT, f"{rule.guid}:{rule.round - back}", algorithm="sha256")
    return f"whsec_{base64.b64encode(made.digest()).decode()}"


def send(actor: Actor, call_id: int) -> None:
    """Send a message that waits, and note what was answered."""
    waiting = RuleCall.unscoped.filter(pk=call_id, state=RuleCall.State.QUEUED)
    call: RuleCall | None = waiting.select_related("run__rule").first()
    if call is None:
        return
    now = clock.now()
    rule = call.run.rule
    secrets = [secret_of(rule)]
    if rule.turned and now < rule.turned + rules.TURNING:
        secrets.append(secret_of(rule, back=1))
    name, at = message_id(call.guid), now // clock.SECOND
    try:
        answer = post(
            call.url,
            call.body.encode(),
            {
                "Content-Type": "application/json; charset=utf-8",
                "User-Agent": "Hallway",
                "webhook-id": name,
                "webhook-timestamp": str(at),
                "webhook-signature": " ".join(
                    rules.sign(one, message=name, at=at, body=call.body)
                    for one in secrets
                ),
            },
            allowed=settings.HALLWAY.webhook_hosts,
        )
    except (Refused, Unreachable) as error:
        answer = Answer(status=0, text=str(error), milliseconds=0)
    _note(actor, call, answer)
    _stop_failing(actor, rule.pk)


@housekeeping
def _note(actor: Actor, call: RuleCall, answer: Answer) -> None:
    now = clock.now()
    good = 200 <= answer.status < 300
    call.answers = [
        *call.answers,
        {
            "at": now,
            "status": answer.status,
            "text": answer.text,
            "milliseconds": answer.milliseconds,
        },
    ][-_KEPT:]
    waits = rules.WAITS[call.tries] if call.tries < len(rules.WAITS) else None
    call.tries += 1
    if good:
        call.state = RuleCall.State.SENT
    elif waits is None:
        call.state = RuleCall.State.FAILED
    else:
        call.due = now + waits
        delay = timedelta(microseconds=waits)
        enqueue(actor, DELIVER, key=f"{call.pk}", delay=delay, call=call.pk)
    call.save(force_update=True)
    rule = ChangeRule.unscoped.filter(pk=call.run.rule_id)
    if good:
        rule.exclude(failing=None).update(failing=None)
    else:
        rule.filter(failing=None).update(failing=now)


def _stop_failing(actor: Actor, rule: int) -> None:
    failing = ChangeRule.unscoped.filter(
        pk=rule, is_on=True, failing__lt=clock.now() - rules.FAILING
    )
    if failing.exists():
        stop_rule(actor, rule, Stop.FAILING)
