"""What was made of bodies: once for each content, whoever has it and how often."""

from __future__ import annotations

from django.db import models

from hallway.core.blobs.models import Blob
from hallway.core.managers import Table


class Derivative(Table):
    """A body made of another, or the reason why it was not; no item is named here.

    kind     `document` (facts of all of it), `pdf`, `thumb`, `page-<number>`
    tool     what made it, or failed: with another one a failure is tried again
    facts    width, height, pages, text
    """

    source = models.ForeignKey(
        Blob, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=16)
    tool = models.CharField(max_length=80)
    blob = models.ForeignKey(
        Blob, on_delete=models.PROTECT, related_name="+", null=True
    )
    problem = models.CharField(max_length=16, default="")
    facts = models.JSONField(default=dict)
    created = models.BigIntegerField()

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(fields=["source", "kind"], name="derivative_once")
        ]
