"""What the kind `requests` says of itself."""

from __future__ import annotations

from hallway.core.kinds import Kind, KindColumn
from hallway.kinds.requests.following import follow
from hallway.kinds.requests.keeping import keep
from hallway.kinds.requests.rules import LONGEST_SUBJECT

KIND = Kind(
    name="requests",
    title="Requests",
    has_bodies=False,
    template=108,
    icon="headset",
    columns=(
        KindColumn(
            internal_name="Title",
            title="Subject",
            type="text",
            required=True,
            settings={"max_length": LONGEST_SUBJECT},
        ),
    ),
    can_be_added=False,
    saved=follow,
    deleting=keep,
    # What refers to a message goes before it.
    tables=(
        "kind_requests_sentmail",
        "kind_requests_attachment",
        "kind_requests_message",
        "kind_requests_participant",
        "kind_requests_request",
    ),
    bodies=("kind_requests_attachment",),
)
