"""What the kind `generic` says of itself."""

from __future__ import annotations

from hallway.core.kinds import Kind
from hallway.wire import typeids

KIND = Kind(
    name="generic",
    title="List",
    has_bodies=False,
    template=100,
    content_type=typeids.ITEM,
)
