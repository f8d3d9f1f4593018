"""What parsing and rendering CAML refuse."""

from __future__ import annotations

from hallway.wire.errors import WireError


class CamlError(WireError):
    """Not CAML; `element` is the name of what is at fault, `line` its line from 1.

    `position` is where the element begins; without one, `element` is empty or `?`.
    """

    def __init__(
        self,
        message: str,
        *,
        element: str = "",
        line: int = 0,
        position: int | None = None,
    ) -> None:
        place = f"<{element}>, line {line}: " if element else ""
        super().__init__(f"{place}{message}", position=position)
        self.element = element
        self.line = line


class Unsayable(ValueError):
    """The query model says something CAML has no words for."""
