"""What parsing and rendering OData refuse."""

from __future__ import annotations

from hallway.wire.errors import WireError


class ODataError(WireError):
    """A query option that is not OData; `option` is its name, as `$filter`."""

    def __init__(
        self, message: str, *, option: str = "", position: int | None = None
    ) -> None:
        super().__init__(
            f"{option}: {message}" if option else message, position=position
        )
        self.option = option


class Unsayable(ValueError):
    """The query model says something OData has no words for."""
