"""Reads of customers, requests and messages."""

from hallway.kinds.requests.queries.customers import (
    find_customer,
    get_customer,
    get_customer_served,
    is_agent,
    list_agents,
    list_customer_summaries,
    list_customers,
    list_customers_served,
    list_members,
)
from hallway.kinds.requests.queries.events import list_events
from hallway.kinds.requests.queries.messages import (
    get_latest,
    list_messages,
    list_participants,
    open_attachment,
)
from hallway.kinds.requests.queries.readers import find_language
from hallway.kinds.requests.queries.requests import (
    count_open,
    count_queues,
    find_position,
    find_request,
    get_request,
    list_longest_waiting,
    list_queue,
    list_requests,
    list_requests_beside,
)

__all__ = [
    "count_open",
    "count_queues",
    "find_customer",
    "find_language",
    "find_position",
    "find_request",
    "get_customer",
    "get_customer_served",
    "get_latest",
    "get_request",
    "is_agent",
    "list_agents",
    "list_customer_summaries",
    "list_customers",
    "list_customers_served",
    "list_events",
    "list_longest_waiting",
    "list_members",
    "list_messages",
    "list_participants",
    "list_queue",
    "list_requests",
    "list_requests_beside",
    "open_attachment",
]
