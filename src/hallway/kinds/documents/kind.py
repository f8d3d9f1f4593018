"""What the kind `documents` says of itself."""

from __future__ import annotations

from hallway.core.kinds import Kind

KIND = Kind(
    name="documents",
    title="Document library",
    has_bodies=True,
    template=101,
    view="files",
    icon="folder",
)
