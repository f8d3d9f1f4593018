"""Instants and sizes as people read them: those of all faces."""

from hallway.faces._common.when import (
    Now,
    When,
    beside,
    date_words,
    hour_of,
    local,
    size_words,
    utc,
    when,
)

__all__ = [
    "Now",
    "When",
    "beside",
    "date_words",
    "hour_of",
    "local",
    "size_words",
    "utc",
    "when",
]
