"""Customers of the desk, their requests, and what was said in them."""

from __future__ import annotations

import uuid

from django.db import models

from hallway.core.managers import Table


class Customer(Table):
    """A customer organisation with its list of requests; one each.

    prefix  what the numbers of its requests begin with: KEL in KEL-12
    """

    list = models.OneToOneField(
        "core.List", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    organisation = models.OneToOneField(
        "core.Organisation", on_delete=models.PROTECT, related_name="+"
    )
    prefix = models.CharField(max_length=8, unique=True)
    created = models.BigIntegerField()


class Request(Table):
    """A request; instants in microseconds, persons as principal ids.

    activity  when a customer last could see something new of it: never a note's time
    worked    when anything happened to it, notes included; for agents alone
    """

    item = models.OneToOneField(
        "core.Item", on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    organisation = models.BigIntegerField(db_index=True)
    subject = models.TextField()
    state = models.CharField(max_length=10)
    priority = models.CharField(max_length=10)
    assignee = models.BigIntegerField(null=True)
    requester = models.BigIntegerField()
    opened = models.BigIntegerField()
    first_reply = models.BigIntegerField(null=True)
    last_customer = models.BigIntegerField(null=True)
    last_agent = models.BigIntegerField(null=True)
    solved = models.BigIntegerField(null=True)
    activity = models.BigIntegerField()
    worked = models.BigIntegerField()

    class Meta(Table.Meta):
        indexes = [
            models.Index(fields=["state", "-activity"], name="request_by_state"),
            models.Index(fields=["assignee", "state"], name="request_by_assignee"),
        ]


class Participant(Table):
    """A colleague of the requester who follows a request."""

    item = models.ForeignKey(
        "core.Item", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    person = models.BigIntegerField()
    added = models.BigIntegerField()

    class Meta(Table.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["item", "person"], name="request_participant_once"
            )
        ]


class Message(Table):
    """Something said in a request; an internal note is for agents alone.

    token  names one sending of a form, so that a second one is the same message
    """

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(
        "core.Item", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    at = models.BigIntegerField()
    author = models.BigIntegerField()
    by_agent = models.BooleanField()
    internal = models.BooleanField()
    body = models.TextField()
    token = models.CharField(max_length=64, null=True)

    class Meta(Table.Meta):
        indexes = [models.Index(fields=["item", "id"], name="message_in_order")]
        constraints = [
            models.UniqueConstraint(fields=["author", "token"], name="message_once")
        ]


class Attachment(Table):
    """A file of exactly one message; its id is random and names nothing."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    item = models.ForeignKey(
        "core.Item", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")
    position = models.IntegerField()
    name = models.TextField()
    blob = models.ForeignKey("core.Blob", on_delete=models.PROTECT, related_name="+")
    size = models.BigIntegerField()
    sniffed_type = models.CharField(max_length=100)


class Reader(Table):
    """The language a person signed in with last, for the mails he gets."""

    person = models.BigIntegerField(unique=True)
    language = models.CharField(max_length=10)


class SentMail(Table):
    """A mail that went out, so that it goes once and its answer finds the request."""

    message_id = models.CharField(max_length=250, unique=True)
    item = models.ForeignKey("core.Item", on_delete=models.CASCADE, related_name="+")
    said = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")
    person = models.BigIntegerField()
    event = models.CharField(max_length=20)
    sent = models.BigIntegerField()
