"""Core's refusals as exit codes and one line on stderr."""

from collections.abc import Callable
from typing import Any

from hallway.core.errors import (
    Conflict,
    CoreError,
    Forbidden,
    Invalid,
    Locked,
    NotFound,
    OverQuota,
    Stale,
)

# 1 is any other failure, 2 a command line that could not be read (click's own code).
EXIT_CODES: dict[type[CoreError], int] = {
    NotFound: 3,
    Forbidden: 4,
    Invalid: 5,
    Conflict: 6,
    Stale: 7,
    Locked: 8,
    OverQuota: 9,
}


def _plain(error: CoreError) -> str:
    return error.message


def _fields(error: Any) -> str:
    return "; ".join(f"{field}: {message}" for field, message in error.fields.items())


_MESSAGES: dict[type[CoreError], Callable[[CoreError], str]] = {Invalid: _fields}


def exit_code(error: CoreError) -> int:
    """The exit code of a refusal; above 2, so that scripts can tell them apart."""
    return EXIT_CODES[type(error)]


def line(error: CoreError) -> str:
    """The reason in one line."""
    return " ".join(_MESSAGES.get(type(error), _plain)(error).split())
