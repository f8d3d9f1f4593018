"""Site columns: columns made once for a site and those below it."""

from __future__ import annotations

import uuid

from django.db import models

from hallway.core.fields import KeyField
from hallway.core.managers import Table
from hallway.core.sites.models import Site


class SiteColumn(Table):
    """A column that content types and lists of a site and of those below it take.

    guid    the same in every site that it was published to
    source  the column it is a copy of, while it is published from there
    """

    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    site = models.ForeignKey(
        Site, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    internal_name = KeyField()
    title = models.CharField(max_length=255)
    group = models.CharField(max_length=255, default="")
    type = models.CharField(max_length=20)
    required = models.BooleanField(default=False)
    settings = models.JSONField(default=dict)
    source = models.ForeignKey("self", on_delete=models.SET_NULL, null=True)

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["site", "internal_name"], name="site_column_once"
            ),
            models.UniqueConstraint(fields=["site", "guid"], name="site_column_guid"),
        ]
