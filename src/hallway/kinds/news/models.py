"""What is kept beside a post, so that the newest are found in one statement."""

from __future__ import annotations

from django.db import models

from hallway.core.managers import Table


class Post(Table):
    """A post's card: a copy of the item's values that lists of news are made of.

    published  when it was, None for a draft; also a value of the item
    scheduled  when a job will publish it; the only place that says so
    """

    item = models.OneToOneField(
        "core.Item", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    title = models.TextField()
    summary = models.TextField(default="")
    picture = models.TextField(default="")
    author = models.BigIntegerField(null=True)
    organisation = models.BigIntegerField(null=True)
    priority = models.CharField(max_length=10, default="normal")
    alert_until = models.BigIntegerField(null=True)
    must_read = models.BooleanField(default=False)
    published = models.BigIntegerField(null=True)
    scheduled = models.BigIntegerField(null=True)

    class Meta(Table.Meta):
        indexes = [
            models.Index(fields=["-published", "-item"], name="post_published"),
            models.Index(
                fields=["alert_until"],
                condition=models.Q(priority="alert"),
                name="post_alert",
            ),
        ]
