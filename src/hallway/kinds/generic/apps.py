"""The app of the kind `generic`."""

from __future__ import annotations

from django.apps import AppConfig


class GenericConfig(AppConfig):
    """The kind `generic`."""

    name = "hallway.kinds.generic"
    label = "kind_generic"

    def ready(self) -> None:
        """Add the kind to the registry."""
        from hallway.core.kinds import register
        from hallway.kinds.generic.kind import KIND

        register(KIND)
