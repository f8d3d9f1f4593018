"""Rules of lists, what they did, and what they sent."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from hallway.core.fields import KeyField
from hallway.core.lists.models import List
from hallway.core.managers import Table


class ChangeRule(Table):
    """When something happens to an item of a list, do something.

    content  what `automation.rules` reads and writes
    owner    whose rights it has: who saved it last
    upto     the number of the list's change that it has seen
    since    when it was switched on: days before are not made up for
    stopped  why it is off though nobody switched it off, else empty
    round    counts its secrets: a secret is made of this and kept nowhere
    turned   when the secret before stopped being the only one
    failing  since when nothing it sends arrives
    """

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    content = models.JSONField(default=dict)
    list = models.ForeignKey(
        List, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    title = models.CharField(max_length=255)
    event = models.CharField(max_length=10)
    is_on = models.BooleanField(default=True)
    owner = models.BigIntegerField()
    upto = models.BigIntegerField(default=0)
    since = models.BigIntegerField()
    stopped = models.CharField(max_length=10, default="")
    round = models.IntegerField(default=1)
    turned = models.BigIntegerField(default=0)
    failing = models.BigIntegerField(null=True)
    created = models.BigIntegerField()
    modified = models.BigIntegerField()

    class Meta(Table.Meta):
        indexes = [models.Index(fields=["list"], name="change_rule_of_list")]


class RuleRun(Table):
    """That a rule met one change, or one day of one item; never twice.

    cause    the change or the day, one of a rule
    by       who made the change; the system for a day
    depth    how many rules led to it, one after the other
    facts    the change, as `automation.rules` needs it
    state    due, done, skipped, failed or looped
    said     what was done, or why not
    due      when it is tried, while it is due
    """

    class State(models.TextChoices):
        DUE = "due"
        DONE = "done"
        SKIPPED = "skipped"
        FAILED = "failed"
        LOOPED = "looped"

    rule = models.ForeignKey(
        ChangeRule, on_delete=models.CASCADE, related_name="runs", db_index=False
    )
    cause = KeyField()
    item = models.BigIntegerField()
    by = models.BigIntegerField()
    at = models.BigIntegerField()
    depth = models.IntegerField(default=0)
    facts = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DUE)
    said = models.JSONField(default=dict)
    tries = models.IntegerField(default=0)
    due = models.BigIntegerField()

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(fields=["rule", "cause"], name="rule_run_once")
        ]
        indexes = [
            models.Index(
                fields=["due"], condition=Q(state="due"), name="rule_run_is_due"
            ),
            models.Index(fields=["at"], name="rule_run_at"),
        ]


class RuleCall(Table):
    """A message for a webhook: its body as it was then, and what was answered.

    `guid` is its id in the headers: it stays however often it is sent.  `answers` are
    [{"at", "status", "text", "milliseconds"}], the last ones.
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        SENT = "sent"
        FAILED = "failed"

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    run = models.OneToOneField(RuleRun, on_delete=models.CASCADE, related_name="call")
    url = models.TextField()
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    tries = models.IntegerField(default=0)
    due = models.BigIntegerField()
    answers = models.JSONField(default=list)
