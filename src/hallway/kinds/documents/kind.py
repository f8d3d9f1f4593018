"""What the kind `documents` says of itself."""

from __future__ import annotations

from hallway.core.kinds import Kind
from hallway.wire import typeids

KIND = Kind(
    name="documents",
    title="Document library",
    has_bodies=True,
    template=101,
    view="files",
    icon="folder",
    content_type=typeids.DOCUMENT,
)
