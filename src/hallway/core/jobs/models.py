"""Jobs: rows written with the change that wants them."""

from __future__ import annotations

from django.db import models

from hallway.core.managers import Table


class Job(Table):
    """Work to be done at least once; done jobs leave the table.

    due      when it may be claimed; while it runs, when its lease ends
    lease    NULL: never claimed; "": claimed before and free again; else the
             secret of whoever runs it
    tries    how often it was claimed, a claim given back not counted
    runs_as  the principal it acts as: the enqueuer or the system account
    key      at most one job of a name, key and principal waits unclaimed
    """

    class State(models.TextChoices):
        QUEUED = "queued"
        FAILED = "failed"

    name = models.CharField(max_length=100)
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    due = models.BigIntegerField()
    lease = models.CharField(max_length=40, null=True)
    tries = models.IntegerField(default=0)
    enqueued = models.BigIntegerField()
    enqueued_by = models.BigIntegerField()
    runs_as = models.BigIntegerField()
    key = models.CharField(max_length=200, null=True)
    error = models.TextField(default="")
    progress = models.IntegerField(default=0)

    class Meta(Table.Meta):
        indexes = [
            models.Index(
                fields=["due"], condition=models.Q(state="queued"), name="job_due"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "key", "runs_as"],
                condition=models.Q(
                    state="queued", key__isnull=False, lease__isnull=True
                ),
                name="job_key_once",
            )
        ]


class Schedule(Table):
    """When a periodic job is next due."""

    name = models.CharField(max_length=100, unique=True)
    due = models.BigIntegerField()
