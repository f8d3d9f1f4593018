"""Writes to customers and requests; the only way to either."""

from hallway.kinds.requests.commands.conversation import note, open_request, reply
from hallway.kinds.requests.commands.customers import add_agent, open_customer
from hallway.kinds.requests.commands.handling import (
    add_participant,
    assign,
    close_request,
    reopen,
    set_priority,
    set_state,
)
from hallway.kinds.requests.commands.readers import keep_language

__all__ = [
    "add_agent",
    "add_participant",
    "assign",
    "close_request",
    "keep_language",
    "note",
    "open_customer",
    "open_request",
    "reopen",
    "reply",
    "set_priority",
    "set_state",
]
