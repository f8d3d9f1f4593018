"""What is kept beside an event, so that what comes up is found in one statement."""

from __future__ import annotations

from django.db import models

from hallway.core.managers import Table


class Event(Table):
    """An event's card; `ends` is after it, for whole days midnight UTC after the last.

    Instants are microseconds UTC; those of whole days are midnights UTC.
    """

    item = models.OneToOneField(
        "core.Item", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    title = models.TextField()
    starts = models.BigIntegerField()
    ends = models.BigIntegerField()
    all_day = models.BooleanField(default=False)
    place = models.TextField(default="")
    organisation = models.BigIntegerField(null=True)

    class Meta(Table.Meta):
        indexes = [
            models.Index(fields=["ends", "starts"], name="event_ends"),
        ]
