"""Links by which people answer, and what came by them."""

from __future__ import annotations

import uuid

from django.db import models

from hallway.core.access.models import Principal
from hallway.core.lists.models import List
from hallway.core.managers import Table


class Form(Table):
    """A link that collects answers for a list.

    principal  stands as the author of what strangers answer
    columns    ids of the columns that are asked, in their order
    nonce      with the installation's key it gives the token of the address
    digest     the token's SHA-256
    most       so many answers are taken; null: any number
    is_single  one answer of each person
    notify     the principal who is told of each answer
    ended      when it was closed, null while it is not
    answers    how many came, whatever became of them
    """

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Before `list`, which hides the type of that name in what follows.
    columns = models.JSONField(default=list)
    list = models.ForeignKey(
        List, on_delete=models.CASCADE, related_name="forms", db_index=False
    )
    principal = models.ForeignKey(
        Principal, on_delete=models.PROTECT, db_index=False, related_name="+"
    )
    title = models.CharField(max_length=255)
    intro = models.TextField(default="")
    thanks = models.TextField(default="")
    audience = models.CharField(max_length=10)
    nonce = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    opens = models.BigIntegerField(null=True)
    closes = models.BigIntegerField(null=True)
    most = models.BigIntegerField(null=True)
    is_single = models.BooleanField(default=False)
    notify = models.BigIntegerField(null=True)
    ended = models.BigIntegerField(null=True)
    answers = models.BigIntegerField(default=0)
    created = models.BigIntegerField()
    created_by = models.BigIntegerField()

    class Meta(Table.Meta):
        indexes = [models.Index(fields=["list"], name="form_of_list")]


class FormAnswer(Table):
    """That an item came by a form; it stays when the item goes.

    once    what the form that was sent is known by: sent twice it is one answer
    person  who answered, null for a stranger
    """

    form = models.ForeignKey(
        Form, on_delete=models.CASCADE, related_name="received", db_index=False
    )
    once = models.UUIDField()
    person = models.BigIntegerField(null=True)
    item = models.BigIntegerField()
    at = models.BigIntegerField()

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(fields=["form", "once"], name="answer_once")
        ]
        indexes = [models.Index(fields=["form", "person"], name="answer_of_person")]
