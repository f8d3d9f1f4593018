"""Forms with files: as in all faces."""

from hallway.faces._common.uploads import (
    MAX_FIELD,
    StoreHandler,
    Upload,
    base_name,
)

__all__ = ["MAX_FIELD", "StoreHandler", "Upload", "base_name"]
