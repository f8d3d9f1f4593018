"""The one family of errors that parsers of the wire raise."""

from __future__ import annotations


class WireError(ValueError):
    """Input that is not what its format demands.

    ``position`` counts characters (bytes where the input is bytes) from 0 to the
    place where the input went wrong; it is None where no single place is at fault.
    """

    def __init__(self, message: str, *, position: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.position = position

    def __str__(self) -> str:
        """Give the message, with the position where one is known."""
        if self.position is None:
            return self.message
        return f"{self.message} (at position {self.position})"
