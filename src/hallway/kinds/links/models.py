"""What is kept beside a link, so that a site's are found in one statement."""

from __future__ import annotations

from django.db import models

from hallway.core.managers import Table


class Link(Table):
    """A link's card; a lower position comes first."""

    item = models.OneToOneField(
        "core.Item", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    title = models.TextField()
    address = models.TextField()
    icon = models.TextField(default="")
    position = models.FloatField(default=0)
