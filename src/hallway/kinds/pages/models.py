"""What is kept beside a page, so that a list of pages reads no texts."""

from __future__ import annotations

from django.db import models

from hallway.core.managers import Table


class Page(Table):
    """A page's entry; `parent` is the number of the page above it in its list."""

    item = models.OneToOneField(
        "core.Item", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    title = models.TextField()
    summary = models.TextField(default="")
    parent = models.BigIntegerField(null=True)
    owner = models.BigIntegerField(null=True)
    review = models.CharField(max_length=10, default="")
    published = models.BigIntegerField(null=True)
