"""The app of the kind `documents`."""

from __future__ import annotations

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    """The kind `documents`."""

    name = "hallway.kinds.documents"
    label = "kind_documents"

    def ready(self) -> None:
        """Add the kind to the registry."""
        from hallway.core.kinds import register
        from hallway.kinds.documents.kind import KIND

        register(KIND)
